"""Days and instants as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.civil.day_words import day_words, joined, ordinal, since_words, until_words
from boundaries.civil.zone import first_instant
from boundaries.core.instants import parse_instant

LONDON, CAIRO = "Europe/London", "Africa/Cairo"


@pytest.mark.parametrize(
    ("at", "zone", "since", "until"),
    [
        ("2026-01-12T00:00:00Z", LONDON, "12 January 2026", "the end of 11 January 2026"),
        ("2026-07-01T00:00:00Z", LONDON, "1 July 2026 at 01:00", "1 July 2026 at 01:00"),
        ("2026-06-30T23:00:00Z", LONDON, "1 July 2026", "the end of 30 June 2026"),
        ("2026-01-12T18:05:59Z", LONDON, "12 January 2026 at 18:05", "12 January 2026 at 18:05"),
        # A day whose midnight is skipped begins at 01:00.
        ("2026-04-23T22:00:00Z", CAIRO, "24 April 2026", "the end of 23 April 2026"),
    ],
)
def test_an_instant_as_a_beginning_and_as_an_end(at: str, zone: str, since: str, until: str) -> None:
    assert since_words(parse_instant(at), zone) == since
    assert until_words(parse_instant(at), zone) == until


@given(st.dates(date(1900, 1, 1), date(2190, 1, 1)), st.sampled_from([LONDON, CAIRO, "America/Havana", "UTC"]))
def test_the_first_instant_of_a_day_is_the_day(day: date, zone: str) -> None:
    assert since_words(first_instant(day, zone), zone) == day_words(day)
    assert until_words(first_instant(day, zone), zone) == f"the end of {day_words(day - timedelta(days=1))}"


def test_lists() -> None:
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"], "or")] == ["a", "a and b", "a, b or c"]


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 3, 10, 11, 12, 13, 21, 22, 23, 24, 111, 121)] == [
        "first", "third", "tenth", "11th", "12th", "13th", "21st", "22nd", "23rd", "24th", "111th", "121st",
    ]  # fmt: skip
