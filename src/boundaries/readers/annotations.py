"""What an export cannot know, added row by row: what a message was for, what a gift was worth, which session it bills.

A file of annotations is CSV or JSON Lines with the columns `relationship` and `id`, which name a row of the log, and
any of `purpose`, `reason`, `account`, `amount`, `ref`. A value given replaces the row's own; an empty one changes
nothing. In outputs the file is called `annotations`.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.core.columns import BY_NAME, is_identifier, looks_like_content
from boundaries.core.errors import Diagnostic, LogError, did_you_mean
from boundaries.readers.base import read_head
from boundaries.readers.lines import encoding_of, text_lines
from boundaries.table.coded import from_arrow
from boundaries.table.log import SCHEMA, Log, Reject

VALUES = ("purpose", "reason", "account", "amount", "ref")
COLUMNS = ("relationship", "id", *VALUES)
FILE = "annotations"

_Key = tuple[str, str]
_Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Annotation:
    """What one record of the file says of one row of the log."""

    row: int
    line: int
    key: _Key
    values: Mapping[str, str | float]


class _UnfitError(Exception):
    """Why a record is turned away: the reason and the column, never a value."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column


def annotate(
    log: Log, path: Path, relationship: str | None = None, columns: frozenset[str] | None = None
) -> Log:  # fmt: skip
    """The log with the annotations of a file; `relationship` stands in for the column where that is missing, and
    `columns` are those that will be looked at (None: any).

    Records that are wrong, or that name no row of the log, join the log's rejects under the name `annotations`;
    they are no rows of the log and not in its counts. Raises `LogError` for a file that holds no annotations.
    """
    annotations, rejects = load(path, relationship)
    places = _places(log.table, {a.key for a in annotations})
    for a in annotations:
        if a.key not in places:
            rejects.append(_reject(a.row, a.line, "no row of the log has this relationship and id", "id"))
    table = log.table
    for column in (column for column in VALUES if columns is None or column in columns):
        given = {places[a.key]: a.values[column] for a in annotations if column in a.values and a.key in places}
        if given:
            table = _with_values(table, column, given)
    return replace(log, table=table, rejects=(*log.rejects, *sorted(rejects, key=lambda reject: reject.row)))


def load(path: Path, relationship: str | None = None) -> tuple[list[Annotation], list[Reject]]:
    """The annotations of a file, the first of each row of the log, and the records turned away."""
    found: dict[_Key, Annotation] = {}
    rejects: list[Reject] = []
    for row, (line, cells) in enumerate(_records(path), 1):
        try:
            annotation = Annotation(row, line, _key(_whole(cells), relationship), _values(_whole(cells)))
            if annotation.key in found:
                raise _UnfitError("an earlier annotation is of the same row", "id")
        except _UnfitError as problem:
            rejects.append(_reject(row, line, problem.reason, problem.column))
        else:
            found[annotation.key] = annotation
    return list(found.values()), rejects


def _reject(row: int, line: int, reason: str, column: str | None) -> Reject:
    return Reject(row, reason, line=line, column=column, log=FILE)


# ---- the file -----------------------------------------------------------------------------------------------


def _records(path: Path) -> Iterator[tuple[int, _Cells | _UnfitError]]:
    """Each record with its line: its cells, or why there are none."""
    head = read_head(path, f"the file of {FILE}")
    with path.open("rb") as file:
        lines = text_lines(file, encoding_of(head))
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            yield from ((n, _object(line, whole)) for n, (line, whole) in enumerate(lines, 1) if line.strip())
        else:
            yield from _table(lines)


def _object(line: str, whole: bool) -> _Cells | _UnfitError:
    """The cells of a line of JSON."""
    try:
        cells = json.loads(line) if whole else None
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, dict):
        return _UnfitError("not a JSON object" if whole else "longer than 1 MiB")
    for name in cells:
        if name not in COLUMNS:
            return _UnfitError("not a column of annotations", name if is_identifier(name) else None)
    return cells


