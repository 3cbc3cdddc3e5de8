"""Facts as objects: what is asked of them that no column tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from boundaries.engine.conclude.facts import Paths


class Fact(NamedTuple):
    """One fact: when it came to be, since when (`due`) and until when (`gone`) it counts, of what it is.

    `part`: of a share, whether it is of the part and not only of the whole; `place`: its place among what was gathered.
    """

    pair: int
    at: int
    due: int
    gone: int
    rule: int
    item: int
    clauses: Paths
    part: bool
    place: int


class Known:
    """The facts of one leaf in one unit, in order of `due`."""

    __slots__ = ("_are_sorted", "_dues", "_facts", "_gones")

    def __init__(self, facts: list[Fact]) -> None:
        self._facts = facts
        self._dues, self._gones = [fact.due for fact in facts], [fact.gone for fact in facts]
        self._are_sorted = self._gones == sorted(self._gones)

    def counted(self, at: int) -> Sequence[Fact]:
        """The facts that count at an instant."""
        due = bisect_right(self._dues, at)
        if self._are_sorted:
            return self._facts[bisect_right(self._gones, at) : due]
        return [fact for fact in self._facts[:due] if at < fact.gone]
