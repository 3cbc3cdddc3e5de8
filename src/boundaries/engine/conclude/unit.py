"""One conclusion in one unit (a relationship, the relationships of a practitioner, one clause of them): from facts to
the instants at which it begins and ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.standing import Chains, Standing
from boundaries.engine.primitives import NEVER, NOTHING
from boundaries.policy.conclusion import OfFindings, Premise, Several, leaves

Situation = int  # its bits are the inputs of a conclusion that hold: see `logic.Place`
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

    def taken(self, at: int) -> bool:
        """Whether at an instant every step has been taken, and the last one holds."""
        standing, cut = self.standing, self.cut(at)
        last = standing.form.all[-1]
        lasts = self.chains(cut).lasts.items()
        return any(since <= at and standing.holds(last, at, cut, step) for step, since in lasts)

    # ---- what is concluded ----------------------------------------------------------------------------------

    def spans(self, instants: Iterable[tuple[int, bool]], admits: Callable[[int, int], bool]) -> Iterator[Held]:
        """From when to when it held, where `admits` says that it may begin at an instant of a pair.

        `instants` are those at which something changes, each with whether it held from there on.
        """
        begun: tuple[int, int] | None = None
        for at, held in instants:
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

    def beside(self, held: Held, since: int) -> Iterator[Fact]:
        """Every fact of its premises that counted, or ended something, between an instant and its end."""
        until = NEVER if held.until is None else held.until
        for known in self.standing.known.values():
            yield from (fact for fact in known.facts if fact.due <= until and since <= fact.gone)

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
