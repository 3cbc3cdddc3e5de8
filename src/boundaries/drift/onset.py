"""What is said of a drift: since when, from what to what, each with the interval that holds it 9 times in 10.

One virtual series for each week in which the change may have begun: the same observations, and no other beginning.
Their weights at the end are the posterior of the beginning, and of the levels before and after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boundaries.drift.bulk import learnt, side_by_side, windows
from boundaries.drift.emission import place_of_counts, place_of_shares
from boundaries.drift.kernel import Block, terms
from boundaries.drift.ladder import COUNTS, SHARES, Climb, Direction, Floats, Ladder
from boundaries.drift.series import Bools, Ints, baselines, counted, directed, refused, shared, size

_TAIL = 0.05
_LOOKS_BACK = 207  # weeks
# Every rung up to the farthest, so that the ratio is told finely, and nothing innocent to hold it against.
_EVERY_RUNG = Climb(rungs=18, far=())
COUNTS_IN_FULL = replace(COUNTS, climb=_EVERY_RUNG, wanders=(), season=None, episode=None)
SHARES_IN_FULL = replace(SHARES, climb=_EVERY_RUNG, wanders=())
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a weekly series: the week it began with (an index), the level before it and now, and their ratio.

    Levels are events a week, or shares from 0 to 1; the ratio of two shares is that of their odds. The values are
    posterior medians, the intervals hold 90 %.
    """

    since: int
    since_interval: tuple[int, int]
    before: float
    before_interval: Interval
    after: float
    after_interval: Interval
    factor: float
    factor_interval: Interval


def explain(
    counts: ArrayLike,
    mask: ArrayLike | None,
    baseline_weeks: int,
    direction: Direction,
    week: int,
    between: tuple[int, int] | None = None,
) -> Change:
    """The change of one series of counts, (weeks), as it is seen at the end of a week (an index).

    It began in one of the weeks `between` (the first and the last that it may have begun in; None: any up to `week`),
    after the baseline, and not more than four years before the last of them. The intervals hold what they say where
    nothing but the change moves the level.
    `UsageError` where the week is none after the baseline.
    """
    x, seen = counted(_upto(counts, week), _upto(mask, week))
    return _change(COUNTS_IN_FULL, *place_of_counts(x), seen, baseline_weeks, direction, between)


def share_explain(
    k: ArrayLike,
    n: ArrayLike,
    mask: ArrayLike | None,
    baseline_weeks: int,
    direction: Direction,
    week: int,
    between: tuple[int, int] | None = None,
) -> Change:
    """The change of one series of shares, as `explain`."""
    part, among, seen = shared(_upto(k, week), _upto(n, week), _upto(mask, week))
    return _change(SHARES_IN_FULL, *place_of_shares(part, among), seen, baseline_weeks, direction, between)


@overload
def _upto(values: None, week: int) -> None: ...
@overload
def _upto(values: ArrayLike, week: int) -> NDArray[Any]: ...
@overload
def _upto(values: ArrayLike | None, week: int) -> NDArray[Any] | None: ...
def _upto(values: ArrayLike | None, week: int) -> NDArray[Any] | None:
    if values is None:
        return None
    given = np.asarray(values)
    if given.ndim != 1 or not 0 <= week < len(given):
        raise refused(f"week {week} is none of a series of {size(given.shape)}", "one series, (weeks), from week 0 on")
    return given[None, : week + 1]


def _change(
    ladder: Ladder,
    number: Ints,
    column: Ints,
    seen: Bools,
    weeks: int,
    direction: Direction,
    between: tuple[int, int] | None,
) -> Change:
    full = learnt(seen, baselines(weeks, 1))
    earliest, latest = between or (0, seen.shape[1] - 1)
    onsets = np.arange(max(int(full[0]) + 1, earliest, latest - _LOOKS_BACK), latest + 1)
    if not (len(onsets) and latest < seen.shape[1]):
        raise refused("a change is explained in a week after the baseline", "and began then at the latest")
    numbers, x = side_by_side(ladder, number, column, seen)
    window = int(windows(ladder, numbers, x, full)[0])
    block, likely = Block(ladder, directed(direction), len(onsets)), terms(ladder, direction, window, tuple(numbers))
    for week, observed in enumerate(x[0]):
        block.step(likely, np.full(len(onsets), observed), onsets == week, week)
    weight = np.asarray(block.changed, np.float64).reshape(ladder.climb.rungs, ladder.kept, -1, len(onsets)).sum(axis=2)
    weight *= np.exp(block.divided - np.max(block.divided))
    return _told(ladder, weight, window, onsets, 1 if direction == "up" else -1)


def _told(ladder: Ladder, weight: Floats, window: int, onsets: Ints, sign: int) -> Change:
    """`weight` is (rung, level, onset)."""
    begun = np.cumsum(weight.sum(axis=(0, 1)))
    first, middle, last = (int(onsets[np.searchsorted(begun, q * begun[-1])]) for q in (_TAIL, 0.5, 1 - _TAIL))
    rungs, levels = weight.shape[:2]
    joint = weight.sum(axis=2)
    rise = sign * np.arange(1, rungs + 1)
    level = window + np.arange(levels)
    now = rise[:, None] + level
    after: Floats = np.bincount((now - np.min(now)).ravel(), joint.ravel()).astype(np.float64)
    before_at = _quantiles(window, joint.sum(axis=0))
    after_at = _quantiles(int(np.min(now)), after)
    factor_at = _quantiles(1, joint.sum(axis=1))
    ratio = np.exp(sign * ladder.step * factor_at)
    before, after_said = (_said(ladder, places) for places in (before_at, after_at))
    low, high = sorted((float(ratio[0]), float(ratio[2])))
    return Change(
        since=middle, since_interval=(first, last),
        before=before[1], before_interval=(before[0], before[2]),
        after=after_said[1], after_interval=(after_said[0], after_said[2]),
        factor=float(ratio[1]), factor_interval=(low, high),
    )  # fmt: skip


def _quantiles(first: int, weight: Floats) -> Floats:
    """The places below which 5, 50 and 95 % of the weight lie, each place of the grid as wide as a step."""
    upto = np.concatenate(([0.0], np.cumsum(weight)))
    edges = first - 0.5 + np.arange(len(upto))
    out: Floats = np.interp(np.array([_TAIL, 0.5, 1 - _TAIL]) * upto[-1], upto, edges)
    return out


def _said(ladder: Ladder, places: Floats) -> tuple[float, float, float]:
    on_scale = ladder.at(places)
    low, middle, high = np.exp(on_scale) if ladder.scale == "log" else 1 / (1 + np.exp(-on_scale))
    return float(low), float(middle), float(high)
