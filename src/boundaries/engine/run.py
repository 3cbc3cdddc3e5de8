"""Runs a policy over a log: every rule's form, then its undetermined rows and its escalation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from boundaries.engine.build import build
from boundaries.engine.caps import more_than
from boundaries.engine.columns import Derived
from boundaries.engine.excuses import Covers
from boundaries.engine.findings import Findings, Unchecked, assemble
from boundaries.engine.forms import Judging, each, none_for, sequence, unanswered
from boundaries.engine.hits import OPEN, Hits, hits, joined
from boundaries.engine.params import Params
from boundaries.engine.primitives import Bools, Ints, ragged
from boundaries.engine.select import BIT, Selector
from boundaries.engine.world import World
from boundaries.policy.policy import Policy
from boundaries.policy.rule import Among, Each, MoreThan, NoneFor, Sequence, Unanswered
from boundaries.table.log import Log


def run(log: Log, policy: Policy, as_of: int | Mapping[int, int] | None = None) -> Findings:
    """All findings of a policy on a log; `as_of` an instant, or one for each contract index."""
    world = build(log, policy, as_of)
    derived, covers, shared = Derived(world), Covers(world), dict[frozenset[Among], Ints]()
    found: list[Hits] = []
    unchecked: list[Unchecked] = []
    for index, rule in enumerate(policy.rules):
        params = Params(world, rule, index)
        unchecked += _silent(world, params)
        if not rule.enabled or not len(world) or not params.speaks.any():
            found.append(Hits())
            continue
        job = Judging(world, rule, params, Selector(world, params, derived, shared), covers)
        found.append(_judge(job))
        if job.unshown is not None and (blind := job.unshown & _spoken(world, params)).any():
            names = tuple(world.names[p] for p in np.flatnonzero(blind))
            unchecked.append(Unchecked(rule.name, names, "the log does not cover what it waits for"))
    return assemble(world, found, tuple(unchecked))


def _judge(job: Judging) -> Hits:
    match job.rule.when:
        case Each() as form:
            found = each(form, job)
        case MoreThan() as form:
            found = more_than(form, job)
        case Sequence() as form:
            found = sequence(form, job)
        case Unanswered() as form:
            found = unanswered(form, job)
        case NoneFor() as form:
            found = none_for(form, job)
    return joined([_escalated(found, job), _undetermined(job)])


def _spoken(world: World, params: Params) -> Bools:
    """The pairs in which a rule speaks in some version."""
    spoken = np.zeros(len(world.policy.contracts), np.bool_)
    np.logical_or.at(spoken, world.contract_of_version, params.speaks)
    return spoken[world.contract]


def _silent(world: World, params: Params) -> list[Unchecked]:
    """Where a rule of the contract's packs says nothing: switched off, or the contract has no such clause."""
    rule = params.rule
    listed = params.listed[world.contract]
    if not rule.enabled:
        blind, reason = listed, "the rule is switched off"
    else:
        blind, reason = listed & ~_spoken(world, params), "the contract has no such clause"
    names = tuple(world.names[p] for p in np.flatnonzero(blind))
    return [Unchecked(rule.name, names, reason)] if names else []


def _escalated(found: Hits, job: Judging) -> Hits:
    """Severity: the rule's own, and `to` from the n-th open hit within the time that ends at the hit."""
    rule = job.rule
    found.crossing = np.full(len(found), rule.severity == "crossing")
    if rule.escalate is None or len(found) == 0:
        return found
    open_ = np.flatnonzero(found.status == OPEN)
    order = open_[_by_instant(found, open_, job.world)]
    n = rule.escalate.at_count
    at, pair = found.at[order], found.pair[order]
    within = rule.escalate.within
    since = at - within.micros
    if within.months:
        months = np.full(len(at), -within.months, np.int64)
        since = job.world.clocks.months_later(at, job.world.zone_of_pair(pair), months) - within.micros
    back = np.arange(len(order)) - (n - 1)
    earlier = np.maximum(back, 0)
    reached = (back >= 0) & (pair[earlier] == pair) & (at[earlier] > since)
    found.crossing[order[reached]] = rule.escalate.to == "crossing"
    return found


def _by_instant(found: Hits, chosen: Ints, world: World) -> Ints:
    """The order of hits by (pair, at, id of the anchor); the contract's start comes first."""
    pair, at, anchor = found.pair[chosen], found.at[chosen], found.anchor[chosen]
    # Rows stand in the order of (at, id); hits that tie at one instant but anchor elsewhere compare by id.
    order = np.lexsort((anchor, at, pair))
    pair, at = pair[order], at[order]
    tied = np.zeros(len(order), np.bool_)
    tied[1:] = (pair[1:] == pair[:-1]) & (at[1:] == at[:-1])
    tied[:-1] |= tied[1:].copy()
    places = np.flatnonzero(tied)
    if len(places) == 0:
        return order
    members = order[places]
    names = world.texts("id", np.maximum(anchor[members], 0)).to_pylist()
    keys = [
        (p, t, a >= 0, name, place)
        for p, t, a, name, place in zip(
            pair[places].tolist(), at[places].tolist(), anchor[members].tolist(), names, members.tolist(), strict=True
        )
    ]
    order[places] = [key[-1] for key in sorted(keys)]
    return order


def _undetermined(job: Judging) -> Hits:
    """One hit for each pair and missing column, over the rows on which a filter of the rule is unknown."""
    if not job.doubtful:
        return Hits()
    world = job.world
    rows = np.concatenate([s.rows for s in job.doubtful])
    lacking = np.concatenate([s.lacking for s in job.doubtful if s.lacking is not None])
    excused = job.excuses.of(rows, world.pair[rows], world.at[rows]) >= 0
    keep = ~excused
    if job.unshown is not None:
        keep &= ~job.unshown[world.pair[rows]]
    rows, lacking = rows[keep], lacking[keep]
    parts = []
    for i, bit in enumerate(BIT.values()):
        mine = np.unique(rows[(lacking & bit) != 0])
        if len(mine):
            parts.append(_one_for_each_pair(mine, i, job))
    return joined(parts)


def _one_for_each_pair(rows: Ints, column: int, job: Judging) -> Hits:
    world = job.world
    pair = world.pair[rows]
    begin = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    stop = np.append(begin[1:], len(rows))
    offsets, flat = ragged(begin, stop)
    first = rows[begin]
    out = hits(
        pair[begin], first, world.at[first], job.selector.versions(first), until=world.at[rows[stop - 1]],
        measured=(stop - begin).astype(np.float64), lacking=np.full(len(begin), column, np.int8),
        offsets=offsets, evidence=rows[flat],
    )  # fmt: skip
    out.crossing = np.full(len(begin), job.rule.severity == "crossing")
    return out
