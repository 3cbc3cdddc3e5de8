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
from boundaries.policy.forms import filters_of
from boundaries.policy.rule import Agreement, AllOf, Each, Missing, MoreThan, Rule, Sequence, Unanswered
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
        )  # fmt: skip
        yield from (rule("?", when) for when in conditions)


def test_a_rule_called_unreachable_gives_no_open_finding_in_any_world() -> None:
    told: Counter[type] = Counter()
    for seed in range(1200 if LONG else 120):
        world = seeded(seed)
        found = [r for r in (*world.rules, *made_of(world)) if never_found(r.when)]
        idle = tuple(replace(r, name=f"idle-{n}") for n, r in enumerate(found))
        told.update(type(r.when) for r in idle)
        names = tuple(r.name for r in idle)
        agreements = tuple(replace(agreement, rules=names) for agreement in world.agreements)
        lines = oracle_findings(replace(world, rules=idle, agreements=agreements))
        spoke = [line for line in lines if line[6] != "undetermined"]
        assert not spoke, f"seed {seed}: {spoke[0]} of {next(r for r in idle if r.name == spoke[0][2])}"
    assert all(told[form] > 50 for form in (Each, MoreThan, Sequence, Unanswered)), told


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
    ],
)
def test_conditions_that_never_come_to_a_hit(when: str) -> None:
    assert never_found(rule_of(when).when)


@pytest.mark.parametrize(
    "when",
    [
        "{event: {}}",
        "{more_than: 1000000, of: {kind: call}, in: P1D}",
        "{first: {kind: [call, message]}, then: {kind: call, by: client}, sooner_than: P1D}",
        "{event: {kind: [call, message]}, without: {kind: call, by: client}, within: P1D}",
        "{event: {kind: call}, without: {minutes: {lt: 0}}, within: P1D}",
        "{none: {minutes: {lt: 0}}, for: P1D}",
        "{agreement: incomplete}",
    ],
)
def test_conditions_that_may(when: str) -> None:
    assert not never_found(rule_of(when).when)


def test_the_last_of_the_tests_that_exclude_each_other_is_pointed_to(tmp_path: Path) -> None:
    text = rule_text("{event: {outside: $hours, kind: call, by: client, within: $hours, minutes: {gt: 1}}}")
    (found,) = said(tmp_path, "B140", rule_yaml=text)
    assert places([found]) == ["B140 warning rule.yaml:3:57"]
    assert "`outside: $hours` and `within: $hours` never hold together" in found.message


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
