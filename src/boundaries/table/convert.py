"""One column of a log, typed or as text, to the type of SCHEMA: whole columns at a time, bad cells by their row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.core.columns import OWN_KIND, Column
from boundaries.core.instants import parse_instant
from boundaries.table.buffers import text_buffers
from boundaries.table.coded import Coded, from_arrow
from boundaries.table.instants import parse_instants
from boundaries.table.log import INSTANT, PLAIN_TEXT

FIRST_US = parse_instant("1900-01-01T00:00:00Z")  # instants outside [FIRST_US, LAST_US) are mistakes of a clock
LAST_US = parse_instant("2200-01-01T00:00:00Z")  # or a unit, and would stretch every calendar over millennia
FIELD_BYTES = 1 << 20
MOST = 2**53 - 1  # whole numbers beyond it are no longer exact in every file format

NUMBER = "^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_OUTSIDE = "outside the years 1900 to 2199"
_PER_UNIT = {"s": 1_000_000, "ms": 1_000, "us": 1}
Mask = NDArray[np.bool_]


class WrongTypeError(TypeError):
    """A whole column is of a type that its values cannot be; `hint` is the way out. No value is in it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Converted:
    """A column of SCHEMA's type, null where missing or bad, and the rows that are bad with their reasons."""

    array: pa.Array | Coded
    problems: dict[int, str] = field(default_factory=dict)


def convert(column: Column, array: pa.Array) -> Converted:
    """One column in, typed or as text; raises `WrongTypeError` where no value of its type could be meant."""
    if pa.types.is_null(array.type):
        array = pa.nulls(len(array), pa.string())
    if column.name in PLAIN_TEXT:
        return _plain(array)
    if column.type in ("text", "enum"):
        return _coded(column, array)
    return _instant(array) if column.type == "instant" else _number(column, array)


def _plain(array: pa.Array) -> Converted:
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    _must_be_text(array.type)
    problems = unfit(array)
    array = drop(_drop_empty(array), problems)
    return Converted(array, problems)


def _must_be_text(type: pa.DataType) -> None:
    if not (pa.types.is_string(type) or pa.types.is_large_string(type)):
        raise WrongTypeError("is not text", "cast it to text (a string type)")


def _drop_empty(array: pa.Array) -> pa.Array:
    """An empty text is a missing one."""
    offsets, _ = text_buffers(array)
    empty = offsets[1:] == offsets[:-1]
    return pc.if_else(pa.array(empty), pa.scalar(None, array.type), array) if empty.any() else array


def drop(array: pa.Array, rows: Iterable[int]) -> pa.Array:
    """The array with these rows null."""
    gone = np.zeros(len(array), np.bool_)
    gone[list(rows)] = True
    return pc.if_else(pa.array(gone), pa.scalar(None, array.type), array) if gone.any() else array


def unfit(texts: pa.Array) -> dict[int, str]:
    """The rows whose text no cell may have: not UTF-8, over 1 MiB, with a NUL."""
    problems = dict.fromkeys(not_utf8(texts), "not UTF-8 text")
    offsets, data = text_buffers(texts)
    sizes = np.diff(offsets)
    if sizes.max(initial=0) > FIELD_BYTES:
        problems |= dict.fromkeys(np.flatnonzero(sizes > FIELD_BYTES).tolist(), "longer than 1 MiB")
    used = data[offsets[0] : offsets[-1]]
    if len(used) and not used.all():
        at = np.flatnonzero(used == 0) + offsets[0]
        rows = np.unique(np.searchsorted(offsets, at, side="right") - 1)
        problems |= dict.fromkeys(rows.tolist(), "contains a NUL")
    return problems


