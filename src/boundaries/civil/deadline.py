"""When working time is used up: open hours and working days from an instant on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import Hours, day_table
from boundaries.civil.hours_rule import DAY_MINUTES
from boundaries.civil.span import DAY, HOUR, MINUTE, Deadline
from boundaries.civil.zone import from_local, offsets, to_local

_PATIENCE = 800  # days without any opening after which there is no due instant
_STRIDE = 16  # days looked at together
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def due(at_us: int, deadline: Deadline, hours: Hours, country: str | None, zone_name: str) -> int | None:
    """The instant at which a deadline that starts at `at_us` is due, None where the hours never open.

    Open hours: the earliest instant by which so much open time has passed; a skipped hour is not open, a repeated one
    counts twice. Working days: the close of the n-th later local day on which a span starts, its close being the end
    of its last span. Hours that do not open within 800 days never do.
    """
    if deadline.kind == "working_days":
        return _close_of_day(at_us, int(deadline.amount), hours, country, zone_name)
    left = -(-deadline.amount * HOUR // 1)
    for start, end in _open_stretches(at_us, hours, country, zone_name):
        if end - start >= left:
            return start + int(left)
        left -= end - start
    return None


def _close_of_day(at_us: int, count: int, hours: Hours, country: str | None, zone_name: str) -> int | None:
    holidays = public_holidays(country)
    idle = 0
    day = to_local(at_us, zone_name).date()
    while idle < _PATIENCE and day < date.max - timedelta(days=2):
        day += timedelta(days=1)
        spans = hours.spans(day, holidays)
        idle = 0 if spans else idle + 1
        count -= bool(spans)
        if count == 0:
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            return from_local(midnight + timedelta(minutes=spans[-1][1]), zone_name)
    return None


def _open_stretches(at_us: int, hours: Hours, country: str | None, zone_name: str) -> Iterator[tuple[int, int]]:
    """The open stretches from an instant on, as [start, end) instants in order, while there are any soon enough."""
    last_open = position = at_us
    while position < (horizon := last_open + _PATIENCE * DAY):
        limit = min(position + _STRIDE * DAY, horizon)
        segments = offsets(zone_name, position, limit)
        ends = [start for start, _ in segments[1:]] + [limit]
        for (_, offset), end in zip(segments, ends, strict=True):
            for low, high in _open_local(position + offset, end + offset, hours, country):
                last_open = high - offset
                yield low - offset, high - offset
            position = end


def _open_local(low: int, high: int, hours: Hours, country: str | None) -> Iterator[tuple[int, int]]:
    """The open stretches of the local readings in [low, high), in microseconds of the civil clock."""
    first, last = low // DAY + _EPOCH_DAY, (high - 1) // DAY + _EPOCH_DAY
    for ordinal in range(max(first, 1), min(last, date.max.toordinal()) + 1):
        midnight = (ordinal - _EPOCH_DAY) * DAY
        for start, end in _runs(_pattern_of(hours, country, ordinal)):
            clipped = max(midnight + start * MINUTE, low), min(midnight + end * MINUTE, high)
            if clipped[0] < clipped[1]:
                yield clipped


def _pattern_of(hours: Hours, country: str | None, ordinal: int) -> bytes:
    """The minutes of one day, from the table of its year (which is kept)."""
    year = date.fromordinal(ordinal).year
    table = day_table(hours, country, date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    return table.patterns[table.pattern_of_day[ordinal - table.first_day]]


@lru_cache(maxsize=1024)
def _runs(pattern: bytes) -> tuple[tuple[int, int], ...]:
    """The runs of open minutes of a day."""
    found = []
    start = pattern.find(1)
    while start >= 0:
        end = pattern.find(0, start)
        end = DAY_MINUTES if end < 0 else end
        found.append((start, end))
        start = pattern.find(1, end)
    return tuple(found)
