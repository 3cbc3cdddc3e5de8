"""How scenarios are read: each mistake is told at its place, and what cannot be evaluated is an error."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError
from boundaries.policy import codes as rule_codes
from boundaries.testing import codes as scenario_codes
from boundaries.testing.judge import run
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import load_scenarios, read_scenarios
from scenarios import CONTRACT, CONTRACT_FILE, EVENING, EXAMPLE, RULE, one, problems


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("", ("B102", 1, 1)),
        ("expects: []\nnever: [session-gap]", ("B101", 12, 1)),
        ("expect: [{rule: reply-outside-hour}]", ("B135", 12, 10)),
        ("expect: [{at: 2026-03-03 21:10}]", ("B102", 12, 10)),
        ("expect: [{rule: reply-outside-hours, att: 2026-03-03 21:10}]", ("B134", 12, 38)),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03}]", ("B133", 12, 42)),
        ("expect: [{rule: reply-outside-hours, at: evening}]", ("B133", 12, 42)),
        ("expect: [{rule: reply-outside-hours, measured: many}]", ("B134", 12, 48)),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:11}]\nas_of: 2026-03-03 21:10", ("B136", 12, 10)),
        ("expect: [{rule: session-gap, at: 2026-03-20 09:00}]", ("B136", 12, 10)),
        ("expect: [{rule: session-gap, at: 2026-01-11 23:59}]", ("B136", 12, 10)),
        ("never: [contact-outside-hors]", ("B135", 12, 9)),
        ("never: [session-gap]\nas_of: 2026-03-03 17:00", ("B136", 13, 1)),
        ("never: [session-gap]\nas_of: later", ("B133", 13, 8)),
        ("never: [session-gap]\nzone: Europe/Lodnon", ("B133", 13, 7)),
        ("never: [session-gap]\nexactly: perhaps", ("B103", 13, 10)),
        ("never: [session-gap]\ngiven: [{type: drift, at: 2026-03-03 09:00}]", ("B102", 13, 9)),
        ("never: [session-gap]\ncovers: []", ("B103", 13, 9)),
        ("never: [session-gap]\ncovers: [mesage]", ("B104", 13, 10)),
        ("never: [session-gap]\ncovers: [call, X-Walk]", ("B104", 13, 16)),
        ("never: [session-gap]\ncovers: [x-walk, call, call]", ("B104", 13, 24)),
        ("never: [session-gap]\ncovers: [{kind: call}]", ("B103", 13, 10)),
        ("never: [session-gap]\ncovers:", ("B103", 13, 8)),
        ("never: [session-gap]\ncover: [call]", ("B101", 13, 1)),
    ],
)
def test_what_cannot_be_evaluated_is_an_error_never_a_pass(rest: str, place: tuple[str, int, int]) -> None:
    assert problems(f"scenario: an evening\n{CONTRACT}{EVENING}{rest}\n") == [place]


@pytest.mark.parametrize(
    ("timeline", "place"),
    [
        ("", ("B102", 1, 1)),
        ("timeline: []\n", ("B103", 9, 11)),
        (EVENING.replace("client", "clinet"), ("B104", 10, 20)),
        (EVENING.replace("sms\n", "sms id=a\n").replace("length=40", "id=a"), ("B138", 11, 3)),
    ],
)
def test_mistakes_in_a_timeline(timeline: str, place: tuple[str, int, int]) -> None:
    assert problems(f"scenario: an evening\n{CONTRACT}{timeline}never: [session-gap]\n") == [place]


def test_a_missing_as_of_is_named_where_it_matters() -> None:
    with pytest.raises(ScenarioError, match="`as_of` is missing"):
        one("expect: [{rule: session-gap, at: 2026-03-20 09:00}]")


def test_mistakes_of_a_contract_stand_at_their_own_place() -> None:
    text = f"scenario: s\n{CONTRACT}{EVENING}never: [session-gap]\n".replace("Europe/London", "Europe/Lodnon")
    assert problems(text) == [("B014", 5, 13)]


def test_a_contract_by_its_path(tmp_path: Path) -> None:
    text = CONTRACT_FILE
    (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
    path = tmp_path / "evening.scenario.yaml"
    path.write_text(f"scenario: s\ncontract: contract.yaml\n{EVENING}never: [session-gap]\n", encoding="utf-8")
    (scenario,) = load_scenarios(path)
    assert run(scenario).passed
    path.write_text(f"scenario: s\ncontract: nowhere.yaml\n{EVENING}never: [session-gap]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="nowhere"):
        load_scenarios(path)
    (tmp_path / "rule.yaml").write_text(RULE, encoding="utf-8")
    path.write_text(f"scenario: s\ncontract: rule.yaml\n{EVENING}never: [session-gap]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"rule\.yaml:1:1: B023 .*named as one at \S+evening\.scenario\.yaml:2:11;"):
        load_scenarios(path)
    assert problems(f"scenario: s\n{EVENING}never: [session-gap]\n") == [("B137", 1, 1)]
    assert problems(f"scenario: s\ncontract: contract.yaml\n{EVENING}never: [session-gap]\n") == [("B137", 2, 11)]


def test_examples_are_judged_by_their_rule_alone() -> None:
    text = f"{RULE}{CONTRACT}{EXAMPLE}  expect: [{{at: 2026-03-03 21:10}}]\n"
    (scenario,) = read_scenarios(text, "r.yaml")
    outcome = run(scenario)
    assert outcome.passed
    assert [f.rule for f in outcome.findings] == ["evening-message"]
    assert scenario.name == "evening-message 1"
    with pytest.raises(ScenarioError, match="B135"):
        read_scenarios(text.replace("expect: [{at: 2026-03-03 21:10}]", "never: [session-gap]"), "r.yaml")


def test_the_examples_of_a_rule_that_is_switched_off_still_run() -> None:
    text = f"{RULE}enabled: false\n{CONTRACT}{EXAMPLE}  never: [evening-message]\n"
    (scenario,) = read_scenarios(text, "r.yaml")
    assert not run(scenario).passed


def test_the_contract_of_a_pack_serves_its_examples(tmp_path: Path) -> None:
    shared = CONTRACT_FILE
    (tmp_path / "examples.contract.yaml").write_text(shared, encoding="utf-8")
    (tmp_path / "below").mkdir()
    path = tmp_path / "below" / "rule.yaml"
    path.write_text(
        f"{RULE}examples:\n- timeline: [2026-03-03 21:10 client > message sms]\n  never: [evening-message]\n", "utf-8"
    )
    assert [run(s).passed for s in load_scenarios(path)] == [True]
    (tmp_path / "below" / "pack.yaml").write_text("pack: below\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="B137"):
        load_scenarios(path)


def test_a_file_that_is_none() -> None:
    assert problems("") == [("B139", 1, 1)]
    assert problems("- a\n") == [("B103", 1, 1)]
    with pytest.raises(BoundariesError, match="B009"):
        load_scenarios("nowhere.scenario.yaml")


def test_every_code_has_one_meaning() -> None:
    assert not rule_codes.CODES.keys() & scenario_codes.CODES.keys()


def test_a_rule_that_cannot_be_read_has_no_examples() -> None:
    text = f"{RULE}severity: violation\n{CONTRACT}{EXAMPLE}  never: [evening-message]\n"
    assert [code for code, *_ in problems(text)] == ["B104"]
    assert read_scenarios(RULE, "r.yaml") == ()
    assert problems(f"{RULE}{CONTRACT}examples: [one]\n") == [("B103", 12, 12)]


def test_the_packs_of_a_contract_are_those_that_judge(tmp_path: Path) -> None:
    (tmp_path / "off.yaml").write_text(f"{RULE}enabled: false\n", encoding="utf-8")
    packs = f"{CONTRACT}  packs: ['{tmp_path}']\n"
    assert problems(f"scenario: s\n{packs}{EVENING}never: [evening-message]\n") == [("B135", 13, 9)]
    assert problems(f"scenario: s\n{packs}{EVENING}never: [reply-outside-hours]\n") == [("B135", 13, 9)]
    (tmp_path / "off.yaml").write_text(RULE, encoding="utf-8")
    (scenario,) = read_scenarios(f"scenario: s\n{packs}{EVENING}never: [evening-message]\n", "s.yaml")
    assert not run(scenario).passed
    with pytest.raises(ScenarioError, match="B118"):
        one("never: [session-gap]", contract=f"{CONTRACT}  packs: [nowhere]\n")


def test_a_file_of_two_contracts_is_none_of_them(tmp_path: Path) -> None:
    text = CONTRACT_FILE
    two = f"{text}---\n{text.replace('contract: test', 'contract: other')}"
    (tmp_path / "contract.yaml").write_text(two, encoding="utf-8")
    assert problems(f"scenario: s\ncontract: contract.yaml\n{EVENING}never: [a]\n", tmp_path) == [("B137", 2, 11)]
    assert problems(f"scenario: s\ncontract: [a]\n{EVENING}never: [a]\n", tmp_path) == [("B103", 2, 11)]


@settings(max_examples=100)
@given(st.data())
def test_a_mangled_scenario_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    expect = "expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10}]"
    text = f"scenario: s\n{CONTRACT}{EVENING}{expect}\nas_of: 2026-03-04\n"
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 12))
    text = text[:start] + data.draw(st.text("{}[]:,'\"|>&*!#$%\n\t -1PT.", max_size=4)) + text[end:]
    with contextlib.suppress(ScenarioError):
        assert all(scenario.lines for scenario in read_scenarios(text, "m.yaml"))


@pytest.mark.parametrize("where", ["scenario", "rule"])
@pytest.mark.parametrize("path", ["\\u0000", "a\\u0000b", "x" * 5000, "a/" * 3000, "\\ud800"])
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_a_text_that_can_be_no_path_is_a_problem_with_its_place(
    where: str, path: str, ending: str, tmp_path: Path
) -> None:
    timeline = '"timeline": ["2026-03-03 17:59 client > message sms"], "never": ["x"]'
    text = f'{{"scenario": "s", "contract": "{path}", {timeline}}}'
    if where == "rule":
        text = f'{{"rule": "x", "when": {{"event": {{"kind": "call"}}}}, "says": "a", "contract": "{path}", '
        text += f'"examples": [{{{timeline}}}]}}'
    file = tmp_path / f"s.{ending}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load_scenarios(file)
    (problem,) = raised.value.diagnostics
    assert problem.code in ("B001", "B009")
    assert problem.location is not None
    assert problem.location.column > 1


def test_the_examples_of_a_rule_with_an_error_are_looked_at_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(
        "rule: x\nwhen: {event: {kind: mesage}}\nsays: a\n"
        "contract: {contract: c, timezone: UTC, agreed: 2026-01-12}\nexamples:\n"
        "  - timeline: [2026-03-03 10:00 therapist > message]\n    expect: [{at: 2026-03-03 10:00}]\n"
        "  - {timelin: [], never: [x]}\n  - 5\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as raised:
        load_scenarios(file)
    told = {(p.code, p.location.line) for p in raised.value.diagnostics if p.location}
    assert told == {("B104", 2), ("B104", 6), ("B101", 8), ("B102", 8), ("B103", 9)}
    assert len(told) == len(raised.value.diagnostics)
