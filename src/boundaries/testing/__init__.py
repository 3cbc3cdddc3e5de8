"""Scenarios: a timeline of interactions, and what a contract's rules are to say about it.

    from boundaries.testing import load_scenarios, run

    for scenario in load_scenarios("evening-reply.scenario.yaml"):
        outcome = run(scenario)
        assert outcome.passed, outcome.render()

Every name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boundaries.testing.indicators import check_indicator
    from boundaries.testing.judge import run
    from boundaries.testing.model import Scenario, ScenarioError
    from boundaries.testing.outcome import Outcome
    from boundaries.testing.scenario import load_scenarios, read_scenarios

_HOME = {
    "Outcome": "outcome",
    "Scenario": "model",
    "ScenarioError": "model",
    "check_indicator": "indicators",
    "load_scenarios": "scenario",
    "read_scenarios": "scenario",
    "run": "judge",
}

__all__ = ["Outcome", "Scenario", "ScenarioError", "check_indicator", "load_scenarios", "read_scenarios", "run"]


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module `boundaries.testing` has no attribute `{name}`")
    value = getattr(import_module(f"boundaries.testing.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
