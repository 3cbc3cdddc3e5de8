"""The detectors of drift that ours is held beside: river, ruptures, and control charts; each with a knob to tune.

A peer is run at several settings at once, laxest first, and gives the week of its first alarm after the baseline at
each. River and ruptures know no direction: an alarm counts where the mean moved the way that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from drift_charts import cusum, glr, quasi_scan
from drift_measures import first_alarm, ours, rank, rank_values
from drift_series import Drawn, Floats
from numpy.typing import NDArray

Alarms = NDArray[np.int64]
Run = Callable[[Drawn, str, tuple[float, ...]], Alarms]


@dataclass(frozen=True, slots=True)
class Peer:
    """A detector with a knob."""

    name: str
    run: Run
    """Series, direction and settings to the first alarms (settings, series)."""
    settings: tuple[float, ...]
    """Laxest first."""
    series: int
    """As many series as its pace allows; more are left out."""
    shares: bool = True
    counts: bool = True


def by_threshold(statistic: Callable[[Drawn, str], Floats]) -> Run:
    """A detector that alarms where its statistic reaches a threshold: run once for all of them."""

    def run(drawn: Drawn, direction: str, settings: tuple[float, ...]) -> Alarms:
        sums = statistic(drawn, direction)
        return np.stack([first_alarm(sums, setting, drawn.armed) for setting in settings])

    return run


def _series(drawn: Drawn) -> Iterator[tuple[int, Floats, NDArray[np.int64]]]:
    """Each series' known values, as a multiple of what its baseline had, and the weeks that they are of."""
    values, known = rank_values(drawn)
    for index in range(len(values)):
        weeks = np.flatnonzero(known[index])
        row = values[index, weeks]
        usual = np.mean(row[: drawn.baseline]) if len(row) else 1.0
        yield index, row / (usual + (0.25 if drawn.trials is None else 0.05)), weeks


def adwin(drawn: Drawn, direction: str, settings: tuple[float, ...]) -> Alarms:
    """river's ADWIN, asked every week; a setting is its delta."""
    from river.drift import ADWIN

    first = np.full((len(settings), len(drawn.counts)), drawn.counts.shape[1])
    armed = drawn.armed
    for index, row, weeks in _series(drawn):
        for place, delta in enumerate(settings):
            detector = ADWIN(delta=delta, clock=1, min_window_length=3, grace_period=drawn.baseline)
            mean = 0.0
            for week, value in zip(weeks.tolist(), row.tolist(), strict=True):
                detector.update(value)
                if detector.drift_detected and week >= armed[index] and (
                    (detector.estimation > mean) == (direction == "up")
                ):  # fmt: skip
                    first[place, index] = week
                    break
                mean = detector.estimation
    return first


def page_hinkley(drawn: Drawn, direction: str) -> Floats:
    """river's PageHinkley. Its threshold is never reached, and its sums are read: so one run serves every threshold."""
    from river.drift import PageHinkley

    sums = np.zeros(drawn.counts.shape)
    for index, row, weeks in _series(drawn):
        detector = PageHinkley(min_instances=1, delta=0.25, threshold=np.inf, mode=direction)
        for week, value in zip(weeks.tolist(), row.tolist(), strict=True):
            detector.update(value)
            if direction == "up":
                sums[index, week] = detector._sum_increase - detector._min_increase
            else:
                sums[index, week] = detector._max_decrease - detector._sum_decrease
    return sums


def hddm(drawn: Drawn, direction: str, settings: tuple[float, ...]) -> Alarms:
    """river's HDDMA, given each contact as a bit; a setting is its confidence. For shares only."""
    from river.drift.binary import HDDMA

    assert drawn.trials is not None
    chance = np.random.default_rng(0)
    first = np.full((len(settings), len(drawn.counts)), drawn.counts.shape[1])
    armed, trials = drawn.armed, np.where(drawn.mask, drawn.trials, 0)
    for index in range(len(first[0])):
        week_of = np.repeat(np.arange(trials.shape[1]), trials[index]).tolist()
        rows = [chance.permutation(n) < k for k, n in zip(drawn.counts[index], trials[index], strict=True)]
        bits = (np.concatenate(rows) if direction == "up" else ~np.concatenate(rows)).tolist()
        for place, confidence in enumerate(settings):
            detector = HDDMA(drift_confidence=confidence, warning_confidence=confidence)
            for week, bit in zip(week_of, bits, strict=True):
                detector.update(bit)
                if detector.drift_detected and week >= armed[index]:
                    first[place, index] = week
                    break
    return first


