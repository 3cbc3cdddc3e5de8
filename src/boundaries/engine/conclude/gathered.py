"""The facts of one premise, in order, each with the time in which it counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from boundaries.engine.conclude.asked import Asked
from boundaries.engine.conclude.fact import Fact, Known
from boundaries.engine.conclude.facts import Facts, Sources
from boundaries.engine.primitives import Bools, Ints, bounds, ragged, running_max, search


@dataclass(slots=True)
class Gathered:
    """The facts of one leaf of one run: sorted by (unit, due, pair, at); unit u has those of lo[u] <= i < hi[u]."""

    facts: Facts
    due: Ints
    gone: Ints
    part: Bools
    lo: Ints
    hi: Ints
    _known: tuple[int, Known] | None = field(default=None, init=False)

    @property
    def unit(self) -> Ints:
        """The unit of each fact."""
        return np.repeat(np.arange(len(self.lo)), self.hi - self.lo)

    @property
    def over(self) -> Ints:
        """When each fact was over: what came to an end before it was due is over when it is due."""
        return np.maximum(self.facts.end, self.due)

    def counted(self, asked: Asked) -> tuple[Ints, Ints]:
        """The facts that count at each instant: which instant, and the place of the fact."""
        return self.between(asked.unit, asked.at + 1, asked.at)

    def between(self, unit: Ints, since: Ints, until: Ints) -> tuple[Ints, Ints]:
        """The facts of a unit due until one instant, and gone at another or later: which of these, and the place."""
        lo, hi = self.lo[unit], self.hi[unit]
        still = running_max(self.gone, self.lo[self.unit])  # all before the first that is gone late are gone early
        first, last = search(still, lo, hi, since, "left"), search(self.due, lo, hi, until, "right")
        offsets, place = ragged(first, np.maximum(first, last))
        which = np.repeat(np.arange(len(unit)), np.diff(offsets))
        inside = since[which] <= self.gone[place]
        return which[inside], place[inside]

    def known(self, unit: int, sources: Sources) -> Known:
        """The facts of one unit as objects; units are asked for in order, so only the last is remembered."""
        if self._known is None or self._known[0] != unit:
            some = slice(int(self.lo[unit]), int(self.hi[unit]))
            facts = self.facts
            columns = (facts.pair, facts.at, self.due, self.gone, facts.rule, facts.item, facts.clause, self.part)
            rows = zip(*(column[some].tolist() for column in columns), range(some.start, some.stop), strict=True)
            clauses = [*sources.clauses, ()]  # of -1 none
            self._known = unit, Known([Fact._make((*row[:6], clauses[row[6]], *row[7:])) for row in rows])
        return self._known[1]

    def only(self, keep: Bools) -> Gathered:
        """Some of the facts, in the same order."""
        number = np.concatenate(([0], np.cumsum(keep)))
        lo, hi = number[self.lo], number[self.hi]
        return Gathered(self.facts.taken(keep), self.due[keep], self.gone[keep], self.part[keep], lo, hi)

    def among(self, place: Ints, unit: Ints, units: int) -> Gathered:
        """Some of the facts, in the units given, which are in order."""
        facts, part = self.facts.taken(place), self.part[place]
        return Gathered(facts, self.due[place], self.gone[place], part, *bounds(unit, units))
