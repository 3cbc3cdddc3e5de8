"""The stretches in which hours are open: those that the plain meaning, asked minute by minute, has."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.civil.hours import is_open, parse_hours
from boundaries.civil.zone import from_local, to_local
from rulebook.open_hours import merged, open_stretches

MINUTE = 60_000_000
HOUR = 60 * MINUTE
STARTS = [datetime(2026, 3, 28, 12), datetime(2026, 10, 24, 12), datetime(2026, 3, 3), datetime(2026, 4, 3)]  # noqa: DTZ001
HOURS = ["Mo-Fr 09:00-18:00", "Mo-Su 00:30-01:45", "Sa-Su 22:00-02:30", "24/7", "off", "Mo-Su 01:15-02:15,02:30-03:10"]


@given(st.sampled_from(STARTS), st.sampled_from(HOURS), st.sampled_from(["Europe/London", "Europe/Berlin", "UTC"]))
def test_every_minute_is_open_that_the_clock_shows_as_open(start: datetime, text: str, zone: str) -> None:
    hours, low = parse_hours(text), from_local(start, zone)
    high = low + 30 * HOUR
    found = open_stretches(hours, None, zone, (low, high))
    for at in range(low, high, MINUTE):
        inside = any(a <= at < b for a, b in found)
        assert inside == is_open(hours, to_local(at, zone), lambda _: False)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1]))))
def test_merged_stretches_hold_the_same_and_lie_apart(stretches: list[tuple[int, int]]) -> None:
    found = merged(stretches)
    assert {n for a, b in stretches for n in range(a, b)} == {n for a, b in found for n in range(a, b)}
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_a_public_holiday_is_not_open() -> None:
    low = from_local(datetime(2026, 4, 3), "Europe/London")  # noqa: DTZ001 - Good Friday
    hours = parse_hours("Mo-Fr 09:00-18:00; PH off")
    assert open_stretches(hours, "GB", "Europe/London", (low, low + 24 * HOUR)) == ()


@pytest.mark.parametrize(("day", "length"), [(29, 23), (30, 24)])
def test_a_whole_day_is_as_long_as_the_clock_makes_it(day: int, length: int) -> None:
    low = from_local(datetime(2026, 3, day), "Europe/London")  # noqa: DTZ001
    (found,) = open_stretches(parse_hours("24/7"), None, "Europe/London", (low, low + length * HOUR))
    assert found == (low, low + length * HOUR)
