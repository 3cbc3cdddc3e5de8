"""Where instants stand on an axis: in order, never a longer gap shorter, and what is not to scale says so."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.axis import Axis, make_axis

MINUTE = 60_000_000
DAY = 1440 * MINUTE
INSTANTS = st.lists(st.integers(-50 * 365 * DAY, 50 * 365 * DAY) | st.integers(0, 20 * MINUTE), min_size=1, max_size=40)


def gaps(axis: Axis) -> list[tuple[int, float, bool]]:
    """How long each gap is, how long it is drawn, and whether it is cut."""
    lengths = [end - start for start, end in pairwise(axis.stops)]
    return list(zip(lengths, [b - a for a, b in pairwise(axis.xs)], axis.cut, strict=True))


@given(INSTANTS)
def test_stops_are_the_instants_in_order_from_end_to_end(instants: list[int]) -> None:
    axis = make_axis(instants, 20, 380)
    assert list(axis.stops) == sorted(set(instants))
    assert axis.xs[0] == 20
    assert len(axis.stops) == 1 or axis.xs[-1] == pytest.approx(380)
    assert all(a < b for a, b in pairwise(axis.xs))


@given(INSTANTS)
def test_a_longer_gap_is_never_drawn_shorter_and_no_gap_vanishes(instants: list[int]) -> None:
    found = sorted(gaps(make_axis(instants, 0, 300)))
    assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(found))
    assert all(drawn >= 300 / len(found) / 8 for _, drawn, _ in found)


@given(INSTANTS)
def test_what_is_not_cut_is_to_scale_within_a_factor_of_two_and_what_is_cut_is_not(instants: list[int]) -> None:
    found = gaps(make_axis(instants, 0, 300))
    if found:
        length, drawn, cut = min(found)
        assert not cut
        for other, width, is_cut in found:
            shorter = (other / length) / (width / drawn)
            assert shorter > 2 - 1e-6 if is_cut else shorter <= 2 + 1e-6


@given(INSTANTS, st.integers(-60 * 365 * DAY, 60 * 365 * DAY))
def test_every_instant_has_a_place_between_its_neighbours(instants: list[int], at: int) -> None:
    axis = make_axis(instants, 0, 300)
    before = [x for stop, x in zip(axis.stops, axis.xs, strict=True) if stop <= at]
    after = [x for stop, x in zip(axis.stops, axis.xs, strict=True) if stop >= at]
    assert max(before, default=axis.xs[0]) - 1e-9 <= axis.x(at) <= min(after, default=axis.xs[-1]) + 1e-9


def test_three_in_ten_minutes_and_three_in_three_months_look_alike() -> None:
    close = make_axis([0, 5 * MINUTE, 10 * MINUTE], 0, 100)
    wide = make_axis([0, 45 * DAY, 90 * DAY], 0, 100)
    assert close.xs == wide.xs == (0, 50, 100)
    assert close.cut == wide.cut == (False, False)


def test_days_between_minutes_are_cut() -> None:
    axis = make_axis([0, 20 * MINUTE, 6 * DAY, 6 * DAY + 20 * MINUTE], 0, 100)
    assert axis.cut == (False, True, False)
    assert axis.xs == pytest.approx((0, 20, 80, 100))
