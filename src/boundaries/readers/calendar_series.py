"""One event of a calendar with all its versions, moved and cancelled occurrences: the appointments it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.zone import from_local, to_local
from boundaries.readers.calendar_lines import split, value_of
from boundaries.readers.calendar_plans import (
    BACKWARDS,
    CANCELLED,
    END,
    END_ZONE,
    EXACT,
    NONE,
    PART,
    PROBLEM,
    START,
    UNFIT,
    ZONE,
    Extra,
    Plan,
    moment,
    moment_at,
    zone_of,
)
from boundaries.readers.calendar_rules import CANNOT, MOST, TOO_MANY, Budget, goes_on, occurrences, parse_rule
from boundaries.readers.calendar_times import DAY, EventError, duration
from boundaries.readers.calendar_zones import FLOATING, Zones
from boundaries.readers.clock import to_instants

Instants = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil readings carry no zone
_MICRO = timedelta(microseconds=1)
_MOST_RULES = 10  # of one event; programs write one

OLDER = "an older version of an appointment"
NO_ZONE = "a time zone that is not known"


class Appointment(NamedTuple):
    """One occurrence: the event it follows, when it is, when the rule has it, and whether the clock shows that once."""

    plan: Plan
    start: int
    end: int | None
    original: int
    sure: bool


@dataclass(frozen=True, slots=True, repr=False)
class Clocks:
    """The zones of a file, once it is read, and the end of what is known of its sessions."""

    zones: Zones
    horizon: int
    budget: Budget = field(default_factory=Budget)

    def name(self, number: int) -> str:
        """The zone of a number; raises `EventError` where it is not known."""
        found = self.zones.name(number)
        if found is None:
            raise EventError(NO_ZONE)
        return found

    def timed(self, table: NDArray[np.int64]) -> NDArray[np.int64]:
        """The events of `Plans.table` with the last three fields of `Plan` added."""
        added = np.full((len(table), 3), NONE)
        sound = table[:, PROBLEM] < 0
        for zone, place in _by_zone(table[:, ZONE], sound & (table[:, ZONE] >= 0), self.zones):
            added[place, 0], added[place, 1] = to_instants(table[place, START], zone)
        exact = table[:, END_ZONE] == EXACT
        added[:, 2] = np.where(sound & exact & (added[:, 0] > NONE), added[:, 0] + table[:, END], NONE)
        for zone, place in _by_zone(table[:, END_ZONE], sound & ~exact, self.zones):
            added[place, 2] = to_instants(table[place, END], zone)[0]
        return np.hstack([table, added])

    def instants(self, readings: Instants, zone: int) -> tuple[Instants, NDArray[np.bool_]]:
        """The instants of readings on the clock of a zone, and where they are sure."""
        return to_instants(readings, self.name(zone))

    def instant(self, reading: int, zone: int) -> int:
        """The instant of one reading; the earlier of two, or the end of the gap (RULINGS 5)."""
        return from_local(_EPOCH + timedelta(microseconds=reading), self.name(zone))

    def reading(self, at: int, zone: int) -> int:
        """What the clock of a zone shows at an instant."""
        return (to_local(at, self.name(zone)) - _EPOCH) // _MICRO

    def on_clock(self, zone: int, reading: int, own: int) -> int:
        """A reading on the clock of a zone, as `own` shows it; one that names no zone is `own`'s."""
        return reading if zone in (own, FLOATING) else self.reading(self.instant(reading, zone), own)


