"""Runs a policy over a log: first the rules that look at what happened, then those that look at the agreement."""

from __future__ import annotations

from collections.abc import Mapping

from boundaries.engine.agreement import agreement
from boundaries.engine.armed import Armed
from boundaries.engine.build import build
from boundaries.engine.findings import Findings, assemble
from boundaries.engine.forms import Judging
from boundaries.engine.hits import Hits, joined
from boundaries.engine.judge import Common, escalated, judged, undetermined
from boundaries.engine.silent import Unchecked, silent, uncovered
from boundaries.policy.condition import Agreement
from boundaries.policy.policy import Policy
from boundaries.table.log import Log


def run(log: Log, policy: Policy, as_of: int | Mapping[int, int] | None = None) -> Findings:
    """All findings of a policy on a log; `as_of` an instant, or one for each contract index."""
    world = build(log, policy, as_of)
    common = Common(world)
    found: list[Hits] = [Hits() for _ in policy.rules]
    unchecked: list[list[Unchecked]] = [[] for _ in policy.rules]
    armed: dict[int, Armed] = {}
    turns = range(len(policy.rules))
    for index in sorted(turns, key=lambda i: isinstance(policy.rules[i].when, Agreement)):
        job = common.judging(index)
        unchecked[index] += silent(world, job.params)
        if policy.rules[index].enabled and len(world):
            found[index] = found_by(job, found)
            unchecked[index] += uncovered(world, job)
            if job.armed is not None:
                armed[index] = job.armed
    return assemble(world, found, common.abouts, tuple(each for those in unchecked for each in those), armed)


def found_by(job: Judging, others: list[Hits]) -> Hits:
    """What one rule finds; `others`: what the rules found that look at what happened."""
    form = job.rule.when
    hits = agreement(form, job, others) if isinstance(form, Agreement) else judged(job)
    return joined([escalated(hits, job), undetermined(job)])
