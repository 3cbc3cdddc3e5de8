"""What is said of a change: the intervals hold what they should, and the words fit the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from boundaries import UsageError
from boundaries.drift import THRESHOLD, evidence, explain, share_evidence, share_explain

ONSET, WEEKS = 30, 60


def changed(lot: np.random.Generator, before: float, after: float, series: int) -> np.ndarray:
    """Weekly counts of dispersion .2 that step from one level to another."""
    level = np.where(np.arange(WEEKS) < ONSET, before, after)
    return lot.poisson(level * lot.standard_gamma(5, (series, WEEKS)) / 5)


def last_alarm(found: np.ndarray) -> np.ndarray:
    """The series that are shown at the end."""
    return np.flatnonzero(found[:, -1] >= THRESHOLD["calibrated"])


@pytest.mark.parametrize(("before", "after", "direction"), [(2, 6, "up"), (4, 12, "up"), (9, 3, "down")])
def test_the_intervals_hold_the_truth_as_often_as_they_should(before: float, after: float, direction: str) -> None:
    # Of about 60 shown series, 90 % should be held; 3 standard errors of that are 12 %. Being shown selects, too.
    x = changed(np.random.default_rng(5), before, after, 80)
    shown = last_alarm(evidence(x, direction=direction))  # type: ignore[arg-type]
    told = [explain(x[i], None, 12, direction, WEEKS - 1) for i in shown]  # type: ignore[arg-type]
    assert len(told) > 40
    onset = [t.since_interval[0] <= ONSET <= t.since_interval[1] for t in told]
    was = [t.before_interval[0] <= before <= t.before_interval[1] for t in told]
    now = [t.after_interval[0] <= after <= t.after_interval[1] for t in told]
    ratio = [t.factor_interval[0] <= after / before <= t.factor_interval[1] for t in told]
    for name, held in (("onset", onset), ("before", was), ("after", now), ("factor", ratio)):
        assert np.mean(held) > 0.72, f"{name}: {np.mean(held):.2f}"
    for t in told:
        assert t.since_interval[0] <= t.since <= t.since_interval[1]
        assert (t.factor > 1) == (direction == "up")
        assert t.before_interval[0] < t.before < t.before_interval[1]
        assert t.after_interval[0] < t.after < t.after_interval[1]
        assert t.factor_interval[0] < t.factor < t.factor_interval[1]


def test_shares_are_told_as_shares_and_their_ratio_by_the_odds() -> None:
    lot = np.random.default_rng(2)
    share = np.where(np.arange(WEEKS) < ONSET, 0.2, 3 / 7)  # odds 1/4 and 3/4
    among = lot.poisson(10, (60, WEEKS))
    part = lot.binomial(among, share)
    shown = last_alarm(share_evidence(part, among))
    assert len(shown) > 40
    told = [share_explain(part[i], among[i], None, 12, "up", WEEKS - 1) for i in shown]
    assert np.median([t.before for t in told]) == pytest.approx(0.2, abs=0.04)
    assert np.median([t.after for t in told]) == pytest.approx(3 / 7, abs=0.06)
    assert np.mean([t.factor_interval[0] <= 3 <= t.factor_interval[1] for t in told]) > 0.72
    assert np.mean([t.since_interval[0] <= ONSET <= t.since_interval[1] for t in told]) > 0.72
    first = shown[0]
    fallen = share_explain(among[first] - part[first], among[first], None, 12, "down", WEEKS - 1)
    assert fallen.factor == pytest.approx(1 / told[0].factor, rel=0.3)


def test_only_what_was_known_by_then_is_used() -> None:
    x = changed(np.random.default_rng(3), 2, 8, 1)[0]
    later = np.concatenate((x[:51], [0] * 9))
    assert explain(x, None, 12, "up", 50) == explain(later, None, 12, "up", 50)
    mask = np.ones(WEEKS, bool)
    mask[20:24] = False
    masked = np.where(mask, x, 500)
    assert explain(masked, mask, 12, "up", 59) == explain(np.where(mask, x, 0), mask, 12, "up", 59)


def test_a_change_began_before_it_was_found_out() -> None:
    lot = np.random.default_rng(3)
    x = lot.poisson(np.repeat([3, 6, 40], [25, 65, 20]))
    assert explain(x, None, 12, "up", 109).since >= 90
    told = explain(x, None, 12, "up", 109, (0, 60))
    assert told.since_interval[1] <= 60
    assert explain(x, None, 12, "up", 109, (70, 109)).since_interval[0] >= 70
    with pytest.raises(UsageError, match="B317"):
        explain(x, None, 12, "up", 50, (0, 51))


@pytest.mark.parametrize("week", [-1, 11, 30])
def test_a_week_that_is_none_after_the_baseline_is_refused(week: int) -> None:
    with pytest.raises(UsageError, match="B317"):
        explain(np.arange(30), None, 12, "up", week)
    with pytest.raises(UsageError, match="B317"):
        share_explain(np.zeros(30, int), np.ones(30, int), None, 12, "up", week)
    with pytest.raises(UsageError, match="`left`"):
        explain(np.arange(30), None, 12, "left", 20)  # type: ignore[arg-type]


def test_the_first_week_after_the_baseline_can_be_told() -> None:
    told = explain(np.array([1] * 12 + [30]), None, 12, "up", 12)
    assert told.since == 12
    assert told.since_interval == (12, 12)
