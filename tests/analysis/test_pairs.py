"""Rules that always speak together do so in every generated world; rules called contradictory leave no way between."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from analysis.written import rule_of
from boundaries.analysis.pairs import pairs
from boundaries.contract.load import load_contracts
from boundaries.policy.compile import compile_policy
from boundaries.policy.condition import AllOf, Each, Filter, Not
from boundaries.policy.packs import shipped_packs
from boundaries.policy.rule import Rule
from builders import rule
from worlds import oracle_findings, seeded

ANY = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\n"
LONG = os.environ.get("BOUNDARIES_LONG") == "1"


def told(*whens: str, **keys: str) -> list[str]:
    """The codes that rules of these conditions get, one clause and the same keys for all."""
    rules = [rule_of(when, f"rule-{n}", **keys) for n, when in enumerate(whens)]
    return [problem.code for problem in pairs(rules)]


def turned(test: Filter) -> Filter:
    """The same filter, said another way."""
    match test:
        case AllOf(parts):
            return AllOf(tuple(turned(part) for part in reversed(parts)))
        case Not(Not(part)):
            return turned(part)
        case _:
            return Not(Not(test))


def test_rules_called_alike_find_the_same_in_every_world() -> None:
    met = 0
    for seed in range(600 if LONG else 60):
        world = seeded(seed)
        both: list[Rule] = []
        for one in world.rules:
            if isinstance(one.when, Each):
                other = replace(one, name=f"{one.name}-again", when=Each(turned(one.when.event)))
                both += [one, other] if [p.code for p in pairs([one, other])] == ["B141"] else []
        names = tuple(r.name for r in both)
        agreements = tuple(replace(agreement, rules=names) for agreement in world.agreements)
        found = oracle_findings(replace(world, rules=tuple(both), agreements=agreements))
        shown = [(line[0], line[1], line[2].removesuffix("-again"), *line[4:]) for line in found if line[6] == "open"]
        assert all(shown.count(line) == 2 for line in shown), f"seed {seed}"
        met += len(shown)
    assert met > 100


def test_of_two_rules_called_complementary_one_speaks_of_every_interaction_that_is_known() -> None:
    met = 0
    for seed in range(600 if LONG else 60):
        world = seeded(seed)
        agreements = tuple(replace(agreement, rules=("is", "is-not", "all")) for agreement in world.agreements)
        tests = {test for r in world.rules if isinstance(r.when, Each) for test in parts(r.when.event)}
        for test in sorted(tests, key=repr):
            pair = (rule("is", Each(test)), rule("is-not", Each(Not(test))))
            if [p.code for p in pairs(pair)] == ["B142"]:
                every = replace(rule("all", Each(AllOf(()))), needs=pair[0].needs)
                found = oracle_findings(replace(world, rules=(*pair, every), agreements=agreements))
                spoken = {event for line in found if line[2] != "all" for event in line[10]}
                assert spoken == {event for line in found if line[2] == "all" for event in line[10]}, f"seed {seed}"
                met += len(spoken)
    assert met > 100


def parts(test: Filter) -> tuple[Filter, ...]:
    return test.parts if isinstance(test, AllOf) else (test,)


ALIKE = [
    ("{event: {kind: message, by: client}}", "{event: {by: [client], kind: [message]}}"),
    ("{event: {kind: message, outside: $hours}}", "{event: {kind: message, not: {within: $administrative.hours}}}"),
    ("{event: {minutes: {gt: 60}, kind: call}}", "{event: {kind: call, minutes: {gt: PT1H}}}"),
    ("{more_than: 3, of: {kind: call}, in: P7D}", "{more_than: 3, of: {any: [{kind: call}]}, in: 1 week}"),
    ("{none: {kind: session}, for: P14D}", "{none: {kind: [session]}, for: 2 weeks}"),
    ("{more_than: 0.5, of: {by: client}, among: {kind: task}, in: P7D}",
     "{more_than: 0.50, of: {by: [client]}, among: {any: [{kind: task}]}, in: 1 week, at_least: 1}"),
    ("{event: {by: client}, without: {kind: call}, within: P1D, at_least: 2, in: P7D}",
     "{event: {by: [client]}, without: {kind: call}, within: PT24H, at_least: 2, in: 1 week}"),
]  # fmt: skip
APART = [
    ("{event: {kind: message, by: client}}", "{event: {kind: message, by: practitioner}}"),
    ("{event: {kind: message}}", "{event: {kind: message, by: {not: client}}}"),
    ("{more_than: 3, of: {kind: call}, in: P7D}", "{more_than: 4, of: {kind: call}, in: P7D}"),
    ("{more_than: 3, of: {kind: call}, in: P7D}", "{more_than: 3, of: {kind: call}, in: week}"),
    ("{event: {kind: call, minutes: {gt: 60}}}", "{event: {kind: call, minutes: {ge: 60}}}"),
    ("{none: {kind: session}, for: P14D}", "{event: {kind: session}}"),
    ("{none: {kind: session}, for: P14D}", "{none: {kind: session}, for: P14D, at_least: 1, in: P7D}"),
    ("{more_than: 3, of: {kind: call}, in: P7D}", "{more_than: 3, of: {kind: call}, in: P7D, apart: PT1H}"),
    ("{more_than: 0, of: {kind: call}, in: P7D}", "{more_than: 0, of: {kind: call}, among: {kind: call}, in: P7D}"),
    ("{more_than: 0, of: {by: client}, among: {kind: call}, in: P7D}",
     "{more_than: 0, of: {by: client}, among: {kind: task}, in: P7D}"),
    ("{event: {by: client}, without: {kind: call}, within: P1D}",
     "{event: {by: client}, without: {kind: call}, within: P1D, at_least: 2}"),
]  # fmt: skip
AGAINST = [
    ("{event: {kind: message, outside: $hours}}", "{event: {kind: message, within: $hours}}"),
    ("{event: {kind: call, channel_agreed: true}}", "{event: {kind: call, channel_agreed: false}}"),
    ("{event: {kind: session, minutes: {gt: 50}}}", "{event: {kind: session, minutes: {le: 50}}}"),
    ("{event: {kind: session, minutes: {gt: 50}}}", "{event: {kind: session, minutes: {lt: 60}}}"),
    ("{event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}",
     "{event: {kind: session, overrun_minutes: {le: $sessions.overrun}}}"),
    ("{event: {channel: sms}}", "{event: {channel: {not: sms}}}"),
    ("{event: {kind: share, basis: {missing: true}}}", "{event: {kind: share, basis: {missing: false}}}"),
    ("{event: {kind: [message, call], outside: $hours}}", "{event: {kind: message, by: client, within: $hours}}"),
    ("{event: {kind: message, by: client}, without: {kind: message, by: practitioner}, within: PT24H}",
     "{first: {kind: message, by: client}, then: {kind: message, by: practitioner}, sooner_than: P2D}"),
    ("{event: {by: client}, without: {by: practitioner}, within: $reply_within}",
     "{first: {by: client}, then: {by: practitioner}, within: $reply_within * 2}"),
    ("{more_than: 1, of: {kind: session}, in: P14D}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 1, of: {kind: [session, call]}, in: month}", "{none: {kind: session}, for: P2W}"),
    ("{more_than: 0, of: {kind: session}, in: day}", "{none: {kind: session}, for: P1Y}"),
]  # fmt: skip
BESIDE = [
    ("{event: {kind: message, outside: $hours}}", "{event: {kind: call, within: $hours}}"),
    ("{event: {kind: message, outside: $hours}}", "{event: {kind: message, within: $rest.night}}"),
    ("{event: {kind: session, minutes: {gt: 60}}}", "{event: {kind: session, minutes: {lt: 50}}}"),
    ("{event: {kind: message, by: client, outside: $hours}}", "{event: {kind: message, channel: sms, within: $hours}}"),
    ("{event: {kind: message, thread_by: client}}", "{event: {kind: message, thread_by: practitioner}}"),
    ("{event: {by: client}, without: {by: practitioner}, within: P2D}",
     "{first: {by: client}, then: {by: practitioner}, sooner_than: PT24H}"),
    ("{event: {by: client}, without: {by: practitioner}, within: PT24H}",
     "{first: {by: client}, then: {by: practitioner, minutes: {gt: 5}}, sooner_than: P2D}"),
    ("{event: {by: client}, without: {by: practitioner}, within: 1 working day}",
     "{first: {by: client}, then: {by: practitioner}, sooner_than: P2D}"),
    ("{event: {by: client}, without: {by: practitioner}, within: PT24H, at_least: 2}",
     "{first: {by: client}, then: {by: practitioner}, sooner_than: P2D}"),
    ("{more_than: 1, of: {kind: session}, in: P14D, apart: P2D}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 1, of: {kind: session}, in: P14D}", "{none: {kind: session}, for: P7D, at_least: 1, in: P7D}"),
    ("{more_than: 0.5, of: {kind: session}, among: {}, in: P14D}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 1, of: {kind: session}, in: P7D}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 1, of: {kind: session}, in: week}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 1, of: {kind: session}, in: month}", "{none: {kind: session}, for: P1M}"),
    ("{more_than: 1, of: {kind: session, by: client}, in: P14D}", "{none: {kind: session}, for: P7D}"),
    ("{more_than: 60, of: {kind: session}, in: P14D, total: minutes}", "{none: {kind: session}, for: P7D}"),
]  # fmt: skip


@pytest.mark.parametrize("whens", ALIKE)
def test_rules_that_say_the_same(whens: tuple[str, str]) -> None:
    assert told(*whens) == told(*reversed(whens)) == ["B141"]
    assert told(*whens, enabled="false") == []


@pytest.mark.parametrize("whens", APART + BESIDE)
def test_rules_that_stand_beside_each_other(whens: tuple[str, str]) -> None:
    assert told(*whens) == told(*reversed(whens)) == []


@pytest.mark.parametrize("whens", AGAINST)
def test_rules_that_leave_no_way_to_keep_both(whens: tuple[str, str]) -> None:
    assert told(*whens) == told(*reversed(whens)) == ["B142"]
    assert told(*whens, type="strength") == []


@pytest.mark.parametrize("key", ["clause", "unless", "after_end"])
def test_of_another_clause_time_or_with_other_excuses_they_are_not_compared(key: str) -> None:
    when, others = "{event: {kind: message}}", {"clause": "channels", "unless": "[crisis]", "after_end": "true"}
    assert list(pairs([rule_of(when, "one"), rule_of(when, "other", **{key: others[key]})])) == []


def test_the_later_rule_is_pointed_to_and_the_earlier_one_named_with_its_place() -> None:
    when = "{event: {kind: message}}"
    (found,) = pairs([rule_of(when, "one"), rule_of(when, "other")])
    assert found.location is not None
    assert (str(found.location), found.level) == ("other.yaml:1:7", "warning")
    assert "`one` is at one.yaml:1:7" in found.hint


@pytest.mark.parametrize("packs", [*((pack,) for pack in shipped_packs()), shipped_packs()], ids="-".join)
def test_the_shipped_packs_hold_no_such_pair(packs: tuple[str, ...]) -> None:
    """Neither each by itself nor all together."""
    rules = compile_policy(load_contracts(ANY, "contract.yaml"), packs).rules
    assert len(rules) > 20
    assert list(pairs(rules)) == []
