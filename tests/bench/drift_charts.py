"""Control charts that watch a rate, written here for want of a library of them: CUSUM, GLR, a scan by quasi-likelihood.

Each takes series of counts or of shares and gives a running statistic (series, weeks). A count is `k` in one week of
exposure, a share `k` in `n` contacts of exposure; a masked week has none. What a family of counts is like is said once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from drift_series import Drawn, Floats

RATIO = 2.0
"""The change that CUSUM is built for."""
LONGEST = 52
"""The longest stretch, in weeks, that is held against what came before it."""


@dataclass(frozen=True, slots=True)
class Family:
    """How k of an exposure is distributed about a rate."""

    likelihood: Callable[[Floats, Floats, Floats], Floats]
    """The log-likelihood of k in an exposure at a rate, up to what does not depend on the rate."""
    variance: Callable[[Floats], Floats]
    """The variance of k in an exposure of 1, before any overdispersion."""
    changed: Callable[[Floats, float], Floats]
    """The rate after a change by a factor."""


def _log(x: Floats) -> Floats:
    return np.log(np.maximum(x, 1e-12))


def negative_binomial(dispersion: float) -> Family:
    """Counts whose dispersion the chart is told, as it could not be in life; Poisson where it is 0."""

    def likelihood(k: Floats, exposure: Floats, rate: Floats) -> Floats:
        if dispersion <= 0:
            return k * _log(rate) - exposure * rate
        spread = np.log1p(dispersion * rate)
        return k * (_log(rate) - spread) - exposure * spread / dispersion

    return Family(likelihood, lambda rate: rate, lambda rate, factor: rate * factor)


def _odds(rate: Floats, factor: float) -> Floats:
    return factor * rate / (1 - rate + factor * rate)


BINOMIAL = Family(
    lambda k, exposure, rate: k * _log(rate) + (exposure - k) * _log(1 - rate), lambda rate: rate * (1 - rate), _odds
)


def exposed(drawn: Drawn) -> tuple[Floats, Floats]:
    """k and the exposure of each week."""
    exposure = (drawn.mask if drawn.trials is None else drawn.mask * drawn.trials).astype(np.float64)
    return np.where(exposure > 0, drawn.counts, 0).astype(np.float64), exposure


def family_of(drawn: Drawn, dispersion: float) -> Family:
    """Binomial for shares; for counts the negative binomial of this dispersion."""
    return negative_binomial(dispersion) if drawn.trials is None else BINOMIAL


def cusum(drawn: Drawn, direction: str, dispersion: float) -> Floats:
    """Page's cumulative sum of the likelihood ratio of a change by RATIO, its rate taken from the baseline."""
    k, exposure = exposed(drawn)
    family, weeks = family_of(drawn, dispersion), k.shape[1]
    learning = np.arange(weeks) < drawn.armed[:, None]
    usual = (np.sum(k * learning, axis=1) + 0.5) / (np.sum(exposure * learning, axis=1) + 1)
    moved = family.changed(usual, RATIO if direction == "up" else 1 / RATIO)
    total, sums = np.zeros(len(k)), np.zeros_like(k)
    for week in range(weeks):
        gain = family.likelihood(k[:, week], exposure[:, week], moved)
        gain -= family.likelihood(k[:, week], exposure[:, week], usual)
        total = np.maximum(0, total + np.where(learning[:, week], 0, gain))
        sums[:, week] = total
    return sums


def _sides(drawn: Drawn, week: int, k: Floats, exposure: Floats) -> tuple[Floats, ...]:
    """Sums before and since each candidate onset: both arrays (series, onsets); `k`, `exposure` are running sums."""
    onsets = np.arange(max(1, week - LONGEST + 1), week + 1)
    before, known = k[:, onsets - 1], exposure[:, onsets - 1]
    return before, known, k[:, week, None] - before, exposure[:, week, None] - known, onsets >= drawn.armed[:, None]


def glr(drawn: Drawn, direction: str, dispersion: float) -> Floats:
    """The generalised likelihood ratio: one rate before an onset and one since, over all onsets after the baseline."""
    k, exposure = (np.cumsum(part, axis=1) for part in exposed(drawn))
    family, sums = family_of(drawn, dispersion), np.zeros_like(k)
    for week in range(int(np.min(drawn.armed)), k.shape[1]):
        before, known, since, seen, allowed = _sides(drawn, week, k, exposure)
        first, second = before / np.maximum(known, 1), since / np.maximum(seen, 1)
        whole = (before + since) / np.maximum(known + seen, 1)
        gain = family.likelihood(before, known, first) + family.likelihood(since, seen, second)
        gain -= family.likelihood(before + since, known + seen, whole)
        right = second > first if direction == "up" else second < first
        sums[:, week] = np.max(np.where(right & allowed, gain, 0), axis=1)
    return sums


def quasi_scan(drawn: Drawn, direction: str) -> Floats:
    """The largest standardised difference between the last weeks and all before, by the overdispersion of those."""
    k, exposure = exposed(drawn)
    squares = np.cumsum(k * k / np.maximum(exposure, 1), axis=1)
    informative, k, exposure = np.cumsum(exposure > 0, axis=1), np.cumsum(k, axis=1), np.cumsum(exposure, axis=1)
    family, sums, sign = family_of(drawn, 0.0), np.zeros_like(k), 1 if direction == "up" else -1
    for week in range(int(np.min(drawn.armed)), k.shape[1]):
        before, known, since, seen, allowed = _sides(drawn, week, k, exposure)
        last = np.arange(max(1, week - LONGEST + 1), week + 1) - 1
        rate = (before + 0.5) / (known + 1)
        variance = family.variance(rate)
        spread = (squares[:, last] - 2 * rate * before + rate * rate * known) / variance
        spread = np.maximum(1, spread / np.maximum(informative[:, last] - 1, 1))
        error = np.sqrt(spread * variance * seen * (1 + seen / np.maximum(known, 1)))
        z = sign * (since - seen * rate) / np.maximum(error, 1e-9)
        sums[:, week] = np.max(np.where(allowed & (seen > 0), z, 0), axis=1)
    return sums
