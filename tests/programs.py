"""Random programs of conclusions, and facts for them."""

from __future__ import annotations

import random

from boundaries.engine.conclude.program import Clause, Fact, Program


def program(chance: random.Random, wide: bool = False) -> Program:
    """Derived from derived ones several deep, what is given denied, doubles, heads that nothing concludes."""
    inputs, derived = chance.randint(1, 12), chance.randint(1, 64 if wide else 10)
    clauses = [
        Clause(
            head,
            tuple(chance.choices(range(head), k=chance.randint(1, chance.choice([2, 4, 12])))),
            tuple(chance.choices(range(inputs), k=chance.choice([0, 0, 1, 2, 12]))),
        )
        for head in range(inputs, inputs + derived)
        for _ in range(chance.randint(1, 2))
    ]
    chance.shuffle(clauses)
    return Program(inputs, derived, tuple(clauses[: chance.randint(1, 64)]))


def facts(chance: random.Random, of: Program, buckets: int) -> list[Fact]:
    told = [(p, bucket) for bucket in range(buckets) for p in range(of.inputs) if chance.random() < 0.6]
    chance.shuffle(told)
    return told
