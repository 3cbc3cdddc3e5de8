"""Rules that were not judged, and why: switched off, nothing agreed that they could look at, nothing covered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from boundaries.contract.clauses import clause_of, short
from boundaries.contract.versions import Timeline, Version
from boundaries.core.catalogue import Phrase
from boundaries.engine.forms import Judging
from boundaries.engine.params import Params
from boundaries.engine.primitives import Bools
from boundaries.engine.world import World
from boundaries.policy.rule import Rule
from boundaries.policy.silence import lacking

NOT_COVERED = Phrase("silent.not_covered")


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be judged in some relationships, and why."""

    rule: str
    relationships: tuple[str, ...]
    reason: Phrase


def silent(world: World, params: Params) -> Iterator[Unchecked]:
    """Where a rule of the contract's packs says nothing: switched off, or something it needs was never agreed."""
    rule = params.rule
    if not rule.enabled:
        yield from _unchecked(world, params.listed[world.contract], rule.name, Phrase("silent.off"))
        return
    mute = params.listed & ~_spoken(params)
    if rule.after_end:
        mute |= params.listed & np.array([c.timeline.end_us is None for c in world.policy.contracts], np.bool_)
    reasons = {c: _reason(rule, world.policy.contracts[c].timeline) for c in np.flatnonzero(mute).tolist()}
    for reason in dict.fromkeys(reasons.values()):
        contracts = np.zeros(len(mute), np.bool_)
        contracts[[c for c, why in reasons.items() if why == reason]] = True
        yield from _unchecked(world, contracts[world.contract], rule.name, reason)


def uncovered(world: World, job: Judging) -> Iterator[Unchecked]:
    """Where a rule waits for what the log does not cover, or has too little to learn from what is usual."""
    spoken = _spoken(job.params)[world.contract]
    if job.unshown is not None:
        yield from _unchecked(world, job.unshown & spoken, job.rule.name, NOT_COVERED)
        spoken &= ~job.unshown
    for reason, pairs in job.unlearned:
        yield from _unchecked(world, pairs & spoken, job.rule.name, reason)


def _unchecked(world: World, pairs: Bools, rule: str, reason: Phrase) -> Iterator[Unchecked]:
    names = tuple(world.names[p] for p in np.flatnonzero(pairs))
    if names:
        yield Unchecked(rule, names, reason)


def _spoken(params: Params) -> Bools:
    """The contracts in which a rule speaks in some version."""
    spoken = np.zeros(len(params.world.policy.contracts), np.bool_)
    np.logical_or.at(spoken, params.world.contract_of_version, params.speaks)
    return spoken


def _reason(rule: Rule, life: Timeline) -> Phrase:
    """Why a rule is silent under a contract: what it lacks in the newest version that has its clause."""
    if rule.after_end and life.end_us is None:
        return Phrase("silent.no_end")
    clause = rule.clause
    having = [v for v in life.versions if clause is None or clause in v.terms]
    if not having:
        assert clause is not None, "every version has what a rule without a clause is about"
        if any(_ruled_out(version, clause) for version in life.versions):
            return Phrase("silent.ruled_out", (f"`{short(clause)}`",))
        return Phrase("silent.no_clause", (f"`{short(clause)}`",))
    path = lacking(rule, having[-1])
    assert path is not None, "a rule that lacks nothing in some version speaks there"
    if _ruled_out(having[-1], path):
        return Phrase("silent.ruled_out", (f"`{short(path)}`",))
    return Phrase("silent.nothing_agreed", (f"`{short(path)}`",))


def _ruled_out(version: Version, path: str) -> bool:
    """Whether a field, or the clause it is of, is said not to apply."""
    return path in version.not_applicable or clause_of(path) in version.not_applicable
