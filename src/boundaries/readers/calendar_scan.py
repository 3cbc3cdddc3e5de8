"""The events of a calendar, one at a time: what of them is kept while they last, and everything else passed over.

What an event is about and where (DESCRIPTION, LOCATION, COMMENT, ATTACH ...) is dropped line by line, before
anything reads it. The title and the people are given to the caller with the event, who compares and forgets them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from boundaries.readers.base import LINE_BYTES
from boundaries.readers.calendar_lines import FOLD, TOO_LONG, Block, blocks, value_of
from boundaries.readers.calendar_zones import Zones

_KEPT = frozenset(
    b"DTSTART DTEND DURATION DTSTAMP LAST-MODIFIED CREATED UID SEQUENCE STATUS TRANSP RRULE RDATE EXDATE EXRULE "
    b"RECURRENCE-ID SUMMARY ATTENDEE ORGANIZER X-MICROSOFT-CDO-ALLDAYEVENT X-MICROSOFT-CDO-BUSYSTATUS".split()
)
_OUTSIDE = frozenset([b"METHOD", b"X-WR-TIMEZONE", b"CALSCALE", b"TZID", b"X-LIC-LOCATION"])
_OTHER_KINDS = (b"VTODO", b"VJOURNAL", b"VFREEBUSY")
_NAME = re.compile(rb"[A-Za-z0-9-]+")


def _openings() -> frozenset[bytes]:
    """The first two letters of every name that matters, in any case: one look passes over all other lines."""
    pairs = {name[:2] for name in (*_KEPT, *_OUTSIDE, b"BEGIN", b"END")}
    return frozenset(a + b for p in pairs for a in (p[:1], p[:1].lower()) for b in (p[1:], p[1:].lower())) | {TOO_LONG}


_OPENINGS = _openings()

CUT_OFF = "cut off"
NOT_CLOSED = "an event that does not end"
TOO_BIG = "longer than 1 MiB"
OTHER_KIND = "no appointment"  # why a row is left out: a task, a note, a time that is free or busy


@dataclass(slots=True, repr=False)
class Event:
    """One VEVENT as it stands: its kept properties (name to lines), or what is wrong with it."""

    line: int
    method: str
    properties: dict[bytes, list[bytes]] = field(default_factory=dict)
    problem: str | None = None
    size: int = 0

    def add(self, name: bytes, line: bytes) -> None:
        """Keep a line, unless the event is more than one can be."""
        self.size += len(line) + 64
        if self.size > LINE_BYTES:
            self.properties.clear()
            self.problem = TOO_BIG
        elif self.problem is None:
            self.properties.setdefault(name, []).append(line)


@dataclass(slots=True, repr=False)
class Scan:
    """Goes through one file; `others` counts what is no event, `whole` is whether its end was there."""

    zones: Zones = field(default_factory=Zones)
    floating: str | None = None  # the zone the calendar says it is shown in
    gregorian: bool = True
    others: Counter[str] = field(default_factory=Counter)
    whole: bool = False
    _event: Event | None = None
    _within: bytes = b""  # the component beside events that is open
    _nested: int = 0
    _method: str = ""
    _tzid: bytes = b""
    _done: list[Event] = field(default_factory=list)

    def events(self, file: IO[bytes], head: bytes) -> Iterator[Event]:
        """Every event in the file's order, also one that is broken; raises OSError."""
        for block in blocks(file, head):
            self._take(block)
            yield from self._done
            self._done.clear()
        self._break_off(CUT_OFF)
        yield from self._done

    def _take(self, block: Block) -> None:
        lines = block.lines()
        at = counted = 0
        number = block.first
        for index, line in enumerate(lines):
            if line[:2] not in _OPENINGS and FOLD not in line[:2]:
                continue
            if line[:1] == TOO_LONG:
                self._too_long()
                continue
            name, plain = _named(line)
            if name == b"BEGIN":
                counted = b"\n".join(lines[at:index]).count(FOLD) + (index - at)
                at, number = index, number + counted
                self._begin(value_of(plain).upper(), number)
            elif name == b"END":
                self._end(value_of(plain).upper())
            elif self._event is not None:
                if not self._nested and name in _KEPT:
                    self._event.add(name, plain)
            elif name in _OUTSIDE and not self._nested:
                self._outside(name, plain)

    def _too_long(self) -> None:
        if self._event is not None:
            self._event.properties.clear()
            self._event.problem = TOO_BIG

    def _begin(self, kind: bytes, number: int) -> None:
        if kind == b"VCALENDAR":
            self._break_off(NOT_CLOSED)
            self._within, self._nested, self._method, self.whole = b"", 0, "", False
        elif kind == b"VEVENT":
            self._break_off(NOT_CLOSED)
            self._event, self._within, self._nested = Event(number, self._method), b"", 0
        elif self._event is not None or self._within:
            self._nested += 1
        else:
            self._within, self._tzid = kind, b""
            if kind in _OTHER_KINDS:
                self.others[OTHER_KIND] += 1

    def _end(self, kind: bytes) -> None:
        if kind == b"VCALENDAR":
            self._break_off(NOT_CLOSED)
            self._within, self._nested, self.whole = b"", 0, True
        elif kind == b"VEVENT" and self._event is not None:
            self._done.append(self._event)
            self._event, self._nested = None, 0
        elif self._event is None and kind == self._within:
            self._within, self._nested = b"", 0
        else:
            self._nested = max(0, self._nested - 1)

    def _break_off(self, why: str) -> None:
        if self._event is not None:
            self._event.properties.clear()
            self._event.problem = self._event.problem or why
            self._done.append(self._event)
            self._event = None

    def _outside(self, name: bytes, line: bytes) -> None:
        value = value_of(line)
        if self._within == b"VTIMEZONE":
            if name == b"TZID":
                self._tzid = value
            elif name == b"X-LIC-LOCATION":
                self.zones.locate(self._tzid, value)
        elif not self._within:
            if name == b"METHOD":
                self._method = value.decode("ascii", "replace").upper()[:20]
            elif name == b"X-WR-TIMEZONE":
                self.floating = value.decode("utf-8", "replace")
            elif name == b"CALSCALE":
                self.gregorian = self.gregorian and value.upper() == b"GREGORIAN"


def _named(line: bytes) -> tuple[bytes, bytes]:
    """A line's name in upper case (empty if it has none), and the line without its folds."""
    plain = line.replace(FOLD, b"")
    found = _NAME.match(plain)
    return (found[0].upper() if found else b""), plain
