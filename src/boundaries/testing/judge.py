"""Runs a scenario by the way every caller goes."""

from __future__ import annotations

from dataclasses import replace

from boundaries import api
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.engine.run import run as judge
from boundaries.readers.open import covering
from boundaries.table.assemble import to_log
from boundaries.testing.expect import compare
from boundaries.testing.given import as_given
from boundaries.testing.model import Scenario, ScenarioError
from boundaries.testing.outcome import Outcome
from boundaries.testing.shelf import Shelf


def run(scenario: Scenario, shelf: Shelf | None = None) -> Outcome:
    """Judge a scenario by the way every caller goes; raises `ScenarioError` where it could not be evaluated.

    `shelf` holds what scenarios share, for callers who run many.
    """
    result = _judge(scenario, shelf or Shelf())
    summary = result.summary()
    if not summary.relationships_judged:
        hint = "a line belongs to the contract's first pair unless it says `relationship=`"
        raise ScenarioError(Diagnostic("B136", "no line is one of the contract's pairs", scenario.location, hint))
    own = scenario.rule.name if scenario.rule else None
    findings = tuple(finding for finding in result if own in (None, finding.rule))
    comparison = compare(scenario.expect, scenario.never, scenario.exactly, findings)
    silent = {rule: reason for rule, _, reason in summary.not_checked}
    return Outcome(scenario, findings, comparison, result.policy, silent)


def _judge(scenario: Scenario, shelf: Shelf) -> api.Result:
    """What the rules say of a scenario's timeline: its one rule, or those of its contract's packs."""
    log = to_log(line.interaction for line in scenario.lines)
    if scenario.covers is not None:
        log = replace(log, coverage=covering(log.coverage, scenario.covers))
    pair = next(iter(scenario.contract.relationships), scenario.lines[0].interaction.relationship or "")
    try:
        policy = shelf.policy(scenario.contract, scenario.rule)
        given = [as_given(one, policy.rules, pair) for one in scenario.given]
        result = api.Result(policy, log, judge(log, policy, scenario.as_of, given), "en")
    except BoundariesError as error:
        raise ScenarioError(*(_placed(problem, scenario) for problem in error.diagnostics)) from None
    if result.log.rejects:
        reject = result.log.rejects[0]
        message = f"line {reject.row} cannot stand in a log: {reject.reason}"
        raise ScenarioError(Diagnostic("B138", message, scenario.location))
    return result


def _placed(problem: Diagnostic, scenario: Scenario) -> Diagnostic:
    return problem if problem.location else replace(problem, location=scenario.location)
