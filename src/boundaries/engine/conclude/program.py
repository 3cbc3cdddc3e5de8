"""What follows from what: premises and conclusions as small numbers, so that any engine can chain them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

Fact: TypeAlias = tuple[int, int]  # a predicate, and the bucket in which it holds


@dataclass(frozen=True, slots=True)
class Clause:
    """`head` holds in a bucket in which every predicate of `all` holds and none of `none`, which are given ones."""

    head: int
    all: tuple[int, ...]
    none: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Clauses over predicates: those below `inputs` are given as facts, the `derived` ones after them follow.

    Only what is given can be denied, and nothing rests on itself, so the order of the clauses means nothing.
    """

    inputs: int
    derived: int
    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        for clause in self.clauses:
            _check(clause, self.inputs, self.inputs + self.derived)
        in_order(self.clauses)

    def given(self, facts: Collection[Fact]) -> None:
        """A fact states what is given, in a bucket with a number; anything else is our mistake."""
        for predicate, bucket in facts:
            if not (0 <= predicate < self.inputs and bucket >= 0):
                raise ValueError(f"not a fact of this program: predicate {predicate} in bucket {bucket}")


def in_order(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses, each after all those that its premises are the heads of."""
    left, ordered = list(clauses), list[Clause]()
    while left:
        unsettled = {clause.head for clause in left}
        settled = [clause for clause in left if unsettled.isdisjoint(clause.all)]
        if not settled:
            raise ValueError(f"a premise rests on itself: {sorted(unsettled)}")
        ordered += settled
        left = [clause for clause in left if not unsettled.isdisjoint(clause.all)]
    return ordered


def _check(clause: Clause, inputs: int, end: int) -> None:
    if not clause.all:
        raise ValueError(f"{clause} follows from nothing")
    if not (inputs <= clause.head < end):
        raise ValueError(f"{clause}: its head is not a derived predicate")
    if not all(0 <= p < end for p in clause.all):
        raise ValueError(f"{clause}: a premise is not a predicate of the program")
    if not all(0 <= p < inputs for p in clause.none):
        raise ValueError(f"{clause}: only what is given can be denied")
