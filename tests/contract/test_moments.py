"""Dates and instants of a contract: which microsecond each means, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from boundaries.contract.moments import MomentError, moment_of, parse_day, parse_moment
from boundaries.core.errors import UsageError
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


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (date(2026, 3, 29), "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
        (datetime(2026, 3, 29, 1, 30), "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),  # noqa: DTZ001 - in the gap
        (datetime(2026, 10, 25, 1, 30, fold=1), "2026-10-25T01:30:00Z", "2026-10-25T01:30:00Z"),  # noqa: DTZ001
        (datetime(2026, 7, 1, 9, tzinfo=UTC), "2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z"),
        (datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=2))), "2026-07-01T07:00:00Z", "2026-07-01T07:00:00Z"),
        (" 2026-03-29 ", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
        (parse_moment("2026-03-29T01:00Z"), "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
    ],
)
def test_moments_of_a_program(value: date | str, start: str, end: str) -> None:
    moment = moment_of(value)
    assert (moment.start(LONDON), moment.end(LONDON)) == (parse_instant(start), parse_instant(end))


def test_text_that_is_no_moment_is_a_mistake_of_the_call() -> None:
    with pytest.raises(UsageError, match=r"B013 `12/01/2026` is not a date \(year first: `2026-01-12`"):
        moment_of("12/01/2026")
