"""Evidence of drift for many series at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boundaries.drift.emission import Ints, page, place_of_counts, place_of_shares
from boundaries.drift.kernel import Block, terms
from boundaries.drift.ladder import COUNTS, SHARES, Direction, Floats, Ladder
from boundaries.drift.series import Bools, baselines, counted, directed, shared

_TOGETHER = 8_192  # series whose baselines are gone through at once: that bounds the memory
_AT_ONCE = 256  # series: the states of more would not stay near the processor, with fewer the calls would weigh


def evidence(
    counts: ArrayLike, mask: ArrayLike | None = None, baseline_weeks: ArrayLike = 12, direction: Direction = "up"
) -> Floats:
    """The running evidence factor for an upward (or downward) change of weekly counts.

    `counts` is (series, weeks), whole numbers from 0; `mask`, of the same shape, is False where a week is not known.
    The first `baseline_weeks` known weeks (one number, or one for each series) are learnt from: until they are over
    the factor is 0. Then it is how much better a change that began in some week since explains the series than the best
    of the innocent explanations does: a level that keeps still, one that wanders, a season, an episode.

    By chance alone it reaches a threshold c within a year in at most 1 / c of the series of each innocent family, on
    average over the family (Doob's inequality on an e-detector: Shin, Ramdas, Rinaldo 2023). `UsageError` where the
    arrays do not fit together.
    """
    x, seen = counted(counts, mask)
    return _evidence(COUNTS, *place_of_counts(x), seen, baselines(baseline_weeks, len(x)), directed(direction))


def share_evidence(
    k: ArrayLike,
    n: ArrayLike,
    mask: ArrayLike | None = None,
    baseline_weeks: ArrayLike = 12,
    direction: Direction = "up",
) -> Floats:
    """The running evidence factor for an upward (or downward) change of weekly shares, `k` of `n` events.

    As `evidence`; a week of no events (n = 0) says nothing. How many events there are is given, so that seasons, gaps
    and an agreed change of the volume are no drift. The innocent explanations are a share that keeps still, and one
    that wanders.
    """
    part, among, seen = shared(k, n, mask)
    weeks = baselines(baseline_weeks, len(part))
    return _evidence(SHARES, *place_of_shares(part, among), seen, weeks, directed(direction))


def _evidence(ladder: Ladder, number: Ints, column: Ints, seen: Bools, baseline: Ints, direction: Direction) -> Floats:
    """Observations are columns of numbered pages; those not seen say nothing."""
    out = np.zeros(seen.shape)
    full = learnt(seen, baseline)
    every = np.flatnonzero(full < seen.shape[1] - 1)
    for follow in (every[i : i + _TOGETHER] for i in range(0, len(every), _TOGETHER)):
        numbers, x = side_by_side(ladder, number[follow], column[follow], seen[follow])
        window = windows(ladder, numbers, x, full[follow])
        for chosen in _blocks(window):
            mine, start = follow[chosen], int(window[chosen[0]])
            out[mine] = _run(ladder, numbers, start, x[chosen], full[mine], direction)
    return out


def learnt(seen: Bools, baseline: Ints) -> Ints:
    """The week with which each series' baseline is full; the number of weeks where it never is."""
    out: Ints = (np.cumsum(seen, axis=1) < baseline[:, None]).sum(axis=1)
    return out


def side_by_side(ladder: Ladder, number: Ints, column: Ints, seen: Bools) -> tuple[list[int], NDArray[np.int32]]:
    """The pages in use, and where each week stands with them laid side by side, masked weeks behind the last."""
    used = np.unique(number[seen])
    starts = np.cumsum([0] + [page(ladder, one).whole.shape[-1] for one in used.tolist()])
    place = starts[np.searchsorted(used, np.where(seen, number, used[0]))]
    return used.tolist(), np.where(seen, place + column, starts[-1]).astype(np.int32)


def windows(ladder: Ladder, numbers: list[int], x: NDArray[np.int32], until: Ints) -> Ints:
    """Where each series' window of levels begins: the one that the weeks up to `until` speak for most."""
    pages = [page(ladder, one).whole[ladder.margin : ladder.margin + ladder.levels] for one in numbers]
    logs = np.concatenate([part.reshape(-1, part.shape[-1]) for part in pages], axis=1).T
    logs = np.concatenate((logs, np.zeros((1, logs.shape[1]))))  # the last says nothing: masked, or after the baseline
    x = np.where(np.arange(x.shape[1]) <= until[:, None], x, len(logs) - 1)[:, : int(np.max(until)) + 1]
    parts = [_windows(ladder, logs, x[i : i + _AT_ONCE]) for i in range(0, len(x), _AT_ONCE)]
    return np.concatenate(parts)


def _windows(ladder: Ladder, logs: Floats, x: NDArray[np.integer]) -> Ints:
    total = np.zeros((len(x), logs.shape[1]))
    for week in x.T:
        total += logs[week]
    total -= total.max(axis=1, keepdims=True)
    weight = np.exp(total, out=total).reshape(len(x), ladder.levels, -1).sum(axis=2)
    upto = np.concatenate((np.zeros((len(x), 1)), np.cumsum(weight, axis=1)), axis=1)
    out: Ints = np.argmax(upto[:, ladder.kept :] - upto[:, : -ladder.kept], axis=1)
    return out


def _blocks(window: Ints) -> Iterator[Ints]:
    """Series of one window, some at a time."""
    order = np.argsort(window, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(window[order])) + 1):
        for i in range(0, len(group), _AT_ONCE):
            yield group[i : i + _AT_ONCE]


def _run(
    ladder: Ladder, numbers: list[int], window: int, x: NDArray[np.int32], full: Ints, direction: Direction
) -> Floats:
    block, seen = Block(ladder, direction, len(x)), terms(ladder, direction, window, tuple(numbers))
    out = np.zeros(x.shape)
    for week, observed in enumerate(np.ascontiguousarray(x.T)):
        armed = week > full
        factor = block.step(seen, observed, armed, week)
        out[:, week] = np.where(armed, factor, 0)
    return out
