"""Weekly series for the benchmark of the drift detector: worlds in which nothing drifts, and worlds in which it does.

A world is what one relationship does week by week: a `Habit` for counts, a `ShareHabit` for k of n. Each is drawn for
many relationships at once, as (series, weeks); a shift is a path of factors laid over the same habit. Seeded by the
caller's generator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BASELINE = 12
"""Weeks that a detector may learn from before it is asked."""
AMENDED = 8
"""Weeks that it may learn from after an agreed change."""
YEAR = 52
"""Weeks after the baseline in which an alarm where nothing drifts counts as false."""
CHANGE = 38
"""The index of the first week that is different: half a year after the baseline."""
AGREED = 26
"""The index of the first week of a volume that was agreed on: well within the year that is watched."""
AFTER = 78
"""Weeks drawn from the change on."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What a relationship does where nothing drifts: a mean a week, and all that moves it innocently.

    A week's count is negative binomial (variance m + dispersion * m^2) around base x season x wander x burst x episode.
    """

    base: float = 2.0
    dispersion: float = 0.2
    season: float = 0.0
    """The amplitude of a sine of period 52 with a phase of its own for each series."""
    wander: tuple[float, float] = (0.0, 0.0)
    """AR(1) of the log-level: its coefficient, its stationary standard deviation."""
    silent: float = 0.0
    """The chance that a week has nothing at all."""
    bursts: tuple[float, float] = (0.0, 1.0)
    """The chance that a week is a burst, and its factor."""
    episodes: tuple[float, float, float] = (0.0, 0.0, 1.0)
    """A crisis: the chance that one begins in a week, that it lasts another week, and the factor at its middle."""
    holidays: bool = False
    """Two fortnights a year and a week somewhere: nothing happens in them."""
    declared: bool = False
    """The holidays are masked."""
    baseline: int = BASELINE


@dataclass(frozen=True, slots=True)
class ShareHabit:
    """What share of a week's contacts is of one kind, where that does not drift: beta-binomial around a logit."""

    volume: Habit
    share: float = 0.25
    icc: float = 0.05
    """The correlation of two contacts of a week."""
    season: float = 0.0
    """Amplitude on the logit scale."""
    wander: tuple[float, float] = (0.0, 0.0)
    """AR(1) of the logit."""
    agreed: float = 1.0
    """The factor of the volume from week AGREED on, by agreement."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Series as a detector is given them, each array (series, weeks); `trials` for shares only."""

    counts: NDArray[np.int64]
    mask: NDArray[np.bool_]
    trials: NDArray[np.int64] | None
    baseline: int

    @property
    def armed(self) -> NDArray[np.int64]:
        """The index of each series' first week after its baseline; the number of weeks if it never gets there."""
        known = self.mask if self.trials is None else self.mask & (self.trials > 0)
        seen = np.cumsum(known, axis=1) >= self.baseline
        return np.where(np.any(seen, axis=1), np.argmax(seen, axis=1) + 1, known.shape[1])


# ---- drawing --------------------------------------------------------------------------------------------------


def overdispersed(chance: np.random.Generator, mean: Floats, dispersion: float) -> NDArray[np.int64]:
    """Negative binomial counts of these means; Poisson where the dispersion is 0."""
    if dispersion <= 0:
        return chance.poisson(mean)
    return chance.poisson(mean * dispersion * chance.standard_gamma(1 / dispersion, mean.shape))


def wandering(chance: np.random.Generator, series: int, weeks: int, rho: float, sd: float) -> Floats:
    """AR(1) paths with mean 0, begun in their stationary law."""
    path = np.zeros((series, weeks))
    if sd > 0:
        noise = chance.standard_normal((series, weeks)) * sd
        path[:, 0] = noise[:, 0]
        for week in range(1, weeks):
            path[:, week] = rho * path[:, week - 1] + np.sqrt(1 - rho * rho) * noise[:, week]
    return path


