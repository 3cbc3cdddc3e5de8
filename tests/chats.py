"""The chats of tests/corpus/whatsapp and what must be read from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from boundaries.core.errors import BoundariesError
from boundaries.core.instants import to_datetime
from boundaries.readers import whatsapp
from boundaries.readers.base import Options
from boundaries.readers.lines import encoding_of
from boundaries.table.log import Extract
from in_memory import Bytes

FOLDER = Path(__file__).parent / "corpus" / "whatsapp"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
ME, CLIENT, CANARIES = EXPECTED["me"], EXPECTED["client"], EXPECTED["canaries"]
FILES = tuple(EXPECTED["files"])
OPTIONS = Options(me=ME, relationship="c-1", timezone="UTC")


@dataclass(frozen=True)
class Row:
    """One row as it must be read; `at` is the civil time, which is UTC's here."""

    line: int
    at: datetime
    by: str
    length: int | None
    kind: str
    minutes: float | None


def expected_rows(file: str) -> list[Row]:
    """The interactions of a fixture, in its order."""
    return [Row(line, datetime.fromisoformat(at), *rest) for line, at, *rest in EXPECTED["files"][file]["rows"]]


def times_by_line(file: str) -> dict[int, datetime]:
    """The civil time of every row of a fixture, whatever becomes of it, by the line it starts on."""
    entry = EXPECTED["files"][file]
    return {line: datetime.fromisoformat(at) for line, at, *_ in [*entry["rows"], *entry["others"]]}


def rows_of(extract: Extract) -> list[Row]:
    """An extract's rows in the form of `expected_rows`."""
    assert extract.lines is not None
    rows = extract.table.to_pylist()
    return [
        Row(line, row["at"].replace(tzinfo=None), row["by"], row.get("length"), row["kind"], row.get("minutes"))
        for line, row in zip(extract.lines.tolist(), rows, strict=True)
    ]


def read_bytes(data: bytes, options: Options = OPTIONS) -> Extract:
    """A chat from bytes, without a file."""
    return whatsapp.read(Bytes(data), options)


def read_text(text: str, **changes: object) -> Extract:
    """A chat from text; `me` is `A`."""
    options = {"me": "A", "relationship": "c-1", "timezone": "UTC"} | changes
    return read_bytes(text.encode(), Options(**options))  # type: ignore[arg-type]


def readings(text: str, **changes: object) -> list[str]:
    """The civil times of a chat's messages, to the minute."""
    micros = read_text(text, **changes).table["at"].cast("int64").to_pylist()
    return [to_datetime(at).strftime("%Y-%m-%d %H:%M") for at in micros]


def codes(error: BoundariesError) -> list[str]:
    """The codes of an error's problems."""
    return [diagnostic.code for diagnostic in error.diagnostics]


def line_prefixes(data: bytes) -> Iterator[bytes]:
    """The file cut after each of its lines."""
    end = b"\n\x00" if data.startswith(b"\xff\xfe") else b"\n"
    place = data.find(end)
    while place >= 0:
        yield data[: place + len(end)]
        place = data.find(end, place + len(end))


def wrongs(file: str, prefix: bytes) -> list[str] | None:
    """What is wrong with the reading of a prefix of a fixture; None where it is refused.

    Every row read must have its own time; no row before the line that is cut may be missing, doubled or changed.
    """
    try:
        found = rows_of(read_bytes(prefix))
    except BoundariesError:
        return None
    times, want = times_by_line(file), expected_rows(file)
    last = prefix.decode(encoding_of(prefix), "replace").count("\n") + 1
    problems = [f"line {row.line} read as {row.at}" for row in found if row.at != times.get(row.line)]
    whole = [(row.line, row.by, row.kind) for row in want if row.line < last]
    if [(row.line, row.by, row.kind) for row in found if row.line < last] != whole:
        problems.append("rows lost, added or changed")
    return problems
