"""What the detector costs: CPU time a week of a series, in bulk and one at a time, beside river's ADWIN; and memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from kernel import peak_memory

SERIES, WEEKS, ROUNDS = 10_000, 104, 3
INDICATORS, SHARES = 12, 5
"""Indicators of a relationship, and how many of them are shares."""


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, of all its threads."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def adwin(counts: np.ndarray) -> None:  # type: ignore[type-arg]
    """Every series through river's ADWIN, asked every week."""
    from river.drift import ADWIN

    for row in counts.tolist():
        detector = ADWIN(clock=1)
        for value in row:
            detector.update(value)


def live(counts: np.ndarray) -> float:  # type: ignore[type-arg]
    """CPU seconds of one week of one series, given one at a time, its baseline behind it; the watches take turns."""
    from boundaries.drift import Watch

    watches = [Watch.counts() for _ in counts]
    for watch, row in zip(watches, counts[:, :12].tolist(), strict=True):
        for value in row:
            watch.observe(value)
    later = counts[:, 12:].T.tolist()

    def run() -> None:
        for week in later:
            for watch, value in zip(watches, week, strict=True):
                watch.observe(value)

    return cpu(run) / (len(later) * len(watches))


def costs(seed: int, *, quick: bool) -> Iterator[tuple[str, str]]:
    """Name and figure, one after another. Detector and peer run in turn, so that a ratio holds when the pace drifts."""
    from boundaries.drift import evidence, share_evidence

    chance = np.random.default_rng(seed)
    size = (SERIES // (5 if quick else 1), WEEKS)
    counts = chance.negative_binomial(5, 5 / 7, size)
    trials = chance.poisson(8.0, size)
    k = chance.binomial(trials, 0.25)
    beside = counts[: max(size[0] // 10, 200)]
    evidence(counts[:10]), share_evidence(k[:10], trials[:10]), adwin(counts[:10])  # imports, and tables made once
    rounds = [
        (cpu(lambda: evidence(counts)), cpu(lambda: share_evidence(k, trials)), cpu(lambda: adwin(beside)))
        for _ in range(1 if quick else ROUNDS)
    ]
    a_week = [1e6 * statistics.median(r[i] for r in rounds) / cells for i, cells in enumerate(
        (counts.size, counts.size, beside.size))]  # fmt: skip
    yield "evidence, microseconds a series-week", f"{a_week[0]:.2f}"
    yield "share_evidence, microseconds a series-week", f"{a_week[1]:.2f}"
    yield "river ADWIN, microseconds a series-week", f"{a_week[2]:.2f}"
    ratios = [(r[0] / counts.size) / (r[2] / beside.size) for r in rounds]
    yield "evidence to river ADWIN, round by round", f"{min(ratios):.1f} to {max(ratios):.1f}"
    if not quick:
        whole = sum(cpu(lambda: evidence(counts)) for _ in range(INDICATORS - SHARES))
        whole += sum(cpu(lambda: share_evidence(k, trials)) for _ in range(SHARES))
        name = f"{SERIES:,} relationships x {INDICATORS} indicators ({SHARES} shares) x {WEEKS} weeks, CPU seconds"
        yield name, f"{whole:.0f}"
    yield "one live update (Watch), microseconds", f"{1e6 * live(counts[:20, :]):.0f}"
    prelude = f"import numpy as np, boundaries.drift as d; x = np.random.default_rng(1).poisson(2.0, {size})"
    bulk = peak_memory(f"{prelude}; d.evidence(x)") - peak_memory(prelude)
    yield f"memory of evidence for {size[0]:,} series above the libraries' and its input's, MiB", f"{bulk / 2**20:.0f}"
