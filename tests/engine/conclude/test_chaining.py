"""durable-rules derives what the fixpoint derives, and every guard holds."""

from __future__ import annotations

import os
import random
import resource
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import durable_here
import programs
from boundaries.engine.conclude import fixpoint
from boundaries.engine.conclude.program import Clause, Fact, Program

if durable_here.VERSION is None:
    pytest.skip(durable_here.ABSENT, allow_module_level=True)

# Where it is installed and does not import, these fail.
from durable import engine as durable

from boundaries.engine.conclude import chaining

PROGRAMS = 6000 if os.environ.get("BOUNDARIES_LONG") == "1" else 400
CHAIN = Program(3, 2, (Clause(4, (3, 1)), Clause(3, (0,), (2,))))
# With this salt two of the ids of a part have one hash (found by search).
SALT, ONE, OTHER = "x14482-", (33, 7), (20, 30)


@pytest.fixture
def _anew() -> Iterator[None]:
    """Nothing compiled from before, and nothing left for later."""
    _close_all()
    yield
    _close_all()


def _close_all() -> None:
    while chaining._compiled:
        for part in chaining._compiled.popitem()[1]:
            part.close()


def _numbered(program: Program, other: list[int]) -> Program:
    """The same program with other numbers for what is given."""
    new = [*other, *range(program.inputs, program.inputs + program.derived)]
    clauses = (Clause(c.head, tuple(new[p] for p in c.all), tuple(new[p] for p in c.none)) for c in program.clauses)
    return Program(program.inputs, program.derived, tuple(clauses))


@pytest.mark.parametrize("seed", range(4))
def test_random_programs_derive_what_the_fixpoint_does_in_any_order(seed: int):
    chance = random.Random(f"chaining {seed}")
    derived = 0
    for _ in range(PROGRAMS // 4):
        program = programs.program(chance, wide=chance.random() < 0.3)
        facts = programs.facts(chance, program, buckets=chance.choice([1, 5, 40]))
        expected = fixpoint.derive(program, facts)
        assert chaining.derive(program, facts) == expected
        # Facts are told by their numbers: with others they come in another order.
        other = chance.sample(range(program.inputs), program.inputs)
        told = chaining.derive(_numbered(program, other), [(other[p], bucket) for p, bucket in facts])
        assert told == expected
        derived += len(expected)
    assert derived > 1000


def test_what_is_denied_in_one_rule_and_a_premise_of_another():
    program = Program(2, 2, (Clause(2, (0,), (1,)), Clause(3, (1,), (0,))))
    facts = [(0, 0), (1, 0), (0, 1), (1, 2)]
    assert chaining.derive(program, facts) == {(2, 1), (3, 2)}


def test_more_rules_and_wider_ones_than_a_ruleset_takes():
    chain = Program(1, 300, tuple(Clause(1 + i, (i,)) for i in range(300)))
    assert chaining.derive(chain, [(0, 3)]) == {(p, 3) for p in range(1, 301)}
    wide = Program(60, 1, (Clause(60, tuple(range(30)), tuple(range(30, 60))),))
    facts = [(p, bucket) for bucket in range(62) for p in range(30) if p != bucket]
    assert chaining.derive(wide, [*facts, (35, 61)]) == {(60, bucket) for bucket in range(30, 61)}


def test_what_two_parts_conclude_is_told_once():
    """A head that one ruleset has concluded, and a later one concludes again before it is told of it."""
    again = Clause(101, (0, 99))
    program = Program(
        1, 101, (*(Clause(1 + i, (i,)) for i in range(99)), Clause(101, (0,)), again, Clause(100, (101,)))
    )
    assert len(chaining._parts(program)) > 1
    assert chaining.derive(program, [(0, 3)]) == {(p, 3) for p in range(1, 102)}


@pytest.mark.parametrize("none", [(), (69,)])
def test_one_predicate_in_every_rule(none: tuple[int, ...]):
    every = (1,) if none else (69,)
    program = Program(70, 64, tuple(Clause(70 + i, (i, *every), none) for i in range(64)))
    facts = [(p, bucket) for bucket in range(40) for p in range(70) if (p + bucket) % 3]
    assert chaining.derive(program, facts) == fixpoint.derive(program, facts)


# ---- hashes ----


def test_the_hash_is_the_librarys():
    assert chaining.fnv1a("id") == 926444256  # HASH_ID and HASH_SID of its state.h
    assert chaining.fnv1a("sid") == 3593476751
    names = ["p", "b", "id", "sid", "$s", "open", *(f"{c}{i}" for c in "mnr" for i in range(chaining.RULES))]
    assert len(set(map(chaining.fnv1a, names))) == len(names)


def test_the_planted_ids_collide_and_the_library_drops_one():
    one, other = (chaining.fact_id(SALT, *pair) for pair in (ONE, OTHER))
    assert one != other
    assert chaining.fnv1a(one) == chaining.fnv1a(other)
    part = chaining.Part(CHAIN.clauses)
    part.host.post(chaining.NAME, part._message("s", chaining.SENTINEL, 0))
    number = part.types[1]
    part.host.assert_fact(chaining.NAME, {"sid": "s", "id": one, "p": number, "b": 0})
    with pytest.raises(durable.MessageObservedException):
        part.host.assert_fact(chaining.NAME, {"sid": "s", "id": other, "p": number, "b": 1})
    part.host.delete_state(chaining.NAME, "s")
    part.close()


def planted() -> tuple[Program, list[Fact]]:
    """A program whose types are numbered so that the planted ids are those of two of its facts."""
    inputs = max(ONE[0], OTHER[0])
    program = Program(inputs, inputs, tuple(Clause(inputs + p, (p,)) for p in range(inputs)))
    # No two buckets alike, so that each has its number: the first holds the first predicate, and so on.
    facts = [(p, bucket) for bucket in range(32) for p in {ONE[0] - 1, OTHER[0] - 1, bucket % inputs}]
    return program, facts


@pytest.mark.usefixtures("_anew")
def test_colliding_ids_are_found_and_salted_again(monkeypatch: pytest.MonkeyPatch):
    program, facts = planted()
    monkeypatch.setattr(chaining, "salts", lambda: iter([SALT, "b"]))
    assert chaining.derive(program, facts) == fixpoint.derive(program, facts)
    (part,) = chaining._parts(program)
    assert part.salt == "b"


@pytest.mark.usefixtures("_anew")
def test_without_the_check_they_go_wrong(monkeypatch: pytest.MonkeyPatch):
    program, facts = planted()
    monkeypatch.setattr(chaining, "salted", lambda _: (SALT, frozenset()))
    with pytest.raises(durable.MessageObservedException):
        chaining.derive(program, facts)


@pytest.mark.usefixtures("_anew")
def test_no_salt_left_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chaining, "salts", lambda: iter([SALT]))
    with pytest.raises(RuntimeError, match="one hash"):
        chaining.derive(*planted())


