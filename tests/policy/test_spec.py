"""Rule files that are right: what they compile to."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from boundaries.civil.hours import parse_hours
from boundaries.civil.span import Calendar, Deadline, Span
from boundaries.core.errors import PolicyError
from boundaries.core.location import Location
from boundaries.policy.condition import Among, Each, Inside, MoreThan, NoneFor, Ref, Sequence, Unanswered
from boundaries.policy.context import Context
from boundaries.policy.document import rule_document
from boundaries.policy.rule import Escalate, Rule, When
from boundaries.policy.spec import load_rules

DAY = 86_400_000_000
MESSAGE = Among("kind", frozenset({"message"}))
SESSION = Among("kind", frozenset({"session"}))

FULL = """\
format: 1
rule: evening-reply
code: OWN-1
title: Replies wait
clause: hours
dimension: time
bearer: practitioner
severity: notice
type: breach
when: {event: {kind: message, outside: $hours}}
unless: [agreed, crisis, illness]
escalate: {to: crossing, at: 3, in: 2 weeks}
defaults: {sessions.overrun: 10, sessions.every: P7D, after_hours.per: week, rest.night: "22:00-07:00",
  sessions.places: [room, video], records.within: 2 working days}
after_end: true
enabled: false
review_soon: true
audience: own
says: {en: {one: "One reply on {from}.", other: "{count} replies."}, de: "{count} Antworten."}
asks: What was happening?
suggests: Agree it together.
why: |
  Because a reply
  makes a promise.
