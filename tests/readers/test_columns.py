"""Readers keep no column that nobody will look at; which rows are accepted never depends on that."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from tests.table.rows import PLAIN_WORDS, Row, good, rows, table

from boundaries.core.columns import NAMES
from boundaries.readers.base import Options
from boundaries.readers.open import open_log
from boundaries.table.log import REQUIRED, Log

FORMATS = ("csv", "jsonl", "parquet")
WHICH = {*REQUIRED, "practitioner"}
BAD: tuple[Row, ...] = ({"minutes": "long"}, {"amount": "?"}, {"place": ""}, {"by": "nobody"}, {"people": -1})


def write(path: Path, found: Sequence[Row]) -> None:
    if path.suffix == ".parquet":
        parquet.write_table(table(found), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in found))
    else:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, NAMES)
            writer.writeheader()
            writer.writerows(found)


def read(found: Sequence[Row], format: str, columns: frozenset[str] | None) -> Log:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log.{format}"
        write(path, found)
        return open_log([path], Options(columns=columns))


@given(
    st.lists(rows(PLAIN_WORDS), max_size=12, unique_by=lambda row: str(row["id"])),
    st.sampled_from(FORMATS[:2]),
    st.frozensets(st.sampled_from(NAMES)),
    st.data(),
)
def test_what_is_not_read_is_not_kept_and_changes_no_row(
    found: list[Row], format: str, columns: frozenset[str], data: st.DataObject
) -> None:
    for place in data.draw(st.sets(st.integers(0, len(found) - 1), max_size=3) if found else st.just(set())):
        found[place] = {**found[place], **data.draw(st.sampled_from(BAD))}
    whole, part = read(found, format, None), read(found, format, columns)
    assert part.rejects == whole.rejects
    assert part.summary == whole.summary
    assert part.table.equals(whole.table.select([n for n in whole.table.column_names if n in columns | WHICH]))


@given(
    st.lists(rows(PLAIN_WORDS), max_size=12, unique_by=lambda row: str(row["id"])),
    st.frozensets(st.sampled_from(NAMES)),
)
def test_parquet_keeps_the_same(found: list[Row], columns: frozenset[str]) -> None:
    whole, part = read(found, "parquet", None), read(found, "parquet", columns)
    assert (part.rejects, part.summary) == (whole.rejects, whole.summary)
    assert part.table.equals(whole.table.select([n for n in whole.table.column_names if n in columns | WHICH]))


@pytest.mark.parametrize("format", FORMATS)
def test_a_column_that_nobody_reads_is_checked_all_the_same(format: str) -> None:
    log = read([good(id="a", length=-1), good(id="b", length=3)], format, frozenset())
    assert [(reject.row, reject.column) for reject in log.rejects] == [(1, "length")]
    assert log.table.column_names == list(REQUIRED)


@pytest.mark.parametrize("format", FORMATS)
def test_the_accepted_rows_are_the_same_where_only_what_is_not_read_speaks_against_one(format: str) -> None:
    found = [good(id="a", place="room"), good(id="a", place="cafe"), good(id="b", place="room")]
    whole, part = read(found, format, None), read(found, format, frozenset({"channel"}))
    assert whole.table["id"].to_pylist() == part.table["id"].to_pylist() == ["a", "b"]
    assert (whole.summary.duplicates, whole.summary.rejected) == (0, 1)
    assert (part.summary.duplicates, part.summary.rejected) == (1, 0), "nothing that is read tells them apart"
