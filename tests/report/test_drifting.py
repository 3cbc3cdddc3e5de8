"""What a report says of a drift: since when, from what to what, how sure that is, and what is promised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boundaries as bd
from boundaries.core.instants import to_datetime
from boundaries.policy.condition import Trend
from boundaries.report import machine
from boundaries.report.drifting import drift_sentences, promises
from boundaries.report.supervisor import row
from boundaries.report.text import text_report
from boundaries.report.withheld import shown
from builders import has
from made_result import AT, DAY, drift, finding, rule, sample

EVENINGS = replace(rule("evenings-drift"), type="drift", when=Trend("share", has(by="client"), has(kind="message")))


def told(language: str = "en", **changes: Any) -> list[str]:
    return list(drift_sentences(drift(**changes), language))


def test_a_share_says_what_it_was_and_is_and_its_odds() -> None:
    assert told() == [
        "since about 2 Mar 2026 (90 % interval, which is wide: 5 Jan 2026 to 13 Apr 2026)",
        "from about 12 % (8.1 % to 17 %) to about 35 % (27 % to 44 %), the odds about 3.9 times what they were "
        "(2.1 to 7.2)",
        "found at day 70; evidence factor 31 in the last week told of: so many times better a change "
        "explains these weeks than the best of the innocent explanations",
    ]


def test_a_count_says_how_many_a_week_and_a_total_of_what() -> None:
    count = told(unit="count", before=2.0, before_interval=(1.5, 2.5), after=7.06, after_interval=(6.0, 12.4))[1]
    assert count == (
        "from about 2 a week (1.5 to 2.5) to about 7.1 (6 to 12), about 3.9 times as much (2.1 to 7.2)"
    )  # fmt: skip
    minutes = told(
        unit="minutes", before=35.0, before_interval=(30.0, 41.0), after=110.0, after_interval=(90.0, 140.0)
    )[1]
    assert minutes.startswith("from about 35 minutes a week (30 to 41) to about 110 minutes (90 to 140)")


def test_a_second_opinion_is_said_where_it_disagrees_and_an_end_where_there_is_one() -> None:
    assert told(second_opinion="does not see it")[3:] == [
        "a second opinion, which assumes less and looks at ranks alone, does not see it"
    ]
    assert told(until=AT + 11 * 7 * DAY)[3:] == ["the evidence has faded since; it was last enough at day 77"]


def test_a_factor_of_very_many_times_is_no_number_to_be_read() -> None:
    assert "evidence factor more than 1000 in" in told(evidence_factor=7_062_000.0)[2]
    assert "Evidenzfaktor mehr als 1000 in" in told("de", evidence_factor=7_062_000.0)[2]
    assert "evidence factor 1000 in" in told(evidence_factor=1000.0)[2]


def test_it_is_said_in_german_with_its_comma() -> None:
    said = told("de")
    assert said[0].startswith("seit etwa 2 Mar 2026 (90-%-Intervall, das weit ist"), "values speak as the sentence does"
    assert "12 % (8,1 % bis 17 %)" in said[1]
    assert "das 3,9-Fache" in said[1]


def report(*findings: bd.Finding) -> str:
    made = sample()
    policy = replace(made.policy, rules=(*made.policy.rules, EVENINGS))
    return "\n".join(" " * line.indent + line.text for line in text_report(findings, policy, made.summary))


def test_a_report_tells_each_drift_by_itself_and_asks_once() -> None:
    first, second = drift(until=AT + 11 * 7 * DAY), drift(at=AT + 200 * DAY, says="It has moved again.")
    text = report(first, second)
    assert text.count("notice: It has moved. [evenings-drift]") == 1
    assert text.count("notice: It has moved again. [evenings-drift]") == 1
    assert text.count("since about 2 Mar 2026") == 2
    assert text.count("Is an evening reply now expected?") == 1


def test_what_is_promised_stands_once_below_all_of_them() -> None:
    others = [drift(relationship=f"c-{n}") for n in range(300, 310)]
    assert report(*others).count("What is promised, and where it holds.") == 1
    assert report(*others, drift(promise="Another."), drift(promise="Another.")).count("Another.") == 1
    assert "promised" not in report(finding())
    assert promises([finding()]) == ()


# ---- machines, and what others are shown --------------------------------------------------------------------


def test_a_table_has_the_columns_of_a_drift_empty_for_others() -> None:
    header, plain, moved = machine.as_csv([finding(), drift()])
    names = header.strip().split(",")
    assert names[-13:-2] == [
        "since", "since_interval", "before", "before_interval", "after", "after_interval", "factor",
        "factor_interval", "evidence_factor", "second_opinion", "promise",
    ]  # fmt: skip
    assert plain.endswith("," * 13 + "\r\n")
    assert (
        ",2026-03-03T21:10:00.000000Z,2026-01-06T21:10:00.000000Z;2026-04-14T21:10:00.000000Z,0.12,0.081;0.17," in moved
    )


def test_a_supervisor_is_shown_days_and_no_sums() -> None:
    made = sample()
    policy = replace(made.policy, rules=(*made.policy.rules, EVENINGS))
    given = drift(since=to_datetime(AT + 2 * 3_600_000_000), audience="shared")
    seen = shown(given, policy, "client 1", {}, "en")
    plain = row(seen)
    assert plain["since"] == "2026-03-03", "on the contract's clock"
    assert [len(day) for day in plain["since_interval"]] == [10, 10]  # type: ignore[attr-defined]
    assert (plain["before"], plain["factor"]) == (0.12, 3.94)
    assert len(list(drift_sentences(seen))) == 3
    money = shown(replace(given, unit="money", params={**given.params, "before": "70"}), policy, "client 1", {}, "en")
    kept = row(money)
    assert (kept["measured"], kept["before"], kept["after_interval"], kept["factor"]) == (None, None, None, 3.94)
    assert money.params["before"] == "…"
    assert not any("from about" in line for line in drift_sentences(money))
