"""Whose appointment an event is: its people and its title against the people's file, then forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.calendar_lines import parameters_of, split, value_of
from boundaries.readers.circle import Circle, Sides
from boundaries.readers.directory import Identity, same, settled

NOBODY, SEVERAL = -1, -2  # instead of the number of a relationship or an actor
_MOST = 500  # people of one event who are looked at
_ESCAPED = re.compile(r"\\([\\;,nN])")
_THINGS = (b"ROOM", b"RESOURCE")
_NO_PERSON = ("group.calendar.google.com", "unknownorganizer@calendar.google.com")
_NO_ADDRESS = "invalid:nomail"


class Whose(NamedTuple):
    """What an event's people come to: a relationship by number, how many they are (0: not known), a refusal, and the
    one client of several in a relationship whose it is, by number."""

    pair: int
    people: int = 0
    declined: bool = False
    actor: int = NOBODY


@dataclass(frozen=True, slots=True, repr=False)
class _Guest:
    """One ATTENDEE or ORGANIZER."""

    identities: tuple[Identity, ...]
    address: str
    declined: bool


class Company:
    """Tells whose each event of a file is; keeps the names of relationships alone."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._circle = Circle(options, many=True)
        self.pairs: list[str] = []
        self.actors: list[str] = []
        self._numbers: dict[str, int] = {}
        self._client: set[int] = set()

    def __repr__(self) -> str:
        return f"<Company of {len(self.pairs)} relationships>"

    def whose(
        self, titles: Sequence[bytes], attendees: Sequence[bytes], organizer: Sequence[bytes], counts: bool = True
    ) -> Whose:
        """Whose the event with these SUMMARY, ATTENDEE and ORGANIZER lines is; `counts`: it may be a session."""
        guests = [guest for line in attendees[:_MOST] if (guest := _guest(line))]
        hosts = [guest for line in organizer[:1] if (guest := _guest(line))]
        known = {guest.address for guest in (*guests, *hosts) if guest.address}
        people = len(known) if len(known) > 2 and len(attendees) <= _MOST else 0
        if self._options.directory is None:
            return self._of_one_pair(titles if counts else (), guests, {host.address for host in hosts}, people)
        called: list[tuple[Identity, ...]] = [(("name", _text(line)),) for line in titles]
        everybody = [(), *called, *(guest.identities for guest in (*hosts, *guests))]
        sides = self._circle.sides(everybody, owner=0)  # the calendar is the practitioner's
        if sides is None or "client" not in sides.by:
            return Whose(NOBODY, people)
        pair = SEVERAL if sides.relationship is None else self._number(sides.relationship)
        return Whose(pair, people, _declined(sides, guests), self._actor(sides))

    def _of_one_pair(self, titles: Sequence[bytes], guests: Sequence[_Guest], mine: set[str], people: int) -> Whose:
        """An event of a calendar of one pair; raises `UsageError` as soon as its events go by more than one title.

        A title and the guests of an event are one person here: the client, whatever the event calls them.
        """
        others = [guest for guest in guests if guest.address not in mine]
        called: list[Identity] = [("name", title) for line in titles if (title := _text(line))]
        called += [identity for guest in others for identity in guest.identities if titles]
        if called and not self._is_the_client(called):
            return Whose(NOBODY, people)
        pair = self._number(self._options.relationship or "")
        return Whose(pair, people, bool(others) and all(guest.declined for guest in others))

    def _is_the_client(self, called: Sequence[Identity]) -> bool:
        """Whether an event is with the one client there is; of what that one is called, numbers are held, no text."""
        if self._options.client is not None:
            return same([("name", self._options.client), ("address", self._options.client)], called)
        keys = {hash(settled(identity)) for identity in called}
        if self._client and self._client.isdisjoint(keys):
            hint = "`--people FILE` says whose each appointment is, or `--client` gives the one title that counts"
            raise UsageError(Diagnostic("B260", f"{self._options.log} has appointments with several people", hint=hint))
        self._client |= keys
        return True

    def _actor(self, sides: Sides) -> int:
        """The pseudonym of the client, by number; SEVERAL where more than one is meant."""
        clients = {actor for actor, by in zip(sides.actor, sides.by, strict=True) if by == "client"}
        if len(clients) > 1:
            return SEVERAL
        actor = clients.pop()
        if actor is None or not self._has_several(sides.relationship):
            return NOBODY
        if actor not in self.actors:
            self.actors.append(actor)
        return self.actors.index(actor)

    def _has_several(self, relationship: str | None) -> bool:
        directory = self._options.directory
        persons = directory.persons if directory else ()
        return sum(one.role == "client" and one.relationship == relationship for one in persons) > 1

    def _number(self, pair: str) -> int:
        number = self._numbers.setdefault(pair, len(self.pairs))
        if number == len(self.pairs):
            self.pairs.append(pair)
        return number


def _declined(sides: Sides, guests: Sequence[_Guest]) -> bool:
    """Whether every client who was asked, or the practitioner, has said no."""
    answers = list(zip(sides.by[len(sides.by) - len(guests) :], guests, strict=True))
    clients = [guest.declined for by, guest in answers if by == "client"]
    own = [guest.declined for by, guest in answers if by == "practitioner"]
    return (bool(clients) and all(clients)) or any(own)


def _guest(line: bytes) -> _Guest | None:
    """Who a line stands for; None for a room, for nobody, and for a line that cannot be read."""
    head, written = split(line)
    parameters, value = parameters_of(head), written.decode("utf-8", "replace").strip()
    if head == line or parameters.get(b"CUTYPE", b"").upper() in _THINGS:
        return None
    if value.lower().endswith(_NO_PERSON):
        return None
    mail = parameters.get(b"EMAIL", b"").decode("utf-8", "replace")
    identities = tuple(_identities(value, mail, parameters.get(b"CN", b"").decode("utf-8", "replace")))
    address = (mail or value).lower().removeprefix("mailto:").removesuffix(_NO_ADDRESS).strip()
    return _Guest(identities, address, parameters.get(b"PARTSTAT", b"").upper() == b"DECLINED")


def _identities(value: str, mail: str, name: str) -> Iterator[Identity]:
    scheme, _, rest = value.partition(":")
    if scheme.lower() == "mailto":
        yield ("address", rest)
    elif scheme.lower() == "tel":
        yield ("number", rest)
    elif "@" in value:
        yield ("address", value)
    if mail:
        yield ("address", mail)
    if name:
        yield ("name", name)


def _text(line: bytes) -> str:
    """A text value without its escapes (RFC 5545, 3.3.11); parameters before it are passed over."""
    text = value_of(line).decode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
