"""When some hours are open, as instants: for the shaded bands of a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import Hours
from boundaries.civil.zone import offsets

Stretch = tuple[int, int]  # [start, end), both microseconds UTC

_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE
_EPOCH = date(1970, 1, 1).toordinal()


def open_stretches(hours: Hours, country: str | None, zone: str, within: Stretch) -> tuple[Stretch, ...]:
    """The stretches of time inside `within` in which the clock of a zone shows a minute of the hours; sorted, apart."""
    low, high = within
    segments = [*offsets(zone, low, high), (high, 0)]
    found = (
        piece
        for (start, offset), (end, _) in pairwise(segments)
        for piece in _clipped(_readings(hours, country, start + offset, end + offset), offset, max(start, low), end)
    )
    return merged(found)


def _readings(hours: Hours, country: str | None, low: int, high: int) -> Iterator[Stretch]:
    """The open spans that reach into some stretch of civil readings, as readings in microseconds."""
    holidays = public_holidays(country if hours.mentions_holidays else None)
    for day in range(low // _DAY - 1, high // _DAY + 1):
        for start, end in hours.spans(date.fromordinal(_EPOCH + day), holidays):
            yield day * _DAY + start * _MINUTE, day * _DAY + end * _MINUTE


def _clipped(readings: Iterable[Stretch], offset: int, low: int, high: int) -> Iterator[Stretch]:
    for start, end in readings:
        begin, stop = max(start - offset, low), min(end - offset, high)
        if begin < stop:
            yield begin, stop


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches that touch or overlap as one each, sorted."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)
