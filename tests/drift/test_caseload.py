"""e-values and e-BH: against their definitions, and their promise by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries import UsageError
from boundaries.drift import e_bh, evidence, fdr_value
from boundaries.drift.ladder import HAZARD


@given(st.lists(st.floats(0, 1e6), max_size=6), st.sampled_from([0.05, 0.1, 0.5]))
def test_the_largest_set_that_is_consistent_is_chosen(values: list[float], q: float) -> None:
    n = len(values)
    sets = [s for k in range(n + 1) for s in combinations(range(n), k) if all(values[i] * k * q >= n for i in s)]
    largest = max(len(s) for s in sets)
    chosen = e_bh(values, q).tolist()
    assert len(chosen) == largest
    assert tuple(chosen) in sets


def test_nobody_is_chosen_from_nobody_and_everybody_where_all_are_large() -> None:
    assert e_bh([], 0.1).tolist() == []
    assert e_bh([1e9, 1e9], 0.1).tolist() == [0, 1]
    assert e_bh([0.0, 3.0], 0.1).tolist() == []


@pytest.mark.parametrize(
    ("values", "q"), [([[1.0]], 0.1), ([float("nan")], 0.1), ([-1.0], 0.1), ([1.0], 1.5), ([1.0], 0)]
)
def test_what_are_no_e_values_is_refused(values: list[float], q: float) -> None:
    with pytest.raises(UsageError, match="B317"):
        e_bh(values, q)


def test_the_value_weighs_by_the_chance_that_no_change_has_begun() -> None:
    assert fdr_value(0, 0) == 1
    assert fdr_value(10, 52) == pytest.approx(11 * (1 - HAZARD) ** 52)


def test_where_nothing_drifts_its_mean_is_no_more_than_one() -> None:
    # Heavy tails: over 3,000 series the mean of what is at most 1 on average; 3 standard errors of the draw are shown.
    lot = np.random.default_rng(9)
    counts = lot.poisson(2 * lot.standard_gamma(5, (3_000, 40)) / 5)
    values = fdr_value(evidence(counts)[:, -1], 28)
    error = values.std() / np.sqrt(len(values))
    assert values.mean() < 1 + 3 * error
    assert error < 0.1
