"""A program says what it is made of, and refuses what has no meaning."""

from __future__ import annotations

import pytest

from boundaries.engine.conclude.program import Clause, Program, in_order


def test_clauses_come_after_what_they_rest_on():
    clauses = (Clause(4, (3, 2)), Clause(3, (2,)), Clause(2, (0,), (1,)), Clause(2, (1,)))
    heads = [clause.head for clause in in_order(clauses)]
    assert heads == [2, 2, 3, 4]


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        (Clause(2, ()), "follows from nothing"),
        (Clause(1, (0,)), "its head is not a derived predicate"),
        (Clause(4, (0,)), "its head is not a derived predicate"),
        (Clause(2, (4,)), "a premise is not a predicate"),
        (Clause(2, (-1,)), "a premise is not a predicate"),
        (Clause(3, (0,), (2,)), "only what is given can be denied"),
        (Clause(2, (2,)), "rests on itself"),
    ],
)
def test_what_has_no_meaning_is_refused(clause: Clause, why: str):
    with pytest.raises(ValueError, match=why):
        Program(2, 2, (clause,))


def test_a_longer_circle_is_refused():
    with pytest.raises(ValueError, match="rests on itself"):
        Program(1, 3, (Clause(1, (2,)), Clause(2, (3,)), Clause(3, (1, 0))))


@pytest.mark.parametrize("fact", [(2, 0), (-1, 0), (0, -1)])
def test_only_what_is_given_is_a_fact(fact: tuple[int, int]):
    with pytest.raises(ValueError, match="not a fact"):
        Program(2, 1, (Clause(2, (0,)),)).given([fact])
