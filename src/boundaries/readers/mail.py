"""Mailboxes: mbox files of any kind, and single messages (EML); from their header fields alone.

`From` says who wrote, `From`, `To`, `Cc` and `Bcc` between whom; `Date` says when, and `Received` whether that can be.
What a program sent is left out. No body is decoded or measured, and no `Subject` is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers.base import File, Options
from boundaries.readers.circle import NOT_LISTED, SEVERAL, Circle, Sides
from boundaries.readers.directory import Identity, settled
from boundaries.readers.mail_addresses import Mailbox, as_text, mailboxes
from boundaries.readers.mail_dates import SECOND_US, parse_date, parse_received
from boundaries.readers.mail_headers import Fields, is_invitation, why_left_out
from boundaries.readers.mail_split import Block, blocks, looks_like_mail
from boundaries.readers.rows import Rows
from boundaries.readers.tabular import TOO_LONG, sealed
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import Coverage, Extract

name = "mail"

STRAY = "lines that belong to no message"
CUT_OFF = "cut off"
NO_DATE = "no date that can be read"
NOBODY = "nobody whom it is from"
WITHOUT_ME = "to and from no listed address of the practitioner"
NAME_ALONE = "with a listed name on an address that is not listed"
KINDS = frozenset({"message"})

_DAY_US = 86_400 * SECOND_US  # that far a date may lie from the time of arrival
_KEPT = 4096  # threads, and values of address fields, that are not worked out again


def sniff(head: bytes) -> bool:
    """Whether a file begins as a mailbox does, or as a message."""
    return looks_like_mail(head)


@sealed
def read(file: File, options: Options) -> Extract:
    """The messages between the practitioner and clients; the others are counted.

    Raises `UsageError` for what only the caller can say, `LogError` where the file cannot be read or is no mail.
    """
    messages = _Messages(options)
    with file.open("rb") as stream:
        for block in blocks(stream):
            messages.take(block)
    return messages.extract()


class _When(NamedTuple):
    """The instant of a message, whether it is sure, and whether a server's time of arrival bears it out."""

    at_us: int
    sure: bool
    borne_out: bool


class _Thread(NamedTuple):
    """What the people of a message are to each other. Shows none of it."""

    sides: Sides | None
    people: int
    left_out: str

    def __repr__(self) -> str:
        return f"<Thread of {self.people}>"


