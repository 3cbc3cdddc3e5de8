"""How many facts count at an instant, in many units together; and which units are worth a look at all.

A unit is a candidate where, at some instant, enough may count for every premise. Some come to nothing; none is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from boundaries.engine.conclude.asked import Asked, Instants, together
from boundaries.engine.conclude.facts import Sources
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.primitives import Bools, Ints, search
from boundaries.policy.conclusion import Conclude, Counting, OfFindings, Premise, Several, leaves


def candidates(form: Conclude, every: Mapping[int, Gathered], sources: Sources) -> Ints:
    """The units in which a conclusion may come to hold: it does only when a fact of `all` begins to count."""
    asked = began(form.all, every)
    able: Bools = np.ones(len(next(iter(every.values())).lo), np.bool_)
    for premise in form.all:
        able &= enough(premise, every, sources)
    asked = asked.taken(able[asked.unit])
    if form.in_order or not len(asked):  # a step may be over when the next is taken
        return np.unique(asked.unit)
    held: Bools = np.ones(len(asked), np.bool_)
    for premise in form.all:
        held &= holds(premise, lambda leaf: at_most(leaf, every[id(leaf)], asked, sources) >= least(leaf))
    return np.unique(asked.unit[held])


def enough(premise: Premise, every: Mapping[int, Gathered], sources: Sources) -> Bools:
    """The units in which there is enough for a premise, be it at different times."""

    def number(leaf: Premise) -> Ints:
        parts = _dimensions(leaf, every[id(leaf)], sources)
        if parts is None:
            return every[id(leaf)].hi - every[id(leaf)].lo
        there: Ints = np.sum([part.hi > part.lo for part in parts], axis=0, dtype=np.int64)
        return there

    return holds(premise, lambda leaf: number(leaf) >= least(leaf))


def least(leaf: Premise) -> int:
    """How many facts of a leaf it takes at the least."""
    if not isinstance(leaf, Counting) or leaf.more_than is not None or leaf.distinct == "clause":
        return 1  # one amendment changes several clauses
    return leaf.at_least


def holds(premise: Premise, of_leaf: Callable[[Premise], Bools]) -> Bools:
    """Where a premise holds, from where its leaves do."""
    if not isinstance(premise, Several):
        return of_leaf(premise)
    parts: Ints = np.sum([holds(part, of_leaf) for part in premise.parts], axis=0, dtype=np.int64)
    return parts >= premise.at_least


def began(premises: tuple[Premise, ...], every: Mapping[int, Gathered]) -> Asked:
    """When the facts of some premises begin to count."""
    found = (every[id(leaf)] for leaf in leaves(premises))
    return together(Asked(each.unit, each.due) for each in found)


def number(found: Gathered, asked: Asked) -> Ints:
    """How many facts count at each instant."""
    gone = np.maximum(found.gone, found.due)  # what is gone before it is due never counts
    gone = gone[np.lexsort((gone, found.unit))]
    lo, hi = found.lo[asked.unit], found.hi[asked.unit]
    counted: Ints = search(found.due, lo, hi, asked.at, "right") - search(gone, lo, hi, asked.at, "right")
    return counted


def at_most(leaf: Premise, found: Gathered, asked: Asked, sources: Sources) -> Ints:
    """What the facts of a leaf come to at most at each instant."""
    parts = _dimensions(leaf, found, sources)
    if parts is None:
        return number(found, asked)
    there: Ints = np.sum([number(part, asked) > 0 for part in parts], axis=0, dtype=np.int64)
    return there


def _dimensions(leaf: Premise, found: Gathered, sources: Sources) -> list[Gathered] | None:
    """The facts of a leaf that counts dimensions, apart by dimension; None for another."""
    if not isinstance(leaf, OfFindings) or leaf.distinct != "dimension" or least(leaf) == 1 or not len(found.due):
        return None
    dimension = sources.dimension(found.facts)
    return [found.only(dimension == one) for one in np.unique(dimension).tolist()]


def cut_short(found: Gathered, cuts: Instants) -> Gathered:
    """The same facts, none of which counts from the first cut at or after it on."""
    return replace(found, gone=np.minimum(found.gone, cuts.first(found.unit, found.facts.at)))
