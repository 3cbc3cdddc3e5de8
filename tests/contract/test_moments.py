"""Dates and instants of a contract: which microsecond each means, and what is none."""

from __future__ import annotations

import pytest

from boundaries.contract.moments import MomentError, parse_day, parse_moment
from boundaries.core.instants import parse_instant

LONDON, SANTIAGO = "Europe/London", "America/Santiago"


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2026-01-12", LONDON, "2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z"),
        ("2026-03-29", LONDON, "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
        ("2026-09-06", SANTIAGO, "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"),  # midnight is skipped
        ("2026-03-29 01:30", LONDON, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("2026-10-25T01:30:15.5", LONDON, "2026-10-25T00:30:15.500000Z", "2026-10-25T00:30:15.500000Z"),
        ("2026-01-12T09:00Z", LONDON, "2026-01-12T09:00:00Z", "2026-01-12T09:00:00Z"),
        ("2026-01-12 09:00:00+02:00", SANTIAGO, "2026-01-12T07:00:00Z", "2026-01-12T07:00:00Z"),
    ],
)
def test_moments(text: str, zone: str, start: str, end: str) -> None:
    moment = parse_moment(text)
    assert (moment.start(zone), moment.end(zone)) == (parse_instant(start), parse_instant(end))
    assert moment.text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "2026", "2026-1-2", "2026-13-01", "2026-02-29", "1899-12-31", "2200-01-01", "2026-01-12 24:00",
        "2026-01-12 09:60", "2026-01-12T09:00:60Z", "2026-01-12T09:00+24:00", "2026-02-30T09:00Z", "12/01/2026",
        "\u0662\u0660\u0662\u0666-01-12", "2026-01-12 ",
    ],
)  # fmt: skip
def test_no_moments(text: str) -> None:
    with pytest.raises(MomentError) as caught:
        parse_moment(text)
    assert caught.value.hint


def test_days_alone() -> None:
    assert parse_day("2026-01-12").isoformat() == "2026-01-12"
    with pytest.raises(MomentError, match="`2026-01-12T09:00Z` is not a date"):
        parse_day("2026-01-12T09:00Z")
