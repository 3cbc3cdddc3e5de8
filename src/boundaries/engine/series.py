"""The weekly series of a trend: what is counted, week by week, in each stretch; alike lengths side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.caps import amounts, with_field
from boundaries.engine.coverage import awaited
from boundaries.engine.forms import Judging
from boundaries.engine.indicators import contributions
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.usual import Values, doubled_medians, tellable, unlike, values_of
from boundaries.engine.weeks import Stretches, known, stretches
from boundaries.policy.condition import AllOf, Filter, Trend, Usual

ALIKE = 26  # weeks: stretches are judged together with those of the same number of half years
CELLS = 2_000_000  # weeks of series that are in memory at a time
EVERYTHING = AllOf(())


@dataclass(frozen=True, slots=True)
class Events:
    """The rows of a trend, in order (of a share those of `among`): how much each is of the part, and of the whole.

    `values` is what is added up, or what is compared with its usual value; the part is then told week by week.
    """

    rows: Ints
    part: Ints
    whole: Ints
    values: Values | None = None

    def taken(self, chosen: Ints) -> Events:
        """Some of them."""
        values = self.values
        if values is not None:
            values = values._replace(value=values.value[chosen], there=values.there[chosen])
        return Events(self.rows[chosen], self.part[chosen], self.whole[chosen], values)


@dataclass(frozen=True, slots=True)
class Series:
    """Weekly series of some stretches, (stretch, week); weeks behind a stretch's last are masked.

    `x` is the count, the part of a share, or the sum in whole units; `n` the whole of a share. `known` False: masked.
    `seen` is how many events were counted up to each week. `learned`: the weeks that show what is usual, or whether a
    series has enough of them; `says` whether it can be said what is usual; `unit` how much of the field a unit is.
    `rows` are the counted rows of the part, `cell` the place of each in the arrays.
    """

    stretches: Stretches
    x: Ints
    n: Ints | None
    known: Bools
    seen: Ints
    learned: Bools
    armed_since: Ints
    says: Bools
    unit: NDArray[np.float64]
    rows: Ints
    cell: Ints


def waits_for(form: Trend) -> Filter:
    """What the log has to cover: of a share the whole, within which the part lies."""
    chosen = form.of if form.among is None else form.among
    return EVERYTHING if chosen is None or isinstance(chosen, Usual) else chosen


# ---- what is counted ----------------------------------------------------------------------------------------


def events(form: Trend, job: Judging) -> Events:
    """The rows that a trend counts; those it cannot tell are noted, those that are excused left out."""
    if form.indicator is not None:
        rows = job.selector.visible(EVERYTHING).rows
        part, whole = contributions(job.world, form, rows)  # asked about all: one may depend on those before it
        inside = np.zeros(len(job.world), np.bool_)
        inside[job.unexcused(rows)] = True
        some = np.flatnonzero(inside[rows] & (whole != 0))
        return Events(rows[some], part[some], whole[some])
    assert form.of is not None, "without an indicator it counts rows of its own"
    if isinstance(form.of, Usual):
        return _beside_usual(form, form.of, job)
    if form.among is not None:
        return _part_of(form.among, form.of, job)
    rows = job.unexcused(job.select(form.of))
    values = None
    if form.total is not None:
        rows = with_field(form.total, rows, job)
        amount, scale = amounts(form.total, rows, job.selector.versions(rows), job)
        values = Values(amount, np.ones(len(rows), np.bool_), scale)
    one = np.ones(len(rows), np.int64)
    return Events(rows, one, one, values)


def _part_of(among: Filter, of: Filter, job: Judging) -> Events:
    whole = job.select(among)
    part, unknown = job.told(of)
    inside, untold = (np.zeros(len(job.world), np.bool_) for _ in range(2))
    inside[part], untold[unknown] = True, True
    rows = job.unexcused(whole[~untold[whole]])
    return Events(rows, inside[rows].astype(np.int64), np.ones(len(rows), np.int64))


def _beside_usual(form: Trend, test: Usual, job: Judging) -> Events:
    assert form.among is not None, "what is usual is so among some rows"
    rows = job.unexcused(tellable(test, job.select(form.among), job))
    values = values_of(test, rows, job)
    return Events(rows, np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64), values)


# ---- series -------------------------------------------------------------------------------------------------


def every_series(form: Trend, job: Judging) -> Iterator[Series]:
    """The series of a trend in every stretch that has a whole week, some at a time."""
    kinds = awaited(waits_for(form))
    covered, _ = job.weeks.shown(kinds)
    job.unshown = None if covered is None else covered.none
    counted = events(form, job)
    every = stretches(job.params, form.restarts, job.weeks)
    of_row = _stretch_of(counted.rows, every, job)
    for piece in _pieces(every.weeks):
        local = np.full(len(every) + 1, -1, np.int64)
        local[piece] = np.arange(len(piece))
        chosen = np.flatnonzero(local[of_row] >= 0)
        some = every.taken(piece)
        mask = known(some, int(np.max(some.weeks)), kinds, job.weeks)
        yield _series(form, counted.taken(chosen), local[of_row[chosen]], some, mask, job)


def _stretch_of(rows: Ints, every: Stretches, job: Judging) -> Ints:
    """The stretch in one of whose weeks each row lies; -1: in none."""
    if len(every) == 0:
        return np.full(len(rows), -1, np.int64)
    pair, week = job.world.pair[rows].astype(np.int64), job.weeks.of_row[rows]
    span = len(job.weeks) + 2
    place = np.searchsorted(every.pair * span + every.first, pair * span + week, "right") - 1
    inside = (place >= 0) & (every.pair[place] == pair) & (week < every.first[place] + every.weeks[place])
    return np.where(inside, place, -1)


def _pieces(weeks: Ints) -> Iterator[Ints]:
    """Stretches of about the same length, as many as memory should hold."""
    size = -(-weeks // ALIKE)
    for alike in np.unique(size[size > 0]).tolist():
        mine = np.flatnonzero(size == alike)
        most = max(1, CELLS // (alike * ALIKE))
        yield from np.split(mine, range(most, len(mine), most))


def _series(form: Trend, counted: Events, at: Ints, some: Stretches, mask: Bools, job: Judging) -> Series:
    """The series of some stretches, `at` being the stretch of each row."""
    many, width = mask.shape
    cell = at * width + job.weeks.of_row[counted.rows] - some.first[at]
    kept = np.flatnonzero(mask.ravel()[cell])
    counted, at, cell = counted.taken(kept), at[kept], cell[kept]
    n = _weekly(counted.whole, cell, mask)
    active = mask & (n > 0) if form.measure == "share" else mask
    nth = np.cumsum(active, axis=1)
    baseline = some.baseline[:, None]
    learning = active & (nth <= baseline)
    part, x, says, unit = counted.part, None, np.ones(many, np.bool_), np.ones(many)
    if isinstance(form.of, Usual):
        assert counted.values is not None, "its field was looked up"
        unusual, says = unlike(form.of, counted.values, at, learning.ravel()[cell], many)
        part = unusual.astype(np.int64)
    elif counted.values is not None:
        x, unit = _in_units(counted.values, at, cell, learning, mask)
        says = unit > 0
    x = _weekly(part, cell, mask) if x is None else x
    begun = nth >= baseline
    seen = np.cumsum(n if form.measure != "count" else x, axis=1)
    rows = np.flatnonzero(part > 0)
    return Series(
        some, x, n if form.measure == "share" else None, mask, seen, begun[:, -1],
        np.where(begun[:, -1], np.argmax(begun, axis=1), width), says, unit, counted.rows[rows], cell[rows],
    )  # fmt: skip


def _weekly(amount: Ints, cell: Ints, mask: Bools) -> Ints:
    """Whole numbers added up in each cell."""
    out = np.zeros(mask.size, np.int64)
    np.add.at(out, cell, amount)
    return out.reshape(mask.shape)


def _in_units(values: Values, at: Ints, cell: Ints, learning: Bools, mask: Bools) -> tuple[Ints, NDArray[np.float64]]:
    """Weekly sums in whole units, halves up, nothing for less than nothing; and how much a unit is, 0 where there is
    none: the median of what single rows added, of those that added something, in the weeks that show what is usual.
    """
    sums: NDArray[Any] = np.zeros(mask.size, values.value.dtype)
    np.add.at(sums, cell, values.value)
    shows = learning.ravel()[cell] & (values.value > 0)
    twice, _ = doubled_medians(values.value[shows], at[shows], len(mask))
    divisor = np.where(twice > 0, twice, 1)[:, None]
    whole = (4 * np.maximum(sums, 0).reshape(mask.shape) + divisor) // (2 * divisor)
    there = twice > 0
    unit = np.array([float(u) for u in twice.tolist()]) / 2 / values.scale
    return np.where(there[:, None], whole, 0).astype(np.int64), np.where(there, unit, 0.0)
