"""Whole calendars are read to the appointments that were made in them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers import calendar
from boundaries.readers.base import Options, pick
from boundaries.readers.calendar_plans import Plans
from boundaries.readers.calendar_scan import Scan
from calendars import (
    CANARIES,
    EXPECTED,
    FILES,
    FOLDER,
    KEY,
    Bytes,
    adds_up,
    calendar_of,
    codes,
    event,
    options_of,
    read_events,
    read_text,
    rows_of,
    starts,
    us,
)

PEOPLE = EXPECTED["people"]


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_worked_out_by_hand(file: str) -> None:
    assert pick(FOLDER / file).name == "ics"
    extract = calendar.read(FOLDER / file, options_of(file))
    expected = EXPECTED["files"][file]
    assert rows_of(extract) == sorted(expected["rows"], key=lambda row: (row[2], row[1], row[3]))
    assert dict(extract.left_out) == expected["left_out"]
    assert sorted([reject.line, reject.reason] for reject in extract.rejects) == sorted(expected["rejects"])
    assert adds_up(extract)


def test_the_page_counts_what_the_fixtures_hold() -> None:
    page = (FOLDER.parents[2] / "docs" / "how-to" / "export-calendar.md").read_text("utf-8")
    for file in FILES:
        extract = calendar.read(FOLDER / file, options_of(file))
        counts = (extract.rows_seen, extract.table.num_rows, extract.system, len(extract.rejects))
        assert f"| {file} | {' | '.join(map(str, counts))} |" in page


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_line_ends_and_encodings_change_nothing(file: str, newline: str, encoding: str) -> None:
    text = (FOLDER / file).read_bytes().decode().replace("\r\n", "\n").replace("\n", newline)
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    again = Bytes(mark + text.encode(encoding))
    assert pick(again).name == "ics"
    extract, expected = calendar.read(again, options_of(file)), calendar.read(FOLDER / file, options_of(file))
    assert rows_of(extract) == rows_of(expected)
    assert extract.rejects == expected.rejects
    assert extract.table["id"].equals(expected.table["id"])


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_was_written_and_nobody_who_comes_is_in_what_is_read(file: str) -> None:
    options = options_of(file)
    extract = calendar.read(FOLDER / file, options)
    scan = Scan()
    plans = Plans(options, scan.zones)
    seen = []
    with (FOLDER / file).open("rb") as stream:
        for one in scan.events(stream, b""):
            seen.append(repr(one))
            plans.add(one)
    seen += [repr(x) for x in (extract, extract.rejects, extract.left_out, extract.coverage, scan, plans, scan.zones)]
    seen += [repr(plans.company), repr(plans.extras), str(extract.table.to_pydict()), repr(vars(plans.company))]
    assert not [canary for canary in CANARIES if canary.lower() in "".join(seen).lower()]


def test_the_first_line_opens_a_calendar() -> None:
    assert calendar.sniff(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert calendar.sniff(b"\xef\xbb\xbf\r\nbegin:vcalendar")
    assert calendar.sniff("BEGIN:VCALENDAR\n".encode("utf-16"))
    assert not calendar.sniff(b"BEGIN:VCARD\r\n")
    assert not calendar.sniff(b"id,kind\nBEGIN:VCALENDAR\n")
    assert not calendar.sniff(b"")


# ---- ids ----------------------------------------------------------------------------------------------------


def test_an_id_is_the_keyed_name_of_the_event_and_its_start_by_the_rule() -> None:
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=3", uid="weekly")
    moved = event(
        "RECURRENCE-ID:20260113T100000Z", "LAST-MODIFIED:20260110T080000Z", uid="weekly", start="20260114T110000Z"
    )
    gone = event("RECURRENCE-ID:20260120T100000Z", "STATUS:CANCELLED", uid="weekly", start="20260120T100000Z")
    name = "cal-" + KEY.name("calendar", "weekly")
    found = read_events(weekly, moved, gone).table.to_pylist()
    assert {row["id"]: row.get("ref") for row in found} == {
        f"{name}-20260106T100000Z": None,
        f"{name}-20260113T100000Z": None,
        f"{name}-20260113T100000Z-moved": f"{name}-20260113T100000Z",
        f"{name}-20260120T100000Z-cancelled": None,
    }


def test_an_export_made_later_gives_the_same_ids_to_the_same_sessions() -> None:
    weekly = event("RRULE:FREQ=WEEKLY", uid="weekly")
    early, late = (read_events(weekly, known_until_us=us(f"2026-0{month}-01T00:00:00Z")) for month in (2, 4))
    assert set(early.table["id"].to_pylist()) < set(late.table["id"].to_pylist())


def test_another_key_gives_other_names() -> None:
    from boundaries.readers.pseudonyms import Key

    (one,), (other,) = (
        read_events(event(), key=key).table["id"].to_pylist() for key in (KEY, Key(secret=b"another key" * 3))
    )
    assert one != other


def test_events_without_a_uid_are_told_apart_by_their_start() -> None:
    found = read_events(event(uid=""), event(uid="", start="20260107T100000Z"))
    assert starts(found) == ["2026-01-06T10:00:00Z", "2026-01-07T10:00:00Z"]


# ---- what only the caller can say ----------------------------------------------------------------------------


def test_a_calendar_of_one_pair_needs_its_name() -> None:
    with pytest.raises(UsageError) as caught:
        read_events(event(), relationship=None)
    assert codes(caught.value) == ["B237"]


def test_floating_times_need_a_zone_and_are_marked() -> None:
    floating = event(start="20260106T100000")
    with pytest.raises(UsageError) as caught:
        read_events(floating)
    assert codes(caught.value) == ["B238"]
    found = read_events(floating, timezone="America/New_York")
    assert starts(found) == ["2026-01-06T15:00:00Z"]
    assert found.table["certainty"].to_pylist() == ["zone_assumed"]


def test_the_zone_a_calendar_is_shown_in_reads_floating_times_where_none_is_given() -> None:
    text = calendar_of(event(start="20260106T100000"), before=("X-WR-TIMEZONE:Asia/Tokyo",))
    assert starts(read_text(text)) == ["2026-01-06T01:00:00Z"]
    assert starts(read_text(text, timezone="UTC")) == ["2026-01-06T10:00:00Z"]


def test_a_zone_that_is_none_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        read_events(event(), timezone="Nowhere/Land")
    assert codes(caught.value) == ["B239"]


def test_a_calendar_that_does_not_say_when_it_was_written_needs_an_end() -> None:
    plain = calendar_of(event()).replace("DTSTAMP", "X-STAMP")
    with pytest.raises(UsageError) as caught:
        read_text(plain)
    assert codes(caught.value) == ["B270"]
    assert starts(read_text(plain, known_until_us=us("2026-02-01T00:00:00Z"))) == ["2026-01-06T10:00:00Z"]


def test_another_calendar_than_the_gregorian_is_refused() -> None:
    with pytest.raises(LogError) as caught:
        read_text(calendar_of(event(), before=("CALSCALE:HEBREW",)))
    assert codes(caught.value) == ["B271"]


# ---- damage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_a_calendar_that_is_cut_off_covers_nothing_and_loses_one_event(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    whole = calendar.read(FOLDER / file, options_of(file))
    known = {(row["id"], str(row)) for row in whole.table.to_pylist()}
    for end in range(40, len(data) - 20, 97):
        try:
            extract = calendar.read(Bytes(data[:end]), options_of(file))
        except UsageError as problem:
            assert "B270" in codes(problem), "the stamp was behind the cut"  # noqa: PT017 - most cuts raise nothing
            continue
        assert adds_up(extract)
        assert extract.coverage == ()
        assert len([reject for reject in extract.rejects if reject.reason == "cut off"]) <= 1
        if file in ("repeated-start.ics", "folded.ics"):  # single events stay what they were or are gone
            assert {(row["id"], str(row)) for row in extract.table.to_pylist()} <= known


@given(st.sampled_from(FILES), st.integers(0), st.integers(0), st.binary(max_size=6), st.randoms(use_true_random=False))
def test_damaged_calendars_end_in_rows_that_add_up_or_in_an_error(
    file: str, place: int, length: int, noise: bytes, random: object
) -> None:
    data = bytearray((FOLDER / file).read_bytes())
    at = place % len(data)
    data[at : at + length % 12] = noise
    try:
        extract = calendar.read(Bytes(bytes(data)), options_of(file))
    except BoundariesError as problem:
        told = str(problem)
    else:
        told = str((extract.rejects, extract.left_out, extract.coverage))
        assert adds_up(extract)
    assert not [canary for canary in CANARIES if canary.lower() in told.lower()]


def test_a_line_over_a_mebibyte_costs_its_event_alone() -> None:
    long = "DESCRIPTION:" + "\r\n ".join(["x" * 70] * 16_000)
    found = read_events(event(uid="a"), event(long, uid="b"), event(uid="c", start="20260107T100000Z"))
    assert starts(found) == ["2026-01-06T10:00:00Z", "2026-01-07T10:00:00Z"]
    assert [(reject.reason, reject.line) for reject in found.rejects] == [("longer than 1 MiB", 9)]
    assert found.lines is not None
    assert sorted(found.lines.tolist()) == [3, 16_015]


def test_an_event_of_a_million_lines_is_read_past() -> None:
    many = ["ATTENDEE:mailto:a@b.example"] * 40_000
    found = read_events(event(*many, uid="a"), event(*(["X-NOTHING:x"] * 200_000), uid="b"))
    assert [reject.reason for reject in found.rejects] == ["longer than 1 MiB"]
    assert len(starts(found)) == 1


def test_the_machines_zone_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        found = read_events(event("RRULE:FREQ=DAILY;COUNT=2", start="Europe/London:20260328T003000"))
        assert starts(found) == ["2026-03-28T00:30:00Z", "2026-03-29T00:30:00Z"]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_reading_needs_only_a_stream() -> None:
    assert calendar.read(Bytes(calendar_of(event()).encode()), Options(relationship="c", key=KEY)).table.num_rows == 1
