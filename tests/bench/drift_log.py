"""Real weeks in a random order: what people do is burstier than any formula, and shuffled weeks hold no drift.

The weeks are those of one developer's public commits over four years (commits.csv says where from), each indicator of
them thinned to the rate that is asked for. No log of two people who write to each other, and may be used so, was at
hand: this one stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from drift_series import BASELINE, Drawn
from numpy.typing import NDArray

FILE = Path(__file__).with_name("commits.csv")


@cache
def commits() -> NDArray[np.int64]:
    """Counts (week, weekday, part of the day)."""
    table = np.loadtxt(FILE, delimiter=",", skiprows=3, usecols=range(1, 22), dtype=np.int64)
    return table.reshape(len(table), 7, 3)


@cache
def indicators() -> NDArray[np.int64]:
    """Counts (indicator, week): all, each working day, the working hours, the late hours, the weekend."""
    log = commits()
    parts = [log.sum((1, 2)), *(log[:, day].sum(1) for day in range(5)), log[:, :, 1].sum(1), log[:, :, 2].sum(1)]
    return np.stack([*parts, log[:, 5:].sum((1, 2))])


@dataclass(frozen=True, slots=True)
class Shuffled:
    """Series of weeks drawn from the log in a random order, each indicator that is frequent enough in its turn."""

    base: float = 2.0
    """The mean a week that an indicator is thinned to; of a share, that of its k."""
    block: int = 1
    """So many weeks stay together, in their order: more than one keeps what a week has of the week before."""
    share: bool = False
    """k of n: what of the commits is outside Monday to Friday, 9 to 18."""
    baseline: int = BASELINE

    def draw(self, chance: np.random.Generator, series: int, weeks: int) -> Drawn:
        """The series, each with an order of its own."""
        log = commits()
        total = log.sum((1, 2))
        starts = chance.integers(0, len(total), (series, -(-weeks // self.block)))
        order = ((starts[:, :, None] + np.arange(self.block)) % len(total)).reshape(series, -1)[:, :weeks]
        known = np.ones((series, weeks), dtype=bool)
        if self.share:
            inside = log[:, :5, 1].sum(1)
            outside = total - inside
            kept = self.base / np.mean(outside)
            k, rest = chance.binomial(outside[order], kept), chance.binomial(inside[order], kept)
            return Drawn(k, known, k + rest, self.baseline)
        frequent = indicators()[np.mean(indicators(), axis=1) >= self.base]
        which = np.arange(series) % len(frequent)
        kept = self.base / np.mean(frequent, axis=1)[which]
        return Drawn(chance.binomial(frequent[which[:, None], order], kept[:, None]), known, None, self.baseline)


def shuffled(base: float) -> dict[str, Shuffled]:
    """The worlds of counts."""
    return {"real weeks, shuffled": Shuffled(base), "real weeks, in fours": Shuffled(base, block=4)}


def shuffled_shares(base: float) -> dict[str, Shuffled]:
    """The worlds of shares."""
    return {
        "share, real weeks shuffled": Shuffled(min(base, 8.0), share=True),
        "share, real weeks in fours": Shuffled(min(base, 8.0), block=4, share=True),
    }
