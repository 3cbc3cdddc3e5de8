"""The second opinion: exact where weeks may be exchanged for each other, whatever their distribution."""

from __future__ import annotations

import numpy as np
import pytest

from boundaries import UsageError
from boundaries.drift import THRESHOLD, rank_evidence
from boundaries.drift.ladder import HAZARD
from boundaries.drift.rank import BETS


def directly(x: list[float | None], lots: list[float], baseline: int) -> list[float]:
    """By the definition, one series in plain loops."""
    out, seen, sums = [], [], [0.0] * len(BETS)
    for week, value in enumerate(x):
        armed = len(seen) >= baseline
        if value is not None:
            above = sum(other > value for other in seen)
            level = sum(other == value for other in seen) + 1
            rank = (above + lots[week] * level) / (len(seen) + 1)
        for i, bet in enumerate(BETS):
            gain = 1.0 if value is None else bet * rank ** (bet - 1)
            sums[i] = (1 + sums[i]) * gain if armed else 0.0
        if value is not None:
            seen.append(value)
        out.append(HAZARD * sum(sums) / len(sums))
    return out


def test_it_is_what_its_definition_says() -> None:
    chance = np.random.default_rng(1)
    x = chance.integers(0, 5, (6, 30)).astype(float)
    mask = chance.random(x.shape) > 0.2
    lots = np.random.Generator(np.random.PCG64(20260330)).random(30).tolist()
    found = rank_evidence(x, mask, 7)
    for row, known, got in zip(x, mask, found, strict=True):
        given = [value if k else None for value, k in zip(row.tolist(), known, strict=True)]
        assert got.tolist() == pytest.approx(directly(given, lots, 7))
    assert (rank_evidence(-x, mask, 7, "down") == found).all()


@pytest.mark.parametrize("tail", [0.3, 2.0])
def test_weeks_in_any_order_alarm_as_rarely_as_promised(tail: float) -> None:
    # At most 1 in 20 (7) within 52 weeks; 3 standard errors of 1,000 series are 2.1 (3.3) per cent.
    x = np.floor(np.random.default_rng(6).standard_gamma(tail, (1_000, 64)) * 3)
    peak = rank_evidence(x).max(axis=1)
    assert (peak >= THRESHOLD["proved"]).mean() < 0.05 + 0.021
    assert (peak >= THRESHOLD["calibrated"]).mean() < 1 / 7 + 0.033


def test_a_step_is_found_whatever_the_distribution() -> None:
    x = np.random.default_rng(2).standard_cauchy((40, 80))
    x[:, 40:] += 6
    assert (rank_evidence(x).max(axis=1) > THRESHOLD["proved"]).mean() > 0.9
    assert (rank_evidence(x, direction="down").max(axis=1) < THRESHOLD["proved"]).all()


def test_values_that_are_no_numbers_are_masked_and_other_shapes_refused() -> None:
    x = np.random.default_rng(2).random((2, 30))
    holes = np.where(x > 0.8, np.nan, x)
    assert (rank_evidence(holes) == rank_evidence(np.where(x > 0.8, 7.0, x), x <= 0.8)).all()
    for given in ([1.0, 2.0], [[1.0]]):
        with pytest.raises(UsageError, match="B317"):
            rank_evidence(given, [[True, False]])
