"""What a pack gives in the place of names: exactly what is written there, wherever a value may stand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.span import Deadline, Span, parse_duration, scale
from boundaries.policy.condition import MoreThan, Unanswered
from boundaries.policy.context import Context, written_out
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from boundaries.source.document import parse_document
from boundaries.source.node import Node
from boundaries.source.reading import Problems

PACK = """\
most: 3
long: "60"
share: 2.5
day: PT24H
week: week
working: 2 working days
hours: Mo-Fr 09:00-18:00
who: client
field: minutes
step: crossing
"""
LISTS = """\
writing: [sms, email]
kinds: [message, x-walk]
minutes: [50, 60]
excuses: [crisis, agreed]
places: [room]
"""


def node(text: str) -> Node:
    return parse_document(text, "pack.yaml")[0]


def of(text: str) -> dict[str, Node]:
    value = node(text).value
    assert isinstance(value, dict)
    return value


def context() -> Context:
    return Context("own", of(PACK), of(LISTS), {}, {"pack.yaml": PACK})


def rule(text: str, given: Context | None = None) -> Rule:
    (found,) = load_rules(f"rule: r\nsays: hello\n{text}", "r.yaml", given or context())
    return found


SAME = [  # with names, and without
    ("when: {event: {minutes: {gt: $parameters.long}}}", "when: {event: {minutes: {gt: 60}}}"),
    ("when: {event: {minutes: {gt: $parameters.long * 2}}}", "when: {event: {minutes: {gt: 120}}}"),
    ("when: {event: {minutes: {gt: $parameters.day}}}", "when: {event: {minutes: {gt: PT24H}}}"),
    ("when: {event: {minutes: [$parameters.long, 5]}}", "when: {event: {minutes: [60, 5]}}"),
    ("when: {event: {minutes: $lists.minutes}}", "when: {event: {minutes: [50, 60]}}"),
    ("when: {event: {minutes: {not: $lists.minutes}}}", "when: {event: {minutes: {not: [50, 60]}}}"),
    ("when: {event: {kind: $lists.kinds}}", "when: {event: {kind: [message, x-walk]}}"),
    ("when: {event: {channel: {not: $lists.writing}}}", "when: {event: {channel: {not: [sms, email]}}}"),
    ("when: {event: {place: $lists.places}}", "when: {event: {place: room}}"),
    ("when: {event: {by: $parameters.who}}", "when: {event: {by: client}}"),
    ("when: {event: {by: [$parameters.who, both]}}", "when: {event: {by: [client, both]}}"),
    ("when: {event: {outside: $parameters.hours}}", "when: {event: {outside: Mo-Fr 09:00-18:00}}"),
    ("when: {event: {any: [{by: $parameters.who}, {not: {channel: $lists.writing}}]}}",
     "when: {event: {any: [{by: client}, {not: {channel: [sms, email]}}]}}"),
    ("when: {more_than: $parameters.most, of: {}, in: $parameters.week}", "when: {more_than: 3, of: {}, in: week}"),
    ("when: {more_than: $parameters.share, of: {}, in: P7D, total: $parameters.field}",
     "when: {more_than: 2.5, of: {}, in: P7D, total: minutes}"),
    ("when: {more_than: 1, of: {}, in: $parameters.day * 7}", "when: {more_than: 1, of: {}, in: P7D}"),
    ("when: {first: {}, then: {}, within: $parameters.day * 0.5}", "when: {first: {}, then: {}, within: PT12H}"),
    ("when: {none: {}, for: $parameters.working * 1.5}", "when: {none: {}, for: 3 working days}"),
    ("when: {agreement: after_practice, at_least: $parameters.most, in: $parameters.day * 90}",
     "when: {agreement: after_practice, at_least: 3, in: P90D}"),
    ("when: {event: {}}\nescalate: {to: $parameters.step, at: $parameters.most, in: $parameters.day * 14}",
     "when: {event: {}}\nescalate: {to: crossing, at: 3, in: P14D}"),
    ("when: {event: {}}\ndefaults: {sessions.overrun: $parameters.share, sessions.every: $parameters.day * 7}",
     "when: {event: {}}\ndefaults: {sessions.overrun: 2.5, sessions.every: P7D}"),
    ("when: {event: {}}\ndefaults: {sessions.places: $lists.places}",
     "when: {event: {}}\ndefaults: {sessions.places: [room]}"),
    ("when: {event: {}}\nunless: $lists.excuses\nseverity: $parameters.step",
     "when: {event: {}}\nunless: [crisis, agreed]\nseverity: crossing"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "plain"), SAME)
def test_a_rule_with_names_is_the_rule_with_what_they_stand_for(named: str, plain: str) -> None:
    assert rule(named) == rule(plain)


def test_what_nobody_names_is_left_as_it_is() -> None:
    text = "{a: [b, {c: $hours, d: '$5 and $lists'}], e: \"$listsofall\"}"
    whole = node(text)
    problems = Problems()
    assert written_out(whole, context(), problems) is whole
    assert not problems.found


@settings(max_examples=200)
@given(st.decimals(0, 9999, places=3), st.decimals("0.001", 9999, places=3))
def test_a_number_is_multiplied_exactly(number: Decimal, factor: Decimal) -> None:
    given = Context("p", of(f"n: {number:f}"), {}, {}, {})
    found = rule(f"when: {{more_than: $parameters.n * {factor:f}, of: {{}}, in: P1D, total: amount}}", given)
    assert isinstance(found.when, MoreThan)
    assert found.when.limit == Fraction(number) * Fraction(factor)


DURATIONS = ("PT24H", "P1M", "P2Y", "90 minutes", "8 open hours", "1 working day", "PT1.5S", "P1Y2M3DT4H")


@settings(max_examples=100)
@given(st.sampled_from(DURATIONS), st.integers(1, 40))
def test_a_duration_is_multiplied_as_a_reference_to_it_would_be(text: str, factor: int) -> None:
    given = Context("p", of(f"d: {text}"), {}, {}, {})
    found = rule(f"when: {{event: {{}}, without: {{}}, within: $parameters.d * {factor}}}", given)
    assert isinstance(found.when, Unanswered)
    duration = parse_duration(text)
    match duration:
        case Span():
            assert found.when.within == scale(duration, Fraction(factor))
        case Deadline():
            assert found.when.within == scale(duration, Fraction(factor))


@settings(max_examples=100)
@given(st.lists(st.text("abc \u00e9", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=4))
def test_a_list_is_every_word_of_it(words: list[str]) -> None:
    given = Context("p", {}, of(yaml.safe_dump({"l": words}, allow_unicode=True)), {}, {})
    assert rule("when: {event: {place: $lists.l}}", given) == rule(
        yaml.safe_dump({"when": {"event": {"place": words}}}, allow_unicode=True), Context("p")
    )


def test_a_value_is_found_by_its_place() -> None:
    text = 'a: 5\nb: "Mo-Fr 09:00"\nc: >\n  one\n  two\nd: 5\n'
    given = Context("p", of(text))
    places = {name: part.location for name, part in given.parameters.items()}
    assert {name: given.name_at(place) for name, place in places.items()} == {n: f"$parameters.{n}" for n in "abcd"}
    assert given.name_at(given.parameters["b"].place(6)) == "$parameters.b"
    assert given.name_at(given.parameters["c"].location.__class__("pack.yaml", 5, 3)) == "$parameters.c"
    assert given.name_at(given.parameters["a"].location.__class__("pack.yaml", 1, 1)) is None
    assert given.name_at(given.parameters["a"].location.__class__("rule.yaml", 1, 4)) is None
