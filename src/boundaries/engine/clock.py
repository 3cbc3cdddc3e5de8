"""Civil time for arrays: the offset segments of several zones, searched by whole columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.civil.hours import DayTable
from boundaries.civil.zone import offsets
from boundaries.engine.primitives import Bools, Ints, search

DAY_US = 86_400_000_000
MINUTE_US = 60_000_000
EPOCH_DAY = 719_163  # date(1970, 1, 1).toordinal()
_MARGIN_US = 400 * DAY_US  # calendar steps and deadlines may look a year beyond the log


@dataclass(frozen=True, slots=True)
class Clocks:
    """Offset segments of zones laid end to end; zone z owns the segments lo[z] <= s < hi[z].

    # Invariant: inside a zone `begin` rises, and its first segment begins before every instant asked for.
    """

    begin: Ints
    offset: Ints
    lo: Ints
    hi: Ints

    def local(self, at: Ints, zone: Ints) -> Ints:
        """The civil reading of instants, as microseconds since the civil 1970-01-01 00:00."""
        segment = search(self.begin, self.lo[zone], self.hi[zone], at, "right") - 1
        reading: Ints = at + self.offset[np.maximum(segment, self.lo[zone])]
        return reading

    def instant(self, local: Ints, zone: Ints) -> Ints:
        """The instant of civil readings: in a fold the earlier one, in a gap the instant the gap ends."""
        # A reading belongs to the first segment whose civil end lies behind it.
        civil_end = np.append(self.begin[1:], 0) + self.offset
        segment = search(civil_end, self.lo[zone], self.hi[zone] - 1, local, "right")
        at: Ints = np.maximum(local - self.offset[segment], self.begin[segment])
        return at

    def months_later(self, at: Ints, zone: Ints, months: Ints) -> Ints:
        """Calendar steps on the local clock: the day clamped to the month's end, gap and fold as in `instant`."""
        local = self.local(at, zone)
        day = local // DAY_US
        month = day.astype("datetime64[D]").astype("datetime64[M]")
        day_of_month = day - month.astype("datetime64[D]").astype(np.int64)
        target = month + months.astype("timedelta64[M]")
        first = target.astype("datetime64[D]").astype(np.int64)
        last = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1
        moved = np.minimum(first + day_of_month, last)
        return self.instant(moved * DAY_US + (local - day * DAY_US), zone)


def clocks(zones: Sequence[str], first_us: int, last_us: int) -> Clocks:
    """The clocks of zones over [first, last] with a margin on both sides."""
    begin: list[int] = []
    offset: list[int] = []
    lo: list[int] = []
    hi: list[int] = []
    for zone in zones:
        lo.append(len(begin))
        for start, seconds in offsets(zone, first_us - _MARGIN_US, last_us + _MARGIN_US):
            begin.append(start)
            offset.append(seconds)
        hi.append(len(begin))
    return Clocks(*(np.array(column, np.int64) for column in (begin, offset, lo, hi)))


def window_keys(local: Ints, unit: str) -> Ints:
    """The calendar window of civil readings as a number: the day, the ISO week (from Monday) or the month."""
    day = local // DAY_US
    if unit == "day":
        return day
    if unit == "week":
        return (day + 3) // 7  # 1970-01-01 was a Thursday
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


@dataclass(frozen=True, slots=True)
class OpenMinutes:
    """Day tables of several opening hours laid end to end: is this civil minute open?"""

    first_day: Ints  # days since 1970-01-01
    days_at: Ints  # where each table's days begin in `pattern`
    pattern: Ints
    minutes: Bools  # pattern x 1440, flattened

    def open(self, local: Ints, table: Ints | int) -> Bools:
        """Whether civil readings (floored to the minute) are open in the table of each."""
        day = local // DAY_US
        minute = (local - day * DAY_US) // MINUTE_US
        pattern = self.pattern[self.days_at[table] + day - self.first_day[table]]
        return self.minutes[pattern * 1440 + minute]


def open_minutes(tables: Sequence[DayTable]) -> OpenMinutes:
    """Lay day tables end to end."""
    first: list[int] = []
    days_at: list[int] = []
    pattern: list[Ints] = []
    minutes: list[bytes] = []
    day_count = pattern_count = 0
    for table in tables:
        first.append(table.first_day - EPOCH_DAY)
        days_at.append(day_count)
        pattern.append(np.array(table.pattern_of_day, np.int64) + pattern_count)
        minutes.extend(table.patterns)
        day_count += len(table.pattern_of_day)
        pattern_count += len(table.patterns)
    flat = np.frombuffer(b"".join(minutes), np.uint8).astype(np.bool_)
    days = np.concatenate(pattern) if pattern else np.zeros(0, np.int64)
    return OpenMinutes(np.array(first, np.int64), np.array(days_at, np.int64), days, flat)
