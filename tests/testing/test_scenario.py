"""Scenarios: they pass, they fail with a reason, or they are an error; never a pass that judged nothing."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError
from boundaries.policy import codes as rule_codes
from boundaries.testing import codes as scenario_codes
from boundaries.testing.run import run
from boundaries.testing.scenario import Scenario, ScenarioError, load_scenarios, read_scenarios

CONTRACT = """\
contract:
  contract: test
  relationship: c-207
  timezone: Europe/London
  agreed: 2026-01-12
  consent: [practitioner, client]
  administrative: {hours: "Mo-Fr 09:00-18:00"}
"""
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
    (found,) = read_scenarios(f"scenario: an evening\n{contract}{timeline}{rest}", "s.yaml")
    return found


def passes(rest: str, timeline: str = EVENING) -> bool:
    return run(one(rest, timeline)).passed


def problems(text: str, folder: Path | None = None) -> list[tuple[str, int, int]]:
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(text, "s.yaml", folder)
    return [(d.code, d.location.line, d.location.column) for d in caught.value.diagnostics if d.location]


def test_the_scenario_of_the_specification() -> None:
    scenario = one(
        "as_of: 2026-03-20 09:00\ngiven: []\n"
        "expect:\n- {rule: reply-outside-hours, at: 2026-03-03 21:10}\nnever: [contact-outside-hours]\n"
    )
    outcome = run(scenario)
    assert outcome.passed
    assert outcome.failures == ()
    assert [finding.rule for finding in outcome.findings] == ["reply-outside-hours"]
    assert outcome.findings[0].relationship == "c-207"


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("expect: [{rule: reply-outside-hours}]", True),
        ("expect: [{code: COM-REPLY-HOURS}]", True),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:09}]", False),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03T21:10:00+00:00, severity: notice}]", True),
        ("expect: [{rule: reply-outside-hours, severity: crossing}]", False),
        ("expect: [{rule: reply-outside-hours, status: excused}]", False),
        ("expect: [{rule: reply-outside-hours, until: null, measured: null, evidence: [e2]}]", True),
        ("expect: [{rule: reply-outside-hours, evidence: [e1]}]", False),
        ("expect: [{rule: reply-outside-hours, review_soon: false, bearer: practitioner}]", True),
        ("expect: [{rule: contact-outside-hours}]", False),
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours}]", False),
        ("never: [reply-outside-hours]", False),
        ("never: [COM-REPLY-HOURS]", False),
        ("never: contact-outside-hours", True),
        ("exactly: true", False),
        ("expect: [{rule: reply-outside-hours}]\nexactly: true", True),
        ("expect: [{rule: reply-outside-hours}]\nnever: [reply-outside-hours]", False),
    ],
)
def test_what_passes_and_what_fails(rest: str, passed: bool) -> None:
    outcome = run(one(rest))
    assert outcome.passed is passed
    assert outcome.render().splitlines()[0].endswith("passed" if passed else "failed")
    assert bool(outcome.failures) is not passed
    assert ("\n>" in outcome.render()) is not passed


TWO = EVENING + "- 2026-03-04 21:10 client > message sms\n- 2026-03-04 21:20 practitioner > message sms length=40\n"


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("expect: [{rule: reply-outside-hours}]", False),  # a further open finding of a rule that is named
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours}]", True),
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours, at: 2026-03-03 21:10}]", True),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10}, {rule: reply-outside-hours}]", True),
        ("never: [contact-outside-hours]", True),  # rules nobody names are free
    ],
)
def test_each_expectation_has_a_finding_of_its_own(rest: str, passed: bool) -> None:
    assert passes(rest, TWO) is passed


EXCUSED = EVENING.replace("length=40", "length=4")


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("never: [reply-outside-hours]", True),
        ("exactly: true", True),
        ("expect: [{rule: reply-outside-hours, status: excused, excused_by: incidental}]", True),
        ("expect: [{rule: reply-outside-hours}]", False),
    ],
)
def test_an_excused_finding_is_neither_never_nor_further(rest: str, passed: bool) -> None:
    assert passes(rest, EXCUSED) is passed


UNSURE = EVENING.replace("length=40", "length=40 certainty=date_only")


def test_an_undetermined_finding_fails_a_never_and_is_no_further_one() -> None:
    assert not passes("never: [reply-outside-hours]", UNSURE)
    assert passes("exactly: true", UNSURE)


def test_a_failure_shows_expected_and_got_on_one_timeline() -> None:
    outcome = run(one("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10, severity: crossing}]\n"))
    assert (
        outcome.render()
        == """\
s.yaml:1:1: an evening: failed
  2026-03-03 17:59  e1: client > message sms
  2026-03-03 21:10  e2: practitioner > message sms length=40
> 2026-03-03 21:10  expected reply-outside-hours open at=2026-03-03 21:10 severity=crossing  \
got reply-outside-hours open at=2026-03-03 21:10 severity=notice"""
    )
    assert len(outcome.failures) == 1


def test_only_the_first_difference_has_the_mark() -> None:
    text = run(
        one("expect: [{rule: contact-outside-hours, at: 2026-03-03 18:00}]\nnever: [reply-outside-hours]\n")
    ).render()
    marks = [line[0] for line in text.splitlines()[1:]]
    assert marks == [" ", ">", " ", "!"]
    assert "expected nothing" in text
    assert "got nothing" in text


def test_the_zone_of_a_scenario_reads_its_times() -> None:
    rest = "zone: America/New_York\nexpect: [{rule: reply-outside-hours, at: 2026-03-03 21:10}]"
    assert run(one(rest)).findings[0].at == run(one("exactly: true")).findings[0].at + timedelta(hours=5)


def test_a_date_as_the_end_of_the_world_includes_its_day() -> None:
    assert passes("as_of: 2026-03-03\nexpect: [{rule: reply-outside-hours}]")


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
        ("never: [session-gap]\ngiven: [{type: drift}]", ("B111", 13, 1)),
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
    text = CONTRACT.replace("contract:\n  ", "", 1).replace("\n  ", "\n")
    (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
    path = tmp_path / "evening.scenario.yaml"
    path.write_text(f"scenario: s\ncontract: contract.yaml\n{EVENING}never: [session-gap]\n", encoding="utf-8")
    (scenario,) = load_scenarios(path)
    assert run(scenario).passed
    path.write_text(f"scenario: s\ncontract: nowhere.yaml\n{EVENING}never: [session-gap]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="nowhere"):
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
    shared = CONTRACT.replace("contract:\n  ", "", 1).replace("\n  ", "\n")
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
    text = CONTRACT.replace("contract:\n  ", "", 1).replace("\n  ", "\n")
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
