"""The calendars of tests/corpus/calendar, what must be read from them, and calendars made in a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from boundaries.core.errors import BoundariesError
from boundaries.core.instants import format_instant, from_datetime, parse_instant
from boundaries.readers import calendar
from boundaries.readers.base import Options
from boundaries.readers.directory import read_people
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract
from in_memory import Bytes

FOLDER = Path(__file__).parent / "corpus" / "calendar"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
FILES, CANARIES = tuple(EXPECTED["files"]), EXPECTED["canaries"]
KEY = Key(secret=b"k" * 32)
WRITTEN = "20260601T000000Z"  # when the calendars made here were last written


def options(people: str | None = None, **changes: Any) -> Options:
    """Those of a calendar of one pair, unless a text of people is given."""
    directory = None if people is None else read_people(people, "people.yaml")
    return Options(**{"relationship": None if people else "c-1", "key": KEY, "directory": directory, **changes})


def options_of(file: str) -> Options:
    """Those a fixture is read with."""
    entry = EXPECTED["files"][file]
    return options(EXPECTED["people"] if entry.get("people") else None, timezone=entry.get("timezone"))


def event(
    *lines: str, uid: str = "u-1", start: str | None = "20260106T100000Z", end: str | None = "PT50M"
) -> list[str]:
    """The lines of an event; `end` is an instant like `start`, or a duration."""
    first = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{WRITTEN}"] if uid else ["BEGIN:VEVENT", f"DTSTAMP:{WRITTEN}"]
    when = [] if start is None else [_property("DTSTART", start)]
    if end is not None:
        when.append(f"DURATION:{end}" if end.startswith("P") else _property("DTEND", end))
    return [*first, *when, *lines, "END:VEVENT"]


def _property(name: str, value: str) -> str:
    return f"{name};TZID={value}" if ":" in value else f"{name}:{value}"


def calendar_of(*events: list[str], before: tuple[str, ...] = ()) -> str:
    """The text of a calendar; lines end with CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *before, *(line for one in events for line in one), "END:VCALENDAR"]
    return "".join(f"{line}\r\n" for line in lines)


def read_text(text: str | bytes, people: str | None = None, **changes: Any) -> Extract:
    """A calendar from its text."""
    return calendar.read(Bytes(text if isinstance(text, bytes) else text.encode()), options(people, **changes))


def read_events(*events: list[str], people: str | None = None, **changes: Any) -> Extract:
    """A calendar of these events."""
    return read_text(calendar_of(*events), people, **changes)


def rows_of(extract: Extract) -> list[list[Any]]:
    """An extract's rows as `expected.json` has them, by time and kind."""
    assert extract.lines is not None
    found = []
    for line, row in zip(extract.lines.tolist(), extract.table.to_pylist(), strict=True):
        start, end = row.get("planned_start"), row.get("planned_end")
        times = [_seconds(value) for value in (row["at"], start, end)]
        found.append([line, row["kind"], *times, row["relationship"], row.get("certainty") or "exact"])
    return sorted(found, key=lambda row: (row[2], row[1], row[3]))


def starts(extract: Extract, kind: str = "session") -> list[str]:
    """The planned starts of the rows of a kind, such as `2026-01-06T10:00:00Z`."""
    return sorted(_seconds(r["planned_start"]) or "" for r in extract.table.to_pylist() if r["kind"] == kind)


def _seconds(value: Any) -> str | None:
    return None if value is None else format_instant(from_datetime(value)).replace(".000000", "")


def us(text: str) -> int:
    """Microseconds of an instant."""
    return parse_instant(text)


def adds_up(extract: Extract) -> bool:
    """Whether every row seen became something."""
    sums = extract.rows_seen == extract.table.num_rows + len(extract.rejects) + extract.system
    return sums and sum(count for _, count in extract.left_out) == extract.system


def codes(error: BoundariesError) -> list[str]:
    """The codes of an error."""
    return [diagnostic.code for diagnostic in error.diagnostics]
