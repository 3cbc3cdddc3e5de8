"""The rules of a page: how heavy, what covers, what each takes where the agreement is silent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from boundaries.civil.span import Span
from boundaries.contract.versions import Version
from boundaries.core.columns import REASONS
from boundaries.policy.condition import Trend
from boundaries.policy.fields import FIELDS
from boundaries.policy.rule import Escalate, Rule
from boundaries.policy.spec import load_rules
from boundaries.report.rules_said import EXCUSES, rules_said
from builders import has, ref
from contract.drawn import HEAD, load
from made_result import DAY, rule

CHANNELS = "administrative.channels"


def version(**administrative: Any) -> Version:
    return load({**HEAD, "administrative": administrative}).timeline.versions[0]


def said(*rules: Rule, of: Version | None = None, language: str = "en", ended: bool = False) -> list[str]:
    lines = rules_said(rules, of or version(hours="Mo"), language, ended=ended, ends=ended)
    return [line.text for line in lines]


def test_every_excuse_and_reason_has_words() -> None:
    assert {*REASONS, "agreed", "crisis", "scheduling", "cover", "incidental"} == set(EXCUSES)
    assert set(FIELDS["reason"].words) <= set(EXCUSES)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "What it finds is a notice."),
        ({"severity": "crossing"}, "What it finds is a crossing."),
        ({"escalate": Escalate("crossing", 3, Span(micros=14 * DAY))},
         "What it finds is a notice; from the third within 2 weeks on, it is a crossing."),
        ({"escalate": Escalate("crossing", 1, Span(micros=14 * DAY))}, "What it finds is a crossing."),
        ({"severity": "crossing", "escalate": Escalate("crossing", 3, Span(micros=DAY))},
         "What it finds is a crossing."),
        ({"type": "strength"}, "What it finds is a strength."),
        ({"review_soon": True}, "What it finds is a notice. It is best looked at before the next session."),
    ],
)  # fmt: skip
def test_how_heavy_a_finding_is(changes: dict[str, Any], words: str) -> None:
    weight = said(replace(rule(), **changes))[6]
    assert weight == f"{words} Covered by: a crisis or an agreed exception."


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        (Trend("share", has(by="client"), has(kind="message"), restarts=("administrative.calls", CHANNELS)),
         "What it finds is a notice: a weekly share rises, beside what the first weeks were like. By chance at most "
         "one of twenty series of the kinds it allows for gives one within a year. It begins anew with an amendment of "
         "calls or channels."),
        (Trend("count", has(by="client"), direction="down", mode="calibrated"),
         "What it finds is a notice: a weekly count falls, beside what the first weeks were like. By chance at most "
         "one of twenty series of the kinds it allows for gives one within a year (measured, not proved)."),
    ],
)  # fmt: skip
def test_what_of_a_trend_makes_a_finding(trend: Trend, words: str) -> None:
    assert said(replace(rule(), when=trend, type="drift"))[6].startswith(f"{words} Covered by: ")


@pytest.mark.parametrize(
    ("ladder", "words"),
    [
        (Escalate("crossing", beyond=Span(micros=14 * DAY)), "after 2 weeks of waiting, it is a crossing"),
        (Escalate("crossing", 2, Span(1), ref("reply_within", 2)),
         "from the second within 1 month on or after 4 days of waiting, it is a crossing"),
        (Escalate("crossing", beyond=ref("fee.due_within", 2)), "after 4 working days of waiting, it is a crossing"),
    ],
)  # fmt: skip
def test_how_heavy_what_lasts_is(ladder: Escalate, words: str) -> None:
    agreed = version(hours="Mo", reply_within="P2D", fee={"due_within": "2 working days"})
    weight = said(replace(rule(), escalate=ladder), of=agreed)[6]
    assert weight.startswith(f"What it finds is a notice; {words}. ")


def test_what_covers() -> None:
    words = "What it finds is a notice."
    assert said(replace(rule(), unless=()))[6] == f"{words} Nothing covers it."
    every = said(replace(rule(), unless=("agreed", "cover", "incidental")))[6]
    assert every == f"{words} Covered by: an agreed exception, leave or a message that is automatic or very short."


OVERRUN = """\
rule: overrun
code: X
title: Sessions end on time
clause: sessions
dimension: time
bearer: practitioner
severity: notice
when: {event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}
defaults: {sessions.overrun: 10}
says: "{count}"
"""


def test_a_rule_says_the_value_it_takes_where_nothing_is_agreed() -> None:
    (overrun,) = load_rules(OVERRUN, "r.yaml")
    taken = "`sessions.overrun` is not agreed, so the rule takes 10."
    assert taken in said(overrun, of=version(sessions={"minutes": "50"}))
    assert taken not in said(overrun, of=version(sessions={"minutes": "50", "overrun": "5"}))


def test_rules_stand_under_the_clause_they_watch_in_the_order_of_a_contract() -> None:
    gifts = replace(rule("gift"), clause="administrative.gifts.at_most")
    free = replace(rule("free"), clause=None)
    lines = said(gifts, free, rule("late"), of=version(hours="Mo", gifts={"at_most": "3", "per": "P1Y"}))
    assert [line for line in lines if line in ("Hours", "Gifts", "Whatever is agreed")] == [
        "Hours", "Gifts", "Whatever is agreed",
    ]  # fmt: skip


def test_a_reason_that_several_silent_rules_have_is_said_once() -> None:
    lines = said(replace(rule("a"), clause="administrative.gifts"), replace(rule("b"), clause="administrative.gifts"),
                 replace(rule("c"), enabled=False), of=version())  # fmt: skip
    title = "Replies wait for the hours"
    assert lines == [
        "", "Rules that are silent here", "Nothing is agreed about gifts:", title, title,
        f"{title}: switched off in the pack.",
    ]  # fmt: skip


def test_a_contract_that_has_ended_silences_the_rules_about_its_time() -> None:
    assert said(rule(), ended=True)[2:] == ["Replies wait for the hours: the contract has ended."]
    afterwards = said(replace(rule(), after_end=True), ended=True)
    assert "It looks only at the time after the end of the contract." in afterwards[6]


def test_the_rules_speak_their_own_language() -> None:
    title = replace(rule().title, texts={"en": ("Replies wait",) * 2, "de": ("Antworten warten",) * 2})
    assert said(replace(rule(), title=title), language="de")[4] == "Antworten warten"
    assert said(replace(rule(), title=title), language="fr")[4] == "Replies wait"


def test_no_rules_no_heading() -> None:
    assert said() == []
