"""Whichever engine draws them, the conclusions are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
import durable_here
from boundaries.engine.conclude.engines import FIXPOINT, engine_in_use
from boundaries.engine.findings import Findings
from boundaries.engine.run import run
from boundaries.policy.policy import Policy
from boundaries.table.log import Log
from world_conclusions import concluding_world
from worlds import log_of, policy_of


def alike(log: Log, policy: Policy, as_of: int | None = None) -> Findings:
    """What durable-rules draws, held to the fixpoint; one that is installed and does not work is no comparison."""
    drawn, meant = (run(log, policy, as_of, engine=engine) for engine in (engine_in_use(), FIXPOINT))
    assert (drawn.engine, meant.engine) == (f"durable-rules {durable_here.VERSION}", "fixpoint")
    assert drawn.ids == meant.ids
    assert [drawn.conclusion(i) for i in range(len(drawn))] == [meant.conclusion(i) for i in range(len(meant))]
    return drawn


only_one_engine = pytest.mark.skipif(durable_here.VERSION is None, reason=durable_here.ABSENT)


@only_one_engine
@pytest.mark.parametrize("seed", range(12))
def test_the_same_findings(seed: int) -> None:
    world = concluding_world(seed)
    alike(log_of(world), policy_of(world), world.as_of)


@only_one_engine
def test_the_same_findings_with_all_of_core(tmp_path: Path) -> None:
    """A sample practice, and a year of it in which nobody came up in supervision: many conclusions, of many rules."""
    year = Path(__file__).parents[2] / "examples" / "year"
    policy = bd.compile(bd.load_all(year))
    lines = (year / "diary.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "alone.csv").write_text("".join(line for line in lines if ",supervision," not in line), "utf-8")
    whole, alone = bd.read(year / "diary.csv"), bd.read(tmp_path / "alone.csv")
    assert len(alone) < len(whole)
    for log in (whole, alone):
        drawn = alike(log, policy)
        rules = {policy.rules[drawn.rule[i]].name for i in range(len(drawn)) if drawn.conclusion(i) is not None}
        # A clause kept joins nothing, so it never reaches an engine.
        assert len(rules - {"clause-kept"}) >= 3


def test_a_result_names_its_engine() -> None:
    world = concluding_world(0)
    drawn = run(log_of(world), policy_of(world))
    assert drawn.engine == ("fixpoint" if durable_here.VERSION is None else f"durable-rules {durable_here.VERSION}")
