"""One meaning: the kernel says of every world what the oracle says, and the order of rows changes nothing."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from worlds import World, kernel_findings, oracle_findings, seeded, smaller, worlds

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
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


@pytest.mark.parametrize("block", range(200 if LONG else 5))
def test_and_in_worlds_of_many_colours(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world = seeded(seed)
        if difference(world):
            small = smaller(world, lambda other: bool(difference(other)))
            pytest.fail(f"seed {seed}\n{small}\n{difference(small)}")


@settings(WORLDS, max_examples=500 if LONG else 20)
@given(worlds(size=13), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, chance: random.Random) -> None:
    shuffled = list(world.rows)
    chance.shuffle(shuffled)
    assert kernel_findings(replace(world, rows=tuple(shuffled))) == kernel_findings(world)
