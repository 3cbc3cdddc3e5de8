"""Interaction logs in Parquet: typed columns, checked whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from boundaries.readers.tabular import Gathering, cannot_read, coverage, sealed
from boundaries.table.arrow import check_names
from boundaries.table.log import CODED, SCHEMA, Extract

if TYPE_CHECKING:
    from boundaries.readers.base import File, Options

name = "parquet"
_BLOCK_ROWS = 1 << 16
_CODED = tuple(field.name for field in SCHEMA if field.type == CODED)


def sniff(head: bytes) -> bool:
    """Whether the file begins as Parquet does, encrypted or not."""
    return head.startswith((b"PAR1", b"PARE"))


@sealed
def read(file: File, options: Options) -> Extract:
    """The rows of a Parquet file; raises `LogError` where it is damaged, encrypted or not an interaction log."""
    gathering = Gathering(options, name)
    for block in _blocks(file, options):
        rows = np.arange(gathering.seen + 1, gathering.seen + block.num_rows + 1)
        gathering.seen += block.num_rows
        gathering.add(block, rows, np.zeros(len(rows), np.int64))
    return gathering.extract(shown=coverage(options))


def _blocks(file: File, options: Options) -> Iterator[pa.Table]:
    """The file's rows, so many at a time; text of few values as dictionaries from the start."""
    from pyarrow import parquet  # 30 ms that only this format needs

    try:
        with file.open("rb") as stream:
            if stream.read(4) == b"PARE":
                raise cannot_read(options, "is encrypted", "decrypt it first")
        mapped = isinstance(file, Path)
        schema = parquet.read_schema(file if mapped else file.open("rb"), memory_map=mapped)
        check_names(schema.names, options.log)
        coded = [field.name for field in schema if field.name in _CODED and _is_text(field.type)]
        opened = parquet.ParquetFile(file if mapped else file.open("rb"), memory_map=mapped, read_dictionary=coded)
        for batch in opened.iter_batches(_BLOCK_ROWS, use_threads=False):
            yield pa.Table.from_batches([batch])
        return
    except (pa.ArrowException, OSError, ValueError):
        error = cannot_read(options, "is not a Parquet file that can be read", "it may be cut short; write it again")
    raise error  # outside the handler: the library's own message may name the file


def _is_text(type: pa.DataType) -> bool:
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type))
