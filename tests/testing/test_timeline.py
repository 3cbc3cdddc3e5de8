"""The lines of a timeline: what they say, and mistakes at their word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.zone import from_local
from boundaries.core.columns import KINDS, PARTIES
from boundaries.core.instants import from_datetime
from boundaries.core.interaction import Interaction
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from boundaries.testing.timeline import LASTING, Pair, read_line

day = datetime.fromisoformat
PAIR = Pair("c-1", "Europe/London")


def read(line: str, zone: str = "Europe/London") -> Interaction:
    problems = Problems(text=line)
    found = read_line(parse_document(line, "t.yaml")[0], 1, Pair("c-1", zone), problems)
    assert not problems.found, problems.found
    assert found is not None
    return found.interaction


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_lines_of_the_specification() -> None:
    assert read("2026-03-03 21:10 practitioner > message sms length=40") == Interaction(
        id="e1", relationship="c-1", at=utc("2026-03-03 21:10"), by="practitioner", kind="message", channel="sms",
        length=40,
    )  # fmt: skip
    assert read("2026-03-05 10:00-11:15 both > session in_person minutes=75") == Interaction(
        id="e1", relationship="c-1", at=utc("2026-03-05 10:00"), by="both", kind="session", channel="in_person",
        minutes=75.0,
    )  # fmt: skip


@settings(max_examples=100)
@given(
    st.datetimes(day("2020-01-01"), day("2035-01-01")),
    st.sampled_from(PARTIES),
    st.sampled_from((*KINDS, "x-walk")),
    st.sampled_from(("Europe/London", "America/New_York", "Australia/Lord_Howe")),
)
def test_a_line_reads_as_its_local_time_means(local: datetime, by: str, kind: str, zone: str) -> None:
    row = read(f"{local:%Y-%m-%d %H:%M:%S.%f} {by} > {kind}", zone)
    assert (from_datetime(row.at), row.by, row.kind, row.channel) == (from_local(local, zone), by, kind, None)


@settings(max_examples=50)
@given(st.datetimes(day("2026-01-01"), day("2026-03-01")), st.integers(1, 1439), st.sampled_from(LASTING))
def test_a_range_is_its_minutes(start: datetime, minutes: int, kind: str) -> None:
    end = start + timedelta(minutes=minutes)
    row = read(f"{start:%Y-%m-%d %H:%M}-{end:%H:%M} both > {kind}")
    assert row.minutes == minutes


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("2026-03-05 23:30-00:20 both > session", "minutes", 50.0),
        ("2026-03-05 23:30-24:00 both > session", "minutes", 30.0),
        ("2026-03-29 00:30-02:30 both > session", "minutes", 60.0),
        ("2026-03-05 10:00-11:15 both > session planned=10:00-10:50", "planned_end", utc("2026-03-05 10:50")),
        ("2026-03-04 10:00 client > cancellation planned=2026-03-05T10:00", "planned_start", utc("2026-03-05 10:00")),
        (
            '2026-03-04 10:00 client > cancellation planned="2026-03-05 10:00-10:50"',
            "planned_end",
            utc("2026-03-05 10:50"),
        ),
        ("2026-03-04 10:00 client > message sms id=first", "id", "first"),
        ("2026-03-04 10:00 client > message SMS", "channel", "sms"),
        ('2026-03-04 10:00 both > session place="room 2"', "place", "room 2"),
        ("2026-03-04 10:00 client > payment amount=-12.50", "amount", -12.5),
        ("2026-03-04T10:00 client > message", "at", utc("2026-03-04 10:00")),
        ("2026-03-04T10:00Z client > message", "at", utc("2026-03-04 10:00")),
        ("2026-07-04 10:00 client > message", "at", utc("2026-07-04 09:00")),
        ("2026-07-04 10:00+02:00 client > message", "at", utc("2026-07-04 08:00")),
        ("2026-07-04 10:00 -05:00 client > message", "at", utc("2026-07-04 15:00")),
        ("2026-03-04 10:00 practitioner > leave practitioner=p-1", "relationship", None),
        ("2026-03-04 10:00 practitioner > leave planned_start=2026-03-05", "planned_start", utc("2026-03-05 00:00")),
        ("2026-03-04 10:00 client > message relationship=c-2", "relationship", "c-2"),
    ],
)
def test_remembered_lines(line: str, column: str, value: object) -> None:
    assert getattr(read(line), column) == value


@pytest.mark.parametrize(
    ("clock", "hour"),
    [("01:30", 5), ("01:30-04:00", 5), ("01:30-05:00", 6), ("01:30 -05:00", 6), ("01:30 -04:00", 5)],
)
def test_an_hour_the_clock_shows_twice_is_the_earlier_unless_an_offset_says_otherwise(clock: str, hour: int) -> None:
    row = read(f"2026-11-01 {clock} client > message", "America/New_York")
    assert row.at == utc(f"2026-11-01 0{hour}:30")


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("hello", "B133:1", "`hello` is not a date"),
        ("2026-03-03", "B130:1", "ends before the time"),
        ("2026-02-30 10:00 client > message", "B133:1", "no calendar has a day"),
        ("3.3.2026 10:00 client > message", "B133:1", "year first"),
        ("2026-03-03 9:00 client > message", "B133:12", "`9:00` is no time"),
        ("2026-03-03 25:00 client > message", "B133:12", "hours go from"),
        ("2026-03-03 21:10+25:00 client > message", "B133:12", "an offset is less than a day"),
        ("2026-03-03 21:10 client > payment amount=some", "B132:42", "is a number"),
        ("2026-03-03 21:10", "B130:1", "ends before who did it"),
        ("2026-03-03 21:10 therapist > message", "B104:18", "practitioner, client"),
        ("2026-03-03 21:10 client message", "B130:25", "where `>` stands"),
        ("2026-03-03 21:10 client >", "B130:1", "ends before what happened"),
        ("2026-03-03 21:10 client > mesage", "B104:27", "did you mean `message`?"),
        ("2026-03-03 21:10-21:20 client > message", "B130:33", "has no end"),
        ("2026-03-03 21:10 client > message sms long", "B131:39", "`column=value`"),
        ("2026-03-03 21:10 client > message sms lenght=4", "B131:39", "did you mean `length`?"),
        ("2026-03-03 21:10 client > message sms text=hello", "B131:39", "no content"),
        ("2026-03-03 21:10 client > message sms by=both", "B131:39", "beginning of the line"),
        ("2026-03-03 21:10 client > message sms channel=email", "B131:39", "given already"),
        ("2026-03-03 21:10 client > message sms length=", "B132:46", "followed by nothing"),
        ("2026-03-03 21:10 client > message sms length=4.5", "B132:46", "a whole number"),
        ("2026-03-03 21:10 client > message sms length=-4", "B132:46", "a whole number"),
        ("2026-03-03 21:10 client > message sms purpose=suport", "B104:47", "did you mean `support`?"),
        ("2026-03-03 10:00-10:50 both > session minutes=75", "B131:39", "the range says 50 minutes"),
        ("2026-03-03 10:00 both > session planned=later", "B132:41", "is no plan"),
        ("2026-03-03 10:00 both > session planned_start=tomorrow", "B133:47", "is not a date"),
        ("{at: 2026-03-03}", "B130:1", "one text"),
    ],
)
def test_a_mistake_in_a_line_is_named_at_its_word(line: str, place: str, words: str) -> None:
    problems = Problems(text=line)
    assert read_line(parse_document(line, "t.yaml")[0], 1, PAIR, problems) is None
    (found,) = problems.found
    assert found.location
    assert f"{found.code}:{found.location.column}" == place
    assert words in found.render()
