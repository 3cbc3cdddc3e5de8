"""What counts among rows in order: occasions rather than messages, enough of them in a time, a part of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.forms import Judging
from boundaries.engine.params import BEYOND
from boundaries.engine.primitives import Bools, Ints
from boundaries.policy.condition import Length


def occasions(rows: Ints, groups: NDArray[np.integer], apart: Length | None, job: Judging) -> Bools:
    """Which rows count: not those less than `apart` after the one just before them in their group."""
    counts = np.ones(len(rows), np.bool_)
    if apart is None or len(rows) == 0:
        return counts
    at, version = job.world.at[rows], job.selector.versions(rows).astype(np.int64)
    edge = job.later(at[:-1], job.world.pair[rows[1:]], version[1:], apart)
    counts[1:] = (groups[1:] != groups[:-1]) | (at[1:] >= edge)
    return counts


def enough(at: Ints, first: Ints, least: Ints, since: Ints | None) -> Bools:
    """Which positions have at least so many at or before them, from `first` on and (if given) later than `since`."""
    nth = np.arange(len(at), dtype=np.int64) - (least - 1)
    found: Bools = nth >= first
    if since is not None:
        found &= at[np.maximum(nth, 0)] > since
    return found


def part_of(whole: Ints, share: Fraction) -> Ints:
    """The most that is not more than a share of each whole, exactly; a share is no more than 1."""
    fits = share.denominator * (int(np.max(whole, initial=0)) + 1) < BEYOND
    part: Ints = ((whole if fits else whole.astype(object)) * share.numerator // share.denominator).astype(np.int64)
    return part