def _table(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[int, _Cells | _UnfitError]]:
    """The records of a CSV file, one a line; raises `LogError` for a header that is none."""
    header = [name.strip() for name in _cells(*next(lines, ("", True))) or ()]
    _check_header(header)
    for number, (line, whole) in enumerate(lines, 2):
        if line.strip():
            cells = _cells(line, whole)
            if cells is None:
                yield number, _UnfitError("longer than 1 MiB" if not whole else "not a record of CSV")
            elif len(cells) != len(header):
                yield number, _UnfitError("more or fewer cells than the header has names")
            else:
                yield number, dict(zip(header, cells, strict=True))


def _cells(line: str, whole: bool) -> list[str] | None:
    try:
        return next(csv.reader([line], strict=True), []) if whole else None
    except csv.Error:
        return None


def _check_header(names: Sequence[str]) -> None:
    if "id" not in names or len(set(names)) < len(names):
        hint = f"the first line names the columns: {', '.join(COLUMNS)}"
        raise LogError(Diagnostic("B240", f"the file of {FILE} has no header with an `id`, each name once", hint=hint))
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise LogError(*(_unknown(name) for name in unknown))


def _unknown(name: str) -> Diagnostic:
    shown = f"`{name}`" if is_identifier(name) else "a column whose name is not shaped like an identifier"
    known = f"known: {', '.join(COLUMNS)}"
    hint = "drop it: no content is ever read" if looks_like_content(name) else did_you_mean(name, COLUMNS) or known
    return Diagnostic("B241", f"{shown} is no column of {FILE}", hint=hint if is_identifier(name) else known)


def _whole(cells: _Cells | _UnfitError) -> _Cells:
    if isinstance(cells, _UnfitError):
        raise cells
    return cells


def _key(cells: _Cells, relationship: str | None) -> _Key:
    pair = _text(cells, "relationship") or relationship
    id = _text(cells, "id")
    if not pair or not id:
        raise _UnfitError("missing", "id" if pair else "relationship")
    return pair, id


def _text(cells: _Cells, name: str) -> str | None:
    value = cells.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise _UnfitError("not text", name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _UnfitError("not text", name) from None
    return value.strip()


def _values(cells: _Cells) -> dict[str, str | float]:
    """The values that a record gives, each checked; raises `_UnfitError`."""
    out: dict[str, str | float] = {}
    for name in VALUES:
        value = _amount(cells) if name == "amount" else _text(cells, name)
        words = BY_NAME[name].words
        if words and value is not None and value not in words:
            raise _UnfitError(f"not one of {', '.join(words)}", name)
        if value is not None:
            out[name] = value
    return out


def _amount(cells: _Cells) -> float | None:
    value = cells.get("amount")
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise _UnfitError("not a number", "amount")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise _UnfitError("not a number", "amount")
    return number


# ---- the join -----------------------------------------------------------------------------------------------


def _places(table: pa.Table, keys: set[_Key]) -> dict[_Key, int]:
    """Where in the table the rows of these keys stand; keys of no row are left out."""
    ids = table["id"].combine_chunks()
    wanted = pa.array(sorted({id for _, id in keys}), ids.type)
    rows = np.flatnonzero(pc.is_in(ids, value_set=wanted).to_numpy(zero_copy_only=False))
    taken = pa.array(rows, pa.int64())
    pairs = table["relationship"].take(taken).to_pylist()
    named = zip(pairs, ids.take(taken).to_pylist(), strict=True)
    return {key: int(row) for key, row in zip(named, rows, strict=True) if key in keys}


def _with_values(table: pa.Table, name: str, given: Mapping[int, str | float]) -> pa.Table:
    """The table with the values given at these rows; the column stands in SCHEMA's place."""
    field = SCHEMA.field(name)
    plain = pa.string() if pa.types.is_dictionary(field.type) else field.type
    there = name in table.column_names
    column = table[name].combine_chunks().cast(plain) if there else pa.nulls(table.num_rows, plain)
    rows = sorted(given)
    mask = np.zeros(table.num_rows, np.bool_)
    mask[rows] = True
    column = pc.replace_with_mask(column, pa.array(mask), pa.array([given[row] for row in rows], plain))
    if pa.types.is_dictionary(field.type):
        column = from_arrow(column).canonical().to_arrow()
    columns = {n: table[n] for n in table.column_names} | {name: column}
    return pa.table({n: columns[n] for n in SCHEMA.names if n in columns})
