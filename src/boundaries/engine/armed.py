"""What the trends of a run say at the end of each pair's world, whether or not it is a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries import drift
from boundaries.engine.primitives import Ints


@dataclass(frozen=True, slots=True)
class Armed:
    """Of each pair in which a trend knows what is usual: its evidence now, and for how many weeks it has watched."""

    pair: Ints
    evidence: NDArray[np.float64]
    weeks: Ints


def averages(armed: Mapping[int, Armed], pairs: int) -> tuple[Ints, NDArray[np.float64]]:
    """How many trends each of so many pairs has that know what is usual, and the average of their e-values (0: none).

    An average of e-values is one whatever hangs on whatever; their product need not be (Vovk & Wang 2021).
    """
    counts, sums = np.zeros(pairs, np.int64), np.zeros(pairs)
    for each in armed.values():
        counts[each.pair] += 1  # a trend is at most once at the end of a pair's world
        sums[each.pair] += drift.fdr_value(each.evidence, each.weeks)
    return counts, sums / np.maximum(counts, 1)
