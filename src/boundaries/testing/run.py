"""Runs a scenario by the way every caller goes."""

from __future__ import annotations

from boundaries import api
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.finding import Finding
from boundaries.core.instants import to_datetime
from boundaries.policy.compile import compile_policy
from boundaries.testing.expect import compare
from boundaries.testing.outcome import Outcome
from boundaries.testing.scenario import Scenario, ScenarioError


def run(scenario: Scenario) -> Outcome:
    """Judge a scenario by the way every caller goes; raises `ScenarioError` where it could not be evaluated."""
    findings = _judge(scenario)
    return Outcome(scenario, findings, compare(scenario.expect, scenario.never, scenario.exactly, findings))


def _judge(scenario: Scenario) -> tuple[Finding, ...]:
    """The findings of a scenario's timeline: of its one rule, or of its contract's packs."""
    rule = scenario.rule
    rows = [line.interaction for line in scenario.lines]
    as_of = None if scenario.as_of is None else to_datetime(scenario.as_of)
    try:
        policy = compile_policy([scenario.contract], () if rule else None, (rule,) if rule else ())
        result = api.check(rows, policy, as_of=as_of)
    except BoundariesError as error:
        raise ScenarioError(*error.diagnostics) from None
    if result.log.rejects:
        reject = result.log.rejects[0]
        message = f"line {reject.row} cannot stand in a log: {reject.reason}"
        raise ScenarioError(Diagnostic("B138", message, scenario.location))
    return tuple(result)
