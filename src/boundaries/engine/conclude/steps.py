"""Premises that are taken one after another.

What comes after a step in time for the next is a unit of its own, and is counted as others are. It grows with the steps
times the facts behind each, so that they are looked at in blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from boundaries.engine.conclude.asked import Asked, Instants, together
from boundaries.engine.conclude.gather import step_window
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.holding import Holding
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, bounds, firsts, ragged, running_max, search
from boundaries.policy.conclusion import Premise, leaves
from boundaries.policy.condition import Length

BLOCK = 1 << 20  # facts behind steps that are looked at together
Later: TypeAlias = Callable[[Length, Ints, Ints], Ints]  # instants of pairs plus a duration


class Ways(NamedTuple):
    """Where a step was taken, by unit and in order; `before`: the way it went on from, of several the latest."""

    unit: Ints
    at: Ints
    before: Ints

    def some(self, chosen: Ints) -> Ways:
        """Some of the ways."""
        return Ways(self.unit[chosen], self.at[chosen], self.before[chosen])


class Times(NamedTuple):
    """Times of units, by unit and in order, apart from each other."""

    unit: Ints
    begin: Ints
    end: Ints


@dataclass(eq=False)
class Steps:
    """The steps of one conclusion; of what is `every` nothing counts after a cut."""

    premises: Sequence[Premise]
    every: Mapping[int, Gathered]
    cuts: Instants
    units: Ints  # those that are looked at, in order
    holding: Holding
    later: Later

    def taken(self, asked: Asked) -> Bools:
        """Whether at each instant every step has been taken, and the last one holds."""
        times = self._walked[1]
        lo, hi = bounds(times.unit, len(self.cuts.lo))
        place = search(times.begin, lo[asked.unit], hi[asked.unit], asked.at, "right") - 1
        there: Bools = (place >= lo[asked.unit]) & (asked.at < np.append(times.end, NOTHING)[place])
        return there

    def ways_to(self, asked: Asked) -> tuple[Bools, list[Ways]]:
        """At which instants the last step was taken; and of these the ways before each step, and to the last."""
        every = self._walked[0]
        last = every[-1]
        lo, hi = bounds(last.unit, len(self.cuts.lo))
        place = search(last.at, lo[asked.unit], hi[asked.unit], asked.at, "left")
        there: Bools = (place < hi[asked.unit]) & (np.append(last.at, NEVER)[place] == asked.at)
        some, back = place[there], []
        for ways in reversed(every):
            back.append(ways.some(some))
            some = ways.before[some]
        return there, back[::-1]

    def behind(self, step: int, ways: Ways) -> tuple[dict[int, Gathered], Holding]:
        """What counts for a step after each of some ways, which are units of their own; and what holds in these."""
        pairs = self.holding.pair_at

        def pair_at(unit: Ints, at: Ints) -> Ints:
            return pairs(ways.unit[unit], at)

        limits, over = self._limits(step, ways), self._over(step, ways)
        found = {of: _behind(self.every[of], ways, limit, over) for of, limit in limits.items()}
        return found, replace(self.holding, pair_at=pair_at)

    # ---- from step to step ----------------------------------------------------------------------------------

    @cached_property
    def _walked(self) -> tuple[list[Ways], Times]:
        """Where each step was taken (before the first, from the beginning on), and when all were and the last held."""
        none = np.full(len(self.units), -1, np.int64)
        ways, parts = [Ways(self.units, np.full(len(self.units), NOTHING), none)], list[_Taken]()
        for step in range(len(self.premises)):
            parts = list(self._blocks(step, ways[-1]))
            ways.append(_latest([part.ways for part in parts]))
        return ways, _united([part.times for part in parts])

    def _blocks(self, step: int, ways: Ways) -> Iterator[_Taken]:
        """A step after all ways before it, as many at a time as there is room for."""
        sizes: Ints = np.ones(len(ways.unit), np.int64)
        for of, limit in self._limits(step, ways).items():
            first, end = _range(self.every[of], ways, limit)
            sizes += end - first
        block = np.cumsum(sizes) // BLOCK
        for numbers in np.split(np.arange(len(block)), np.flatnonzero(firsts(block))[1:]):
            yield self._taken(step, numbers, ways.some(numbers))

    def _taken(self, step: int, numbers: Ints, ways: Ways) -> _Taken:
        found, holding = self.behind(step, ways)
        premise = self.premises[step]
        asked = self._dues(step, ways)
        held = asked.taken(holding.premise(premise, found, asked))
        taken = _latest([Ways(ways.unit[held.unit], held.at, numbers[held.unit])])
        since = np.full(len(ways.unit), NEVER)
        np.minimum.at(since, held.unit, held.at)
        if step < len(self.premises) - 1:
            return _Taken(taken, _united([]))
        changes = [Asked(each.unit, at) for each in found.values() for at in (each.due, each.gone)]
        asked = together([Asked(np.arange(len(since)), since), *changes])
        asked = asked.taken((since[asked.unit] <= asked.at) & (asked.at < NEVER)).once()
        holds = holding.premise(premise, found, asked)
        goes_on = ~firsts(asked.unit)[1:]
        end = np.where(np.append(goes_on, False), np.append(asked.at[1:], NEVER), NEVER)
        return _Taken(taken, _united([Times(ways.unit[asked.unit[holds]], asked.at[holds], end[holds])]))

    def _dues(self, step: int, ways: Ways) -> Asked:
        """When the next step may be taken: with the one before, or when a fact begins to count in its time."""
        limits = self._limits(step, ways)
        until: Ints = np.max(np.stack(list(limits.values())), axis=0)
        begun = ways.at > NOTHING
        parts = [Asked(np.flatnonzero(begun), ways.at[begun])]
        for of in limits:
            found = self.every[of]
            lo, hi = found.lo[ways.unit], found.hi[ways.unit]
            first, end = search(found.due, lo, hi, ways.at, "right"), search(found.due, lo, hi, until, "right")
            offsets, place = ragged(first, np.maximum(first, end))
            parts.append(Asked(np.repeat(np.arange(len(lo)), np.diff(offsets)), found.due[place]))
        return together(parts).once()

    def _limits(self, step: int, ways: Ways) -> dict[int, Ints]:
        """Until when the facts of each leaf of a step come in time."""
        parts = list(leaves([self.premises[step]]))
        if step == 0:
            return {id(leaf): np.full(len(ways.unit), NEVER) for leaf in parts}
        pair = self.holding.pair_at(ways.unit, ways.at)
        return {id(leaf): self.later(step_window(leaf), ways.at, pair) for leaf in parts}

    def _over(self, step: int, ways: Ways) -> Ints:
        """The first cut after each way."""
        return self.cuts.first(ways.unit, ways.at + 1) if step else np.full(len(ways.unit), NEVER)


class _Taken(NamedTuple):
    ways: Ways
    times: Times


def _range(found: Gathered, ways: Ways, limit: Ints) -> tuple[Ints, Ints]:
    """Between which places the facts lie that are not over at a step, and begin to count in time."""
    lo, hi = found.lo[ways.unit], found.hi[ways.unit]
    still = running_max(found.over, found.lo[found.unit])
    first = search(still, lo, hi, ways.at, "right")
    return first, np.maximum(first, search(found.due, lo, hi, limit, "right"))


def _behind(found: Gathered, ways: Ways, limit: Ints, over: Ints) -> Gathered:
    """The facts that come after a step, or are still there at it, in time; none counts after the next cut."""
    offsets, place = ragged(*_range(found, ways, limit))
    way = np.repeat(np.arange(len(limit)), np.diff(offsets))
    step, due = ways.at[way], found.due[place]
    gone = np.minimum(found.gone[place], over[way])
    keep = (found.facts.at[place] > step) | ((due <= step) & (step < found.over[place]))
    keep &= due < gone
    behind = found.among(place[keep], way[keep], len(limit))
    return replace(behind, gone=gone[keep])


def _latest(parts: Sequence[Ways]) -> Ways:
    """Of several ways to one instant of a unit that from the latest step before it."""
    unit, at, before = (np.concatenate([np.zeros(0, np.int64), *columns]) for columns in _columns(parts, 3))
    order = np.lexsort((-before, at, unit))
    unit, at, before = unit[order], at[order], before[order]
    first = firsts(unit) | firsts(at)
    return Ways(unit[first], at[first], before[first])


def _united(parts: Sequence[Times]) -> Times:
    """The same times, those that meet as one."""
    unit, begin, end = (np.concatenate([np.zeros(0, np.int64), *columns]) for columns in _columns(parts, 3))
    order = np.lexsort((begin, unit))
    unit, begin, end = unit[order], begin[order], end[order]
    lo, _ = bounds(unit, int(np.max(unit, initial=-1)) + 1)
    until = running_max(end, lo[unit])
    apart = firsts(unit)
    apart[1:] |= begin[1:] > until[:-1]
    last = np.flatnonzero(np.append(apart, True)[1:])
    return Times(unit[apart], begin[apart], until[last])


def _columns(parts: Sequence[tuple[Ints, ...]], count: int) -> list[list[Ints]]:
    return [[part[i] for part in parts] for i in range(count)]
