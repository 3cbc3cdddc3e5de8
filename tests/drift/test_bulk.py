"""Evidence in bulk and week by week: one set of numbers, whatever stands beside a series."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries import UsageError
from boundaries.drift import THRESHOLD, Watch, evidence, fdr_value, rank_evidence, share_evidence
from boundaries.drift.bulk import learnt, side_by_side, windows
from boundaries.drift.emission import page, place_of_counts
from boundaries.drift.ladder import COUNTS, SHARES

WEEKS = 40
chances = st.integers(0, 2**32 - 1).map(np.random.default_rng)
directions = st.sampled_from(["up", "down"])


def some(chance: np.random.Generator, series: int = 6) -> tuple[Any, Any, Any]:
    """Counts, parts of them, and a mask; levels of every size."""
    level = np.exp(chance.uniform(-3, 5, (series, 1)))
    counts = chance.poisson(level * chance.standard_gamma(2, (series, WEEKS)) / 2)
    return counts, chance.binomial(counts, chance.random((series, 1))), chance.random((series, WEEKS)) > 0.15


@given(chances, directions, st.integers(1, 20))
@settings(max_examples=15)
def test_week_by_week_gives_the_bits_that_bulk_gives(chance: Any, direction: Any, baseline: int) -> None:
    counts, parts, mask = some(chance, 3)
    bulk = evidence(counts, mask, baseline, direction)
    shares = share_evidence(parts, counts, mask, baseline, direction)
    for i in range(len(counts)):
        watch, beside = Watch.counts(baseline, direction), Watch.shares(baseline, direction)
        for week in range(WEEKS):
            known = mask[i, week]
            one = watch.observe(int(counts[i, week])) if known else watch.mask()
            other = beside.observe(int(parts[i, week]), int(counts[i, week])) if known else beside.mask()
            assert (one, other) == (bulk[i, week], shares[i, week])


@given(chances, directions)
@settings(max_examples=10)
def test_a_series_does_not_depend_on_those_beside_it_nor_on_what_comes_later(chance: Any, direction: Any) -> None:
    counts, parts, mask = some(chance)
    bulk, shares = evidence(counts, mask, 12, direction), share_evidence(parts, counts, mask, 12, direction)
    order = chance.permutation(len(counts))[:3]
    assert (evidence(counts[order], mask[order], 12, direction) == bulk[order]).all()
    assert (share_evidence(parts[order], counts[order], mask[order], 12, direction) == shares[order]).all()
    cut = int(chance.integers(1, WEEKS))
    assert (evidence(counts[:, :cut], mask[:, :cut], 12, direction) == bulk[:, :cut]).all()
    assert (share_evidence(parts[:, :cut], counts[:, :cut], mask[:, :cut], 12, direction) == shares[:, :cut]).all()


@given(chances)
@settings(max_examples=10)
def test_what_stands_in_a_masked_week_is_not_looked_at(chance: Any) -> None:
    counts, parts, mask = some(chance)
    other = np.where(mask, counts, 10**9)
    assert (evidence(other, mask) == evidence(counts, mask)).all()
    nothing = np.where(mask, counts.astype(float), np.nan)
    assert (evidence(nothing, mask) == evidence(counts, mask)).all()
    assert (share_evidence(np.where(mask, parts, 7), np.where(mask, counts, 3), mask)
            == share_evidence(parts, counts, mask)).all()  # fmt: skip
    empty = np.where(mask, counts, 0)
    assert (share_evidence(np.where(mask, parts, 0), empty) == share_evidence(parts, counts, mask)).all()


@given(chances, st.integers(1, 30))
@settings(max_examples=10)
def test_the_baseline_is_the_first_known_weeks_and_says_nothing(chance: Any, baseline: int) -> None:
    counts, _, mask = some(chance)
    found = evidence(counts, mask, baseline)
    known = np.cumsum(mask, axis=1)
    learning = np.concatenate((np.zeros((len(mask), 1), int), known[:, :-1]), axis=1) < baseline
    assert (found[learning] == 0).all()
    assert (found[~learning] > 0).all()
    each = np.full(len(counts), baseline)
    assert (evidence(counts, mask, each) == found).all()


def test_a_change_is_found_and_its_opposite_is_not() -> None:
    chance = np.random.default_rng(4)
    level = np.where(np.arange(80) < 40, 3.0, 9.0)
    counts = chance.poisson(level, (30, 80))
    assert (evidence(counts).max(axis=1) > THRESHOLD["proved"]).mean() > 0.9
    assert (evidence(counts, direction="down").max(axis=1) < THRESHOLD["calibrated"]).all()
    assert (evidence(counts[:, ::-1], direction="down").max(axis=1) > THRESHOLD["proved"]).mean() > 0.9
    parts = chance.binomial(12, level / 18, (30, 80))
    among = np.full(parts.shape, 12)
    assert (share_evidence(parts, among).max(axis=1) > THRESHOLD["proved"]).mean() > 0.9
    # A share of a part rises where that of the rest falls.
    assert (share_evidence(among - parts, among, direction="down").max(axis=1) > THRESHOLD["proved"]).mean() > 0.9


def test_a_change_before_the_baseline_is_over_is_the_baseline() -> None:
    counts = np.array([[2] * 6 + [8] * 60])
    assert evidence(counts).max() < THRESHOLD["calibrated"]


@pytest.mark.parametrize("rate", [0.0, 0.1, 300.0, 5_000.0, 1e6])
def test_very_rare_and_very_frequent_events_stay_finite_and_calm(rate: float) -> None:
    counts = np.random.default_rng(1).poisson(rate, (40, 90))
    for direction in ("up", "down"):
        found = evidence(counts, direction=direction)  # type: ignore[arg-type]
        assert np.isfinite(found).all()
        assert (found.max(axis=1) < THRESHOLD["proved"]).mean() > 0.9


@pytest.mark.parametrize("x", [[0] * 30 + [10**6] * 30, [10**6] * 30 + [0] * 30, [0, 4_000] * 30])
def test_the_wildest_series_stay_finite(x: list[int]) -> None:
    for direction in ("up", "down"):
        assert np.isfinite(evidence([x], direction=direction)).all()  # type: ignore[arg-type]
        assert np.isfinite(share_evidence([x], [[10**6] * 60], direction=direction)).all()  # type: ignore[arg-type]


def test_shares_of_very_many_events_count_in_proportion() -> None:
    k, n = np.array([[300] * 20 + [450] * 20]), np.full((1, 40), 1_000)
    assert share_evidence(k, n) == pytest.approx(share_evidence(k * 10, n * 10), rel=1e-6)


def test_the_levels_let_go_after_the_baseline_weigh_next_to_nothing() -> None:
    # The promise is of all levels, averaged; this is what it loses by following 12 of them, stated where it is told.
    chance = np.random.default_rng(8)
    level = np.exp(COUNTS.at(chance.integers(0, COUNTS.levels, (1_000, 1))))
    spread = np.array(COUNTS.spreads)[chance.integers(0, len(COUNTS.spreads), (1_000, 1))]
    counts = chance.poisson(level * spread * chance.standard_gamma(1 / spread, (1_000, 12)))
    numbers, x = side_by_side(COUNTS, *place_of_counts(counts), np.ones(counts.shape, bool))
    first = windows(COUNTS, numbers, x, np.full(len(x), 11))
    logs = np.concatenate([page(COUNTS, n).whole for n in numbers], axis=2)[COUNTS.margin : -COUNTS.margin]
    weight = np.exp(logs[:, :, x].sum(axis=3)).sum(axis=1)
    kept = [weight[f : f + COUNTS.kept, i].sum() / weight[:, i].sum() for i, f in enumerate(first)]
    assert 1 - np.mean(kept) < 0.01


def test_a_ladder_reaches_beyond_its_grid_as_far_as_anything_on_it() -> None:
    for ladder in (COUNTS, SHARES):
        shifts = [abs(shift) for week in ladder.swings for shift in week]
        assert ladder.margin >= max(ladder.climb.reach, max(shifts, default=0) / 2 + 0.5)
        steps = ladder.climb.rungs * ladder.climb.steps + len(ladder.climb.far) * ladder.climb.leap
        assert ladder.climb.slopes + steps == pytest.approx(1)
        assert 0 < sum(wander.share for wander in ladder.wanders) < 1


def test_the_chances_of_a_level_add_up_to_one() -> None:
    everything = np.concatenate([page(COUNTS, n).whole for n in range(60)], axis=2)
    assert np.exp(everything).sum(axis=2)[:30] == pytest.approx(1, abs=1e-6)
    for n in (1, 2, 7, 40):
        assert np.exp(page(SHARES, n).whole).sum(axis=2) == pytest.approx(1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (lambda: evidence([1, 2, 3]), "`counts` is 3"),
        (lambda: evidence([[1, 2.5]]), "no whole number"),
        (lambda: evidence([[1, np.nan]]), "no whole number"),
        (lambda: evidence([[1, -2]]), "below 0"),
        (lambda: evidence([[1, 2], [3]]), "not of one length"),
        (lambda: fdr_value(-1, 3), "from 0 on"),
        (lambda: evidence([["a", "b"]]), "no numbers"),
        (lambda: evidence([[1, 2]], [[True]]), "`mask` is 1 x 1"),
        (lambda: evidence([[1, 2]], [[1, 0]]), "`mask` is 1 x 2 of int64"),
        (lambda: evidence([[1, 2]], None, 0), "baseline_weeks"),
        (lambda: evidence([[1, 2]], None, [3, 4]), "baseline_weeks"),
        (lambda: evidence([[1, 2]], None, 12, "sideways"), "`sideways`"),  # type: ignore[arg-type]
        (lambda: share_evidence([[1, 2]], [[1, 2, 3]]), "`n` is 1 x 3"),
        (lambda: share_evidence([[3]], [[2]]), "more than `n`"),
        (lambda: share_evidence([[-1]], [[2]]), "below 0"),
        (lambda: Watch.counts(0), "baseline_weeks"),
        (lambda: Watch.shares(12, "left"), "`left`"),  # type: ignore[arg-type]
        (lambda: Watch.counts().observe(-1), "a count from 0 on"),
        (lambda: Watch.counts().observe(1, 2), "a count from 0 on"),
        (lambda: Watch.counts().observe(2.5), "a count from 0 on"),  # type: ignore[arg-type]
        (lambda: Watch.counts().observe(float("nan")), "a count from 0 on"),  # type: ignore[arg-type]
        (lambda: rank_evidence([["a"]]), "no numbers"),
        (lambda: rank_evidence([[1.0]], None, 1, "left"), "`left`"),  # type: ignore[arg-type]
        (lambda: Watch.shares().observe(1), "a part and what it is a part of"),
        (lambda: Watch.shares().observe(3, 2), "a part and what it is a part of"),
    ],
)
def test_series_that_are_none_are_refused(given: Any, says: str) -> None:
    with pytest.raises(UsageError, match="B317") as problem:
        given()
    assert says in str(problem.value)


def test_a_watch_can_be_put_away_and_taken_up_again() -> None:
    counts = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]
    for cut in (5, 12, 14):
        watch, beside = Watch.counts(10), Watch.counts(10)
        for count in counts[:cut]:
            assert watch.observe(count) == beside.observe(count)
        watch = pickle.loads(pickle.dumps(watch))  # noqa: S301 (our own bytes)
        assert [watch.observe(count) for count in counts[cut:]] == [beside.observe(count) for count in counts[cut:]]


def test_its_state_does_not_grow() -> None:
    watch = Watch.shares(10)
    sizes = {len(pickle.dumps(watch)) for week in range(60) if watch.observe(week % 3, 4) >= 0 and week > 10}
    assert max(sizes) < 10_000
    assert max(sizes) - min(sizes) < 10


def test_no_series_and_no_weeks_are_no_mistake() -> None:
    assert evidence(np.zeros((0, 5), int)).shape == (0, 5)
    assert evidence(np.zeros((4, 0), int)).shape == (4, 0)
    assert share_evidence(np.zeros((2, 30), int), np.zeros((2, 30), int)).max() == 0


def test_a_baseline_that_is_never_full_is_told_by_the_number_of_weeks() -> None:
    seen = np.array([[True, False, True, True], [True, False, False, False]])
    assert learnt(seen, np.array([2, 2])).tolist() == [2, 4]
