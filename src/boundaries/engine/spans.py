"""The times that exception and leave rows cover: half-open spans, and whether an instant lies in one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.clock import DAY_US
from boundaries.engine.primitives import Bools, Ints, group_starts, running_max, search
from boundaries.engine.world import World


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans of each pair, sorted by their beginning: pair p owns lo[p] <= s < hi[p].

    # Invariant: `end` is the latest end of the pair's spans up to this one, so the last span begun tells for all.
    """

    begin: Ints
    end: Ints
    lo: Ints
    hi: Ints

    def cover(self, pair: NDArray[np.integer], at: Ints) -> Bools:
        """Whether an instant lies in a span of its pair."""
        if len(self.begin) == 0:
            return np.zeros(len(at), np.bool_)
        lo = self.lo[pair]
        last = search(self.begin, lo, self.hi[pair], at, "right") - 1
        inside: Bools = (last >= lo) & (at < self.end[np.maximum(last, 0)])
        return inside


def spans_of(world: World, rows: Ints) -> Spans:
    """The times that exception or leave rows cover: planned start (default `at`) to planned end (default 24 h on)."""
    start, has_start = world.numbers("planned_start")
    end, has_end = world.numbers("planned_end")
    begin = np.where(has_start[rows], start[rows].astype(np.int64), world.at[rows])
    until = np.where(has_end[rows], end[rows].astype(np.int64), begin + DAY_US)
    pair = world.pair[rows].astype(np.int64)
    order = np.lexsort((begin, pair))
    order = order[begin[order] < until[order]]  # one that ends as it begins, or before, covers nothing
    pair, begin, until = pair[order], begin[order], until[order]
    pairs = np.arange(len(world.names))
    lo, hi = np.searchsorted(pair, pairs), np.searchsorted(pair, pairs, "right")
    return Spans(begin, running_max(until, group_starts(pair)), lo.astype(np.int64), hi.astype(np.int64))


def rows_of_kind(world: World, kind: str) -> Ints:
    """The rows of one kind."""
    column = world.coded("kind")
    if kind not in column.words:
        return np.zeros(0, np.int64)
    return np.flatnonzero(column.codes == column.words.index(kind))
