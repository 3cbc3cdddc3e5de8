"""What the readers of interaction logs share: gathering checked blocks of rows into one extract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.errors import Diagnostic, LogError
from boundaries.table.arrow import validate
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import SCHEMA, Coverage, Extract, Reject, empty_table

if TYPE_CHECKING:
    from boundaries.readers.base import Options

BLOCK_BYTES = 1 << 22  # of text read and checked at a time
TOO_LONG = "longer than 1 MiB"


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
        """Check a block and keep what is good; `rows` and `lines` number its rows."""
        kept, problems = validate(table, relationship=self.options.relationship, log=self.options.log)
        for row, (column, reason) in problems.items():
            self.reject(int(rows[row]), reason, int(lines[row]), column)
        bad = list(problems)
        self.tables.append(kept)
        self.rows.append(np.delete(rows, bad))
        self.lines.append(np.delete(lines, bad))

    def reject(self, row: int, reason: str, line: int | None, column: str | None = None) -> None:
        """Turn one row away."""
        self.rejects.append(Reject(row, reason, line, column, self.options.log))

    def extract(self) -> Extract:
        """All of it."""
        return Extract(
            table=_joined(self.tables),
            rejects=tuple(sorted(self.rejects, key=lambda reject: reject.row)),
            system=0,
            rows_seen=self.seen,
            format=self.format,
            coverage=coverage(self.options),
            rows=np.concatenate([np.zeros(0, np.int64), *self.rows]),
            lines=np.concatenate([np.zeros(0, np.int64), *self.lines]),
        )


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


def sealed(read: Callable[[Path, Options], Extract]) -> Callable[[Path, Options], Extract]:
    """A reader whose errors carry nothing of the file: neither a library's message nor a frame that holds rows."""

    @wraps(read)
    def wrapped(path: Path, options: Options) -> Extract:
        try:
            return read(path, options)
        except LogError as problem:
            error = LogError(*problem.diagnostics)
        except (OSError, pa.ArrowException):
            error = cannot_read(options, "cannot be read", "check its place and its rights")
        raise error

    return wrapped
