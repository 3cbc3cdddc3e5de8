"""Words of the contract and conditions from Python mean in the kernel what they mean in the oracle, row by row."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from boundaries.policy.filters import leaves
from boundaries.policy.rule import AllOf, AnyOf, Each, Filter, Listed, Not, Registered
from builders import rule
from world_conditions import CONDITIONS
from world_rules import LISTS, PLAIN, Dice, any_filter, condition_test, listed_test, mixed_filter
from worlds import Line, World, kernel_findings, oracle_findings, seeded, smaller

BLOCKS = 100 if os.environ.get("BOUNDARIES_LONG") == "1" else 4  # of ten worlds each
FILTERS = 16  # in each world


def asking(by: Dice) -> Filter:
    """A filter with a word of the contract or a condition in it, alone, denied, beside other tests or among them."""
    test = by.pick((listed_test, condition_test))(by)
    match by.roll(5):
        case 0:
            return Not(test)
        case 1:
            return AllOf((by.pick(PLAIN), test))
        case 2:
            return AnyOf((mixed_filter(by), test))
        case 3:
            return AllOf((any_filter(by), Not(AnyOf((test, listed_test(by), condition_test(by))))))
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
    wanted = {*(column for column, _ in LISTS), *(test.name for test in CONDITIONS)}
    assert [name for name in sorted(wanted) if not (found[name, "open"] and found[name, "undetermined"])] == []


def _named(leaf: Filter) -> str:
    return leaf.column if isinstance(leaf, Listed) else leaf.name if isinstance(leaf, Registered) else ""
