"""One conclusion in one unit (a relationship, the relationships of a practitioner, one clause of them): from facts to
the instants at which it begins and ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.standing import Chains, Standing
from boundaries.engine.primitives import NOTHING
from boundaries.policy.conclusion import OfFindings, Premise, Several, leaves

Situation = tuple[bool, ...]  # which inputs of a conclusion hold: see `logic.Place`
_ALWAYS = int(NOTHING)


class Held(NamedTuple):
    """When a conclusion held: from an instant to the first at which it did not (None: it still does)."""

    at: int
    until: int | None
    pair: int  # whose fact completed it


@dataclass(eq=False)
class Unit:
    """What one conclusion looks at in one unit; `key` is the clause (or part) it is of alone."""

    standing: Standing
    key: str | None
    turns: frozenset[int]  # when what `$` refers to may change
    _chains: dict[int, Chains] = field(default_factory=dict)

    @cached_property
    def cuts(self) -> list[int]:
        """The instants that end it."""
        return self.standing.cuts()

    def cut(self, at: int) -> int:
        """The last instant, up to one, that ended everything before it."""
        place = bisect_right(self.cuts, at)
        return self.cuts[place - 1] if place else _ALWAYS

    def chains(self, cut: int) -> Chains:
        """The ways in which the steps were taken after a cut."""
        if cut not in self._chains:
            self._chains[cut] = self.standing.chains(cut)
        return self._chains[cut]

    # ---- situations -----------------------------------------------------------------------------------------

    @cached_property
    def situations(self) -> list[tuple[int, Situation]]:
        """What held at every instant at which something changes, in order."""
        form, standing = self.standing.form, self.standing
        changing = standing.dues(form.all) | standing.ends(form.all) | set(self.cuts) | self.turns
        changing |= standing.dues(form.none) | standing.ends(form.none)
        if form.in_order:
            changing |= {at for cut in (_ALWAYS, *self.cuts) for _, at in self.chains(cut).lasts}
        first, last = min(standing.dues(form.all), default=0), standing.last()
        return [(at, self._situation(at)) for at in sorted(changing) if first <= at <= last]

    def _situation(self, at: int) -> Situation:
        form, standing, cut = self.standing.form, self.standing, self.cut(at)
        if form.in_order:
            last = form.all[-1]
            every: Iterator[bool] = iter((any(
                end <= at and standing.holds(last, at, cut, step) for step, end in self.chains(cut).lasts
            ),))  # fmt: skip
        else:
            every = (standing.holds(leaf, at, cut) for leaf in leaves(form.all))
        return (*every, *(standing.holds(premise, at, _ALWAYS) for premise in form.none))

    # ---- what is concluded ----------------------------------------------------------------------------------

    def spans(self, holding: Callable[[Situation], bool], admits: Callable[[int, int], bool]) -> Iterator[Held]:
        """When it held, where `admits` says that it may begin at an instant of a pair."""
        begun: tuple[int, int] | None = None
        for at, situation in self.situations:
            held = holding(situation)
            if begun is not None and not held:
                yield Held(begun[0], at, begun[1])
                begun = None
            elif begun is None and held:
                begun = next(((at, pair) for pair in self._completed_by(at) if admits(at, pair)), None)
        if begun is not None:
            yield Held(begun[0], None, begun[1])

    def _completed_by(self, at: int) -> list[int]:
        """The relationships whose facts complete it at an instant, by name; none where no fact does."""
        form, standing, cut = self.standing.form, self.standing, self.cut(at)
        if not form.in_order:
            due = {f.pair for leaf in leaves(form.all) for f in standing.counted(leaf, at, cut) if f.due == at}
            return sorted(due)
        if at not in (way := self.chains(cut).ways):
            return []
        step = way[at][-2] if len(way[at]) > 1 else _ALWAYS
        counted = [f for leaf in leaves(form.all[-1:]) for f in standing.counted(leaf, at, cut, step)]
        return sorted({f.pair for f in counted if f.due == at} or {f.pair for f in counted})

    # ---- what it rests on -----------------------------------------------------------------------------------

    def counted(self, at: int) -> Iterator[tuple[Premise, Sequence[Fact]]]:
        """The leaves of `all` that hold when it begins, each with the facts that count."""
        form, standing, cut = self.standing.form, self.standing, self.cut(at)
        instants = self.chains(cut).ways[at] if form.in_order else (at,) * len(form.all)
        step = _ALWAYS
        for premise, instant in zip(form.all, instants, strict=True):
            for leaf in leaves([premise]):
                if standing.holds(leaf, instant, cut, step):
                    yield leaf, self._telling(leaf, standing.counted(leaf, instant, cut, step))
            step = instant if form.in_order else _ALWAYS

    def _telling(self, leaf: Premise, found: Sequence[Fact]) -> Sequence[Fact]:
        """Of the facts of a leaf those that it rests on: of a share the part, of a run its steps."""
        if isinstance(leaf, OfFindings) and leaf.among is not None:
            return [fact for fact in found if fact.part]
        if isinstance(leaf, OfFindings) and leaf.each_within is not None and leaf.distinct is not None:
            return self.standing.measure.run(found, leaf.distinct, leaf.each_within)
        return found

    def measured(self, at: int) -> float:
        """How much its first premise came to when it begins."""
        form, standing, cut = self.standing.form, self.standing, self.cut(at)
        first = form.all[0]
        instant = self.chains(cut).ways[at][0] if form.in_order else at
        if isinstance(first, Several):
            return sum(standing.holds(part, instant, cut) for part in first.parts)
        return float(standing.measure.number(first, standing.counted(first, instant, cut)))
