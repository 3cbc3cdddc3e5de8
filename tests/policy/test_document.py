"""Rules as files again: what was read is what is written (any rule at all: tests/properties)."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings

from boundaries.civil.span import Span
from boundaries.core.errors import Diagnostic
from boundaries.policy.condition import AllOf, Among, AnyOf, Compare, Filter, Not, Ref
from boundaries.policy.document import filter_document, rule_document
from boundaries.policy.filters import parse_filter
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from boundaries.source.document import parse_document
from world_filters import Dice, any_filter, dice

FORMS = [
    "{event: {open: goals, on_leave: {not: false}, ref_kind: [message, x-walk]}}",
    "{event: {open: [goals, sharing.gp, sessions.overrun], any: [{open: hours}, {ref_kind: {missing: true}}]}}",
    "{more_than: $parties, of: {people: {gt: $parties * 1.5}}, in: P7D}",
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
    "{event: {by: client}, without: {kind: call}, within: P1D, at_least: $sessions.at_most * 2, in: P7D, apart: PT12H}",
    "{event: {by: client}, without: {kind: call}, within: P1D, apart: $cancellation.notice}",
    "{none: {kind: session}, for: P14D, at_least: 4, in: $sessions.every * 4}",
    "{none: {kind: session}, for: P14D, at_least: 1, in: P7D}",
    "{more_than: 3, of: {kind: call}, in: day, apart: PT12H}",
    "{more_than: 0.125, of: {by: client}, among: {kind: task}, in: P8W, at_least: 6}",
    "{more_than: 0, of: {by: client}, among: {kind: task}, in: $sessions.every, at_least: $sessions.at_most}",
    "{trend: count, of: {kind: message, by: practitioner, outside: $hours}}",
    "{trend: share, of: {by: client, opens_thread: true}, among: {kind: message}, direction: down, at_least: 30}",
    "{trend: share, of: {reply_minutes: {lt: usual}}, among: {by: practitioner}, otherwise: 30.5, mode: calibrated}",
    "{trend: share, of: {channel: {not: usual}}, among: {}, restarts: [between_sessions, sharing.gp, calls.minutes]}",
    "{trend: total, of: {kind: call}, field: minutes, per: week, direction: up, mode: proved, at_least: 20}",
    "{trend: total, of: on-a-weekend, field: overrun_minutes, restarts: sessions}",
    "{event: on-a-weekend}",
    "{event: {is: on-a-weekend, kind: call, not: in-a-room}}",
    "{event: {is: [on-a-weekend, in-a-room], any: [in-a-room, {by: client}]}}",
    "{event: {any: [in-a-room]}}",
    "{event: {any: [{is: [in-a-room, on-a-weekend]}]}}",
    "{first: in-a-room, then: {not: in-a-room}, within: P1D}",
    "{event: {place: $sessions.places, channel: {not: $channels}, party: {missing: false, not: $sharing}}}",
    "{event: {basis: {not: $sharing.school-nurse}}}",
]


@pytest.mark.parametrize("when", FORMS)
def test_every_form_and_test_is_read_as_it_was(when: str) -> None:
    (rule,) = load_rules(f"rule: some-rule\nwhen: {when}\nsays: hello\n", "rule.yaml")
    assert again(rule).when == rule.when


def macros_written_out(by: Dice) -> Filter:
    """Filters beside one another as macros put them: several of one field, any number of `any` and `not`."""
    parts = tuple(any_filter(by) for _ in range(2 + by.roll(3)))
    return AllOf((*parts, Not(macros_written_out(by)))) if by.rarely(4) else AllOf(parts)


def meaning(test: Filter) -> Hashable:
    """A filter freed of how it is put: what holds together in any order and grouping, and no doubled `not`."""
    match test:
        case Not(Not(inner)):
            return meaning(inner)
        case Not(inner):
            return "not", meaning(inner)
        case AllOf(parts):
            flat = frozenset(one for part in parts for one in together(meaning(part)))
            return next(iter(flat)) if len(flat) == 1 else ("all", flat)
        case AnyOf((inner,)):
            return meaning(inner)
        case AnyOf(parts):
            return "any", frozenset(meaning(part) for part in parts)
        case Among(column, words, True):
            return meaning(AllOf(tuple(Compare(column, "ne", Ref(word)) for word in words)))  # one word each
        case _:
            return test


def together(part: Hashable) -> frozenset[Hashable]:
    return part[1] if isinstance(part, tuple) and part[0] == "all" else frozenset({part})


@settings(max_examples=200)
@given(dice(60))
def test_macros_written_out_are_read_as_the_same_filter(by: Dice) -> None:
    test, problems = macros_written_out(by), list[Diagnostic]()
    text = yaml.safe_dump(filter_document(test), sort_keys=False)
    found = parse_filter(parse_document(text, "filter.yaml")[0], problems)
    assert not problems
    assert found is not None
    assert meaning(found) == meaning(test)


def test_what_a_contract_lists_can_stand_in_place_of_the_reference() -> None:
    (rule,) = load_rules(f"rule: r\nsays: hello\nwhen: {FORMS[-2]}\n", "rule.yaml")
    bound: dict[str, object] = {
        "administrative.sessions.places": ("room", "video"),
        "administrative.channels": {"sms": None, "phone": ("crisis",)},
        "administrative.sharing": (),
    }
    assert rule_document(rule, lambda ref: bound[ref.path])["when"] == {
        "event": {
            "place": ["room", "video"],
            "channel": {"not": ["sms", "phone"]},
            "party": {"missing": False, "not": "$administrative.sharing"},  # a list of nothing cannot be written
        }
    }


@pytest.mark.parametrize(("agreed", "written"), [(Fraction(0), 1), (Fraction(3, 2), 3), (Fraction(2), 4)])
def test_how_many_it_takes_is_written_as_the_whole_number_it_comes_to(agreed: Fraction, written: int) -> None:
    when = "{none: {}, for: P7D, at_least: $sessions.at_most * 2, in: P9D}"
    (rule,) = load_rules(f"rule: r\nsays: hello\nwhen: {when}\n", "rule.yaml")
    assert rule_document(rule, lambda _: agreed)["when"]["at_least"] == written


@pytest.mark.parametrize("ladder", ["at: 2, in: P7D", "beyond: $sessions.every * 2", "at: 2, in: P1M, beyond: 1 hour"])
def test_both_ways_of_an_escalation(ladder: str) -> None:
    text = f"rule: r\nsays: hello\nwhen: {{none: {{}}, for: P7D}}\nescalate: {{to: crossing, {ladder}}}\n"
    (rule,) = load_rules(text, "rule.yaml")
    assert again(rule).escalate == rule.escalate
    bound = rule_document(rule, lambda _: Span(2))["escalate"]
    assert bound.get("beyond", "4 months") == ("1 hour" if "hour" in ladder else "4 months")


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