class _Messages:
    """The messages of one file as they are taken in. Shows only their number."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rows = Rows(options, name)
        self._circle = Circle(options, many=True)
        self._named: dict[bytes, list[Mailbox]] = {}
        self._threads: dict[tuple[Mailbox, ...], _Thread] = {}
        known = options.directory.known.items() if options.directory else ()
        self._with_addresses = {person.entry for key, person in known if key[0] == "address"}
        self._messages = 0
        self._by: set[str] = set()
        self._first_us, self._last_us = LAST_US, FIRST_US - 1

    def __repr__(self) -> str:
        return f"<{self._messages} messages>"

    def take(self, block: Block | None) -> None:
        """One message, or (None) lines that are none."""
        if block is None:
            self._rows.reject(STRAY, 1)
            return
        self._messages += 1
        if block.fields is None:
            self._rows.reject(TOO_LONG, block.line)
            return
        if block.torn:
            self._rows.reject(CUT_OFF, block.line)
            return
        fields = Fields(block.fields)
        reason = why_left_out(fields)
        if reason is not None:
            self._leave_out(reason, fields)
            return
        people = self._people(fields)
        if not people:
            self._rows.reject(NOBODY, block.line, "by")
            return
        thread = self._thread(people)
        if thread.sides is None:
            self._leave_out(thread.left_out, fields)
        elif thread.sides.relationship is None:
            self._rows.reject(SEVERAL, block.line, "relationship")
        else:
            self._add(fields, thread, thread.sides, block.line)

    def extract(self) -> Extract:
        """All of it; raises `LogError` where there was no message at all.

        A mailbox shows the messages between its first day and its last, but only where both sides write in it: that
        nobody answers the messages of an inbox says nothing.
        """
        if not self._messages:
            hint = "mail is an mbox file or single messages (.eml)"
            raise LogError(Diagnostic("B265", f"{self._options.log}: no line opens a message", hint=hint))
        shown = []
        if "practitioner" in self._by and len(self._by) > 1 and self._first_us <= self._last_us:
            shown.append(Coverage(self._first_us, self._last_us, KINDS))
        return self._rows.extract(shown)

    # ---- who ----

    def _people(self, fields: Fields) -> tuple[Mailbox, ...]:
        """The distinct people of a message, whoever wrote it first; empty where nobody did."""
        authors, senders = self._of(fields, "from"), self._of(fields, "sender")
        both = [one for one in authors if senders and one.key == senders[0].key]  # of several authors, who sent it
        found: dict[str, Mailbox] = {}
        for one in (*both, *(authors or senders[:1])):
            found.setdefault(one.key, one)
        if found:
            for field in ("to", "cc", "bcc"):
                for one in self._of(fields, field):
                    found.setdefault(one.key, one)
        return tuple(found.values())

    def _of(self, fields: Fields, field: str) -> list[Mailbox]:
        value = fields.value(field)
        known = self._named.get(value)
        if known is None:
            known = mailboxes(value)
            if len(value) < _KEPT:
                self._named = {} if len(self._named) >= _KEPT else self._named
                self._named[value] = known
        return known

    def _thread(self, people: tuple[Mailbox, ...]) -> _Thread:
        known = self._threads.get(people)
        if known is None:
            known = self._settle(people)
            if len(people) < 100:
                self._threads = {} if len(self._threads) >= _KEPT else self._threads
                self._threads[people] = known
        return known

    def _settle(self, people: tuple[Mailbox, ...]) -> _Thread:
        identities = [self._identities(one) for one in people]
        sides = self._circle.sides(identities)
        find = self._options.directory.find if self._options.directory else None
        persons = [find(*one) if find else None for one in identities]
        if sides is None:
            if any(person and person.role == "client" for person in persons):
                return _Thread(None, len(people), WITHOUT_ME)
            named = any(len(kept) < len(one.identities) for kept, one in zip(identities, people, strict=True))
            return _Thread(None, len(people), NAME_ALONE if named else NOT_LISTED)
        distinct = {
            (by, sides.actor[i]) if by == "practitioner" else (person.entry if person else people[i].key)
            for i, (by, person) in enumerate(zip(sides.by, persons, strict=True))
        }  # two addresses of one person are one
        return _Thread(sides, len(distinct), "")

    def _identities(self, one: Mailbox) -> Sequence[Identity]:
        """What somebody is called. A name says nothing where its owner is listed with another address.

        Anybody may write any name beside an address, and two people may have the same.
        """
        directory = self._options.directory
        if directory is None or not one.address or not one.name or ("address", one.address) in directory.known:
            return one.identities
        named = directory.known.get(settled(("name", one.name)) or ("name", ""))
        return one.identities[:1] if named and named.entry in self._with_addresses else one.identities

    # ---- when ----

    def _when(self, fields: Fields, own: bool) -> _When | None:
        """When a message was sent; None where nothing says so.

        The practitioner's `own` are not held against their arrival: the copy of an outbox has none, and the same
        message must be the same row wherever it lies.
        """
        written, arrived = parse_date(fields.value("date")), parse_received(fields.value("received"))
        if written is None:
            return _When(arrived.at_us, False, False) if arrived else None
        near = arrived is not None and abs(arrived.at_us - written.at_us) <= _DAY_US
        return _When(written.at_us, written.sure and (own or near or arrived is None), written.sure and near)

    def _shows(self, at_us: int) -> None:
        if FIRST_US <= at_us < LAST_US:
            self._first_us, self._last_us = min(self._first_us, at_us), max(self._last_us, at_us)

    def _leave_out(self, reason: str, fields: Fields) -> None:
        """Count a message that is no contact; if its date is borne out, it shows that the mailbox has that day."""
        self._rows.leave_out(reason)
        when = self._when(fields, own=False)
        if when is not None and when.borne_out:
            self._shows(when.at_us)

    # ---- the row ----

    def _add(self, fields: Fields, thread: _Thread, sides: Sides, line: int) -> None:
        by = sides.by[0]
        when = self._when(fields, by == "practitioner")
        if when is None:
            self._rows.reject(NO_DATE, line, "at")
            return
        if when.sure:
            self._shows(when.at_us)
        self._by.add(by)
        accounts = (account for account, who in zip(sides.account, sides.by, strict=True) if who == "practitioner")
        self._rows.add(
            id=self._id(fields), kind="message", by=by, at_us=when.at_us, relationship=sides.relationship,
            channel="email", ref=self._ref(fields), account=next(filter(None, accounts), None),
            purpose="scheduling" if is_invitation(fields) else None, actor=sides.actor[0],
            people=thread.people if thread.people > 2 else None, line=line,
            certainty=None if when.sure else "ambiguous",
        )  # fmt: skip

    def _id(self, fields: Fields) -> str:
        """Keyed: a message-id has a host in it, and often a name."""
        own = fields.message_id()
        parts = (own,) if own else ("", *(as_text(fields.value(field)) for field in ("date", "from", "to")))
        return f"mail-{self._options.key.name('mail', *parts)}"

    def _ref(self, fields: Fields) -> str | None:
        answered = fields.answered()
        return f"mail-{self._options.key.name('mail', answered)}" if answered else None
