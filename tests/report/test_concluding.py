"""Conclusions come first, with what they rest on; strengths beside them; what has been kept in one line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from boundaries.civil.span import DAY as DAY_US
from boundaries.civil.span import Span
from boundaries.core.finding import Finding
from boundaries.policy.conclusion import Conclude, OfKept
from boundaries.report import machine
from boundaries.report.closing import counted
from boundaries.report.summary import recounted
from boundaries.report.text import text_report
from made_result import AT, DAY, conclusion, finding, rule, sample

LENGTH = Span(micros=90 * DAY_US)
KEPT = replace(rule(), name="kept", code="KEPT", type="strength", when=Conclude((OfKept(LENGTH),), same="clause"))
OLD = finding(params=dict(finding().params) | {"from": "Tue 3 Mar 2026 21:10"})


def report(*findings: Finding, language: str = "en") -> list[str]:
    made = sample()
    policy = replace(made.policy, rules=(*made.policy.rules, KEPT))
    lines = text_report(findings, policy, made.summary, language=language, counts=False)
    text = [" " * line.indent + line.text for line in lines]
    return text[text.index("") + 1 :]


def strength(**changes: object) -> Finding:
    values = {"type": "strength", "rule": "repaired", "says": "This was mended.", "retracts": None}
    return conclusion(**(values | changes))


def kept(clause: str, until: int | None = None) -> Finding:
    params = {"count": 1, "from": "day 90", "until": "Sun 3 May 2026 10:00"}
    return strength(rule="kept", says="It was kept.", clause=clause, until=until, params=params)


def test_a_conclusion_comes_first_with_what_it_rests_on_and_what_would_end_it() -> None:
    lines = report(OLD, conclusion(OLD))
    assert lines[:7] == [
        "c-207", "  conclusions", "    notice: Replies have moved in 3 places. [many-replies]",
        "      rests on: reply-outside-hours (Tue 3 Mar 2026)",
        "      what would end it: A supervision of this client.", "      What holds the frame?",
        "      Look at it together.",
    ]  # fmt: skip
    assert lines[7].startswith("  administrative.hours: ")
    assert sum("many-replies" in line for line in lines) == 1


def test_it_is_said_in_german() -> None:
    text = "\n".join(report(OLD, conclusion(OLD), strength(), kept("administrative.hours"), language="de"))
    for words in (
        "  Schlüsse", "beruht auf: reply-outside-hours", "was ihn beenden würde: A supervision", "  Stärken",
        "seit 90 Tagen und länger eingehalten: Kontaktzeiten [kept]", "1 Schluss, 1 Hinweis, 2 Stärken",
    ):  # fmt: skip
        assert words in text


def test_findings_of_one_rule_are_named_together_and_five_rules_at_most() -> None:
    many = [finding(at=AT + n * DAY) for n in range(3)]
    (rests,) = (line for line in report(*many, conclusion(*many)) if "rests on" in line)
    assert rests == "      rests on: reply-outside-hours (3 times, day 0 to day 2)"
    twice = [finding(at=AT + n) for n in range(2)]
    (rests,) = (line for line in report(*twice, conclusion(*twice)) if "rests on" in line)
    assert rests.endswith("(2 times, day 0)")
    rules = [finding(at=AT + n * DAY, rule=f"rule-{n}") for n in range(7)]
    (rests,) = (line for line in report(*rules, conclusion(*rules)) if "rests on" in line)
    assert rests.endswith(
        "rests on: rule-0 (day 0); rule-1 (day 1); rule-2 (day 2); rule-3 (day 3); rule-4 (day 4) and 2 more"
    )


def test_what_is_not_in_the_report_is_counted_and_another_relationship_is_named() -> None:
    away = finding(at=AT + DAY, relationship="c-300")
    lines = report(OLD, conclusion(OLD, away, finding(at=AT + 9 * DAY)), replace(away, relationship="c-300"))
    (rests,) = (line for line in lines if "rests on" in line)
    assert rests.endswith(
        "reply-outside-hours (Tue 3 Mar 2026); c-300, reply-outside-hours (day 1); 1 finding outside the "
        "period asked for"
    )
    (rests,) = (line for line in report(conclusion(away)) if "rests on" in line)
    assert rests == "      rests on: 1 finding outside the period asked for"


def test_one_that_rests_on_interactions_says_how_many_rows() -> None:
    assert "      evidence: 2 rows" in report(conclusion(evidence=("e1", "e2")))
    assert not any("rests on" in line for line in report(conclusion()))


def test_what_is_for_supervision_soon_comes_first_and_what_is_over_last() -> None:
    alone = conclusion(rule="alone", severity="crossing", review_soon=True, at=AT + 30 * DAY)
    over = conclusion(rule="over", severity="crossing", review_soon=True, until=AT + 25 * DAY,
                      params={"count": 1, "from": "day 1", "until": "Sat 28 Mar 2026 21:10"})  # fmt: skip
    heavy = conclusion(rule="heavy", severity="crossing")
    lines = report(over, conclusion(), heavy, alone)
    told = [line.rpartition("[")[2] for line in lines if line.startswith(("    crossing: ", "    notice: "))]
    assert told == ["alone]", "heavy]", "many-replies]", "over]"]
    assert lines.count("      for supervision before the next session") == 1
    assert lines[3] == "      for supervision before the next session"
    assert lines[lines.index("") - 2 : lines.index("")] == [
        "    crossing: Replies have moved in 3 places. [over]", "      no longer so since Sat 28 Mar 2026",
    ]  # fmt: skip
    assert lines.count("      what would end it: A supervision of this client.") == 3


def test_strengths_stand_beside_the_rest_and_what_was_kept_in_one_line() -> None:
    clauses = ("administrative.hours", "administrative.fee", "administrative.after_hours.support")
    ended = kept("administrative.gifts", AT + 60 * DAY)
    again = kept("administrative.fee", AT + 30 * DAY)
    lines = report(OLD, conclusion(OLD), strength(), again, *map(kept, clauses), ended)
    where = lines.index("  strengths")
    assert lines[where - 1] == "      Look at it together."
    assert lines[where + 1] == "    This was mended. [repaired]"
    assert lines[where + 2] == (
        "    kept for 90 days and more: hours, after hours (support), fee, gifts (until Sun 3 May 2026) [kept]"
    )
    assert lines[where + 3].startswith("  administrative.hours: ")


def test_a_strength_of_several_clauses_is_one_sentence() -> None:
    other = finding(at=AT + DAY, rule="other")
    first, second = (strength(clause=f"administrative.{name}", at=AT + n) for n, name in enumerate(("fee", "hours")))
    lines = report(OLD, replace(first, premises=(OLD.id,)), replace(second, premises=(other.id,)), other)
    where = lines.index("  strengths")
    assert lines[where + 1 : where + 4] == [
        "    This was mended. [repaired]", "      about: hours, fee",
        "      rests on: reply-outside-hours (Tue 3 Mar 2026); other (day 1)",
    ]  # fmt: skip
    assert sum("This was mended." in line for line in lines) == 1


def test_what_went_well_is_not_undone_by_time() -> None:
    lines = report(strength(until=AT + 60 * DAY))
    assert not [line for line in lines if "no longer" in line]


def test_another_rule_about_what_was_kept_keeps_its_sentences() -> None:
    more = replace(KEPT, when=Conclude((OfKept(LENGTH), OfKept(LENGTH)), same="clause"))
    made = sample()
    policy = replace(made.policy, rules=(*made.policy.rules, more))
    told = [line.text for line in text_report([kept("administrative.fee")], policy, made.summary)]
    assert "It was kept. [kept]" in told


def test_the_last_line_counts_them_by_themselves() -> None:
    made = sample()
    every = (OLD, conclusion(OLD), conclusion(severity="crossing"), strength(), kept("administrative.fee"))
    assert counted(every, made.summary, "en") == "1 relationship judged: 2 conclusions, 1 notice, 2 strengths"
    assert counted((strength(),), made.summary, "en") == (
        "1 relationship judged: nothing agreed was crossed, as far as these rows can show; 1 strength"
    )


def test_a_strength_has_no_weight_in_the_summary() -> None:
    every = (OLD, conclusion(OLD, severity="crossing"), strength())
    assert recounted(sample().summary, every).severities == {"notice": 1, "crossing": 1}
    assert recounted(sample().summary, every).statuses["open"] == 3


# ---- machines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [conclusion(OLD), strength()])
def test_machines_have_the_ids_and_what_would_end_it(made: Finding) -> None:
    (line,) = map(json.loads, machine.as_jsonl([made]))
    assert (line["premises"], line["retracts"]) == (list(made.premises or ()), made.retracts)
    assert "promise" not in line
    plain = finding().to_dict()
    assert not {"premises", "retracts"} & set(plain)


def test_a_table_has_their_columns_empty_for_others() -> None:
    other = finding(at=AT + DAY)
    header, plain, drawn = machine.as_csv([OLD, conclusion(OLD, other)])
    assert header.strip().split(",")[-2:] == ["premises", "retracts"]
    assert plain.endswith(",,\r\n")
    ids = ";".join(sorted((OLD.id, other.id)))
    assert drawn.endswith(f",{ids},A supervision of this client.\r\n")


def test_the_first_lines_say_what_drew_them() -> None:
    made = sample()
    none = [line.text for line in text_report([], made.policy, made.summary)]
    with_engine = replace(made.summary, conclusions="fixpoint")
    told = [line.text for line in text_report([], made.policy, with_engine)]
    assert any("kernel 0.1.0, time zones" in line for line in none)
    assert any("kernel 0.1.0, conclusions by fixpoint, time zones" in line for line in told)
    assert with_engine.as_dict()["conclusions"] == "fixpoint"
    assert made.summary.as_dict()["conclusions"] is None
