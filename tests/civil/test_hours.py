"""Opening hours: what a day's spans are, and that every way of asking gives the same answer."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.holidays import UnknownCountry, public_holidays
from boundaries.civil.hours import Hours, HoursError, day_table, ever_open, includes, is_open, parse_hours
from civil.hours_texts import hours_texts

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


def reading(*parts: int) -> datetime:
    """A civil reading, which carries no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def never(_: date) -> bool:
    return False


def spans(text: str, day: date = MONDAY, *holidays: date) -> str:
    """The spans that start on a day, as opening hours write them."""
    found = parse_hours(text).spans(day, set(holidays).__contains__)
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in found)


def week(text: str) -> str:
    """The weekdays from Monday 2026-03-02 on which some span starts."""
    days = ((MONDAY + timedelta(days=i), name) for i, name in enumerate("Mo Tu We Th Fr Sa Su".split()))
    return " ".join(name for day, name in days if spans(text, day))


# ---- what holds for all hours -------------------------------------------------------------------------------


@given(hours_texts(), st.sampled_from([None, "GB", "DE-BY"]), DAYS)
@settings(max_examples=40)
def test_the_table_is_the_plain_meaning_minute_by_minute(text: str, country: str | None, day: date) -> None:
    hours, holidays = parse_hours(text), public_holidays(country)
    first = day.toordinal()
    table = day_table(hours, country, first, first + 1)
    assert (table.first_day, len(table.pattern_of_day)) == (first, 2)
    for i in (0, 1):
        midnight = datetime.combine(day + timedelta(days=i), datetime.min.time())
        plain = bytes(is_open(hours, midnight + timedelta(minutes=m), holidays) for m in range(1440))
        assert table.patterns[table.pattern_of_day[i]] == plain


@given(hours_texts(), DAYS)
@settings(max_examples=50)
def test_a_days_spans_are_sorted_apart_and_within_two_days(text: str, day: date) -> None:
    found = parse_hours(text).spans(day, never)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert all(start < 1440 and end <= 2880 for start, end in found)


@given(hours_texts(), hours_texts(), st.sampled_from([None, "GB"]))
@settings(max_examples=15)
def test_adding_a_rule_widens_and_the_comparison_sees_it(text: str, more: str, country: str | None) -> None:
    hours, wider = parse_hours(text), parse_hours(f"{text}; 24/7")
    assert includes(hours, hours, country)
    assert includes(wider, hours, country)
    other = parse_hours(more)
    both = includes(hours, other, country) and includes(other, hours, country)
    span = date(2024, 1, 1).toordinal(), date(2037, 12, 31).toordinal()
    ours, theirs = day_table(hours, country, *span), day_table(other, country, *span)
    same = all(
        ours.patterns[i] == theirs.patterns[j] for i, j in zip(ours.pattern_of_day, theirs.pattern_of_day, strict=True)
    )
    assert both == same


@given(hours_texts())
@settings(max_examples=30)
def test_hours_are_values(text: str) -> None:
    hours = parse_hours(text)
    again: Hours = pickle.loads(pickle.dumps(hours))  # noqa: S301
    assert again == hours
    assert hash(again) == hash(hours)
    assert again.text == text
    table = day_table(hours, None, 730_000, 730_010)
    assert pickle.loads(pickle.dumps(table)) == table  # noqa: S301


@given(st.integers(0, 59_999_999))
def test_a_reading_is_floored_to_its_minute(micros: int) -> None:
    hours = parse_hours("09:00-18:00")
    within = timedelta(microseconds=micros)
    assert is_open(hours, reading(2026, 3, 2, 17, 59) + within, never)
    assert not is_open(hours, reading(2026, 3, 2, 18, 0) + within, never)
    assert is_open(hours, reading(2026, 3, 2, 9, 0) + within, never)
    assert not is_open(hours, reading(2026, 3, 2, 8, 59) + within, never)


