"""From the premises of a conclusion to their facts: what each leaf counts, since when, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from boundaries.engine.conclude.candidates import enough
from boundaries.engine.conclude.facts import NINETY_DAYS, Facts, Sources
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.conclude.happened import groups, of_condition, of_events
from boundaries.engine.conclude.kept import Kept
from boundaries.engine.conclude.keyed import keyed
from boundaries.engine.forms import Judging
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, Bools, Ints, bounds, ragged
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
    settled: bool = False  # there is not enough for it anywhere: nothing is concluded
    keys: list[str] | None = None  # the clause (or part) of each unit, where it is of one alone

    def __post_init__(self) -> None:
        form = self.job.rule.when
        assert isinstance(form, Conclude), "only conclusions have premises"
        every, none, retract = (tuple(map(_apart, those)) for those in (form.all, form.none, form.retract))
        self.form = replace(form, all=every, none=none, retract=retract)
        world = self.sources.world
        self.unit_of = groups(world) if form.practitioner else np.arange(len(world.names))
        able = np.ones(self.units, np.bool_)
        for premise in sorted(every, key=_cost):
            for leaf in leaves([premise]):
                self.every[id(leaf)] = self._gathered(leaf, able, of_all=True)
            able &= enough(premise, self.every, self.sources)
            if not able.any():  # where a premise never holds nothing is concluded, and nothing else has to be known
                break
        self.settled = not able.any()
        if self.settled:
            return
        for leaf in leaves((*none, *retract)):
            self.every[id(leaf)] = self._gathered(leaf, able, of_all=False)
        if form.same is not None:
            self.every, self.keys = keyed(self.form, form.same, self.every, self.sources)

    def pairs_beside(self, pair: Ints) -> tuple[Ints, Ints]:
        """The pairs that are concluded about together with each, itself among them: with which, and the pair."""
        order, units = self._by_unit
        lo, hi = (np.searchsorted(units, self.unit_of[pair], side).astype(np.int64) for side in ("left", "right"))
        offsets, place = ragged(lo, hi)
        return np.repeat(np.arange(len(pair)), np.diff(offsets)), order[place]

    @cached_property
    def _by_unit(self) -> tuple[Ints, Ints]:
        listed = np.flatnonzero(self.job.params.listed[self.sources.world.contract])
        order = listed[np.argsort(self.unit_of[listed], kind="stable")]
        return order, self.unit_of[order]

    @property
    def units(self) -> int:
        """How many units there are; where each clause is concluded about by itself, each is one."""
        return len(self.keys) if self.keys is not None else int(np.max(self.unit_of, initial=-1)) + 1

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

    def _gathered(self, leaf: Premise, able: Bools, of_all: bool) -> Gathered:
        asked = able[self.unit_of] & self.job.params.listed[self.sources.world.contract]
        found, part = self._facts(leaf, asked, of_all)
        lengths = (
            self.form.after if of_all else None,
            leaf.after if isinstance(leaf, Counting) else None,
            window(leaf),
        )
        keep = self._agreed(found, lengths) & asked[found.pair]
        if not keep.all():
            found, part = found.taken(keep), part[keep]
        due = self._later(self._later(found.at, found, lengths[0]), found, lengths[1])
        lasts = found.end > found.at
        end = np.where(lasts, found.end, due)
        gone = self._later(end, found, lengths[2])
        unit = self.unit_of[found.pair]
        pair = (found.pair,) if self.form.practitioner else ()  # else each is a unit
        at = () if due is found.at else (found.at,)
        order = np.lexsort((found.item, found.rule, *at, *pair, due, unit))
        return Gathered(found.taken(order), due[order], gone[order], part[order], *bounds(unit[order], self.units))

    def _facts(self, leaf: Premise, asked: Bools, of_all: bool) -> tuple[Facts, Bools]:
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
                found = self.kept.facts(leaf, self.job, asked, self._clauses() if self.form.same == "clause" else None)
                if of_all and id(leaf) in self._needed:
                    self.job.no_show(self.kept.unshown(leaf, self.job))
            case OfCondition():
                found = of_condition(leaf, self.job, self.common, self.index)
            case Several():
                raise AssertionError("several premises are no leaf")
        return found, np.ones(len(found), np.bool_)

    def _clauses(self) -> set[str] | None:
        """The clauses that every premise gathered so far is of; None where that is every clause."""
        found: set[str] | None = None
        for premise in self.form.all:
            those = [self.every[id(leaf)].facts.clause for leaf in leaves([premise]) if id(leaf) in self.every]
            if those and len(those) == sum(1 for _ in leaves([premise])) and all((each >= 0).all() for each in those):
                numbers = np.unique(np.concatenate(those)).tolist()
                paths = {path for number in numbers for path in self.sources.clauses[number]}
                found = paths if found is None else found & paths
        return found

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
                known &= self.job.params.agreed(length)[self._terms(found)]
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
        # A length that is written out is the same in every version.
        terms = self._terms(found) if isinstance(length, Ref) else np.zeros(len(at), np.int64)
        return np.where(lasting, NEVER, self.job.later(safe, found.pair, terms, length))


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
