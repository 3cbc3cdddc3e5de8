"""What is usual: medians and the most frequent words, exact at their edges."""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.engine.usual import Values, doubled_medians, unlike
from boundaries.policy.condition import Usual


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), max_size=40), st.booleans())
def test_a_doubled_median_is_twice_the_median(rows: list[tuple[int, int]], exact: bool) -> None:
    values = [Fraction(value, 3) if exact else value for _, value in rows]
    series = np.array([s for s, _ in rows], np.int64)
    twice, counts = doubled_medians(np.array(values, object if exact else np.int64), series, 4)
    for s in range(4):
        mine = [value for value, (of, _) in zip(values, rows, strict=True) if of == s]
        assert counts[s] == len(mine)
        assert twice[s] == (2 * median(mine) if mine else 0)


def held(test: Usual, values: list[Any], learning: int, scale: int = 1, **fields: Any) -> tuple[list[bool], bool]:
    """Which rows of one series are not as usual, the first so many being those to learn from."""
    column = np.array(values, fields.pop("dtype", np.int64))
    given_ = Values(column, np.ones(len(values), np.bool_), scale, **fields)
    shows = np.arange(len(values)) < learning
    found, known = unlike(test, given_, np.zeros(len(values), np.int64), shows, 1)
    return found.tolist(), bool(known[0])


def test_a_number_is_held_to_the_median_of_twenty_rows() -> None:
    values = [*[10] * 10, *[20] * 10, 14, 15, 16]  # the median is 15
    below, known = held(Usual("minutes", "lt"), values, 20)
    assert (below[-3:], known) == ([True, False, False], True)
    assert held(Usual("minutes", "gt"), values, 20)[0][-3:] == [False, False, True]


def test_of_nineteen_rows_nothing_is_usual_unless_something_stands_in() -> None:
    values = [*[10] * 19, 7, 8, 9]
    assert held(Usual("minutes", "lt"), values, 19) == ([False] * 22, False)
    below, known = held(Usual("minutes", "lt", Fraction(8)), values, 19)
    assert (below[-3:], known) == ([True, False, False], True)


@pytest.mark.parametrize(("op", "said"), [("lt", [True, False]), ("gt", [False, True])])
def test_what_stands_in_may_lie_between_two_values(op: Any, said: list[bool]) -> None:
    """8.25 minutes, in tenths of a minute: 8.2 is below, 8.3 above."""
    assert held(Usual("minutes", op, Fraction("8.25")), [82, 83], 0, scale=10)[0] == said
    exact = held(Usual("minutes", op, Fraction("8.25")), [Fraction(82, 10), Fraction(83, 10)], 0, dtype=object)
    assert exact[0] == said


@pytest.mark.parametrize(
    ("codes", "learning", "unlike_", "known"),
    [
        ([1, 1, 0, 0, 1], 3, [False, False, True, True, False], True),
        ([1, 0, 2, 0, 1], 3, [True, False, True, False, True], True),  # of a tie the first by its letters: `email`
        ([-1, -1, 0, 1], 2, [False] * 4, False),  # nothing known to learn from
        ([2, -1, 2, 1], 2, [False, False, False, True], True),  # a row without one is not unlike
    ],
)
def test_a_word_is_held_to_the_most_frequent(
    codes: list[int], learning: int, unlike_: list[bool], known: bool
) -> None:  # fmt: skip
    values = Values(np.array(codes), np.array(codes) >= 0, words=("email", "sms", "fax"))
    shows = np.arange(len(codes)) < learning
    found, knows = unlike(Usual("channel", "ne"), values, np.zeros(len(codes), np.int64), shows, 1)
    assert (found.tolist(), bool(knows[0])) == (unlike_, known)


def test_series_do_not_learn_from_one_another() -> None:
    values = Values(np.array([0, 1, 0, 1]), np.ones(4, np.bool_), words=("a", "b"))
    series, learning = np.array([0, 1, 1, 0]), np.array([True, True, False, False])
    found, known = unlike(Usual("channel", "ne"), values, series, learning, 3)
    assert (found.tolist(), known.tolist()) == ([False, False, True, True], [True, True, False])
