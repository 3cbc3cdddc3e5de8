"""Chaining conclusions: passes a second, of ten facts each, in one run for both engines.

Run it with `make bench`, or `python tests/bench/conclude.py`. A pass is one relationship at one instant; every one is
chained by itself, though a check chains those in which the same holds once. CPU time of one process, round by round,
medians.
"""

from __future__ import annotations

import random
import statistics
import time

from boundaries.engine.conclude import chaining, fixpoint
from boundaries.engine.conclude.program import Clause, Program

PASSES, FACTS, ROUNDS = 2_000, 10, 5
INPUTS = 24


def program(rules: int) -> Program:
    chance = random.Random(rules)
    return Program(
        INPUTS,
        rules,
        tuple(
            Clause(INPUTS + i, tuple(chance.sample(range(INPUTS + i), 3)), (chance.randrange(INPUTS),))
            for i in range(rules)
        ),
    )


def main() -> None:
    chance = random.Random(1)
    worlds = [sorted(chance.sample(range(INPUTS), FACTS)) for _ in range(PASSES)]
    print(f"{'rules':>5}  {'durable-rules':>14}  {'fixpoint':>9}  ratio   (passes a second, {FACTS} facts each)")
    for rules in (8, 16, 32, 64):
        of = program(rules)
        parts = [chaining.Part(clauses) for clauses in chaining._split(of)]
        chained, plain = [], []
        for _ in range(ROUNDS):
            began = time.process_time()
            for world in worlds:
                holds = set(world)
                for part in parts:
                    holds |= part.run([holds])[0]
            between = time.process_time()
            for world in worlds:
                fixpoint.derive(of, [(p, 0) for p in world])
            chained.append(PASSES / (between - began))
            plain.append(PASSES / (time.process_time() - between))
        one, other = statistics.median(chained), statistics.median(plain)
        print(f"{rules:5}  {one:14,.0f}  {other:9,.0f}  {one / other:5.2f}")


if __name__ == "__main__":
    main()
