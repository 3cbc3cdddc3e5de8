"""What a ladder is made of: its grid of levels, its rungs, and the innocent explanations it is held against.

An e-detector in the sense of Shin, Ramdas and Rinaldo (E-detectors, NEJSDS 2023): the numerator is a Bayes mixture over
changes that begin in some week, the denominator the largest of several Bayes mixtures over series without a change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import comb, log, pi, sin
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Direction = Literal["up", "down"]

HAZARD = 1 / 52  # the weight of each week as the one in which a change begins: one a year
SETTLING = 4  # a slope may settle in every fourth week, a level wander in every second: half the work, and no less fits
WANDERING = 2


@dataclass(frozen=True, slots=True)
class Climb:
    """How a change goes on: as a step, to a rung where it stays; or as a slope, that begins on the first rung,
    climbs to the next with some chance each week, and settles with another in every fourth.

    The rungs that are climbed lie a level apart; only steps, and few of them, reach those `far` levels beyond.
    """

    rungs: int = 6
    far: tuple[int, ...] = (9, 13, 18)
    slopes: float = 0.78
    leaps: float = 0.02
    next_rung: float = 0.15
    settles: float = 0.12

    @property
    def steps(self) -> float:
        """The chance to enter at each rung as a step."""
        return (1 - self.slopes - (self.leaps if self.far else 0)) / self.rungs

    @property
    def leap(self) -> float:
        """The chance to enter at each far rung."""
        return self.leaps / len(self.far) if self.far else 0.0

    @property
    def reach(self) -> int:
        """How many levels the farthest rung lies from where it began."""
        return max(self.rungs, *self.far) if self.far else self.rungs


@dataclass(frozen=True, slots=True)
class Wander:
    """A level that wanders about its own mean: Ehrenfest's chain, the discrete cousin of an autoregression of order 1.

    Its states are -reach..reach, each `spacing` levels apart; in every second week it moves with chance `move` at most.
    The correlation before and after is 1 - move / reach, the standard deviation spacing * sqrt(reach / 2) levels. A
    share of the series in the family wanders so; those left by all wanders keep their level.
    """

    reach: int
    spacing: int
    move: float
    share: float

    @property
    def offsets(self) -> tuple[int, ...]:
        """How many levels each state lies above the mean."""
        return tuple(self.spacing * k for k in range(-self.reach, self.reach + 1))

    @property
    def at_rest(self) -> Floats:
        """How often each state is taken in the long run: binomial."""
        balls = 2 * self.reach
        return np.array([comb(balls, k) for k in range(balls + 1)]) / 2.0**balls

    @property
    def up(self) -> Floats:
        """The chance to move up from each state but the last."""
        balls = 2 * self.reach
        return self.move * (balls - np.arange(balls)) / balls

    @property
    def down(self) -> Floats:
        """The chance to move down from each state but the first."""
        balls = 2 * self.reach
        return self.move * np.arange(1, balls + 1) / balls


@dataclass(frozen=True, slots=True)
class Season:
    """A level that swings by `amplitude` (a share of itself) once in `period` weeks, from one of `phases` phases on."""

    amplitude: float = 0.42
    phases: int = 12
    period: int = 52

    def factors(self, week: int) -> tuple[float, ...]:
        """What each phase multiplies the level with in a week."""
        turns = (week / self.period + k / self.phases for k in range(self.phases))
        return tuple(1 + self.amplitude * sin(2 * pi * turn) for turn in turns)


@dataclass(frozen=True, slots=True)
class Episode:
    """Some weeks at a raised level, such as a crisis: how likely one begins, and goes on, in a week."""

    begins: float = 1 / 40
    lasts: float = 0.7

    @property
    def at_rest(self) -> Floats:
        """How often a week is outside, and inside, of an episode in the long run."""
        inside = self.begins / (self.begins + 1 - self.lasts)
        return np.array([1 - inside, inside])


@dataclass(frozen=True, eq=False)
class Ladder:
    """A grid of `levels`, `step` apart on its own scale from `bottom` on, by a number of spreads.

    Of the levels the `kept` that the baseline speaks for are followed after it.
    """

    scale: Literal["log", "logit"]
    bottom: float  # on the scale
    step: float
    levels: int
    kept: int
    spreads: tuple[float, ...]
    wanders: tuple[Wander, ...]
    climb: Climb = field(default_factory=Climb)
    season: Season | None = None
    episode: Episode | None = None

    @cached_property
    def sway(self) -> int:
        """How many levels an innocent explanation may lie from where it began."""
        shifts = (abs(shift) // 2 + 1 for week in self.swings for shift in week)
        return max([wander.reach * wander.spacing for wander in self.wanders] + [0, *shifts])

    @cached_property
    def margin(self) -> int:
        """How many levels beyond the grid, on both sides, anything on it may reach."""
        return max(self.climb.reach, self.sway)

    def beside(self, direction: Direction) -> tuple[int, int]:
        """How many levels below, and above, a window of levels is read where changes go in a direction."""
        return (self.sway, self.margin) if direction == "up" else (self.margin, self.sway)

    @cached_property
    def cells(self) -> int:
        """How many (level, spread) are followed."""
        return self.kept * len(self.spreads)

    def at(self, places: NDArray[Any]) -> Floats:
        """Levels on their scale, at places of the grid counted from its bottom."""
        out: Floats = self.bottom + self.step * places
        return out

    @cached_property
    def swings(self) -> tuple[tuple[int, ...], ...]:
        """For each week of a period the half levels by which each phase of the season shifts the level."""
        if self.season is None:
            return ()
        weeks = (self.season.factors(week) for week in range(self.season.period))
        return tuple(tuple(round(2 * log(factor) / self.step) for factor in factors) for factors in weeks)


# Counts: weekly means from 0.05 to some 2,000 by thirds of a doubling, negative binomial dispersions (the variance
# is mean + dispersion * mean ** 2).
COUNTS = Ladder(
    scale="log", bottom=log(0.05), step=log(2) / 3, levels=47, kept=12, spreads=(0.03, 0.2, 0.8, 2.5),
    wanders=(Wander(3, 2, 0.25, 0.28),), season=Season(), episode=Episode(),
)  # fmt: skip

# Shares: log-odds from -6 to 4, beta-binomial correlations within a week. What comes of itself from more or fewer
# events does not touch a share. A season or an episode of the share itself is not among what is declared innocent.
SHARES = Ladder(
    scale="logit", bottom=-6.0, step=0.35, levels=30, kept=12, spreads=(0.0, 0.05, 0.15, 0.35),
    wanders=(Wander(3, 1, 1.0, 0.2), Wander(3, 1, 0.6, 0.15), Wander(3, 2, 0.3, 0.16)),
)  # fmt: skip
