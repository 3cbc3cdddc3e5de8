"""Deadlines in working time, held to a plain walk through the minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.deadline import due
from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import is_open, parse_hours
from boundaries.civil.span import DAY, HOUR, MINUTE, Deadline, parse_duration
from boundaries.civil.zone import LAST_US, first_instant, from_local, to_local
from civil.hours_texts import hours_texts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONDON = "Europe/London"


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def answer(at: str, text: str, hours: str, country: str | None = None, zone: str = LONDON) -> str | None:
    """The due instant as a local reading."""
    deadline = parse_duration(text)
    assert isinstance(deadline, Deadline)
    found = due(from_local(datetime.fromisoformat(at), zone), deadline, parse_hours(hours), country, zone)
    return None if found is None else to_local(found, zone).isoformat(timespec="minutes")


ZONES = st.sampled_from([LONDON, "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata"])
NEAR_CHANGES = st.builds(
    lambda day, minute: instant(f"{day}T00:00+00:00") + minute * MINUTE,
    st.sampled_from(["2026-03-28", "2026-10-24", "2026-04-04", "2026-09-05", "2026-10-03", "2026-06-30"]),
    st.integers(0, 2 * 1440),
)


@given(hours_texts(), NEAR_CHANGES, st.integers(1, 600), ZONES)
@settings(max_examples=40)
def test_open_hours_are_counted_minute_by_minute(text: str, at: int, minutes: int, zone: str) -> None:
    hours, holidays = parse_hours(text), public_holidays("GB")
    found = due(at, Deadline("open_hours", Fraction(minutes, 60)), hours, "GB", zone)
    opened, walked = 0, at
    while opened < minutes and walked < at + 4 * DAY:
        opened += is_open(hours, to_local(walked, zone), holidays)
        walked += MINUTE
    if opened == minutes:
        assert found == walked
    else:
        assert found is None or found > walked


@given(hours_texts(), NEAR_CHANGES, st.integers(1, 5), ZONES)
@settings(max_examples=60)
def test_working_days_are_days_on_which_a_span_starts(text: str, at: int, count: int, zone: str) -> None:
    hours, holidays = parse_hours(text), public_holidays("GB")
    found = due(at, Deadline("working_days", Fraction(count)), hours, "GB", zone)
    today = to_local(at, zone).date()
    days = [day for i in range(1, 30) if hours.spans(day := today + timedelta(days=i), holidays)][:count]
    if len(days) < count:
        assert found is None or found > first_instant(today + timedelta(days=29), zone)
    else:
        close = hours.spans(days[-1], holidays)[-1][1]
        midnight = datetime.combine(days[-1], datetime.min.time())
        assert found == from_local(midnight + timedelta(minutes=close), zone)


@pytest.mark.parametrize(
    ("at", "text", "hours", "expected"),
    [
        ("2026-03-02T09:00", "8 open hours", "Mo-Fr 09:00-17:00", "2026-03-02T17:00"),
        ("2026-03-02T09:01", "8 open hours", "Mo-Fr 09:00-17:00", "2026-03-03T09:01"),
        ("2026-03-02T18:00", "8 open hours", "Mo-Fr 09:00-17:00", "2026-03-03T17:00"),
        ("2026-03-06T16:00", "2 open hours", "Mo-Fr 09:00-17:00", "2026-03-09T10:00"),
        ("2026-03-02T08:00", "1.5 open hours", "Mo-Fr 09:00-10:00,11:00-12:00", "2026-03-02T11:30"),
        ("2026-03-02T08:00", "24 open hours", "24/7", "2026-03-03T08:00"),
        ("2026-03-28T12:00", "24 open hours", "24/7", "2026-03-29T13:00"),  # an hour is skipped
        ("2026-10-24T12:00", "24 open hours", "24/7", "2026-10-25T11:00"),  # an hour counts twice
        ("2026-03-28T23:00", "2 open hours", "22:00-03:00", "2026-03-29T02:00"),
        ("2026-10-24T23:00", "4 open hours", "22:00-03:00", "2026-10-25T02:00"),
        ("2026-03-02T23:00", "2 open hours", "Mo 22:00-02:00; Tu off", "2026-03-03T01:00"),
        ("2026-03-02T12:00", "1 working day", "Mo-Fr 09:00-17:00", "2026-03-03T17:00"),
        ("2026-03-06T12:00", "1 working day", "Mo-Fr 09:00-17:00", "2026-03-09T17:00"),
        ("2026-03-07T12:00", "1 working day", "Mo-Fr 09:00-17:00", "2026-03-09T17:00"),
        ("2026-03-02T00:00", "3 working days", "Mo,We 09:00-12:00,14:00-16:00", "2026-03-11T16:00"),
        ("2026-03-02T12:00", "1 working day", "22:00-07:00", "2026-03-04T07:00"),
        ("2026-03-02T12:00", "1 working day", "24/7", "2026-03-04T00:00"),
        ("2026-03-28T12:00", "1 working day", "Su 00:30-01:30", "2026-03-29T02:00"),
        ("2026-03-02T12:00", "1 working day", "off", None),
        ("2026-03-02T12:00", "1 open hours", "2030 Jan 01 09:00-17:00", None),
        ("2026-03-02T12:00", "1 working day", "2030 Jan 01 09:00-17:00", None),
    ],
)
def test_cases(at: str, text: str, hours: str, expected: str | None) -> None:
    assert answer(at, text, hours) == expected


def test_the_second_reading_of_a_repeated_hour_starts_later() -> None:
    hours, one = parse_hours("Su 01:00-03:00"), Deadline("open_hours", Fraction(1))
    start = instant("2026-10-25T00:15+00:00")  # 01:15, for the first time
    assert due(start, one, hours, None, LONDON) == start + HOUR
    assert due(start + HOUR, one, hours, None, LONDON) == start + 2 * HOUR


def test_a_holiday_is_no_working_day() -> None:
    hours = "Mo-Fr 09:00-17:00; PH off"
    assert answer("2026-12-24T12:00", "1 working day", hours, "GB") == "2026-12-29T17:00"
    assert answer("2026-12-24T12:00", "1 working day", hours, None) == "2026-12-25T17:00"
    assert answer("2026-11-27T12:00", "1 working day", hours, "GB-SCT") == "2026-12-01T17:00"


def test_many_open_hours_at_few_a_week_are_due_all_the_same() -> None:
    assert answer("2026-01-01T00:00", "200 open hours", "Mo 09:00-10:00") == "2029-10-29T10:00"


def test_an_instant_inside_a_minute_keeps_its_fraction() -> None:
    at = instant("2026-03-02T09:00:30.000001+00:00")
    found = due(at, Deadline("open_hours", Fraction(1)), parse_hours("Mo 09:00-17:00"), None, LONDON)
    assert found == at + HOUR


def test_a_third_of_an_hour_is_rounded_up_to_the_microsecond() -> None:
    found = due(0, Deadline("open_hours", Fraction(1, 7)), parse_hours("24/7"), None, "UTC")
    assert found == -(-HOUR // 7)


def test_the_calendar_ends_before_the_deadline() -> None:
    for deadline in (Deadline("working_days", Fraction(9)), Deadline("open_hours", Fraction(900))):
        assert due(LAST_US - 5 * DAY, deadline, parse_hours("24/7"), None, LONDON) is None
