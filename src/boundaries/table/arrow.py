"""Any Arrow table in, SCHEMA's types out: names checked once, cells checked by the column, bad rows turned away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.columns import BY_NAME, COLUMNS, NAMES, is_identifier, looks_like_content
from boundaries.core.errors import Diagnostic, LogError, did_you_mean
from boundaries.core.instants import from_datetime
from boundaries.core.interaction import Interaction
from boundaries.table.coded import Coded
from boundaries.table.convert import MOST, Converted, WrongTypeError, convert
from boundaries.table.log import INSTANT, REQUIRED, SCHEMA, Reject

NEEDED = tuple(name for name in REQUIRED if name != "relationship")
NO_PAIR = "missing (`--relationship` gives it to a log of one pair; rows of a practitioner name the practitioner)"
UNNAMED = "a column whose name is not shaped like an identifier"
_MOST_STRANGE = 1_000  # columns that are told of: a line of a MiB may name half a million
_MOST_TEXT = 2**31 - 1 - (1 << 20)  # bytes that 32-bit offsets reach


def check_names(names: Sequence[str], log: str = "log 1") -> None:
    """Refuse a table by its columns' names, all problems at once; a name is echoed only if it is an identifier."""
    strange = (name for name in names if name not in BY_NAME)
    found = [_name_problem(name, log) for name in islice(strange, _MOST_STRANGE)]
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name in BY_NAME)
    found += [Diagnostic("B204", f"{log}: the column `{name}` is there twice", hint="keep one") for name in twice]
    lacking = [name for name in NEEDED if name not in names]
    if lacking and not found:
        text = ", ".join(f"`{name}`" for name in lacking)
        found.append(Diagnostic("B205", f"{log}: no column {text}", hint="every interaction has id, at, kind and by"))
    if found:
        raise LogError(*found)


def _name_problem(name: str, log: str) -> Diagnostic:
    shown = f"`{name}`" if is_identifier(name) else UNNAMED
    if looks_like_content(name):
        hint = "drop it, or use a reader that does: no content is ever read"
        return Diagnostic("B203", f"{log}: {shown} looks like content", hint=hint)
    hint = did_you_mean(name, NAMES) if is_identifier(name) else ""
    return Diagnostic("B202", f"{log}: {shown} is no column of a log", hint=hint or f"known: {', '.join(NAMES)}")


def normalise(
    table: pa.Table,
    *,
    lines: NDArray[np.int64] | None = None,
    rows: NDArray[np.int64] | None = None,
    relationship: str | None = None,
    log: str = "log 1",
) -> tuple[pa.Table, list[Reject]]:
    """Typed or text columns in; a table of SCHEMA's types and one reject for each bad row out, both in row order.

    `rows` and `lines` number the table's rows for the rejects (records count from 1 otherwise); `relationship` is
    given to rows that name neither a relationship nor a practitioner. Channels are brought to lower case and the
    absent reason of an exception is filled in. Raises `LogError` for a table that cannot be a log's.
    """
    kept, problems = validate(table, relationship=relationship, log=log)
    rejects = [
        Reject(
            row=row + 1 if rows is None else int(rows[row]),
            reason=reason,
            line=None if lines is None else int(lines[row]),
            column=column,
            log=log,
        )
        for row, (column, reason) in sorted(problems.items())
    ]
    return kept, rejects


def validate(
    table: pa.Table, *, relationship: str | None = None, log: str = "log 1"
) -> tuple[pa.Table, dict[int, tuple[str, str]]]:
    """The rows that can stay, and for each other row the first column that is wrong and why."""
    check_names(table.column_names, log)
    problems: dict[int, tuple[str, str]] = {}
    columns: dict[str, pa.Array | Coded] = {}
    for column in COLUMNS:
        if column.name not in table.column_names:
            continue
        converted = _convert(table, column.name, log)
        columns[column.name] = converted.array
        for row, reason in converted.problems.items():
            problems.setdefault(row, (column.name, reason))
        if column.required and _null_count(converted.array) > len(converted.problems):
            for row in _null_rows(converted.array).tolist():
                problems.setdefault(row, (column.name, "missing"))
    _settle_pairs(columns, table.num_rows, relationship, problems)
    _settle_reasons(columns)
    return _kept(columns, table.num_rows, problems), problems


def _convert(table: pa.Table, name: str, log: str) -> Converted:
    try:
        return convert(BY_NAME[name], one_array(table[name]))
    except WrongTypeError as problem:
        diagnostic = Diagnostic("B206", f"{log}: the column `{name}` {problem}", hint=problem.hint)
    raise LogError(diagnostic)


def _null_count(array: pa.Array | Coded) -> int:
    return int((array.codes < 0).sum()) if isinstance(array, Coded) else int(array.null_count)


def _null_rows(array: pa.Array | Coded) -> NDArray[np.int64]:
    if isinstance(array, Coded):
        return np.flatnonzero(array.codes < 0)
    return np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False))


