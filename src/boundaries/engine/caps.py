"""More than N in a window: every cap is a lag, "the N-th matching row before this one is still inside"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.span import Calendar, Span
from boundaries.engine.clock import window_keys
from boundaries.engine.columns import BETWEEN, MINUTES_PATH, MISSING_COLUMN, UNIT_US
from boundaries.engine.forms import Judging
from boundaries.engine.hits import Hits, hits, joined
from boundaries.engine.occasions import occasions, part_of
from boundaries.engine.params import BEYOND
from boundaries.engine.primitives import Bools, Ints, firsts, group_starts, ragged, runs, search
from boundaries.engine.select import BIT, Selection
from boundaries.policy.condition import MoreThan, Ref
from boundaries.policy.fields import AROUND

UNITS = ("rolling", "day", "week", "month")
SCALES = tuple(10**k for k in range(7))


@dataclass(frozen=True, slots=True)
class Matching:
    """The unexcused matching rows of a cap, in order, with what is in force at each.

    `amount` is what each adds (1 for a count) and `limit` the cap, both times one power of ten, so that sums are
    exact; `scale` is that power.
    """

    rows: Ints
    pair: NDArray[np.integer]
    at: Ints
    first: Ints  # where the row's pair begins
    unit: NDArray[np.int8]  # index in UNITS
    since: Ints  # rolling: the instant behind which a row is in the window
    amount: NDArray[Any]
    limit: NDArray[Any]
    scale: int
    counts: bool


def more_than(form: MoreThan, job: Judging) -> Hits:
    """Episodes of rolling windows, and calendar windows with more than the limit."""
    rows = job.unexcused(job.select(form.of))
    if form.total is not None:
        rows = with_field(form.total, rows, job)
    if form.among is not None:
        return _share(form, rows, job.unexcused(job.select(form.among)), job)
    rows = rows[occasions(rows, job.world.pair[rows], form.apart, job)]
    if len(rows) == 0:
        return Hits()
    matching = _matching(form, rows, job)
    parts = [_rolling(matching, job)] if (matching.unit == 0).any() else []
    parts += [_calendar(matching, unit, job) for unit in (1, 2, 3) if (matching.unit == unit).any()]
    return joined(parts)


def often(rows: Ints, limit: int, window: Span, job: Judging) -> Hits:
    """Episodes of more than `limit` of some rows in a rolling window."""
    if len(rows) == 0:
        return Hits()
    world, n = job.world, len(rows)
    at, pair = world.at[rows], world.pair[rows]
    since = at
    if window.months:
        since = world.clocks.months_later(at, world.zone_of_pair(pair), np.full(n, -window.months, np.int64))
    limits = np.full(n, min(limit, BEYOND), np.int64)
    one, rolling = np.ones(n, np.int64), np.zeros(n, np.int8)
    first = group_starts(pair)
    return _rolling(Matching(rows, pair, at, first, rolling, since - window.micros, one, limits, 1, True), job)


def with_field(name: str, rows: Ints, job: Judging) -> Ints:
    """The rows that have the field to be summed; the others join the undetermined, if it could be known of them."""
    there = job.selector.there(name, rows)
    if not there.all() and name not in AROUND:
        lacking = rows[~there]
        bit = BIT[MISSING_COLUMN.get(name, name)]
        job.doubtful.append(Selection(lacking, np.full(len(lacking), bit, np.uint32)))
    return rows[there]


def _matching(form: MoreThan, rows: Ints, job: Judging) -> Matching:
    world = job.world
    version = job.selector.versions(rows)
    windows = job.params.window(form.window)
    unit = np.array([UNITS.index(w.unit) if isinstance(w, Calendar) else 0 for w in windows], np.int8)[version]
    micros = np.array([w.micros if isinstance(w, Span) else 0 for w in windows], np.int64)[version]
    months = np.array([w.months if isinstance(w, Span) else 0 for w in windows], np.int64)[version]
    at, pair = world.at[rows], world.pair[rows]
    since = world.clocks.months_later(at, world.zone_of_pair(pair), -months) if months.any() else at
    amount, scale = amounts(form.total, rows, version, job)
    limit = _limits(job.params.fractions(form.limit), amount, scale)[version]
    return Matching(rows, pair, at, group_starts(pair), unit, since - micros, amount, limit, scale, form.total is None)


def amounts(total: str | None, rows: Ints, version: NDArray[np.integer], job: Judging) -> tuple[NDArray[Any], int]:
    """What each row adds, in whole parts of 1 / scale; exact fractions where no power of ten makes them whole."""
    world = job.world
    if total is None:
        return np.ones(len(rows), np.int64), 1
    if total in BETWEEN:
        return job.selector.derived.between(total, rows)[0], UNIT_US[total]
    values = world.numbers("minutes" if total == "overrun_minutes" else total)[0][rows]
    scale = _power(values)
    if total != "overrun_minutes":
        return (np.rint(values * scale).astype(np.int64), scale) if scale else (exact(values), 1)
    agreed = [f or Fraction(0) for f in job.params.fractions(Ref(MINUTES_PATH))]
    if scale and all((f * scale).denominator == 1 for f in agreed):
        beyond = np.array([int(f * scale) for f in agreed], np.int64)
        return np.rint(values * scale).astype(np.int64) - beyond[version], scale
    return exact(values) - np.array(agreed, object)[version], 1


def exact(values: NDArray[np.float64]) -> NDArray[Any]:
    """The decimal numbers that floats were written as, as fractions."""
    return np.array([Fraction(repr(value)) for value in values.tolist()], object)


def _limits(limits: Sequence[Fraction | None], amount: NDArray[Any], scale: int) -> NDArray[Any]:
    """The caps in the amounts' unit; whole sums exceed a cap if they exceed what is left of it without its fraction."""
    if amount.dtype == object:
        return np.array([c or Fraction(0) for c in limits], object)
    return np.array([0 if c is None else min((c * scale).__floor__(), BEYOND) for c in limits], np.int64)


