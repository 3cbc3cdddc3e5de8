"""Signal chats of tests/corpus/signal and what must be read from them, and any others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from boundaries.readers import signal
from boundaries.readers.base import Options
from boundaries.readers.directory import read_people
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract
from telegrams import Bytes

FOLDER = Path(__file__).parent / "corpus" / "signal"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
FILES = tuple(EXPECTED["files"])
CANARIES = tuple(EXPECTED["canaries"])
PEOPLE = "people:\n- {role: client, relationship: c-1, id: c-1a, names: [Aya]}\n"


def options(**changes: Any) -> Options:
    """One pair on a clock that is UTC's."""
    return Options(**{"relationship": "c-1", "timezone": "UTC", "key": Key(secret=b"k" * 32)} | changes)


def listed(**changes: Any) -> Options:
    """With a file of people that has Aya alone."""
    return options(**{"relationship": None, "directory": read_people(PEOPLE, "people.yaml")} | changes)


def text(*rows: tuple[str, str, str]) -> str:
    """A chat as version 3 writes it, of times, senders and bodies."""
    return "".join(f"[2026-03-03 {at}] {sender}: {body}  \n\n" for at, sender, body in rows)


def read(data: str | bytes, using: Options | None = None) -> Extract:
    """A chat from text or bytes."""
    return signal.read(Bytes(data.encode() if isinstance(data, str) else data), using or options())


def rows_of(extract: Extract, *columns: str) -> list[Any]:
    """Some columns of each row (one: its values), missing ones None; `at` as civil UTC."""
    rows = []
    for row in extract.table.to_pylist():
        row["at"] = row["at"].isoformat()[:19]
        rows.append(tuple(row.get(column) for column in columns))
    return [row[0] for row in rows] if len(columns) == 1 else rows