def test_a_sid_never_shares_its_hash_with_a_fact():
    part = chaining.Part(CHAIN.clauses)
    part.hashes |= {chaining.fnv1a("sid-0"), chaining.fnv1a("sid-1")}
    assert part._sid() == "2"
    part.close()


# ---- what goes wrong inside ----


@pytest.mark.usefixtures("_anew")
def test_an_exception_inside_an_action_surfaces_and_the_next_pass_is_clean(monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: Any) -> None:
        raise ZeroDivisionError("inside")

    with monkeypatch.context() as m:
        m.setattr(chaining.Part, "_conclude", breaks)
        with pytest.raises(ZeroDivisionError, match="inside"):
            chaining.derive(CHAIN, [(0, 1)])
    assert chaining.derive(CHAIN, [(0, 1)]) == {(3, 1)}


@pytest.mark.usefixtures("_anew")
def test_the_budget_of_a_pass_trips(monkeypatch: pytest.MonkeyPatch):
    spent = chaining.Pass
    monkeypatch.setattr(chaining, "Pass", lambda sid, _, *rest: spent(sid, 1, *rest))
    with pytest.raises(RuntimeError, match="more than 1 conclusions"):
        chaining.derive(CHAIN, [(0, 1), (1, 1)])


@pytest.mark.usefixtures("_anew")
def test_an_action_that_takes_long_is_not_dropped(monkeypatch: pytest.MonkeyPatch):
    """The library drops in silence what ends more than ten seconds of the wall's clock after it began."""
    clock = iter(range(0, 10**9, 3600))
    monkeypatch.setattr(durable, "_unix_now", lambda: next(clock))
    assert chaining.derive(CHAIN, [(0, 1), (1, 1)]) == {(3, 1), (4, 1)}


# ---- what is left behind ----


@pytest.mark.usefixtures("_anew")
def test_five_thousand_relationships_leave_no_thread_and_little_memory():
    before = threading.active_count()
    chance = random.Random(5000)
    program = programs.program(chance, wide=True)
    part = chaining.Part(program.clauses[:20])
    worlds = [[p for p in range(program.inputs) if chance.random() < 0.6] for _ in range(5000)]
    for world in worlds[:500]:
        part.run([world])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for world in worlds:
        part.run([world])
    part.close()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 20_000  # KB; one pass alone takes about 1,000
    facts = [(p, bucket) for bucket, world in enumerate(worlds) for p in world]
    assert chaining.derive(program, facts) == fixpoint.derive(program, facts)
    assert threading.active_count() == before


@pytest.mark.usefixtures("_anew")
def test_only_so_many_programs_are_kept():
    for i in range(chaining.KEPT + 5):
        chaining.derive(Program(1 + i, 1, (Clause(1 + i, (0,)),)), [(0, 0)])
    assert len(chaining._compiled) == chaining.KEPT
    assert chaining.derive(CHAIN, [(0, 1)]) == {(3, 1)}
