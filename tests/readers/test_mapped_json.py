"""Exports in JSON, as a document or line by line: records wherever they stand, values as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from boundaries.core.errors import LogError
from boundaries.readers.mapped import reader_of
from boundaries.readers.mapped_file import parse_map
from maps import read, rejects, rows

MAP = """\
map: m
export: EXPORT
leave_out: {flags: {missing: false}}
columns:
  id: {from: id, as_is: true}
  at: {from: meta.sent, format: [iso, unix]}
  kind: {is: message}
  by: {from: to.0.role, words: {me: practitioner, "true": client}}
  relationship: {is: c-1}
  amount: {from: price}
  length: {length_of: body}
"""


def record(id: object = "a", sent: object = "2026-03-03T10:00:00Z", role: object = "me", **more: Any) -> dict[str, Any]:
    return {"id": id, "meta": {"sent": sent, "canary": 1}, "to": [{"role": role}], "canary": "canary"} | more


def mapped(found: list[Any], place: Path, list_at: str = "", wrap: Any = None) -> Any:
    """The records as one document, and line by line, are the same rows."""
    at = f"list: {list_at}\n" if list_at else ""
    document = read(MAP.replace("EXPORT", "json") + at, json.dumps(found if wrap is None else wrap), place)
    lines = read(MAP.replace("EXPORT", "jsonl"), "".join(json.dumps(one) + "\n" for one in found), place)
    assert rows(document) == rows(lines)
    assert rejects(document) == rejects(lines)
    assert document.left_out == lines.left_out
    return document


def test_records_are_read_wherever_they_stand(tmp_path: Path) -> None:
    found = [record("a", body="x" * 7), record("b", 1772532000.25, True, price=70.5), record("c", flags=["bot"])]
    place = tmp_path / "x"
    plain = mapped(found, place)
    assert [(row["id"], row["by"], row.get("length"), row.get("amount")) for row in rows(plain)] == [
        ("a", "practitioner", 7, None), ("b", "client", None, 70.5),
    ]  # fmt: skip
    assert rows(plain)[1]["at"].isoformat() == "2026-03-03T10:00:00.250000+00:00"
    assert plain.left_out == (("by the map", 1),)
    nested = mapped(found, place, "data.messages", {"x": [1], "data": {"messages": found, "more": {}}, "next": None})
    assert rows(nested) == rows(plain)
    several = mapped(found, place, "chats.messages", {"chats": [{"messages": found[:1]}, {"messages": found[1:]}]})
    assert rows(several) == rows(plain)


@pytest.mark.parametrize(
    ("one", "column", "reason"),
    [
        ([1], None, "not JSON"),
        (record(body=["a"]), None, "a list or an object where a single value is expected"),
        (record(id={"x": 1}), None, "a list or an object where a single value is expected"),
        (record(sent=None), "at", "missing"),
        (record(role=False), "by", "a word that the map does not list"),
        (record(id=None), "id", "missing"),
        (record(price="seventy"), "amount", "not a number as the map says"),
    ],
)
def test_a_record_that_cannot_be_a_row_is_turned_away(one: Any, column: str, reason: str, tmp_path: Path) -> None:
    found = mapped([record("z"), one, record("y")], tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["z", "y"]
    assert rejects(found) == [(2, column, reason)]


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    ids = [12345678901234567890123, 1.10, 0, "007"]
    text = "".join(json.dumps(record(one)) + "\n" for one in ids).replace("1.1,", "1.10,")
    found = read(MAP.replace("EXPORT", "jsonl"), text, tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["12345678901234567890123", "1.10", "0", "007"]


def test_half_of_a_character_counts_as_one(tmp_path: Path) -> None:
    bodies = ["\ud83d\ude00!", "a\ud83d", "\ude00"]
    found = mapped([record(f"i{n}", body=body) for n, body in enumerate(bodies)], tmp_path / "x")
    assert [row["length"] for row in rows(found)] == [3 - 1, 2, 1] or [row["length"] for row in rows(found)] == [
        3,
        2,
        1,
    ]


def test_lines_that_are_broken_cost_themselves_only(tmp_path: Path) -> None:
    lines = [json.dumps(record(f"i{n}")) for n in range(6)]
    lines[1] = lines[1][:-9]
    lines[3] = '{"body": "' + "x" * (1 << 21) + '"}'
    lines[4] = '{"id": NaN}'
    text = ("\ufeff" + "\n\n".join(lines)).encode() + b"\n{\xff}\n"
    found = read(MAP.replace("EXPORT", "jsonl"), text, tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["i0", "i2", "i5"]
    assert rejects(found) == [
        (2, None, "not JSON"),
        (4, None, "longer than 1 MiB"),
        (5, None, "not JSON"),
        (7, None, "not JSON"),
    ]


def test_a_document_that_is_cut_off_is_told(tmp_path: Path) -> None:
    text = json.dumps([record(f"i{n}") for n in range(3)], indent=1)
    found = read(MAP.replace("EXPORT", "json"), text[: text.index('"i2"')], tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["i0", "i1"]
    assert len(rejects(found)) >= 1


@pytest.mark.parametrize("found", [[{"a": 1}], [record(sent=None)] * 3, [record(id=None)]])
def test_an_export_without_what_the_map_needs_is_refused(found: list[Any], tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"B284 log 1: no record has `meta\.sent`, which map `m` reads as `at`"):
        mapped(found, tmp_path / "x")
    assert not reader_of(parse_map(MAP.replace("EXPORT", "json"), "m")).sniff(json.dumps(found).encode())


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('{"all": []}', False),
        ('{"all": {"them": []}, "x": []}', True),
        ('{"al": []}', True),
        ('{"all": {}}', True),
        ("At,Who\n1,2\n", True),
        ("<html>canary</html>", True),
        ('"canary"', True),
    ],
)
def test_an_export_without_the_list_is_another_one(text: str, refused: bool, tmp_path: Path) -> None:
    map = MAP.replace("EXPORT", "json") + "list: all\n"
    if refused:
        with pytest.raises(LogError, match=r"B284 .*\(`list: all` says where the records are\)"):
            read(map, text, tmp_path / "x")
    else:
        assert read(map, text, tmp_path / "x").rows_seen == 0


def test_another_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-16", "cp1252"):
        map = MAP.replace("EXPORT", "json") + f"encoding: {encoding}\n"
        text = json.dumps([record(body="für")], ensure_ascii=False)
        assert rows(read(map, text.encode(encoding), tmp_path / "x"))[0]["length"] == 3
