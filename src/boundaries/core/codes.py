"""The codes of problems in logs, and in how a command was given: one meaning each, for good.

Those of contracts, rules and scenarios stand beside what reads them.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "B201": "an interaction with a value that its column cannot hold",
    "B202": "a column that no interaction has",
    "B203": "a column that looks like content; no column holds what was said",
    "B204": "the same column twice",
    "B205": "a column that has to be there is missing",
    "B206": "a column whose type cannot be that column's",
    "B207": "a log that cannot be read at all",
    "B208": "a log most of whose rows have a key that no interaction has",
    "B209": "a log cannot be written in that format",
    "B210": "something that is neither a log nor an interaction",
    "B220": "a log format that is not known",
    "B221": "an empty file",
    "B222": "a file whose format cannot be recognised",
    "B223": "a file that cannot be opened, or read to its end",
    "B224": "an order of a date that is none",
    "B225": "a kind of interaction that is none",
    "B226": "a name that no pair can have",
    "B230": "a chat of which no line begins as a row does",
    "B231": "a chat whose clock times stand beside a word that is no known time of day",
    "B232": "a chat whose order of day and month is open",
    "B233": "a chat whose dates speak against the order given",
    "B234": "a chat needs to know who the practitioner is",
    "B235": "the practitioner's name is not among those who write",
    "B236": "the client's name is not among those who write, or is the practitioner's",
    "B237": "a chat needs the pseudonym of its pair",
    "B238": "a chat needs the time zone it was written in",
    "B239": "a time zone, of a log or on the command line, that does not exist",
    "B240": "a file of annotations without the columns it needs",
    "B241": "a column that a file of annotations cannot have",
    "B301": "a file or folder cannot be written",
    "B302": "a date, date-time or instant that cannot be read",
    "B303": "a folder that has files in it already",
    "B305": "an output that is one of the inputs",
    "B306": "a period that holds no instant",
    "B307": "a language in which no rule speaks",
    "B308": "an ending of a file that findings cannot be written with",
}
