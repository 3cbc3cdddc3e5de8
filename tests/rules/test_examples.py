"""Every example of every shipped rule runs; and what all shipped rules keep to: their wording above all."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml

from boundaries.contract.folder import PACK_CONTRACT
from boundaries.contract.load import load_contracts
from boundaries.core.finding import DIMENSIONS
from boundaries.core.sentence import render
from boundaries.policy.packs import Source, find_pack, load_pack, rule_files, shipped_packs
from boundaries.policy.rule import Rule, Wording
from boundaries.testing.outcome import Outcome
from boundaries.testing.suite import Report, run_tests

SOURCES = [source for pack in shipped_packs() for source in rule_files(find_pack(pack)[0], pack)]
RULES = [rule for pack in shipped_packs() for rule in load_pack(pack).rules]

# Words that judge, label or command, and words of motive or diagnosis: none is ever shown.
FORBIDDEN = re.compile(
    r"\b(inappropriate\w*|guilt\w*|manipulat\w*|boundary-less|boundaryless|abus\w*|borderline|codependen\w*|must|"
    r"should|ought|fail\w*|fault|blame\w*|shame\w*|violat\w*|wrong\w*|bad|unprofessional|unethical|unhealthy|"
    r"dependent|dependency|needy|seducti\w*|improper\w*|mistake\w*|guilty|careless|obsess\w*|toxic|narciss\w*|"
    r"breach\w*|offend\w*|misconduct|forbidden|illegal|always|why)\b",
    re.IGNORECASE,
)
PARAMETERS: dict[str, object] = {
    "count": 3, "from": "Tue 3 Mar 2026 21:10", "until": "Tue 17 Mar 2026 21:10", "measured": 6.0, "limit": 5.0,
    "agreed": "Mo-Fr 09:00-18:00", "unit": "count", "by": "practitioner", "channel": "sms", "kind": "message",
    "minutes": 75.0, "notice_hours": 24.0, "overrun_minutes": 25.0, "place": "room", "days": 21.0,
}  # fmt: skip


@cache
def ran(source: Source) -> Report:
    """What `boundaries test` finds in a rule file."""
    return run_tests([source.path])


def called(source: Source) -> str:
    return source.path.stem


def shown(rule: Rule) -> list[str]:
    """Every text a finding of the rule can show, its values filled in."""
    wordings: list[Wording] = [rule.title, rule.says, rule.asks, rule.suggests, rule.why]
    return [render(t, PARAMETERS) for wording in wordings for forms in wording.texts.values() for t in forms]


@pytest.mark.parametrize("source", SOURCES, ids=called)
def test_the_examples_of_a_rule_hold(source: Source) -> None:
    report = ran(source)
    assert not report.problems
    outcomes = [result for result in report.results if isinstance(result, Outcome)]
    assert len(outcomes) == sum(len(rule["examples"]) for rule in yaml.safe_load_all(source.text))
    assert all(outcome.passed for outcome in outcomes), "\n".join(o.render() for o in outcomes if not o.passed)


@pytest.mark.parametrize("source", SOURCES, ids=called)
def test_what_an_example_shows_is_calm(source: Source) -> None:
    findings = [found for outcome in ran(source).results if isinstance(outcome, Outcome) for found in outcome.findings]
    assert findings
    for finding in findings:
        for text in (finding.title, finding.says, finding.asks, finding.suggests):
            assert not FORBIDDEN.search(text), text
            assert "{" not in text
            assert "None" not in text
        assert finding.severity in ("notice", "crossing")
        assert finding.bearer != "client"
        assert finding.says != finding.title, "the sentence lost a value it cannot be without"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_text_of_a_rule_is_calm_and_fills_in(rule: Rule) -> None:
    texts = shown(rule)
    assert all(texts)
    for text in texts:
        assert not FORBIDDEN.search(text), text
        assert "!" not in text
    assert FORBIDDEN.search("You must stop."), "the list itself is looked at"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_asks_one_open_question_and_suggests_one_step(rule: Rule) -> None:
    for one, other in rule.asks.texts.values():
        assert one.count("?") == other.count("?") == 1
        assert one.endswith("?")
    for forms in rule.suggests.texts.values():
        assert all(text.endswith(".") and text.count(". ") == 0 for text in forms)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_well_for_one_and_for_many(rule: Rule) -> None:
    one, other = rule.says.texts["en"]
    assert one != other
    assert "{count}" in other
    assert "{count}" not in one


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_client_never_bears_a_rule(rule: Rule) -> None:
    assert rule.bearer in ("practitioner", "both", "frame", "service")
    assert rule.severity in ("notice", "crossing")
    assert rule.dimension in DIMENSIONS
    assert rule.type in ("breach", "strength")


@pytest.mark.parametrize("source", SOURCES, ids=called)
def test_a_shipped_rule_says_everything_itself(source: Source) -> None:
    """Nothing is left to a default: title, code, clause, dimension, bearer, severity, texts, reason and sources."""
    for rule in yaml.safe_load_all(source.text):
        assert {"code", "title", "clause", "dimension", "bearer", "severity", "unless"} <= set(rule)
        assert {"says", "asks", "suggests", "why", "sources", "examples"} <= set(rule)
        assert source.path.stem == rule["rule"]


@pytest.mark.parametrize("source", SOURCES, ids=called)
def test_a_rule_has_examples_that_speak_that_are_silent_and_that_are_excused(source: Source) -> None:
    for rule in yaml.safe_load_all(source.text):
        examples = rule["examples"]
        assert len(examples) >= 4
        statuses = {item.get("status", "open") for example in examples for item in example.get("expect", [])}
        assert "open" in statuses
        assert any("never" in example for example in examples)
        assert "excused" in statuses or "more_than" in rule["when"], "an excused event of a cap is no finding"
        assert len({example["scenario"] for example in examples}) == len(examples)


def test_the_contract_of_the_examples_is_clean() -> None:
    for pack in shipped_packs():
        path = find_pack(pack)[0] / PACK_CONTRACT
        (contract,) = load_contracts(path.read_text("utf-8"), path.name)
        assert [d for d in contract.diagnostics if d.level != "note"] == []


# The first eight, as the catalogue's table has them: condition, excuses, severity and escalation.
CATALOGUE = """
contact-outside-hours:
  when: {event: {kind: [message, call], by: practitioner, thread_by: practitioner, outside: $hours}}
  unless: [crisis, agreed, scheduling, cover, incidental]
  severity: crossing