def pelt(drawn: Drawn, direction: str, settings: tuple[float, ...]) -> Alarms:
    """ruptures' PELT with squared error, refitted each week to all weeks so far; a setting is its penalty.

    The values are counts after 2 sqrt(x + 3/8), or arcsines of shares, so that one penalty suits every level.
    """
    import ruptures

    values, known = rank_values(drawn)
    level = 2 * np.sqrt(values + 0.375) if drawn.trials is None else 2 * np.arcsin(np.sqrt(np.clip(values, 0, 1)))
    first = np.full((len(settings), len(values)), values.shape[1])
    armed = drawn.armed
    for index in range(len(values)):
        weeks = np.flatnonzero(known[index])
        row = level[index, weeks][:, None]
        pending = list(enumerate(settings))
        for seen in range(int(np.searchsorted(weeks, armed[index])) + 1, len(weeks) + 1):
            search = ruptures.KernelCPD(kernel="linear", min_size=2).fit(row[:seen])
            for place, penalty in pending[:]:
                ends = [0, *search.predict(pen=penalty)]
                if len(ends) == 2:
                    break  # a higher penalty finds nothing either
                gain = np.mean(row[ends[-2] : seen]) - np.mean(row[ends[-3] : ends[-2]])
                if (gain > 0) == (direction == "up"):
                    first[place, index] = weeks[seen - 1]
                    pending.remove((place, penalty))
            if not pending:
                break
    return first


RANK = "rank e-SR (ours)"


def _steps(low: float, high: float, number: int) -> tuple[float, ...]:
    return tuple(float(step) for step in np.geomspace(low, high, number))


LADDER = tuple(sorted({*_steps(1, 1000, 60), 7.0, 20.0}))
"""The thresholds that ours is tried at; 7 and 20 are the ones it is used with."""
_ADWIN = (2.0, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.06, 0.03, 0.01, 1e-3, 1e-4, 1e-6, 1e-9)
_HDDM = (0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8)


def peers(dispersion: float, series: int, *, quick: bool = False) -> tuple[Peer, ...]:
    """All peers; the slow ones get fewer series than asked for, and the slowest is left out if `quick`."""

    def few(number: int) -> int:
        return min(series, number // (5 if quick else 1))

    fine = _steps(0.5, 200, 160)
    told = dispersion
    beside = (
        Peer("river ADWIN", adwin, _ADWIN, few(1000)),
        Peer("river Page-Hinkley", by_threshold(page_hinkley), fine, few(1000)),
        Peer("river HDDM-A", hddm, _HDDM, few(100), counts=False),
        Peer("ruptures PELT", pelt, _steps(3, 60, 10), few(400)),
        Peer("CUSUM, Poisson", by_threshold(lambda d, way: cusum(d, way, 0.0)), fine, few(2000), shares=False),
        Peer("CUSUM, NB", by_threshold(lambda d, way: cusum(d, way, told)), fine, few(2000), shares=False),
        Peer("CUSUM, binomial", by_threshold(lambda d, way: cusum(d, way, 0.0)), fine, few(2000), counts=False),
        Peer("GLR, NB", by_threshold(lambda d, way: glr(d, way, told)), fine, few(2000), shares=False),
        Peer("GLR, binomial", by_threshold(lambda d, way: glr(d, way, 0.0)), fine, few(2000), counts=False),
        Peer("quasi-likelihood scan", by_threshold(quasi_scan), fine, few(2000)),
        Peer(RANK, by_threshold(rank), LADDER, series),
    )
    return tuple(peer for peer in beside if not (quick and peer.run is hddm))


OURS = Peer("ladder", by_threshold(ours), LADDER, 1_000_000)
