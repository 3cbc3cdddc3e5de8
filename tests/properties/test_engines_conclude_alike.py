"""Whichever engine draws them, the conclusions are the same."""

from __future__ import annotations

import pytest

import durable_here
from boundaries.engine.conclude.engines import FIXPOINT, engine_in_use
from boundaries.engine.run import run
from world_conclusions import concluding_world
from worlds import log_of, policy_of


@pytest.mark.skipif(durable_here.VERSION is None, reason=durable_here.ABSENT)  # there is only one engine then
@pytest.mark.parametrize("seed", range(12))
def test_the_same_findings(seed: int) -> None:
    world = concluding_world(seed)
    log, policy = log_of(world), policy_of(world)
    drawn, meant = (run(log, policy, world.as_of, engine=engine) for engine in (engine_in_use(), FIXPOINT))
    assert drawn.ids == meant.ids
    assert [drawn.conclusion(i) for i in range(len(drawn))] == [meant.conclusion(i) for i in range(len(meant))]
    assert (drawn.engine, meant.engine) == (f"durable-rules {durable_here.VERSION}", "fixpoint")


def test_a_result_names_its_engine() -> None:
    world = concluding_world(0)
    drawn = run(log_of(world), policy_of(world))
    assert drawn.engine == ("fixpoint" if durable_here.VERSION is None else f"durable-rules {durable_here.VERSION}")
