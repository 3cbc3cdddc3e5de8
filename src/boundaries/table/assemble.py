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
)
from boundaries.table.order import in_order

Columns = dict[str, pa.ChunkedArray]  # of one extract

CONFLICT = "an earlier row of this relationship has the same id and other values"


def assemble(extracts: Iterable[Extract]) -> Log:
    """One log of the extracts, each under its own name.

    Exact duplicates are dropped and counted; of rows with one id and different values the first in input order
    stays and the others are rejected (RULINGS 9). The table depends on the accepted rows alone, not on their order.
    Column by column what was read makes room for what stays, wherever nobody else holds on to an extract.
    """
    parts: list[Columns] = []
    bare: list[Extract] = []
    for extract in extracts:
        parts.append(dict(zip(extract.table.column_names, extract.table.columns, strict=True)))
        bare.append(replace(extract, table=extract.table.select([])))
        del extract
    columns = _together(parts)
    pairs = from_arrow(columns["relationship"]).canonical()
    owners = from_arrow(columns["practitioner"]) if "practitioner" in columns else None
    order = in_order(pairs, columns["at"].view(pa.int64()).to_numpy(), columns["id"], owners)
    ids = columns["id"] if order is None else columns["id"].take(pa.array(order))
    if rising(ids, pairs.codes if order is None else pairs.codes[order]):
        duplicates = conflicts = np.zeros(0, np.int64)
    else:
        duplicates, conflicts = repeated(columns, pairs, owners)
    if len(duplicates) or len(conflicts):
        order, ids = _without(order, len(pairs.codes), duplicates, conflicts), None
    bounds = np.cumsum([0, *(extract.table.num_rows for extract in bare)])
    rejects = _rejects(bare, bounds, conflicts)
    table = _sorted(columns, pairs, order, ids)
    pa.default_memory_pool().release_unused()  # what reading took: judging takes as much again
    return Log(
        table=table,
        rejects=tuple(reject for found in rejects for reject in found),
        sources=_sources(bare, rejects, np.histogram(duplicates, bounds)[0] if bare else ()),
        coverage=_coverage(bare),
    )


def _together(parts: Sequence[Columns]) -> dict[str, pa.Array]:
    """SCHEMA's columns that any part has, each of one chunk; takes them out of the parts."""
    if not parts:
        return {field.name: pa.array([], field.type) for field in SCHEMA if field.name in REQUIRED}
    names = {name for part in parts for name in part}
    fields = [field for field in SCHEMA if field.name in names or field.name in REQUIRED]
    wide = any(pa.types.is_large_string(column.type) for part in parts for column in part.values())
    wide |= any(sum(part[n].nbytes for part in parts if n in part) >= 1 << 31 for n in PLAIN_TEXT)
    if wide:
        fields = [field.with_type(pa.large_string()) if field.type == pa.string() else field for field in fields]
    counted = [(part, len(part["at"])) for part in parts]
    return {f.name: _one_chunk([_column(part.pop(f.name, None), count, f) for part, count in counted]) for f in fields}


def _column(column: pa.ChunkedArray | None, count: int, field: pa.Field) -> pa.ChunkedArray:
    if column is None:
        return pa.chunked_array([pa.nulls(count, field.type)])
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


def _sorted(columns: dict[str, pa.Array], pairs: Coded, order: Rows | None, ids: pa.Array | None) -> pa.Table:
    """The rows in this order (the ids may be so already), dictionaries canonical, empty optional columns left out.

    Takes the columns out of what it is given.
    """
    take = None if order is None else pa.array(order)
    out: dict[str, pa.Array] = {}
    for name in list(columns):
        column = columns.pop(name)
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
        rejects = [replace(reject, log=extract.log) for reject in extract.rejects]
        own = conflicts[(conflicts >= bounds[index]) & (conflicts < bounds[index + 1])] - bounds[index]
        if len(own):
            rows = _row_numbers(extract)[own].tolist()
            lines = [None] * len(rows) if extract.lines is None else extract.lines[own].tolist()
            pairs = zip(rows, lines, strict=True)
            rejects += [Reject(row, CONFLICT, line or None, "id", extract.log) for row, line in pairs]
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
        same, rejected = int(duplicates[index]) + extract.matched, len(rejects[index])
        accepted = extract.rows_seen - same - rejected - extract.system
        rows = Summary(extract.rows_seen, accepted, same, rejected, extract.system)
        out.append(SourceSummary(extract.log, extract.format, rows, extract.left_out))
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
