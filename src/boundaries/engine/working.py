"""Working time for whole columns: when open hours are used up, when the n-th working day closes.

`civil.deadline.due` says the same for one instant, and is what this is held to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import Hours, day_table
from boundaries.civil.span import DAY, HOUR, MINUTE, Deadline
from boundaries.engine.clock import EPOCH_DAY, Clocks
from boundaries.engine.primitives import NEVER, Bools, Ints, ragged

PATIENCE = 800  # days without an opening after which nothing falls due


@dataclass(frozen=True, slots=True)
class Stretches:
    """The open stretches of some hours as instants, in order; `before` is the open time that lies before each."""

    begin: Ints
    end: Ints
    before: Ints

    def due(self, at: Ints, amount: int) -> Ints:
        """The earliest instants by which so many open microseconds have passed; NEVER beyond the last stretch."""
        out = np.full(len(at), NEVER)
        first = np.searchsorted(self.end, at, "right")
        some = np.flatnonzero(first < len(self.end))
        at, first = at[some], first[some]
        wanted = self.before[first] + np.maximum(at - self.begin[first], 0) + amount
        used = np.searchsorted(self.before + (self.end - self.begin), wanted, "left")
        keep = (used < len(self.end)) & ~_waits(self.begin, self.end, at, first, used, PATIENCE * DAY - 1)
        used = used[keep]
        out[some[keep]] = self.begin[used] + wanted[keep] - self.before[used]
        return out


@dataclass(frozen=True, slots=True)
class Closes:
    """The local days (since 1970-01-01) on which a span starts, in order, and the instant each closes."""

    day: Ints
    close: Ints

    def due(self, day: Ints, count: int) -> Ints:
        """The close of the n-th such day after each local day; NEVER beyond the last."""
        out = np.full(len(day), NEVER)
        first = np.searchsorted(self.day, day, "right")
        some = np.flatnonzero(first + count - 1 < len(self.day))
        nth = first[some] + count - 1
        keep = ~_waits(self.day, self.day, day[some], first[some], nth, PATIENCE)
        out[some[keep]] = self.close[nth[keep]]
        return out


def _waits(begin: Ints, end: Ints, since: Ints, first: Ints, last: Ints, patience: int) -> Bools:
    """Whether, from `since` on, an opening up to number `last` is more than the patience behind the one before."""
    gaps = np.append(0, np.cumsum(begin[1:] - end[:-1] > patience))
    last = np.minimum(last, len(begin) - 1)
    waits: Bools = (begin[first] - since > patience) | (gaps[last] > gaps[first])
    return waits


@dataclass(slots=True)
class WorkingTime:
    """The working time of one world's hours and zones, each worked out once.

    `first_day` and `last_day` (proleptic ordinals) bound what is worked out; later nothing of the world happens.
    """

    clocks: Clocks
    first_day: int
    last_day: int
    _stretches: dict[tuple[Hours, str | None, int], Stretches] = field(default_factory=dict)
    _closes: dict[tuple[Hours, str | None, int], Closes] = field(default_factory=dict)

    def due(self, at: Ints, deadline: Deadline, hours: Hours, country: str | None, zone: int) -> Ints:
        """When a deadline that starts at each instant is due; NEVER after the last day."""
        key = (hours, country, zone)
        if deadline.kind == "open_hours":
            if key not in self._stretches:
                self._stretches[key] = self._open(hours, country, zone)
            return self._stretches[key].due(at, int(-(-deadline.amount * HOUR // 1)))
        if key not in self._closes:
            self._closes[key] = self._closing(hours, country, zone)
        local = self.clocks.local(at, np.full(len(at), zone, np.int64))
        return self._closes[key].due(local // DAY, int(deadline.amount))

    def _open(self, hours: Hours, country: str | None, zone: int) -> Stretches:
        table = day_table(hours, country, self.first_day, self.last_day)
        runs = [_runs(pattern) for pattern in table.patterns]
        counts = np.array([len(r) for r in runs], np.int64)
        flat = np.array([minutes for r in runs for minutes in r], np.int64).reshape(-1, 2)
        pattern = np.array(table.pattern_of_day, np.int64)
        first = np.cumsum(counts) - counts
        offsets, which = ragged(first[pattern], first[pattern] + counts[pattern])
        midnight = (np.arange(len(pattern), dtype=np.int64) + table.first_day - EPOCH_DAY) * DAY
        low = np.repeat(midnight, np.diff(offsets)) + flat[which, 0] * MINUTE
        high = np.repeat(midnight, np.diff(offsets)) + flat[which, 1] * MINUTE
        begin, end = self._instants(low, high, zone)
        return Stretches(begin, end, np.cumsum(end - begin) - (end - begin))

    def _instants(self, low: Ints, high: Ints, zone: int) -> tuple[Ints, Ints]:
        """Civil stretches as instants, cut where the offset changes: no skipped hour, a repeated one twice."""
        begins, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for k in range(int(self.clocks.lo[zone]), int(self.clocks.hi[zone])):
            offset, last = int(self.clocks.offset[k]), k + 1 == self.clocks.hi[zone]
            since = int(self.clocks.begin[k]) + offset
            until = int(NEVER) if last else int(self.clocks.begin[k + 1]) + offset
            a, b = np.maximum(low, since), np.minimum(high, until)
            inside = a < b
            begins.append(a[inside] - offset)
            ends.append(b[inside] - offset)
        return np.concatenate(begins), np.concatenate(ends)

    def _closing(self, hours: Hours, country: str | None, zone: int) -> Closes:
        holidays = public_holidays(country if hours.mentions_holidays else None)
        days = [(n, spans[-1][1]) for n in range(self.first_day, self.last_day + 1)
                if (spans := hours.spans(date.fromordinal(n), holidays))]  # fmt: skip
        table = np.array(days, np.int64).reshape(-1, 2)
        day = table[:, 0] - EPOCH_DAY
        local = day * DAY + table[:, 1] * MINUTE
        return Closes(day, self.clocks.instant(local, np.full(len(day), zone, np.int64)))


def _runs(pattern: bytes) -> list[tuple[int, int]]:
    """The runs of open minutes of a day."""
    minutes = np.concatenate(([0], np.frombuffer(pattern, np.int8), [0]))
    edges = np.flatnonzero(np.diff(minutes)).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges]
