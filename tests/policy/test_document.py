"""Rules as files again: what was read is what is written (any rule at all: tests/properties)."""

from __future__ import annotations

import pytest
import yaml

from boundaries.policy.document import rule_document
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules

FORMS = [
    "{event: {}}",
    "{event: {minutes: {missing: false, ge: 5}}}",
    "{event: {purpose: {missing: false, not: [support, other]}}}",
    "{event: {minutes: [10, 20.5], people: [2, 3], any: [{by: client}, {not: {kind: call}}]}}",
    "{event: {minutes: {not: [10, 20], gt: 5}}}",
    "{event: {minutes: [10, 20]}}",
    "{event: {notice_hours: {lt: $cancellation.notice * 1.5}, within: $hours, outside: 'Sa-Su 10:00-12:00'}}",
    "{event: {channel_agreed: false, thread_by: {missing: true}}}",
    "{more_than: $between_sessions.at_most, of: {kind: x-walk}, in: $between_sessions.per, total: amount}",
    "{more_than: 2.5, of: {}, in: month, total: minutes}",
    "{first: {by: client}, then: {by: practitioner}, sooner_than: PT10M, within: 1 week}",
    "{event: {kind: session}, without: {kind: invoice}, matching: ref, within: 8 open hours}",
    "{none: {kind: session}, for: $sessions.every * 2}",
]


@pytest.mark.parametrize("when", FORMS)
def test_every_form_and_test_is_read_as_it_was(when: str) -> None:
    (rule,) = load_rules(f"rule: some-rule\nwhen: {when}\nsays: hello\n", "rule.yaml")
    assert again(rule).when == rule.when


@pytest.mark.parametrize("rule", load_pack("core").rules, ids=lambda rule: rule.name)
def test_a_shipped_rule_loses_nothing(rule: Rule) -> None:
    assert {**vars_of(again(rule))} == vars_of(rule)


def test_every_other_key() -> None:
    text = (
        "rule: some-rule\ncode: OWN-1\ntitle: {en: A title, de: Ein Titel}\nclause: sessions\ntype: strength\n"
        "when: {event: {kind: session}}\nenabled: false\nafter_end: true\nreview_soon: true\n"
        "defaults: {sessions.overrun: 7.5, sessions.places: [room, video], rest.night: '22:00-07:00'}\n"
        "says: {one: one, other: many}\n"
    )
    (rule,) = load_rules(text, "rule.yaml")
    assert vars_of(again(rule)) == vars_of(rule)


def again(rule: Rule) -> Rule:
    (read,) = load_rules(yaml.safe_dump(rule_document(rule), sort_keys=False), "rule.yaml")
    return read


def vars_of(rule: Rule) -> dict[str, object]:
    """Everything a rule file says of a rule: not where it stands, nor in which pack."""
    return {name: getattr(rule, name) for name in Rule.__slots__ if name not in ("location", "pack")}
