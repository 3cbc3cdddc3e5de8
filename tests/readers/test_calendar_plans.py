"""Of events stay numbers, and of recurring ones their rules: no title, no name, no address, nowhere."""

from __future__ import annotations

import gc
from types import ModuleType

import pytest

from boundaries.readers.calendar_plans import FIRST, LAST, NONE, Plan, Plans
from boundaries.readers.calendar_scan import Scan
from boundaries.readers.calendar_times import DAY
from calendars import CANARIES, FILES, FOLDER, calendar_of, event, options, options_of, read_events, us


def reachable(root: object, but: object) -> list[str | bytes]:
    """Every text that an object holds on to, through whatever else it holds but one thing."""
    seen, todo, texts = {id(but)}, [root], []
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | ModuleType) or callable(one):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            texts.append(one)
        todo += gc.get_referents(one)
    return texts


@pytest.mark.parametrize("file", FILES)
def test_no_text_of_an_event_is_held_once_it_is_read(file: str) -> None:
    scan = Scan()
    given = options_of(file)
    plans = Plans(given, scan.zones)
    with (FOLDER / file).open("rb") as stream:
        for one in scan.events(stream, b""):
            plans.add(one)
    del one
    held = reachable((plans, scan), but=given.directory or ())  # the people are the caller's own words
    texts = [text.decode("utf-8", "replace") if isinstance(text, bytes) else text for text in held]
    assert len(texts) > 5
    assert not [canary for canary in CANARIES for text in texts if canary.lower() in text.lower()]


def test_a_single_appointment_is_fifteen_numbers() -> None:
    plans = Plans(options(), Scan().zones)
    for one in Scan().events(_stream(event("SUMMARY:x", "DESCRIPTION:y")), b""):
        plans.add(one)
    assert (len(plans), plans.table().shape, plans.extras) == (1, (1, len(Plan._fields) - 3), [])
    assert (plans.written, repr(plans)) == (us("2026-06-01T00:00:00Z"), "<1 events>")


def _stream(*events: list[str]):  # type: ignore[no-untyped-def]
    import io

    return io.BytesIO(calendar_of(*events).encode())


def test_the_years_of_a_log() -> None:
    assert (us("1900-01-01T00:00:00Z"), us("2200-01-01T00:00:00Z")) == (FIRST, LAST)
    assert NONE < FIRST - DAY


@pytest.mark.parametrize("stamp", ["99990101T000000Z", "00010101T000000Z", "soon", "20260230T000000Z"])
def test_a_stamp_that_cannot_be_is_none(stamp: str) -> None:
    found = read_events(event("STATUS:CANCELLED", f"LAST-MODIFIED:{stamp}"))
    assert [row["at"].isoformat() for row in found.table.to_pylist()] == ["2026-06-01T00:00:00+00:00"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (['DTSTART;X-P="a:b;TZID=Asia/Tokyo":20260106T100000', "DTSTART:20260106T100000Z"], "the same property twice"),
        (["DTSTART:20260106T100000Z", "DTSTART:20260106T100000Z"], "the same property twice"),
        (["DTSTART:20260106T100000Z", "UID:another"], "the same property twice"),
        (["DTSTART:20260106T100000Z", "DTEND:20260107"], "start and end that do not fit together"),
        (["DTSTART:20260106", "DTEND:20260106T110000Z"], "start and end that do not fit together"),
        (["DTSTART:20260106T100000Z", "DTEND:20260106T095959Z"], "it ends before it starts"),
        (["DTSTART:20260106T100000Z", "DTEND;TZID=Europe/Paris:20260106T104500"], "it ends before it starts"),
        (["DTSTART:20260106T100000Z", "DURATION:-PT5M"], "it ends before it starts"),
        (["DTSTART:18991231T235959Z"], "beyond the years of a log"),
        (["DTSTART;TZID=Nowhere:20260106T100000"], "a time zone that is not known"),
        (["DTSTART;TZID=Europe/Paris"], "no such date or time"),
        (["DTSTART:"], "no such date or time"),
    ],
)
def test_an_event_that_cannot_be_read_is_turned_away_with_its_reason(lines: list[str], reason: str) -> None:
    found = read_events(event(*lines, start=None, end=None))
    assert [(reject.reason, reject.line, reject.column) for reject in found.rejects] == [(reason, 3, None)]
