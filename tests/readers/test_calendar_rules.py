"""Recurrence rules give what the kept library gives, and end where it does not."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.calendar_rules import CANNOT, MOST, TOO_MANY, TOO_OFTEN, goes_on, occurrences, parse_rule
from boundaries.readers.calendar_times import EventError

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil readings carry no zone
MICRO = timedelta(microseconds=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def us(moment: datetime) -> int:
    return (moment - EPOCH) // MICRO


def days(text: str, start: datetime, end: datetime) -> list[str]:
    """The occurrences of a rule as text."""
    found = occurrences(parse_rule(text, lambda at: at), us(start), us(end)).tolist()
    return [(EPOCH + timedelta(microseconds=at)).isoformat(timespec="minutes") for at in found]


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    chosen = st.lists(st.integers(low, high).filter(lambda n: n != 0 or low == 0), min_size=1, max_size=3, unique=True)
    return chosen.map(lambda values: ",".join(map(str, values)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of which the RFC leaves nothing open, and the peer nothing wrong (see below)."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": freq, "INTERVAL": str(draw(st.integers(1, 5)))}
    if draw(st.booleans()):
        parts["BYMONTH"] = draw(numbers(1, 12))
    if freq != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = draw(numbers(-31, 31))
    by_week = freq == "YEARLY" and draw(st.booleans())
    chosen = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=int(by_week), max_size=3, unique=True))
    if by_week:
        parts["BYWEEKNO"] = draw(numbers(-53, 53))
    elif freq == "YEARLY" and draw(st.booleans()):
        parts["BYYEARDAY"] = draw(numbers(-366, 366))
    if chosen:
        nth = freq in ("MONTHLY", "YEARLY") and not by_week and draw(st.booleans())
        parts["BYDAY"] = ",".join(f"{draw(st.sampled_from([1, 2, 4, 5, -1, -2]))}{d}" if nth else d for d in chosen)
    if draw(st.booleans()):
        parts["BYHOUR"] = draw(numbers(0, 23))
    if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts["BYSETPOS"] = draw(numbers(-5, 5))
    parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    if draw(st.booleans()):
        parts["COUNT"] = str(draw(st.integers(1, 30)))
    return ";".join(f"{name}={value}" for name, value in parts.items())


@given(rules(), st.integers(0, 1500), st.integers(0, 1200))
def test_a_rule_means_what_dateutil_says(text: str, first: int, length: int) -> None:
    from dateutil.rrule import rrulestr

    start = datetime(2022, 11, 3, 10, 20) + timedelta(days=first)  # noqa: DTZ001
    end = start + timedelta(days=length)
    found = occurrences(parse_rule(text, lambda at: at), us(start), us(end)).tolist()
    known = []
    if found or text.count(";BY") < 2:  # it costs the peer seconds to find out that a rule has no day at all
        for at in rrulestr(text, dtstart=start):
            if at > end:
                break
            known.append(us(at))
    assert found == known


def test_where_the_peer_reads_the_rfc_another_way() -> None:
    monday, friday = datetime(2026, 1, 5, 10), datetime(2026, 1, 9, 10)  # noqa: DTZ001
    # BYWEEKNO without BYDAY: the weekday is the start's (as every part that is not named), not every day of the week
    assert days("FREQ=YEARLY;BYWEEKNO=20", monday, datetime(2028, 1, 1)) == ["2026-05-11T10:00", "2027-05-17T10:00"]  # noqa: DTZ001
    # BYSETPOS counts within the whole week, also in that of the start
    until = datetime(2026, 1, 20)  # noqa: DTZ001
    assert days("FREQ=WEEKLY;BYDAY=TU,FR,SU;BYSETPOS=2", friday, until) == ["2026-01-09T10:00", "2026-01-16T10:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["2026-01-06T10:00", "2026-01-08T10:00", "2026-01-13T10:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU;COUNT=2", ["2026-01-06T10:00", "2026-01-18T10:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,TU;COUNT=2", ["2026-01-06T10:00", "2026-01-11T10:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["2026-01-30T10:00", "2026-02-27T10:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", ["2026-01-31T10:00", "2026-03-31T10:00"]),
        ("FREQ=DAILY;UNTIL=20260108T100000", ["2026-01-06T10:00", "2026-01-07T10:00", "2026-01-08T10:00"]),
        ("FREQ=DAILY;UNTIL=20260107", ["2026-01-06T10:00", "2026-01-07T10:00"]),
        ("freq=daily;count=1;", ["2026-01-06T10:00"]),
    ],
)  # fmt: skip
def test_rules_people_have(text: str, expected: list[str]) -> None:
    assert days(text, datetime(2026, 1, 6, 10), datetime(2026, 4, 1)) == expected  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FREQ=SECONDLY", TOO_OFTEN),
        ("FREQ=HOURLY;INTERVAL=168", TOO_OFTEN),
        ("FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))), TOO_OFTEN),
        ("FREQ=DAILY;INTERVAL=0", CANNOT),
        ("FREQ=DAILY;INTERVAL=-1", CANNOT),
        ("FREQ=DAILY;INTERVAL=²", CANNOT),
        ("FREQ=DAILY;COUNT=0", CANNOT),
        ("FREQ=DAILY;COUNT=" + "9" * 400, CANNOT),
        ("FREQ=DAILY;BYMONTH=13", CANNOT),
        ("FREQ=DAILY;BYMONTHDAY=0", CANNOT),
        ("FREQ=DAILY;BYDAY=1MO", CANNOT),
        ("FREQ=DAILY;BYDAY=XX", CANNOT),
        ("FREQ=DAILY;FREQ=WEEKLY", CANNOT),
        ("FREQ=DAILY;RSCALE=HEBREW", CANNOT),
        ("FREQ=FORTNIGHTLY", CANNOT),
        ("WKST=MO", CANNOT),
        ("", CANNOT),
        ("FREQ=DAILY;UNTIL=tomorrow", "no such date or time"),
    ],
)
def test_rules_that_are_none(text: str, reason: str) -> None:
    with pytest.raises(EventError, match=f"^{reason}$"):
        parse_rule(text, lambda at: at)


@given(rules(), st.integers(-25_000, 80_000), st.integers(0, 80_000))
def test_however_a_rule_is_made_the_work_is_bounded(text: str, first: int, length: int) -> None:
    start = first * 86_400_000_000
    try:
        found = occurrences(parse_rule(text, lambda at: at), start, start + length * 86_400_000_000)
    except EventError as problem:
        reason = str(problem)
    else:
        reason = TOO_MANY
        assert len(found) <= MOST
        assert np.all(np.diff(found) > 0)
    assert reason == TOO_MANY


@given(rules(), st.integers(0, 400), st.integers(0, 400))
def test_a_rule_that_does_not_go_on_gives_nothing_later(text: str, length: int, more: int) -> None:
    if "COUNT" not in text:
        text += f";COUNT={length // 50 + 1}"
    start = us(datetime(2024, 2, 29, 9))  # noqa: DTZ001
    rule, day = parse_rule(text, lambda at: at), 86_400_000_000
    found = occurrences(rule, start, start + length * day)
    later = occurrences(rule, start, start + (length + more) * day)
    assert later[: len(found)].tolist() == found.tolist()
    assert len(later) == len(found) or goes_on(rule, len(found), start + length * day)


def test_the_library_is_not_run_on_what_would_hold_it_up() -> None:
    """What is bounded here: a day that never comes, and a rule that never steps on."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert days("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", datetime(2000, 1, 1), datetime(2199, 1, 1)) == []  # noqa: DTZ001
        assert days("FREQ=DAILY;INTERVAL=7;BYDAY=TU", datetime(2001, 1, 1), datetime(2199, 1, 1)) == []  # noqa: DTZ001
        assert days("FREQ=DAILY;BYSETPOS=2", datetime(2001, 1, 1), datetime(2199, 1, 1)) == []  # noqa: DTZ001


def test_the_few_that_a_count_leaves_hold_no_whole_calendar() -> None:
    rule = parse_rule("FREQ=DAILY;COUNT=2", lambda at: at)
    found = occurrences(rule, us(datetime(2026, 1, 6)), us(datetime(2030, 1, 6)))  # noqa: DTZ001
    assert (len(found), found.base) == (2, None)
