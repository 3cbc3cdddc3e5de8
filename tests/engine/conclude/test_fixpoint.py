"""The fixpoint, beside the plainest loops there are."""

from __future__ import annotations

import random

import programs
from boundaries.engine.conclude import fixpoint
from boundaries.engine.conclude.program import Clause, Fact, Program


def by_loops(program: Program, facts: list[Fact]) -> set[Fact]:
    holding = set(facts)
    while True:
        follows = {
            (clause.head, bucket)
            for clause in program.clauses
            for _, bucket in facts
            if all((p, bucket) in holding for p in clause.all) and not any((p, bucket) in holding for p in clause.none)
        }
        if follows <= holding:
            return holding - set(facts)
        holding |= follows


def test_it_derives_what_plain_loops_derive():
    chance = random.Random(7)
    derived = 0
    for _ in range(200):
        program = programs.program(chance)
        facts = programs.facts(chance, program, buckets=4)
        assert fixpoint.derive(program, facts) == by_loops(program, facts)
        derived += len(by_loops(program, facts))
    assert derived > 300


def test_a_denial_a_chain_and_a_bucket_of_its_own():
    program = Program(3, 2, (Clause(4, (3, 1)), Clause(3, (0,), (2,))))
    facts = [(0, 1), (1, 1), (0, 2), (1, 2), (2, 2), (0, 7)]
    assert fixpoint.derive(program, facts) == {(3, 1), (4, 1), (3, 7)}
    assert fixpoint.derive(program, []) == set()
