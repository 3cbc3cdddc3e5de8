"""What is measured of a detector of drift: how often it is wrong in a year, and how long it takes to see a change."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from drift_log import Shuffled
from drift_series import CHANGE, YEAR, Drawn, Floats, Habit, ShareHabit, Shift, draw, weeks_for
from numpy.typing import NDArray

Detector = Callable[[Drawn, str], Floats]
"""Series and a direction to a running statistic (series, weeks); an alarm is where it reaches a threshold."""


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator for one world: the same whatever else is run."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def first_alarm(statistic: Floats, threshold: float, armed: NDArray[np.int64]) -> NDArray[np.int64]:
    """The index of each series' first alarm after its baseline; the number of weeks where there is none."""
    weeks = statistic.shape[1]
    over = (statistic >= threshold) & (np.arange(weeks) >= armed[:, None])
    return np.where(np.any(over, axis=1), np.argmax(over, axis=1), weeks)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of series, and how many there were."""

    share: float
    series: int

    @property
    def error(self) -> float:
        """The standard error, as if half a series more had alarmed, so that none of many is not without error."""
        share = (self.share * self.series + 0.5) / (self.series + 1)
        return float(np.sqrt(share * (1 - share) / self.series))


@dataclass(frozen=True, slots=True)
class Delay:
    """Weeks from the change to the alarm, the week of the change being the first: an alarm in it has a delay of 1."""

    median: float
    """Infinite where fewer than half of the series alarm at all."""
    within: Rate
    """The share that alarms within YEAR weeks of the change."""
    before: float
    """The share set aside: it alarmed before the change."""


def false_alarms(first: NDArray[np.int64], drawn: Drawn) -> Rate:
    """How many series alarm in the YEAR weeks after their baseline; `first` as `first_alarm` gives it."""
    wrong = (first < drawn.armed[: len(first)] + YEAR) & (first < drawn.counts.shape[1])
    return Rate(float(np.mean(wrong)), len(first))


def delays(first: NDArray[np.int64], weeks: int, change: int = CHANGE) -> Delay:
    """How long after the change the series of so many weeks alarm."""
    kept = first[first >= change]
    late = np.where(kept < weeks, kept - change + 1.0, np.inf)
    if not len(late):
        return Delay(np.inf, Rate(0.0, 1), 1.0)
    return Delay(
        float(np.quantile(late, 0.5, method="inverted_cdf")),
        Rate(float(np.mean(late <= YEAR)), len(late)),
        1 - len(kept) / len(first),
    )


World = Habit | ShareHabit | Shuffled


def at_rest(world: World, name: str, seed: int, series: int) -> Drawn:
    """Series in which nothing drifts."""
    chance = stream(seed, f"null {name} {world}")
    if isinstance(world, Shuffled):
        return world.draw(chance, series, 2 * YEAR)
    return draw(chance, world, series, weeks_for(world))


def moved(habit: Habit | ShareHabit, shift: Shift, name: str, seed: int, series: int, change: int = CHANGE) -> Drawn:
    """Series that shift."""
    path = shift.path(change)
    return draw(stream(seed, f"shift {name} {habit}"), habit, series, len(path), path)


def rank_values(drawn: Drawn) -> tuple[Floats, NDArray[np.bool_]]:
    """What a detector that knows one number a week is given: the count, or the share where there is one."""
    if drawn.trials is None:
        return drawn.counts.astype(np.float64), drawn.mask
    known = drawn.mask & (drawn.trials > 0)
    return np.where(known, drawn.counts / np.maximum(drawn.trials, 1), 0.0), known


def ours(drawn: Drawn, direction: str) -> Floats:
    """The ladder: of counts, or of shares."""
    from boundaries.drift import evidence, share_evidence

    rest = {"mask": drawn.mask, "baseline_weeks": drawn.baseline, "direction": direction}
    if drawn.trials is None:
        return np.asarray(evidence(drawn.counts, **rest))
    return np.asarray(share_evidence(drawn.counts, drawn.trials, **rest))


def rank(drawn: Drawn, direction: str) -> Floats:
    """The second opinion."""
    from boundaries.drift import rank_evidence

    values, known = rank_values(drawn)
    return np.asarray(rank_evidence(values, mask=known, baseline_weeks=drawn.baseline, direction=direction))
