"""What stays of an event once it has been read: numbers, and of a recurring one its rules and dates."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.readers.base import Options
from boundaries.readers.calendar_lines import parameters_of, split, value_of
from boundaries.readers.calendar_people import Company
from boundaries.readers.calendar_scan import Event
from boundaries.readers.calendar_times import DAY, EventError, duration, local_reading
from boundaries.readers.calendar_zones import FLOATING, UTC, Zones

FIRST, LAST = -25_567 * DAY, 84_006 * DAY  # 1900-01-01 and 2200-01-01, with no room for a zone's offset to matter
NONE = -(1 << 62)
EXACT = -1  # instead of a zone's number: the end is a length
ALL_DAY, FREE, CANCELLED, DECLINED, PART, DATED = 1, 2, 4, 8, 16, 32

A_DAY = "a day or longer"
SHOWN_FREE = "shown as free time"
TURNED_DOWN = "declined"
ABOUT = "a message about an appointment"
_RECURRENCE = (b"RRULE", b"RDATE", b"EXDATE", b"EXRULE", b"RECURRENCE-ID")
_ONCE = (b"DTSTART", b"DTEND", b"DURATION", b"UID", b"RECURRENCE-ID")
_MESSAGES = ("REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER")

TWICE = "the same property twice"
NO_START = "an event without a start"
UNFIT = "start and end that do not fit together"
BACKWARDS = "it ends before it starts"
FAR = "beyond the years of a log"

Extra = dict[bytes, list[bytes]]


class Plan(NamedTuple):
    """One VEVENT: readings on the clocks of zones that are known by number, instants in UTC.

    `end` is a length where `end_zone` is EXACT; `stamp` is DTSTAMP, `changed` LAST-MODIFIED, else DTSTAMP; `extra`
    and `problem` are places in the lists beside it, or -1. The last three are added where the clocks are known: the
    instants of the start and the end (NONE where a zone is not known), and whether the clock shows the start once.
    """

    uid: int
    line: int
    zone: int
    start: int
    end_zone: int
    end: int
    sequence: int
    stamp: int
    changed: int
    flags: int
    pair: int
    people: int
    actor: int
    extra: int
    problem: int
    at: int = NONE
    sure: int = 1
    until: int = NONE


_KEPT = len(Plan._fields) - 3  # of the fields, those that the event itself gives
ZONE, START, END_ZONE, END, PROBLEM = (
    Plan._fields.index(name) for name in ("zone", "start", "end_zone", "end", "problem")
)


class Plans:
    """The events of one file as numbers, in its order. Shows only their number."""

    def __init__(self, options: Options, zones: Zones) -> None:
        self._options, self._zones = options, zones
        self.company = Company(options)
        self.extras: list[Extra] = []
        self.problems: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.written = NONE  # the latest instant that an event says it was made or changed
        self._cells = array("q")

    def __repr__(self) -> str:
        return f"<{len(self)} events>"

    def __len__(self) -> int:
        return len(self._cells) // _KEPT

    def table(self) -> NDArray[np.int64]:
        """All of them: a row each, a column for each field of `Plan` but the last three."""
        return np.frombuffer(self._cells, np.int64).reshape(-1, _KEPT)

    def add(self, event: Event) -> None:
        """Keep of an event what is needed."""
        if event.method in _MESSAGES and event.problem is None:
            self.left_out[ABOUT] += 1
            return
        lines = event.properties
        problem, times = event.problem, (FLOATING, NONE, EXACT, 0)
        if problem is None:
            try:
                times = self._times(lines)
            except EventError as reason:
                problem = str(reason)
        stamp, changed = self._stamps(lines)
        zone, start, end_zone, end = times
        flags = _flags(event, *times)
        pair, people, declined, actor = self.company.whose(
            lines.get(b"SUMMARY", ()), lines.get(b"ATTENDEE", ()), lines.get(b"ORGANIZER", ()),
            problem is None and not flags & (ALL_DAY | FREE),
        )  # fmt: skip
        flags |= DECLINED if declined else 0
        extra = {name: lines[name] for name in _RECURRENCE if name in lines}
        if extra:
            self.extras.append(extra)
        uid = self._uid(lines, event.line if problem else start, pair)
        sequence = _number(lines.get(b"SEQUENCE", ()))
        place = len(self.extras) - 1 if extra else -1
        self._cells.extend(
            Plan(
                uid, event.line, zone, start, end_zone, end, sequence, stamp, changed, flags, pair, people, actor,
                place, -1 if problem is None else self._problem(problem),
            )[:_KEPT]
        )  # fmt: skip

    def _problem(self, reason: str) -> int:
        if reason not in self.problems:
            self.problems.append(reason)
        return self.problems.index(reason)

    def _uid(self, lines: Extra, start: int, pair: int) -> int:
        """The event's keyed name as a number; without a UID, one of its start and whose it is."""
        text = value_of(lines[b"UID"][0]) if b"UID" in lines else b""
        parts = (text.decode("utf-8", "replace"),) if text else ("", str(start), str(pair))
        return int(self._options.key.name("calendar", *parts), 16) - (1 << 63)

    def _times(self, lines: Extra) -> tuple[int, int, int, int]:
        """Zone and reading of the start, zone and reading of the end (or its length)."""
        if any(len(lines.get(name, ())) > 1 for name in _ONCE):
            raise EventError(TWICE)
        if b"DTSTART" not in lines:
            raise EventError(NO_START)
        zone, start, is_date = moment(lines[b"DTSTART"][0], self._zones)
        if b"DTEND" in lines:
            end_zone, end, end_is_date = moment(lines[b"DTEND"][0], self._zones)
            if is_date != end_is_date:
                raise EventError(UNFIT)
        else:
            end_zone, end = EXACT, duration(_text(lines[b"DURATION"][0])) if b"DURATION" in lines else 0
        if is_date:
            return zone, start, EXACT, max(DAY, end if end_zone == EXACT else end - start)
        if end_zone == zone and end < start:
            raise EventError(BACKWARDS)
        return zone, start, end_zone, end

    def _stamps(self, lines: Extra) -> tuple[int, int]:
        """DTSTAMP, and when the event was last changed; NONE where it does not say."""
        stamp, modified, created = (_instant(lines.get(name)) for name in (b"DTSTAMP", b"LAST-MODIFIED", b"CREATED"))
        self.written = max(self.written, stamp, modified, created)
        return stamp, (modified if modified != NONE else stamp)