def _power(values: NDArray[np.float64]) -> int:
    """The smallest power of ten that makes every float a whole number; 0 where none up to a million does."""
    largest = float(np.abs(values).max(initial=0)) * (len(values) + 1)
    return next((s for s in SCALES if largest * s < 2**52 and (np.rint(values * s) / s == values).all()), 0)


# ---- rolling ------------------------------------------------------------------------------------------------


def _rolling(m: Matching, job: Judging) -> Hits:
    index = np.arange(len(m.rows), dtype=np.int64)
    if m.counts:
        lag = index - m.limit.astype(np.int64)
        over = lag >= m.first
        over &= m.at[np.maximum(lag, 0)] > m.since
        over &= m.limit >= 0
        window = None
    else:
        window = search(m.at, m.first, index + 1, m.since, "right")
        over = _sums(m, window) > m.limit
    over &= m.unit == 0
    begin, last = runs(over, m.pair)
    if len(begin) == 0:
        return Hits()
    inside = np.flatnonzero(over)
    if window is None:
        window = np.zeros(len(index), np.int64)
        window[inside] = search(m.at, m.first[inside], inside + 1, m.since[inside], "right")
    value = (inside - window[inside] + 1) if m.counts else _sums(m, window)[inside]
    starts = np.searchsorted(inside, begin)
    reach = np.minimum.reduceat(window[inside], starts)
    largest = np.maximum.reduceat(value, starts)
    return _episodes(m.rows, begin, last, reach, np.array(largest, np.float64) / m.scale, job)


def _sums(m: Matching, window: Ints) -> NDArray[Any]:
    """The total of each row's window."""
    total = np.concatenate((np.zeros(1, m.amount.dtype), np.cumsum(m.amount)))
    sums: NDArray[Any] = total[1:] - total[window]
    return sums


def _episodes(rows: Ints, begin: Ints, last: Ints, reach: Ints, largest: NDArray[np.float64], job: Judging) -> Hits:
    """Runs of rows from `begin` to `last`, whose windows reach back to the row at `reach`."""
    offsets, flat = ragged(reach, last + 1)
    first, world = rows[begin], job.world
    return hits(
        world.pair[first], first, world.at[first], job.selector.versions(first), until=world.at[rows[last]],
        measured=largest, offsets=offsets, evidence=rows[flat],
    )  # fmt: skip


# ---- shares -------------------------------------------------------------------------------------------------


def _share(form: MoreThan, rows: Ints, population: Ints, job: Judging) -> Hits:
    """Episodes of rows that are more than a share of a population they belong to."""
    place = np.flatnonzero(np.isin(population, rows, assume_unique=True))
    if len(place) == 0:
        return Hits()
    assert isinstance(form.limit, Fraction), "a share is a number of its own"
    assert isinstance(form.window, Span | Ref), "a share is of a rolling window"
    world, rows = job.world, population[place]
    at, pair, version = world.at[rows], world.pair[rows], job.selector.versions(rows).astype(np.int64)
    since = job.earlier(at, pair, version, form.window)
    first = group_starts(world.pair[population])[place]
    begin = search(world.at[population], first, place + 1, since, "right")
    everyone, window = place + 1 - begin, np.searchsorted(place, begin).astype(np.int64)
    counted = np.arange(1, len(rows) + 1) - window
    over = (counted > part_of(everyone, form.limit)) & (everyone >= job.params.counts(form.at_least)[version])
    begun, last = runs(over, pair)
    if len(begun) == 0:
        return Hits()
    inside = np.flatnonzero(over)
    starts = np.searchsorted(inside, begun)
    reach = np.minimum.reduceat(window[inside], starts)
    largest = np.maximum.reduceat((counted / everyone)[inside], starts)
    return _episodes(rows, begun, last, reach, largest, job)


# ---- calendar -----------------------------------------------------------------------------------------------


def _calendar(m: Matching, unit: int, job: Judging) -> Hits:
    """Windows of one unit: ranked in the order of events; the first event over, by what is in force at it, decides."""
    key = window_keys(job.world.local(m.rows), UNITS[unit])
    # Where a zone moved west a local day repeats, so equal keys need not stand together.
    order = np.lexsort((key, m.pair))
    key, pair = key[order], m.pair[order]
    group = np.zeros(len(order), np.int64)
    group[1:] = np.cumsum((key[1:] != key[:-1]) | (pair[1:] != pair[:-1]))
    first = group_starts(group)
    amount = m.amount[order]
    running = np.cumsum(amount)
    running = running - (running - amount)[first]
    over: Bools = (running > m.limit[order]) & (m.unit[order] == unit)
    hit = np.flatnonzero(over)
    hit = hit[firsts(group[hit])]
    if len(hit) == 0:
        return Hits()
    begin, stop = first[hit], np.searchsorted(group, group[hit], "right")
    offsets, flat = ragged(begin, stop)
    anchor = m.rows[order[hit]]
    return hits(
        m.pair[order[hit]], anchor, m.at[order[hit]], job.selector.versions(anchor), until=m.at[order[stop - 1]],
        measured=np.array(running[stop - 1], np.float64) / m.scale, offsets=offsets, evidence=m.rows[order[flat]],
    )  # fmt: skip
