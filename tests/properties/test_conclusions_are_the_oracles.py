"""What is concluded is what the oracle concludes: which findings it rests on, from when to when, how much it weighs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

import boundaries as bd
import oracle
from boundaries.core.finding import event_anchor, finding_id
from boundaries.core.instants import from_datetime
from boundaries.engine.conclude import steps
from boundaries.policy.conclusion import Conclude, Premise, Several
from world_conclusions import concluding_world
from world_premises import with_less
from worlds import World, end_of, log_of, policy_of

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
BLOCKS = 100 if LONG else 9
EACH = 11

# (relationship, at, rule, id, until, measured, status, type, severity, evidence, clause, premises)
Line = tuple[Any, ...]


def meant(world: World) -> list[Line]:
    """What the oracle says, in the order of findings."""
    contracts = [agreement.for_oracle() for agreement in world.agreements]
    rules = {rule.name: rule for rule in world.rules}
    lines: list[Line] = []
    for f in oracle.run(world.rules, contracts, world.rows, world.as_of, world.coverage):
        contract = oracle.contract_of(f.relationship, contracts)
        assert contract is not None
        anchor = f.anchor if f.named or f.status == "undetermined" else event_anchor(f.anchor)
        key = finding_id(f.rule, f.relationship, contract.name, anchor)
        kind = "breach" if f.status == "undetermined" else rules[f.rule].type
        lines.append(
            (f.relationship, f.at, f.rule, key, f.until, f.measured, f.status, kind, f.severity, f.evidence, f.clause,
             f.premises)
        )  # fmt: skip
    return sorted(lines, key=lambda line: line[:4])


def told(world: World) -> list[Line]:
    """What the library says, in the order it says it."""
    return [
        (
            f.relationship, from_datetime(f.at), f.rule, f.id, None if f.until is None else from_datetime(f.until),
            f.measured, f.status, f.type, f.severity, f.evidence, f.clause, f.premises,
        )
        for f in bd.check(log_of(world), policy_of(world), as_of=end_of(world))
    ]  # fmt: skip


def difference(world: World) -> str:
    oracles, librarys = meant(world), told(world)
    only = [f"oracle:  {f}" for f in oracles if f not in librarys]
    only += [f"library: {f}" for f in librarys if f not in oracles]
    return "\n".join(only) or ("" if oracles == librarys else "another order")


@cache
def judged(seed: int) -> tuple[World, list[Line], list[Line]]:
    """The world of a seed, what the oracle says of it and what the library says."""
    world = concluding_world(seed)
    return world, meant(world), told(world)


def smaller(world: World) -> World:
    """A world that still differs, of which nothing can be left out."""
    for other in _with_less(world):
        with suppress(bd.PolicyError):  # what asks for less may rest on itself
            if difference(other):
                return smaller(other)
    return world


def _with_less(world: World) -> Iterator[World]:
    for name in ("agreements", "rules", "rows"):
        parts = getattr(world, name)
        for place in reversed(range(len(parts))):
            yield replace(world, **{name: parts[:place] + parts[place + 1 :]})
    yield from with_less(world)
    for name in ("coverage", "as_of"):
        if getattr(world, name) is not None:
            yield replace(world, **{name: None})


def shown(world: World) -> str:
    """Its contracts, rows, and the conditions of its rules, as they can be typed in."""
    texts = [f"{a.rules}\n{a.text}" for a in world.agreements]
    rules = [f"{r.name}: {r.clause} {r.when} {r.escalate} after_end={r.after_end}" for r in world.rules]
    return "\n".join([*texts, *rules, *map(repr, world.rows), f"{world.as_of} {world.coverage}"])


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_concluded_is_what_the_oracle_concludes(block: int) -> None:
    for seed in range(EACH * block, EACH * block + EACH):
        world, oracles, librarys = judged(seed)
        if oracles != librarys:
            small = smaller(world)
            pytest.fail(f"seed {seed}\n{shown(small)}\n{difference(small)}")


def test_steps_are_the_same_in_however_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order = 0
    for seed in range(EACH * BLOCKS):
        world, oracles, _ = judged(seed)
        rules = {rule.name for rule in world.rules if isinstance(rule.when, Conclude) and rule.when.in_order}
        if any(line[2] in rules for line in oracles):
            in_order += 1
            for block in (1, 5):
                monkeypatch.setattr(steps, "BLOCK", block)
                assert told(world) == oracles, f"seed {seed}, {block} facts a block"
    assert in_order >= 3


def test_and_every_part_of_the_form_concludes_something_in_some_of_them() -> None:
    """A key that never has a part in anything is held to nothing."""
    found: Counter[str] = Counter()
    for seed in range(EACH * BLOCKS):
        world, lines, _ = judged(seed)
        rules = {rule.name: rule for rule in world.rules}
        for line in lines:
            rule = rules[line[2]]
            if isinstance(rule.when, Conclude):
                found.update(parts_of(rule.when))
                found.update(word for word, is_so in _told(line, rule.type) if is_so)
    assert [word for word in WORDS if not found[word]] == []


WORDS = (
    "all OfFindings", "all OfEvents", "all OfAmendments", "all OfExceptions", "all OfKept", "all OfCondition",
    "all Several", "none OfFindings", "none OfEvents", "retract OfFindings", "retract OfEvents", "in_order", "same",
    "after", "practitioner", "distinct dimension", "distinct rule", "distinct clause", "each_within", "among", "usual",
    "over", "lasts", "premises", "evidence", "strength", "crossing",
)  # fmt: skip


def _told(line: Line, kind: str) -> list[tuple[str, bool]]:
    return [
        ("over", line[4] is not None), ("lasts", line[4] is None), ("premises", bool(line[11])),
        ("evidence", bool(line[9])), ("strength", kind == "strength"), ("crossing", line[8] == "crossing"),
    ]  # fmt: skip


def parts_of(when: Conclude) -> Iterator[str]:
    yield from (name for name in ("in_order", "same", "after", "practitioner") if getattr(when, name))
    for name in ("all", "none", "retract"):
        for premise in getattr(when, name):
            for part in _leaves(premise):
                yield f"{name} {type(part).__name__}"
                yield f"distinct {getattr(part, 'distinct', None)}"
                yield from (key for key in ("each_within", "among", "on_days", "usual") if getattr(part, key, None))


def _leaves(premise: Premise) -> Iterator[Premise]:
    yield premise
    for part in premise.parts if isinstance(premise, Several) else ():
        yield from _leaves(part)


@pytest.mark.parametrize("seed", range(12))
def test_neither_the_order_of_rows_nor_of_rules_changes_anything(seed: int) -> None:
    world = concluding_world(1000 + seed)
    rows, rules = list(world.rows), list(world.rules)
    Random(0).shuffle(rows)
    Random(1).shuffle(rules)
    assert told(replace(world, rows=tuple(rows), rules=tuple(rules))) == told(world)
