"""The average over a relationship's trends of what they say now."""

from __future__ import annotations

import numpy as np
import pytest

from boundaries import drift
from boundaries.engine.armed import Armed, averages


def armed(*entries: tuple[int, float, int]) -> Armed:
    pair, evidence, weeks = zip(*entries, strict=True) if entries else ((), (), ())
    return Armed(np.array(pair, np.int64), np.array(evidence, np.float64), np.array(weeks, np.int64))


def test_trends_of_a_relationship_are_averaged_not_multiplied() -> None:
    counts, values = averages({3: armed((0, 9.0, 10), (2, 0.0, 0)), 5: armed((0, 99.0, 20))}, 4)
    assert counts.tolist() == [2, 0, 1, 0]
    both = [float(drift.fdr_value(9.0, 10)), float(drift.fdr_value(99.0, 20))]
    assert values.tolist() == [pytest.approx(sum(both) / 2), 0, pytest.approx(1), 0]


def test_without_trends_there_is_nothing_to_average() -> None:
    counts, values = averages({}, 2)
    assert (counts.tolist(), values.tolist()) == ([0, 0], [0, 0])
