"""No error of a log's reader carries a cell: not in its message, its chain, or the frames it passed through."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tests.table.rows import good, table, write_jsonl

from boundaries.core.errors import LogError
from boundaries.readers import csv, jsonl, parquet
from boundaries.readers.base import Options

CANARY = "canary-7f3a"


def naive_parquet(path: Path) -> None:
    found = table([good(id=CANARY, place=CANARY)]).drop("at").append_column("at", pa.array([0], pa.timestamp("us")))
    pq.write_table(found, path)


def strange_jsonl(path: Path) -> None:
    write_jsonl(path, [good(id=CANARY, body=CANARY)] * 5)


def strange_csv(path: Path) -> None:
    path.write_text(f"id,at,kind,by,{CANARY} {CANARY}\n{CANARY}," * 3)


@pytest.mark.parametrize(
    ("reader", "make"), [(parquet, naive_parquet), (jsonl, strange_jsonl), (csv, strange_csv)], ids=lambda v: v.__name__
)
def test_a_refused_file_says_nothing_of_its_rows(
    reader: ModuleType, make: Callable[[Path], None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "log")
    with pytest.raises(LogError) as caught:
        reader.read(tmp_path / "log", Options())
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert CANARY not in shown
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize(
    "row",
    [f"{CANARY}\xff,{CANARY}", f'{CANARY},"{CANARY}', f"{CANARY},{CANARY},{CANARY},{CANARY},{CANARY}", f"{CANARY}\0"],
)
def test_a_rejected_row_is_not_shown(row: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"id,at,kind,by\n" + row.encode("latin-1") + b"\n")
    found = csv.read(path, Options())
    assert [reject.row for reject in found.rejects] == [1]
    assert CANARY not in repr(found) + repr(found.rejects)
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("reader", [csv, jsonl, parquet], ids=lambda reader: reader.name)
def test_a_word_of_a_row_that_was_turned_away_does_not_stay_in_a_dictionary(reader: ModuleType, tmp_path: Path) -> None:
    rows = [good(id="a"), good(id="b", by=CANARY), good(id="c", kind=CANARY)]
    path = tmp_path / "log"
    if reader is jsonl:
        write_jsonl(path, rows)
    else:
        (pq.write_table if reader is parquet else pa.csv.write_csv)(pa.Table.from_pylist(rows), path)
    found = reader.read(path, Options())
    assert (found.table.num_rows, len(found.rejects)) == (1, 2)
    assert CANARY.encode() not in pickle.dumps(found)
