"""Every test of a filter means in the kernel what it means in the oracle, row by row."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Each,
    Filter,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from boundaries.policy.fields import leaves
from builders import rule
from world_conditions import CONDITIONS
from world_filters import (
    LISTS,
    NUMBER_REFS,
    NUMBERS,
    PLAIN,
    WORDS,
    Dice,
    any_filter,
    condition_test,
    listed_test,
    mixed_filter,
    open_test,
)
from worlds import Line, World, kernel_findings, oracle_findings, seeded, smaller

BLOCKS = 100 if os.environ.get("BOUNDARIES_LONG") == "1" else 4  # of ten worlds each
FILTERS = 20  # in each world


def derived_test(by: Dice) -> Filter:
    """What `ref` names, whether it is leave, how many there are beside those that the contract names, whether it opens
    a thread, or how long it took to answer.
    """
    column = by.pick(("ref_kind", "ref_kind", "on_leave", "people", "opens_thread", "reply_minutes"))
    if column == "reply_minutes" and by.roll(2):
        return Compare(column, by.pick(("gt", "lt", "ne")), Fraction(by.pick(NUMBERS[column])))
    if column == "people":
        return Compare(column, by.pick(("gt", "le")), by.pick(NUMBER_REFS[column]))
    if by.rarely(4) or column == "reply_minutes":
        return Missing(column, bool(by.roll(2)))
    return Among(column, frozenset(by.some(WORDS[column], 3)), by.rarely(3))


def asking(by: Dice) -> Filter:
    """A filter with one of the rarer tests in it, alone, denied, beside other tests or among them."""
    test = by.pick((listed_test, listed_test, condition_test, derived_test, open_test))(by)
    match by.roll(5):
        case 0:
            return Not(test)
        case 1:
            return AllOf((by.pick(PLAIN), test))
        case 2:
            return AnyOf((mixed_filter(by), test))
        case 3:
            return AllOf((any_filter(by), Not(AnyOf((test, listed_test(by), condition_test(by), derived_test(by))))))
        case _:
            return test


@cache
def judged(seed: int) -> tuple[World, tuple[Line, ...], tuple[Line, ...]]:
    """The contracts and rows of a seed under rules that find every row of a filter; what both say of it."""
    world, chance = seeded(seed), random.Random(seed)
    rules = tuple(rule(f"f-{n:02}", Each(asking(Dice(chance.randbytes(40))))) for n in range(FILTERS))
    names = tuple(each.name for each in rules)
    world = replace(world, rules=rules, agreements=tuple(replace(a, rules=names) for a in world.agreements))
    return world, tuple(oracle_findings(world)), tuple(kernel_findings(world))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_filter_selects_what_the_oracle_selects(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world, meant, said = judged(seed)
        if said != meant:
            small = smaller(world, lambda other: oracle_findings(other) != kernel_findings(other))
            pytest.fail(f"seed {seed}\n{small}")


def test_and_each_of_them_is_true_and_unknown_of_some_rows() -> None:
    """A test that never decides is held to nothing."""
    found: Counter[tuple[str, str]] = Counter()
    for world, meant, _ in map(judged, range(10 * BLOCKS)):
        named = {each.name: {_named(leaf) for leaf in leaves(each.when.event)} for each in world.rules}  # type: ignore[union-attr]
        found.update((name, line[6]) for line in meant for name in named[line[2]])
    wanted = {*(column for column, _ in LISTS), *(test.name for test in CONDITIONS), "ref_kind"}
    assert [name for name in sorted(wanted) if not (found[name, "open"] and found[name, "undetermined"])] == []


def test_those_that_are_never_unknown_are_true_of_some_rows_and_false_of_others() -> None:
    found: Counter[tuple[str, bool]] = Counter()
    for seed in range(10 * BLOCKS):
        world, _, _ = judged(seed)
        asked = (_ALWAYS_KNOWN[name] for name in _ALWAYS_KNOWN)
        rules = tuple(rule(name, Each(test)) for name, test in zip(_ALWAYS_KNOWN, asked, strict=True))
        everything = replace(world, rules=(*rules, rule("all", Each(AllOf(())))))
        names = tuple(each.name for each in everything.rules)
        everything = replace(everything, agreements=tuple(replace(a, rules=names) for a in world.agreements))
        lines = kernel_findings(everything)
        assert lines == oracle_findings(everything)
        rows = {(line[0], line[10]) for line in lines if line[2] == "all"}
        for name in _ALWAYS_KNOWN:
            matched = {(line[0], line[10]) for line in lines if line[2] == name}
            found.update({(name, True): len(matched), (name, False): len(rows - matched)})
    assert [name for name in _ALWAYS_KNOWN if not (found[name, True] and found[name, False])] == []


_ALWAYS_KNOWN: dict[str, Filter] = {
    "on-leave": Among("on_leave", frozenset(("true",))),
    "open-goals": StillOpen(("professional.goals",)),
    "open-overrun": StillOpen(("administrative.sessions.overrun",)),
    "open-either": StillOpen(("administrative.hours", "administrative.sharing.gp")),
    "opens-a-thread": Among("opens_thread", frozenset(("true",))),
    "goes-on": Among("opens_thread", frozenset(("true",)), negated=True),
    "an-answer": Missing("reply_minutes", False),
    "soon": Compare("reply_minutes", "lt", Fraction(60)),
    "not-at-once": Compare("reply_minutes", "ne", Fraction(0)),
    "more-than-parties": Compare("people", "gt", Ref("parties")),
}


def _named(leaf: Filter) -> str:
    match leaf:
        case Listed(column) | Among("ref_kind" as column):
            return column
        case Registered(name):
            return name
        case _:
            return ""
