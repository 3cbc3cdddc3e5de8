"""From the situations that hold to conclusions: from when to when each did, and on which facts it rests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boundaries.engine.conclude.asked import Asked
from boundaries.engine.conclude.facts import Facts, together
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.holding import Holding
from boundaries.engine.conclude.situations import Situations
from boundaries.engine.primitives import NEVER, Bools, Ints, bounds, firsts, once, runs, search
from boundaries.policy.conclusion import Premise, leaves


class Begins(NamedTuple):
    """Where a conclusion begins: in which unit, when, and whose fact completed it."""

    unit: Ints
    at: Ints
    pair: Ints

    def some(self, chosen: Bools | Ints) -> Begins:
        """Some of them."""
        return Begins(self.unit[chosen], self.at[chosen], self.pair[chosen])


class Counted(NamedTuple):
    """The facts that conclusions rest on, and which conclusion each is of."""

    of: Ints
    facts: Facts


class _Step(NamedTuple):
    """Some premises of `all` at the instant at which they have to hold, each in a unit of what is `every`."""

    premises: Sequence[Premise]
    every: Mapping[int, Gathered]
    asked: Asked
    holding: Holding


@dataclass(eq=False)
class Drawing:
    """Draws one conclusion from its situations."""

    situations: Situations

    def drawn(self, held: Bools, admits: Callable[[Begins], Bools]) -> tuple[Begins, Ints]:
        """From when (where `admits` says that it may begin) until when it held, NEVER where it still does.

        `held` says of each instant of the situations whether it did from there on.
        """
        asked = self.situations.asked
        place, pair = self._completed(held)
        begins = Begins(asked.unit[place], asked.at[place], pair)
        able = admits(begins)
        begun, last = runs(held, asked.unit)
        run = np.searchsorted(begun, place[able], "right") - 1
        first = firsts(run)
        behind = last[run[first]] + 1
        found = begins.some(able).some(first)
        goes_on = np.append(asked.unit, -1)[behind] == found.unit
        return found, np.where(goes_on, np.append(asked.at, NEVER)[behind], NEVER)

    def _completed(self, held: Bools) -> tuple[Ints, Ints]:
        """The instants that hold at which a fact begins to count, and whose facts these are: in order, by name."""
        asked, form = self.situations.asked, self.situations.form
        if form.in_order:
            place, pair = self._by_last_step(np.flatnonzero(held))
        else:
            lo, hi = bounds(asked.unit, self.situations.units)
            places, pairs = [], []
            for leaf in leaves(form.all):
                found = self.situations.uncut[id(leaf)]
                due = search(asked.at, lo[found.unit], hi[found.unit], found.due, "left")
                counts = (found.due < found.gone) & (due < hi[found.unit])
                due, pair = due[counts], found.facts.pair[counts]
                now = held[due] & (asked.at[due] == found.due[counts])
                places.append(due[now])
                pairs.append(pair[now])
            place, pair = np.concatenate(places), np.concatenate(pairs)
        apart = once(place, pair)
        return place[apart], pair[apart]

    def _by_last_step(self, places: Ints) -> tuple[Ints, Ints]:
        """The same of steps: whose facts are due at the last, or else count at it."""
        steps, asked = self.situations.steps, self.situations.asked.taken(places)
        there, ways = steps.ways_to(asked)
        places, at = places[there], asked.at[there]
        found, _ = steps.behind(len(steps.premises) - 1, ways[-2])
        which, pair, now = [], [], []
        for each in found.values():
            of, place = each.counted(Asked(np.arange(len(at)), at))
            which.append(of)
            pair.append(each.facts.pair[place])
            now.append(each.due[place] == at[of])
        of, due = np.concatenate(which), np.concatenate(now)
        some = np.bincount(of[due], minlength=len(at)) > 0
        chosen = due | ~some[of]
        return places[of[chosen]], np.concatenate(pair)[chosen]

    # ---- what it rests on -----------------------------------------------------------------------------------

    def counted(self, begins: Begins) -> Counted:
        """The facts that count when each begins, of the leaves that hold."""
        of, found = [np.zeros(0, np.int64)], []
        for step in self._steps(begins):
            for leaf in leaves(step.premises):
                every = step.every[id(leaf)]
                held = np.flatnonzero(step.holding.leaf(leaf, every, step.asked))
                which, place = step.holding.told(leaf, every, step.asked.taken(held))
                of.append(held[which])
                found.append(every.facts.taken(place))
        return Counted(np.concatenate(of), together(found))

    def measured(self, begins: Begins) -> np.ndarray:
        """How much its first premise came to when each began."""
        first = next(self._steps(begins))
        return first.holding.number(first.premises[0], first.every, first.asked)

    def beside(self, begins: Begins, until: Ints, since: Ints, matters: Callable[[Facts], Bools]) -> Counted:
        """Every fact of a premise that counted, or ended something, from an instant to its end, and that matters."""
        of, found = [np.zeros(0, np.int64)], []
        for gathered in self.situations.every.values():
            some = gathered.only(matters(gathered.facts))
            which, place = some.between(begins.unit, since, until)
            of.append(which)
            found.append(some.facts.taken(place))
        return Counted(np.concatenate(of), together(found))

    def _steps(self, begins: Begins) -> Iterator[_Step]:
        situations, asked = self.situations, Asked(begins.unit, begins.at)
        form = situations.form
        if not form.in_order:
            yield _Step(form.all, situations.uncut, asked, situations.holding)
            return
        _, ways = situations.steps.ways_to(asked)
        for number, premise in enumerate(form.all):
            every, holding = situations.steps.behind(number, ways[number])
            at = Asked(np.arange(len(asked)), ways[number + 1].at)
            yield _Step((premise,), every, at, holding)
