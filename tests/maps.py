"""Exports of other programs with their maps: those of the corpus, and any that a test writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boundaries.readers.base import Options
from boundaries.readers.directory import load_people
from boundaries.readers.mapped import reader_of
from boundaries.readers.mapped_file import load_map, parse_map
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract

CORPUS = Path(__file__).parent / "corpus" / "maps"
EXPORTS = ("cliniko.json", "imessage.csv", "practice.csv", "ringcentral.jsonl", "slack.json", "twilio.csv")
KEY = Key(secret=b"k" * 32)


def map_of(export: str) -> Path:
    """The map of an export of the corpus."""
    return CORPUS / f"{export.partition('.')[0]}.map.yaml"


def corpus(export: str, **options: Any) -> Extract:
    """An export of the corpus as its map reads it."""
    options = {"key": KEY, "directory": load_people(CORPUS / "people.yaml")} | options
    return settled(reader_of(load_map(map_of(export))).read(CORPUS / export, Options(**options)))


def read(map: str, data: str | bytes, place: Path, **options: Any) -> Extract:
    """What a map makes of an export; `place` is a file to put it in."""
    place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return settled(reader_of(parse_map(map, "map.yaml")).read(place, Options(**{"key": KEY} | options)))


def settled(found: Extract) -> Extract:
    """The same, once its rows have been counted."""
    assert found.rows_seen == found.table.num_rows + len(found.rejects) + found.system
    assert found.system == sum(count for _, count in found.left_out)
    return found


def rows(found: Extract) -> list[dict[str, Any]]:
    """The rows, without what is missing."""
    return [{k: v for k, v in row.items() if v is not None} for row in found.table.to_pylist()]


def rejects(found: Extract) -> list[tuple[int, str | None, str]]:
    """Each row that is turned away: its number, the column, and why."""
    return [(reject.row, reject.column, reject.reason) for reject in found.rejects]
