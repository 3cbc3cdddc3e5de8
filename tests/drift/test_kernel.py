"""The kernel is held to the definition of the ladder in exact fractions, and to its promise."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from boundaries.drift.kernel import Block, Terms
from boundaries.drift.ladder import HAZARD, Climb, Episode, Ladder, Season, Wander
from oracle_ladder import changed, factor, innocent

pytestmark = pytest.mark.untraced  # one path, walked many times

SMALL = Ladder(
    scale="log", bottom=0.0, step=0.25, levels=4, kept=2, spreads=(0.1, 0.5),
    climb=Climb(2, (4,), 0.5, 0.25, 0.25, 0.125), wanders=(Wander(1, 1, 0.5, 0.25), Wander(1, 2, 0.25, 0.5)),
    season=Season(0.4, 2, 3), episode=Episode(0.125, 0.5),
)  # fmt: skip
BARE = Ladder(
    scale="logit", bottom=0.0, step=0.25, levels=4, kept=3, spreads=(0.5,),
    climb=Climb(3, (), 0.625, 0.0, 0.5, 0.25), wanders=(Wander(1, 1, 0.5, 0.5),),
)  # fmt: skip
KINDS = 3  # of observations


class Tables:
    """Chances of three observations, drawn by lot as whole 64ths that add up to 1."""

    def __init__(self, ladder: Ladder, seed: int) -> None:
        self.ladder, self.lot = ladder, np.random.default_rng(seed)
        places = ladder.kept + 2 * ladder.margin
        self.whole = self._drawn(places, len(ladder.spreads))
        self.half = self._drawn(places, len(ladder.spreads))
        self.high = self._drawn(ladder.kept)

    def _drawn(self, *shape: int) -> np.ndarray:
        cuts = np.sort(self.lot.integers(4, 61, (*shape, KINDS - 1)), axis=-1)
        edges = np.concatenate((np.zeros((*shape, 1), int), cuts, np.full((*shape, 1), 64)), axis=-1)
        return np.maximum(np.diff(edges), 0) / 64

    def chance(self, place: Fraction, spread: int, x: int | None) -> Fraction:
        if x is None:
            return Fraction(1)
        table = self.whole if place.denominator == 1 else self.half
        return Fraction(float(table[int(place // 1) + self.ladder.margin, spread, x]))

    def raised(self, level: int, x: int | None) -> Fraction:
        return Fraction(1) if x is None else Fraction(float(self.high[level, x]))

    def terms(self, direction: Any) -> Terms:
        ladder = self.ladder
        odd = [shift // 2 for week in ladder.swings for shift in week if shift % 2] or [0]
        first, last = min(odd) + ladder.margin, max(odd) + ladder.margin + ladder.kept
        below, above = ladder.beside(direction)
        whole = self.whole[ladder.margin - below : ladder.margin + ladder.kept + above]
        parts = (whole, self.half[first:last], self.high)
        return Terms(*(self._with_mask(part.reshape(-1, KINDS)) for part in parts))

    @staticmethod
    def _with_mask(part: np.ndarray) -> Any:
        return np.concatenate((part, np.ones((len(part), 1))), axis=1).astype(np.float32)


@pytest.mark.parametrize("ladder", [SMALL, BARE], ids=["counts", "shares"])
@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("seed", range(3))
def test_every_week_is_what_the_sum_over_all_paths_says(ladder: Ladder, direction: Any, seed: int) -> None:
    tables = Tables(ladder, seed)
    weeks = [x if x < KINDS else None for x in tables.lot.integers(0, KINDS + 1, 5).tolist()]
    armed = [False, False, True, True, True]
    block = Block(ladder, direction, 1)
    for week, x in enumerate(weeks):
        got = block.step(tables.terms(direction), np.array([KINDS if x is None else x]), np.array([armed[week]]), week)
        past = weeks[: week + 1], armed[: week + 1]
        meant = factor(ladder, 1 if direction == "up" else -1, *past, tables.chance, tables.raised)
        assert float(got[0]) == pytest.approx(float(meant), rel=2e-6), f"week {week} of {weeks}"


def over_all_series(ladder: Ladder, weeks: int, measured: Callable[[tuple[int, ...]], Fraction]) -> Fraction:
    """A sum over every series there can be."""
    return sum((measured(series) for series in product(range(KINDS), repeat=weeks)), Fraction(0))


@pytest.mark.parametrize("ladder", [SMALL, BARE], ids=["counts", "shares"])
def test_the_weights_are_chances_so_that_the_detector_is_a_martingale_over_the_weeks_armed(ladder: Ladder) -> None:
    # Under a family the mean of changed / (h * family) is the sum of changed over all series, divided by h: it rises by
    # one with each week armed and by nothing else, and so does the mean of every such detector.
    tables = Tables(ladder, 7)
    every_cell = ladder.kept * len(ladder.spreads)
    for weeks, armed in ((2, [False, True]), (2, [True, True])):
        total = over_all_series(ladder, weeks, lambda s, armed=armed: changed(ladder, 1, s, armed, tables.chance))
        assert float(total / every_cell) == pytest.approx(HAZARD * sum(armed), rel=1e-6)
    for name in ("steady", "wanders", *(["season", "episode"] if ladder.season else [])):
        total = over_all_series(ladder, 2, lambda s, name=name: innocent(ladder, s, tables.chance, tables.raised)[name])
        assert float(total / every_cell) == pytest.approx(1, rel=1e-6), name


def test_the_denominator_is_never_less_than_the_weight_of_no_change() -> None:
    # That is what lets the factor be divided by a family that the series is not of.
    tables = Tables(SMALL, 3)
    block = Block(SMALL, "up", KINDS)
    for week in range(12):
        block.step(tables.terms("up"), np.arange(KINDS), np.zeros(KINDS, bool), week)
        changed_, innocent_ = block._sums()
        level = block._level.sum(axis=0)
        assert (innocent_ >= level * np.float32(1 - 1e-5)).all()
        assert (changed_ < 1e-15 * innocent_).all(), "nothing changes while the baseline lasts"


def test_a_series_gets_the_same_bits_in_every_block() -> None:
    tables = Tables(SMALL, 5)
    x = tables.lot.integers(0, KINDS + 1, (40, 9))
    together = Block(SMALL, "up", 9)
    alone = [Block(SMALL, "up", 1) for _ in range(9)]
    for week in range(40):
        armed = np.full(9, week > 5)
        got = together.step(tables.terms("up"), x[week], armed, week)
        each = [b.step(tables.terms("up"), x[week, i : i + 1], armed[:1], week)[0] for i, b in enumerate(alone)]
        assert (got == each).all()
