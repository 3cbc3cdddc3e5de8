"""One meaning: the kernel says of every world what the oracle says, and the order of rows changes nothing."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from boundaries.policy.agreement import ABOUTS
from boundaries.policy.rule import Agreement, Rule, When
from worlds import Line, World, kernel_findings, oracle_findings, seeded, smaller, worlds

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
BLOCKS = 200 if LONG else 10  # of ten worlds each
WORLDS = settings(
    max_examples=2_000 if LONG else 60, derandomize=not LONG, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


def difference(world: World) -> str:
    """What only one of the two says; empty where they agree."""
    meant, said = oracle_findings(world), kernel_findings(world)
    if said == meant:
        return ""
    only = ["only the oracle:", *(str(f) for f in meant if f not in said)]
    return "\n".join([*only, "only the kernel:", *(str(f) for f in said if f not in meant)])


@WORLDS
@given(worlds())
def test_the_kernel_means_what_the_oracle_says(world: World) -> None:
    said = difference(world)
    note(said)
    assert not said


@cache
def judged(seed: int) -> tuple[World, tuple[Line, ...], tuple[Line, ...]]:
    """The world of a seed, what the oracle says of it and what the kernel says."""
    world = seeded(seed)
    return world, tuple(oracle_findings(world)), tuple(kernel_findings(world))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_and_in_worlds_of_many_colours(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world, meant, said = judged(seed)
        if said != meant:
            small = smaller(world, lambda other: bool(difference(other)))
            pytest.fail(f"seed {seed}\n{small}\n{difference(small)}")


def test_and_every_form_finds_something_in_some_of_them() -> None:
    """A form that never finds anything is held to nothing."""
    found: Counter[str] = Counter()
    for world, meant, _ in map(judged, range(10 * BLOCKS)):
        forms = {rule.name: form_of(rule) for rule in world.rules}
        found.update({(forms[line[2]]) for line in meant if line[6] == "open"})
    print(sorted(found.items()))
    kinds = (*(kind.__name__ for kind in get_args(When) if kind is not Agreement), *ABOUTS)
    assert [kind for kind in kinds if not found[kind]] == []


def form_of(rule: Rule) -> str:
    return rule.when.about if isinstance(rule.when, Agreement) else type(rule.when).__name__


@settings(WORLDS, max_examples=500 if LONG else 20)
@given(worlds(size=13), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, chance: random.Random) -> None:
    shuffled = list(world.rows)
    chance.shuffle(shuffled)
    assert kernel_findings(replace(world, rows=tuple(shuffled))) == kernel_findings(world)
