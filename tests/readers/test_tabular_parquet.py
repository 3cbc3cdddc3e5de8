"""Logs in Parquet: whatever the columns' encoding, the same rows; whatever is broken, one clear refusal."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.table.rows import extract, good, table

from boundaries.core.errors import LogError
from boundaries.readers import parquet
from boundaries.readers.base import Options
from boundaries.table.assemble import assemble

FOUND = [
    good(id=str(i), minutes=float(i), channel="sms" if i % 2 else None, relationship=f"c-{i % 3}") for i in range(50)
]


@pytest.mark.parametrize("as_type", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
@pytest.mark.parametrize("rows_in_a_group", [7, 1000])
def test_every_encoding_of_the_same_rows_is_the_same_log(
    as_type: pa.DataType, rows_in_a_group: int, tmp_path: Path
) -> None:
    path = tmp_path / "log.parquet"
    found = table(FOUND)
    for name in ("kind", "by", "channel", "relationship"):
        index = found.column_names.index(name)
        found = found.set_column(index, name, found[name].cast(as_type))
    pq.write_table(found, path, row_group_size=rows_in_a_group)
    ours = parquet.read(path, Options())
    assert (ours.rows_seen, ours.rejects, ours.coverage) == (50, (), None)
    assert assemble([ours]).table.equals(assemble([extract(FOUND)]).table)


def test_a_bad_row_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pq.write_table(table([*FOUND, good(id="x", by="?"), good(id="y")]), path)
    ours = parquet.read(path, Options(log="log 2"))
    assert [(r.row, r.line, r.column, r.log) for r in ours.rejects] == [(51, None, "by", "log 2")]
    assert ours.table.num_rows == 51


@pytest.mark.parametrize("cut", [0, 3, 4, 100, -1, -9])
def test_a_damaged_file_is_refused_without_its_name(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "Anna.parquet"
    pq.write_table(table(FOUND), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(LogError) as caught:
        parquet.read(path, Options())
    assert str(caught.value).startswith("B207 log 1 is not a Parquet file")
    assert caught.value.__context__ is None


def test_a_file_with_broken_pages_is_refused_or_read_but_never_fails_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pq.write_table(table(FOUND), path)
    sound = path.read_bytes()
    outcomes = set()
    for place in range(4, len(sound) - 4, 97):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0xFF]) + sound[place + 1 :])
        try:
            outcomes.add(type(parquet.read(path, Options())))
        except LogError as problem:
            outcomes.add(type(problem))
    assert LogError in outcomes


def test_an_encrypted_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PARE" + b"x" * 100 + b"PARE")
    with pytest.raises(LogError, match="is encrypted"):
        parquet.read(path, Options())


@pytest.mark.parametrize("more", [{"body": ["secret"]}, {"nested": [{"secret": 1}]}, {"__index_level_0__": [1]}])
def test_columns_of_no_log_are_refused_before_a_row_is_read(more: dict[str, list[object]], tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    found = table([good()])
    for name, cells in more.items():
        found = found.append_column(name, pa.array(cells))
    pq.write_table(found, path)
    with pytest.raises(LogError) as caught:
        parquet.read(path, Options())
    assert f"`{next(iter(more))}`" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_timestamp_without_a_zone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    found = table([good()]).drop("at").append_column("at", pa.array([0], pa.timestamp("us")))
    pq.write_table(found, path)
    with pytest.raises(LogError, match="the column `at` is a timestamp without a zone"):
        parquet.read(path, Options())


def test_a_log_is_known_by_its_first_bytes() -> None:
    assert parquet.sniff(b"PAR1...")
    assert parquet.sniff(b"PARE...")
    assert not parquet.sniff(b"id,at")
