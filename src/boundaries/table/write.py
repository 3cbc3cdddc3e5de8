"""A log to a file that reads back as the same log: JSONL, CSV or Parquet, for its owner's eyes only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.files import write_private
from boundaries.table.log import INSTANT, Log

_BATCH_ROWS = 1 << 15
_SPECIAL = '[",\r\n]'
Writer = Callable[[pa.Table, IO[bytes]], None]


def write_log(log: Log, path: Path) -> None:
    """Write the log's accepted rows to a `.jsonl`, `.csv` or `.parquet` file of mode 0600, replacing it whole.

    Reading the file gives an equal table; rejects and coverage are not written. Texts are written as they are: an id
    that starts with `=` is a formula to a spreadsheet. Raises `UsageError` for another ending or no such place.
    """
    writer = writer_of(path)
    write_private(path, lambda scratch: _fill(scratch, log.table, writer))


def writer_of(path: Path) -> Writer:
    """What writes a log to a file of this name; raises `UsageError` for an ending that tells no format."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(f"`{suffix}`" for suffix in WRITERS)
        raise UsageError(
            Diagnostic("B209", f"a log cannot be written as `{path.suffix or path.name}`", hint=f"known: {known}")
        )
    return writer


def _fill(path: Path, table: pa.Table, writer: Writer) -> None:
    with path.open("wb") as file:
        writer(table, file)


def _write_jsonl(table: pa.Table, file: IO[bytes]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for batch in as_text(table).to_batches(max_chunksize=_BATCH_ROWS):
        names, columns = batch.schema.names, [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            row = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
            file.write(encode(row).encode("utf-8") + b"\n")


def _write_csv(table: pa.Table, file: IO[bytes]) -> None:
    text = as_text(table)
    plain = not any(_has_special(column) for column in text.columns if pa.types.is_string(column.type))
    file.write((",".join(text.column_names) + "\n").encode())
    options = csv.WriteOptions(include_header=False, quoting_style="none" if plain else "needed")
    csv.write_csv(text, file, options)


def _has_special(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, _SPECIAL)).as_py())


def _write_parquet(table: pa.Table, file: IO[bytes]) -> None:
    pq.write_table(table, file)


WRITERS = {".jsonl": _write_jsonl, ".csv": _write_csv, ".parquet": _write_parquet}


def as_text(table: pa.Table) -> pa.Table:
    """The table with every instant as RFC 3339 text in UTC and every dictionary as plain text."""
    return pa.table({name: _plain(table[name]) for name in table.column_names})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type == INSTANT:
        naive = column.cast(pa.timestamp("us"))  # no zone: formatting needs no zone database
        return pc.binary_join_element_wise(pc.replace_substring(naive.cast(pa.string()), " ", "T"), "Z", "")
    return (
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) or column.type == pa.large_string() else column
    )
