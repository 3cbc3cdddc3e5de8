"""Whose an appointment is: by title, address and number as listed, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.calendar_people import Company
from calendars import adds_up, codes, event, options, read_events, us

PEOPLE = """
people:
- {role: practitioner, names: [Dr M], addresses: [m@practice.example]}
- role: client
  relationship: c-1
  names: [Anna Example, "A.E."]
  addresses: [anna@mail.example]
  numbers: ["+44 7700 900001"]
- {role: client, relationship: c-2, names: [Bert Example], addresses: [bert@mail.example]}
- {role: other, relationship: c-1, names: [Mother Example], addresses: [mother@mail.example]}
"""
ANNA, BERT, ME = (
    "ATTENDEE:mailto:anna@mail.example",
    "ATTENDEE:mailto:bert@mail.example",
    "ORGANIZER:mailto:m@practice.example",
)
NOT_LISTED = {"with nobody who is listed": 1}


def pairs(*lines: str) -> list[str]:
    """The relationships of the rows of one event."""
    return read_events(event(*lines), people=PEOPLE).table["relationship"].to_pylist()


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY:Anna Example",
        "SUMMARY;LANGUAGE=en:  Anna   Example ",
        "SUMMARY:A.E.",
        ANNA,
        "attendee;cn=Somebody:MAILTO:Anna@Mail.Example",
        "ATTENDEE;CN=Anna Example:invalid:nomail",
        'ATTENDEE;CN="Example: Anna; the";EMAIL=anna@mail.example:/principals/7/',
        "ATTENDEE:tel:+44-7700-900001",
        "ORGANIZER;CN=Anna Example:mailto:somebody@else.example",
        'ATTENDEE;DELEGATED-FROM="mailto:x@y.example";CN=X:mailto:anna@mail.example',
    ],
)
def test_a_client_is_known_by_what_is_listed(line: str) -> None:
    assert pairs(line) == ["c-1"]


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY:Anna",
        "SUMMARY:Session with Anna Example",
        "DESCRIPTION:Anna Example",
        "LOCATION:Anna Example",
        "ATTENDEE:mailto:anna@mail.example.org",
        "ATTENDEE;CUTYPE=ROOM:mailto:anna@mail.example",
        'ATTENDEE;CN="Anna Example:mailto:anna@mail.example',
        "ATTENDEE:mailto:mother@mail.example",
        "SUMMARY:Dr M",
        "X-ALT-DESC:mailto:anna@mail.example",
    ],
)
def test_nobody_is_guessed(line: str) -> None:
    found = read_events(event(line), people=PEOPLE)
    assert (found.table.num_rows, dict(found.left_out)) == (0, NOT_LISTED)
    assert found.coverage == ()


def test_an_escaped_title_is_compared_as_it_is_read() -> None:
    people = PEOPLE.replace("Bert Example", "'Bert, the; \\B'")
    assert read_events(event(r"SUMMARY:Bert\, the\; \\B"), people=people).table["relationship"].to_pylist() == ["c-2"]


def test_people_of_two_relationships_make_it_nobodys() -> None:
    found = read_events(event(ANNA, BERT), event(ANNA, uid="other"), people=PEOPLE)
    assert [reject.reason for reject in found.rejects] == ["people of several relationships"]
    assert found.table["relationship"].to_pylist() == ["c-1"]


def test_a_cancelled_occurrence_without_people_is_its_series() -> None:
    weekly = event(ANNA, "RRULE:FREQ=WEEKLY;COUNT=2")
    off = event("RECURRENCE-ID:20260113T100000Z", "STATUS:CANCELLED", start="20260113T100000Z")
    found = read_events(off, weekly, people=PEOPLE)
    assert sorted(found.table["kind"].to_pylist()) == ["cancellation", "session"]


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        ((ANNA, ME), [None]),
        ((ANNA, ME, "ATTENDEE:mailto:m@practice.example"), [None]),
        ((ANNA, ME, "ATTENDEE:mailto:mother@mail.example"), [3]),
        ((ANNA, ME, "ATTENDEE;CUTYPE=RESOURCE:mailto:room@x.example"), [None]),
        ((ANNA, "ORGANIZER:mailto:abc@group.calendar.google.com", "ATTENDEE:mailto:m@practice.example"), [None]),
        (("SUMMARY:Anna Example",), [None]),
    ],
)
def test_people_are_counted_where_addresses_say_so(lines: tuple[str, ...], people: list[int | None]) -> None:
    table = read_events(event(*lines), people=PEOPLE).table
    assert (table["people"].to_pylist() if "people" in table.column_names else [None]) == people


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:anna@mail.example",), False),
        (("ATTENDEE;PARTSTAT=declined:mailto:m@practice.example", ANNA), False),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:mother@mail.example", ANNA), True),
        (("ATTENDEE;PARTSTAT=TENTATIVE:mailto:anna@mail.example", "STATUS:TENTATIVE"), True),
    ],
)
def test_a_declined_appointment_is_no_session(lines: tuple[str, ...], held: bool) -> None:
    found = read_events(event(*lines), people=PEOPLE)
    assert found.table.num_rows == held
    assert adds_up(found)


@pytest.mark.parametrize(
    "other",
    [
        ("SUMMARY:Session",),
        ("SUMMARY;LANGUAGE=en:  Session ",),
        (),
        (ME,),
        (ME, "ATTENDEE:mailto:m@practice.example"),
        (ANNA, "SUMMARY:Session"),
        ('SUMMARY;X-P="a:b":Session',),
    ],
)
def test_without_a_file_of_people_appointments_of_one_title_are_the_pairs(other: tuple[str, ...]) -> None:
    found = read_events(event("SUMMARY:Session"), event(*other, uid="b", start="20260107T100000Z"))
    assert found.table["relationship"].to_pylist() == ["c-1", "c-1"]


def test_without_a_file_of_people_one_guest_is_the_client_whatever_the_title() -> None:
    events = [event("SUMMARY:First", ANNA, ME), event("SUMMARY:Second", ANNA, ME, uid="b", start="20260107T100000Z")]
    assert read_events(*events).table["relationship"].to_pylist() == ["c-1", "c-1"]


@pytest.mark.parametrize(
    "other", [("SUMMARY:Dentist",), ("SUMMARY:Dentist", BERT), ("SUMMARY:Dentist", "STATUS:CANCELLED")]
)
def test_without_a_file_of_people_several_titles_are_several_people(other: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        read_events(event("SUMMARY:Anna Example", ANNA), event(*other, uid="b"))
    assert codes(caught.value) == ["B260"]
    told = "".join(f"{one} {one.hint}" for one in caught.value.diagnostics).lower()
    assert not [word for word in ("anna", "dentist", "bert") if word in told]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "DTSTART:20260106"])
def test_what_can_be_no_session_may_have_any_title(line: str) -> None:
    other = (
        event("SUMMARY:Birthday", line, uid="b", start=None, end=None)
        if line.startswith("DTSTART")
        else event("SUMMARY:Birthday", line, uid="b")
    )
    found = read_events(event("SUMMARY:Anna Example"), other)
    assert (found.table.num_rows, adds_up(found)) == (1, True)


@pytest.mark.parametrize("client", ["Anna  Example", "Anna@mail.example"])
def test_the_one_title_or_guest_that_counts_may_be_given(client: str) -> None:
    ours = event("SUMMARY:Anna Example", ANNA)
    found = read_events(ours, event("SUMMARY:Dentist", uid="b", start="20260107T100000Z"), client=client)
    assert found.table["relationship"].to_pylist() == ["c-1"]
    assert dict(found.left_out) == NOT_LISTED


def test_a_broken_event_of_somebody_else_is_left_out() -> None:
    found = read_events(event(start=None), event(ANNA, uid="b"), people=PEOPLE)
    assert (dict(found.left_out), found.rejects) == (NOT_LISTED, ())
    assert found.coverage
    ours = read_events(event(ANNA, start=None), people=PEOPLE)
    assert [reject.reason for reject in ours.rejects] == ["an event without a start"]


@given(st.binary(max_size=80).filter(lambda b: b"\n" not in b and b"\r" not in b))
def test_no_line_of_people_stops_a_calendar(noise: bytes) -> None:
    company = Company(options(PEOPLE))
    for name in (b"ATTENDEE", b"ATTENDEE;CN=", b'ATTENDEE;CN="', b"ATTENDEE:mailto:"):
        found = company.whose([b"SUMMARY:" + noise], [name + noise], [b"ORGANIZER" + noise])
        assert found.pair < 2
    assert set(company.pairs) <= {"c-1", "c-2"}


def test_more_people_than_any_session_has_are_not_counted() -> None:
    crowd = [f"ATTENDEE:mailto:a{i}@b.example" for i in range(2_000)]
    found = read_events(event(*crowd), known_until_us=us("2026-02-01T00:00:00Z"))
    assert "people" not in found.table.column_names


# ---- several clients in one relationship --------------------------------------------------------------------

COUPLE = """
people:
- {role: client, relationship: c-1, id: c-1a, names: [Anna], addresses: [anna@mail.example]}
- {role: client, relationship: c-1, id: c-1b, names: [Bert], addresses: [bert@mail.example]}
"""


@pytest.mark.parametrize(
    ("lines", "actor"),
    [
        ((ANNA,), "c-1a"),
        (("SUMMARY:Bert", BERT), "c-1b"),
        (("SUMMARY:Bert", "STATUS:CANCELLED"), "c-1b"),
        ((ANNA, BERT), None),
        (("SUMMARY:Anna", BERT), None),
    ],
)
def test_an_appointment_with_one_of_several_clients_says_with_whom(lines: tuple[str, ...], actor: str | None) -> None:
    (row,) = read_events(event(*lines), people=COUPLE).table.to_pylist()
    assert (row["relationship"], row.get("actor")) == ("c-1", actor)


def test_a_changed_occurrence_that_names_nobody_is_with_whom_its_series_is() -> None:
    weekly = event(ANNA, "RRULE:FREQ=WEEKLY;COUNT=2")
    off = event("RECURRENCE-ID:20260113T100000Z", "STATUS:CANCELLED", start="20260113T100000Z")
    assert read_events(off, weekly, people=COUPLE).table["actor"].to_pylist() == ["c-1a", "c-1a"]
    both = event(ANNA, BERT, "RECURRENCE-ID:20260113T100000Z", start="20260113T100000Z")
    rows = read_events(weekly, both, people=COUPLE).table.sort_by("at").to_pylist()
    assert [row["actor"] for row in rows] == ["c-1a", None]


def test_the_only_client_of_a_relationship_needs_no_saying() -> None:
    alone = COUPLE.replace("relationship: c-1, id: c-1b", "relationship: c-2, id: c-2a")
    assert "actor" not in read_events(event(ANNA), people=alone).table.column_names
