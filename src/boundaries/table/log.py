"""The interaction log in memory: one sorted Arrow table, what was turned away, and what the log can show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from boundaries.core.columns import COLUMNS, Column
from boundaries.core.errors import Diagnostic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTANT = pa.timestamp("us", tz="UTC")
CODED = pa.dictionary(pa.int32(), pa.string())  # text of few values: kept as codes
PLAIN_TEXT = ("id", "ref")  # text of about as many values as rows: kept as text


def _type(column: Column) -> pa.DataType:
    if column.name in PLAIN_TEXT:
        return pa.string()
    return {"instant": INSTANT, "number": pa.float64(), "integer": pa.int64()}.get(column.type, CODED)


SCHEMA: pa.Schema = pa.schema([pa.field(c.name, _type(c)) for c in COLUMNS])
REQUIRED = ("id", "relationship", "at", "kind", "by")  # the columns every log's table has


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was turned away: which one and why, never what it said.

    `row` counts data records from 1 (a header is none), `line` is the physical line it starts on, where there
    are lines; `log` names the file as every output does.
    """

    row: int
    reason: str
    line: int | None = None
    column: str | None = None
    log: str = "log 1"

    def __str__(self) -> str:
        place = f"{self.log}:{self.line}" if self.line is not None else f"{self.log}: row {self.row}"
        column = f"column `{self.column}`: " if self.column else ""
        return f"{place}: {column}{self.reason}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a log can show: these kinds (None: every kind) in the closed interval [start_us, end_us].

    `relationship` None means every relationship of the log.
    """

    start_us: int
    end_us: int
    kinds: frozenset[str] | None = None
    relationship: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the rows.

    Invariant: rows_seen == accepted + duplicates + rejected + system.
    """

    rows_seen: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    system: int = 0

    def __add__(self, other: Summary) -> Summary:
        return Summary(
            self.rows_seen + other.rows_seen, self.accepted + other.accepted, self.duplicates + other.duplicates,
            self.rejected + other.rejected, self.system + other.system,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """The rows of one file, under the name outputs give it (`log 1`) and the format it was read as.

    `left_out` says of the rows left out why, where the format knows more than one reason.
    """

    log: str
    format: str
    rows: Summary
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Extract:
    """What a reader took from one file, in the file's order, not yet compared with other rows.

    `rows` and `lines` give, for each row of the table, its record number and its physical line; without `rows`
    the records are numbered as they stand, leaving out those of `rejects`. `coverage` None: every kind, all the time.
    `system` rows were left out, `left_out` says why where there is more than one reason; `matched` ones stand for what
    another log's row tells better. `log` is the file's name in outputs.
    Invariants: the table's columns have SCHEMA's types; rows_seen == table.num_rows + len(rejects) + system + matched;
    the counts of `left_out` add up to `system`, unless there are none.
    """

    table: pa.Table
    rejects: tuple[Reject, ...]
    system: int
    rows_seen: int
    format: str
    coverage: tuple[Coverage, ...] | None = None
    rows: NDArray[np.int64] | None = None
    lines: NDArray[np.int64] | None = None
    log: str = "log 1"
    left_out: tuple[tuple[str, int], ...] = ()
    matched: int = 0

    def __repr__(self) -> str:
        return f"<Extract of {self.format}: {self.table.num_rows} rows, {len(self.rejects)} rejected>"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Log:
    """Interactions as one Arrow table, with the rejects, a summary for each source, and what they can show.

    `blind` is where what these kinds show cannot be known, whatever any file covers: messages that disappear, a row
    that could not be read. `warnings` are what somebody should look at before trusting the log.
    `coverage` None: every kind from the contract's start to `as_of`.
    Invariants of the table: columns are SCHEMA's, in its order, REQUIRED ones always there; one chunk; rows sorted
    by (relationship by code points, null last; at; id by code points), and codes of `relationship` in that order.
    """

    table: pa.Table
    rejects: tuple[Reject, ...] = ()
    sources: tuple[SourceSummary, ...] = ()
    coverage: tuple[Coverage, ...] | None = None
    blind: tuple[Coverage, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def summary(self) -> Summary:
        """What became of the rows of all sources together."""
        return reduce(Summary.__add__, (source.rows for source in self.sources), Summary())

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        rows = self.summary
        return (
            f"<Log: {rows.rows_seen} rows seen, {rows.accepted} accepted, {rows.duplicates} duplicates, "
            f"{rows.rejected} rejected, {rows.system} system>"
        )


def empty_table(names: tuple[str, ...] = REQUIRED) -> pa.Table:
    """A table of no rows with these columns of SCHEMA."""
    return pa.schema([field for field in SCHEMA if field.name in names]).empty_table()
