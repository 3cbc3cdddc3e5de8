"""Several extracts to one log: put together, compared, sorted, in the one form that equal rows always have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.interaction import Interaction
from boundaries.table.arrow import from_interactions, from_stream, normalise
from boundaries.table.coded import Coded, from_arrow
from boundaries.table.duplicates import Rows, repeated, rising
from boundaries.table.log import (
    PLAIN_TEXT,
    REQUIRED,
    SCHEMA,
    Coverage,
    Extract,
    Log,
    Reject,
    SourceSummary,
    Summary,
    empty_table,
)
from boundaries.table.order import in_order

CONFLICT = "an earlier row of this relationship has the same id and other values"


def assemble(extracts: Sequence[Extract]) -> Log:
    """One log of the extracts, called `log 1`, `log 2` ... in the order given.

    Exact duplicates are dropped and counted; of rows with one id and different values the first in input order
    stays and the others are rejected (RULINGS 9). The table depends on the accepted rows alone, not on their order.
    """
    table = _together([extract.table for extract in extracts])
    pairs = from_arrow(table["relationship"].chunk(0)).canonical()
    owners = from_arrow(table["practitioner"].chunk(0)) if "practitioner" in table.column_names else None
    order = in_order(pairs, table["at"].chunk(0).view(pa.int64()).to_numpy(), table["id"].chunk(0), owners)
    ids = table["id"].chunk(0) if order is None else table["id"].chunk(0).take(pa.array(order))
    if rising(ids, pairs.codes if order is None else pairs.codes[order]):
        duplicates = conflicts = np.zeros(0, np.int64)
    else:
        duplicates, conflicts = repeated(table, pairs, owners)
    if len(duplicates) or len(conflicts):
        order, ids = _without(order, table.num_rows, duplicates, conflicts), None
    bounds = np.cumsum([0, *(extract.table.num_rows for extract in extracts)])
    rejects = _rejects(extracts, bounds, conflicts)
    return Log(
        table=_sorted(table, pairs, order, ids),
        rejects=tuple(reject for found in rejects for reject in found),
        sources=_sources(extracts, rejects, np.histogram(duplicates, bounds)[0] if len(extracts) else ()),
        coverage=_coverage(extracts),
    )


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of one chunk a column, with SCHEMA's columns that any has."""
    if not tables:
        return empty_table()
    names = {name for table in tables for name in table.column_names}
    fields = [field for field in SCHEMA if field.name in names or field.name in REQUIRED]
    wide = any(pa.types.is_large_string(table.schema.field(n).type) for table in tables for n in table.column_names)
    wide |= any(sum(t[n].nbytes for t in tables if n in t.column_names) >= 1 << 31 for n in PLAIN_TEXT)
    if wide:
        fields = [field.with_type(pa.large_string()) if field.type == pa.string() else field for field in fields]
    columns = [[_column(table, field) for table in tables] for field in fields]
    return pa.table([_one_chunk(parts) for parts in columns], schema=pa.schema(fields))


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, field.type)])
    column = table[field.name]
    return column if column.type == field.type else column.cast(field.type)


def _one_chunk(parts: Sequence[pa.ChunkedArray]) -> pa.Array:
    chunks = [chunk for part in parts for chunk in part.chunks]
    if len(chunks) == 1:
        return chunks[0]
    joined = pa.chunked_array(chunks, parts[0].type)
    if pa.types.is_dictionary(joined.type):
        joined = joined.unify_dictionaries()
    return joined.combine_chunks()


def _without(order: Rows | None, count: int, *dropped: Rows) -> Rows:
    """The order without the dropped rows."""
    stay = np.ones(count, np.bool_)
    stay[np.concatenate(dropped)] = False
    return np.flatnonzero(stay) if order is None else order[stay[order]]


def _sorted(table: pa.Table, pairs: Coded, order: Rows | None, ids: pa.Array | None) -> pa.Table:
    """The rows in this order (the ids may be so already), dictionaries canonical, empty optional columns left out."""
    take = None if order is None else pa.array(order)
    out: dict[str, pa.Array] = {}
    for name in table.column_names:
        column = table[name].chunk(0)
        if pa.types.is_dictionary(column.type):
            coded = pairs if name == "relationship" else from_arrow(column)
            if order is not None:
                coded = Coded(coded.codes[order], coded.values)
            column = coded.canonical().to_arrow()
        elif name == "id" and ids is not None:
            column = ids
        elif take is not None:
            column = column.take(take)
        if name in REQUIRED or column.null_count < len(column):
            out[name] = column
    return pa.table(out)


def _rejects(extracts: Sequence[Extract], bounds: NDArray[np.int64], conflicts: Rows) -> list[list[Reject]]:
    """For each extract its rejects, with those that only the comparison found, by row."""
    found: list[list[Reject]] = []
    for index, extract in enumerate(extracts):
        log = f"log {index + 1}"
        rejects = [replace(reject, log=log) for reject in extract.rejects]
        own = conflicts[(conflicts >= bounds[index]) & (conflicts < bounds[index + 1])] - bounds[index]
        if len(own):
            rows = _row_numbers(extract)[own].tolist()
            lines = [None] * len(rows) if extract.lines is None else extract.lines[own].tolist()
            rejects += [Reject(row, CONFLICT, line, "id", log) for row, line in zip(rows, lines, strict=True)]
        found.append(sorted(rejects, key=lambda reject: reject.row))
    return found


def _row_numbers(extract: Extract) -> NDArray[np.int64]:
    """The record number of each row of an extract's table."""
    if extract.rows is not None:
        return extract.rows
    numbers = np.arange(1, extract.table.num_rows + len(extract.rejects) + 1)
    return np.setdiff1d(numbers, [reject.row for reject in extract.rejects], assume_unique=True)


def _sources(
    extracts: Sequence[Extract], rejects: Sequence[Sequence[Reject]], duplicates: Sequence[int] | NDArray[np.int64]
) -> tuple[SourceSummary, ...]:
    out = []
    for index, extract in enumerate(extracts):
        same, rejected = int(duplicates[index]), len(rejects[index])
        accepted = extract.rows_seen - same - rejected - extract.system
        rows = Summary(extract.rows_seen, accepted, same, rejected, extract.system)
        out.append(SourceSummary(f"log {index + 1}", extract.format, rows))
    return tuple(out)


def _coverage(extracts: Sequence[Extract]) -> tuple[Coverage, ...] | None:
    """What the extracts show together; None as soon as one of them shows everything."""
    out: list[Coverage] = []
    for extract in extracts:
        if extract.coverage is None:
            return None
        out += extract.coverage
    return tuple(out)


def to_log(source: Iterable[Interaction] | object) -> Log:
    """The log of interactions, or of anything with `__arrow_c_stream__`; its rows are settled as a file's are.

    Raises `UsageError` for anything else.
    """
    streamed = hasattr(source, "__arrow_c_stream__")
    table = from_stream(source) if streamed else from_interactions(_interactions(source))
    kept, rejects = normalise(table)
    return assemble([Extract(kept, tuple(rejects), 0, table.num_rows, "table" if streamed else "interactions")])


def _interactions(source: object) -> list[Interaction]:
    rows = source if isinstance(source, Iterable) and not isinstance(source, str | bytes) else [source]
    found: list[Interaction] = []
    for row in rows:
        if not isinstance(row, Interaction):
            hint = "`bd.read(path)` reads a file, `bd.Interaction.from_mapping(row)` makes an interaction of a mapping"
            raise UsageError(
                Diagnostic("B210", f"`{type(row).__name__}` is neither a log nor an interaction", hint=hint)
            )
        found.append(row)
    return found
