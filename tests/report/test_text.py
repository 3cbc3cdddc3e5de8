"""The report for people says each thing once, calmly, with its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from boundaries.core.finding import Finding
from boundaries.report.summary import LIMITS, RECORDS, NotChecked
from boundaries.report.text import group_sentence, text_report, unknown_sentence
from boundaries.table.log import Reject
from made_result import AT, DAY, finding, sample

HEAVY = "crossing"


def said(*findings: Finding, counts: bool = True, made: object = None) -> str:
    made = made or sample()
    lines = text_report(findings, made.policy, made.summary, made.rejects, counts=counts)
    return "\n".join(" " * line.indent + line.text for line in lines)


def test_the_header_says_what_was_read_by_what_and_what_this_cannot_see() -> None:
    header = said().split("\n\n")[0]
    for part in (
        "log 1 (whatsapp)", "riverside-017 (in force since 2026-01-12, 2026-04-02)", "core 1 (0123456789ab)", "p-03",
        "kernel 0.1.0", "2026a", "own reflection", "from Tue 3 Mar 2026 21:10 to", "Europe/London", LIMITS, RECORDS,
    ):  # fmt: skip
        assert part in header


def test_the_row_counts_are_always_there_unless_asked_away() -> None:
    line = "log 1 (whatsapp): 120 rows seen = 110 accepted + 2 duplicates + 3 rejected + 5 system rows"
    assert line in said()
    assert "  log 1:2: column `at`: no such date or time" in said()
    assert "rows seen" not in said(counts=False)
    assert "log 1:2" not in said(counts=False)


def test_of_many_rejects_the_first_twenty_are_listed() -> None:
    rejects = tuple(Reject(n, "no such date or time", line=n + 1) for n in range(10_000))
    report = said(made=replace(sample(), rejects=rejects))
    assert report.count("no such date or time") == 20
    assert "... and 9,980 more" in report


def test_one_finding_keeps_its_own_sentence() -> None:
    report = said(finding())
    assert report.count(finding().says) == 1
    assert "administrative.hours: Mo-Fr 09:00-18:00; PH off (riverside-017, contract.yaml:7:10)" in report
    assert "Is an evening reply now expected?" in report
    assert "evidence: 1 row" in report


def test_of_several_findings_it_is_told_once_which_excuse_could_not_be_judged() -> None:
    group = [finding(at=AT + n * DAY, unknown="purpose" if n else None) for n in range(3)]
    words = "not known in 2 of 3: whether it was about a crisis; the log does not say `purpose`"
    assert said(*group).count(words) == 1
    assert "not known" not in said(*(replace(one, unknown=None) for one in group))
    assert words not in said(group[1])  # the single one says so in its own sentence


def test_findings_of_one_rule_are_one_sentence_one_question_one_step() -> None:
    group = [finding(at=AT + n * DAY) for n in range(3)]
    report = said(*group)
    assert "3 replies, day 0 to day 2, by sms, outside Mo-Fr 09:00-18:00; PH off." in report
    assert report.count("Is an evening reply now expected?") == 1
    assert report.count("You could raise it in the next session.") == 1
    assert "evidence: 3 rows" in report
    assert "1 relationship judged: 3 notices" in report


def test_a_group_weighs_as_its_heaviest() -> None:
    assert "crossing (and 1 notice): 2 replies" in said(finding(), finding(at=AT + DAY, severity=HEAVY))


def test_clauses_are_grouped_by_what_was_in_force() -> None:
    place = replace(finding().location, line=30)
    report = said(finding(), finding(at=AT + 31 * DAY, version="2026-04-02", location=place))
    assert "Mo-Fr 09:00-18:00; PH off (riverside-017, contract.yaml:7:10)" in report
    assert "Mo-Fr 09:00-19:00; PH off (riverside-017, contract.yaml:30:10)" in report


def test_values_that_differ_are_a_range_or_a_list() -> None:
    params = dict(finding().params)
    group = [
        finding(at=AT + n, params=params | {"channel": c, "measured": m})
        for n, (c, m) in enumerate([("sms", 4.0), ("phone", 6.5)])
    ]
    assert "by sms, phone" in group_sentence(group, sample().policy)
    policy = sample().policy
    rule = replace(policy.rules[0], says=replace(policy.rules[0].says, texts={"en": ("", "{measured} a week.")}))
    assert group_sentence(group, replace(policy, rules=(rule,))) == "4–6.5 a week."


def test_a_group_speaks_the_language_asked_for() -> None:
    group = [finding(), finding(at=AT + DAY)]
    assert group_sentence(group, sample().policy, "de") == "2 Antworten gingen zwischen day 0 und day 1 hinaus."


def test_the_last_one_ends_the_range_where_it_has_an_end() -> None:
    late = finding(at=AT + DAY, params=dict(finding().params) | {"from": "day 1", "until": "day 9"})
    assert "day 0 to day 9" in group_sentence([finding(), late], sample().policy)


def test_what_was_covered_is_one_line() -> None:
    excused = [
        finding(at=AT + n, status="excused", excused_by=why) for n, why in enumerate(("crisis", "agreed", "crisis"))
    ]
    assert "3 were covered: agreed 1, crisis 2" in said(*excused)
    assert "3 more were covered: agreed 1, crisis 2" in said(finding(at=AT + 9), *excused)
    assert "1 was covered: agreed 1" in said(excused[1])


@pytest.mark.parametrize(
    ("column", "words"),
    [("purpose", "--annotations"), ("channel", "a log that has it"), ("at", "time of day"), ("by", "who it came from")],
)
def test_what_is_not_known_says_how_many_rows_and_what_would_tell(column: str, words: str) -> None:
    sentence = unknown_sentence(finding(status="undetermined", unknown=column, evidence=("a", "b")))
    assert "2 rows" in sentence
    assert words in sentence
    assert "reply-outside-hours" in sentence


def test_what_was_not_checked_is_said_with_the_reason() -> None:
    assert "not checked: late-cancellation (c-207): the log does not show invoice, waiver" in said()
    many = tuple(NotChecked(f"rule-{n}", 3, "why") for n in range(30))
    report = said(made=sample().with_summary(not_checked=many))
    assert "not checked: rule-0 (3 relationships): why" in report
    assert "... and 10 more that were not checked" in report
    assert "2 relationships (9 rows) without a contract: not judged" in report


def test_nothing_found_is_said_with_its_limit() -> None:
    assert said(made=sample().with_summary(rows_inside_contract=1)).endswith(
        "1 relationship judged: nothing agreed was crossed, as far as these rows can show"
    )


def test_rows_outside_the_contracts_time_are_told_and_are_no_clean_report() -> None:
    report = said(made=sample().with_summary(rows_outside_contract=6, rows_inside_contract=0))
    assert "6 rows outside the time of their contract" in report
    assert report.endswith("there was nothing to judge")


def test_a_finding_without_a_clause_or_an_unknown_rule_is_still_said() -> None:
    odd = [finding(at=AT + n, clause=None, location=None, rule="another") for n in range(2)]
    report = said(*odd)
    assert "no single clause (riverside-017)" in report
    assert "2 times: Replies wait for the hours" in report


def test_no_report_blames() -> None:
    report = said(finding(), finding(at=AT + DAY, severity=HEAVY), finding(status="excused", excused_by="crisis"))
    assert not re.search(r"violat|inappropriate|guilty|must|should|\bfail", report, re.I)


def test_a_caseload_is_named_in_part() -> None:
    contracts = tuple((f"k-{n}", ("2026-01-01",)) for n in range(1, 1001))
    header = said(made=sample().with_summary(contracts=contracts))
    assert "k-5 (in force since 2026-01-01) and 995 more" in header