# ---- remembered cases: the days ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo-Fr 09:00-17:00", "Mo Tu We Th Fr"),
        ("Fr-Mo 09:00-17:00", "Mo Fr Sa Su"),
        ("Mo,We-Th 09:00-17:00", "Mo We Th"),
        ("Mo[1] 09:00-17:00", "Mo"),
        ("Tu[2] 09:00-17:00", ""),
        ("Mo[1] +2 days 09:00-17:00", "We"),
        ("mo-FR 9:00-17:00", "Mo Tu We Th Fr"),
        ("Mo-Fr 09:00-17:00; We off", "Mo Tu Th Fr"),
        ("Mo-Fr 09:00-17:00, Sa 10:00-12:00", "Mo Tu We Th Fr Sa"),
        ("Mar Mo-Fr: 09:00-17:00", "Mo Tu We Th Fr"),
        ("Apr-Feb Mo-Fr 09:00-17:00", ""),
        ("Nov-Mar Mo 09:00-17:00", "Mo"),
        ("Mar 03-05 09:00-17:00", "Tu We Th"),
        ("Mar 03,05 09:00-17:00", "Tu Th"),
        ("Mar 01-Oct 31 Sa 09:00-17:00", "Sa"),
        ("Nov 01-Mar 03 09:00-17:00", "Mo Tu"),
        ("2026 Mar 04 09:00-17:00", "We"),
        ("2025 Mar 04 09:00-17:00", ""),
        ("2025 Dec 20-Mar 03 09:00-17:00", "Mo Tu"),
        ("2025 Dec 20-2026 Mar 03 09:00-17:00", "Mo Tu"),
        ("2024-2027/2 Mo 09:00-17:00", "Mo"),
        ("2025-2027/2 Mo 09:00-17:00", ""),
        ("2024,2026 Mo 09:00-17:00", "Mo"),
        ("2026+ Mo 09:00-17:00", "Mo"),
        ("2027+ Mo 09:00-17:00", ""),
        ("week 10 Mo 09:00-17:00", "Mo"),
        ("week 01-09,11-53 Mo 09:00-17:00", ""),
        ("week 02-52/2 Mo 09:00-17:00", "Mo"),
        ("Mo-Fr", "Mo Tu We Th Fr"),
        ("24/7", "Mo Tu We Th Fr Sa Su"),
        ("24/7; Su off", "Mo Tu We Th Fr Sa"),
        ("off", ""),
        ("closed", ""),
        ("open", "Mo Tu We Th Fr Sa Su"),
        ('Mo-Fr 09:00-17:00 "by appointment"; Sa off "family"', "Mo Tu We Th Fr"),
        ("PH 10:00-12:00", ""),
        ("Mo-Fr 09:00-17:00;", "Mo Tu We Th Fr"),
    ],
)
def test_days(text: str, days: str) -> None:
    assert week(text) == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00-12:00,13:00-18:00", "09:00-12:00,13:00-18:00"),
        ("09:00-12:00,12:00-18:00", "09:00-18:00"),
        ("09:00-12:00, 11:00-18:00", "09:00-18:00"),
        ("22:00-02:00", "22:00-26:00"),
        ("22:00-26:00", "22:00-26:00"),
        ("10:00-10:00", "10:00-34:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("Mo-Fr 09:00-18:00; 12:00-13:00 off", "09:00-12:00,13:00-18:00"),
        ("Mo-Fr 09:00-18:00, Mo 12:00-13:00 off", "09:00-12:00,13:00-18:00"),
        ("Mo-Fr 09:00-18:00; Mo 12:00-13:00,14:00-15:00 off", "09:00-12:00,13:00-14:00,15:00-18:00"),
        ("Mo-Fr 09:00-18:00; Mo 14:00-16:00", "14:00-16:00"),
        ("Mo-Fr 09:00-12:00, Mo 14:00-16:00", "09:00-12:00,14:00-16:00"),
        ("Tu 09:00-12:00 || 14:00-16:00", "14:00-16:00"),
        ("Mo 09:00-12:00 || 14:00-16:00", "09:00-12:00"),
        ("Mo off || 14:00-16:00", ""),
        ("Mo off; Mo-Fr 09:00-12:00", "09:00-12:00"),
    ],
)
def test_spans_of_a_monday(text: str, expected: str) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "on", "before", "after"),
    [
        ("09:00-17:00; PH off", "", "09:00-17:00", "09:00-17:00"),
        ("09:00-17:00; PH 10:00-12:00", "10:00-12:00", "09:00-17:00", "09:00-17:00"),
        ("Mo-Fr 09:00-17:00", "09:00-17:00", "", "09:00-17:00"),
        ("Tu,PH 09:00-17:00", "09:00-17:00", "", "09:00-17:00"),
        ("PH -1 day 09:00-17:00", "", "09:00-17:00", ""),
        ("PH +1 day 09:00-17:00", "", "", "09:00-17:00"),
        ("PH Mo 09:00-17:00", "09:00-17:00", "", ""),
        ("PH Tu 09:00-17:00", "", "", ""),
        ("PH,PH +1 day 09:00-17:00", "09:00-17:00", "", "09:00-17:00"),
    ],
)
def test_holidays(text: str, on: str, before: str, after: str) -> None:
    day = timedelta(days=1)
    assert [spans(text, MONDAY + shift * day, MONDAY) for shift in (0, -1, 1)] == [on, before, after]


