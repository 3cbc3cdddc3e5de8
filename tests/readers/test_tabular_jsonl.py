"""Logs in JSON Lines: a row at a time, and no line can do worse than be counted."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import Row, extract, good, rows, write_jsonl

from boundaries.core.errors import LogError
from boundaries.readers import jsonl
from boundaries.readers.base import Options
from boundaries.table.assemble import assemble
from boundaries.table.log import Extract


def read(found: Sequence[Row | bytes], **options: object) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = write_jsonl(Path(folder) / "Anna Smith.jsonl", found)
        ours = jsonl.read(path, Options(**options))  # type: ignore[arg-type]
    assert ours.rows_seen == ours.table.num_rows + len(ours.rejects)
    return ours


@given(st.lists(rows(), max_size=8))
@settings(max_examples=50, deadline=None)
def test_what_python_writes_is_read(found: list[Row]) -> None:
    assert assemble([read(found)]).table.equals(assemble([extract(found)]).table)


def spoilt(**more: object) -> bytes:
    return json.dumps(good() | more).encode()


BAD = [
    (b"{", None, "not JSON"),
    (b"\xff{}", None, "not UTF-8 text"),
    (b"[1]", None, "not a JSON object"),
    (b'"id"', None, "not a JSON object"),
    (b"null", None, "not a JSON object"),
    (b"{}", "id", "missing"),
    (spoilt() * 2, None, "not JSON"),
    (spoilt(minutes=float("nan")), None, "not JSON"),
    (b'{"id": ' + b"9" * 5000 + b"}", None, "not JSON"),
    (b"[" * 100_000, None, "not JSON"),
    (b'{"id":' * 100_000, None, "not JSON"),
    (spoilt(minutes=True), "minutes", "not a number"),
    (spoilt(minutes="50"), "minutes", "not a number"),
    (spoilt(minutes=[50]), "minutes", "not a number"),
    (spoilt(minutes={"a": 1}), "minutes", "not a number"),
    (spoilt(people=10**400), "people", "not a number that can be kept"),
    (spoilt()[:-1] + b', "minutes": 1e999}', "minutes", "not a number that can be kept"),
    (spoilt(people=2**70), "people", "not a number that can be kept"),
    (spoilt(id=5), "id", "not text"),
    (spoilt(place={"a": {"b": []}}), "place", "not text"),
    (spoilt(at=1772572200), "at", "not text"),
    (spoilt(id="\ud800"), "id", "not UTF-8 text"),
    (spoilt(place="a\0"), "place", "contains a NUL"),
    (spoilt()[:-1] + b', "id": "m1"}', "id", "is there twice"),
    (spoilt(chanel="sms"), "chanel", "no column of a log (did you mean `channel`?)"),
    (spoilt(body="secret"), "body", "looks like content: drop it, or use a reader that does"),
    (spoilt(**{"Anna Smith": 1}), None, "no column of a log"),
    (spoilt(**{"\ud800": 1}), None, "no column of a log"),
    (spoilt(place="x" * 2**20), None, "longer than 1 MiB"),
]


@pytest.mark.parametrize(("row", "column", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_a_reject_and_takes_no_other_with_it(row: bytes, column: str | None, reason: str) -> None:
    found = read([good(id="a"), b"", b"  ", row, good(id="b")])
    assert found.table["id"].to_pylist() == ["a", "b"]
    assert [(r.row, r.line, r.column, r.reason) for r in found.rejects] == [(2, 4, column, reason)]


JUNK = st.sampled_from([row for row, _, _ in BAD if len(row) < 3000]) | st.binary(max_size=30).filter(
    lambda line: b"\n" not in line and line.strip() != b""
)


@given(
    st.lists(st.integers(0, 9) | JUNK, max_size=30).filter(
        lambda rows: sum(isinstance(r, int) for r in rows) * 2 >= len(rows)
    )
)
@settings(max_examples=100, deadline=None)
def test_no_good_row_is_lost_among_broken_ones(found: list[int | bytes]) -> None:
    ours = read([good(id=f"good-{i}") if isinstance(row, int) else row for i, row in enumerate(found)])
    assert ours.table["id"].to_pylist() == [f"good-{i}" for i, row in enumerate(found) if isinstance(row, int)]
    assert ours.lines.tolist() == [i for i, row in enumerate(found, 1) if isinstance(row, int)]  # type: ignore[union-attr]


def test_ten_thousand_broken_rows_are_counted() -> None:
    found = [good(id=str(i)) if i % 3 else b'{"id": ' for i in range(15_000)]
    ours = read(found)
    assert (ours.table.num_rows, len(ours.rejects)) == (10_000, 5_000)


def test_a_file_whose_rows_mostly_have_a_misspelt_column_is_told_which_was_meant() -> None:
    with pytest.raises(LogError) as caught:
        read([spoilt(chanel="secret")] * 3)
    said = "B208 log 1: most rows have `chanel`, which no interaction has (did you mean `channel`?)"
    assert str(caught.value) == said


@pytest.mark.parametrize("count", [3, 2_000])
def test_a_file_whose_rows_mostly_have_strange_columns_is_refused(count: int) -> None:
    with pytest.raises(LogError) as caught:
        read([spoilt(msg_text="secret")] * count + [good()], log="log 2")
    said = "B208 log 2: most rows have `msg_text`, which looks like content (drop it: no content is ever read)"
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "Anna" not in str(caught.value)


def test_half_of_the_first_thousand_is_not_most_and_later_ones_do_not_count() -> None:
    found = [spoilt(chanel="x") if i % 2 else good(id=str(i)) for i in range(1_000)] + [spoilt(chanel="x")] * 2_000
    assert read(found).table.num_rows == 500


def test_a_mark_of_byte_order_and_a_last_line_without_end_are_read(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + spoilt(id="a") + b"\r\n" + spoilt(id="b"))
    assert jsonl.read(path, Options()).table["id"].to_pylist() == ["a", "b"]


def test_a_long_line_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("wb") as file:
        file.write(spoilt(id="a") + b"\n")
        file.truncate(300_000_000)  # a hole: one line of NULs
        file.seek(0, 2)
        file.write(b"\n" + spoilt(id="b"))
    found = jsonl.read(path, Options())
    assert found.table["id"].to_pylist() == ["a", "b"]
    assert [(r.row, r.line, r.reason) for r in found.rejects] == [(2, 2, "longer than 1 MiB")]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b'{"id": "a"}\n', True),
        (b'\xef\xbb\xbf\n{"at": 1, "x": [{}]}\n{"id', True),
        (b'oops\n{"id": "a"}\n', True),
        (b'{"name": "chat", "messages": []}\n', False),
        (b'{\n "id": 1}', False),
        (b"", False),
        (b"\xff\x00", False),
    ],
)
def test_a_log_is_known_by_one_of_its_first_lines(head: bytes, known: bool) -> None:
    assert jsonl.sniff(head) is known


def test_one_wrong_key_is_compared_with_the_columns_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(jsonl, "did_you_mean", lambda word, _: compared.append(word) or "did you mean `length`?")
    jsonl._nearest.cache_clear()
    ours = read([good()] * 1000 + [b'{"lenght": 1}'] * 500)
    jsonl._nearest.cache_clear()
    assert {(reject.column, reject.reason) for reject in ours.rejects} == {
        ("lenght", "no column of a log (did you mean `length`?)")
    }
    assert compared == ["lenght"]