reply-outside-hours:
  when: {event: {kind: [message, call], by: practitioner, thread_by: client, outside: $hours}}
  unless: [crisis, agreed, scheduling, cover, incidental]
  severity: notice
  escalate: {to: crossing, at: 3, in: P14D}
channel-not-agreed:
  when: {event: {kind: [message, call], by: practitioner, channel_agreed: false}}
  unless: [crisis, agreed, incidental]
  severity: crossing
contact-volume:
  when:
    more_than: $between_sessions.at_most
    of: {kind: [message, call], by: [practitioner, client]}
    in: $between_sessions.per
  unless: [crisis, agreed, scheduling]
  severity: notice
session-frequency:
  when: {more_than: $sessions.at_most, of: {kind: session}, in: $sessions.per}
  unless: [crisis, agreed]
  severity: notice
  escalate: {to: crossing, at: 2, in: P28D}
session-overrun:
  when: {event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}
  unless: [crisis, agreed, technical]
  severity: notice
  escalate: {to: crossing, at: 3, in: P42D}
late-cancellation:
  when:
    event: {kind: cancellation, by: client, notice_hours: {lt: $cancellation.notice}}
    without: {kind: [invoice, waiver]}
    matching: ref
    within: P14D
  unless: [illness, agreed]
  severity: notice
  escalate: {to: crossing, at: 3, in: P90D}
session-gap:
  when: {none: {kind: session}, for: $sessions.every * 2}
  unless: [agreed, cover]
  severity: notice
"""


def test_the_first_eight_are_those_of_the_catalogue() -> None:
    shipped = {rule["rule"]: rule for s in SOURCES for rule in yaml.safe_load_all(s.text)}
    for name, row in yaml.safe_load(CATALOGUE).items():
        keys = ("when", "unless", "severity", "escalate")
        assert {key: shipped[name][key] for key in keys if key in shipped[name]} == row
