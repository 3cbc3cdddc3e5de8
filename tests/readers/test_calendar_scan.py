"""Events are found one by one, whatever stands between, inside and after them; what they are about is never kept."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.calendar_scan import CUT_OFF, NOT_CLOSED, OTHER_KIND, Event, Scan

DROPPED = (
    "DESCRIPTION LOCATION COMMENT ATTACH CATEGORIES CONTACT URL GEO CLASS RESOURCES X-ALT-DESC "
    "X-APPLE-STRUCTURED-LOCATION REQUEST-STATUS RELATED-TO CONFERENCE IMAGE STYLED-DESCRIPTION "
    "X-GOOGLE-CONFERENCE TZID METHOD X-WR-CALNAME"
).split()


def scanned(*lines: str) -> tuple[list[Event], Scan]:
    scan = Scan()
    return list(scan.events(io.BytesIO("\n".join(lines).encode()), b"\n")), scan


def kept(event: Event) -> list[str]:
    return sorted(name.decode() for name in event.properties)


@pytest.mark.parametrize("name", DROPPED)
@pytest.mark.parametrize("fold", ["", "\n "])
def test_what_an_event_is_about_is_dropped_line_by_line(name: str, fold: str) -> None:
    head, tail = name[:1], name[1:]
    (event,), _ = scanned("BEGIN:VEVENT", "UID:a", f"{head}{fold}{tail};X=y:secret\n  more secret", "END:VEVENT")
    assert kept(event) == ["UID"]
    assert not [line for lines in event.properties.values() for line in lines if b"secret" in line]


def test_an_event_shows_nothing_of_itself() -> None:
    (event,), scan = scanned("BEGIN:VEVENT", "SUMMARY:secret", "ATTENDEE:mailto:secret@x.example", "END:VEVENT")
    assert "secret" not in repr(event) + str(event) + repr(scan)


def test_alarms_inside_and_lines_outside_are_not_the_events() -> None:
    events, scan = scanned(
        "BEGIN:VCALENDAR", "DTSTART:outside", "BEGIN:VTIMEZONE", "TZID:ours", "BEGIN:STANDARD", "DTSTART:zone",
        "TZID:inner", "END:STANDARD", "X-LIC-LOCATION:Europe/Paris", "END:VTIMEZONE", "BEGIN:VEVENT", "BEGIN:VALARM",
        "DTSTART:alarm", "BEGIN:X-DEEPER", "END:X-DEEPER", "SUMMARY:alarm", "END:VALARM", "DTSTART:own", "END:VEVENT",
        "BEGIN:VTODO", "DTSTART:task", "END:VTODO", "END:VCALENDAR",
    )  # fmt: skip
    assert [event.properties for event in events] == [{b"DTSTART": [b"DTSTART:own"]}]
    assert (dict(scan.others), scan.whole) == ({OTHER_KIND: 1}, True)
    assert scan.zones.name(scan.zones.number(b"ours")) == "Europe/Paris"


def test_events_that_do_not_end_lose_themselves_alone() -> None:
    events, scan = scanned("BEGIN:VEVENT", "UID:a", "BEGIN:VALARM", "BEGIN:VEVENT", "UID:b", "END:VEVENT",
                           "BEGIN:VEVENT", "UID:c", "END:VCALENDAR", "BEGIN:VEVENT", "UID:d", "END:VEVENT",
                           "BEGIN:VTODO", "BEGIN:VEVENT", "UID:e", "END:VEVENT", "BEGIN:VEVENT", "UID:f")  # fmt: skip
    assert [(event.line, event.problem) for event in events] == [
        (1, NOT_CLOSED), (4, None), (7, NOT_CLOSED), (10, None), (14, None), (17, CUT_OFF),
    ]  # fmt: skip
    assert all(not event.properties for event in events if event.problem)
    assert scan.whole  # an END:VCALENDAR was there


def test_each_calendar_of_a_file_has_its_own_method() -> None:
    calendars = (["BEGIN:VCALENDAR", *method, "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"]
                 for method in (["METHOD:cancel"], [], ["METHOD:REQUEST"]))  # fmt: skip
    events, _ = scanned(*(line for lines in calendars for line in lines))
    assert [event.method for event in events] == ["CANCEL", "", "REQUEST"]


@given(st.lists(st.sampled_from(["BEGIN", "END", "SUMMARY"]), max_size=30), st.data())
def test_every_event_that_begins_comes_out_once(names: list[str], data: st.DataObject) -> None:
    kinds = st.sampled_from(["VEVENT", "VEVENT", "VALARM", "VCALENDAR", "VTODO", "VTIMEZONE", ""])
    lines = [f"{name}:{data.draw(kinds)}" for name in names]
    events, _ = scanned(*lines)
    assert [event.line for event in events] == [i for i, line in enumerate(lines, 1) if line == "BEGIN:VEVENT"]
