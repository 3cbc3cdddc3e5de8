"""What holds, in every unit that is worth a look, at every instant at which something changes: all as columns.

A situation is a number; its bits are the inputs of a conclusion (`logic.Place`). A leaf that only counts is counted in
all units together; any other is asked fact by fact, where it has enough of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boundaries.engine.conclude.candidates import Asked, Instants, at_most, began, candidates, cut_short, holds, least
from boundaries.engine.conclude.facts import Sources
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.standing import is_enough_alone
from boundaries.engine.conclude.unit import Unit
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, firsts
from boundaries.policy.conclusion import Conclude, Counting, OfFindings, Premise, leaves
from boundaries.policy.condition import Ref

_ALWAYS = int(NOTHING)


@dataclass(eq=False)
class Situations:
    """The situations of one conclusion; `turns` has the instants at which what its rule refers to may change."""

    form: Conclude
    every: Mapping[int, Gathered]
    sources: Sources
    turns: Asked
    unit: Callable[[int], Unit]  # one unit, fact by fact

    def found(self) -> tuple[Asked, Ints]:
        """The instants, by unit and in order, and the situation at each."""
        if not len(self._candidates):
            nothing = np.zeros(0, np.int64)
            return Asked(nothing, nothing), nothing
        asked = self._changing()
        if self.form.in_order:
            inputs = [self._taken(asked)]
        else:
            inputs = [self._holds(leaf, asked, of_all=True) for leaf in leaves(self.form.all)]
        inputs += [holds(premise, lambda leaf: self._holds(leaf, asked)) for premise in self.form.none]
        code: Ints = np.sum([held.astype(np.int64) << place for place, held in enumerate(inputs)], axis=0)
        return asked, code

    @cached_property
    def _candidates(self) -> Ints:
        return candidates(self.form, self.every, self.sources)

    @property
    def _units(self) -> int:
        return len(next(iter(self.every.values())).lo)

    def _of_candidates(self, asked: Asked) -> Asked:
        chosen = np.zeros(self._units, np.bool_)
        chosen[self._candidates] = True
        return asked.taken(chosen[asked.unit])

    # ---- instants -------------------------------------------------------------------------------------------

    def _changing(self) -> Asked:
        """Every instant at which something changes, from the first fact of `all` to the end of its last."""
        mine = [self.every[id(leaf)] for leaf in leaves(self.form.all)]
        others = [self.every[id(leaf)] for leaf in leaves(self.form.none)]
        first, last = np.full(self._units, NEVER), np.zeros(self._units, np.int64)
        for found in mine:
            np.minimum.at(first, found.unit, found.due)
            np.maximum.at(last, found.unit, found.gone)
        asked = [self.turns, self._cuts]
        asked += [Asked(found.unit, at) for found in (*mine, *others) for at in (found.due, found.gone)]
        every = self._of_candidates(
            Asked(np.concatenate([a.unit for a in asked]), np.concatenate([a.at for a in asked]))
        )  # fmt: skip
        every = every.taken((first[every.unit] <= every.at) & (every.at <= last[every.unit]) & (every.at < NEVER))
        order = np.lexsort((every.at, every.unit))
        unit, at = every.unit[order], every.at[order]
        return Asked(unit, at).taken(firsts(unit) | firsts(at))

    @cached_property
    def _cuts(self) -> Asked:
        """The instants that end everything before them."""
        nothing = np.zeros(0, np.int64)
        parts = [Asked(nothing, nothing)]
        for premise in self.form.retract:
            dues = self._of_candidates(began((premise,), self.every))
            if not is_enough_alone(premise):
                dues = dues.taken(holds(premise, lambda leaf, dues=dues: self._holds(leaf, dues)))  # type: ignore[misc]
            parts.append(dues)
        return Asked(np.concatenate([part.unit for part in parts]), np.concatenate([part.at for part in parts]))

    @cached_property
    def _cuts_in_order(self) -> Instants:
        return self._cuts.in_order(self._units)

    # ---- what holds -----------------------------------------------------------------------------------------

    def _holds(self, leaf: Premise, asked: Asked, of_all: bool = False) -> Bools:
        """Whether a leaf holds at each instant; for one of `all` what was cut off does not count."""
        counted = at_most(leaf, self._uncut(leaf) if of_all else self.every[id(leaf)], asked, self.sources)
        if (limit := _more_than(leaf)) is not None:
            above: Bools = counted > limit
            return above
        held: Bools = counted >= least(leaf)
        if not _is_counted(leaf):
            for place in np.flatnonzero(held).tolist():
                unit, at = self.unit(int(asked.unit[place])), int(asked.at[place])
                held[place] = unit.standing.holds(leaf, at, unit.cut(at) if of_all else _ALWAYS)
        return held

    def _taken(self, asked: Asked) -> Bools:
        """Whether all steps have been taken at each instant: asked one by one, where the last may hold at all."""
        last = self.form.all[-1]
        every = {id(leaf): at_most(leaf, self._uncut(leaf), asked, self.sources) for leaf in leaves([last])}
        taken = holds(last, lambda leaf: every[id(leaf)] >= least(leaf))
        for place in np.flatnonzero(taken).tolist():
            taken[place] = self.unit(int(asked.unit[place])).taken(int(asked.at[place]))
        return taken

    def _uncut(self, leaf: Premise) -> Gathered:
        """The facts of a leaf of `all`, none of which counts after a cut."""
        found = self.every[id(leaf)]
        return cut_short(found, self._cuts_in_order) if self.form.retract else found


def _is_counted(leaf: Premise) -> bool:
    """Whether a leaf holds where it has so many facts, whatever they are."""
    if not isinstance(leaf, Counting):
        return True
    return leaf.distinct is None and leaf.more_than is None and not (isinstance(leaf, OfFindings) and leaf.among)


def _more_than(leaf: Premise) -> int | None:
    """What the number of facts has to be above; None where that is not all that counts."""
    if not isinstance(leaf, Counting) or leaf.more_than is None or isinstance(leaf.more_than, Ref):
        return None
    if leaf.distinct is not None or (isinstance(leaf, OfFindings) and leaf.among):
        return None
    return int(leaf.more_than // 1)  # of whole numbers those above 2.5 are those above 2
