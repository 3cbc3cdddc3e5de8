"""Runs a policy over a log: the rules that look at what happened, then at the agreement, then at what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from boundaries.engine.agreement import agreement
from boundaries.engine.armed import Armed
from boundaries.engine.build import build
from boundaries.engine.conclude.concluding import Concluding
from boundaries.engine.conclude.engines import Engine, engine_in_use
from boundaries.engine.conclude.facts import Sources
from boundaries.engine.conclude.given import Given
from boundaries.engine.findings import Findings, assemble
from boundaries.engine.forms import Judging
from boundaries.engine.hits import Hits, joined
from boundaries.engine.judge import Common, escalated, judged, undetermined
from boundaries.engine.silent import Unchecked, silent, uncovered
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement
from boundaries.policy.policy import Policy
from boundaries.table.log import Log


def run(
    log: Log, policy: Policy, as_of: int | Mapping[int, int] | None = None, given: Sequence[Given] = (),
    engine: Engine | None = None,
) -> Findings:  # fmt: skip
    """All findings of a policy on a log; `as_of` an instant, or one for each contract index.

    `given` are findings taken as found, for conclusions only; `engine` draws these (None: the one in use).
    """
    world = build(log, policy, as_of, given)
    common = Common(world)
    found: list[Hits] = [Hits() for _ in policy.rules]
    unchecked: list[list[Unchecked]] = [[] for _ in policy.rules]
    armed: dict[int, Armed] = {}
    concluding = _concluding(common, found, given, engine)
    for layer in _turns(policy):
        jobs = [(index, common.judging(index)) for index in layer]
        for index, job in jobs:
            unchecked[index] += silent(world, job.params)
        able = [(index, job) for index, job in jobs if policy.rules[index].enabled and len(world.names)]
        for index, hits in concluding.layer(able) if concluding and _concludes(policy, layer) else ():
            found[index] = escalated(hits, dict(able)[index])
        for index, job in able:
            if not isinstance(policy.rules[index].when, Conclude):
                found[index] = found_by(job, found)
            unchecked[index] += uncovered(world, job)
            if job.armed is not None:
                armed[index] = job.armed
    every = tuple(each for those in unchecked for each in those)
    return assemble(world, found, common.abouts, every, armed, concluding.engine.name if concluding else None)


def _turns(policy: Policy) -> list[tuple[int, ...]]:
    """The rules by what they rest on: those that look at what happened, at the agreement, at what others found."""
    rules = policy.rules
    happened = [(i,) for i, rule in enumerate(rules) if not isinstance(rule.when, Agreement | Conclude)]
    agreed = [(i,) for i, rule in enumerate(rules) if isinstance(rule.when, Agreement)]
    return [*happened, *agreed, *policy.layers]


def _concludes(policy: Policy, layer: Sequence[int]) -> bool:
    return isinstance(policy.rules[layer[0]].when, Conclude)


def _concluding(
    common: Common, found: Sequence[Hits], given: Sequence[Given], engine: Engine | None
) -> Concluding | None:
    """What draws the conclusions, where a rule of the policy does."""
    if not any(isinstance(rule.when, Conclude) for rule in common.world.policy.rules):
        return None
    return Concluding(common, Sources(common.world, found, common.abouts, given), engine or engine_in_use())


def found_by(job: Judging, others: list[Hits]) -> Hits:
    """What one rule finds; `others`: what the rules found that look at what happened."""
    form = job.rule.when
    hits = agreement(form, job, others) if isinstance(form, Agreement) else judged(job)
    return joined([escalated(hits, job), undetermined(job)])