def _by_zone(numbers: Instants, asked: NDArray[np.bool_], zones: Zones) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Each known zone with the places at which it is asked for."""
    for number in np.unique(numbers[asked]).tolist():
        name = zones.name(number)
        if name is not None:
            yield name, np.flatnonzero(asked & (numbers == number))


def version(plan: Plan) -> tuple[int, ...]:
    """Of two versions of one event the greater holds: by SEQUENCE, then DTSTAMP, then the last change."""
    return plan.sequence, plan.stamp, plan.changed, plan.flags & CANCELLED, plan.start, plan.end


def newest(plans: Sequence[Plan], extras: Sequence[Extra]) -> Plan:
    """Of several versions of one event the one that holds.

    A cancellation sent by itself names no rule: it cancels what the version before it said.
    """
    if len(plans) == 1:
        return plans[0]
    ordered = sorted(plans, key=lambda plan: (version(plan), _written(plan, extras), plan.line))
    last = ordered[-1]
    if last.flags & CANCELLED and not _recurs(last, extras):
        before = next((plan for plan in reversed(ordered) if _recurs(plan, extras)), None)
        if before is not None:
            return before._replace(flags=before.flags | CANCELLED, changed=last.changed, line=last.line)
    return last


def _written(plan: Plan, extras: Sequence[Extra]) -> list[tuple[bytes, list[bytes]]]:
    """What an event says of its recurrence, so that of two versions with equal numbers one holds in any order."""
    return sorted(extras[plan.extra].items()) if plan.extra >= 0 else []


def _recurs(plan: Plan, extras: Sequence[Extra]) -> bool:
    return plan.extra >= 0 and not {b"RRULE", b"RDATE"}.isdisjoint(extras[plan.extra])


@dataclass(frozen=True, slots=True, repr=False)
class Expanded:
    """What a series comes to up to the horizon, how many parts belong to none of it, and whether more comes later."""

    appointments: tuple[Appointment, ...]
    stale: int
    later: bool


def single(plan: Plan, original: int | None = None) -> Appointment:
    """An event by itself; raises `EventError`."""
    if NONE in (plan.at, plan.until):
        raise EventError(NO_ZONE)
    if plan.until < plan.at:
        raise EventError(BACKWARDS)
    end = plan.until if plan.until > plan.at else None
    return Appointment(plan, plan.at, end, plan.at if original is None else original, bool(plan.sure))


def part(plan: Plan, extra: Extra, clocks: Clocks) -> Appointment:
    """A changed occurrence whose series is not in the file; raises `EventError`."""
    return single(plan, clocks.instant(stands_for(plan, extra, clocks), plan.zone))


def stands_for(own: Plan, extra: Extra, clocks: Clocks) -> int:
    """Which occurrence a part stands for, as a reading on the clock of `own`: its series, or where that is not
    there, the part itself. A date means the occurrence of that day, and so does midnight where the series is never
    at midnight: some programs write it so. Raises `EventError`."""
    zone, reading, is_date = moment(extra[b"RECURRENCE-ID"][0], clocks.zones)
    reading = reading if is_date else clocks.on_clock(zone, reading, own.zone)
    of_day = is_date or (not own.flags & PART and means_a_day(reading, own))
    return reading + own.start % DAY if of_day else reading


def means_a_day(reading: int, master: Plan) -> bool:
    """Whether midnight stands for the day in this series."""
    return reading % DAY == 0 and master.start % DAY != 0


def expand(master: Plan, parts: Sequence[Plan], extras: Sequence[Extra], clocks: Clocks) -> Expanded:
    """All occurrences up to the horizon, `parts` in the place of those they stand for; raises `EventError`."""
    series = _Series(master, extras[master.extra] if master.extra >= 0 else {}, clocks)
    changed = {stands_for(master, extras[one.extra], clocks): one for one in sorted(parts, key=version)}
    moves = [_Move(0, 0, series.length, master)]
    moves += [series.move(at, changed[at]) for at in sorted(changed) if _and_future(extras[changed[at].extra])]
    end = clocks.reading(clocks.horizon, master.zone) + DAY + max(-move.shift for move in moves)
    readings, later = series.readings(end)
    regular = readings[~np.isin(readings, list(changed))]
    found = [one for one in series.following(regular, moves) if one.start <= clocks.horizon]
    kept = [at for at in changed if not series.excludes(at)]
    own = [single(changed[at], clocks.instant(at, master.zone)) for at in kept]
    return Expanded((*found, *own), len(parts) - len(kept), later or len(found) < len(regular))


def _and_future(extra: Extra) -> bool:
    return b"THISANDFUTURE" in extra[b"RECURRENCE-ID"][0].upper()


class _Move(NamedTuple):
    """From one occurrence on, all that follow are moved by as much, and last as long (RANGE=THISANDFUTURE)."""

    after: int
    shift: int
    length: int
    plan: Plan


class _Series:
    """A recurring event; readings are those of its own clock."""

    def __init__(self, master: Plan, extra: Extra, clocks: Clocks) -> None:
        if b"EXRULE" in extra or len(extra.get(b"RRULE", ())) > _MOST_RULES:
            raise EventError(CANNOT)
        first = single(master)
        self.length = 0 if first.end is None else first.end - first.start
        self._master, self._clocks = master, clocks
        self._rules = [parse_rule(_value(line), self._from_utc) for line in extra.get(b"RRULE", ())]
        dates = list(self._dates(extra.get(b"RDATE", ())))
        self._added = {reading: length for reading, is_date, length in dates if not is_date}
        if len(self._added) < len(dates) and any(is_date for _, is_date, _ in dates):
            raise EventError(UNFIT)
        gone = list(self._dates(extra.get(b"EXDATE", ())))
        of_days = [is_date or means_a_day(reading, master) for reading, is_date, _ in gone]
        self._gone = np.array([one[0] for one, day in zip(gone, of_days, strict=True) if not day], np.int64)
        self._days_gone = np.array([one[0] // DAY for one, day in zip(gone, of_days, strict=True) if day], np.int64)

    def readings(self, end: int) -> tuple[Instants, bool]:
        """The occurrences up to `end`, and whether the rules go on after it."""
        start = self._master.start
        found = [occurrences(rule, start, end, self._clocks.budget) for rule in self._rules]
        later = any(goes_on(rule, len(own), end) for rule, own in zip(self._rules, found, strict=True))
        if not self._rules or any(rule.until is None or rule.until >= start for rule in self._rules):
            found.append(np.array([start]))
        all_of_them = np.unique(np.concatenate([*found, np.array(list(self._added), np.int64)]))
        if len(all_of_them) > MOST:
            raise EventError(TOO_MANY)
        self._clocks.budget.spend(times=len(all_of_them))
        gone = np.isin(all_of_them, self._gone) | np.isin(all_of_them // DAY, self._days_gone)
        return all_of_them[~gone], later

    def excludes(self, reading: int) -> bool:
        """Whether an occurrence is taken out (EXDATE)."""
        return bool(np.any(self._gone == reading) or np.any(self._days_gone == reading // DAY))

    def move(self, at: int, plan: Plan) -> _Move:
        """What a part that holds for all that follow does to them."""
        own = single(plan)
        shift = self._clocks.reading(own.start, self._master.zone) - at
        length = 0 if own.end is None else own.end - own.start
        return _Move(at, shift, length, plan._replace(flags=plan.flags & ~PART))  # only the first was moved by itself

    def following(self, readings: Instants, moves: Sequence[_Move]) -> Iterator[Appointment]:
        """The appointments of some occurrences, each under the last move before it."""
        which = np.maximum(np.searchsorted([move.after for move in moves[1:]], readings, side="left"), 0)
        shifts = np.array([move.shift for move in moves])[which]
        starts, sure = self._clocks.instants(readings + shifts, self._master.zone)
        originals, _ = self._clocks.instants(readings, self._master.zone)
        rows = zip(readings.tolist(), which.tolist(), starts.tolist(), originals.tolist(), sure.tolist(), strict=True)
        for reading, number, start, original, once in rows:
            length = self._added.get(reading) or moves[number].length
            yield Appointment(moves[number].plan, start, start + length if length else None, original, once)

    def _dates(self, lines: Sequence[bytes]) -> Iterator[tuple[int, bool, int | None]]:
        """The dates of lines: reading, whether it is a date alone, and the length of a period."""
        parts = [split(line) for line in lines]
        if sum(values.count(b",") + 1 for _, values in parts) > MOST:
            raise EventError(TOO_MANY)
        for head, values in parts:
            named = zone_of(head, self._clocks.zones)
            for value in filter(None, values.split(b",")):
                begin, _, end = value.partition(b"/")
                zone, reading, is_date = moment_at(begin, named)
                at = reading if is_date else self._clocks.on_clock(zone, reading, self._master.zone)
                yield at, is_date, self._length(named, zone, reading, end)

    def _length(self, named: int, zone: int, reading: int, end: bytes) -> int | None:
        if not end:
            return None
        if end[:1] in b"Pp":
            return duration(end.decode("ascii", "replace"))
        end_zone, end_reading, _ = moment_at(end, named)
        length = self._clocks.instant(end_reading, end_zone) - self._clocks.instant(reading, zone)
        if length < 0:
            raise EventError(BACKWARDS)
        return length

    def _from_utc(self, at: int) -> int:
        return self._clocks.reading(at, self._master.zone)


def _value(line: bytes) -> str:
    return value_of(line).decode("ascii", "replace")
