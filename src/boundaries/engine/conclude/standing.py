"""Which premises hold when: the facts of one relationship (or practitioner) in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from boundaries.engine.conclude.fact import Fact, Known
from boundaries.engine.conclude.measure import Measure
from boundaries.engine.primitives import NOTHING
from boundaries.policy.conclusion import Conclude, Counting, Premise, Several, leaves

_ALWAYS = int(NOTHING)


def is_enough_alone(premise: Premise) -> bool:
    """Whether a single fact of a leaf is enough: a premise that counts up to one, whatever it is of."""
    if isinstance(premise, Several):
        return False
    return not isinstance(premise, Counting) or (
        premise.at_least == 1 and premise.more_than is None and premise.distinct is None
    )


@dataclass(frozen=True, slots=True)
class Chains:
    """Ways in which steps were taken: one for each instant of the last step; and of each step before it the first."""

    ways: dict[int, tuple[int, ...]]
    lasts: dict[int, int]


@dataclass(eq=False)
class Standing:
    """The premises of one conclusion over the facts of one unit.

    A `cut` is the last instant that ended everything before it; a step is the one before in a conclusion in order.
    """

    form: Conclude
    known: dict[int, Known]  # by the identity of the leaf
    measure: Measure
    later: Callable[[Premise, int, int], int]  # the end of a leaf's own time, from an instant of a pair on
    pair_at: Callable[[int], int]  # whose terms hold for what is counted at an instant
    _behind: dict[tuple[int, int, int], list[Fact]] = field(default_factory=dict)

    # ---- premises -------------------------------------------------------------------------------------------

    def counted(self, leaf: Premise, at: int, cut: int, step: int = _ALWAYS) -> Sequence[Fact]:
        """The facts of a leaf that count."""
        if step == _ALWAYS:
            return self.known[id(leaf)].counted(at, cut)
        key = id(leaf), cut, step
        if key not in self._behind:
            limit = self.later(leaf, step, self.pair_at(step))
            self._behind[key] = self.known[id(leaf)].behind(step, cut, limit)
        return [fact for fact in self._behind[key] if fact.due <= at < fact.gone]

    def holds(self, premise: Premise, at: int, cut: int, step: int = _ALWAYS) -> bool:
        """Whether a premise holds at an instant."""
        if isinstance(premise, Several):
            parts = (self.holds(part, at, cut, step) for part in premise.parts)
            return all(parts) if premise.at_least == len(premise.parts) else sum(parts) >= premise.at_least
        found = self.counted(premise, at, cut, step)
        if not found or is_enough_alone(premise):
            return bool(found)
        return self.measure.enough(premise, found, at, self.pair_at(at))

    def dues(self, premises: Sequence[Premise]) -> set[int]:
        """The instants at which facts of some premises begin to count."""
        return {due for leaf in leaves(premises) for due in self.known[id(leaf)].dues}

    # ---- what ended everything before it --------------------------------------------------------------------

    def cuts(self) -> list[int]:
        """The instants that end the conclusion."""
        return sorted({
            due for premise in self.form.retract for due in self.dues([premise])
            if is_enough_alone(premise) or self.holds(premise, due, _ALWAYS)
        })  # fmt: skip

    # ---- premises as steps ----------------------------------------------------------------------------------

    def chains(self, cut: int) -> Chains:
        """Every way in which all steps were taken, one after another, with facts after a cut only."""
        first, *others = self.form.all
        ways: dict[int, tuple[int, ...]] = {
            at: (at,) for at in sorted(self.dues([first])) if self.holds(first, at, cut)
        }
        lasts = [(_ALWAYS, at) for at in ways]
        for premise in others:
            dues, ahead = sorted(self.dues([premise])), dict[int, tuple[int, ...]]()
            lasts = [
                (step, at) for step in sorted(ways) for at in self._after(premise, step, dues)
                if self.holds(premise, at, cut, step)
            ]  # fmt: skip
            for step, at in lasts:  # of several ways to one instant that with the latest step before it stays
                ahead[at] = (*ways[step], at)
            ways = ahead
        firsts: dict[int, int] = {}
        for step, at in lasts:
            firsts[step] = min(at, firsts.get(step, at))
        return Chains(ways, firsts)

    def _after(self, premise: Premise, step: int, dues: Sequence[int]) -> Iterator[int]:
        yield step
        limit = max(self.later(leaf, step, self.pair_at(step)) for leaf in leaves([premise]))
        yield from dues[bisect_right(dues, step) : bisect_right(dues, limit)]