def test_the_tail_of_the_night_before_stays_under_an_override() -> None:
    hours = parse_hours("22:00-02:00; Tu off; We 10:00-12:00")
    tuesday = reading(2026, 3, 3, 1, 59)
    assert is_open(hours, tuesday, never)
    assert not is_open(hours, tuesday + timedelta(minutes=1), never)
    assert not is_open(hours, tuesday + timedelta(hours=21), never)
    assert not is_open(hours, tuesday + timedelta(days=1), never)


def test_a_day_off_takes_the_tail_it_would_have_started() -> None:
    hours = parse_hours("Mo-Su 22:00-02:00; Mo off")
    assert not is_open(hours, reading(2026, 3, 3, 1, 0), never)


def test_a_leap_day_is_a_day_of_february() -> None:
    hours = parse_hours("Feb 10:00-12:00; Feb 29 off")
    assert hours.spans(date(2028, 2, 29), never) == ()
    assert hours.spans(date(2027, 2, 28), never) == ((600, 720),)
    assert parse_hours("Feb 29-Mar 01 10:00-12:00").spans(date(2027, 3, 1), never) == ((600, 720),)


def test_week_53_belongs_to_the_year_its_thursday_is_in() -> None:
    hours = parse_hours("week 53 10:00-12:00")
    assert hours.spans(date(2027, 1, 1), never)
    assert not hours.spans(date(2026, 1, 1), never)


def test_the_calendar_has_edges() -> None:
    hours = parse_hours("PH -1 day,Mo[1] -9 days 22:00-02:00")
    assert day_table(hours, None, 1, 2).first_day == 1
    assert day_table(hours, None, date.max.toordinal(), date.max.toordinal()).pattern_of_day
    assert not is_open(parse_hours("22:00-02:00"), reading(1, 1, 1, 1, 0), never)


# ---- the table and the comparison ---------------------------------------------------------------------------


def test_few_patterns_make_a_small_table() -> None:
    first = date(2020, 1, 1).toordinal()
    table = day_table(parse_hours("Mo-Fr 22:00-02:00; PH off"), "GB", first, first + 15 * 366)
    assert len(table.pattern_of_day) == 15 * 366 + 1
    assert len(table.patterns) <= 4  # after a day with or without, a day with or without


def test_holidays_are_those_of_the_country() -> None:
    hours, saint_andrew = parse_hours("09:00-17:00; PH off"), date(2026, 11, 30).toordinal()
    for country, opens in (("GB", 1), ("GB-SCT", 0), (None, 1)):
        table = day_table(hours, country, saint_andrew, saint_andrew)
        assert table.patterns[0][600] == opens


def test_an_unknown_country_matters_only_where_hours_have_holidays() -> None:
    assert day_table(parse_hours("24/7"), "XX", 1, 1).patterns
    with pytest.raises(UnknownCountry):
        day_table(parse_hours("PH off"), "XX", 1, 1)


@pytest.mark.parametrize(
    ("wide", "narrow", "country", "expected"),
    [
        ("Mo-Fr 09:00-19:00", "Mo-Fr 09:00-18:00", None, True),
        ("Mo-Fr 09:00-18:00", "Mo-Fr 09:00-19:00", None, False),
        ("Mo-Sa 09:00-18:00; PH off", "Mo-Fr 09:00-18:00; PH off", "GB", True),
        ("Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00", "GB", False),
        ("Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00", None, True),
        ("Mo-Su 00:00-24:00", "24/7", None, True),
        ("22:00-24:00,00:00-02:00", "22:00-02:00", None, True),
        ("24/7", "off", None, True),
    ],
)
def test_one_frame_includes_another(wide: str, narrow: str, country: str | None, expected: bool) -> None:
    assert includes(parse_hours(wide), parse_hours(narrow), country) is expected


@pytest.mark.parametrize(("text", "expected"), [("24/7", True), ("Feb 29 off", False), ("PH 10:00-12:00", False),
                                                ("Feb 29 10:00-10:01", True), ("Mo-Fr; Mo-Fr off", False)])  # fmt: skip
def test_hours_that_never_open(text: str, expected: bool) -> None:
    assert ever_open(parse_hours(text), None) is expected


def test_the_error_is_a_value_error_that_travels() -> None:
    with pytest.raises(ValueError, match="no day has an hour") as caught:
        parse_hours("Mo 25:00-26:00")
    error: HoursError = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (error.message, error.offset, error.hint) == (
        "no day has an hour `25:00`", 3, "a span past midnight is written `22:00-02:00`",
    )  # fmt: skip