def not_utf8(texts: pa.Array, start: int = 0) -> Iterator[int]:
    """Rows that are not UTF-8, found by halving: only bad rows cost more than one look."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        if len(texts) <= 1:
            yield start
            return
        half = len(texts) // 2
        yield from not_utf8(texts.slice(0, half), start)
        yield from not_utf8(texts.slice(half), start + half)


def _coded(column: Column, array: pa.Array) -> Converted:
    type = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    _must_be_text(type)
    if pa.types.is_dictionary(array.type) and len(array.dictionary) > len(array):
        array = array.cast(type)  # a slice of a table with a far larger dictionary
    coded = from_arrow(array)
    wrong = unfit(coded.values)
    kept = drop(coded.values, wrong)
    empty = pc.fill_null(pc.equal(kept, ""), False).to_numpy(zero_copy_only=False)
    if column.words:
        known = _known(column, kept) | empty
        words = "no such kind" if column.name == "kind" else f"not one of {', '.join(column.words)}"
        wrong = dict.fromkeys(np.flatnonzero(~known).tolist(), words) | wrong
    problems = _rows_of(coded, wrong)
    if wrong or empty.any():
        lookup = np.arange(len(kept), dtype=np.int32)
        lookup[empty] = -1
        lookup[list(wrong)] = -1
        coded = coded.recode(lookup, kept.fill_null(""))
    if column.name == "channel" and len(coded.values):  # SPEC 2: in lower case, so brought to it
        coded = Coded(coded.codes, pc.utf8_lower(coded.values)).canonical()
    return Converted(coded, problems)


def _known(column: Column, values: pa.Array) -> Mask:
    known = pc.is_in(values, pa.array(column.words))
    if column.name == "kind":
        known = pc.or_(known, pc.match_substring_regex(values, f"^(?:{OWN_KIND.pattern})$"))
    mask: Mask = pc.fill_null(known, False).to_numpy(zero_copy_only=False)
    return mask


def _rows_of(coded: Coded, wrong: dict[int, str]) -> dict[int, str]:
    """The rows that hold one of these values."""
    if not wrong:
        return {}
    hit = np.zeros(len(coded.values) + 1, np.bool_)
    hit[list(wrong)] = True
    hit[-1] = False
    rows = np.flatnonzero(hit[coded.codes])
    return {row: wrong[code] for row, code in zip(rows.tolist(), coded.codes[rows].tolist(), strict=True)}


def _instant(array: pa.Array) -> Converted:
    type = array.type
    if pa.types.is_dictionary(type):
        array = array.cast(type.value_type)
        type = array.type
    if pa.types.is_timestamp(type):
        return _timestamp(array)
    if not (pa.types.is_string(type) or pa.types.is_large_string(type)):
        raise WrongTypeError("is not an instant", "make it a timestamp with a zone, or text as 2026-03-03T21:10:00Z")
    problems = unfit(array)
    array = drop(_drop_empty(array), problems)
    micros, bad = parse_instants(array)
    return _in_range(micros, array.is_null().to_numpy(zero_copy_only=False), bad | problems)


def _timestamp(array: pa.Array) -> Converted:
    unit, zone = array.type.unit, array.type.tz
    if zone is None:
        raise WrongTypeError("is a timestamp without a zone", "say of which zone it is, or convert it to UTC")
    if unit == "us" and _within(array.view(pa.int64()), FIRST_US, LAST_US - 1):
        return Converted(array.view(INSTANT))
    missing = array.is_null().to_numpy(zero_copy_only=False)
    micros = np.where(missing, 0, _ticks(array)) if missing.any() else _ticks(array)
    if unit == "ns":
        micros = micros // 1000  # towards the past, before 1970 too
    elif unit != "us":
        per = _PER_UNIT[unit]
        outside = (micros < FIRST_US // per) | (micros >= LAST_US // per)
        micros = np.where(outside, FIRST_US - 1, micros * per)
    return _in_range(micros, missing, {})


def _within(numbers: pa.Array, low: float, high: float) -> bool:
    """Whether all that are present lie in [low, high]."""
    ends = pc.min_max(numbers).as_py()
    return ends["min"] is None or (ends["min"] >= low and ends["max"] <= high)


def _ticks(array: pa.Array) -> NDArray[np.int64]:
    """The integers of a timestamp or integer array, whatever stands where a value is missing; no copy."""
    ticks: NDArray[np.int64] = np.frombuffer(array.buffers()[1] or b"", np.int64)
    return ticks[array.offset : array.offset + len(array)]


def _in_range(micros: NDArray[np.int64], missing: Mask, problems: dict[int, str]) -> Converted:
    present = micros[~missing] if missing.any() else micros
    if len(present) and (np.min(present) < FIRST_US or np.max(present) >= LAST_US):
        outside = ((micros < FIRST_US) | (micros >= LAST_US)) & ~missing
        problems = dict.fromkeys(np.flatnonzero(outside).tolist(), _OUTSIDE) | problems
    if problems:
        missing = missing.copy()
        missing[list(problems)] = True
    return Converted(pa.array(micros, mask=missing if missing.any() else None).view(INSTANT), problems)


def _number(column: Column, array: pa.Array) -> Converted:
    type = array.type
    if pa.types.is_dictionary(type):
        type = type.value_type
    if pa.types.is_string(type) or pa.types.is_large_string(type):
        return _number_text(column, from_arrow(array))
    if not (pa.types.is_integer(type) or pa.types.is_floating(type) or pa.types.is_decimal(type)):
        raise WrongTypeError("is not a number", "make it a column of numbers, or of their text")
    if pa.types.is_integer(type) and _within(array, 0, MOST):
        return Converted(array.cast(pa.int64() if column.type == "integer" else pa.float64()))
    numbers = array.cast(pa.float64(), safe=False)
    problems = _number_problems(column, numbers)
    return _finish_number(column, drop(numbers, problems), problems)


def _number_text(column: Column, coded: Coded) -> Converted:
    """Numbers as text: each distinct text is read once."""
    empty = pc.equal(coded.values, "").to_numpy(zero_copy_only=False)
    shaped = pc.match_substring_regex(coded.values, NUMBER)
    good = shaped.to_numpy(zero_copy_only=False)
    numbers = pc.if_else(shaped, coded.values, pa.scalar(None, pa.string())).cast(pa.float64())
    wrong = dict.fromkeys(np.flatnonzero(~good & ~empty).tolist(), "not a number")
    wrong |= _number_problems(column, numbers)
    rows = pa.array(coded.codes, mask=coded.codes < 0)
    return _finish_number(column, drop(numbers, wrong).take(rows), _rows_of(coded, wrong))


def _number_problems(column: Column, numbers: pa.Array) -> dict[int, str]:
    """The rows whose number the column cannot have."""
    checks: list[tuple[pa.Array, str]] = [(pc.invert(pc.is_finite(numbers)), "not a number that can be kept")]
    if column.name != "amount":
        checks.append((pc.less(numbers, 0.0), "less than zero"))
    if column.type == "integer":
        checks.append((pc.not_equal(pc.floor(numbers), numbers), "not a whole number"))
        checks.append((pc.greater(numbers, float(MOST)), "too large a number"))
    problems: dict[int, str] = {}
    for failed, reason in checks:
        if pc.any(failed).as_py():
            rows = np.flatnonzero(failed.fill_null(False).to_numpy(zero_copy_only=False))
            problems = dict.fromkeys(rows.tolist(), reason) | problems
    return problems


def _finish_number(column: Column, numbers: pa.Array, problems: dict[int, str]) -> Converted:
    if column.type == "integer":
        return Converted(numbers.cast(pa.int64()), problems)
    return Converted(pc.add(numbers, 0.0), problems)  # -0.0 and 0.0 are one number