def _settle_pairs(
    columns: dict[str, pa.Array | Coded], count: int, relationship: str | None, problems: dict[int, tuple[str, str]]
) -> None:
    """Rows of no relationship and no practitioner get the one given, or are turned away (RULINGS 73)."""
    nobody = Coded(np.full(count, -1, np.int32), pa.array([], pa.string()))
    pairs, owners = columns.get("relationship", nobody), columns.get("practitioner", nobody)
    assert isinstance(pairs, Coded)
    assert isinstance(owners, Coded)
    loose = (pairs.codes < 0) & (owners.codes < 0)
    if not loose.any():
        columns["relationship"] = pairs
    elif relationship is None:
        columns["relationship"] = pairs
        for row in np.flatnonzero(loose).tolist():
            problems.setdefault(row, ("relationship", NO_PAIR))
    else:
        codes = np.where(loose, np.int32(len(pairs.values)), pairs.codes)
        columns["relationship"] = Coded(codes, pa.concat_arrays([pairs.values, pa.array([relationship])]))


def _settle_reasons(columns: dict[str, pa.Array | Coded]) -> None:
    """An exception without a reason is one of crisis (RULINGS 66)."""
    kinds = columns["kind"]
    assert isinstance(kinds, Coded)
    exception = kinds.values.index("exception").as_py()
    if exception < 0:
        return
    reasons = columns.get("reason", Coded(np.full(len(kinds.codes), -1, np.int32), pa.array([], pa.string())))
    assert isinstance(reasons, Coded)
    silent = (kinds.codes == exception) & (reasons.codes < 0)
    if silent.any():
        codes = np.where(silent, np.int32(len(reasons.values)), reasons.codes)
        columns["reason"] = Coded(codes, pa.concat_arrays([reasons.values, pa.array(["crisis"])]))


def _kept(columns: dict[str, pa.Array | Coded], count: int, problems: dict[int, tuple[str, str]]) -> pa.Table:
    """The good rows as a table; optional columns without any value are left out."""
    arrays = {f.name: columns[f.name] for f in SCHEMA if f.name in columns}
    stay = np.ones(count, np.bool_)
    stay[list(problems)] = False
    out: dict[str, pa.Array] = {}
    for name, array in arrays.items():
        if isinstance(array, Coded):
            array = (Coded(array.codes[stay], array.values) if problems else array).to_arrow()
        elif problems:
            array = array.filter(pa.array(stay))
        if name in REQUIRED or array.null_count < len(array):
            out[name] = array
    return pa.table(out)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array; text as string, or as large_string where it is over 2 GiB."""
    type = column.type
    if pa.types.is_dictionary(type):
        if type.value_type != pa.string() and _is_text(type.value_type):
            column = column.cast(pa.dictionary(pa.int32(), pa.string()))
        column = column.unify_dictionaries()
    elif _is_text(type):
        column = column.cast(pa.string() if column.nbytes < _MOST_TEXT else pa.large_string())
    array = column.combine_chunks()
    return array if isinstance(array, pa.Array) else pa.concat_arrays(array.chunks)


def _is_text(type: pa.DataType) -> bool:
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type) or pa.types.is_string_view(type))


def from_stream(source: object) -> pa.Table:
    """The table of anything with `__arrow_c_stream__`: Polars, pandas, DuckDB, Arrow itself."""
    return source if isinstance(source, pa.Table) else pa.RecordBatchReader.from_stream(source).read_all()


def from_interactions(interactions: Iterable[Interaction]) -> pa.Table:
    """The table of interactions made in Python, one row each, for `normalise`."""
    rows = list(interactions)
    return pa.table({name: _interaction_column(name, [getattr(row, name) for row in rows]) for name in NAMES})


def _interaction_column(name: str, cells: Sequence[object]) -> pa.Array:
    if BY_NAME[name].type == "instant":
        micros = [None if v is None else from_datetime(v) for v in cells]  # type: ignore[arg-type]
        return pa.array(micros, pa.int64()).view(INSTANT)
    return column_of(name, cells)


def column_of(name: str, cells: Sequence[object]) -> pa.Array:
    """Python numbers of a number's column, texts of any other, as Arrow; what no cell can hold is left for `normalise`.

    Raises `pyarrow.ArrowException` where a cell is neither None nor of that type.
    """
    if BY_NAME[name].type in ("number", "integer"):
        try:
            return pa.array(cells, pa.float64())
        except (pa.ArrowInvalid, OverflowError):
            huge = [isinstance(v, int) and abs(v) > MOST for v in cells]
        # a whole number that no double is: any that is too large will do
        return pa.array([float("inf") if big else v for big, v in zip(huge, cells, strict=True)], pa.float64())
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        pass  # half of a surrogate pair, which is no text: kept as bytes that are not UTF-8
    raw = [v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for v in cells]
    return pa.array(raw, pa.binary()).view(pa.string())
