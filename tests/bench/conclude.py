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
from boundaries.policy.policy import Policy

PASSES, FACTS, ROUNDS = 2_000, 10, 5
INPUTS = 24
ROWS, CHECKS = 1_000_000, 5


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
    print(f"\n{ROWS:,} interactions  reading  without  with   ratio  with reading  findings  of them conclusions")
    for presented in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.parquet"
            write_log(path, ROWS, presented=presented)
            write_contracts(Path(folder), ROWS)
            policy = bd.compile(bd.load_all(Path(folder)))
            rules = tuple(replace(rule, enabled=not isinstance(rule.when, Conclude)) for rule in policy.rules)
            _compared(path, replace(policy, rules=rules), policy, presented)


def _compared(path: Path, without: Policy, policy: Policy, presented: bool) -> None:
    seconds: dict[str, list[float]] = {"reading": [], "without": [], "with": []}
    for _ in range(1 + CHECKS):
        began = time.process_time()
        log = bd.read(path)
        seconds["reading"].append(time.process_time() - began)
        for name, each in (("without", without), ("with", policy)):
            began = time.process_time()
            found = run(log, each)
            seconds[name].append(time.process_time() - began)
    rounds = list(zip(*(each[1:] for each in seconds.values()), strict=True))
    alone = statistics.median(more / less for _, less, more in rounds)
    whole = statistics.median((read + more) / (read + less) for read, less, more in rounds)
    drawn = sum(isinstance(policy.rules[rule].when, Conclude) for rule in found.rule.tolist())
    words = "come up in supervision" if presented else "never come up"
    per = "".join(f"  {statistics.median(each[1:]):6.2f}s" for each in seconds.values())
    print(f"clients {words:24}{per}  {alone:5.3f}  {whole:5.3f}  {len(found):,}  {drawn:,}")


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
