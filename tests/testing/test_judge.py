"""What a scenario means, ruling by ruling (A27 to A32): it passes, it fails, or it is an error; never a guess."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from boundaries.core.errors import ContractError
from boundaries.testing.judge import run
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import load_scenarios, read_scenarios
from boundaries.testing.shelf import Shelf
from scenarios import CONTRACT, CONTRACT_FILE, EVENING, EXAMPLE, RULE, SETTLED, message, one, passes

TWO = EVENING + "- 2026-03-04 21:10 client > message sms\n- 2026-03-04 21:20 practitioner > message sms length=40\n"
EXCUSED = EVENING.replace("length=40", "length=4")
UNSURE = EVENING.replace("length=40", "length=40 certainty=date_only")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_scenario_of_the_specification() -> None:
    scenario = one(
        "as_of: 2026-03-20 09:00\ngiven: []\n"
        "expect:\n- {rule: reply-outside-hours, at: 2026-03-03 21:10}\nnever: [contact-outside-hours]\n",
        contract=SETTLED,
    )
    outcome = run(scenario)
    assert outcome.passed
    assert outcome.differences == ()
    assert [finding.rule for finding in outcome.findings] == ["reply-outside-hours"]
    assert outcome.findings[0].relationship == "c-207"


# ---- A27: what is expected, and what else there may be --------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("expect: [{rule: reply-outside-hours}]", True),
        ("expect: [{code: COM-REPLY-HOURS}]", True),
        ("expect: {rule: reply-outside-hours}", True),
        ("expect: [{rule: reply-outside-hours, code: COM-REPLY-HOURS}]", True),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:09}]", False),
        ("expect: [{rule: reply-outside-hours, at: '2026-03-03 21:09:59.999999'}]", False),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03T21:10:00+00:00, severity: notice}]", True),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03T22:10:00+01:00}]", True),
        ("expect: [{rule: reply-outside-hours, severity: crossing}]", False),
        ("expect: [{rule: reply-outside-hours, status: excused}]", False),
        ("expect: [{rule: reply-outside-hours, until: null, measured: null, evidence: [e2]}]", True),
        ("expect: [{rule: reply-outside-hours, evidence: e2}]", True),
        ("expect: [{rule: reply-outside-hours, evidence: [e1]}]", False),
        ("expect: [{rule: reply-outside-hours, review_soon: false, bearer: practitioner}]", True),
        ("expect: [{rule: reply-outside-hours, dimension: money}]", False),
        ("expect: [{rule: contact-outside-hours}]", False),
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours}]", False),
        ("never: [reply-outside-hours]", False),
        ("never: [COM-REPLY-HOURS]", False),
        ("never: contact-outside-hours", True),
        ("exactly: true", False),
        ("expect: []\nexactly: true", False),
        ("expect: [{rule: reply-outside-hours}]\nexactly: true", True),
        ("expect: [{rule: reply-outside-hours}]\nexactly: false", True),
        ("expect: [{rule: reply-outside-hours}]\nnever: [reply-outside-hours]", False),
    ],
)
def test_what_passes_and_what_fails(rest: str, passed: bool) -> None:
    outcome = run(one(rest, contract=SETTLED))
    assert outcome.passed is passed
    assert outcome.render().startswith(f"s.yaml:1:1: an evening: {'passed' if passed else 'failed'}")
    assert bool(outcome.differences) is not passed
    assert ("\n  >" in outcome.render()) is not passed


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("expect: [{rule: reply-outside-hours}]", False),  # a further open finding of a rule that is named
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours}]", True),
        ("expect: [{rule: reply-outside-hours}, {rule: reply-outside-hours, at: 2026-03-03 21:10}]", True),
        ("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10}, {rule: reply-outside-hours}]", True),
        ("expect: [{rule: reply-outside-hours, status: excused}]", False),
        ("never: [contact-outside-hours]", True),  # rules nobody names are free
    ],
)
def test_each_expectation_has_a_finding_of_its_own(rest: str, passed: bool) -> None:
    assert passes(rest, TWO) is passed


@pytest.mark.parametrize(
    ("rest", "passed"),
    [
        ("never: [reply-outside-hours]", True),
        ("exactly: true", True),
        ("expect: [{rule: reply-outside-hours, status: excused, excused_by: incidental}]", True),
        ("expect: [{rule: reply-outside-hours, status: excused}]\nnever: [reply-outside-hours]", True),
        ("expect: [{rule: reply-outside-hours}]", False),
        ("expect: [{rule: reply-outside-hours, excused_by: incidental}]", False),  # `status` is open if unsaid
    ],
)
def test_an_excused_finding_is_neither_never_nor_further(rest: str, passed: bool) -> None:
    assert passes(rest, EXCUSED, SETTLED) is passed


def test_an_undetermined_finding_fails_a_never_and_is_no_further_one() -> None:
    assert not passes("never: [reply-outside-hours]", UNSURE)
    assert passes("exactly: true", UNSURE, SETTLED)
    assert passes("expect: [{rule: reply-outside-hours, status: undetermined, unknown: at}]", UNSURE)


# ---- A28: a range is what happened ----------------------------------------------------------------------------

SESSIONS = CONTRACT + "    sessions: {minutes: 50, overrun: 10}\n"
SESSIONS = SESSIONS.replace('administrative: {hours: "Mo-Fr 09:00-18:00"}', "administrative:")


@pytest.mark.parametrize(
    ("line", "overran"),
    [
        ("2026-03-05 10:00-11:15 both > session in_person minutes=75", True),
        ("2026-03-05 10:00-11:15 both > session in_person", True),
        ("2026-03-05 10:00-11:15 both > session in_person planned=10:00-11:15", True),
        ("2026-03-05 10:00-11:00 both > session in_person planned=10:00-10:30", False),
        ("2026-03-05 10:00 both > session in_person minutes=40 planned=10:00-11:15", False),
    ],
)
def test_a_range_is_what_happened_whatever_was_planned(line: str, overran: bool) -> None:
    expects = "expect: [{rule: session-overrun, at: 2026-03-05 10:00}]" if overran else "never: [session-overrun]"
    assert passes(expects, f"timeline: [{line}]\n", SESSIONS)


# ---- what the log can show ------------------------------------------------------------------------------------

GAP = "expect: [{rule: session-gap, at: 2026-03-17 09:00}]\nas_of: 2026-03-20\n"
EVERY = CONTRACT + "    sessions: {every: P7D}\n"
EVERY = EVERY.replace('administrative: {hours: "Mo-Fr 09:00-18:00"}', "administrative:")
ONE_SESSION = (
    "timeline: [2026-01-13 09:00 both > session, 2026-01-27 09:00 both > session, 2026-02-10 09:00 both > session, "
    "2026-02-24 09:00 both > session, 2026-03-03 09:00 both > session]\n"
)


def test_an_absence_is_judged_only_of_kinds_that_the_log_covers() -> None:
    assert passes(GAP, ONE_SESSION, EVERY)
    assert passes(f"{GAP}covers: [message, session]\n", ONE_SESSION, EVERY)
    assert passes(f"{GAP}covers: session\n", ONE_SESSION, EVERY)
    outcome = run(one(f"{GAP}covers: [message, call, x-walk]\n", ONE_SESSION, EVERY))
    assert not outcome.passed
    assert "session-gap" not in {finding.rule for finding in outcome.findings}
    assert outcome.reasons == ("session-gap is not checked: the log does not cover what it waits for",)
    assert outcome.render().endswith("\n    session-gap is not checked: the log does not cover what it waits for")
    assert passes("never: [session-gap]\nas_of: 2026-03-20\ncovers: [message]\n", ONE_SESSION, EVERY)


def test_rows_of_kinds_that_the_log_does_not_cover_are_facts() -> None:
    assert passes("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10}]\ncovers: [session]")


def test_minutes_that_disagree_with_the_range_are_an_error() -> None:
    line = "timeline: [2026-03-05 10:00-11:15 both > session minutes=50]\n"
    assert "the range says 75 minutes" in message("never: [session-overrun]", line, SESSIONS)


# ---- A29: who, what, and which row ----------------------------------------------------------------------------


def test_rows_are_called_by_their_lines_unless_they_say_otherwise() -> None:
    timeline = EVENING.replace("sms\n", "sms id=first\n") + "- 2026-03-04 21:10 practitioner > message sms ref=first\n"
    rows = [line.interaction for line in one("never: [reply-outside-hours]", timeline).lines]
    assert [(row.id, row.ref) for row in rows] == [("first", None), ("e2", None), ("e3", "first")]


# ---- A30: the clock -------------------------------------------------------------------------------------------


def test_the_zone_of_a_scenario_reads_its_times_and_the_contract_s_judges_them() -> None:
    # 14:10 in New York is 19:10 in London, where the agreed hours are over.
    timeline = EVENING.replace("17:59", "11:00").replace("21:10", "14:10")
    rest = "zone: America/New_York\nexpect: [{rule: reply-outside-hours, at: 2026-03-03 14:10}]"
    (finding,) = run(one(rest, timeline, SETTLED)).findings
    assert finding.at == utc("2026-03-03 19:10")
    assert passes(rest, timeline)
    assert passes("never: [reply-outside-hours]", timeline)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-10-25 01:30", "2026-10-25 00:30"),  # shown twice: the earlier
        ("2026-10-25 01:30+01:00", "2026-10-25 00:30"),
        ("2026-10-25 01:30+00:00", "2026-10-25 01:30"),
        ("2026-03-29 01:30", "2026-03-29 01:00"),  # never shown: the instant the clock goes on
    ],
)
def test_an_hour_that_is_shown_twice_or_never(said: str, meant: str) -> None:
    timeline = f"timeline: ['{said} practitioner > message sms length=40']\n"
    outcome = run(one(f"expect: [{{rule: contact-outside-hours, at: '{said}'}}]", timeline, SETTLED))
    assert outcome.passed, outcome.render()
    assert outcome.findings[0].at == utc(meant)


def test_a_date_as_the_end_of_the_world_includes_its_day() -> None:
    assert passes("as_of: 2026-03-03\nexpect: [{rule: reply-outside-hours}]")


# ---- A31: the contract of an example, and its rule alone ------------------------------------------------------


def test_examples_are_judged_by_their_rule_alone() -> None:
    text = f"{RULE}{CONTRACT}{EXAMPLE}  expect: [{{at: 2026-03-03 21:10}}]\n"
    (scenario,) = read_scenarios(text, "r.yaml")
    outcome = run(scenario)
    assert outcome.passed
    assert [f.rule for f in outcome.findings] == ["evening-message"]
    assert (scenario.name, scenario.title) == ("evening-message 1", "evening-message: evening-message 1")
    with pytest.raises(ScenarioError, match=r"judged by its rule alone, `evening-message`"):
        read_scenarios(text.replace("expect: [{at: 2026-03-03 21:10}]", "never: [session-gap]"), "r.yaml")


def test_the_contract_of_an_example_then_of_its_pack_then_of_its_rule(tmp_path: Path) -> None:
    """The three differ by their zone, so that it is seen whose it is."""

    def zones(own: str, rule: str) -> list[str]:
        examples = f"examples:\n- {own}timeline: [2026-03-03 21:10 client > message sms]\n  never: [evening-message]\n"
        (tmp_path / "rule.yaml").write_text(RULE + rule + examples, encoding="utf-8")
        return [scenario.contract.timezone for scenario in load_scenarios(tmp_path / "rule.yaml")]

    beside, path = CONTRACT.replace("Europe/London", "Europe/Berlin"), tmp_path / "examples.contract.yaml"
    (tmp_path / "own.yaml").write_text(CONTRACT_FILE.replace("Europe/London", "Europe/Rome"), encoding="utf-8")
    own = "contract: own.yaml\n  "
    assert zones("", beside) == ["Europe/Berlin"]
    path.write_text(CONTRACT_FILE, encoding="utf-8")
    assert zones("", beside) == ["Europe/London"]
    assert zones(own, beside) == ["Europe/Rome"]


def test_the_examples_of_a_rule_that_is_switched_off_still_run() -> None:
    text = f"{RULE}enabled: false\n{CONTRACT}{EXAMPLE}  never: [evening-message]\n"
    (scenario,) = read_scenarios(text, "r.yaml")
    assert not run(scenario).passed


# ---- A32, and all else that is no pass ------------------------------------------------------------------------


def test_a_missing_as_of_is_named_where_it_matters() -> None:
    for key in ("at", "until"):
        said = message(f"expect: [{{rule: session-gap, {key}: 2026-03-20 09:00}}]")
        assert "expected after the end of the period judged; `as_of` is missing, so it is the last line's time" in said
    given = message("expect: [{rule: session-gap, at: 2026-03-20 09:00}]\nas_of: 2026-03-20 08:59")
    assert "`as_of` is missing" not in given


def test_a_rule_that_is_silent_here_is_a_plain_failure_that_says_why() -> None:
    outcome = run(one("expect: [{rule: session-gap}, {rule: late-cancellation}]\nas_of: 2026-03-20"))
    assert not outcome.passed
    assert outcome.reasons == (
        "late-cancellation is silent: the contract has no `cancellation`",
        "session-gap is silent: the contract has no `sessions`",
    )
    assert all(f"\n    {reason}" in outcome.render() for reason in outcome.reasons)
    assert passes("never: [session-gap]"), "a rule that is silent says nothing"


def test_lines_that_belong_to_nobody_are_judged_by_nobody() -> None:
    elsewhere = "timeline: [2026-03-03 21:10 practitioner > message sms relationship=c-9]\n"
    with pytest.raises(ScenarioError, match="B136 no line is one of the contract's pairs"):
        run(one("never: [contact-outside-hours]", elsewhere))


def test_a_line_that_no_log_can_hold_is_an_error() -> None:
    line = "timeline: [2026-03-03 21:10 practitioner > message sms length=99999999999999999999]\n"
    with pytest.raises(ScenarioError, match="B138 line 1 cannot stand in a log"):
        run(one("never: [contact-outside-hours]", line))


def test_a_problem_that_only_judging_finds_is_one_of_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = one("never: [contact-outside-hours]")

    def refuse(*_: object, **__: object) -> None:
        from boundaries.core.errors import Diagnostic

        raise ContractError(Diagnostic("B121", "does not fit"))

    monkeypatch.setattr("boundaries.testing.judge.judge", refuse)
    with pytest.raises(ScenarioError, match=r"s\.yaml:1:1: B121 does not fit"):
        run(scenario)


def test_many_scenarios_share_what_judges_them() -> None:
    shelf = Shelf()
    scenario = one("never: [contact-outside-hours]")
    assert run(scenario, shelf).policy is run(scenario, shelf).policy
    assert run(scenario).policy is not run(scenario, shelf).policy
