"""An interaction log as a file: the columns of SCHEMA that have a value, in its order, rows as the log has them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.core.instants import format_instant
from boundaries.table.log import Log

FORMATS = (".jsonl", ".csv", ".parquet")
_CHUNK = 65_536  # rows turned into Python values at a time


def write_log(log: Log, path: Path, suffix: str) -> None:
    """Write a log in the format of a suffix of FORMATS; reading it back gives the same log.

    A CSV holds values as they are (an id is an id on both ends); the one for spreadsheets is that of findings.
    """
    table = log.table.select([n for n in log.table.column_names if log.table[n].null_count < max(1, len(log))])
    if suffix == ".parquet":
        pq.write_table(table, path)
        return
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        if suffix == ".csv":
            writer = csv.writer(file)
            writer.writerow(table.column_names)
            writer.writerows(["" if value is None else value for value in row.values()] for row in _rows(table))
        else:
            kept = ({name: value for name, value in row.items() if value is not None} for row in _rows(table))
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in kept)


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    """The rows as plain values: instants as RFC 3339 text, whole numbers without a decimal point."""
    instants = {f.name for f in table.schema if pa.types.is_timestamp(f.type)}
    numbers = {f.name for f in table.schema if pa.types.is_floating(f.type)}
    for batch in table.to_batches(max_chunksize=_CHUNK):
        columns = {}
        for name in table.column_names:
            column = batch[name]
            values = (column.cast(pa.int64()) if name in instants else column).to_pylist()
            if name in instants:
                values = [None if v is None else format_instant(v) for v in values]
            elif name in numbers:
                values = [int(v) if v is not None and v.is_integer() else v for v in values]
            columns[name] = values
        for row in zip(*columns.values(), strict=True):
            yield dict(zip(columns, row, strict=True))
