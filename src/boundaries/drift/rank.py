"""A second opinion that knows no levels: each week's rank among the weeks before it.

Where weeks may be exchanged for each other, sequential ranks (ties broken by lot) are independent and uniform, whatever
the weeks' distribution is (Vovk's conformal test martingales); a bet e * p ** (e - 1) on low ones is fair. Summed over
the weeks in which a change may have begun this is an e-detector, exact for every exchangeable series, and blind to what
seasons and wandering levels do. Exact is it over the lots; these go by the week, the same for every series.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from boundaries.drift.ladder import HAZARD, Direction, Floats
from boundaries.drift.series import baselines, directed, known, series

BETS = (0.2, 0.35, 0.5, 0.7)
_LOT = 20260330  # the seed of the lots; they go by the week alone, so that every run draws the same


def rank_evidence(
    values: ArrayLike, mask: ArrayLike | None = None, baseline_weeks: ArrayLike = 12, direction: Direction = "up"
) -> Floats:
    """The evidence factor of ranks, (series, weeks), to be held against the same thresholds as `evidence`.

    `values` are counts, or shares as fractions (a week of no events masked); a masked week says nothing.
    """
    x = series(values, "values").astype(np.float64)
    seen = known(mask, x.shape) & np.isfinite(x)
    x = np.where(seen, x if directed(direction) == "up" else -x, -np.inf)
    lots = np.random.Generator(np.random.PCG64(_LOT)).random((1, x.shape[1]))[0]
    weeks = np.cumsum(seen, axis=1)
    full = weeks >= baselines(baseline_weeks, len(x))[:, None]
    running: Floats = np.zeros((len(BETS), len(x)))
    out = np.zeros(x.shape)
    for week in range(x.shape[1]):
        now, earlier = x[:, week], x[:, :week]
        above = (earlier > now[:, None]).sum(axis=1)
        level = (seen[:, :week] & (earlier == now[:, None])).sum(axis=1) + 1
        rank = (above + lots[week] * level) / np.maximum(weeks[:, week], 1)
        armed = full[:, week - 1] & (week > 0)
        for i, bet in enumerate(BETS):
            gain = np.where(seen[:, week], bet * rank ** (bet - 1), 1)
            running[i] = np.where(armed, (1 + running[i]) * gain, 0)
        out[:, week] = HAZARD * np.mean(running, axis=0)
    return out
