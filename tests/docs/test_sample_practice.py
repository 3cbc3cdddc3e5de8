"""The sample practice: nothing in it is wrong or surely not meant, and all its tests pass."""

from __future__ import annotations

from pathlib import Path

import boundaries as bd
from boundaries.testing.outcome import Outcome
from boundaries.testing.suite import run_tests

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_nothing_in_it_is_wrong_or_surely_not_meant() -> None:
    assert [d.render() for d in bd.lint([EXAMPLES]) if d.level != "note"] == []


def test_every_contract_of_it_is_agreed_by_all() -> None:
    contracts = bd.load_all(EXAMPLES).contracts
    assert len(contracts) == 6
    assert [d.render() for c in contracts for d in c.diagnostics if d.level != "note"] == []


def test_every_scenario_and_every_example_of_it_passes() -> None:
    found = run_tests([EXAMPLES])
    assert found.problems == ()
    assert len(found.results) == 10
    assert all(isinstance(result, Outcome) and result.passed for result in found.results)
