"""Hours over the days of a version, against the plain meaning of hours, minute by minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import is_open, parse_hours
from boundaries.contract.meeting import always_open, meeting, never_open, period, would_open
from boundaries.core.instants import parse_instant

TEXTS = st.sampled_from((
    "Mo-Fr 09:00-18:00", "Mo-Fr 09:00-18:00; PH off", "22:00-07:00", "Sa,Su", "Su,PH", "24/7", "off", "PH 10:00-12:00",
    "2027 Mo 09:00-10:00", "Jun-Aug Fr 23:00-24:00", "Dec 25-26", "Fr 20:00-26:00", "24/7; We 12:00-13:00 off",
))  # fmt: skip
ZONE = "Europe/London"


def opened(text: str, day: date, minute: int, country: str | None) -> bool:
    reading = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    return is_open(parse_hours(text), reading, public_holidays(country))


@settings(max_examples=60)
@given(TEXTS, TEXTS, st.integers(0, 360), st.integers(1, 9), st.sampled_from((None, "GB")))
def test_hours_are_what_they_are_minute_by_minute(
    one: str, other: str, start: int, length: int, country: str | None
) -> None:
    first = date(2026, 1, 1) + timedelta(start)
    days = [first + timedelta(n) for n in range(length)]
    first_us, last_us = (parse_instant(f"{day}T12:00:00Z") for day in (days[0], days[-1]))
    when = period(first_us, last_us + 1, ZONE, country)
    both = [
        (day, minute)
        for day in days
        for minute in range(1440)
        if all(opened(text, day, minute, place) for text in (one, other) for place in {country, None})
    ]
    expected = f"{both[0][0]} {both[0][1] // 60:02}:{both[0][1] % 60:02}" if both else None
    assert meeting(parse_hours(one), parse_hours(other), when) == expected
    states = {opened(one, day, minute, country) for day in days for minute in range(1440)}
    assert never_open(parse_hours(one), when) == (states == {False})
    assert always_open(parse_hours(one), when) == (states == {True})


@pytest.mark.parametrize(
    ("text", "never", "always", "would"),
    [
        ("24/7", False, True, True), ("off", True, False, False), ("2031 Mo 09:00-10:00", False, False, True),
        ("2025 Mo 09:00-10:00", True, False, True), ("24/7; 2031 Jan 01 off", False, False, True),
        ("Mo 09:00-10:00; off", True, False, True), ("24/7; 2025 off", False, True, True),
    ],
)  # fmt: skip
def test_without_an_end_the_later_years_count_too(text: str, never: bool, always: bool, would: bool) -> None:
    when, hours = period(parse_instant("2026-01-12T00:00:00Z"), None, ZONE, None), parse_hours(text)
    assert not when.whole
    assert (never_open(hours, when), always_open(hours, when), would_open(hours)) == (never, always, would)


def test_the_days_of_a_version_are_those_of_its_clock() -> None:
    start, end = parse_instant("2026-01-12T11:00:00Z"), parse_instant("2026-01-14T11:00:00Z")
    when = period(start, end, "Pacific/Auckland", None)
    assert [date.fromordinal(day) for day in (when.first_day, when.last_day)] == [date(2026, 1, 13), date(2026, 1, 14)]
    assert when.whole
