"""The meaning of a program, in plain Python: what follows from the facts of each bucket."""

from __future__ import annotations

from collections.abc import Collection

from boundaries.engine.conclude.program import Fact, Program, in_order


def derive(program: Program, facts: Collection[Fact]) -> set[Fact]:
    """Every fact that follows, without those that were given."""
    program.given(facts)
    held: dict[int, int] = {}  # of each bucket the predicates that hold, one bit each
    for predicate, bucket in facts:
        held[bucket] = held.get(bucket, 0) | 1 << predicate
    clauses = [(1 << c.head, bits(c.all), bits(c.none)) for c in in_order(program.clauses)]
    follows: dict[int, tuple[int, ...]] = {}  # the same facts, the same conclusions
    for holds in set(held.values()):
        with_derived = holds
        for head, every, none in clauses:
            if every & with_derived == every and not none & with_derived:
                with_derived |= head
        new = with_derived & ~holds
        follows[holds] = tuple(p for p in range(program.inputs, program.inputs + program.derived) if new >> p & 1)
    return {(predicate, bucket) for bucket, holds in held.items() for predicate in follows[holds]}


def bits(predicates: Collection[int]) -> int:
    return sum(1 << p for p in set(predicates))
