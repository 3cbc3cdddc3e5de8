"""Interaction logs in CSV (RFC 4180, UTF-8; comma, semicolon or tab): a header of column names, a record a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boundaries.core.columns import BY_NAME
from boundaries.readers.records import BOM, Block, Dialect, blocks, fields_of, header_of, table_of
from boundaries.readers.tabular import Gathering, coverage, sealed
from boundaries.table.arrow import NEEDED, check_names

if TYPE_CHECKING:
    from boundaries.readers.base import File, Options
    from boundaries.table.log import Extract

name = "csv"
_DELIMITERS = (b",", b";", b"\t")


def sniff(head: bytes) -> bool:
    """Whether the first line that is not blank names, give or take case and blanks, two columns that every log has."""
    lines = head.removeprefix(BOM).lstrip(b"\r\n").splitlines()
    if not lines:
        return False
    names = (field.strip().lower() for field in fields_of(lines[0], _delimiter(lines[0])))
    return len(set(NEEDED).intersection(names)) >= 2


@sealed
def read(file: File, options: Options) -> Extract:
    """The rows of a CSV file; raises `LogError` where its header is not a log's."""
    gathering = Gathering(options, name)
    with file.open("rb") as stream:
        header, line = header_of(stream, options)
        if header is None:
            return gathering.extract(shown=coverage(options))
        delimiter = _delimiter(header)
        names = fields_of(header, delimiter)
        check_names(names, options.log)
        for block in blocks(stream, Dialect(delimiter, len(names), names.index("at")), line + 1):
            _add(gathering, block, names, delimiter)
    return gathering.extract(shown=coverage(options))


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
    table, ragged = table_of(block.data, names, delimiter)
    for index, few in ragged.items():
        gathering.reject(int(rows[index]), f"too {'few' if few else 'many'} fields", int(lines[index]))
    bad = list(ragged)
    gathering.add(table, np.delete(rows, bad), np.delete(lines, bad))
