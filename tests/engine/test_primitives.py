"""Searches and runs over slices say what plain loops say."""

from __future__ import annotations

import bisect
from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.engine.primitives import (
    bounds,
    group_ends,
    group_starts,
    grouped,
    next_true,
    ragged,
    running_max,
    runs,
    search,
)

slices = st.lists(st.lists(st.integers(-5, 5), max_size=6).map(sorted), min_size=1, max_size=5)


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


@given(slices, st.data(), st.sampled_from(["left", "right"]))
def test_search_is_bisect_inside_each_slice(parts: list[list[int]], data: st.DataObject, side: str) -> None:
    keys = [k for part in parts for k in part]
    starts = [sum(map(len, parts[:i])) for i in range(len(parts))]
    queries = data.draw(st.lists(st.tuples(st.integers(0, len(parts) - 1), st.integers(-6, 6)), max_size=8))
    lo = [starts[i] for i, _ in queries]
    hi = [starts[i] + len(parts[i]) for i, _ in queries]
    find = bisect.bisect_left if side == "left" else bisect.bisect_right
    expected = [find(keys, x, a, b) for (_, x), a, b in zip(queries, lo, hi, strict=True)]
    got = search(ints(keys), ints(lo), ints(hi), ints([x for _, x in queries]), side)  # type: ignore[arg-type]
    assert got.tolist() == expected


@given(st.lists(st.integers(0, 2), max_size=12).map(sorted))
def test_groups_start_and_end_where_they_do(groups: list[int]) -> None:
    array = ints(groups)
    assert group_starts(array).tolist() == [groups.index(g) for g in groups]
    assert group_ends(array).tolist() == [groups.index(g) + groups.count(g) for g in groups]


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=14).map(lambda x: sorted(x, key=lambda p: p[0])))
def test_runs_are_maximal_and_stay_in_their_group(rows: list[tuple[int, bool]]) -> None:
    expected = []
    for (_, member), part in groupby(enumerate(rows), key=lambda pair: pair[1]):
        places = [i for i, _ in part]
        if member:
            expected.append((places[0], places[-1]))
    begin, last = runs(np.array([m for _, m in rows], np.bool_), ints([g for g, _ in rows]))
    assert list(zip(begin.tolist(), last.tolist(), strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=8))
def test_ragged_lays_ranges_end_to_end(ranges: list[tuple[int, int]]) -> None:
    offsets, flat = ragged(ints([a for a, _ in ranges]), ints([a + n for a, n in ranges]))
    parts = [flat[offsets[i] : offsets[i + 1]].tolist() for i in range(len(ranges))]
    assert parts == [list(range(a, a + n)) for a, n in ranges]


@given(st.lists(st.booleans(), max_size=12))
def test_next_true_looks_at_itself_first(flags: list[bool]) -> None:
    expected = [next((j for j in range(i, len(flags)) if flags[j]), len(flags)) for i in range(len(flags))]
    assert next_true(np.array(flags, np.bool_)).tolist() == expected


@given(slices)
def test_a_running_maximum_begins_anew_in_each_group(parts: list[list[int]]) -> None:
    shuffled = [part[::2] + part[1::2] for part in parts]
    values = [v for part in shuffled for v in part]
    first = [sum(map(len, shuffled[:i])) for i, part in enumerate(shuffled) for _ in part]
    expected = [max(part[: n + 1]) for part in shuffled for n in range(len(part))]
    assert running_max(ints(values), ints(first)).tolist() == expected


@given(st.lists(st.integers(-2, 3)))
def test_each_distinct_key_comes_once_with_its_positions(keys: list[int]) -> None:
    found = [(key, places.tolist()) for key, places in grouped(ints(keys))]
    assert found == [(key, [i for i, k in enumerate(keys) if k == key]) for key in sorted(set(keys))]


def test_bounds_of_what_is_there_and_of_what_is_not() -> None:
    lo, hi = bounds(np.array([0, 0, 2, 4, 4, 4]), 6)
    assert list(zip(lo.tolist(), hi.tolist(), strict=True)) == [(0, 2), (2, 2), (2, 3), (3, 3), (3, 6), (6, 6)]
