"""Clauses that were kept: for so long no finding of the rules that watch them, in a log that would have shown one."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from boundaries.engine.conclude.facts import Facts, Sources, end_of, ends, facts, together
from boundaries.engine.coverage import awaited, covered
from boundaries.engine.forms import Judging
from boundaries.engine.hits import EXCUSED
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, bounds, once, ragged, running_max, search
from boundaries.engine.world import World, one_chunk
from boundaries.policy.conclusion import OfKept
from boundaries.policy.condition import Agreement, Ref
from boundaries.policy.inside import filters_of
from boundaries.policy.rule import Rule

_Watched: TypeAlias = dict[str, list[tuple[int, Rule]]]  # by clause the rules that speak of it


@dataclass(eq=False)
class Kept:
    """What is known of the clauses of one world, made once for all premises that ask."""

    sources: Sources
    common: Common
    _rows: dict[frozenset[str], tuple[Ints, Ints, Ints]] = field(default_factory=dict)
    _by_clause: dict[tuple[int, ...], _Watched] = field(default_factory=dict)

    @property
    def _world(self) -> World:
        return self.sources.world

    def unshown(self, premise: OfKept, job: Judging) -> Bools:
        """The pairs of which the log shows no clause that is watched for so long."""
        world = self._world
        long = np.zeros(len(world.names), np.bool_)
        for rules, theirs in self._by_rules():
            for clause in self._clauses(rules, premise):
                long |= theirs & self._long(_kinds(_looking(self._watched(rules)[clause])), premise, job)
        return ~long

    def _long(self, kinds: frozenset[str], premise: OfKept, job: Judging) -> Bools:
        """The pairs of which the log shows these kinds for so long on end."""
        world, shown = self._world, covered(self._world, kinds)
        if shown is None:
            return np.ones(len(world.names), np.bool_)
        pair = np.repeat(np.arange(len(world.names)), shown.hi - shown.lo)
        _, place = ragged(shown.lo, shown.hi)
        begin = np.maximum(shown.begin[place], world.start[pair])
        version = world.version_at(pair, begin)
        enough = job.later(begin, pair, version, premise.length) <= shown.end[place]
        enough &= job.params.agreed(premise.length)[version]
        return np.bincount(pair[enough], minlength=len(world.names)) > 0

    def _by_rules(self) -> Iterator[tuple[tuple[int, ...], Bools]]:
        """The rules of some contracts, with the pairs of all contracts that have these."""
        contracts = self._world.policy.contracts
        numbers = {rules: number for number, rules in enumerate(dict.fromkeys(one.rules for one in contracts))}
        number = np.array([numbers[one.rules] for one in contracts], np.int64)[self._world.contract]
        yield from ((rules, number == of) for rules, of in numbers.items())

    def _watched(self, rules: tuple[int, ...]) -> _Watched:
        """The rules that speak of each clause, of those that would find a breach of it."""
        if rules not in self._by_clause:
            watched: _Watched = {}
            for i in rules:
                rule = self._world.policy.rules[i]
                if rule.enabled and rule.clause is not None and rule.type in ("breach", "drift"):
                    watched.setdefault(rule.clause, []).append((i, rule))
            self._by_clause[rules] = {clause: those for clause, those in watched.items() if _looking(those)}
        return self._by_clause[rules]

    def _clauses(self, rules: tuple[int, ...], premise: OfKept) -> list[str]:
        """The clauses that some rules watch and the premise is about."""
        of = premise.clause
        return [clause for clause in self._watched(rules) if of is None or clause == of or clause.startswith(f"{of}.")]

    def facts(self, premise: OfKept, job: Judging, asked: Bools, of: Container[str] | None = None) -> Facts:
        """One fact for each stretch in which a clause was kept for so long: from then on, to the next finding.

        `asked` are the pairs that are looked at, `of` the clauses (None: all).
        """
        parts, asked = [], asked & self._long_enough(premise, job)
        for rules, theirs in self._by_rules():
            chosen = asked & theirs
            for clause in self._clauses(rules, premise) if chosen.any() else ():
                if of is None or clause in of:
                    parts.append(self._of_clause(clause, rules, chosen, premise, job))
        return together(parts)

    def _long_enough(self, premise: OfKept, job: Judging) -> Bools:
        """The pairs whose contract has been in force for so long; all, where how long it is may change."""
        world, pairs = self._world, np.arange(len(self._world.names))
        if isinstance(premise.length, Ref):
            return np.ones(len(pairs), np.bool_)
        version = world.version_at(pairs, world.start)
        long: Bools = job.later(world.start, pairs, version, premise.length) <= world.as_of
        return long

    def _of_clause(self, clause: str, rules: tuple[int, ...], chosen: Bools, premise: OfKept, job: Judging) -> Facts:
        world, watching = self._world, self._watched(rules)[clause]
        looking = _looking(watching)
        pair, at, following = self._anchors([i for i, _ in watching], chosen)
        version = world.version_at(pair, at)
        due = job.later(at, pair, version, premise.length)
        keep = job.params.agreed(premise.length)[version] & (following > due)
        keep &= (due < world.end[pair]) & (due <= world.as_of[pair])
        pair, at, following, due = pair[keep], at[keep], following[keep], due[keep]
        keep = self._spoken([i for i, _ in looking], pair, at, due) & self._shown(_kinds(looking), pair, at, due)
        number = np.full(int(keep.sum()), self.sources.number((clause,)))
        return facts(pair[keep], due[keep], following[keep], clause=number)

    def _anchors(self, rules: Sequence[int], chosen: Bools) -> tuple[Ints, Ints, Ints]:
        """Since when nothing was found: a relationship's first row and the end of each finding, with the next one.

        Left out is an end at which something else still lasts.
        """
        world = self._world
        pair, at, end = self._broken(rules, chosen)
        lo, hi = bounds(pair, len(world.names))
        known = self.common.weeks.known_since
        first, over, since = np.flatnonzero(chosen & (known < NEVER)), end < NEVER, np.maximum(known, world.start)
        whole, first = first[lo[first] == hi[first]], first[lo[first] < hi[first]]
        anchor_pair = np.concatenate((first, pair[over]))
        anchor = np.concatenate((since[first], end[over]))
        apart = once(anchor_pair, anchor)
        anchor_pair, anchor = anchor_pair[apart], anchor[apart]
        place = search(at, lo[anchor_pair], hi[anchor_pair], anchor, "right")
        lasting = np.append(running_max(end, lo[pair]), NOTHING)[place - 1]
        free = (place == lo[anchor_pair]) | (lasting <= anchor)
        following = np.where(place < hi[anchor_pair], np.append(at, NEVER)[place], NEVER)
        return (
            np.concatenate((whole, anchor_pair[free])), np.concatenate((since[whole], anchor[free])),
            np.concatenate((np.full(len(whole), NEVER), following[free])),
        )  # fmt: skip

    def _broken(self, rules: Sequence[int], chosen: Bools) -> tuple[Ints, Ints, Ints]:
        """From when to when there was a finding, in order of (pair, at)."""
        parts = [np.array([one for one in self._given(rules) if chosen[one[0]]], np.int64).reshape(-1, 3)]
        for index in rules:
            hits = self.sources.found[index]
            mine = np.flatnonzero((hits.status != EXCUSED) & chosen[hits.pair])
            end = ends(self._world.policy.rules[index], hits)
            parts.append(np.stack((hits.pair[mine], hits.at[mine], end[mine]), axis=1))
        every = np.concatenate(parts)
        pair, at, end = every[np.lexsort((every[:, 1], every[:, 0]))].T
        return pair, at, end

    def _given(self, rules: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """The pair, the instant and the end of what is given as found by some rules."""
        names = {self._world.policy.rules[i].name for i in rules}
        pairs = self.sources.pair_of
        for one in self.sources.given:
            if one.rule in names and one.status != "excused" and one.relationship in pairs:
                yield pairs[one.relationship], one.at, end_of(one)

    @cached_property
    def _own(self) -> Bools:
        """Which rows are the relationship's own, and not their practitioner's."""
        relation = one_chunk(self._world.log.table.column("relationship"))
        there: Bools = relation.is_valid().to_numpy(zero_copy_only=False)
        return there[self._world.table_rows(np.arange(len(self._world)))]

    @cached_property
    def _own_kind(self) -> Ints:
        """The code of each row's kind; -1 of those that are not the relationship's own."""
        return np.where(self._own, self._world.coded("kind").codes, -1).astype(np.intp)

    def _spoken(self, rules: Sequence[int], pair: Ints, since: Ints, until: Ints) -> Bools:
        """Whether one of some rules spoke in every version in force over a time."""
        world = self._world
        speaks = np.zeros(len(world.versions), np.bool_)
        for index in rules:
            speaks |= self.common.speaks(index)
        silent = np.concatenate(([0], np.cumsum(~speaks)))
        kept: Bools = silent[world.version_at(pair, until) + 1] == silent[world.version_at(pair, since)]
        return kept

    def _shown(self, kinds: frozenset[str], pair: Ints, since: Ints, until: Ints) -> Bools:
        """Whether the log shows all of some kinds over a time, and had one of them there."""
        if kinds not in self._rows:
            self._rows[kinds] = self._rows_of(kinds)
        at, lo, hi = self._rows[kinds]
        if not len(at):
            return np.zeros(len(pair), np.bool_)
        first = search(at, lo[pair], hi[pair], since, "left")
        there: Bools = (first < hi[pair]) & (at[np.minimum(first, len(at) - 1)] <= until)
        shown = covered(self._world, kinds)
        return there if shown is None else there & shown.spans(pair, since, until)

    def _rows_of(self, kinds: frozenset[str]) -> tuple[Ints, Ints, Ints]:
        """When own rows of some kinds are; those of a pair lie between its `lo` and `hi`."""
        world, words = self._world, self._world.coded("kind").words
        rows = np.flatnonzero(np.array([*(word in kinds for word in words), False])[self._own_kind])
        return world.at[rows], *bounds(world.pair[rows], len(world.names))


def _looking(watching: Sequence[tuple[int, Rule]]) -> list[tuple[int, Rule]]:
    """The rules that would find a breach: of what happened, while the contract lasts."""
    # A rule that speaks only after the end, or of the agreement itself, saw nothing of this time.
    return [
        (i, rule) for i, rule in watching
        if rule.type == "breach" and not rule.after_end and not isinstance(rule.when, Agreement)
    ]  # fmt: skip


def _kinds(looking: Sequence[tuple[int, Rule]]) -> frozenset[str]:
    """The kinds of rows that some rules look at."""
    return frozenset().union(*(awaited(chosen) for _, rule in looking for chosen in filters_of(rule.when)))
