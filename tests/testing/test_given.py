"""Findings taken as derived: they feed conclusions, are no findings, and are written as they are read."""

from __future__ import annotations

import pytest

from boundaries.testing.document import scenario_document
from boundaries.testing.judge import run
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import read_scenarios

RULE = """\
rule: two-sides
when: {{all: [{{findings: {{severity: crossing}}, at_least: 2, distinct: dimension}}]}}
says: x
contract: {{contract: c, relationship: r-1, timezone: Europe/London, agreed: 2026-01-12, packs: [core],
  consent: [practitioner, client], administrative: {{hours: "Mo-Fr 09:00-18:00"}}}}
examples:
- timeline: ["2026-03-03 12:00 practitioner > message sms"]
  as_of: 2026-04-01
  given: [{given}]
  expect: [{expect}]
  exactly: true
"""
ONE = "{rule: reply-outside-hours, at: 2026-03-04 21:00, severity: crossing}"
OTHER = "{code: OWN, at: 2026-03-05 21:00, severity: crossing, dimension: money}"


def example(given: str, expect: str = "") -> str:
    return RULE.format(given=given, expect=expect)


def test_conclusions_are_drawn_from_what_is_given() -> None:
    (scenario,) = read_scenarios(example(f"{ONE}, {OTHER}", "{at: 2026-03-05 21:00, premises: 2}"), "r.yaml")
    outcome = run(scenario)
    assert outcome.comparison.agree
    assert len(outcome.findings) == 1


def test_one_alone_is_not_enough_and_is_no_finding() -> None:
    (scenario,) = read_scenarios(example(ONE), "r.yaml")
    outcome = run(scenario)
    assert outcome.comparison.agree
    assert outcome.findings == ()


def test_what_the_rule_has_need_not_be_said() -> None:
    (scenario,) = read_scenarios(example(f"{ONE}, {ONE.replace('21:00', '22:00')}"), "r.yaml")
    assert run(scenario).findings == ()  # of one dimension, that of the rule


def test_a_wrong_number_of_premises_fails() -> None:
    (scenario,) = read_scenarios(example(f"{ONE}, {OTHER}", "{premises: 3}"), "r.yaml")
    assert not run(scenario).comparison.agree


def test_what_is_given_is_written_as_it_was_read() -> None:
    (scenario,) = read_scenarios(example(f"{ONE}, {OTHER}"), "r.yaml")
    assert scenario_document(scenario)["given"] == [
        {"rule": "reply-outside-hours", "at": "2026-03-04 21:00", "severity": "crossing"},
        {"code": "OWN", "at": "2026-03-05 21:00", "severity": "crossing", "dimension": "money"},
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{at: 2026-03-04 21:00}", "B102 an item of `given` needs `rule`"),
        ("{rule: late}", "B102 an item of `given` needs `at`"),
        ("{rule: late, at: 2026-03-04}", "B133 `2026-03-04` is a day"),
        ("{rule: late, at: 2026-03-04 21:00, since: 2026-03-04 20:00}", "B134 `since` stands in for `at`"),
        ("{rule: late, at: 2026-03-04 21:00, severity: violation}", "B104"),
        ("{rule: late, at: 2026-03-04 21:00, whose: me}", "B101"),
        ("{rule: late, at: 2026-03-04 21:00, clause: hour}", "B106"),
        ("{rule: reply-outside-hour, at: 2026-03-04 21:00}", "did you mean `reply-outside-hours`?"),
        ("{rule: late, at: 2026-05-04 21:00}", "B136 given after the end"),
    ],
)
def test_a_mistake_is_told(given: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(example(given), "r.yaml")
    assert said in "\n".join(d.render() for d in caught.value.diagnostics)
