"""Many series at once: which relationships stand out, with a bound on the false ones among them.

e-BH (Wang and Ramdas, False discovery rate control with e-values, JRSSB 2022) needs one e-value for each relationship,
whatever they have to do with each other. The running evidence factor is none by itself: it lets a change begin in any
week for ever. Weighted by the chance that none has begun yet it is one, at its current value: in a week that is not
chosen for what it shows, and never at its largest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boundaries.drift.ladder import HAZARD, Floats
from boundaries.drift.series import refused


def fdr_value(evidence: ArrayLike, weeks_armed: ArrayLike) -> Floats:
    """The e-value of an evidence factor after so many weeks since its baseline: (1 - h)^weeks * (1 + evidence)."""
    if not ((np.asarray(evidence) >= 0).all() and (np.asarray(weeks_armed) >= 0).all()):
        raise refused("an evidence factor, and the weeks since the baseline, are numbers from 0 on")
    out: Floats = (1 - HAZARD) ** np.asarray(weeks_armed, np.float64) * (1 + np.asarray(evidence, np.float64))
    return out


def e_bh(values: ArrayLike, q: float) -> NDArray[np.int64]:
    """The indices of the e-values chosen at a false discovery rate `q`, in rising order.

    The k largest, for the largest k of which the smallest is at least n / (q * k).
    """
    given = np.asarray(values, np.float64)
    if given.ndim != 1 or not (given >= 0).all() or not 0 < q < 1:
        raise refused("e-values are a list of numbers from 0 on, and `q` lies between 0 and 1")
    order = np.argsort(-given, kind="stable")
    ranks = np.arange(1, len(given) + 1)
    enough = np.flatnonzero(given[order] * ranks * q >= len(given))
    return np.sort(order[: enough[-1] + 1]) if len(enough) else np.zeros(0, np.int64)
