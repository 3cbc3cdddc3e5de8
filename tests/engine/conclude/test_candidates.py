"""How many facts count, in many units together: held to a count of each unit and instant by itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.engine.conclude.asked import Asked, Instants
from boundaries.engine.conclude.candidates import cut_short, number
from boundaries.engine.conclude.facts import facts
from boundaries.engine.conclude.gathered import Gathered

UNITS = 3
INSTANT = st.integers(0, 12)
ROWS = st.lists(st.tuples(st.integers(0, UNITS - 1), INSTANT, st.integers(0, 4), st.integers(-2, 6)), max_size=12)
ASKED = st.lists(st.tuples(st.integers(0, UNITS - 1), INSTANT), min_size=1, max_size=8)


def gathered(rows: list[tuple[int, int, int, int]]) -> Gathered:
    """Facts of some units from (unit, at, how long until it is due, how long from then on it counts)."""
    ordered = sorted((unit, at + wait, at, at + wait + lasting) for unit, at, wait, lasting in rows)
    unit, due, at, gone = np.array(ordered, np.int64).reshape(-1, 4).T
    lo, hi = (np.searchsorted(unit, np.arange(UNITS), side).astype(np.int64) for side in ("left", "right"))
    return Gathered(facts(unit, at), due, gone, np.ones(len(at), np.bool_), lo, hi)


@given(ROWS, ASKED, st.lists(st.tuples(st.integers(0, UNITS - 1), INSTANT), max_size=4))
def test_facts_count_from_when_they_are_due_until_they_are_gone_or_cut(
    rows: list[tuple[int, int, int, int]], asked: list[tuple[int, int]], cuts: list[tuple[int, int]]
) -> None:
    found, at = gathered(rows), Asked(*np.array(asked, np.int64).T)
    cut = Asked(*np.array(cuts, np.int64).reshape(-1, 2).T).in_order(UNITS)
    expected = [
        sum(
            one == unit and since + wait <= instant < since + wait + lasting
            and not any(of == unit and since <= end <= instant for of, end in cuts)
            for one, since, wait, lasting in rows
        )
        for unit, instant in asked
    ]  # fmt: skip
    assert number(cut_short(found, cut), at).tolist() == expected
    if not cuts:
        assert number(found, at).tolist() == expected


def test_instants_in_order_of_units() -> None:
    asked = Asked(np.array([2, 0, 2]), np.array([5, 7, 3]))
    ordered = asked.in_order(UNITS)
    assert isinstance(ordered, Instants)
    assert (ordered.at.tolist(), ordered.lo.tolist(), ordered.hi.tolist()) == ([7, 3, 5], [0, 1, 1], [1, 1, 3])
