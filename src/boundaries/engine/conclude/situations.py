"""What holds, in every unit that is worth a look, at every instant at which something changes: all as columns.

A situation is a number; its bits are the inputs of a conclusion (`logic.Place`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from boundaries.engine.conclude.asked import Asked, Instants, nothing_asked, together
from boundaries.engine.conclude.candidates import began, candidates, cut_short
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.holding import Holding
from boundaries.engine.conclude.steps import Later, Steps
from boundaries.engine.primitives import NEVER, Ints, bounds, search
from boundaries.policy.conclusion import Conclude, Premise, leaves

Situation: TypeAlias = int


@dataclass(eq=False)
class Situations:
    """The situations of one conclusion; `turns` has the instants at which what its rule refers to may change."""

    form: Conclude
    every: Mapping[int, Gathered]  # of each leaf, by its identity
    holding: Holding
    later: Later
    turns: Asked

    @cached_property
    def asked(self) -> Asked:
        """Every instant at which something changes, from the first fact of `all` to the end of its last."""
        if not len(self._candidates):
            return nothing_asked()
        mine = [self.every[id(leaf)] for leaf in leaves(self.form.all)]
        others = [self.every[id(leaf)] for leaf in leaves(self.form.none)]
        first, last = np.full(self.units, NEVER), np.zeros(self.units, np.int64)
        for found in mine:
            np.minimum.at(first, found.unit, found.due)
            np.maximum.at(last, found.unit, found.gone)
        changes = (Asked(found.unit, at) for found in (*mine, *others) for at in (found.due, found.gone))
        every = self._of_candidates(together([self.turns, self._cuts, *changes]))
        inside = (first[every.unit] <= every.at) & (every.at <= last[every.unit]) & (every.at < NEVER)
        return every.taken(inside).once()

    @cached_property
    def code(self) -> Ints:
        """The situation at each."""
        form, asked = self.form, self.asked
        if not len(asked):
            return np.zeros(0, np.int64)
        if form.in_order:
            inputs = [self.steps.taken(asked)]
        else:
            inputs = [self.holding.leaf(leaf, self.uncut[id(leaf)], asked) for leaf in leaves(form.all)]
        inputs += [self.holding.premise(premise, self.every, asked) for premise in form.none]
        code: Ints = np.sum([held.astype(np.int64) << place for place, held in enumerate(inputs)], axis=0)
        return code

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(next(iter(self.every.values())).lo)

    @cached_property
    def uncut(self) -> dict[int, Gathered]:
        """The facts of the leaves of `all`, none of which counts after what ended everything before it."""
        mine = {id(leaf): self.every[id(leaf)] for leaf in leaves(self.form.all)}
        return {of: cut_short(found, self._ends) for of, found in mine.items()} if self.form.retract else mine

    @cached_property
    def steps(self) -> Steps:
        """The premises of `all` as steps."""
        return Steps(self.form.all, self.uncut, self._ends, self._candidates, self.holding, self.later)

    @cached_property
    def _candidates(self) -> Ints:
        return candidates(self.form, self.every, self.holding.measure.sources)

    def _of_candidates(self, asked: Asked) -> Asked:
        chosen = np.zeros(self.units, np.bool_)
        chosen[self._candidates] = True
        return asked.taken(chosen[asked.unit])

    @cached_property
    def _cuts(self) -> Asked:
        """The instants that end everything before them."""
        dues = ((premise, self._of_candidates(began((premise,), self.every))) for premise in self.form.retract)
        return together(due.taken(self.holding.premise(premise, self.every, due)) for premise, due in dues)

    @cached_property
    def _ends(self) -> Instants:
        return self._cuts.in_order(self.units)


@dataclass(eq=False)
class Latest:
    """Whose terms hold for what is counted in each unit: the first relationship's with the latest fact."""

    premises: Sequence[Premise]
    every: Mapping[int, Gathered]

    def pair_at(self, unit: Ints, at: Ints) -> Ints:
        """The relationship at each instant of a unit; before the first fact, that of the first."""
        due, pair, lo, hi = self._in_order
        return pair[np.maximum(search(due, lo[unit], hi[unit], at, "right") - 1, lo[unit])]

    @cached_property
    def _in_order(self) -> tuple[Ints, Ints, Ints, Ints]:
        found = [self.every[id(leaf)] for leaf in leaves(self.premises)]
        unit, due, pair = (
            np.concatenate(columns)
            for columns in ([f.unit for f in found], [f.due for f in found], [f.facts.pair for f in found])
        )
        order = np.lexsort((-pair, due, unit))
        return due[order], pair[order], *bounds(unit[order], len(found[0].lo))
