"""What cannot be evaluated: rules nobody judges, and what is expected outside the period that is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.testing.judge import run
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import read_scenarios
from scenarios import CONTRACT, EVENING, RULE, message, one, problems

ENDS = CONTRACT + "  ends: 2026-03-03\n"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("never: [contact-outside-hors]", "B135 no rule `contact-outside-hors` judges here (did you mean `contact-"),
        ("never: [COM-REPLY-HORS]", "did you mean `COM-REPLY-HOURS`?"),
        ("expect: [{rule: nothing-like-it}]", "the contract's packs are core"),
        ("expect: [{rule: reply-outside-hours, code: COM-HOURS}]", "B135 no rule has both this name and this code"),
        ("expect: [{rule: reply-outside-hours, evidence: [e3]}]", "B134 no line has the id `e3`"),
        ("expect: [{rule: reply-outside-hours, at: 2026-01-11 23:59}]",
         "B136 expected before the contract starts (it starts with 2026-01-12)"),
        ("never: [session-gap]\nas_of: 2026-03-03 17:00", "B136 every line is after `as_of`: nobody is judged"),
    ],
)  # fmt: skip
def test_what_nobody_can_judge(rest: str, said: str) -> None:
    assert said in message(rest)


def test_a_contract_without_packs_judges_nothing() -> None:
    assert "the contract's packs are none" in message("never: [session-gap]", contract=f"{CONTRACT}  packs: []\n")


@pytest.mark.parametrize(
    ("after_end", "at", "said"),
    [
        ("", "2026-03-03 21:10", None),
        ("", "2026-03-04 21:10", "B136 expected after the contract has ended"),
        ("after_end: true\n", "2026-03-03 21:10", "B136 expected before the contract has ended"),
        ("after_end: true\n", "2026-03-04 21:10", None),
    ],
)
def test_the_end_of_a_contract(tmp_path: Path, after_end: str, at: str, said: str | None) -> None:
    (tmp_path / "own.yaml").write_text(RULE + after_end, encoding="utf-8")
    contract = f"{ENDS}  packs: ['{tmp_path}']\n"
    timeline = "timeline: [2026-03-03 21:10 practitioner > message, 2026-03-04 21:10 practitioner > message]\n"
    rest = f"expect: [{{rule: evening-message, at: {at}}}]\nas_of: 2026-03-20"
    if said is None:
        outcome = run(one(rest, timeline, contract))
        assert outcome.passed, outcome.render()
    else:
        assert said in message(rest, timeline, contract)


def test_the_instant_of_the_end_is_after_it(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(RULE, encoding="utf-8")
    contract = f"{ENDS}  packs: ['{tmp_path}']\n"
    timeline = "timeline: ['2026-03-03 23:59:59.999999 practitioner > message']\n"
    rest = "expect: [{rule: evening-message, at: 2026-03-03 23:59:59.999999}]\nas_of: 2026-03-20"
    assert run(one(rest, timeline, contract)).passed
    rest = "expect: [{rule: evening-message, at: 2026-03-04 00:00}]\nas_of: 2026-03-20"
    assert "B136 expected after the contract has ended" in message(rest, timeline, contract)


def test_the_packs_of_a_contract_are_those_that_judge(tmp_path: Path) -> None:
    (tmp_path / "off.yaml").write_text(f"{RULE}enabled: false\n", encoding="utf-8")
    packs = f"{CONTRACT}  packs: ['{tmp_path}']\n"
    assert problems(f"scenario: s\n{packs}{EVENING}never: [evening-message]\n") == [("B135", 13, 9)]
    assert "switched off" in message("never: [evening-message]", contract=packs)
    assert problems(f"scenario: s\n{packs}{EVENING}never: [reply-outside-hours]\n") == [("B135", 13, 9)]
    (tmp_path / "off.yaml").write_text(RULE, encoding="utf-8")
    (scenario,) = read_scenarios(f"scenario: s\n{packs}{EVENING}never: [evening-message]\n", "s.yaml")
    assert not run(scenario).passed
    with pytest.raises(ScenarioError, match="B118"):
        one("never: [session-gap]", contract=f"{CONTRACT}  packs: [nowhere]\n")


def test_every_problem_is_told_at_once() -> None:
    rest = "expect: [{rule: a-b}, {rule: c-d}]\nnever: [e-f]\n"
    assert [code for code, *_ in problems(f"scenario: s\n{CONTRACT}{EVENING}{rest}")] == ["B135"] * 3
