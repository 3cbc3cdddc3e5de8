"""Every example of every shipped rule runs; and the first eight rules are those of the catalogue, word for word."""

from __future__ import annotations

import pytest
import yaml

from boundaries.contract.folder import PACK_CONTRACT
from boundaries.contract.load import load_contracts
from boundaries.policy.packs import Source, find_pack, rule_files, shipped_packs
from boundaries.testing.outcome import Outcome
from rules.shipped import EVERY, Shipped, called, ran

SOURCES = [source for pack in shipped_packs() for source in rule_files(find_pack(pack)[0], pack)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_examples_of_a_rule_hold(source: Source) -> None:
    report = ran(source)
    assert not report.problems, "\n".join(problem.render() for problem in report.problems)
    outcomes = [result for result in report.results if isinstance(result, Outcome)]
    assert len(outcomes) == sum(len(rule["examples"]) for rule in yaml.safe_load_all(source.text))
    assert all(outcome.passed for outcome in outcomes), "\n".join(o.render() for o in outcomes if not o.passed)


@pytest.mark.parametrize("shipped", EVERY, ids=called)
def test_a_rule_has_examples_enough_and_each_a_name_of_its_own(shipped: Shipped) -> None:
    examples = shipped.written["examples"]
    assert len(examples) >= 4
    assert len({example["scenario"] for example in examples}) == len(examples)
    assert any("never" in example for example in examples)
    assert all("expect" in example or "never" in example for example in examples)


@pytest.mark.parametrize("shipped", EVERY, ids=called)
def test_an_example_rules_out_its_own_rule(shipped: Shipped) -> None:
    for example in shipped.written["examples"]:
        assert example.get("never", [shipped.name]) == [shipped.name]


def test_the_contracts_of_the_examples_are_clean() -> None:
    for pack in shipped_packs():
        path = find_pack(pack)[0] / PACK_CONTRACT
        for contract in load_contracts(path.read_text("utf-8"), path.name) if path.is_file() else ():
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
    core = {shipped.name: shipped.written for shipped in EVERY if shipped.pack == "core"}
    for name, row in yaml.safe_load(CATALOGUE).items():
        keys = ("when", "unless", "severity", "escalate")
        assert {key: core[name][key] for key in keys if key in core[name]} == row
