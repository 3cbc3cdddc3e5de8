"""The series of the drift benchmark are what they are said to be: figures measured on others would mean nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "bench"))  # the benchmark is run as a script from there

import drift_log
import drift_measures
import drift_series as drawn_from
from drift_series import AGREED, CHANGE, Drawn, Habit, ShareHabit, Shift, draw

sys.path.pop()  # its files have the names of folders of tests

SERIES, WEEKS = 3000, 78


def series(habit: Habit | ShareHabit, path: np.ndarray | float = 1.0, weeks: int = WEEKS) -> Drawn:
    return draw(np.random.default_rng(5), habit, SERIES, weeks, path)


def correlation(counts: np.ndarray, lag: int = 1) -> float:
    """Of a week with a later one, across all series."""
    return float(np.corrcoef(counts[:, :-lag].ravel(), counts[:, lag:].ravel())[0, 1])


@pytest.mark.parametrize("base", [0.5, 2.0, 8.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.2, 1.0])
def test_plain_counts_have_their_mean_and_dispersion(base: float, dispersion: float) -> None:
    counts = series(Habit(base, dispersion)).counts
    assert np.mean(counts) == pytest.approx(base, rel=0.02)
    assert np.var(counts) == pytest.approx(base + dispersion * base**2, rel=0.04)
    assert abs(correlation(counts)) < 0.01


@pytest.mark.parametrize(("rho", "sd"), [(0.7, 0.4), (0.9, 0.5)])
def test_a_wandering_level_keeps_the_mean_and_is_stationary(rho: float, sd: float) -> None:
    paths = drawn_from.wandering(np.random.default_rng(5), SERIES, WEEKS, rho, sd)
    assert [np.std(paths[:, week]) for week in (0, WEEKS - 1)] == pytest.approx([sd, sd], rel=0.05)
    assert correlation(paths) == pytest.approx(rho, abs=0.01)
    counts = series(Habit(2.0, 0.2, wander=(rho, sd))).counts
    assert np.mean(counts) == pytest.approx(2.0, rel=0.03)
    level = np.expm1(sd**2)  # the variance of a lognormal of mean 1
    assert np.var(counts) == pytest.approx(2 + 4 * (0.2 * (1 + level) + level), rel=0.07)


def test_a_season_has_its_amplitude_and_its_period() -> None:
    level = drawn_from.levels(np.random.default_rng(5), SERIES, WEEKS, Habit(2.0, season=0.4))
    assert [np.min(level), np.max(level), np.mean(level)] == pytest.approx([1.2, 2.8, 2.0], rel=0.01)
    assert level[:, 52:] == pytest.approx(level[:, : WEEKS - 52])


def test_silent_weeks_bursts_and_episodes_come_as_often_as_said() -> None:
    plain = Habit(2.0)
    levels = {
        name: drawn_from.levels(np.random.default_rng(5), SERIES, WEEKS, habit) / 2
        for name, habit in {
            "silent": replace(plain, silent=0.3),
            "bursts": replace(plain, bursts=(0.03, 5.0)),
            "episodes": replace(plain, episodes=(1 / 40, 0.7, 3.0)),
        }.items()
    }
    assert np.mean(levels["silent"] == 0) == pytest.approx(0.3, abs=0.005)
    assert np.mean(levels["bursts"] == 5) == pytest.approx(0.03, abs=0.002)
    assert set(np.unique(levels["episodes"])) == {1.0, 2.0, 3.0}
    # In an episode a share of enter / (enter + leave) of the weeks; each of them is half or wholly above the level.
    assert np.mean(levels["episodes"] > 1) == pytest.approx((1 / 40) / (1 / 40 + 0.3), abs=0.005)


def test_nothing_happens_in_a_holiday_and_a_declared_one_is_masked() -> None:
    open_, declared = (series(Habit(8.0, holidays=True, declared=known)) for known in (False, True))
    assert np.all(open_.mask)
    assert np.array_equal(open_.counts, declared.counts)
    assert not np.any(declared.counts[~declared.mask])
    a_year = 52 * np.mean(~declared.mask)
    assert 4.8 < a_year < 5.0  # four weeks and one more, which may be one of the four
    known = np.cumsum(declared.mask, axis=1)
    assert np.all(np.take_along_axis(known, declared.armed[:, None] - 1, axis=1) == declared.baseline)


@pytest.mark.parametrize("icc", [0.0, 0.05, 0.15])
def test_shares_have_their_mean_and_their_correlation(icc: float) -> None:
    drawn = series(ShareHabit(Habit(8.0, 0.0), 0.25, icc))
    assert drawn.trials is not None
    k, n = drawn.counts, drawn.trials
    assert np.all(k <= n)
    assert np.sum(k) / np.sum(n) == pytest.approx(0.25, rel=0.01)
    assert np.mean(n) == pytest.approx(8.0, rel=0.01)
    variance = np.mean((k - 0.25 * n) ** 2) / np.mean(0.25 * 0.75 * n * (1 + (n - 1) * icc))
    assert variance == pytest.approx(1.0, rel=0.02)


def test_an_agreed_change_of_volume_leaves_the_share() -> None:
    drawn = series(ShareHabit(Habit(8.0), agreed=2.0))
    assert drawn.trials is not None
    before, after = slice(0, AGREED), slice(AGREED, None)
    assert np.mean(drawn.trials[:, after]) == pytest.approx(2 * np.mean(drawn.trials[:, before]), rel=0.02)
    shares = [np.sum(drawn.counts[:, weeks]) / np.sum(drawn.trials[:, weeks]) for weeks in (before, after)]
    assert shares == pytest.approx([0.25, 0.25], rel=0.02)


@pytest.mark.parametrize("name", drawn_from.SHIFTS)
def test_a_shift_begins_when_it_should_and_ends_at_its_factor(name: str) -> None:
    shift = drawn_from.SHIFTS[name]
    path = shift.path()
    assert np.all(path[:CHANGE] == 1)
    assert path[CHANGE] != 1
    assert np.all(np.abs(np.log(path[CHANGE + shift.over - 1 :] / shift.factor)) < 1e-12)
    counts = draw(np.random.default_rng(5), Habit(2.0), SERIES, len(path), path).counts
    assert np.mean(counts[:, -20:]) == pytest.approx(2.0 * shift.factor, rel=0.03)


def test_a_shift_of_a_share_is_one_of_its_odds() -> None:
    path = Shift(3.0).path()
    drawn = draw(np.random.default_rng(5), ShareHabit(Habit(8.0), icc=0.0), SERIES, len(path), path)
    assert drawn.trials is not None
    share = np.sum(drawn.counts[:, CHANGE:]) / np.sum(drawn.trials[:, CHANGE:])
    assert share / (1 - share) == pytest.approx(1.0, rel=0.02)  # three times the odds of a quarter


@pytest.mark.parametrize("base", [0.5, 2.0, 8.0])
def test_real_weeks_are_thinned_to_the_rate_asked_for(base: float) -> None:
    world = drift_log.Shuffled(base)
    drawn = world.draw(np.random.default_rng(5), SERIES, WEEKS)
    assert np.mean(drawn.counts) == pytest.approx(base, rel=0.03)
    assert abs(correlation(drawn.counts)) < 0.03
    in_fours = replace(world, block=4).draw(np.random.default_rng(5), SERIES, WEEKS)
    assert correlation(in_fours.counts) > 0.05


def test_the_log_has_every_whole_week() -> None:
    assert drift_log.commits().shape == (224, 7, 3)
    assert np.sum(drift_log.commits()) == 4903  # of 4916: the rest are in the weeks at both ends


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    worlds = {**drawn_from.nulls(), **drawn_from.share_nulls()}
    for name, world in worlds.items():
        once, again, other = (drift_measures.at_rest(world, name, seed, 20).counts for seed in (1, 1, 2))
        assert np.array_equal(once, again)
        assert not np.array_equal(once, other)
    drawn, again = (drawn_from.unforeseen(np.random.default_rng(3), 12) for _ in range(2))
    assert drawn == again
    assert len(drawn) == 12


def test_alarms_are_counted_in_the_year_after_the_baseline_and_delays_from_the_change() -> None:
    drawn = series(Habit(2.0), weeks=104)
    statistic = np.zeros((SERIES, 104))
    statistic[0, 5] = 9  # in the baseline: no alarm
    statistic[1, 12] = 9  # the first week after it
    statistic[2, 63], statistic[3, 64] = 9, 9  # the last of the year, and the first that is outside
    first = drift_measures.first_alarm(statistic, 9, drawn.armed)
    assert first[:5].tolist() == [104, 12, 63, 64, 104]
    assert drift_measures.false_alarms(first, drawn).share == pytest.approx(2 / SERIES)
    late = drift_measures.delays(np.array([12, CHANGE, CHANGE + 4, 104]), 104)
    assert (late.median, late.before) == (5.0, 0.25)  # the week of the change is the first
    assert late.within.share == pytest.approx(2 / 3)
