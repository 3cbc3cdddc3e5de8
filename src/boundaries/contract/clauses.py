"""The clauses of a contract in one table: their fields, what kind of value each holds, and which change is looser.

The models, the JSON Schema, the paths rules may name and the order looser/tighter all come from here.
Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from boundaries.core.catalogue import catalogue
from boundaries.core.columns import ACCOUNTS, BASES, PURPOSES
from boundaries.core.language import ENGLISH

Kind = Literal["hours", "number", "span", "duration", "per", "text", "list", "channels", "clause"]
Looser = Literal["higher", "lower", "larger", "smaller", "changed"]
PARTS = ("administrative", "professional", "psychological")
CHANNELS = ("sms", "email", "phone", "video", "portal", "in_person", "whatsapp", "signal", "chat", "post")


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a clause (or the clause itself, where it is a single value).

    `reads` names the reader in values.py; `looser` says which change permits more or demands less: a higher or
    lower value, a larger or smaller set, or none (`changed`). What it says in plain words stands in core/phrases/.
    """

    name: str
    kind: Kind
    reads: str
    looser: Looser
    about: str
    words: tuple[str, ...] = ()
    required: bool = False
    entries: tuple[Field, ...] = ()  # of a list of mappings; the first names the entry
    grants: bool = False  # it only permits: where it is absent, nothing of it is permitted


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: a single value (`value`), or a mapping of fields."""

    path: str
    about: str
    example: str
    value: Field | None = None
    fields: tuple[Field, ...] = ()

    @property
    def part(self) -> str:
        """administrative, professional or psychological."""
        return self.path.partition(".")[0]

    @property
    def name(self) -> str:
        """The key under its part."""
        return self.path.partition(".")[2]

    @property
    def has_cap(self) -> bool:
        """Whether `at_most` and `per` together are a cap."""
        return any(f.name == "at_most" for f in self.fields)


_PER = Field("per", "per", "per", "lower", "the window: a duration (rolling), or day, week, month")


def _cap(what: str) -> tuple[Field, Field]:
    return Field("at_most", "number", "whole", "higher", f"how many {what} in a window"), _PER


def _number(name: str, looser: Looser, about: str) -> Field:
    return Field(name, "number", "number", looser, about)


def _span(name: str, looser: Looser, about: str) -> Field:
    return Field(name, "span", "span", looser, about)


def _due(name: str, looser: Looser, about: str) -> Field:
    return Field(name, "duration", "duration", looser, about)


def _words(name: str, looser: Looser, about: str, words: tuple[str, ...] = ()) -> Field:
    return Field(name, "list", "words" if words else "texts", looser, about, words)


def _text(name: str, about: str, words: tuple[str, ...] = (), required: bool = False) -> Field:
    return Field(name, "text", "word" if words else "text", "changed", about, words=words, required=required)


def _entries(looser: Looser, about: str, *entries: Field) -> Field:
    return Field("", "list", "entries", looser, about, entries=entries)


def _party(name: str, about: str) -> Field:
    return Field(name, "text", "party", "changed", about)


RECIPIENTS = _entries(
    "larger", "who is told", _text("with", "the recipient's role", required=True),
    _text("basis", "on what basis", BASES), Field("until", "text", "date", "higher", "last day it holds"),
)  # fmt: skip
_A, _P, _Y = "administrative.", "professional.", "psychological."
CLAUSES: tuple[Clause, ...] = (
    Clause(
        _A + "hours", "when the two are in contact, as OpenStreetMap opening_hours",
        "Mo-Fr 09:00-18:00; PH off",
        Field("", "hours", "hours", "larger", "opening_hours text"),
    ),
    Clause(
        _A + "channels", "the ways of contact, each for any purpose or for those named",
        "{sms: [scheduling], email: any}",
        Field("", "channels", "channels", "larger", "a list, or channel: any, a purpose or a list of purposes"),
    ),
    Clause(
        _A + "accounts", "whose number and address the practitioner uses", "work",
        _words("", "larger", "work, personal or both", words=ACCOUNTS),
    ),
    Clause(
        _A + "reply_within", "how long a reply may take", "1 working day",
        _due("", "higher", "a duration; `8 open hours`, `1 working day`"),
    ),
    Clause(
        _A + "between_sessions", "how much contact there is between sessions",
        "{at_most: 5, per: P7D}", fields=_cap("messages and calls"),
    ),
    Clause(
        _A + "calls", "how long a call lasts", "{minutes: 10}",
        fields=(_number("minutes", "higher", "minutes of a call"),),
    ),
    Clause(
        _A + "after_hours", "what contact outside the hours is for, and how it is made",
        "{purposes: [crisis], channels: [phone], at_most: 3, per: P30D}",
        fields=(
            _words("purposes", "larger", "what it may be for", PURPOSES),
            _words("channels", "larger", "how it may be made"),
            _words("support", "changed", "other sources of support"),
            *_cap("such contacts"),
        ),
    ),
    Clause(
        _A + "sessions", "how often the two meet, how long and where",
        "{at_most: 1, per: week, every: P7D, minutes: 50, overrun: 10}",
        fields=(
            *_cap("sessions"),
            _span("every", "lower", "the usual interval"),
            _number("minutes", "higher", "minutes of a session"),
            _number("overrun", "higher", "minutes a session may run over"),
            _words("places", "larger", "where"),
            Field("slot", "hours", "hours", "larger", "opening_hours of when they usually begin"),
        ),
    ),
    Clause(
        _A + "cancellation", "how a session is cancelled or moved",
        "{notice: PT48H, fee: 70, reschedule_within: P7D}",
        fields=(
            _span("notice", "lower", "notice the client gives"),
            _number("fee", "lower", "fee of a late cancellation"),
            _due("reschedule_within", "higher", "by when a new time is found"),
            _span("practitioner_notice", "lower", "the practitioner's own"),
            _due("noshow", "higher", "by when a missed one is followed up"),
        ),
    ),
    Clause(
        _A + "fee", "what a session costs, and when it is paid", "{amount: 70, due_within: P14D}",
        fields=(
            _number("amount", "lower", "of a session, in the contract's currency"),
            _due("due_within", "higher", "by when it is paid"),
            Field("waiver", "list", "texts", "larger", "what it may be waived for", grants=True),
        ),
    ),
    Clause(_A + "gifts", "gifts, by their value in the currency of the contract", "{at_most: 10, per: P1Y}", fields=(
        Field("at_most", "number", "number", "higher", "how much in a window"), _PER,
    )),
    Clause(
        _A + "social", "ties on social networks", "none",
        Field("", "text", "text", "changed", "`none`, or what was agreed"),
    ),
    Clause(
        _A + "sharing", "who is told something, and on what basis", "[{with: gp, basis: consent}]",
        RECIPIENTS,
    ),
    Clause(
        _A + "limits", "as told to the client", "[risk to life, legal duty]",
        _words("", "changed", "each in a few words"),
    ),
    Clause(
        _A + "supervision", "how often, how long, and what is brought", "{every: P14D, minutes: 90}",
        fields=(
            _span("every", "higher", "the interval"),
            _number("minutes", "lower", "minutes of a meeting"),
            _due("after_crossing", "higher", "by when a crossing is brought"),
            Field("identifiable", "text", "flag", "higher", "can the client be recognised"),
        ),
    ),
    Clause(
        _A + "records", "by when they are written, how long they are kept", "{within: P7D, keep: P7Y}",
        fields=(
            _due("within", "higher", "by when a record is written"),
            _span("keep", "lower", "how long records are kept"),
        ),
    ),
    Clause(
        _A + "rest", "when the practitioner rests", '{night: "22:00-07:00", days_off: "Su"}',
        fields=(
            Field("night", "hours", "hours", "smaller", "opening_hours of the night"),
            Field("days_off", "hours", "hours", "smaller", "opening_hours of days off"),
            Field("caseload_cap", "number", "whole", "higher", "how many clients at a time"),
        ),
    ),
    Clause(
        _A + "ending", "contact after the contract has ended", "{contact: [scheduling], for: P90D}",
        fields=(
            _words("contact", "larger", "what contact may be for", PURPOSES),
            _span("for", "higher", "for how long"),
        ),
    ),
    Clause(
        _P + "goals", "what the work is for", "[{goal: sleep through the night, stated_by: client}]",
        _entries(
            "changed", "one goal each", _text("goal", "in a few words", required=True),
            _party("stated_by", "who named it"),
            Field("agreed_by", "list", "parties", "changed", "who agreed to it"),
        ),
    ),
    Clause(
        _P + "tasks", "who does what", "[{task: sleep diary, owner: client}]",
        _entries("changed", "one task each", _text("task", "in a few words", required=True), _party("owner", "whose")),
    ),
    Clause(
        _P + "expectations", "what may be expected", "[{owner: both, says: progress is uneven}]",
        _entries("changed", "one each", _text("says", "in a few words", required=True), _party("owner", "whose")),
    ),
    Clause(
        _P + "review_every", "how often the two look at the contract", "P12W",
        _span("", "higher", "the interval"),
    ),
    Clause(
        _Y + "commitments", "what each commits to", "[{by: practitioner, says: name it early}]",
        _entries("changed", "one each", _text("says", "in a few words", required=True), _party("by", "who")),
    ),
    Clause(
        _Y + "expectations", "what each hopes for, once said aloud",
        "[{voiced_by: client, heard_by: practitioner, accepted: true, says: an answer within a day}]",
        _entries(
            "changed", "one each", _text("says", "in a few words", required=True), _party("voiced_by", "who said it"),
            _party("heard_by", "who heard it"), Field("accepted", "text", "flag", "changed", "whether it was accepted"),
        ),
    ),
    Clause(
        _Y + "needs", "what each needs", "[{of: practitioner, says: evenings off}]",
        _entries("changed", "one each", _text("says", "in a few words", required=True), _party("of", "whose")),
    ),
)  # fmt: skip
BY_PATH: dict[str, Clause] = {clause.path: clause for clause in CLAUSES}


def _fields() -> Iterator[tuple[str, Field]]:
    for clause in CLAUSES:
        if clause.value:
            yield clause.path, clause.value
        yield from ((f"{clause.path}.{f.name}", f) for f in clause.fields)


FIELDS: dict[str, Field] = dict(_fields())  # every path that carries a value, entries of `sharing` apart


def _full() -> Iterator[tuple[str, str]]:
    paths = tuple(dict.fromkeys((*BY_PATH, *FIELDS)))
    short_ones = [path.partition(".")[2] for path in paths]
    for path, short_one in zip(paths, short_ones, strict=True):
        yield path, path
        if short_ones.count(short_one) == 1:  # `expectations` stands in two parts: it needs its part
            yield short_one, path


_FULL: dict[str, str] = dict(_full())


# What is agreed with one recipient has a path of its own, by the entry's `with`: `sharing.gp`.
SHARING = _A + "sharing"
ENTRY_KEYS = tuple(f.name for f in RECIPIENTS.entries)
_RECIPIENT = re.compile(r"\w+(?:[ -]\w+)*")


def resolve(path: str) -> str | None:
    """The full path of a clause, a field or an entry of `sharing`, its part optional; None if there is none."""
    clause, _, name = path.rpartition(".")
    return _FULL.get(path) or (entry_path(name) if _FULL.get(clause) == SHARING else None)


def entry_path(recipient: str) -> str | None:
    """The full path of what `sharing` says of a recipient; None for a name that no path can hold."""
    if recipient in ENTRY_KEYS or not _RECIPIENT.fullmatch(recipient):
        return None
    return f"{SHARING}.{recipient}"


def recipient_of(path: str) -> str | None:
    """The recipient whose entry of `sharing` a full path is; None for every other path."""
    clause, _, name = path.rpartition(".")
    return name if clause == SHARING else None


def kind_of(path: str) -> Kind | None:
    """What a full path holds: a kind of value, or `clause` for a mapping of fields; None for no path of a contract.

    An entry of `sharing` holds the list of the bases on which something may be shared.
    """
    if recipient_of(path):
        return "list"
    if path in FIELDS:
        return FIELDS[path].kind
    return "clause" if path in BY_PATH else None


def clause_of(path: str) -> str:
    """The full path of the clause that a full path is, or is a field of."""
    return ".".join(path.split(".")[:2])


def short(path: str) -> str:
    """A full path without its part, where it still means the same."""
    rest = path.partition(".")[2]
    return rest if resolve(rest) == path else path


def name_of(path: str, language: str = ENGLISH) -> str:
    """What a therapist would call the clause of a full path inside a sentence: `between sessions`."""
    return catalogue(language).form(f"clause.{clause_of(path)}")


def label_of(path: str) -> str:
    """The same as a heading: `Between sessions`."""
    name = name_of(path)
    return name[:1].upper() + name[1:]


def known_paths() -> tuple[str, ...]:
    """Every path that may be named, short and full, but those of single entries of `sharing`."""
    return tuple(_FULL)
