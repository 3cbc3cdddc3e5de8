"""A recurring event with its changes comes to the appointments that the kept library finds, and to what it loses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import adds_up, calendar_of, event, read_events, rows_of, starts, us

WRITTEN = datetime(2026, 6, 1)  # noqa: DTZ001 - as `calendars.WRITTEN`
LEFT_LATER = "planned after the calendar was last written"
OLDER = "an older version of an appointment"


def text(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%S")


RULES = st.sampled_from(
    ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=1TU",
     "FREQ=DAILY;COUNT=40", "FREQ=WEEKLY;COUNT=12", "FREQ=WEEKLY;UNTIL=20260411T100000",
     "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;UNTIL=20250101T000000"]
)  # fmt: skip


@st.composite
def series(draw: st.DrawFn) -> list[list[str]]:
    """A series on a floating clock: some occurrences taken out, added, moved, cancelled, moved from one on."""
    start = datetime(2026, 1, 6, 10) + timedelta(days=draw(st.integers(0, 20)))  # noqa: DTZ001
    days = st.integers(0, 120).map(lambda n: start + timedelta(days=n))
    gone, added = draw(st.lists(days, max_size=3)), draw(st.lists(days, max_size=3))
    lines = [f"RRULE:{draw(RULES)}"]
    lines += [f"EXDATE:{text(at)}" for at in gone]
    lines += ["RDATE:" + ",".join(text(at + timedelta(hours=3)) for at in added)] if added else []
    events = [event(*lines, start=text(start))]
    weeks = draw(st.lists(st.integers(0, 18), max_size=4, unique=True))
    following = draw(st.integers(0, len(weeks)))
    for place, week in enumerate(weeks):
        at = start + timedelta(weeks=week)
        new = at + draw(
            st.sampled_from([timedelta(0), timedelta(hours=2), timedelta(days=1), timedelta(days=-1, hours=1)])
        )
        range_ = ";RANGE=THISANDFUTURE" if place == following else ""
        status = draw(st.sampled_from(["CONFIRMED", "CANCELLED"]))
        stamp = f"LAST-MODIFIED:202602{place + 1:02}T000000Z"
        part = [f"RECURRENCE-ID{range_}:{text(at)}", f"STATUS:{status}", stamp]
        events.append(event(*part, start=text(new), end=draw(st.sampled_from(["PT50M", "PT80M"]))))
    return draw(st.permutations(events))


@given(series())
def test_a_series_comes_to_what_the_library_finds(events: list[list[str]]) -> None:
    import icalendar
    import recurring_ical_events

    found = read_events(*events, timezone="UTC")
    assert adds_up(found)
    mine = {tuple(row[3:5]) for row in rows_of(found) if row[1] == "session"}
    gone = {row[3] for row in rows_of(found) if row[1] == "cancellation"}
    calendar = icalendar.Calendar.from_ical(calendar_of(*events))
    peer = recurring_ical_events.of(calendar).between(datetime(2025, 1, 1), WRITTEN + timedelta(days=200))  # noqa: DTZ001
    held = {
        (f"{one['DTSTART'].dt.isoformat()}Z", f"{one['DTEND'].dt.isoformat()}Z")
        for one in peer if one.get("STATUS") != "CANCELLED"
    }  # fmt: skip
    off = {f"{one['DTSTART'].dt.isoformat()}Z" for one in peer if one.get("STATUS") == "CANCELLED"}
    last = WRITTEN.isoformat() + "Z"
    assert mine == {pair for pair in held if pair[0] <= last}
    assert {at for at in gone if at <= last} == {at for at in off if at <= last}


@given(series())
def test_the_order_of_events_does_not_matter(events: list[list[str]]) -> None:
    one, other = read_events(*events, timezone="UTC"), read_events(*reversed(events), timezone="UTC")
    assert [row[1:] for row in rows_of(one)] == [row[1:] for row in rows_of(other)]
    assert sorted(one.table["id"].to_pylist()) == sorted(other.table["id"].to_pylist())
    assert dict(one.left_out) == dict(other.left_out)


# ---- clocks -------------------------------------------------------------------------------------------------


def test_a_session_keeps_its_time_of_day_when_the_clock_changes() -> None:
    found = read_events(event("RRULE:FREQ=WEEKLY;COUNT=3", start="Europe/London:20260324T100000"))
    assert starts(found) == ["2026-03-24T10:00:00Z", "2026-03-31T09:00:00Z", "2026-04-07T09:00:00Z"]
    utc = read_events(event("RRULE:FREQ=WEEKLY;COUNT=3", start="20260324T100000Z"))
    assert starts(utc) == ["2026-03-24T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-07T10:00:00Z"]


def test_a_time_the_clock_skips_or_shows_twice_is_not_sure() -> None:
    spring = read_events(event("RRULE:FREQ=DAILY;COUNT=3", start="Europe/London:20260328T013000"))
    assert starts(spring) == ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
    assert [row[6] for row in rows_of(spring)] == ["exact", "ambiguous", "exact"]
    autumn = read_events(
        event("RRULE:FREQ=DAILY;COUNT=3", start="Europe/London:20251025T013000"),
    )
    assert starts(autumn) == ["2025-10-25T00:30:00Z", "2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z"]
    assert [row[6] for row in rows_of(autumn)] == ["exact", "ambiguous", "exact"]


def test_a_session_over_the_change_lasts_as_long_as_it_is_planned() -> None:
    found = read_events(event("RRULE:FREQ=DAILY;COUNT=2", start="Europe/London:20260328T003000", end="PT90M"))
    assert [row[4] for row in rows_of(found)] == ["2026-03-28T02:00:00Z", "2026-03-29T02:00:00Z"]


def test_dates_in_other_zones_name_the_same_occurrences() -> None:
    weekly = event(
        "RRULE:FREQ=WEEKLY;UNTIL=20260421T090000Z",  # 10:00 in London
        "EXDATE:20260407T090000Z",
        "EXDATE;TZID=Europe/Berlin:20260414T110000",
        "RDATE;TZID=America/New_York:20260415T090000",
        start="Europe/London:20260331T100000",
    )
    moved = event("RECURRENCE-ID:20260331T090000Z", start="Asia/Tokyo:20260401T200000")
    found = read_events(weekly, moved)
    assert starts(found) == ["2026-04-01T11:00:00Z", "2026-04-15T13:00:00Z", "2026-04-21T09:00:00Z"]


def test_an_end_in_another_zone() -> None:
    found = read_events(event(start="Europe/London:20260331T100000", end="Europe/Berlin:20260331T115000"))
    assert [row[3:5] for row in rows_of(found)] == [["2026-03-31T09:00:00Z", "2026-03-31T09:50:00Z"]]


# ---- what is taken out, added, moved -------------------------------------------------------------------------


def test_dates_alone_take_out_and_name_the_occurrence_of_that_day() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20260113,20260120")
    moved = event("RECURRENCE-ID;VALUE=DATE:20260127", start="20260128T100000Z")
    assert starts(read_events(weekly, moved)) == ["2026-01-06T10:00:00Z", "2026-01-28T10:00:00Z"]


def test_periods_that_are_added_have_their_own_length() -> None:
    weekly = event("RDATE;VALUE=PERIOD:20260113T100000Z/PT2H,20260120T100000Z/20260120T101500Z")
    assert [row[3:5] for row in rows_of(read_events(weekly))] == [
        ["2026-01-06T10:00:00Z", "2026-01-06T10:50:00Z"],
        ["2026-01-13T10:00:00Z", "2026-01-13T12:00:00Z"],
        ["2026-01-20T10:00:00Z", "2026-01-20T10:15:00Z"],
    ]


def test_an_occurrence_that_was_changed_and_taken_out_is_taken_out() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20260113T100000Z")
    found = read_events(weekly, event("RECURRENCE-ID:20260113T100000Z", start="20260114T100000Z"))
    assert starts(found) == ["2026-01-06T10:00:00Z"]
    assert dict(found.left_out) == {"taken out of its series": 1}


def test_a_series_of_which_nothing_is_left_is_counted() -> None:
    for found in (
        read_events(event("EXDATE:20260106T100000Z")),
        read_events(event("RRULE:FREQ=WEEKLY;UNTIL=20250101T000000Z")),
    ):
        assert (found.table.num_rows, dict(found.left_out)) == (0, {"taken out of its series": 1})


def test_a_changed_occurrence_whose_series_is_elsewhere_is_one_appointment() -> None:
    lines = ("RECURRENCE-ID;TZID=Europe/London:20260331T100000", "LAST-MODIFIED:20260330T000000Z")
    found = read_events(event(*lines, start="Europe/London:20260401T100000"))
    assert starts(found) == ["2026-04-01T09:00:00Z"]
    assert starts(found, "reschedule") == ["2026-03-31T09:00:00Z"]


def test_a_move_whose_time_is_not_known_is_no_row() -> None:
    found = read_events(event("RECURRENCE-ID:20260331T100000Z", start="20260401T100000Z"))
    assert (starts(found), starts(found, "reschedule")) == (["2026-04-01T10:00:00Z"], [])


def test_only_a_new_time_is_a_move() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2")
    longer = event("RECURRENCE-ID:20260113T100000Z", start="20260113T100000Z", end="PT80M")
    found = read_events(weekly, longer)
    assert starts(found, "reschedule") == []
    assert [row[4] for row in rows_of(found)] == ["2026-01-06T10:50:00Z", "2026-01-13T11:20:00Z"]


def test_later_occurrences_are_plans() -> None:
    weekly = event("RRULE:FREQ=WEEKLY")
    future = event("RECURRENCE-ID:20260609T100000Z", "LAST-MODIFIED:20260520T000000Z", start="20260610T100000Z")
    off = event("RECURRENCE-ID:20260616T100000Z", "STATUS:CANCELLED", start="20260616T100000Z")
    found = read_events(weekly, future, off)
    assert starts(found)[-1] == "2026-05-26T10:00:00Z"
    assert starts(found, "reschedule") == ["2026-06-09T10:00:00Z"]  # this was done, whatever comes of it
    assert starts(found, "cancellation") == ["2026-06-16T10:00:00Z"]
    assert dict(found.left_out) == {LEFT_LATER: 2}
    until = read_events(weekly, known_until_us=us("2026-01-20T10:00:00Z"))
    assert starts(until) == ["2026-01-06T10:00:00Z", "2026-01-13T10:00:00Z", "2026-01-20T10:00:00Z"]


def test_an_end_in_another_age_does_not_make_more_of_a_rule_than_a_log_holds() -> None:
    until = us("9999-12-31T00:00:00Z")
    found = read_events(event("RRULE:FREQ=YEARLY"), event("RRULE:FREQ=WEEKLY", uid="w"), known_until_us=until)
    assert len(starts(found)) == 174  # to the end of 2199
    assert [reject.reason for reject in found.rejects] == ["a recurrence of more than 5,000 times"]


def test_a_calendar_without_events_is_empty() -> None:
    found = read_events()
    assert (found.rows_seen, found.table.num_rows, found.coverage) == (0, 0, ())


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;UNTIL=20260120T100000Z"])
def test_a_series_that_is_over_leaves_nothing_for_later(rule: str) -> None:
    found = read_events(event(f"RRULE:{rule}"))
    assert (len(starts(found)), found.left_out) == (3, ())


# ---- versions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("SEQUENCE:0",), ("SEQUENCE:1",)),
        ((), ("SEQUENCE:1",)),
        (("SEQUENCE:2", "X-A:1"), ("SEQUENCE:10",)),
        (("LAST-MODIFIED:20260101T000000Z",), ("LAST-MODIFIED:20260102T000000Z",)),
        (("SEQUENCE:nonsense",), ("SEQUENCE:1",)),
    ],
)
def test_of_two_versions_the_later_holds_in_either_order(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    old, new = event(*one), event(*other, start="20260108T100000Z")
    for pair in ((old, new), (new, old)):
        found = read_events(*pair)
        assert starts(found) == ["2026-01-08T10:00:00Z"]
        assert dict(found.left_out) == {OLDER: 1}


def test_of_two_stamps_the_later_holds() -> None:
    old, new = event(), event(start="20260108T100000Z")
    old[2] = "DTSTAMP:20260501T000000Z"
    assert starts(read_events(new, old)) == ["2026-01-08T10:00:00Z"]


def test_versions_of_a_changed_occurrence() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2")
    first = event("RECURRENCE-ID:20260113T100000Z", "SEQUENCE:1", start="20260114T100000Z")
    second = event("RECURRENCE-ID;TZID=Europe/London:20260113T100000", "SEQUENCE:2", start="20260115T100000Z")
    found = read_events(weekly, second, first)
    assert starts(found) == ["2026-01-06T10:00:00Z", "2026-01-15T10:00:00Z"]
    assert adds_up(found)


NOTATIONS = [
    "RECURRENCE-ID:20260407T090000Z",
    "RECURRENCE-ID;TZID=Europe/London:20260407T100000",
    "RECURRENCE-ID;TZID=Europe/Berlin:20260407T110000",
    'recurrence-id;X-P="a:b;TZID=Asia/Tokyo";TZID="Europe/London":20260407T100000',
    "RECURRENCE-ID;VALUE=DATE:20260407",
    "RECURRENCE-ID;TZID=Europe/London:20260407T000000",
    "RECURRENCE-ID:20260407T100000",
]


@pytest.mark.parametrize("one", NOTATIONS)
@pytest.mark.parametrize("other", NOTATIONS)
def test_one_occurrence_in_two_notations_is_one(one: str, other: str) -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2", start="Europe/London:20260331T100000")
    old = event(one, "SEQUENCE:1", start="20260408T100000Z")
    new = event(other, "SEQUENCE:2", "STATUS:CANCELLED", start="20260407T090000Z")
    found = read_events(old, weekly, new)
    assert (starts(found), starts(found, "cancellation")) == (["2026-03-31T09:00:00Z"], ["2026-04-07T09:00:00Z"])
    assert dict(found.left_out) == {OLDER: 1}


@pytest.mark.parametrize("one", NOTATIONS[:4])
def test_one_occurrence_in_two_notations_is_one_without_its_series(one: str) -> None:
    old = event(NOTATIONS[0], "SEQUENCE:1", start="20260408T100000Z")
    for events in ((old, event(one, "SEQUENCE:2", start="20260409T100000Z")),) * 2:
        for order in (events, events[::-1]):
            found = read_events(*order)
            assert (starts(found), dict(found.left_out)) == (["2026-04-09T10:00:00Z"], {OLDER: 1})


@pytest.mark.parametrize("start", ["20260106T103000Z", "20260106T093000Z"])
def test_versions_without_a_series_that_name_a_day_are_one(start: str) -> None:
    day = "RECURRENCE-ID;VALUE=DATE:20260106"
    found = read_events(event(day, "SEQUENCE:1"), event(day, "SEQUENCE:2", start=start))
    assert (len(starts(found)), dict(found.left_out)) == (1, {OLDER: 1})


def test_midnight_means_the_day_where_the_series_is_never_at_midnight() -> None:
    zone = "Europe/London"
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE;TZID={zone}:20260407T000000", start=f"{zone}:20260331T100000")
    moved = event(f"RECURRENCE-ID;TZID={zone}:20260414T000000", start=f"{zone}:20260415T100000")
    assert starts(read_events(weekly, moved)) == [
        "2026-03-31T09:00:00Z", "2026-04-15T09:00:00Z", "2026-04-21T09:00:00Z",
    ]  # fmt: skip


def test_midnight_is_midnight_where_the_series_is_at_midnight() -> None:
    twice = event("RRULE:FREQ=DAILY;COUNT=1", "RDATE:20260106T120000Z", "EXDATE:20260106T000000Z",
                  start="20260106T000000Z")  # fmt: skip
    assert starts(read_events(twice)) == ["2026-01-06T12:00:00Z"]


def test_a_series_that_is_called_off_takes_its_changed_occurrences_with_it() -> None:
    stamp = "LAST-MODIFIED:20260105T000000Z"
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2", "STATUS:CANCELLED", stamp)
    found = read_events(weekly, event("RECURRENCE-ID:20260113T100000Z", start="20260114T100000Z"))
    assert starts(found) == []
    assert starts(found, "cancellation") == ["2026-01-06T10:00:00Z", "2026-01-14T10:00:00Z"]
    assert {row[2] for row in rows_of(found)} == {"2026-01-05T00:00:00Z"}


def test_one_broken_part_costs_its_series_and_no_other() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=2", uid="a")
    part = event("RECURRENCE-ID:yesterday", uid="a", start="20260114T100000Z")
    found = read_events(weekly, part, event(uid="b", start="20260109T100000Z"))
    assert starts(found) == ["2026-01-09T10:00:00Z"]
    assert [reject.reason for reject in found.rejects] == ["no such date or time"] * 2


@pytest.mark.parametrize(
    "line", ["EXRULE:FREQ=DAILY", "RDATE;VALUE=DATE:20260113", "RDATE:" + ",".join(["20260113T100000Z"] * 6_000),
             "\r\n".join(["EXDATE:" + ",".join(["20260113T100000Z"] * 600)] * 9),
             "\r\n".join(["RRULE:FREQ=DAILY;COUNT=1"] * 10)]
)  # fmt: skip
def test_what_cannot_be_worked_out_is_turned_away(line: str) -> None:
    found = read_events(event("RRULE:FREQ=WEEKLY;COUNT=3", line))
    assert (found.table.num_rows, len(found.rejects)) == (0, 1)
