"""Who takes part in a picture message or a group: the thread's numbers, and those of the message itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from boundaries.readers.directory import Identity, settled
from boundaries.readers.sms_scan import Tag
from boundaries.readers.sms_values import OWNER, measured, party_of, text_of

_FROM, _TO = b"137", b"151"
_ROLES = frozenset((_FROM, _TO, b"130", b"129"))  # copies, open and blind
_MOST_PEOPLE = 1000
CROWD: Final = "more than 1,000 people"


@dataclass(slots=True, repr=False)
class Mms:
    """A picture or group message whose end has not come yet."""

    tag: Tag
    length: int | None = None
    addresses: list[tuple[bytes, Identity]] = field(default_factory=list)
    flaw: str | None = None
    too_long: bytes | None = None
    unspelled: bool = False
    owner_is_recipient: bool = False

    def part(self, tag: Tag) -> None:
        """One part: of those of plain text the length, of media nothing."""
        self.flaw = self.flaw or tag.flaw
        kind = tag.cells.get(b"ct", b"").partition(b";")[0].strip().lower()
        text = tag.cells.get(b"text")
        if kind != b"text/plain":
            return
        if b"text" in tag.too_long:
            self.too_long = b"text"
        elif text is not None and text != b"null":
            length = measured(text)
            self.unspelled = self.unspelled or length is None
            self.length = (self.length or 0) + (length or 0)

    def addr(self, tag: Tag) -> None:
        """One number of the message, with its part in it."""
        self.flaw = self.flaw or tag.flaw
        role = tag.cells.get(b"type", b"")
        written = text_of(tag.cells.get(b"address", b""))
        party = party_of(written)
        if written == OWNER and role != _FROM:
            self.owner_is_recipient = True
        if role in _ROLES and party is not None:
            self.addresses.append((role, party))
        if len(self.addresses) > _MOST_PEOPLE:
            self.flaw = CROWD
            self.addresses.clear()


@dataclass(frozen=True, slots=True, repr=False)
class Thread:
    """The people of a message beside the phone's owner, each once; `sender` is the place of who wrote, None if open.

    `owner` is the owner's own number where the message says it; `people` counts everybody, the owner included.
    """

    others: tuple[Identity, ...]
    sender: int | None
    owner: Identity | None
    people: int


def thread_of(mms: Mms, sent: bool) -> Thread:
    """The thread's own numbers (`address`, joined by `~`); those of the message where the thread is only an id."""
    author = next((party for role, party in mms.addresses if role == _FROM), None)
    recipients = _distinct(party for role, party in mms.addresses if role == _TO)
    others, hidden_owner = _listed(mms), False
    alone = len(recipients) == 1 and not mms.owner_is_recipient and not _is(recipients[0], author)
    alone = alone and not any(_is(one, recipients[0]) for one in others)
    owner = author if sent else recipients[0] if alone else None
    named = _distinct(party for _, party in mms.addresses)
    if not others or _hold_a_group_id(others, named):
        others = [one for one in named if not _is(one, owner)]
        hidden_owner = not sent and len(recipients) > 1 and not mms.owner_is_recipient
    people = len(others) + (0 if hidden_owner else 1)
    if sent:
        return Thread(tuple(others), None, owner, people)
    if len(others) > 1 and author is not None and not any(_is(one, author) for one in others):
        others.append(author)  # one of them, whose number is written in two forms
    sender = 0 if len(others) == 1 else next((i for i, one in enumerate(others) if _is(one, author)), None)
    return Thread(tuple(others), sender, owner, people)


def _listed(mms: Mms) -> list[Identity]:
    written = text_of(mms.tag.cells.get(b"address", b""))
    return _distinct(party for one in written.split("~") if (party := party_of(one)) is not None)


def _hold_a_group_id(others: list[Identity], named: list[Identity]) -> bool:
    """Whether something like an address is the name of a group: nobody in the message has it."""
    known = {settled(one) for one in named}
    return bool(known) and any("@" in one[1] and settled(one) not in known for one in others)


def _is(one: Identity, other: Identity | None) -> bool:
    return other is not None and settled(one) == settled(other)


def _distinct(many: Iterable[Identity]) -> list[Identity]:
    """Each of them once, in their order."""
    return list({settled(one): one for one in many}.values())
