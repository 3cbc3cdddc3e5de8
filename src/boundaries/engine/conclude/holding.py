"""Whether premises hold at instants, and on which facts that rests.

A leaf that only counts is counted in all units together; any other is asked fact by fact, where it has enough of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.conclude.asked import Asked
from boundaries.engine.conclude.candidates import at_most, holds, least, number
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.measure import Measure
from boundaries.engine.primitives import Bools, Ints
from boundaries.policy.conclusion import Counting, OfFindings, Premise, Several
from boundaries.policy.condition import Ref


@dataclass(frozen=True, eq=False)
class Holding:
    """What holds in some units; `pair_at` tells whose terms are in force there for what is counted at each instant."""

    measure: Measure
    pair_at: Callable[[Ints, Ints], Ints]

    def premise(self, premise: Premise, every: Mapping[int, Gathered], asked: Asked) -> Bools:
        """Whether a premise holds at each instant."""
        return holds(premise, lambda leaf: self.leaf(leaf, every[id(leaf)], asked))

    def leaf(self, leaf: Premise, found: Gathered, asked: Asked) -> Bools:
        """Whether a leaf holds at each instant."""
        sources = self.measure.sources
        counted = at_most(leaf, found, asked, sources)
        if (limit := _more_than(leaf)) is not None:
            above: Bools = counted > limit
            return above
        held: Bools = counted >= least(leaf)
        if not _is_counted(leaf):
            places = np.flatnonzero(held)
            some = asked.taken(places)
            columns = (places, some.unit, some.at, self.pair_at(some.unit, some.at))
            for place, unit, at, pair in zip(*(column.tolist() for column in columns), strict=True):
                held[place] = self.measure.enough(leaf, found.known(unit, sources).counted(at), at, pair)
        return held

    def number(self, premise: Premise, every: Mapping[int, Gathered], asked: Asked) -> NDArray[np.float64]:
        """How much a premise comes to at each instant: of several how many hold."""
        if isinstance(premise, Several):
            parts: Ints = np.sum([self.premise(part, every, asked) for part in premise.parts], axis=0)
            return parts.astype(np.float64)
        found, sources = every[id(premise)], self.measure.sources
        if _is_counted(premise):
            return number(found, asked).astype(np.float64)
        those = zip(asked.unit.tolist(), asked.at.tolist(), strict=True)
        return np.array([
            self.measure.number(premise, found.known(unit, sources).counted(at)) for unit, at in those
        ], np.float64)  # fmt: skip

    def told(self, leaf: Premise, found: Gathered, asked: Asked) -> tuple[Ints, Ints]:
        """The facts on which it rests that a leaf holds at each instant: which instant, and the place of the fact.

        Of a share they are those of the part, of a run its steps.
        """
        if isinstance(leaf, OfFindings) and leaf.among is None and leaf.each_within is not None and leaf.distinct:
            places = []
            for number, (unit, at) in enumerate(zip(asked.unit.tolist(), asked.at.tolist(), strict=True)):
                counted = found.known(unit, self.measure.sources).counted(at)
                run = self.measure.run(counted, leaf.distinct, leaf.each_within)
                places += [(number, fact.place) for fact in run]
            of_run = np.array(places, np.int64).reshape(-1, 2)
            return of_run[:, 0], of_run[:, 1]
        which, place = found.counted(asked)
        told = found.part[place]  # what is no share is all part of it
        return which[told], place[told]


def _is_counted(leaf: Premise) -> bool:
    """Whether a leaf holds where it has so many facts, whatever they are."""
    if not isinstance(leaf, Counting):
        return True
    is_share = isinstance(leaf, OfFindings) and leaf.among is not None
    return leaf.distinct is None and not isinstance(leaf.more_than, Ref) and not is_share


def _more_than(leaf: Premise) -> int | None:
    """What the number of facts has to be above; None where that is not all that counts."""
    if not isinstance(leaf, Counting) or leaf.more_than is None or not _is_counted(leaf):
        return None
    assert not isinstance(leaf.more_than, Ref), "a reference is looked up"
    return int(leaf.more_than // 1)  # of whole numbers those above 2.5 are those above 2
