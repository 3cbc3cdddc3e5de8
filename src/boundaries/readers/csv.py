"""Interaction logs in CSV (RFC 4180, UTF-8; comma, semicolon or tab): a header of column names, a record a row."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from boundaries.core.columns import BY_NAME
from boundaries.readers.records import LIMIT, Block, Dialect, blocks, fields_of
from boundaries.readers.tabular import Gathering, cannot_read, sealed
from boundaries.table.arrow import NEEDED, check_names

if TYPE_CHECKING:
    from boundaries.readers.base import Options
    from boundaries.table.log import Extract

name = "csv"
_BOM = b"\xef\xbb\xbf"
_DELIMITERS = (b",", b";", b"\t")


def sniff(head: bytes) -> bool:
    """Whether the first line that is not blank names, give or take case and blanks, two columns that every log has."""
    lines = head.removeprefix(_BOM).lstrip(b"\r\n").splitlines()
    if not lines:
        return False
    names = (field.strip().lower() for field in fields_of(lines[0], _delimiter(lines[0])))
    return len(set(NEEDED).intersection(names)) >= 2


@sealed
def read(path: Path, options: Options) -> Extract:
    """The rows of a CSV file; raises `LogError` where its header is not a log's."""
    gathering = Gathering(options, name)
    with path.open("rb") as file:
        header, line = _header(file, options)
        if header is None:
            return gathering.extract()
        delimiter = _delimiter(header)
        names = fields_of(header, delimiter)
        check_names(names, options.log)
        for block in blocks(file, Dialect(delimiter, len(names), names.index("at")), line + 1):
            _add(gathering, block, names, delimiter)
    return gathering.extract()


def _header(file: IO[bytes], options: Options) -> tuple[bytes | None, int]:
    """The first line that is not blank and its number; None where there is none."""
    number = 0
    while line := file.readline(LIMIT + 2):
        number += 1
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise cannot_read(options, "is UTF-16", "save it as UTF-8")
        line = line.removeprefix(_BOM) if number == 1 else line
        if b"\r" in line.rstrip(b"\r\n"):
            raise cannot_read(options, "has lines that end in a carriage return alone", "save it with Unix line ends")
        if len(line) > LIMIT or b"\0" in line:
            raise cannot_read(options, "has no header", "the first line names the columns")
        if line.strip():
            return line.rstrip(b"\r\n"), number
    return None, number


def _delimiter(header: bytes) -> bytes:
    """The delimiter that makes most columns' names of the header; a comma where none makes any."""
    return max(_DELIMITERS, key=lambda delimiter: len(set(BY_NAME).intersection(fields_of(header, delimiter))))


def _add(gathering: Gathering, block: Block, names: list[str], delimiter: bytes) -> None:
    """Give a block's sound records to Arrow, as text, and count every one of its records."""
    rows = np.arange(gathering.seen + 1, gathering.seen + len(block.lines) + 1)
    gathering.seen += len(block.lines)
    for index, reason in block.reasons.items():
        gathering.reject(int(rows[index]), reason, int(block.lines[index]))
    rows, lines = rows[block.sound], block.lines[block.sound]
    if not len(rows):
        return
    table, ragged = _parse(block.data, names, delimiter)
    for index, few in ragged.items():
        gathering.reject(int(rows[index]), f"too {'few' if few else 'many'} fields", int(lines[index]))
    bad = list(ragged)
    gathering.add(table, np.delete(rows, bad), np.delete(lines, bad))


def _parse(data: bytes, names: list[str], delimiter: bytes) -> tuple[pa.Table, dict[int, bool]]:
    """Records as columns of text, and those of the wrong number of fields (True: too few) by their index."""
    ragged: dict[int, bool] = {}

    def leave_out(row: arrow_csv.InvalidRow) -> str:
        ragged[row.number - 1] = row.actual_columns < row.expected_columns
        return "skip"

    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter.decode(),
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=leave_out,
        ),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return table, ragged
