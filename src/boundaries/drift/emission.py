"""How likely what a week showed is at each level of a ladder: logarithms, by observation.

Observations are numbered from 0, in pages that are worked out once: whoever asks, alone or in bulk, gets the same bits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.drift.ladder import Floats, Ladder

Ints = NDArray[np.int64]

MOST_EVENTS = 2_048  # of a week's count, near the highest level; more says no more
MOST_AMONG = 128  # of the events a share is taken among; more are taken in proportion
PAGE = 64
_BURST = 0.02  # of all weeks, at rest and after a change alike
_SILENT = 0.02  # of all weeks, alike: nothing happens in them, whatever the level
_LEAST = -1e4


class Page(NamedTuple):
    """Logarithms by (place, spread, observation).

    Places are the ladder's levels with its margin on both sides; `half` lies half a level above each, for the seasons;
    `raised` is (level, observation): the level within an episode, whatever the spread.
    """

    whole: Floats
    half: Floats
    raised: Floats


@lru_cache(maxsize=512)
def page(ladder: Ladder, number: int) -> Page:
    """A page of observations: of counts 64 of them, of shares every part of so many events."""
    if ladder.scale == "log":
        return _count_page(ladder, np.arange(number * PAGE, (number + 1) * PAGE))
    nothing = np.zeros((0, len(ladder.spreads), number + 1))
    return Page(_beta_binomial(ladder, number), nothing, nothing[:, 0])


def place_of_counts(counts: Ints) -> tuple[Ints, Ints]:
    """The page and the column of counts."""
    counts = np.minimum(counts, MOST_EVENTS)
    return counts // PAGE, counts % PAGE


def place_of_shares(part: Ints, among: Ints) -> tuple[Ints, Ints]:
    """The page and the column of shares, `part` of `among` events."""
    fewer = (2 * part * MOST_AMONG + among) // np.maximum(2 * among, 1)
    return np.minimum(among, MOST_AMONG), np.where(among > MOST_AMONG, fewer, part)


def _count_page(ladder: Ladder, x: Ints) -> Page:
    mean, above = np.exp(_places(ladder, 0.0)), np.exp(_places(ladder, 0.5))
    inside = np.exp(ladder.at(np.arange(ladder.levels)))
    raised = np.logaddexp(
        _negative_binomial(x, 2.2 * inside + 0.3, 0.5), _negative_binomial(x, 4.5 * inside + 0.5, 0.7)
    )
    return Page(_counts(ladder, x, mean), _counts(ladder, x, above), raised + np.log(0.5))


def _places(ladder: Ladder, above: float) -> Floats:
    return ladder.at(np.arange(-ladder.margin, ladder.levels + ladder.margin) + above)


def _counts(ladder: Ladder, x: Ints, mean: Floats) -> Floats:
    burst = np.log(_BURST) + _negative_binomial(x, 4 * mean + 1, 1.5)
    silent = np.where(x == 0, np.log(_SILENT), -np.inf)
    odd = np.logaddexp(burst, silent)
    plain = [np.log1p(-_BURST - _SILENT) + _negative_binomial(x, mean, spread) for spread in ladder.spreads]
    return np.stack([np.logaddexp(one, odd) for one in plain], axis=1)


def _negative_binomial(x: Ints, mean: Floats, dispersion: float) -> Floats:
    """(mean, x); the variance is mean + dispersion * mean ** 2."""
    size = 1 / dispersion
    upto = np.arange(int(x[-1]))
    ways = np.concatenate(([0.0], np.cumsum(np.log((size + upto) / (1 + upto)))))[x]
    mean = mean[:, None]
    out: Floats = ways + size * np.log(size / (size + mean)) + x * np.log(mean / (size + mean))
    return out


def _beta_binomial(ladder: Ladder, among: int) -> Floats:
    """(place, spread, k); the spread is the correlation of two events of one week, 0 the binomial."""
    k, upto, logit = np.arange(among + 1), np.arange(among), _places(ladder, 0.0)
    ways = np.concatenate(([0.0], np.cumsum(np.log((among - upto) / (1 + upto)))))
    share = 1 / (1 + np.exp(-logit))
    out = np.empty((len(logit), len(ladder.spreads), among + 1))
    for i, spread in enumerate(ladder.spreads):
        if spread == 0:
            out[:, i] = ways + k * np.log(share)[:, None] + (among - k) * np.log1p(-share)[:, None]
            continue
        alpha, beta = (part * (1 - spread) / spread for part in (share, 1 - share))
        both = _rising(np.array([(1 - spread) / spread]), among)[:, -1:]
        out[:, i] = ways + _rising(alpha, among) + _rising(beta, among)[:, ::-1] - both
    return np.maximum(out, _LEAST)


def _rising(start: Floats, upto: int) -> Floats:
    """The logarithms of start * (start + 1) * ... of 0 to `upto` factors."""
    factors = np.log(start[:, None] + np.arange(upto))
    return np.concatenate((np.zeros((len(start), 1)), np.cumsum(factors, axis=1)), axis=1)
