"""Instants as a scenario writes them are read back as the same instants, in every zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.contract.moments import parse_moment
from boundaries.core.instants import from_datetime
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from boundaries.testing.civil_time import civil_time, end_of_world
from boundaries.testing.clock import read_as_of

day = datetime.fromisoformat
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Monrovia", "UTC")
INSTANTS = st.datetimes(day("1901-01-01"), day("2199-01-01"), timezones=st.just(UTC)) | st.builds(
    lambda hour, minute: datetime(2026, 11, 1, hour, minute, tzinfo=UTC), st.integers(0, 8), st.integers(0, 59)
)


@settings(max_examples=200)
@given(INSTANTS, st.sampled_from(ZONES))
def test_it_is_read_back_as_the_same_instant(instant: datetime, zone: str) -> None:
    at = from_datetime(instant)
    assert parse_moment(civil_time(at, zone)).start(zone) == at
    (node,) = parse_document(f"'{end_of_world(at, zone)}'", "t.yaml")
    assert read_as_of(node, zone, Problems()) == at


@pytest.mark.parametrize(
    ("instant", "zone", "text"),
    [
        ("2026-03-03T21:10:00+00:00", "Europe/London", "2026-03-03 21:10"),
        ("2026-07-03T21:10:05+00:00", "Europe/London", "2026-07-03 22:10:05"),
        ("2026-07-03T21:10:00.000001+00:00", "Europe/London", "2026-07-03 22:10:00.000001"),
        ("2026-11-01T05:30:00+00:00", "America/New_York", "2026-11-01 01:30-04:00"),
        ("2026-11-01T06:30:00+00:00", "America/New_York", "2026-11-01 01:30-05:00"),
        ("2026-04-04T15:15:00+00:00", "Australia/Lord_Howe", "2026-04-05 01:45+10:30"),
        ("1919-12-31T18:10:00+00:00", "Asia/Kathmandu", "1919-12-31T18:10:00.000000Z"),  # 05:41:16 ahead, shown twice
        ("1919-12-31T18:20:00+00:00", "Asia/Kathmandu", "1919-12-31 23:50+05:30"),
        ("1972-01-07T00:44:00+00:00", "Africa/Monrovia", "1972-01-06 23:59:30"),
    ],
)
def test_remembered_instants(instant: str, zone: str, text: str) -> None:
    assert civil_time(from_datetime(datetime.fromisoformat(instant)), zone) == text


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("2026-03-03T23:59:59.999999+00:00", "2026-03-03"),
        ("2026-03-04T00:00:00+00:00", "2026-03-04 00:00"),
        ("2026-03-28T23:59:59.999999+00:00", "2026-03-28"),
    ],
)
def test_the_end_of_a_day_is_the_day(instant: str, text: str) -> None:
    assert end_of_world(from_datetime(datetime.fromisoformat(instant)), "Europe/London") == text
