"""One meaning: the kernel says of every world what the oracle says, and the order of rows changes nothing."""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from worlds import World, kernel_findings, oracle_findings, worlds

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
WORLDS = settings(
    max_examples=2_000 if LONG else 100, derandomize=not LONG, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


@WORLDS
@given(worlds())
def test_the_kernel_means_what_the_oracle_says(world: World) -> None:
    meant, said = oracle_findings(world), kernel_findings(world)
    note("\n".join(["only the oracle:", *(str(f) for f in meant if f not in said)]))
    note("\n".join(["only the kernel:", *(str(f) for f in said if f not in meant)]))
    assert said == meant


@settings(WORLDS, max_examples=500 if LONG else 25)
@given(worlds(size=15), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, chance: random.Random) -> None:
    shuffled = list(world.rows)
    chance.shuffle(shuffled)
    other = World(world.agreements, world.rules, tuple(shuffled), world.as_of, world.coverage)
    assert kernel_findings(other) == kernel_findings(world)
