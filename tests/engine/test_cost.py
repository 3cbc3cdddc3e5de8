"""Dear tests are asked last, and only about the rows that the cheap ones leave."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa
import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.engine.cost import asks, cost
from boundaries.engine.primitives import Ints
from boundaries.engine.world import World
from boundaries.policy.compile import compile_policy
from builders import AllOf, Among, Compare, Each, Filter, Missing, Not, Registered, StillOpen, has, rule

CONTRACT = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
ASKED = Registered("anything", ("kind",))
CHEAPEST_FIRST: tuple[Filter, ...] = (
    has(kind="call"), has(by="client"), StillOpen(("professional.goals",)), has(channel="sms"),
    Compare("minutes", "gt", Fraction(1)), has(on_leave="true"), has(ref_kind="session"), Not(has(channel="sms")),
    ASKED,
)  # fmt: skip


def test_what_looks_something_up_costs_more_than_what_reads_a_column() -> None:
    costs = [cost(test) for test in CHEAPEST_FIRST]
    assert costs == sorted(costs)
    assert cost(Missing("ref_kind", True)) == cost(has(ref_kind="session")) > cost(Missing("ref", True))
    assert [asks(test) for test in CHEAPEST_FIRST].index(True) == len(CHEAPEST_FIRST) - 1
    assert asks(AllOf((has(kind="call"), Not(ASKED))))


@pytest.mark.parametrize("kinds", [("message", "record"), ("message", "session")])
def test_references_are_looked_up_once_and_only_where_they_are_in_question(
    kinds: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[int] = []
    as_it_is = World.find

    def counted(world: World, pairs: Ints, ids: pa.Array) -> Ints:
        looked_up.append(len(ids))
        return as_it_is(world, pairs, ids)

    monkeypatch.setattr(World, "find", counted)
    tests = (has(ref_kind="message"), Among("ref_kind", frozenset({"call"}), True), Missing("ref_kind", False))
    given = [rule(f"own-{i}", Each(AllOf((test, has(kind="record"))))) for i, test in enumerate(tests)]
    policy = compile_policy(load_contracts(CONTRACT, "c.yaml"), packs=[], rules=given)
    rows = [
        bd.Interaction(id=f"r-{n}", relationship="c-1", at=f"2026-02-02T10:{n:02}:00Z", kind=kind, by="client",
                       ref="r-0")
        for n, kind in enumerate(kinds * 3)
    ]  # fmt: skip
    found = [f.evidence for f in bd.check(rows, policy) if f.status == "open"]
    records = [(f"r-{n}",) for n, kind in enumerate(kinds * 3) if kind == "record"]
    assert sorted(found) == sorted(records * 3)
    assert looked_up == ([6] if records else [])
