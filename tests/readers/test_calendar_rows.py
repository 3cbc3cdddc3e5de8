"""What becomes of an appointment, and what a calendar can show of its absence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.calendar_rows import KINDS
from boundaries.table.log import Coverage, Extract
from calendars import WRITTEN, adds_up, calendar_of, event, read_events, read_text, rows_of, starts, us

PEOPLE = """
people:
- {role: client, relationship: c-1, names: [Anna]}
- {role: client, relationship: c-2, names: [Bert]}
"""
LAST = us("2026-06-01T00:00:00Z")  # as `WRITTEN`


def spans(extract: Extract, pair: str = "c-1") -> list[tuple[int, int]]:
    assert extract.coverage is not None
    assert all(entry.kinds == KINDS for entry in extract.coverage)
    return [(entry.start_us, entry.end_us) for entry in extract.coverage if entry.relationship == pair]


# ---- what an appointment is ---------------------------------------------------------------------------------


def test_a_session_that_was_not_cancelled_is_presumed_held_as_planned() -> None:
    (row,) = read_events(event()).table.to_pylist()
    assert {name: value for name, value in row.items() if name not in ("id", "at", "planned_start", "planned_end")} == {
        "relationship": "c-1", "kind": "session", "by": "both",
    }  # fmt: skip
    assert row["at"] == row["planned_start"]
    assert (row["planned_end"] - row["planned_start"]).seconds == 3000


@pytest.mark.parametrize("end", [None, "PT0S", "20260106T100000Z"])
def test_an_appointment_without_a_length_has_no_planned_end(end: str | None) -> None:
    assert [row[4] for row in rows_of(read_events(event(end=end)))] == [None]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (event("TRANSP:TRANSPARENT"), "shown as free time"),
        (event("X-MICROSOFT-CDO-BUSYSTATUS:FREE"), "shown as free time"),
        (event(end="P1D"), "a day or longer"),
        (event("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), "a day or longer"),
        (event(start="20260106", end=None), "a day or longer"),
        (event(start="20260106", end="20260107"), "a day or longer"),
        (event("RRULE:FREQ=WEEKLY", "TRANSP:TRANSPARENT"), "shown as free time"),
        (event("RRULE:FREQ=WEEKLY", start="20260106", end=None), "a day or longer"),
        (event(start="20260601T000001Z"), "planned after the calendar was last written"),
        (event("RRULE:FREQ=WEEKLY", start="20260701T000000Z"), "planned after the calendar was last written"),
    ],
)
def test_what_is_no_session_is_left_out_and_counted(found: list[str], reason: str) -> None:
    extract = read_events(found)
    assert (extract.table.num_rows, extract.rows_seen, dict(extract.left_out)) == (0, 1, {reason: 1})


def test_one_opaque_occurrence_of_a_free_series_is_a_session() -> None:
    free = event("RRULE:FREQ=WEEKLY", "TRANSP:TRANSPARENT")
    busy = event("RECURRENCE-ID:20260113T100000Z", "TRANSP:OPAQUE", start="20260113T100000Z")
    found = read_events(free, busy)
    assert starts(found) == ["2026-01-13T10:00:00Z"]
    assert dict(found.left_out) == {"shown as free time": 1}


def test_tasks_notes_and_free_time_are_counted_and_alarms_are_not() -> None:
    others = [["BEGIN:VTODO", "DTSTART:20260106T100000Z", "BEGIN:VALARM", "END:VALARM", "END:VTODO"],
              ["BEGIN:VJOURNAL", "END:VJOURNAL"], ["BEGIN:VFREEBUSY", "END:VFREEBUSY"]]  # fmt: skip
    alarm = ["BEGIN:VALARM", "DTSTART:20270101T000000Z", "DURATION:P9D", "STATUS:CANCELLED", "END:VALARM"]
    found = read_events(*others, event(*alarm))
    assert starts(found) == ["2026-01-06T10:00:00Z"]
    assert (dict(found.left_out), found.rows_seen) == ({"no appointment": 3}, 4)


# ---- cancellations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stamp", ["20260105T080000Z", "20260106T103000Z"])  # before it began, and after
def test_a_cancellation_is_by_nobody_knows_whom_and_its_time_is_not_sure(stamp: str) -> None:
    (row,) = read_events(event("STATUS:CANCELLED", f"LAST-MODIFIED:{stamp}")).table.to_pylist()
    assert (row["kind"], row["by"], row["certainty"]) == ("cancellation", "unknown", "ambiguous")
    assert row["at"].strftime("%Y%m%dT%H%M%SZ") == stamp
    assert row["planned_start"].isoformat() == "2026-01-06T10:00:00+00:00"


def test_without_a_last_change_the_stamp_is_when() -> None:
    (row,) = rows_of(read_events(event("STATUS:CANCELLED")))
    assert row[2] == "2026-06-01T00:00:00Z"


# ---- coverage -----------------------------------------------------------------------------------------------


def test_a_calendar_shows_a_pair_from_its_first_appointment_until_it_was_written() -> None:
    anna = event("SUMMARY:Anna", "RRULE:FREQ=WEEKLY;COUNT=2", uid="a")
    bert = event("SUMMARY:Bert", uid="b", start="20260202T100000Z")
    found = read_events(anna, bert, people=PEOPLE)
    assert spans(found) == [(us("2026-01-06T10:00:00Z"), LAST)]
    assert spans(found, "c-2") == [(us("2026-02-02T10:00:00Z"), LAST)]


def test_nothing_is_shown_of_somebody_without_an_appointment() -> None:
    found = read_events(event("SUMMARY:Anna"), people=PEOPLE)
    assert spans(found, "c-2") == []


def test_the_caller_may_say_until_when() -> None:
    until = us("2026-03-01T00:00:00Z")
    assert spans(read_events(event(), known_until_us=until)) == [(us("2026-01-06T10:00:00Z"), until)]


def test_an_appointment_called_off_after_it_began_leaves_a_hole() -> None:
    off = event("STATUS:CANCELLED", "LAST-MODIFIED:20260113T120000Z", uid="off", start="20260113T100000Z")
    first, begin, end = (us(f"2026-01-{text}Z") for text in ("06T10:00:00", "13T10:00:00", "13T10:50:00"))
    assert spans(read_events(event(), off)) == [(first, begin - 1), (end + 1, LAST)]
    early = event("STATUS:CANCELLED", "LAST-MODIFIED:20260112T120000Z", uid="off", start="20260113T100000Z")
    assert spans(read_events(event(), early)) == [(first, LAST)]


def test_an_event_that_cannot_be_read_may_have_been_a_session() -> None:
    anna, bert = event("SUMMARY:Anna", uid="a"), event("SUMMARY:Bert", uid="b")
    broken = event("SUMMARY:Anna", "RRULE:FREQ=SECONDLY", uid="c")
    found = read_events(anna, bert, broken, people=PEOPLE)
    assert (spans(found), len(spans(found, "c-2"))) == ([], 1)
    nobodys = event("DESCRIPTION:" + "x" * (1 << 21), uid="d")
    assert read_events(anna, bert, nobodys, people=PEOPLE).coverage == ()


def test_a_calendar_without_its_end_shows_nothing() -> None:
    text = calendar_of(event()).replace("END:VCALENDAR", "")
    assert (starts(read_text(text)), read_text(text).coverage) == (["2026-01-06T10:00:00Z"], ())
    assert read_text(text + "END:VCALENDAR").coverage == (Coverage(us("2026-01-06T10:00:00Z"), LAST, KINDS, "c-1"),)


# ---- for every calendar -------------------------------------------------------------------------------------

LINES = st.lists(
    st.sampled_from(
        ["STATUS:CANCELLED", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "RRULE:FREQ=WEEKLY",
         "RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=HOURLY", "EXDATE:20260113T100000Z",
         "RECURRENCE-ID:20260113T100000Z", "SUMMARY:Anna", "SUMMARY:Bert", "SUMMARY:Cleo",
         "ATTENDEE;CN=Anna:mailto:x@y.example", "SEQUENCE:3", "LAST-MODIFIED:20260105T000000Z",
         "DTSTART:20260101T000000Z", "RDATE:20260505T100000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260120T100000Z"]
    ), max_size=5,
)  # fmt: skip
TIMES = st.sampled_from(
    ["20260106T100000Z", "20260113T100000Z", "Europe/London:20260329T013000", "20260106", "20270101T000000Z", "x"]
)
EVENTS = st.lists(st.tuples(LINES, st.sampled_from("abc"), TIMES), max_size=8)


@given(EVENTS, st.booleans(), st.randoms(use_true_random=False))
def test_every_event_is_accounted_for_in_any_order(
    parts: list[tuple[list[str], str, str]], listed: bool, random: object
) -> None:
    events = [event(*lines, uid=uid, start=start, end=None) for lines, uid, start in parts]
    who = {"people": PEOPLE} if listed else {"client": "Anna"}
    found, again = read_events(*events, **who), read_events(*reversed(events), **who)
    assert adds_up(found)
    assert found.rows_seen >= len({uid for _, uid, _ in parts})
    kinds = set(found.table["kind"].to_pylist())
    assert kinds <= KINDS
    held = {row[2] for row in rows_of(found) if row[1] == "session"}
    assert all(at <= "2026-06-01T00:00:00Z" for at in held)
    assert len(found.rejects) == len(again.rejects)
    for extract in (found, again):
        for entry in extract.coverage or ():
            assert entry.start_us <= entry.end_us <= LAST
    assert WRITTEN not in str(found.table.to_pydict())
