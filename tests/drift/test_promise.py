"""The promise by simulation: series drawn from each declared family, and how many of them are shown in a year."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest

from boundaries.drift import THRESHOLD, evidence, promise, share_evidence
from boundaries.drift.ladder import COUNTS, SHARES, WANDERING, Floats, Ladder, Wander

SERIES, WEEKS = 600, 12 + 52
Lot = np.random.Generator


def steady(_ladder: Ladder, _lot: Lot) -> Floats:
    return np.zeros((SERIES, WEEKS))


def wandering(ladder: Ladder, lot: Lot) -> Floats:
    """By levels: some series wander in the way of each wander, the others not at all."""
    shares = [wander.share for wander in ladder.wanders]
    kind = lot.choice(len(shares) + 1, SERIES, p=[*shares, 1 - sum(shares)])
    out = np.zeros((SERIES, WEEKS))
    for k, wander in enumerate(ladder.wanders):
        out[kind == k] = chain(wander, lot, int((kind == k).sum()))
    return out


def chain(wander: Wander, lot: Lot, series: int) -> Floats:
    balls = 2 * wander.reach
    at = lot.binomial(balls, 0.5, series)
    out = np.empty((series, WEEKS))
    for week in range(WEEKS):
        turn = lot.random(series) if week % WANDERING == 0 else np.ones(series)
        up, down = wander.move * (balls - at) / balls, wander.move * at / balls
        at = at + (turn < up) - ((turn >= up) & (turn < up + down))
        out[:, week] = wander.spacing * (at - wander.reach)
    return out


def seasonal(ladder: Ladder, lot: Lot) -> Floats:
    assert ladder.season
    phase = lot.integers(0, ladder.season.phases, SERIES)
    return np.array([[ladder.swings[week % 52][p] / 2 for week in range(WEEKS)] for p in phase])


def episodic(ladder: Ladder, lot: Lot) -> Floats:
    """1 within an episode."""
    assert ladder.episode
    inside = lot.random(SERIES) < ladder.episode.at_rest[1]
    out = np.empty((SERIES, WEEKS))
    for week in range(WEEKS):
        inside = lot.random(SERIES) < np.where(inside, ladder.episode.lasts, ladder.episode.begins)
        out[:, week] = inside
    return out


def drawn(ladder: Ladder, moved: Floats, lot: Lot) -> tuple[Floats, Floats]:
    """The levels on their scale, each family's prior over the grid, and the spread of each series."""
    level = ladder.at(lot.integers(0, ladder.levels, (SERIES, 1)) + moved)
    return level, np.array(ladder.spreads)[lot.integers(0, len(ladder.spreads), (SERIES, 1))]


def counts(family: Callable[[Ladder, Lot], Floats], lot: Lot) -> Floats:
    raised = family(COUNTS, lot)
    level, spread = drawn(COUNTS, np.zeros(raised.shape) if family is episodic else raised, lot)
    mean = np.exp(level)
    burst = lot.random(mean.shape) < 0.02
    mean, spread = np.where(burst, 4 * mean + 1, mean), np.where(burst, 1.5, spread)
    silent = lot.random(mean.shape) < 0.02
    plain = np.where(silent, 0, lot.poisson(mean * spread * lot.standard_gamma(1 / spread)))
    if family is not episodic:
        return evidence(plain)
    much, steep = lot.random(mean.shape) < 0.5, np.exp(level)
    mean, spread = np.where(much, 2.2 * steep + 0.3, 4.5 * steep + 0.5), np.where(much, 0.5, 0.7)
    return evidence(np.where(raised > 0, lot.poisson(mean * spread * lot.standard_gamma(1 / spread)), plain))


def shares(family: Callable[[Ladder, Lot], Floats], lot: Lot) -> Floats:
    level, spread = drawn(SHARES, family(SHARES, lot), lot)
    share = 1 / (1 + np.exp(-level))
    strength = (1 - spread) / np.maximum(spread, 1e-9)
    share = np.where(spread > 0, lot.beta(share * strength, (1 - share) * strength), share)
    among = lot.poisson(6, share.shape)
    return share_evidence(lot.binomial(among, share), among)


@pytest.mark.parametrize("family", [steady, wandering, seasonal, episodic])
def test_of_counts_no_more_than_promised_are_shown(family: Callable[[Ladder, Lot], Floats]) -> None:
    held(counts(family, np.random.default_rng(31)))


@pytest.mark.parametrize("family", [steady, wandering])
def test_of_shares_no_more_than_promised_are_shown(family: Callable[[Ladder, Lot], Floats]) -> None:
    held(shares(family, np.random.default_rng(32)))


def held(found: Floats) -> None:
    """At most 1 / c of the series reach c within 52 weeks: by Doob's inequality, here with 3 standard errors."""
    peak = found.max(axis=1)
    for threshold in (*THRESHOLD.values(), 2.0):
        error = sqrt(1 / threshold * (1 - 1 / threshold) / SERIES)
        assert (peak >= threshold).mean() <= 1 / threshold + 3 * error
    assert (peak > 0).all()


def test_what_is_promised_is_said_with_its_limits() -> None:
    for mode in THRESHOLD:
        said = promise(mode)
        assert "one indicator" in said
        assert "one relationship" in said
    assert "averaged over" in promise("proved")
    assert "not proved" in promise("calibrated")
    assert 1 / THRESHOLD["proved"] == 0.05
