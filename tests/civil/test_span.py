"""Durations: text in, words out, and steps on the local clock."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pendulum
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.civil.span import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Calendar,
    Deadline,
    Span,
    SpanError,
    add,
    calendar_key,
    in_words,
    parse_duration,
    parse_per,
    parse_span,
    scale,
    subtract,
)
from boundaries.civil.zone import FIRST_US, LAST_US, to_local

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "America/Santiago"]
)
INSTANTS = st.integers(0, 80 * 365 * DAY)
SPANS = st.builds(Span, st.integers(0, 240), st.integers(0, 10**4 * DAY)).filter(lambda span: span != Span())


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


# ---- text --------------------------------------------------------------------------------------------------


@given(st.fixed_dictionaries({}, optional={unit: st.integers(0, 99) for unit in "YMD"}),
       st.fixed_dictionaries({}, optional={unit: st.integers(0, 99) for unit in "HMS"}))  # fmt: skip
def test_iso_durations_mean_what_pendulum_says(days: dict[str, int], times: dict[str, int]) -> None:
    text = "P" + "".join(f"{days[unit]}{unit}" for unit in "YMD" if unit in days)
    text += "".join(["T", *(f"{times[unit]}{unit}" for unit in "HMS" if unit in times)]) if times else ""
    assume(any(days.values()) or any(times.values()))
    other = pendulum.parse(text)
    assert isinstance(other, pendulum.Duration)
    elapsed = other.as_timedelta() - pendulum.duration(years=other.years, months=other.months).as_timedelta()
    assert parse_span(text) == Span(12 * other.years + other.months, elapsed // timedelta(microseconds=1))


@given(SPANS)
def test_the_words_of_a_span_parse_back_to_it(span: Span) -> None:
    assert parse_span(in_words(span)) == span


@given(st.sampled_from(["open_hours", "working_days"]), st.integers(1, 100_000))
def test_the_words_of_a_deadline_parse_back_to_it(kind: str, amount: int) -> None:
    deadline = Deadline(kind, Fraction(amount))  # type: ignore[arg-type]
    assert parse_duration(in_words(deadline)) == deadline


@given(st.one_of(st.text(max_size=30), st.text("P0123456789YMWDTHS.-+ daysopenworking", max_size=20)))
@settings(max_examples=400)
def test_any_text_is_a_duration_or_a_calm_refusal(text: str) -> None:
    for parse in (parse_span, parse_duration, parse_per):
        error: SpanError | None = None
        try:
            value = parse(text)
        except SpanError as caught:
            error = caught
        if error is None:
            assert value
        else:
            assert 0 <= error.offset <= len(text)
            assert error.message
            assert error.hint


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT48H", Span(0, 48 * HOUR)),
        ("P7D", Span(0, 168 * HOUR)),
        ("P1W", Span(0, 168 * HOUR)),
        ("P1Y2M", Span(14)),
        ("P1M1DT1H", Span(1, 25 * HOUR)),
        ("PT1M", Span(0, MINUTE)),
        ("P1.5D", Span(0, 36 * HOUR)),
        ("PT0,5H", Span(0, 30 * MINUTE)),
        ("PT0.000001S", Span(0, 1)),
        ("24 hours", Span(0, 24 * HOUR)),
        ("24 hours 0 minutes", Span(0, 24 * HOUR)),
        ("2 weeks", Span(0, 14 * DAY)),
        ("1 day", Span(0, DAY)),
        ("90 minutes", Span(0, 90 * MINUTE)),
        ("1 Hour 30 Minutes", Span(0, 90 * MINUTE)),
        ("1 month and 2 days", Span(1, 2 * DAY)),
        ("1.5 hours", Span(0, 90 * MINUTE)),
        ("3 years", Span(36)),
        ("  P7D ", Span(0, 7 * DAY)),
    ],
)
def test_spans(text: str, span: Span) -> None:
    assert parse_span(text) == parse_duration(text) == parse_per(text) == span


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("8 open hours", Deadline("open_hours", Fraction(8))),
        ("1.5 open hours", Deadline("open_hours", Fraction(3, 2))),
        ("1 open hour", Deadline("open_hours", Fraction(1))),
        ("1 working day", Deadline("working_days", Fraction(1))),
        ("10 working days", Deadline("working_days", Fraction(10))),
    ],
)
def test_deadlines(text: str, deadline: Deadline) -> None:
    assert parse_duration(text) == deadline
    for parse in (parse_span, parse_per):
        with pytest.raises(SpanError, match="working time"):
            parse(text)


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_calendar_windows(unit: str) -> None:
    assert parse_per(unit) == Calendar(unit)  # type: ignore[arg-type]
    with pytest.raises(SpanError):
        parse_duration(unit)


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("", 0, "empty", "PT48H"),
        ("P", 0, "`P`", "PT48H"),
        ("PT", 0, "`PT`", "PT48H"),
        ("P0D", 0, "no time at all", "longer than zero"),
        ("0 hours", 0, "no time at all", "longer than zero"),
        ("0 working days", 0, "no time at all", "longer than zero"),
        ("-P7D", 0, "sign", "longer than zero"),
        (" -3 days", 1, "sign", "longer than zero"),
        ("p7d", 0, "`p7d`", "`P7D`"),
        ("P48H", 0, "`P48H`", "`PT48H`"),
        ("P1DT", 0, "`P1DT`", "PT48H"),
        ("P1.5M", 0, "whole number of months", "use days"),
        ("0.5 years 0.1 months", 0, "whole number of months", "use days"),
        ("7", 0, "`7`", "`7 days`"),
        ("soon", 0, "`soon`", "working day"),
        ("2 wks", 2, "`wks`", "`weeks`"),
        ("24h", 2, "`h`", "`hours`"),
        ("3 dyas", 2, "`dyas`", "`days`"),
        ("3 business days", 2, "`business`", "PT48H"),
        ("8 working hours", 2, "`8 working hours`", "8 open hours"),
        ("1 open day", 2, "`1 open day`", "1 working day"),
        ("1.5 working days", 0, "whole number of working days", "open hours"),
        ("1 working day 2 hours", 13, "goes on", "alone"),
        ("1 day 2 days", 8, "twice", "once"),
        ("1 day, ", 5, "`1 day,`", "PT48H"),
        ("1 day soon", 6, "`1 day soon`", "PT48H"),
        ("P2000Y", 0, "too long", "1,000 years"),
        ("P99999999999999999999999D", 0, "too long", "1,000 years"),
        ("999999 open hours", 0, "too long", "100,000"),
        ("PT0.0000001S", 0, "microsecond", "decimals"),
        ("x" * 201, 0, "201 characters", "PT48H"),
        ("٣ days", 0, "`٣ days`", "PT48H"),
    ],
)
def test_refusals(text: str, offset: int, message: str, hint: str) -> None:
    with pytest.raises(SpanError) as caught:
        parse_duration(text)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert error.offset == offset
    again: SpanError = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.message, again.offset, again.hint) == (error.message, error.offset, error.hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [("weekly", "`week`"), ("a week", "`week`"), ("weeks", "`week`"), ("Month", "`month`"), ("year", "`P1Y`")],
)
def test_windows_nearly_right(text: str, hint: str) -> None:
    with pytest.raises(SpanError) as caught:
        parse_per(text)
    assert hint in caught.value.hint


# ---- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Span(0, 14 * DAY), "2 weeks"),
        (Span(0, 7 * DAY), "7 days"),
        (Span(0, 30 * DAY), "30 days"),
        (Span(0, 48 * HOUR), "48 hours"),
        (Span(0, HOUR), "1 hour"),
        (Span(0, 90 * MINUTE), "90 minutes"),
        (Span(0, 30 * SECOND), "30 seconds"),
        (Span(0, SECOND // 2), "0.5 seconds"),
        (Span(12), "1 year"),
        (Span(84), "7 years"),
        (Span(1), "1 month"),
        (Span(3, 2 * HOUR), "3 months and 2 hours"),
        (Deadline("open_hours", Fraction(8)), "8 open hours"),
        (Deadline("open_hours", Fraction(3, 2)), "1.5 open hours"),
        (Deadline("working_days", Fraction(1)), "1 working day"),
        (Calendar("week"), "a week"),
    ],
)
def test_words(value: Span | Deadline | Calendar, words: str) -> None:
    assert in_words(value) == words


# ---- arithmetic --------------------------------------------------------------------------------------------


@given(INSTANTS, st.integers(1, 10**4 * DAY), ZONES)
def test_elapsed_time_never_asks_the_clock(at: int, micros: int, zone: str) -> None:
    assert add(at, Span(0, micros), zone) == at + micros
    assert subtract(at, Span(0, micros), zone) == at - micros


@given(INSTANTS, st.integers(1, 240), ZONES)
def test_months_clamp_the_day_and_keep_the_reading(at: int, months: int, zone: str) -> None:
    for sign, moved in ((1, add(at, Span(months), zone)), (-1, subtract(at, Span(months), zone))):
        before, after = to_local(at, zone), to_local(moved, zone)
        expected = pendulum.naive(*before.timetuple()[:6], before.microsecond).add(months=sign * months)
        if (after - expected.naive()) != timedelta(0):  # the reading is skipped: the gap ends there
            assert to_local(moved - 1, zone) < expected.naive() < after


@given(INSTANTS, INSTANTS, SPANS, ZONES)
def test_later_stays_later(one: int, other: int, span: Span, zone: str) -> None:
    early, late = sorted((one, other))
    if to_local(early, zone) <= to_local(late, zone):  # a repeated hour runs backwards on the clock
        assert add(early, span, zone) <= add(late, span, zone)


@pytest.mark.parametrize(
    ("at", "text", "later"),
    [
        ("2026-01-31T12:00+00:00", "P1M", "2026-02-28T12:00+00:00"),
        ("2028-01-31T12:00+00:00", "P1M", "2028-02-29T12:00+00:00"),
        ("2028-02-29T12:00+00:00", "P1Y", "2029-02-28T12:00+00:00"),
        ("2026-02-28T12:00+00:00", "P1M", "2026-03-28T12:00+00:00"),
        ("2026-03-01T12:00+00:00", "P1M", "2026-04-01T11:00+00:00"),
        ("2026-02-28T01:30+00:00", "P1M1D", "2026-03-29T01:30+00:00"),
        ("2026-03-28T12:00+00:00", "P1D", "2026-03-29T12:00+00:00"),
        ("2026-09-25T00:30+00:00", "P1M", "2026-10-25T00:30+00:00"),
        ("2026-02-27T01:30+00:00", "P1M", "2026-03-27T01:30+00:00"),
        ("2025-12-29T01:30+00:00", "P3M", "2026-03-29T01:00+00:00"),
    ],
)
def test_steps_on_londons_clock(at: str, text: str, later: str) -> None:
    assert add(instant(at), parse_span(text), "Europe/London") == instant(later)


def test_the_calendar_ends() -> None:
    assert add(LAST_US - 40 * DAY, Span(2), "Europe/London") == LAST_US
    assert subtract(FIRST_US + 40 * DAY, Span(2), "Europe/London") == FIRST_US


# ---- scaling and windows -----------------------------------------------------------------------------------


@given(SPANS, st.integers(1, 9))
def test_scaling_by_a_whole_number_adds_up(span: Span, factor: int) -> None:
    assert scale(span, Fraction(factor)) == Span(span.months * factor, span.micros * factor)


@pytest.mark.parametrize(
    ("value", "factor"),
    [
        (Span(1), Fraction(1, 2)),
        (Deadline("working_days", Fraction(1)), Fraction(1, 2)),
        (Span(0, DAY), Fraction(0)),
        (Span(0, DAY), Fraction(-1)),
        (Span(0, 1), Fraction(1, 9)),
    ],
)
def test_scales_that_leave_nothing_whole(value: Span | Deadline, factor: Fraction) -> None:
    with pytest.raises(SpanError):
        scale(value, factor)


def test_scales_that_fit() -> None:
    assert scale(Span(2, DAY), Fraction(1, 2)) == Span(1, DAY // 2)
    assert scale(Deadline("open_hours", Fraction(8)), Fraction(1, 3)) == Deadline("open_hours", Fraction(8, 3))
    assert scale(Deadline("working_days", Fraction(2)), Fraction(3, 2)) == Deadline("working_days", Fraction(3))


@given(st.dates(date(1, 1, 2), date(9999, 12, 31)))
def test_windows_are_numbered_in_order(day: date) -> None:
    before = day - timedelta(days=1)
    assert calendar_key(day, "day") == calendar_key(before, "day") + 1
    assert calendar_key(day, "week") == calendar_key(before, "week") + (day.weekday() == 0)
    assert calendar_key(day, "month") == calendar_key(before, "month") + (day.day == 1)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_weeks_are_iso_weeks(one: date, other: date) -> None:
    same = one.isocalendar()[:2] == other.isocalendar()[:2]
    assert (calendar_key(one, "week") == calendar_key(other, "week")) == same
