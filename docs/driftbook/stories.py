"""Four invented years of weekly counts, and what the detector of drift makes of them.

A step and a ramp, which it is there to see; a season and an agreed change, which it is there to leave alone. The counts
come from Python's own generator, whose numbers are the same in every version, so that the pictures are, too. The seeds
were chosen so that the step and the ramp are seen about as late as the median of many such series is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sin, tau
from random import Random

import numpy as np
from numpy.typing import NDArray

from boundaries.drift import THRESHOLD, Change, evidence, explain

WEEKS, LEARNING, ANEW = 104, 12, 8
TURN = 52
"""The week with which something changes, counted from 0."""
DISPERSION = 0.2
LEAVE = ((30, 32), (83, 85))
"""Weeks of leave: from the first on, before the second."""


@dataclass(frozen=True, slots=True)
class Story:
    """Weekly counts, their evidence factors (0 while it is learnt), and the level around which they were drawn.

    `anew` is the week with which a new baseline begins, by agreement; `ignored` the evidence had nobody noted that.
    `crossed` is the first week in which the evidence is enough for `proved`, `change` what is said of it then.
    """

    name: str
    counts: tuple[int, ...]
    known: tuple[bool, ...]
    level: tuple[float, ...]
    evidence: tuple[float, ...]
    anew: int | None = None
    ignored: tuple[float, ...] = ()
    crossed: int | None = None
    change: Change | None = None

    def first(self, limit: float) -> int | None:
        """The first week whose evidence is at least so much."""
        return next((week for week, factor in enumerate(self.evidence) if factor >= limit), None)


def step(week: int) -> float:
    """Two a week, then six."""
    return 2.0 if week < TURN else 6.0


def ramp(week: int) -> float:
    """Two a week, then in even steps up to six within half a year."""
    return 2.0 + 4.0 * min(max(week - TURN + 1, 0) / 26, 1)


def season(week: int) -> float:
    """Three a week, two fifths more in the one half of the year and less in the other."""
    return 3.0 * (1 + 0.4 * sin(tau * (week + 38) / 52))


def agreed(week: int) -> float:
    """Two a week, then four: so it was agreed."""
    return 2.0 if week < TURN else 4.0


def stories() -> Iterator[Story]:
    """The four, in the order of the page."""
    yield _told("step", step, 18)
    yield _told("ramp", ramp, 12)
    yield _told("season", season, 5)
    yield _told("agreed", agreed, 2, TURN)


def story(name: str) -> Story:
    """One of them."""
    return next(each for each in stories() if each.name == name)


def _told(name: str, level: Callable[[int], float], seed: int, anew: int | None = None) -> Story:
    lot = Random(seed)  # noqa: S311
    levels = [level(week) for week in range(WEEKS)]
    drawn = np.array([negative_binomial(lot.random(), mean, DISPERSION) for mean in levels])
    known = np.array([not any(begin <= week < end for begin, end in LEAVE) for week in range(WEEKS)])
    counts = np.where(known, drawn, 0)
    whole = _evidence(counts, known, LEARNING)
    found = whole
    if anew is not None:
        found = np.concatenate((whole[:anew], _evidence(counts[anew:], known[anew:], ANEW)))
    high = np.flatnonzero(found >= THRESHOLD["proved"])
    crossed = int(high[0]) if len(high) else None
    return Story(
        name, tuple(counts.tolist()), tuple(known.tolist()), tuple(levels), tuple(found.tolist()), anew,
        tuple(whole.tolist()) if anew is not None else (), crossed,
        None if crossed is None else explain(counts, known, LEARNING, "up", crossed),
    )  # fmt: skip


def _evidence(counts: NDArray[np.int64], known: NDArray[np.bool_], learning: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = evidence(counts[None], known[None], learning)[0]
    return found


def negative_binomial(turn: float, mean: float, dispersion: float) -> int:
    """The count at a quantile; the variance is mean + dispersion * mean ** 2."""
    size = 1 / dispersion
    part = mean / (mean + size)
    chance = (1 - part) ** size
    count, below = 0, chance
    while below < turn:
        chance *= part * (size + count) / (count + 1)
        count += 1
        below += chance
    return count
