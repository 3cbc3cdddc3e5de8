"""The report for people says each thing once, calmly, with its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from boundaries.core.catalogue import Phrase, catalogue
from boundaries.core.finding import Finding
from boundaries.report.summary import NotChecked
from boundaries.report.text import group_sentence, text_report, unknown_sentences
from boundaries.table.log import Reject
from made_result import AT, DAY, Sample, finding, sample

HEAVY = "crossing"


def said(*findings: Finding, counts: bool = True, made: Sample | None = None, language: str = "en") -> str:
    made = made or sample()
    lines = text_report(findings, made.policy, made.summary, made.rejects, language=language, counts=counts)
    return "\n".join(" " * line.indent + line.text for line in lines)


def test_the_header_says_what_was_read_by_what_and_what_this_cannot_see() -> None:
    header = said().split("\n\n")[0]
    for part in (
        "log 1 (whatsapp)", "riverside-017 (in force since 2026-01-12, 2026-04-02)", "core 1 (0123456789ab)", "p-03",
        "kernel 0.1.0", "2026a", "own reflection", "from Tue 3 Mar 2026 21:10 to", "Europe/London",
        catalogue().form("header.limits"), catalogue().form("header.words"), catalogue().form("header.records"),
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


def test_which_excuse_could_not_be_judged_is_told_once_for_a_relationship() -> None:
    group = [finding(at=AT + n * DAY, unknown="purpose" if n else None) for n in range(3)]
    doubt = "not known in 2 of 3 findings: whether it was about a crisis; the log does not say `purpose`"
    words = f"  {doubt} [reply-outside-hours]"
    lines = said(*group).splitlines()
    assert lines.count(words) == 1
    assert lines.index(words) > lines.index("      evidence: 3 rows")
    assert "not known" not in said(*(replace(one, unknown=None) for one in group))


def test_a_single_finding_leaves_its_doubt_to_that_line() -> None:
    doubt = "The log does not say `purpose`, so whether it was about a crisis is not known."
    one = finding(unknown="purpose", params=dict(finding().params) | {"from": "day 0"})
    report = said(replace(one, says=f"{one.says} {doubt}"))
    assert "notice: One reply went out on day 0. [reply-outside-hours]" in report
    assert doubt not in report
    assert "not known in 1 of 1 finding: whether it was about a crisis" in report
    odd = finding(unknown="purpose", rule="another")
    assert finding().says in said(odd), "of a rule that is not known the sentence is kept as it is"


def test_doubts_of_several_rules_stand_in_one_line() -> None:
    policy = sample().policy
    rules = tuple(
        replace(policy.rules[0], name=f"rule-{n}", unless=("crisis", "scheduling")[: n % 2 + 1]) for n in range(3)
    )
    made = replace(sample(), policy=replace(policy, rules=rules))
    group = [finding(at=AT + n, rule=f"rule-{n % 3}", unknown="purpose" if n else None) for n in range(6)]
    assert [line.strip() for line in said(*group, made=made).splitlines() if "not known in" in line] == [
        "not known in 2 of 2 findings: whether it was about a crisis or about arranging a session; the log does not "
        "say `purpose` [rule-1]",
        "not known in 3 of 4 findings: whether it was about a crisis; the log does not say `purpose` [rule-2, rule-0]",
    ]  # fmt: skip


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


def test_a_question_is_asked_once_in_a_relationship() -> None:
    place = replace(finding().location, line=30)
    later = finding(at=AT + 31 * DAY, version="2026-04-02", location=place)
    report = said(finding(), later, finding(relationship="c-300", at=AT))
    assert report.count("Is an evening reply now expected?") == 2
    assert report.count("You could raise it in the next session.") == 2


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
    (sentence,) = unknown_sentences([finding(status="undetermined", unknown=column, evidence=("a", "b"))])
    assert "2 rows" in sentence
    assert words in sentence
    assert "reply-outside-hours" in sentence


def test_what_lacks_one_column_is_said_once_at_the_end_of_a_relationship() -> None:
    unknown = [
        finding(at=AT + n, status="undetermined", unknown=column, rule=rule, evidence=rows, clause=clause)
        for n, (column, rule, rows, clause) in enumerate([
            ("purpose", "rule-a", ("a", "b"), "administrative.hours"),
            ("amount", "rule-a", ("a",), "administrative.fee"),
            ("purpose", "rule-b", ("b", "c"), "administrative.channels"),
            ("purpose", "rule-a", ("d",), None),
        ])
    ]  # fmt: skip
    lines = said(finding(), *unknown).splitlines()
    told = [line for line in lines if "not known:" in line]
    assert told == [
        "  not known: in 4 rows `purpose` is missing; an annotations file (--annotations) can add it [rule-a, rule-b]",
        "  not known: in 1 row `amount` is missing; an annotations file (--annotations) can add it [rule-a]",
    ]
    assert lines.index(told[0]) > lines.index("      evidence: 1 row")
    assert "administrative.fee" not in "\n".join(lines), "no heading for what is only not known"
    assert "1 notice, 4 not known" in lines[-1]


def test_of_many_rules_that_lack_a_column_the_first_are_named() -> None:
    unknown = [finding(status="undetermined", unknown="purpose", rule=f"rule-{n}", evidence=("a",)) for n in range(15)]
    assert "rule-10, rule-11 and 3 more]" in said(*unknown)


def test_what_was_not_checked_is_said_with_the_reason() -> None:
    assert "not checked: late-cancellation (c-207): the log does not cover what it waits for" in said()
    many = tuple(NotChecked(f"rule-{n}", f"c-{n}", Phrase("silent.off")) for n in range(30))
    report = said(made=sample().with_summary(not_checked=many))
    assert "not checked: rule-0 (c-0): the rule is switched off" in report
    assert "... and 10 more that were not checked" in report
    assert "2 relationships (9 rows) without a contract: not judged" in report


def test_rules_that_were_not_checked_for_one_reason_stand_in_one_line() -> None:
    no_fee, no_gifts = (Phrase("silent.no_clause", (clause,)) for clause in ("`fee`", "`gifts`"))
    late, off = Phrase("silent.not_covered"), Phrase("silent.off")
    entries = (
        NotChecked("a", "c-207", late), NotChecked("b", "c-207", no_fee), NotChecked("c", "c-207", late),
        NotChecked("d", "c-207", no_gifts), NotChecked("e", "c-207", no_fee), NotChecked("f", 3, late),
        NotChecked("g", "c-207", off), NotChecked("h", "c-207", off),
    )  # fmt: skip
    made = sample().with_summary(not_checked=entries)
    assert [line for line in said(made=made).splitlines() if line.startswith("not checked")] == [
        "not checked: a, c (c-207): the log does not cover what they wait for",
        "not checked: b, d, e (c-207): the contract has no `fee`, `gifts`",
        "not checked: f (3 relationships): the log does not cover what it waits for",
        "not checked: g, h (c-207): the rules are switched off",
    ]
    assert [each["reason"] for each in made.summary.as_dict()["not_checked"]][:2] == [  # type: ignore[index]
        "the log does not cover what it waits for", "the contract has no `fee`",
    ]  # fmt: skip


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


# ---- in another language ------------------------------------------------------------------------------------

WHOLE = [
    finding(at=AT), finding(at=AT + DAY, severity=HEAVY, unknown="purpose"),
    finding(at=AT + 2, status="excused", excused_by="crisis"), finding(at=AT + 3, status="undetermined", unknown="at"),
    finding(at=AT + 4, status="undetermined", unknown="place"), finding(at=AT + 5, rule="another", clause=None),
]  # fmt: skip


def test_a_report_is_german_from_its_first_line_to_its_last() -> None:
    rejects = tuple(Reject(n, "no such date or time", line=n + 1) for n in range(1_500))
    summary = sample().with_summary(rows_outside_contract=1_500).summary
    report = said(*WHOLE, made=replace(sample(), rejects=rejects, summary=summary), language="de")
    for text in (
        "boundaries: eigene Reflexion, die eigene Sicht der Fachperson",
        "Betrachtet werden nur Zeiten",
        "Ein Hinweis ist etwas",
        "gelesen: log 1 (whatsapp), von Di 3. Mär 2026 21:10 bis So 12. Apr 2026 22:10",
        "Verträge: riverside-017 (in Kraft seit 2026-01-12, 2026-04-02)",
        "Regelpakete: core 1 (0123456789ab)",
        "Stand: So 12. Apr 2026 22:10",
        "Zeiten nach der Uhr von Europe/London",
        "Behandeln Sie ihn wie Gesundheitsdaten",
        "120 Zeilen gelesen = 110 übernommen + 2 Dubletten + 3 abgelehnt + 5 Systemzeilen",
        "... und 1.480 weitere",
        "Abweichung (und 1 Hinweis): 2 Antworten gingen",
        "Belege: 2 Zeilen",
        "nicht bekannt bei 1 von 2 Befunden: ob es eine Krise war; die Daten nennen `purpose` nicht [reply",
        "1 weiterer Fall war gedeckt: Krise 1 [reply-outside-hours]",
        "ohne einzelne Klausel (riverside-017",
        "nicht bekannt: in 1 Zeile ist die Uhrzeit nicht genau genug bekannt; daraus wird nichts geschlossen",
        "nicht bekannt: in 1 Zeile fehlt `place`; Daten, die es nennen, gäben Auskunft",
        "nicht geprüft: late-cancellation (c-207): die Daten decken nicht ab, worauf sie wartet",
        "2 Beziehungen (9 Zeilen) ohne Vertrag: nicht beurteilt",
        "1.500 Zeilen außerhalb der Zeit ihres Vertrags",
        "1 Beziehung beurteilt: 1 Abweichung, 2 Hinweise, 1 gedeckt, 2 nicht bekannt",
    ):
        assert text in report, text
    assert report == said(*WHOLE, made=replace(sample(), rejects=rejects, summary=summary), language="de-AT")


ENGLISH_ONLY = ("Is an evening reply now expected?", "You could raise it", "One reply went out", "no such date or time")


def test_no_english_is_left_in_a_german_report() -> None:
    """But for what this small rule says in English only, names, and why a row was turned away."""
    report = said(*WHOLE, made=sample().with_summary(outside_period=3), language="de")
    kept = "\n".join(line for line in report.splitlines() if not any(text in line for text in ENGLISH_ONLY))
    assert not re.search(r"\b(the|of|is|and|not|known|rows?|with|from|to|seen|covers?|judged|missing|checked)\b", kept)


def test_a_language_nobody_speaks_here_is_answered_in_english() -> None:
    assert said(*WHOLE, language="fi") == said(*WHOLE)


def test_ranges_of_numbers_have_the_comma_of_their_language() -> None:
    policy = sample().policy
    texts = {"en": ("", "{measured} a week."), "de": ("", "{measured} in der Woche.")}
    policy = replace(policy, rules=(replace(policy.rules[0], says=replace(policy.rules[0].says, texts=texts)),))
    group = [finding(at=AT + n, params=dict(finding().params) | {"measured": m}) for n, m in enumerate((4.5, 6.75))]
    assert group_sentence(group, policy, "de") == "4,5–6,8 in der Woche."
    assert group_sentence(group, policy, "fi") == "4.5–6.8 a week."
