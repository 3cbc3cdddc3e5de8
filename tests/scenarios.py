"""Scenarios for tests: a contract, an evening, a rule; and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.testing.judge import run
from boundaries.testing.model import Scenario, ScenarioError
from boundaries.testing.scenario import read_scenarios

CONTRACT = """\
contract:
  contract: test
  relationship: c-207
  timezone: Europe/London
  agreed: 2026-01-12
  consent: [practitioner, client]
  administrative: {hours: "Mo-Fr 09:00-18:00"}
"""
# With nothing left open: no rule speaks but of what happened.
_ELSEWHERE = (
    "channels accounts reply_within between_sessions calls after_hours sessions cancellation fee gifts social sharing "
    "limits supervision records rest ending"
)
SETTLED = (
    CONTRACT.replace('18:00"}', '18:00", ' + ", ".join(f"{c}: {{not_applicable: x}}" for c in _ELSEWHERE.split()) + "}")
    + "  professional: {not_applicable: x}\n  psychological: {not_applicable: x}\n"
)
CONTRACT_FILE = CONTRACT.replace("contract:\n  ", "", 1).replace("\n  ", "\n")
EVENING = """\
timeline:
- 2026-03-03 17:59 client > message sms
- 2026-03-03 21:10 practitioner > message sms length=40
"""
RULE = """\
rule: evening-message
clause: hours
when: {event: {kind: message, by: practitioner, outside: $hours}}
says: "{count} messages."
"""
EXAMPLE = "examples:\n- timeline: [2026-03-03 21:10 practitioner > message sms]\n"


def one(rest: str, timeline: str = EVENING, contract: str = CONTRACT) -> Scenario:
    """The one scenario of a text."""
    (found,) = read_scenarios(f"scenario: an evening\n{contract}{timeline}{rest}", "s.yaml")
    return found


def passes(rest: str, timeline: str = EVENING, contract: str = CONTRACT) -> bool:
    """Whether a scenario passes."""
    return run(one(rest, timeline, contract)).passed


def problems(text: str, folder: Path | None = None) -> list[tuple[str, int, int]]:
    """The codes and places of the problems for which a text holds no scenario."""
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(text, "s.yaml", folder)
    return [(d.code, d.location.line, d.location.column) for d in caught.value.diagnostics if d.location]


def message(rest: str, timeline: str = EVENING, contract: str = CONTRACT) -> str:
    """The first problem of a scenario that cannot be evaluated, as its author reads it."""
    with pytest.raises(ScenarioError) as caught:
        one(rest, timeline, contract)
    return caught.value.diagnostics[0].render()
