"""Where instants stand on a line: near ones apart, far ones not too far, and what is not to scale marked as cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

_EVEN = 8  # the longest gap may be this many times the shortest in a drawing to scale
_NARROW = 0.05  # no gap of a drawing to scale is a smaller part of the line
_LONGEST = 3.0  # the longest gap of any other drawing, in shortest ones
_CUT = 2.0  # a gap is cut where it is drawn this many times shorter than the scale of the shortest


@dataclass(frozen=True, slots=True)
class Axis:
    """Instants (int microseconds, rising) and where each stands; between two of them a gap, whole or cut.

    A gap that is not cut is drawn to scale within itself. A longer gap is never drawn shorter than a shorter one.
    """

    stops: tuple[int, ...]
    xs: tuple[float, ...]
    cut: tuple[bool, ...]  # of the gap behind each stop but the last

    def x(self, at: int) -> float:
        """Where an instant stands: at its stop, else inside its gap; beyond the ends at the end."""
        number = bisect_right(self.stops, at) - 1
        if number < 0:
            return self.xs[0]
        if number == len(self.stops) - 1:
            return self.xs[-1]
        start, end = self.stops[number : number + 2]
        low, high = self.xs[number : number + 2]
        return low + (high - low) * ((at - start) / (end - start))


def parts_of(instants: Iterable[int]) -> tuple[tuple[int, ...], tuple[float, ...], tuple[bool, ...]]:
    """The stops of some instants, the part of the line (0 to 1) at which each stands, and which gaps are cut."""
    stops = tuple(sorted(set(instants)))
    gaps = [end - start for start, end in pairwise(stops)]
    if not gaps:
        return stops, (0.0,) * len(stops), ()
    shortest, ratio, total = min(gaps), max(gaps) / min(gaps), sum(gaps)
    if ratio <= _EVEN and shortest / total >= _NARROW:
        sizes = [gap / shortest for gap in gaps]
    elif ratio == 1:
        sizes = [1.0] * len(gaps)
    else:
        sizes = [1 + (_LONGEST - 1) * log(gap / shortest) / log(ratio) for gap in gaps]
    cut = tuple(gap > _CUT * size * shortest for gap, size in zip(gaps, sizes, strict=True))
    parts, reached = [0.0], 0.0
    for size in sizes:
        reached += size
        parts.append(reached)
    return stops, tuple(part / reached for part in parts), cut


def make_axis(instants: Iterable[int], left: float, right: float) -> Axis:
    """The axis from `left` to `right` of some instants, at least one."""
    stops, parts, cut = parts_of(instants)
    return Axis(stops, tuple(left + (right - left) * part for part in parts), cut)