sources: local choice
contract: examples.yaml
examples:
- {timeline: [2026-03-03 21:10 practitioner > message sms], never: [evening-reply]}
"""


def rule(condition: str, rest: str = "") -> Rule:
    return load_rules(f"rule: r\nsays: hello\nwhen: {condition}\n{rest}", "r.yaml")[0]


def test_every_key_of_a_rule() -> None:
    (found,) = load_rules(FULL, "own.yaml", Context("own"))
    assert (found.name, found.code, found.pack, found.location) == (
        "evening-reply",
        "OWN-1",
        "own",
        Location("own.yaml", 2, 7),
    )
    assert (found.clause, found.dimension, found.bearer, found.severity) == (
        "administrative.hours", "time", "practitioner", "notice",
    )  # fmt: skip
    assert found.unless == ("agreed", "crisis", "illness")
    assert found.escalate == Escalate("crossing", 3, Span(0, 14 * DAY))
    assert (found.after_end, found.enabled, found.review_soon, found.audience) == (True, False, True, "own")
    assert found.says.pick("en", 1) == "One reply on {from}."
    assert found.says.pick("en", 2) == found.says.pick("fr", 2) == "{count} replies."
    assert found.says.pick("de", 1) == "{count} Antworten."
    assert found.why.pick("en") == "Because a reply makes a promise."
    assert found.defaults["administrative.sessions.overrun"] == Fraction(10)
    assert found.defaults["administrative.sessions.every"] == Span(0, 7 * DAY)
    assert found.defaults["administrative.after_hours.per"] == Calendar("week")
    assert found.defaults["administrative.sessions.places"] == ("room", "video")
    assert found.defaults["administrative.records.within"] == Deadline("working_days", Fraction(2))
    assert found.defaults["administrative.rest.night"] == parse_hours("22:00-07:00")
    assert found.needs == (Ref("administrative.hours"),)
    assert found.columns == {"kind", "at", "certainty", "purpose", "reason", "planned_start", "planned_end"}


def test_a_small_rule_has_calm_defaults() -> None:
    found = rule("{event: {kind: message}}")
    assert (found.code, found.severity, found.bearer, found.type) == ("r", "notice", "practitioner", "breach")
    assert (found.clause, found.enabled, found.after_end, found.needs) == (None, True, False, ())
    assert found.title.pick("en") == "R"
    assert found.asks.pick("en") == ""


@pytest.mark.parametrize(
    ("condition", "compiled"),
    [
        ("{event: {kind: message}}", Each(MESSAGE)),
        ("{more_than: 3, of: {kind: message}, in: P7D}", MoreThan(Fraction(3), MESSAGE, Span(0, 7 * DAY))),
        ("{more_than: 0, of: {kind: message}, in: month}", MoreThan(Fraction(0), MESSAGE, Calendar("month"))),
        (
            "{more_than: $sessions.at_most * 2, of: {kind: session}, in: $sessions.per}",
            MoreThan(Ref("administrative.sessions.at_most", Fraction(2)), SESSION, Ref("administrative.sessions.per")),
        ),
        (
            "{more_than: PT2H, of: {kind: session}, in: day, total: minutes}",
            MoreThan(Fraction(120), SESSION, Calendar("day"), "minutes"),
        ),
        (
            "{first: {kind: session}, then: {kind: message}, within: PT1H, sooner_than: P1D}",
            Sequence(SESSION, MESSAGE, Span(0, DAY // 24), Span(0, DAY)),
        ),
        (
            "{event: {kind: message}, without: {kind: session}, within: $reply_within * 2}",
            Unanswered(MESSAGE, SESSION, Ref("administrative.reply_within", Fraction(2))),
        ),
        (
            "{event: {kind: message}, without: {kind: session}, within: 1 working day, matching: ref}",
            Unanswered(MESSAGE, SESSION, Deadline("working_days", Fraction(1)), by_ref=True),
        ),
        ("{none: {kind: session}, for: P1M}", NoneFor(SESSION, Span(1, 0))),
        (
            "{event: {kind: message}, without: {kind: session}, within: P1D, at_least: 3, in: P7D, apart: PT12H}",
            Unanswered(MESSAGE, SESSION, Span(0, DAY), False, Fraction(3), Span(0, 7 * DAY), Span(0, DAY // 2)),
        ),
        (
            "{event: {kind: message}, without: {kind: session}, within: P1D, at_least: $sessions.at_most * 2}",
            Unanswered(MESSAGE, SESSION, Span(0, DAY), at_least=Ref("administrative.sessions.at_most", Fraction(2))),
        ),
        (
            "{none: {kind: session}, for: P1M, at_least: 4, in: $sessions.every * 4}",
            NoneFor(SESSION, Span(1, 0), Fraction(4), Ref("administrative.sessions.every", Fraction(4))),
        ),
        (
            "{more_than: 3, of: {kind: message}, in: week, apart: $cancellation.notice}",
            MoreThan(Fraction(3), MESSAGE, Calendar("week"), apart=Ref("administrative.cancellation.notice")),
        ),
        (
            "{more_than: 0.5, of: {kind: message}, among: {kind: session}, in: P7D}",
            MoreThan(Fraction(1, 2), MESSAGE, Span(0, 7 * DAY), among=SESSION),
        ),
        (
            "{more_than: 0, of: {kind: message}, among: {kind: session}, in: $sessions.every, at_least: 6}",
            MoreThan(Fraction(0), MESSAGE, Ref("administrative.sessions.every"), among=SESSION, at_least=Fraction(6)),
        ),
    ],
)
def test_the_keys_tell_the_form(condition: str, compiled: When) -> None:
    assert rule(condition).when == compiled


@pytest.mark.parametrize(
    ("condition", "paths"),
    [
        ("{event: {overrun_minutes: {gt: $sessions.overrun}}}", {"sessions.overrun", "sessions.minutes"}),
        ("{event: {any: [{channel_agreed: false}, {not: {outside: $rest.night}}]}}", {"channels", "rest.night"}),
        ("{more_than: 5, of: {kind: session}, in: P7D, total: overrun_minutes}", {"sessions.minutes"}),
        ("{event: {}, without: {}, within: 8 open hours}", {"hours"}),
        ("{event: {}, without: {}, within: P1D, at_least: $sessions.at_most, in: $sessions.every, "
         "apart: $reply_within}",
         {"sessions.at_most", "sessions.every", "reply_within"}),
        ("{none: {}, for: P7D, at_least: $sessions.at_most, in: $sessions.every}",
         {"sessions.at_most", "sessions.every"}),
        ("{more_than: 1, of: {}, in: week, apart: $cancellation.notice}", {"cancellation.notice"}),
        ("{more_than: 0.5, of: {}, among: {place: $sessions.places}, in: $sessions.every, at_least: $sessions.at_most}",
         {"sessions.places", "sessions.every", "sessions.at_most"}),
        ("{none: {}, for: 3 working days}", {"hours"}),
        ("{event: {}, without: {channel_agreed: true}, within: $reply_within}", {"reply_within", "channels"}),
        ("{first: {amount: {gt: $fee.amount}}, then: {}, within: $sessions.every}", {"fee.amount", "sessions.every"}),
    ],
)  # fmt: skip
def test_a_rule_needs_every_reference_it_makes_the_hidden_ones_too(condition: str, paths: set[str]) -> None:
    found = rule(condition).needs
    assert {ref.path for ref in found} == {f"administrative.{path}" for path in paths}
    assert len(found) == len(paths)
    assert all(ref.factor == 1 for ref in found)


def test_several_rules_of_a_file() -> None:
    text = "rule: one\nwhen: {event: {}}\nsays: a\n---\nrule: two\nwhen: {event: {}}\nsays: b\n"
    assert [r.name for r in load_rules(text, "two.yaml")] == ["one", "two"]


def test_hours_and_words_of_yaml_keep_their_text() -> None:
    found = rule('{event: {outside: "Mo-Fr 9:00-18:00", place: no}}')
    assert isinstance(found.when, Each)
    place = next(p for p in found.when.event.parts if isinstance(p, Among))  # type: ignore[union-attr]
    hours = next(p for p in found.when.event.parts if isinstance(p, Inside))  # type: ignore[union-attr]
    assert place.words == {"no"}
    assert not isinstance(hours.hours, Ref)
    assert hours.hours.text == "Mo-Fr 9:00-18:00"


def test_a_rule_travels() -> None:
    (found,) = load_rules(FULL, "own.yaml")
    waits = "{event: {}, without: {}, within: P1D, at_least: $sessions.at_most, in: P7D, apart: PT1H}"
    share = "{more_than: 0.5, of: {}, among: {kind: task}, in: P7D}"
    for each in (found, rule(waits, "escalate: {to: crossing, beyond: 3 working days}"), rule(share)):
        assert pickle.loads(pickle.dumps(each)) == each  # noqa: S301


@pytest.mark.parametrize(
    ("rest", "audience"),
    [
        ("", "shared"),
        ("clause: hours", "shared"),
        ("clause: rest", "own"),
        ("clause: rest.night", "own"),
        ("clause: psychological.needs", "own"),
        ("clause: rest\naudience: shared", "shared"),
        ("clause: hours\naudience: own", "own"),
    ],
)
def test_what_a_practitioner_needs_is_shown_to_nobody_else_unless_its_rule_says_so(rest: str, audience: str) -> None:
    found = rule("{event: {kind: message}}", rest)
    assert found.audience == audience
    assert ("audience" in rule_document(found)) == ("audience" in rest)


def test_an_audience_is_own_or_shared() -> None:
    with pytest.raises(PolicyError, match="`all` is no audience"):
        rule("{event: {kind: message}}", "audience: all")
