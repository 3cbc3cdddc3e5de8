"""What counts among rows, as plain loops and exact fractions say it (what it comes to in a log: the properties)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.engine.occasions import enough, part_of
from boundaries.engine.primitives import group_starts


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=6).map(sorted), max_size=4), st.data())
def test_enough_counts_what_lies_in_the_time_of_each_group(groups: list[list[int]], data: st.DataObject) -> None:
    at = [value for group in groups for value in group]
    number = [n for n, group in enumerate(groups) for _ in group]
    least = data.draw(st.lists(st.sampled_from([1, 2, 3, 2**62]), min_size=len(at), max_size=len(at)))
    since = [value - data.draw(st.integers(1, 5)) for value in at]
    up_to = [[at[j] for j in range(i + 1) if number[j] == number[i]] for i in range(len(at))]
    recent = [sum(other > edge for other in others) for others, edge in zip(up_to, since, strict=True)]
    first = group_starts(ints(number))
    assert enough(ints(at), first, ints(least), ints(since)).tolist() == [
        count >= n for count, n in zip(recent, least, strict=True)
    ]
    assert enough(ints(at), first, ints(least), None).tolist() == [
        len(others) >= n for others, n in zip(up_to, least, strict=True)
    ]


@given(
    st.lists(st.integers(0, 2**40), max_size=5),
    st.one_of(st.fractions(0, 1), st.decimals(0, 1, places=15).map(Fraction)),
)
def test_a_part_is_told_exactly_however_fine_the_share(whole: list[int], share: Fraction) -> None:
    assert part_of(ints(whole), share).tolist() == [int(share * n) for n in whole]
