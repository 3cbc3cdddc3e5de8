"""Dates of mail are the instants they say, are not sure where the zone is not, or are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.instants import format_instant, from_datetime
from boundaries.readers.mail_dates import parse_date, parse_received

OFFSETS = st.integers(-15 * 60, 15 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(datetime.fromtimestamp, st.integers(-600_000_000, 7_200_000_000), OFFSETS)


def said(text: str | bytes) -> str | None:
    """The instant a field says, with `?` where it is not sure."""
    found = parse_date(text.encode() if isinstance(text, str) else text)
    return found and format_instant(found.at_us)[:-8] + "" * found.sure + "?" * (not found.sure)


@given(MOMENTS)
def test_what_a_program_in_good_order_writes_is_that_instant(at: datetime) -> None:
    text = format_datetime(at)
    found = parse_date(text.encode())
    assert found == (from_datetime(at), True)
    assert from_datetime(parsedate_to_datetime(text).replace(tzinfo=at.tzinfo)) == from_datetime(at)


@given(MOMENTS, st.data())
def test_however_it_is_spaced_and_commented(at: datetime, data: st.DataObject) -> None:
    space = st.sampled_from([" ", "  ", "\t", " (a comment) ", " (3 Mar) "])
    words = at.strftime("%d %b %Y %H:%M:%S %z").split()
    text = "".join(word + data.draw(space) for word in words).encode()
    assert parse_date(text) == (from_datetime(at), True)
    assert parse_received(b"from x (x; y [1]) by z; " + text) == (from_datetime(at), True)


@given(st.binary(max_size=80) | st.text("0123456789:+- ,TueMarGMT()/", max_size=40).map(str.encode))
def test_any_bytes_are_an_instant_or_none(text: bytes) -> None:
    found = parse_date(text)
    assert found is None or isinstance(found.at_us, int)
    assert parse_received(text) is None or b";" in text


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Tue, 3 Mar 2026 21:10:00 +0100", "2026-03-03T20:10:00"), ("3 Mar 2026 21:10 +0000", "2026-03-03T21:10:00"),
        ("Tue, 03 Mar 2026 21:10:00 -0000", "2026-03-03T21:10:00"), ("Tue,3 Mar 2026 21:10:00 -0530",
        "2026-03-04T02:40:00"),
        ("tue, 3 MAR 2026 21:10:00 gmt", "2026-03-03T21:10:00"), ("Tue, 3 Mar 2026 21:10:00 UT", "2026-03-03T21:10:00"),
        ("Tue, 3 Mar 2026 21:10:00 EDT", "2026-03-04T01:10:00"), ("Tue, 3 Mar 2026 21:10:00 PST",
        "2026-03-04T05:10:00"),
        ("Tue, 3 Mar 2026 21:10:00 Z", "2026-03-03T21:10:00"), ("Tue, 3 Mar 2026 21:10:00 UTC", "2026-03-03T21:10:00"),
        ("Tue, 3 Mar 2026 21:10:00 GMT+0100", "2026-03-03T20:10:00"), ("Tue, 3 Mar 2026 21:10:00+01:00",
        "2026-03-03T20:10:00"),
        ("Tuesday, 3 March 2026 21:10:00 +0000", "2026-03-03T21:10:00"), ("3-Mar-2026 21:10:00 +0000",
        "2026-03-03T21:10:00"),
        ("Tue, 3 Mar 26 21:10:00 +0000", "2026-03-03T21:10:00"), ("Tue, 3 Mar 99 21:10:00 +0000",
        "1999-03-03T21:10:00"),
        ("Tue, 3 Mar 126 9:10:00 +0000", "2026-03-03T09:10:00"), ("Fri, 29 Feb 2024 00:00:00 +1400",
        "2024-02-28T10:00:00"),
        ("2026-03-03T21:10:00Z", "2026-03-03T21:10:00"), ("2026-03-03 21:10:00.5 +01:00", "2026-03-03T20:10:00"),
        ("Tue Mar  3 21:10:00 +0100 2026", "2026-03-03T20:10:00"), ("Mon, 3 Mar 2026 21:10:00 +0000",
        "2026-03-03T21:10:00"),
    ],
)  # fmt: skip
def test_dates_with_a_zone_that_is_known(text: str, instant: str) -> None:
    assert said(text) == instant


@pytest.mark.parametrize(
    "zone",
    ["", " A", " K", " IST", " BST", " CEST", " AEST", " +9900", " +0160", " -1600", " (CET)", " XXX", " \xe9t\xe9"],
)
def test_a_zone_that_is_not_known_leaves_the_date_unsure(zone: str) -> None:
    assert said(f"Tue, 3 Mar 2026 21:10:00{zone}".encode("latin-1")) == "2026-03-03T21:10:00?"
    assert said("Tue Mar  3 21:10:00 2026") == "2026-03-03T21:10:00?"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Tue", "3 Mar 2026", "Tue, 3 Mar 2026", "31 Feb 2026 10:00 +0000", "0 Mar 2026 10:00 +0000",
        "3 Mar 2026 24:00:00 +0000", "3 Mar 2026 10:60 +0000", "3 Mar 2026 10:00:60 +0000", "3 Foo 2026 10:00 +0000",
        "29 Feb 2026 10:00 +0000", "03/04/2026 10:00 +0000", "3 Mar 2026 10.00 +0000", "2026-13-01T00:00:00Z",
        "3 Mar 0000 10:00 +0000", "1772568600", "3 Mar 20266 10:00 +0000", "x" * 300,
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert said(text) is None


def test_the_time_of_arrival_stands_behind_the_last_semicolon() -> None:
    assert parse_received(b"by x (a; b) with y; Tue, 3 Mar 2026 02:10:05 -0800 (PST)") == (
        from_datetime(datetime(2026, 3, 3, 10, 10, 5, tzinfo=UTC)), True,
    )  # fmt: skip
    assert parse_received(b"by x Tue, 3 Mar 2026 02:10:05 -0800") is None
