"""Opening hours in English: never another meaning than the hours', and the text itself where English would be long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import Hours, parse_hours
from boundaries.civil.hours_prose import hours_prose
from civil.hours_reader import read
from civil.hours_texts import DAYS, clock, hours_texts, times, weekdays

FIRST, LAST = date(2023, 12, 1), date(2028, 3, 31)
PERIOD = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days)]
HOLIDAYS = frozenset(day for day in PERIOD if (day.toordinal() * 7919) % 23 < 3)  # on every weekday, in every month


def said(text: str) -> str:
    return hours_prose(parse_hours(text))


def is_quoted(prose: str) -> bool:
    return prose.startswith("“") and prose.endswith("”")


def spans(hours: Hours, day: date) -> list[tuple[int, int]]:
    return list(hours.spans(day, HOLIDAYS.__contains__))


# ---- for all hours ----------------------------------------------------------------------------------------------


@given(hours_texts())
@settings(max_examples=150)
@example("Mo-Fr 09:00-18:00; PH off; Sa 10:00-12:00")
@example("PH -1 day Mo-Fr 09:00-12:00")
@example("Mo-Fr 22:00-03:00; PH 00:00-01:00 off")
@example("2026 Mar 01-2026 Oct 31 Mo 09:00-10:00; PH off")
@example("Dec 20-Dec 10 09:00-10:00")
def test_who_reads_the_prose_knows_the_hours(text: str) -> None:
    hours = parse_hours(text)
    prose = hours_prose(hours)
    if is_quoted(prose):
        assert prose == f"“{text}”"
        return
    for day in PERIOD[::3]:
        assert read(prose, day, HOLIDAYS.__contains__) == spans(hours, day), (prose, day)


@st.composite
def weekly_texts(draw: st.DrawFn) -> str:
    """Hours that name weekdays only, in one to four rules of every joint."""
    text = ""
    for n in range(draw(st.integers(1, 4))):
        day = st.sampled_from(DAYS)
        named = st.lists(st.one_of(day, st.tuples(day, day).map("-".join)), min_size=1, max_size=3).map(",".join)
        rule = f"{draw(named)} {draw(st.one_of(times(past_midnight=True), st.just('off')))}"
        text += f"{draw(st.sampled_from(['; ', ', ', ' || '])) if n else ''}{rule}"
    return text


@given(weekly_texts())
@settings(max_examples=200)
def test_hours_of_a_week_are_worded_by_what_they_mean(text: str) -> None:
    hours = parse_hours(text)
    monday = date(2026, 3, 2)
    by_day = [hours.spans(monday + timedelta(days=i), lambda _: False) for i in range(7)]
    written = [
        f"{DAYS[i]} {','.join(f'{clock(a)}-{clock(b)}' for a, b in found)}" for i, found in enumerate(by_day) if found
    ]
    again = parse_hours("; ".join(written) or "off")
    assert hours_prose(hours) == hours_prose(again)
    assert not is_quoted(hours_prose(hours))
    for day in (monday + timedelta(days=i) for i in range(7)):
        assert read(hours_prose(hours), day, lambda _: False) == list(hours.spans(day, lambda _: False))


@given(weekdays(), times(past_midnight=True))
def test_one_rule_is_never_quoted(days: str, when: str) -> None:
    assert not is_quoted(said(f"{days} {when}"))
    assert not is_quoted(said(f"Mar-Oct {days} {when}"))
    assert not is_quoted(said(f"Mo-Fr 09:00-18:00; {days} off"))


# ---- remembered cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("Mo-Fr 09:00-18:00; PH off", "Monday to Friday from 09:00 to 18:00, not on public holidays"),
        ("24/7", "at any time"),
        ("24/7; PH off", "at any time, not on public holidays"),
        ("off", "never"),
        ("PH off", "never"),
        ("Su", "Sunday all day"),
        ("22:00-07:00", "every day from 22:00 to 07:00 the next day"),
        ("Sa 18:00-24:00", "Saturday from 18:00 to midnight"),
        ("Sa 18:00-48:00", "Saturday from 18:00 to the end of the next day"),
        ("Mo,We,Fr 09:00-12:00,13:00-17:00",
         "Monday, Wednesday and Friday from 09:00 to 12:00 and from 13:00 to 17:00"),
        ("Fr-Mo 09:00-12:00", "Friday to Monday from 09:00 to 12:00"),
        ("Mo-Fr 09:00-18:00; We 09:00-13:00; Sa off",
         "Monday, Tuesday, Thursday and Friday from 09:00 to 18:00; Wednesday from 09:00 to 13:00"),
        ("Mo-Fr 09:00-18:00; 12:00-13:00 off", "Monday to Friday from 09:00 to 12:00 and from 13:00 to 18:00"),
        ("Mo-Fr 09:00-18:00, Mo 20:00-21:00",
         "Monday from 09:00 to 18:00 and from 20:00 to 21:00; Tuesday to Friday from 09:00 to 18:00"),
        ("Mo-Fr 09:00-18:00; PH 10:00-12:00",
         "Monday to Friday from 09:00 to 18:00, but on public holidays from 10:00 to 12:00"),
        ("Mo-Fr 09:00-18:00, PH 10:00-12:00",
         "Monday to Friday from 09:00 to 18:00, and also on public holidays from 10:00 to 12:00"),
        ("Mo-Fr 09:00-18:00; PH 12:00-13:00 off",
         "Monday to Friday from 09:00 to 18:00, but on public holidays not from 12:00 to 13:00"),
        ("Mo-Fr,PH 09:00-18:00", "Monday to Friday and on public holidays from 09:00 to 18:00"),
        ("PH Mo-Fr 10:00-12:00", "Monday to Friday when it is a public holiday from 10:00 to 12:00"),
        ("PH -1 day 09:00-12:00", "on the day before a public holiday from 09:00 to 12:00"),
        ("Mo[1] 10:00-12:00", "on the first Monday of the month from 10:00 to 12:00"),
        ("Mo[1,-1] +2 days 10:00-12:00",
         "on the second day after the first and last Monday of the month from 10:00 to 12:00"),
        ("Mo-Fr 09:00-18:00; Dec 24-Jan 02 off",
         "Monday to Friday from 09:00 to 18:00, not from 24 December to 2 January"),
        ("Mo-Fr 09:00-18:00; 2026 Dec 20-2027 Jan 05 off",
         "Monday to Friday from 09:00 to 18:00, not from 20 December 2026 to 5 January 2027"),
        ("Mar-Oct Mo-Fr 09:00-18:00; Nov-Feb Mo-Fr 10:00-16:00; PH off",
         "from March to October, Monday to Friday from 09:00 to 18:00; from November to February, Monday to Friday"
         " from 10:00 to 16:00; not on public holidays"),
        ("Dec 24,31 10:00-12:00", "on 24 December and on 31 December from 10:00 to 12:00"),
        ("Aug 10:00-12:00", "in August, every day from 10:00 to 12:00"),
        ("week 02-52/2 Mo 09:00-12:00", "in every second calendar week from 2 to 52, Monday from 09:00 to 12:00"),
        ("week 02-04,10 Mo 09:00-12:00", "in calendar weeks 2 to 4 and 10, Monday from 09:00 to 12:00"),
        ("2026+ Mo 09:00-12:00", "from 2026 onwards, Monday from 09:00 to 12:00"),
        ("Mo-Fr 09:00-18:00; Aug Sa,Su off",
         "Monday to Friday from 09:00 to 18:00, not in August on Saturday or Sunday"),
        # Two rules that may fit one day: the later one counts, and the prose says so.
        ("Mo-Fr 09:00-18:00; PH off; Sa 10:00-12:00",
         "Monday to Friday from 09:00 to 18:00; not on public holidays; but Saturday from 10:00 to 12:00"
         " (where several of these fit one day, the last of them counts)"),
        ("Fr 22:00-02:00; PH off",
         "Friday from 22:00 to 02:00 the next day; not on public holidays"
         " (what runs past midnight belongs to the day on which it begins)"),
        ('Mo-Fr 09:00-18:00 open "by phone"', "Monday to Friday from 09:00 to 18:00 (“by phone”)"),
        ('Mo-Fr 09:00-18:00; PH off "call the office"',
         "Monday to Friday from 09:00 to 18:00, not on public holidays (“call the office”)"),
        ('off "by appointment"', "never (“by appointment”)"),
    ],
)  # fmt: skip
def test_as_people_say_it(text: str, prose: str) -> None:
    assert said(text) == prose


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-18:00 || PH 10:00-12:00",  # a fallback
        'Mo-Fr 09:00-18:00; Sa 09:00-12:00 open "by phone"',  # whose comment would it be?
        'PH off "call the office"; Dec 24 10:00-12:00',  # a comment on what changes nothing
        "Mo-Fr 09:00-18:00; PH off, Dec 24 10:00-12:00",  # what is added to what?
        "Mo-Fr 09:00-18:00; PH 12:00-13:00 off; Dec 24 10:00-14:00",  # is noon of 24 December closed?
        "Mo-Fr 09:00-18:00; Dec 24,Dec 31 Mo off",  # does `not` reach to both?
        "Dec 24 Mo[1],PH 10:00-12:00",  # a list of days, or days that are both?
        "Mo-Fr 09:00-18:00; PH 17:00-02:00 off",  # closed beyond the day
        "; ".join(f"{month} 10:00-12:00" for month in "Jan Feb Mar Apr May Jun Jul".split()),  # long
    ],
)
def test_what_would_be_doubtful_is_quoted(text: str) -> None:
    assert said(text) == f"“{text}”"
