"""What the readers of interaction logs share: gathering checked blocks of rows into one extract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.errors import BoundariesError, Diagnostic, LogError
from boundaries.table.arrow import validate
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import REQUIRED, SCHEMA, Coverage, Extract, Reject, empty_table

if TYPE_CHECKING:
    from boundaries.readers.base import File, Options

BLOCK_BYTES = 1 << 22  # of text read and checked at a time
TOO_LONG = "longer than 1 MiB"
_WHICH = (*REQUIRED, "practitioner")  # which row it is, whatever is looked at


@dataclass(slots=True, repr=False)
class Gathering:
    """Rows of one file as they are read: blocks of good ones, and the rejects, which may come in any order."""

    options: Options
    format: str
    seen: int = 0
    tables: list[pa.Table] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    lines: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, table: pa.Table, rows: NDArray[np.int64], lines: NDArray[np.int64]) -> None:
        """Check a block and keep what is good; `rows` and `lines` number its rows (line 0: it has none)."""
        kept, problems = validate(table, relationship=self.options.relationship, log=self.options.log)
        for row, (column, reason) in problems.items():
            self.reject(int(rows[row]), reason, int(lines[row]) or None, column)
        bad = list(problems)
        self.tables.append(only_read(_in_use(kept) if bad else kept, self.options))
        self.rows.append(np.delete(rows, bad))
        self.lines.append(np.delete(lines, bad))

    def reject(self, row: int, reason: str, line: int | None, column: str | None = None) -> None:
        """Turn one row away."""
        self.rejects.append(Reject(row, reason, line, column, self.options.log))

    def extract(self, left_out: tuple[tuple[str, int], ...] = (), shown: tuple[Coverage, ...] | None = None) -> Extract:
        """All of it, with what the reader left out and what the file can show."""
        table = _joined(self.tables)
        rows, lines = (np.concatenate([np.zeros(0, np.int64), *numbers]) for numbers in (self.rows, self.lines))
        return Extract(
            table=table,
            rejects=tuple(sorted(self.rejects, key=lambda reject: reject.row)),
            system=sum(count for _, count in left_out),
            rows_seen=self.seen,
            format=self.format,
            coverage=shown,
            left_out=left_out,
            rows=rows,
            lines=lines if lines.any() or not len(lines) else None,
        )


def _in_use(table: pa.Table) -> pa.Table:
    """The table without words of a dictionary that no row has: what was turned away must not stay behind in one."""
    coded = {n: c for n, c in zip(table.column_names, table.columns, strict=True) if pa.types.is_dictionary(c.type)}
    for name, column in coded.items():
        plain = column.cast(pa.string())
        table = table.set_column(table.column_names.index(name), name, plain.dictionary_encode().cast(column.type))
    return table


def only_read(table: pa.Table, options: Options) -> pa.Table:
    """The columns of a checked table that will be looked at: which rows are good never depends on what is read."""
    if options.columns is None:
        return table
    return table.select([name for name in table.column_names if name in options.columns or name in _WHICH])


def _joined(tables: list[pa.Table]) -> pa.Table:
    """The blocks' tables as one; a column that a block lacks is missing there."""
    if not tables:
        return empty_table()
    names = {name for table in tables for name in table.column_names}
    schema = pa.schema([f for f in SCHEMA if f.name in names])
    return pa.concat_tables([_widened(table, schema) for table in tables])


def _widened(table: pa.Table, schema: pa.Schema) -> pa.Table:
    lacking: Mapping[str, pa.DataType] = {f.name: f.type for f in schema if f.name not in table.column_names}
    columns = [
        pa.nulls(table.num_rows, lacking[name]) if name in lacking else table[name].cast(schema.field(name).type)
        for name in schema.names
    ]
    return pa.table(columns, schema=schema)


def coverage(options: Options) -> tuple[Coverage, ...] | None:
    """An interaction log shows every kind, all the time, unless the caller says it shows less."""
    if options.covers is None:
        return None
    return (Coverage(FIRST_US, LAST_US, frozenset(options.covers)),)


def cannot_read(options: Options, what: str, hint: str) -> LogError:
    """The error of a file that cannot be read at all."""
    return LogError(Diagnostic("B207", f"{options.log} {what}", hint=hint))


def sealed(read: Callable[[File, Options], Extract]) -> Callable[[File, Options], Extract]:
    """A reader whose errors carry nothing of the file: neither a library's message nor a frame that holds rows."""

    @wraps(read)
    def wrapped(file: File, options: Options) -> Extract:
        try:
            return read(file, options)
        except BoundariesError as problem:
            error = type(problem)(*problem.diagnostics)
        except (OSError, pa.ArrowException):
            error = cannot_read(options, "cannot be read", "check its place and its rights")
        raise error

    return wrapped
