"""Our hours against an independent implementation, opening-hours-py, minute by minute.

It is asked without a zone, through `is_open` (its `intervals` loses rules behind `||`). Left out, and why:

- weeks whose step is longer than their range: it takes every week of the range for `week 01-02/4`;
- spans past midnight beside other rules: it cuts the tail of the day before where another rule selects the next day,
  and a span belongs to the day it starts on here (ruling A11);
- `||` behind a rule that closes: it falls back wherever a day ends up closed, we where no rule spoke of the day;
- a year before dates over new year, and dates such as `Dec 24,26`, which one of the two refuses;
- `22:00-02:00 off`: what it closes after midnight is open to the same reading as the tail;
- PH in a country: it knows no subdivisions, so holidays are written out as dates for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import Hours, HoursError, day_table, is_open, parse_hours
from civil.hours_texts import hours_texts, rules

opening_hours = pytest.importorskip("opening_hours")
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 1))


def theirs(text: str) -> object:
    try:
        return opening_hours.OpeningHours(text)
    except opening_hours.ParserError:
        assume(False)
        raise


def minutes_of(day: date) -> Iterator[datetime]:
    midnight = datetime.combine(day, time.min)
    return (midnight + timedelta(minutes=minute) for minute in range(1440))


def written_out(hours: Hours, day: date) -> list[bool]:
    table = day_table(hours, None, day.toordinal(), day.toordinal())
    return [bool(minute) for minute in table.patterns[table.pattern_of_day[0]]]


def agree(text: str, day: date) -> None:
    other = theirs(text)
    assert written_out(parse_hours(text), day) == [other.is_open(at) for at in minutes_of(day)]  # type: ignore[attr-defined]


@given(hours_texts(past_midnight=False, fallback=False), DAYS)
@settings(max_examples=100)
def test_several_rules_mean_the_same(text: str, day: date) -> None:
    agree(text, day)


@given(rules(past_midnight=True, opening=True), DAYS)
@settings(max_examples=60)
def test_one_rule_past_midnight_means_the_same(text: str, day: date) -> None:
    agree(text, day)


@given(st.lists(rules(past_midnight=False, opening=True), min_size=2, max_size=4).map(" || ".join), DAYS)
@settings(max_examples=30)
def test_fallbacks_mean_the_same(text: str, day: date) -> None:
    agree(text, day)


@given(
    hours_texts(past_midnight=False, fallback=False),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=9),
    st.data(),
)
@settings(max_examples=30)
def test_holidays_mean_their_dates(text: str, holidays: set[date], data: st.DataObject) -> None:
    assume("PH" not in text)
    day = data.draw(st.one_of(st.sampled_from(sorted(holidays)), st.dates(date(2026, 1, 1), date(2026, 12, 31))))
    other = theirs(f"{text}; {','.join(h.strftime('%Y %b %d') for h in sorted(holidays))} 10:00-11:00")
    ours = parse_hours(f"{text}; PH 10:00-11:00")
    for at in minutes_of(day):
        assert is_open(ours, at, holidays.__contains__) == other.is_open(at)  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["25:00-26:00", "Mo-Fr 09:00-49:00", "Mo[6]", "Feb 32", "week 54", "Mo-", ""])
def test_both_refuse(text: str) -> None:
    with pytest.raises(opening_hours.ParserError):
        opening_hours.OpeningHours(text or "?")
    with pytest.raises(HoursError):
        parse_hours(text)
