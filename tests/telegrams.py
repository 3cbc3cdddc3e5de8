"""Telegram's exports: those of tests/corpus/telegram and what must be read from them, and any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from boundaries.readers import telegram
from boundaries.readers.base import Options
from boundaries.readers.directory import load_people, read_people
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract
from in_memory import Bytes

FOLDER = Path(__file__).parent / "corpus" / "telegram"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
FILES = tuple(EXPECTED["files"])
CANARIES = tuple(EXPECTED["canaries"])
KEY = Key(secret=b"k" * 32)
ME, ANNA, BEN = "user11", "user22", "user33"
T0 = 1_772_532_000  # 2026-03-03T10:00:00Z
PEOPLE = """people:
- {role: practitioner, account: work, names: [user11]}
- {role: client, relationship: c-1, id: c-1a, names: [Anna Ng]}
- {role: client, relationship: c-2, names: [user33]}
- {role: other, relationship: c-1, id: g-1, names: [Gil]}
"""


def options(**changes: Any) -> Options:
    """One pair, whose practitioner the export itself makes known."""
    return Options(**{"relationship": "c-1", "key": KEY} | changes)


def listed(**changes: Any) -> Options:
    """The people of `PEOPLE`."""
    return Options(**{"directory": read_people(PEOPLE, "people.yaml"), "key": KEY} | changes)


def corpus_options() -> Options:
    """What the fixtures are read with."""
    return Options(directory=load_people(FOLDER / "people.yaml"), key=KEY, timezone="Europe/London")


def message(id: int, sender: str = ANNA, at: int = T0, text: Any = "hello", **more: Any) -> dict[str, Any]:
    """A message as Telegram writes it; a key given as None is left out."""
    names = {ME: "Dr M", ANNA: "Anna Ng", BEN: "Ben"}
    row = {
        "id": id, "type": "message", "date": datetime.fromtimestamp(at, UTC).isoformat()[:19], "date_unixtime": str(at),
        "from": names.get(sender, "Gil"), "from_id": sender, "text": text, "text_entities": [],
    } | more  # fmt: skip
    return {key: value for key, value in row.items() if value is not None}


def service(id: int, action: str, at: int = T0, actor: str = ANNA, **more: Any) -> dict[str, Any]:
    """A row of Telegram's own."""
    row = message(id, actor, at, "", **more)
    return {k: v for k, v in row.items() if k not in ("from", "from_id")} | {
        "type": "service", "action": action, "actor": row["from"], "actor_id": actor,
    }  # fmt: skip


def chat(
    *messages: Any, type: str | None = "personal_chat", name: str | None = "Anna Ng", id: int = 22
) -> dict[str, Any]:
    """A chat of two with Anna, or of another type."""
    return {"name": name, **({"type": type} if type else {}), "id": id, "messages": list(messages)}


def account(*chats: dict[str, Any], user: int | None = 11) -> dict[str, Any]:
    """An export of a whole account."""
    own = {"personal_information": {"user_id": user, "first_name": "Dr", "last_name": "M"}} if user else {}
    return {"about": "Here is the data you requested.", **own, "chats": {"about": "All chats.", "list": list(chats)}}


def dumped(document: Any, indent: int | None = 1) -> bytes:
    """A document as Telegram writes it."""
    return json.dumps(document, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")


def read(document: Any, using: Options | None = None) -> Extract:
    """An export from a document, or from bytes."""
    return telegram.read(Bytes(document if isinstance(document, bytes) else dumped(document)), using or options())


def rows_of(extract: Extract, *columns: str) -> list[Any]:
    """Some columns of each row (one: its values), missing ones None; `at` in seconds."""
    rows = []
    for row in extract.table.to_pylist():
        row["at"] = round(row["at"].timestamp())
        rows.append(tuple(row.get(column) for column in columns))
    return [row[0] for row in rows] if len(columns) == 1 else rows
