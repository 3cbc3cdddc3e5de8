"""Rules that can find nothing: they find nothing in any generated world; and what their author is told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.written import places, rule_of, rule_text, said
from boundaries.analysis.idle import never_found
from boundaries.policy.condition import Agreement, AllOf, Each, Missing, MoreThan, NoneFor, Sequence, Unanswered
from boundaries.policy.inside import filters_of
from boundaries.policy.rule import Rule
from builders import days, hours, rule
from worlds import World, oracle_findings, seeded

LONG = os.environ.get("BOUNDARIES_LONG") == "1"


def made_of(world: World) -> Iterator[Rule]:
    """Rules whose conditions put two filters of a world together, in every way that may come to nothing."""
    filters = [f for r in world.rules if not isinstance(r.when, Agreement) for f in filters_of(r.when)]
    for one, other in pairwise(filters):
        both = AllOf((one, other))
        conditions = (
            Each(both), MoreThan(Fraction(0), both, days(7)), Sequence(both, one, days(7)),
            Sequence(one, both, days(7)), Sequence(one, other, days(7)), Unanswered(both, one, hours(1)),
            Unanswered(one, other, hours(1)), Unanswered(both, Missing("id", True), hours(1)),
            MoreThan(Fraction(0), one, days(7), among=other), NoneFor(both, hours(1), Fraction(1), days(7)),
            MoreThan(Fraction(2), one, days(1), apart=hours(12)),
            Unanswered(one, both, hours(1), at_least=Fraction(3), window=days(1), apart=hours(12)),
        )  # fmt: skip
        yield from (rule("?", when) for when in conditions)


def test_a_rule_called_unreachable_gives_no_open_finding_in_any_world() -> None:
    told: Counter[type] = Counter()
    for seed in range(1200 if LONG else 120):
        world = seeded(seed)
        found = [r for r in (*world.rules, *made_of(world)) if never_found(r)]
        idle = tuple(replace(r, name=f"idle-{n}") for n, r in enumerate(found))
        told.update(type(r.when) for r in idle)
        names = tuple(r.name for r in idle)
        agreements = tuple(replace(agreement, rules=names) for agreement in world.agreements)
        lines = oracle_findings(replace(world, rules=idle, agreements=agreements))
        spoke = [line for line in lines if line[6] != "undetermined"]
        assert not spoke, f"seed {seed}: {spoke[0]} of {next(r for r in idle if r.name == spoke[0][2])}"
    assert all(told[form] > 50 for form in (Each, MoreThan, NoneFor, Sequence, Unanswered)), told


@pytest.mark.parametrize(
    "when",
    [
        "{event: {kind: gift, thread_by: client}}",
        "{more_than: 0, of: {outside: 24/7}, in: P7D}",
        "{first: {minutes: {lt: 0}}, then: {kind: call}, within: P1D}",
        "{first: {kind: call}, then: {minutes: {lt: 0}}, within: P1D}",
        "{first: {kind: call, by: client}, then: {kind: [call, message]}, sooner_than: P1D}",
        "{event: {minutes: {lt: 0}}, without: {kind: call}, within: P1D}",
        "{event: {kind: call, by: client}, without: {kind: call}, within: P1D}",
        "{event: {kind: call, by: client}, without: {kind: call}, within: P1D, matching: ref}",
        "{none: {kind: session, minutes: {lt: 0}}, for: P7D, at_least: 1, in: P7D}",
        "{event: {by: client}, without: {kind: call}, within: P1D, at_least: 3, in: P7D, apart: 84 hours}",
        "{more_than: 2, of: {kind: call}, in: P7D, apart: 84 hours}",
        "{more_than: 2, of: {kind: call}, in: day, apart: P1D}",
        "{more_than: 0.5, of: {kind: call}, among: {kind: task}, in: P7D}",
        "{more_than: 0.5, of: {}, among: {outside: 24/7}, in: P7D}",
        "{trend: count, of: {kind: gift, thread_by: client}}",
        "{trend: share, of: {by: client}, among: {minutes: {lt: 0}}}",
        "{trend: share, of: {kind: call}, among: {kind: task}, direction: down}",
        "{trend: share, of: {kind: [call, message]}, among: {kind: call}}",
        "{trend: share, of: {reply_minutes: {lt: usual}}, among: {by: client}}",
        "{trend: total, of: {minutes: {lt: 0}}, field: amount}",
    ],
)
def test_conditions_that_never_come_to_a_hit(when: str) -> None:
    assert never_found(rule_of(when))


@pytest.mark.parametrize(
    "when",
    [
        "{event: {}}",
        "{more_than: 1000000, of: {kind: call}, in: P1D}",
        "{first: {kind: [call, message]}, then: {kind: call, by: client}, sooner_than: P1D}",
        "{event: {kind: [call, message]}, without: {kind: call, by: client}, within: P1D}",
        "{event: {kind: call}, without: {minutes: {lt: 0}}, within: P1D}",
        "{none: {minutes: {lt: 0}}, for: P1D}",
        "{none: {kind: session}, for: P1D, at_least: 5, in: P1D}",
        "{event: {by: client}, without: {kind: call}, within: P1D, at_least: 3, in: P7D, apart: PT83H}",
        "{event: {by: client}, without: {kind: call}, within: P1D, at_least: 300, apart: P7D}",
        "{event: {by: client}, without: {kind: call}, within: P1D, at_least: $sessions.at_most, in: P7D, apart: P7D}",
        "{more_than: 2, of: {kind: call}, in: P7D, apart: PT83H}",
        "{more_than: 0, of: {kind: call}, in: P7D, apart: P1M}",
        "{more_than: 1, of: {kind: call}, in: day, apart: P1D}",
        "{more_than: 1, of: {kind: call}, in: P1M, apart: P30D}",
        "{more_than: 0.5, of: {by: client}, among: {kind: task}, in: P7D}",
        "{trend: count, of: {kind: message}}",
        "{trend: share, of: {by: client}, among: {kind: call}}",
        "{trend: share, of: {reply_minutes: {lt: usual}}, among: {by: practitioner}}",
        "{trend: share, of: {channel: {not: usual}}, among: {}}",
        "{trend: total, of: {kind: call}, field: minutes}",
        "{agreement: incomplete}",
    ],
)
def test_conditions_that_may(when: str) -> None:
    assert not never_found(rule_of(when))


def test_the_last_of_the_tests_that_exclude_each_other_is_pointed_to(tmp_path: Path) -> None:
    text = rule_text("{event: {outside: $hours, kind: call, by: client, within: $hours, minutes: {gt: 1}}}")
    (found,) = said(tmp_path, "B140", rule_yaml=text)
    assert places([found]) == ["B140 warning rule.yaml:3:57"]
    assert "`outside: $hours` and `within: $hours` never hold together" in found.message


def test_what_leaves_no_room_and_a_part_of_nothing_are_pointed_to(tmp_path: Path) -> None:
    texts = {
        "a_yaml": rule_text("{more_than: 7, of: {kind: call}, in: P7D, apart: P1D}"),
        "b_yaml": rule_text("{more_than: 0.5, of: {kind: call}, among: {kind: task}, in: P7D}"),
        "c_yaml": rule_text("{none: {kind: call, minutes: {lt: 0}}, for: P7D, at_least: 2, in: P7D}"),
    }
    found = said(tmp_path, "B140", "B151", **texts)
    assert places(found) == ["B140 warning a.yaml:3:49", "B140 warning b.yaml:3:42", "B140 warning c.yaml:3:27"]
    assert [d.message for d in found] == [
        "no interaction can match: so far apart, there are never so many in that time",
        "no interaction can match: nothing that `among` is about is what `of` counts",
        "no interaction can match `none`: `minutes: {lt: 0}` never holds",
    ]


def test_a_share_that_is_always_the_whole_is_pointed_to(tmp_path: Path) -> None:
    text = rule_text("{trend: share, of: {kind: [call, message]}, among: {kind: call, by: client}}")
    (found,) = said(tmp_path, "B140", rule_yaml=text)
    assert places([found]) == ["B140 warning rule.yaml:3:22"]
    assert found.message.endswith("all that `among` is about is what `of` counts, and the share is always the whole")


def test_what_a_macro_says_is_shown_where_its_name_stands(tmp_path: Path) -> None:
    pack = "pack: mine\nmacros: {long: {minutes: {gt: 60}}, short: {minutes: {lt: 10}}}\n"
    text = rule_text("{event: {is: long, not: {not: short}}}")
    (found,) = said(tmp_path, "B140", pack_yaml=pack, rule_yaml=text)
    assert found.message.endswith("`is: long` and `not: {not: short}` never hold together")
    (found,) = said(tmp_path, "B140", pack_yaml=pack.replace("60", "60, lt: 20"), rule_yaml=rule_text("{event: long}"))
    assert found.message.endswith("`minutes: {gt: 60, lt: 20}` never holds")


def test_waiting_for_what_cannot_come_is_another_warning(tmp_path: Path) -> None:
    found = said(tmp_path, "B140", "B151", a_yaml=rule_text("{none: {kind: session, minutes: {lt: 0}}, for: P7D}"))
    assert places(found) == ["B151 warning a.yaml:3:30"]
