"""Facts as objects: what the evaluation in time looks at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from boundaries.engine.conclude.facts import Paths


class Fact(NamedTuple):
    """One fact: when it came to be and (`end`) was over; since when (`due`) and until when (`gone`) it counts.

    `part`: of a share, whether it is of the part and not only of the whole.
    """

    pair: int
    at: int
    due: int
    end: int
    gone: int
    rule: int
    item: int
    clauses: Paths
    part: bool = True


class Known:
    """The facts of one leaf, in order of `due`."""

    __slots__ = ("_ats", "_gones", "_sorted", "dues", "facts")

    def __init__(self, facts: list[Fact], ats: list[int], dues: list[int], gones: list[int]) -> None:
        self.facts, self.dues = facts, dues
        self._ats, self._gones = ats, gones
        self._sorted = all(a <= b for column in (ats, gones) for a, b in pairwise(column))

    def counted(self, at: int, cut: int) -> Sequence[Fact]:
        """The facts that count at an instant and come after `cut`."""
        due = bisect_right(self.dues, at)
        if self._sorted:
            return self.facts[max(bisect_right(self._gones, at), bisect_right(self._ats, cut)) : due]
        return [fact for fact in self.facts[:due] if at < fact.gone and fact.at > cut]

    def behind(self, step: int, cut: int, limit: int) -> list[Fact]:
        """The facts that come after a step, or are still there at it, and begin to count within its time."""
        return [
            fact for fact in self.facts[: bisect_right(self.dues, limit)]
            if fact.at > cut and (fact.at > step or fact.due <= step < fact.end)
        ]  # fmt: skip
