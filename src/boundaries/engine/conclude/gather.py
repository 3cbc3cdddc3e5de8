"""From the premises of a conclusion to their facts: what each leaf counts, since when, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.facts import NINETY_DAYS, Facts, Sources, together
from boundaries.engine.conclude.happened import groups, of_condition, of_events
from boundaries.engine.conclude.kept import Kept
from boundaries.engine.forms import Judging
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, Bools, Ints
from boundaries.policy.conclusion import (
    Conclude,
    Counting,
    OfAmendments,
    OfCondition,
    OfEvents,
    OfExceptions,
    OfFindings,
    OfKept,
    Premise,
    Several,
    leaves,
)
from boundaries.policy.condition import Length, Ref


@dataclass(slots=True)
class Gathered:
    """The facts of one leaf of one run: sorted by (unit, due, pair, at); unit u has those of lo[u] <= i < hi[u]."""

    facts: Facts
    due: Ints
    gone: Ints
    part: Bools
    lo: Ints
    hi: Ints

    def of_unit(self, unit: int, sources: Sources) -> Iterator[Fact]:
        """The facts of one unit as objects."""
        some = slice(int(self.lo[unit]), int(self.hi[unit]))
        columns = (
            self.facts.pair, self.facts.at, self.due, self.facts.end, self.gone, self.facts.rule, self.facts.item,
            self.facts.clause, self.part,
        )  # fmt: skip
        for pair, at, due, end, gone, rule, item, clause, part in zip(
            *(column[some].tolist() for column in columns), strict=True
        ):
            paths = () if clause < 0 else sources.clauses[clause]
            yield Fact(pair, at, due, max(end, due), gone, rule, item, paths, part)

    def only(self, keep: Bools) -> Gathered:
        """Some of the facts, in the same order."""
        number = np.concatenate(([0], np.cumsum(keep)))
        lo, hi = number[self.lo], number[self.hi]
        return Gathered(self.facts.taken(keep), self.due[keep], self.gone[keep], self.part[keep], lo, hi)


@dataclass(eq=False)
class Gathering:
    """Gathers the facts of one conclusion's premises."""

    sources: Sources
    common: Common
    kept: Kept
    job: Judging
    index: int
    form: Conclude = field(init=False)  # with leaves that are told apart by what they are
    unit_of: Ints = field(init=False)  # of each pair: itself, or its practitioner
    every: dict[int, Gathered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = self.job.rule.when
        assert isinstance(form, Conclude), "only conclusions have premises"
        every, none, retract = (tuple(map(_apart, those)) for those in (form.all, form.none, form.retract))
        self.form = replace(form, all=every, none=none, retract=retract)
        world = self.sources.world
        self.unit_of = groups(world) if form.practitioner else np.arange(len(world.names))
        for premise in sorted(every, key=_cost):
            for leaf in leaves([premise]):
                self.every[id(leaf)] = self._gathered(leaf, of_all=True)
            if not self._possible(premise).any():
                break
        # Where a premise never holds nothing is concluded, and nothing else has to be known.
        settled = len(self.every) < sum(1 for _ in leaves(every)) or not len(self.possible())
        for leaf in leaves((*every, *none, *retract)):
            if settled and id(leaf) not in self.every:
                self.every[id(leaf)] = self._nothing()
            elif id(leaf) not in self.every:
                self.every[id(leaf)] = self._gathered(leaf, of_all=False)
        if form.same == "clause":
            self._narrow(every)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(np.max(self.unit_of, initial=-1)) + 1

    def possible(self) -> Ints:
        """The units in which there are facts enough for every premise of `all`."""
        able = np.ones(self.units, np.bool_)
        for premise in self.form.all:
            able &= self._possible(premise)
        return np.flatnonzero(able)

    @cached_property
    def _needed(self) -> set[int]:
        """The leaves of `all` without which nothing is concluded."""
        left, needed = list(self.form.all), set[int]()
        while left:
            premise = left.pop()
            if not isinstance(premise, Several):
                needed.add(id(premise))
            elif premise.at_least == len(premise.parts):
                left += premise.parts
        return needed

    def _possible(self, premise: Premise) -> Bools:
        if isinstance(premise, Several):
            some: Bools = sum(self._possible(part).astype(np.int64) for part in premise.parts) >= premise.at_least  # type: ignore[assignment]
            return some
        found = self.every[id(premise)]
        least = premise.at_least if isinstance(premise, Counting) and premise.more_than is None else 1
        if least > 1 and isinstance(premise, OfFindings) and premise.distinct in ("dimension", "rule"):
            return self._different(found, premise.distinct) >= least
        enough: Bools = found.hi - found.lo >= least
        return enough

    def _different(self, found: Gathered, what: str) -> Ints:
        """How many different dimensions, or rules, the facts of each unit are of."""
        names = [rule.name if what == "rule" else rule.dimension for rule in self.sources.world.policy.rules]
        names += [getattr(one, what) for one in reversed(self.sources.given)]  # their rules are -2, -3 ...
        numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
        code = np.array([*(numbers[name] for name in names), 0], np.int64)[found.facts.rule]
        unit = np.repeat(np.arange(self.units), found.hi - found.lo)
        pairs = np.unique(unit * len(numbers) + code) // max(len(numbers), 1)
        return np.bincount(pairs, minlength=self.units)

    def _gathered(self, leaf: Premise, of_all: bool) -> Gathered:
        found, part = self._facts(leaf, of_all)
        listed = self.job.params.listed[self.sources.world.contract[found.pair]]
        found, part = found.taken(listed), part[listed]
        lengths = (
            self.form.after if of_all else None,
            leaf.after if isinstance(leaf, Counting) else None,
            window(leaf),
        )
        known = self._agreed(found, lengths)
        found, part = found.taken(known), part[known]
        due = self._later(self._later(found.at, found, lengths[0]), found, lengths[1])
        lasts = found.end > found.at
        end = np.where(lasts, found.end, due)
        gone = self._later(end, found, lengths[2])
        unit = self.unit_of[found.pair]
        order = np.lexsort((found.item, found.rule, found.at, found.pair, due, unit))
        number = np.arange(self.units)
        lo, hi = (np.searchsorted(unit[order], number, side).astype(np.int64) for side in ("left", "right"))
        return Gathered(found.taken(order), due[order], gone[order], part[order], lo, hi)

    def _nothing(self) -> Gathered:
        none = np.zeros(self.units, np.int64)
        return Gathered(together(()), none[:0], none[:0], none[:0].astype(np.bool_), none, none)

    def _narrow(self, premises: tuple[Premise, ...]) -> None:
        """Leave out the facts of clauses of which another premise has none: these clauses come to nothing."""
        one_each = all(len(paths) == 1 for paths in self.sources.clauses)
        keyed = [self.every[id(leaf)] for leaf in premises if isinstance(leaf, OfFindings | OfKept)]
        if not one_each or any((found.facts.clause < 0).any() for found in keyed):
            return
        keys = [self._unit_and_clause(found) for found in keyed]
        for leaf, found in self.every.items():
            mine = self._unit_and_clause(found)
            shared = np.ones(len(mine), np.bool_)
            for others in keys:
                shared &= np.isin(mine, others)
            self.every[leaf] = found.only(shared | (found.facts.clause < 0))

    def _unit_and_clause(self, found: Gathered) -> Ints:
        unit: Ints = self.unit_of[found.facts.pair] * (len(self.sources.clauses) + 1)
        return unit + found.facts.clause + 1

    def _facts(self, leaf: Premise, of_all: bool) -> tuple[Facts, Bools]:
        match leaf:
            case OfFindings(among=None):
                found = self.sources.findings(leaf.of)
            case OfFindings(among=among):
                assert among is not None
                found, part = self.sources.findings(among), self.sources.findings(leaf.of)
                both = set(zip(part.rule.tolist(), part.item.tolist(), strict=True))
                keys = zip(found.rule.tolist(), found.item.tolist(), strict=True)
                return found, np.array([key in both for key in keys], np.bool_)
            case OfEvents():
                found = self._once(of_events(leaf, self.job, doubtful=not of_all))
            case OfAmendments():
                found = self.sources.amendments(leaf.of)
            case OfExceptions():
                found = self.sources.exceptions(leaf)
            case OfKept():
                found = self.kept.facts(leaf, self.job)
                if of_all and id(leaf) in self._needed:
                    self.job.no_show(self.kept.unshown(leaf, self.job))
            case OfCondition():
                found = of_condition(leaf, self.job, self.common, self.index)
            case Several():
                raise AssertionError("several premises are no leaf")
        return found, np.ones(len(found), np.bool_)

    def _once(self, found: Facts) -> Facts:
        """Of the facts of several relationships those of one row each: a practitioner's row stands in all of theirs."""
        if not self.form.practitioner:
            return found
        rows = np.where(found.item < 0, -1 - np.arange(len(found)), self.sources.world.table_rows(found.item))
        _, first = np.unique(np.stack((self.unit_of[found.pair], rows)), axis=1, return_index=True)
        return found.taken(np.sort(first))

    def _agreed(self, found: Facts, lengths: Iterable[Length | None]) -> Bools:
        """The facts at which every length is agreed."""
        known: Bools = np.ones(len(found), np.bool_)
        for length in lengths:
            if isinstance(length, Ref):
                spans = self.job.params.spans(length)
                known &= ((spans.months > 0) | (spans.micros > 0))[self._terms(found)]
        return known

    def _terms(self, found: Facts) -> Ints:
        """The version in force at each fact."""
        return self.sources.world.version_at(found.pair, found.at)

    def _later(self, at: Ints, found: Facts, length: Length | None) -> Ints:
        """Each instant plus a duration of the terms in force at its fact; NEVER stays what it is."""
        if length is None:
            return at
        lasting = at == NEVER
        safe = np.where(lasting, 0, at)
        return np.where(lasting, NEVER, self.job.later(safe, found.pair, self._terms(found), length))


def window(leaf: Premise) -> Length | None:
    """How long a fact of a leaf counts after its end; None where it counts only while it lasts."""
    if not isinstance(leaf, Counting) or (isinstance(leaf, OfEvents) and leaf.usual):
        return None
    return leaf.window or NINETY_DAYS


def _cost(premise: Premise) -> int:
    """What is dear to look for comes last: a condition of its own, what is usual, what was kept."""
    dear = (
        isinstance(leaf, OfCondition | OfKept) or (isinstance(leaf, OfEvents) and leaf.usual)
        for leaf in leaves([premise])
    )
    return int(any(dear))


def _apart(premise: Premise) -> Premise:
    """The same premise, no part of it the same object as another."""
    if isinstance(premise, Several):
        return replace(premise, parts=tuple(map(_apart, premise.parts)))
    return replace(premise)


def step_window(leaf: Premise) -> Length:
    """How long after the step before a fact of a leaf may come."""
    return (leaf.window if isinstance(leaf, Counting) else None) or NINETY_DAYS
