"""The facts of one premise, in order, each with the time in which it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from boundaries.engine.conclude.fact import Fact, Known
from boundaries.engine.conclude.facts import Facts, Sources
from boundaries.engine.primitives import Bools, Ints, bounds


@dataclass(slots=True)
class Gathered:
    """The facts of one leaf of one run: sorted by (unit, due, pair, at); unit u has those of lo[u] <= i < hi[u]."""

    facts: Facts
    due: Ints
    gone: Ints
    part: Bools
    lo: Ints
    hi: Ints
    _lists: tuple[list[Any], ...] | None = None

    @property
    def unit(self) -> Ints:
        """The unit of each fact."""
        return np.repeat(np.arange(len(self.lo)), self.hi - self.lo)

    def known(self, unit: int, sources: Sources) -> Known:
        """The facts of one unit as objects."""
        if self._lists is None:
            self._lists = self._as_lists(sources)
        some = slice(int(self.lo[unit]), int(self.hi[unit]))
        columns = [column[some] for column in self._lists]
        facts = list(map(Fact._make, zip(*columns, strict=True)))
        return Known(facts, ats=columns[1], dues=columns[2], gones=columns[4])

    def _as_lists(self, sources: Sources) -> tuple[list[Any], ...]:
        """The columns of `Fact`, made once: to cut a list costs a tenth of cutting an array and making a list of it."""
        facts = self.facts
        columns = (
            facts.pair, facts.at, self.due, np.maximum(facts.end, self.due), self.gone, facts.rule, facts.item,
        )  # fmt: skip
        clauses = [() if clause < 0 else sources.clauses[clause] for clause in facts.clause.tolist()]
        return (*(column.tolist() for column in columns), clauses, self.part.tolist())

    def only(self, keep: Bools) -> Gathered:
        """Some of the facts, in the same order."""
        number = np.concatenate(([0], np.cumsum(keep)))
        lo, hi = number[self.lo], number[self.hi]
        return Gathered(self.facts.taken(keep), self.due[keep], self.gone[keep], self.part[keep], lo, hi)

    def among(self, place: Ints, unit: Ints, units: int) -> Gathered:
        """Some of the facts, in the units given, which are in order."""
        facts, part = self.facts.taken(place), self.part[place]
        return Gathered(facts, self.due[place], self.gone[place], part, *bounds(unit, units))
