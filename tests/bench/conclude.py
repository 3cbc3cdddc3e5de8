"""Conclusions: passes a second of both engines, and what conclusions add to a check of a million interactions.

Run it with `make bench`, or `python tests/bench/conclude.py`. A pass is one relationship at one instant, of ten facts;
every one is chained by itself, though a check chains those in which the same holds once. The checks are of the year of
`year.py`, with all of `core` and without its conclusions. CPU time of one process, round by round, medians.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from year import write_contracts, write_log

import boundaries as bd
from boundaries.engine.conclude import chaining, fixpoint
from boundaries.engine.conclude.program import Clause, Program
from boundaries.engine.run import run
from boundaries.policy.conclusion import Conclude

PASSES, FACTS, ROUNDS = 2_000, 10, 5
INPUTS = 24
ROWS, CHECKS = 1_000_000, 3


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
    passes()
    checks()


def checks() -> None:
    """A check with conclusions beside one without, where clients come up in supervision and where none does."""
    print(f"\n{ROWS:,} interactions  without  with   ratio   findings  of them conclusions")
    for presented in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            write_log(Path(folder) / "log.parquet", ROWS, presented=presented)
            write_contracts(Path(folder), ROWS)
            log, policy = bd.read(Path(folder) / "log.parquet"), bd.compile(bd.load_all(Path(folder)))
        rules = tuple(replace(rule, enabled=not isinstance(rule.when, Conclude)) for rule in policy.rules)
        both = {"without": replace(policy, rules=rules), "with": policy}
        seconds: dict[str, list[float]] = {name: [] for name in both}
        for _ in range(1 + CHECKS):
            for name, each in both.items():
                began = time.process_time()
                found = run(log, each)
                seconds[name].append(time.process_time() - began)
        ratio = statistics.median(a / b for a, b in zip(seconds["with"][1:], seconds["without"][1:], strict=True))
        drawn = sum(isinstance(policy.rules[rule].when, Conclude) for rule in found.rule.tolist())
        words = "come up in supervision" if presented else "never come up"
        per = "".join(f"  {statistics.median(seconds[name][1:]):6.2f}s" for name in both)
        print(f"clients {words:24}{per}  {ratio:5.3f}  {len(found):,}  {drawn:,}")


def passes() -> None:
    """Passes a second of both engines."""
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