def seasonal(chance: np.random.Generator, series: int, weeks: int) -> Floats:
    """Sines of period 52, each with a phase of its own."""
    return np.sin(2 * np.pi * (np.arange(weeks) / YEAR + chance.random((series, 1))))


def away(chance: np.random.Generator, series: int, weeks: int) -> NDArray[np.bool_]:
    """The weeks of holidays: weeks 30, 31, 50 and 51 of a year that begins anywhere, and one more of each year."""
    week = np.arange(weeks) + chance.integers(0, YEAR, (series, 1))
    extra = chance.integers(0, YEAR, (series, weeks // YEAR + 2))
    of_the_year = np.take_along_axis(extra, week // YEAR, axis=1)
    return np.isin(week % YEAR, (30, 31, 50, 51)) | (week % YEAR == of_the_year)


def crises(chance: np.random.Generator, series: int, weeks: int, habit: Habit) -> Floats:
    """The factor of each week: 1, or in an episode a rise to its factor and back (its first and last weeks half)."""
    enter, stay, factor = habit.episodes
    path = np.ones((series, weeks))
    if enter > 0:
        within = np.zeros((series, weeks + 2), dtype=bool)
        within[:, 0] = chance.random(series) < enter / (enter + 1 - stay)
        draw = chance.random((series, weeks + 2))
        for week in range(1, weeks + 2):
            within[:, week] = draw[:, week] < np.where(within[:, week - 1], stay, enter)
        middle = within[:, 1:-1] & within[:, :-2] & within[:, 2:]
        path += (factor - 1) * (0.5 * within[:, 1:-1] + 0.5 * middle)
    return path


def levels(chance: np.random.Generator, series: int, weeks: int, habit: Habit) -> Floats:
    """The mean of each week."""
    rho, sd = habit.wander
    rate, factor = habit.bursts
    level = habit.base * np.exp(wandering(chance, series, weeks, rho, sd) - sd * sd / 2)
    if habit.season:
        level *= 1 + habit.season * seasonal(chance, series, weeks)
    if rate:
        level *= np.where(chance.random((series, weeks)) < rate, factor, 1.0)
    if habit.silent:
        level *= chance.random((series, weeks)) >= habit.silent
    return level * crises(chance, series, weeks, habit)


def draw(
    chance: np.random.Generator, habit: Habit | ShareHabit, series: int, weeks: int, path: Floats | float = 1.0
) -> Drawn:
    """Series of a habit; `path` is the factor of each week's mean (of a share: of its odds)."""
    if isinstance(habit, ShareHabit):
        return draw_shares(chance, habit, series, weeks, path)
    free = away(chance, series, weeks) if habit.holidays else np.zeros((series, weeks), dtype=bool)
    counts = overdispersed(chance, levels(chance, series, weeks, habit) * path * ~free, habit.dispersion)
    return Drawn(counts, ~free if habit.declared else np.ones_like(free), None, habit.baseline)


def draw_shares(
    chance: np.random.Generator, habit: ShareHabit, series: int, weeks: int, path: Floats | float = 1.0
) -> Drawn:
    """Series of k of n; `path` is the factor of each week's odds."""
    volume = np.where(np.arange(weeks) >= AGREED, habit.agreed, 1.0)
    drawn = draw(chance, habit.volume, series, weeks, volume)
    logit = np.log(habit.share / (1 - habit.share)) + np.log(path) + wandering(chance, series, weeks, *habit.wander)
    if habit.season:
        logit = logit + habit.season * seasonal(chance, series, weeks)
    share = 1 / (1 + np.exp(-logit))
    if habit.icc:
        weight = 1 / habit.icc - 1
        share = chance.beta(share * weight, (1 - share) * weight)
    return replace(drawn, counts=chance.binomial(drawn.counts, share), trials=drawn.counts)


# ---- the declared worlds --------------------------------------------------------------------------------------


def nulls(base: float = 2.0, dispersion: float = 0.2) -> dict[str, Habit]:
    """Counts in which nothing drifts, by name."""
    usual = Habit(base, dispersion)
    return {
        "negative binomial": usual,
        "Poisson": replace(usual, dispersion=0.0),
        "dispersion 1": replace(usual, dispersion=1.0),
        "zero-inflated 30 %": replace(usual, silent=0.3),
        "bursts x5 in 3 %": replace(usual, bursts=(0.03, 5.0)),
        "season 40 %": replace(usual, season=0.4),
        "holidays, masked": replace(usual, holidays=True, declared=True),
        "holidays, unmasked": replace(usual, holidays=True),
        "AR .7, sd .4": replace(usual, wander=(0.7, 0.4)),
        "AR .9, sd .5": replace(usual, wander=(0.9, 0.5)),
        "AR .9, sd .5, Poisson": replace(usual, dispersion=0.0, wander=(0.9, 0.5)),
        "episodes x3": replace(usual, episodes=(1 / 40, 0.7, 3.0)),
        "agreed x2, restarted": replace(usual, base=2 * base, baseline=AMENDED),
    }


def share_nulls(base: float = 2.0, dispersion: float = 0.2) -> dict[str, ShareHabit]:
    """Shares in which nothing drifts, by name: a quarter of a volume, so that `base` of them are counted a week."""
    usual = ShareHabit(Habit(base / 0.25, 0.0))
    spread = replace(usual, volume=Habit(base / 0.25, dispersion))

    def with_volume(**moved: object) -> ShareHabit:
        return replace(spread, volume=replace(spread.volume, **moved))  # type: ignore[arg-type]

    return {
        "share, icc 0": replace(usual, icc=0.0),
        "share, icc .05": usual,
        "share, icc .15": replace(usual, icc=0.15),
        "share, icc .05, volume NB": spread,
        "share, icc .15, volume NB": replace(spread, icc=0.15),
        "share, volume of dispersion 1": with_volume(dispersion=1.0),
        "share, agreed x2 of volume": replace(spread, agreed=2.0),
        "share, agreed x2, icc .15": replace(spread, agreed=2.0, icc=0.15),
        "share, volume falls by half": replace(spread, agreed=0.5),
        "share, season of volume": with_volume(season=0.4),
        "share, AR .7 of volume": with_volume(wander=(0.7, 0.4)),
        "share, AR .9 of volume": with_volume(wander=(0.9, 0.5)),
        "share, bursts of volume": with_volume(bursts=(0.03, 5.0)),
        "share, holidays masked": with_volume(holidays=True, declared=True),
        "share, AR .7 sd .4 of logit": replace(spread, wander=(0.7, 0.4)),
        "share, AR .9 sd .5 of logit": replace(spread, wander=(0.9, 0.5)),
        "share of a half": replace(spread, share=0.5),
        "share of a twentieth": replace(spread, share=0.05),
        "share, restarted": replace(spread, volume=replace(spread.volume, baseline=AMENDED)),
    }


@dataclass(frozen=True, slots=True)
class Shift:
    """A change that is to be found: the factor it ends at, and the weeks that it takes to get there."""

    factor: float
    over: int = 1
    direction: str = "up"
    geometric: bool = False

    def path(self, change: int = CHANGE) -> Floats:
        """The factor of each week, until AFTER weeks after it began."""
        way = np.clip((np.arange(change + AFTER) - change + 1) / self.over, 0, 1)
        return self.factor**way if self.geometric else 1 + (self.factor - 1) * way


SHIFTS: Mapping[str, Shift] = {
    "x3 step": Shift(3.0),
    "x3 ramp over 26": Shift(3.0, 26),
    "x2 ramp over 26": Shift(2.0, 26),
    "x2 step": Shift(2.0),
    "x3 ramp, geometric": Shift(3.0, 26, geometric=True),
    "x2 ramp, geometric": Shift(2.0, 26, geometric=True),
    "falls by half": Shift(1 / 2, direction="down"),
    "falls to a third": Shift(1 / 3, direction="down"),
}
SHARE_SHIFTS: Mapping[str, Shift] = {
    "odds x3 step": Shift(3.0),
    "odds x3 ramp over 26": Shift(3.0, 26),
    "odds x2 step": Shift(2.0),
    "odds fall to a third": Shift(1 / 3, direction="down"),
}


def weeks_for(habit: Habit | ShareHabit) -> int:
    """Weeks to draw where nothing drifts, so that (nearly) every series has a baseline and a year after it."""
    if isinstance(habit, ShareHabit):
        spread = max(habit.volume.dispersion, 1e-3)
        busy = (1 - (1 + spread * habit.volume.base) ** (-1 / spread)) * (1 - habit.volume.silent)
        return int(habit.volume.baseline / max(busy, 0.1) * 1.3) + YEAR + 8
    return habit.baseline + YEAR + (5 if habit.declared else 0)


# ---- worlds like those that nobody has declared ---------------------------------------------------------------


def unforeseen(chance: np.random.Generator, number: int) -> dict[str, Habit]:
    """Counts in which nothing drifts, of parameters drawn at random, one or two troubles at a time."""

    def between(low: float, high: float, digits: int = 2) -> float:
        return round(chance.uniform(low, high), digits)

    troubles: tuple[Callable[[], dict[str, object]], ...] = (
        lambda: {"season": between(0.2, 0.6)},
        lambda: {"wander": (between(0.5, 0.9), between(0.2, 0.5))},
        lambda: {"silent": between(0.1, 0.5)},
        lambda: {"bursts": (between(0.01, 0.06, 3), between(3, 8, 1))},
        lambda: {"episodes": (between(0.01, 0.04, 3), between(0.5, 0.8), between(1.5, 4.5, 1))},
        lambda: {"holidays": True},
        dict,
    )
    worlds: dict[str, Habit] = {}
    for index in range(number):
        made: dict[str, object] = {}
        for trouble in chance.choice(len(troubles), 1 + index % 2, replace=False):
            made |= troubles[trouble]()
        base, dispersion = np.exp(chance.uniform(np.log((0.3, 0.05)), np.log((20, 2))))
        habit = Habit(round(float(base), 2), round(float(dispersion), 2), **made)  # type: ignore[arg-type]
        worlds[f"{index + 1}: {told(habit)}"] = habit
    return worlds


def unforeseen_shares(chance: np.random.Generator, number: int) -> dict[str, ShareHabit]:
    """Shares in which nothing drifts, over volumes drawn as `unforeseen` draws them."""
    worlds: dict[str, ShareHabit] = {}
    for index, volume in enumerate(unforeseen(chance, number).values()):
        drawn = chance.uniform((0.03, 0.0, 0.5, 0.1, 0.5), (0.7, 0.2, 0.9, 0.4, 3.0)).round(2)
        share, icc, rho, sd, agreed = drawn.tolist()
        made = ShareHabit(
            replace(volume, base=max(volume.base, 1.0)),
            share,
            icc,
            wander=(rho, sd) if index % 3 == 0 else (0.0, 0.0),
            agreed=agreed if index % 2 else 1.0,
        )
        worlds[f"{index + 1}: {told(made)}; n: {told(made.volume)}"] = made
    return worlds


def told(habit: Habit | ShareHabit) -> str:
    """A habit in a few words: only what differs from a plain one, and the parameters that every one has."""
    plain = ShareHabit(Habit()) if isinstance(habit, ShareHabit) else Habit()
    named = ("share", "icc", "season", "wander", "agreed") if isinstance(habit, ShareHabit) else (
        "base", "dispersion", "season", "wander", "silent", "bursts", "episodes", "holidays")  # fmt: skip
    return ", ".join(
        f"{name} {getattr(habit, name)}"
        for name in named
        if name in ("base", "dispersion", "share", "icc") or getattr(habit, name) != getattr(plain, name)
    )
