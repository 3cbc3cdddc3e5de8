"""What is written reads back as the same log, from every format, and only its owner can open it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import Row, extract, good, rows

from boundaries.core.errors import UsageError
from boundaries.readers import csv, jsonl, parquet
from boundaries.readers.base import Options
from boundaries.table.assemble import assemble
from boundaries.table.log import Log
from boundaries.table.write import write_log

READERS = {"jsonl": jsonl, "csv": csv, "parquet": parquet}


def again(log: Log, suffix: str, folder: Path) -> Log:
    path = folder / f"log.{suffix}"
    write_log(log, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in folder.iterdir()] == [path.name]
    return assemble([READERS[suffix].read(path, Options())])


@pytest.mark.parametrize("suffix", READERS)
@given(found=st.lists(rows(), max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_log_reads_back_as_it_was_written(suffix: str, found: list[Row]) -> None:
    log = assemble([extract(found)])
    with tempfile.TemporaryDirectory() as folder:
        back = again(log, suffix, Path(folder))
    assert back.table.equals(log.table)
    assert not back.rejects


@pytest.mark.parametrize("suffix", READERS)
def test_rows_of_practitioners_and_odd_texts_come_back(suffix: str, tmp_path: Path) -> None:
    found = [good(id=word, place=word) for word in ("=1+1", "-1", '"', "a,b\r\nc", " ", "\ufeff", "null", "nan", "1")]
    log = assemble([extract([*found, good(relationship=None, practitioner="p-1", kind="leave")])])
    assert again(log, suffix, tmp_path).table.equals(log.table)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`\.txt`"):
        write_log(assemble([]), tmp_path / "log.txt")
    assert not list(tmp_path.iterdir())