def moment(line: bytes, zones: Zones) -> tuple[int, int, bool]:
    """The moment a property names: its zone by number, its reading there, and whether it is a date alone.

    Raises `EventError`.
    """
    head, value = split(line)
    return moment_at(value, zone_of(head, zones))


def zone_of(head: bytes, zones: Zones) -> int:
    """The zone, by number, that the parameters of a line name."""
    tzid = parameters_of(head).get(b"TZID")
    return FLOATING if tzid is None else zones.number(tzid)


def moment_at(value: bytes, zone: int) -> tuple[int, int, bool]:
    """As `moment`, where the zone that the line names is known; a date has none, and UTC's own comes before it."""
    reading, is_date, utc = local_reading(value.decode("ascii", "replace"))
    if not FIRST <= reading < LAST:
        raise EventError(FAR)
    if utc or is_date:
        return (UTC if utc else FLOATING), reading, is_date
    return zone, reading, False


def _flags(event: Event, zone: int, start: int, end_zone: int, end: int) -> int:
    lines = event.properties
    words = {name: value_of(found[-1]).upper() for name, found in lines.items() if name in _FLAGGED}
    length = end if end_zone == EXACT else end - start if end_zone == zone else 0
    flags = ALL_DAY if length >= DAY or words.get(b"X-MICROSOFT-CDO-ALLDAYEVENT") == b"TRUE" else 0
    if words.get(b"TRANSP") == b"TRANSPARENT" or words.get(b"X-MICROSOFT-CDO-BUSYSTATUS") == b"FREE":
        flags |= FREE
    if words.get(b"STATUS") == b"CANCELLED" or event.method == "CANCEL":
        flags |= CANCELLED
    flags |= DATED if b"LAST-MODIFIED" in lines else 0
    return flags | (PART if b"RECURRENCE-ID" in lines else 0)


_FLAGGED = (b"TRANSP", b"STATUS", b"X-MICROSOFT-CDO-ALLDAYEVENT", b"X-MICROSOFT-CDO-BUSYSTATUS")


def _instant(lines: list[bytes] | None) -> int:
    """An instant in UTC, which these properties always are; NONE where it cannot be read."""
    if not lines:
        return NONE
    try:
        reading, _, _ = local_reading(_text(lines[-1]))
    except EventError:
        return NONE
    return reading if FIRST <= reading < LAST else NONE


def _number(lines: list[bytes] | tuple[()]) -> int:
    text = _text(lines[-1]).strip() if lines else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _text(line: bytes) -> str:
    return value_of(line).decode("ascii", "replace")
