"""The backups of tests/corpus/sms, what must be read from them, and backups made of rows."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.core.instants import parse_instant
from boundaries.readers import sms
from boundaries.readers.base import Options
from boundaries.readers.directory import load_people
from boundaries.readers.sms_rows import Backup
from boundaries.readers.sms_scan import Scanner, Tag
from boundaries.table.log import Extract

FOLDER = Path(__file__).parent / "corpus" / "sms"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
CANARIES: list[str] = EXPECTED["canaries"]
FILES = tuple(EXPECTED["files"])
PEOPLE = FOLDER / "people.yaml"
CLIENT, PRACTITIONER = "+447700900111", "+447700900100"
COLUMNS = ("kind", "by", "relationship", "length", "minutes", "people", "account")


@dataclass(frozen=True)
class Row:
    """One row as it must be read."""

    line: int
    at_us: int
    kind: str
    by: str
    relationship: str
    length: int | None
    minutes: float | None
    people: int
    account: str | None


def options(**changes: Any) -> Options:
    """What a reader is told about the backups here."""
    return Options(**{"directory": load_people(PEOPLE)} | changes)


def expected_rows(file: str) -> list[Row]:
    """The interactions of a fixture, in its order."""
    return [Row(line, _micros(at), *rest) for line, at, *rest in EXPECTED["files"][file]["rows"]]


def expected_coverage(file: str) -> list[tuple[str, int, int]]:
    """The kinds that a fixture shows, each from when to when."""
    return [(kind, _micros(start), _micros(end)) for kind, start, end in EXPECTED["files"][file]["coverage"]]


def _micros(text: str) -> int:
    return parse_instant(text + "Z")


def rows_of(extract: Extract) -> list[Row]:
    """An extract's rows in the form of `expected_rows`."""
    assert extract.lines is not None
    rows = extract.table.to_pylist()
    at = extract.table["at"].cast("int64").to_pylist()
    cells = [[row.get(name) for name in COLUMNS] for row in rows]
    return [
        Row(line, when, *[c if c is not None or name != "people" else 2 for name, c in zip(COLUMNS, row, strict=True)])
        for line, when, row in zip(extract.lines.tolist(), at, cells, strict=True)
    ]


def adds_up(extract: Extract) -> bool:
    """Whether every row seen is accepted, turned away or left out, and each of those for a reason."""
    left_out = Counter(dict(extract.left_out))
    return left_out.total() == extract.system == extract.rows_seen - extract.table.num_rows - len(extract.rejects)


def read_bytes(data: bytes, **changes: Any) -> Extract:
    """A backup in UTF-8 from bytes, without a file."""
    return sms.read_stream(io.BytesIO(data).read, options(**changes))


def read_pieces(data: bytes, chunk: int) -> Extract:
    """The same, taken in so many bytes at a time."""
    backup = Backup(options())
    backup.feed(Scanner(io.BytesIO(data).read, chunk).tags())
    return backup.extract()


def tags_of(data: bytes, chunk: int = 1 << 18) -> list[tuple[Any, ...]]:
    """Every tag of some XML, to be compared."""
    return [shown(tag) for tag in Scanner(io.BytesIO(data).read, chunk).tags()]


def shown(tag: Tag) -> tuple[Any, ...]:
    """All that is known of a tag."""
    return tag.name, sorted(tag.cells.items()), tag.line, tag.closed, tag.flaw, tag.too_long


def message(body: str = "hi", *, date: int | str = 1_772_442_000_000, type: int | str = 1, **more: str) -> str:
    """One `sms` of the client's, as the app writes it."""
    cells = {"address": CLIENT, "date": date, "type": type, "body": body} | more
    return "<sms " + " ".join(f'{key}="{value}"' for key, value in cells.items()) + " />"


def backup(*rows: str, root: str = "smses") -> bytes:
    """A whole backup of these rows, one a line; the first is on line 3."""
    lines = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>", f'<{root} count="1">', *rows, f"</{root}>", ""]
    return "\n".join(lines).encode()


class Endless:
    """A stream that is made as it is read: a start, one piece again and again, and an end. Counts what it gave."""

    def __init__(self, start: bytes, piece: bytes, times: int, end: bytes) -> None:
        self._parts: list[tuple[bytes, int]] = [(start, 1), (piece, times), (end, 1)]
        self.given = 0

    def pieces(self) -> Callable[[int], bytes]:
        """A `read` that gives whole pieces, whatever size is asked for."""
        stream = (part for part, times in self._parts for _ in range(times))

        def read(size: int) -> bytes:
            data = next(stream, b"")
            self.given += len(data)
            return data

        return read
