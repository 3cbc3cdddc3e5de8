"""Dates, times and durations as iCalendar writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.calendar_times import DAY, EventError, duration, local_reading

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


@given(st.datetimes().map(lambda at: at.replace(microsecond=0)), st.sampled_from(["", "Z"]))
def test_every_reading_is_read(at: datetime, ending: str) -> None:
    text = f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}{ending}"
    assert local_reading(text) == ((at - EPOCH) // timedelta(microseconds=1), False, ending == "Z")


@given(st.dates())
def test_every_date_is_read(day: date) -> None:
    text = f"{day.year:04}{day.month:02}{day.day:02}"
    assert local_reading(f" {text} ") == ((day - date(1970, 1, 1)).days * DAY, True, False)


def test_a_leap_second_is_the_one_before_it() -> None:
    assert local_reading("20161231T235960Z") == local_reading("20161231T235959Z")


@pytest.mark.parametrize(
    "text",
    ["", "20260230", "20260101T240000", "20260101T236000", "20260101T000061", "2026-01-01", "20260101T10", "today",
     "00000101", "٢٠٢٦٠١٠١", "20260101T100000+0100", "20260101T100000ZZ"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(EventError, match="no such date or time"):
        local_reading(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("PT50M", 50), ("P1D", 1440), ("P1W", 10_080), ("+PT1H30M", 90), ("P1DT1H", 1500), ("-PT0S", 0), ("pt60s", 1)],
)
def test_durations(text: str, minutes: int) -> None:
    assert duration(text) == minutes * 60_000_000


@pytest.mark.parametrize("text", ["", "P", "PT", "-PT5M", "50M", "P1Y", "PT1.5H", "PT" + "9" * 30 + "S"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(EventError):
        duration(text)
