"""The page on drift says how the detector weighs evidence; here what it says is held to the detector."""

from __future__ import annotations

from math import exp, lgamma, log
from pathlib import Path

import numpy as np
import pytest

from boundaries.drift.emission import MOST_EVENTS, page
from boundaries.drift.kernel import _LEAST_LIKELY
from boundaries.drift.ladder import COUNTS, HAZARD, SETTLING, SHARES
from driftbook.ladders import drift_ladders

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "drift.md").read_text("utf-8")


def negative_binomial(x: int, mean: float, dispersion: float) -> float:
    size = 1 / dispersion
    ways = lgamma(x + size) - lgamma(size) - lgamma(x + 1)
    return exp(ways + size * log(size / (size + mean)) + x * log(mean / (size + mean)))


@pytest.mark.parametrize("level", [3, 16, 24])
@pytest.mark.parametrize("x", [0, 1, 9])
def test_the_chance_of_a_count_is_as_the_page_says(level: int, x: int) -> None:
    said = "f(l, a; x) = .96 NB(x; mean l, dispersion a) + .02 NB(x; mean 4l + 1, dispersion 1.5) + .02 [x = 0]"
    assert said in " ".join(PAGE.split())
    mean = exp(COUNTS.at(np.array([level]))[0])
    for i, spread in enumerate(COUNTS.spreads):
        plain, burst = negative_binomial(x, mean, spread), negative_binomial(x, 4 * mean + 1, 1.5)
        chance = 0.96 * plain + 0.02 * burst + 0.02 * (x == 0)
        assert exp(page(COUNTS, 0).whole[COUNTS.margin + level, i, x]) == pytest.approx(chance, rel=1e-9)


def test_the_numbers_in_the_text_are_those_of_the_ladders() -> None:
    assert HAZARD == 1 / 52
    assert SETTLING == 4
    assert {SHARES.climb, COUNTS.climb} == {COUNTS.climb}
    assert COUNTS.climb.leaps == 0.02
    assert COUNTS.kept == SHARES.kept == 12
    assert SHARES.season is SHARES.episode is None
    assert MOST_EVENTS == 2_048
    assert _LEAST_LIKELY == 1e-6
    for wander in (*COUNTS.wanders, *SHARES.wanders):
        assert wander.reach == 3, "six balls"


def test_the_table_has_a_row_for_each_number_and_two_ladders_in_each() -> None:
    rows = list(drift_ladders())
    assert all(row.count("|") == 4 for row in rows[0].splitlines() + rows[1:])
    table = "\n".join(rows)
    for told in ("47 means a week", "30 log-odds", "dispersions 0.03", "| seasons |", "| none |"):
        assert told in table
