"""A CSV file as blocks of whole, sound records: what is broken is found on the bytes, a block at a time.

A record that does not follow RFC 4180 costs its first physical line and no more: reading goes on at the next line,
so that one stray quote cannot swallow the good rows after it. For the same reason a field of several lines is none if
one of them is a row by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from boundaries.core.instants import parse_instant
from boundaries.readers.tabular import BLOCK_BYTES, TOO_LONG, cannot_read
from boundaries.table.convert import not_utf8

if TYPE_CHECKING:
    from boundaries.readers.base import Options

BOM = b"\xef\xbb\xbf"
LIMIT = 1 << 20  # bytes of a line, a record or a field
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_GOOD, _BLANK, _INNER, _LONG, _NUL, _FOREIGN, _BROKEN = range(7)  # what a line is; _INNER continues the one above
_REASONS = {
    _LONG: TOO_LONG,
    _NUL: "contains a NUL",
    _FOREIGN: "not UTF-8 text",
    _BROKEN: "quotes or line ends that do not fit together",
}
_UNSOUND, _OPEN = -1, -2
_UNQUOTED = {delimiter: re.compile(rb'[^"\r\n%b]*' % delimiter) for delimiter in (b",", b";", b"\t", b"|")}

Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Sound records as bytes; for each record of the block, sound or not, its line; and why the others are not."""

    data: bytes
    lines: Lines  # of every record that is not blank
    sound: NDArray[np.bool_]
    reasons: dict[int, str]  # by index into `lines`


def is_instant(text: str) -> bool:
    """Whether a field is an instant as a log has them."""
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written: its delimiter (one of `,`, `;`, `|`, tab), the fields of a record, which of them is `at`
    and what is a time there.
    """

    delimiter: bytes
    fields: int
    at: int
    is_time: Callable[[str], bool] = is_instant


def header_of(file: IO[bytes], options: Options) -> tuple[bytes | None, int]:
    """The first line that is not blank and its number; None where there is none. Raises `LogError`."""
    number = 0
    while line := file.readline(LIMIT + 2):
        number += 1
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise cannot_read(options, "is UTF-16", "save it as UTF-8")
        line = line.removeprefix(BOM) if number == 1 else line
        if b"\r" in line.rstrip(b"\r\n"):
            raise cannot_read(options, "has lines that end in a carriage return alone", "save it with Unix line ends")
        if len(line) > LIMIT or b"\0" in line:
            raise cannot_read(options, "has no header", "the first line names the columns")
        if line.strip():
            return line.rstrip(b"\r\n"), number
    return None, number


def table_of(
    data: bytes, names: Sequence[str], delimiter: bytes, only: Sequence[str] | None = None
) -> tuple[pa.Table, dict[int, bool]]:
    """Sound records as columns of text (`only` those), and the ones of the wrong number of fields (True: too few)."""
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
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), include_columns=None if only is None else list(only)
        ),
    )
    return table, ragged


def blocks(file: BufferedReader, dialect: Dialect, line: int) -> Iterator[Block]:
    """The records from where the file stands, whose next physical line has the number `line`; bounded memory."""
    carry = b""
    while True:
        data, last = _next(file, carry)
        if not data:
            return
        block, used, count = _scan(data, dialect, line, last)
        yield block
        carry, line = data[used:], line + count


def _next(file: BufferedReader, carry: bytes) -> tuple[bytes, bool]:
    """Whole lines, what was carried over first, and whether they are the last ones.

    Of a line over the limit only its beginning is kept, enough to know it by.
    """
    data = carry + file.read(BLOCK_BYTES)
    if not data:
        return b"", True
    if not data.endswith(b"\n"):
        rest = file.readline(LIMIT + 2)
        data += rest
        if len(rest) == LIMIT + 2 and not rest.endswith(b"\n"):
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(LIMIT)
    last = not file.peek(1)
    return (data if data.endswith(b"\n") else data + b"\n"), last


def _scan(data: bytes, dialect: Dialect, first_line: int, last: bool) -> tuple[Block, int, int]:
    """The block of these whole lines, the bytes it used, and the lines it used; an open record at the end is left."""
    array = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(array == _NEWLINE)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    state = np.zeros(len(ends), np.uint8)
    sizes = ends - starts
    returned = (array[ends - 1] == _RETURN) & (sizes > 0)
    state[sizes - returned == 0] = _BLANK
    suspects = _suspects(data, array, ends, dialect)
    state[_foreign(data, starts)] = _FOREIGN
    if b"\0" in data:
        state[np.minimum.reduceat(array, starts) == 0] = _NUL
    state[sizes - returned > LIMIT] = _LONG
    stop = _resolve(data, starts, ends, state, suspects, dialect, last)
    used = len(data) if stop == len(ends) else int(starts[stop])
    return _block(data[:used], starts[:stop], state[:stop], first_line), used, stop


def _foreign(data: bytes, starts: Lines) -> list[int]:
    """The lines that are not UTF-8; Arrow must not meet them, for it shows what it cannot decode."""
    offsets = pa.py_buffer(np.append(starts, len(data)))
    return list(not_utf8(pa.LargeStringArray.from_buffers(len(starts), offsets, pa.py_buffer(data))))


def _suspects(data: bytes, array: NDArray[np.uint8], ends: Lines, dialect: Dialect) -> Lines:
    """The lines that may not be one sound record each: quotes left open or out of place, a lone carriage return."""
    suspects = []
    if b"\r" in data:
        returns = np.flatnonzero(array == _RETURN)
        suspects.append(np.searchsorted(ends, returns[array[returns + 1] != _NEWLINE]))
    if b'"' in data:
        quotes = np.flatnonzero(array == _QUOTE)
        until = np.searchsorted(quotes, ends)
        counts = np.diff(until, prepend=0)
        suspects.append(np.flatnonzero(counts & 1))
        closing = (np.arange(len(quotes)) - np.repeat(until - counts, counts)) & 1 == 1
        beside = array[np.where(closing, quotes + 1, np.maximum(quotes - 1, 0))]
        fits = (beside == dialect.delimiter[0]) | (beside == _NEWLINE) | (beside == _QUOTE)
        fits |= closing & (beside == _RETURN)
        if quotes[0] == 0:
            fits[0] = True
        suspects.append(np.searchsorted(ends, quotes[~fits]))
    return np.unique(np.concatenate(suspects)) if suspects else np.zeros(0, np.int64)


def _resolve(
    data: bytes, starts: Lines, ends: Lines, state: NDArray[np.uint8], suspects: Lines, dialect: Dialect, last: bool
) -> int:
    """Settle the suspect lines one by one; the number of lines that are settled (fewer if a record goes on)."""
    free = 0
    for line in suspects.tolist():
        if line < free or state[line] in _REASONS:
            continue
        start = int(starts[line])
        end = _record_end(data, start, dialect)
        if end == _OPEN and not last and len(data) - start <= LIMIT:
            return int(line)
        after = int(np.searchsorted(ends, end)) + 1
        if end < 0 or not np.max(state[line:after]) <= _INNER or _holds_a_row(data, starts, ends, line, after, dialect):
            state[line] = _BROKEN
            continue
        free = after
        state[line] = _GOOD
        state[line + 1 : free] = _INNER
    return len(ends)


def _holds_a_row(data: bytes, starts: Lines, ends: Lines, line: int, after: int, dialect: Dialect) -> bool:
    """Whether a line inside this record of several lines is a sound record with an instant: a row by itself."""
    for inner in range(line + 1, after):
        start, end = int(starts[inner]), int(ends[inner])
        if _record_end(data, start, dialect) == end:
            fields = fields_of(data[start:end], dialect.delimiter)
            if len(fields) == dialect.fields and dialect.is_time(fields[dialect.at]):
                return True
    return False


def fields_of(line: bytes, delimiter: bytes) -> list[str]:
    """The fields of a record of one line; none where it has a field too long to be one."""
    try:
        return next(csv.reader([line.decode("utf-8", "replace").rstrip("\r\n")], delimiter=delimiter.decode()), [])
    except csv.Error:
        return []


def _record_end(data: bytes, start: int, dialect: Dialect) -> int:
    """Where the newline of the record that starts here stands; `_UNSOUND`, or `_OPEN` where the data ends in it."""
    place, count, stop = start, 0, min(len(data), start + LIMIT + 2)
    while place < stop:
        place = _field_end(data, place, stop, dialect)
        count += 1
        if place < 0:
            return _OPEN if stop == len(data) else _UNSOUND
        if data.startswith((b"\n", b"\r\n"), place):
            end = data.index(b"\n", place)
            return end if count == dialect.fields else _UNSOUND
        if not data.startswith(dialect.delimiter, place):
            return _UNSOUND
        place += 1
    return _UNSOUND


def _field_end(data: bytes, start: int, stop: int, dialect: Dialect) -> int:
    """Where the field ends; -1 if its quotes do not close before `stop`."""
    if data[start] != _QUOTE:
        found = _UNQUOTED[dialect.delimiter].match(data, start)
        assert found
        return found.end()
    place = data.find(b'"', start + 1, stop)
    while place >= 0 and data.startswith(b'"', place + 1):
        place = data.find(b'"', place + 2, stop)
    return place + 1 if place >= 0 else -1


def _block(data: bytes, starts: Lines, state: NDArray[np.uint8], first_line: int) -> Block:
    records = np.flatnonzero((state != _BLANK) & (state != _INNER))
    lines = records + first_line
    sound = state[records] == _GOOD
    reasons = {index: _REASONS[int(state[records[index]])] for index in np.flatnonzero(~sound).tolist()}
    kept = (state == _GOOD) | (state == _INNER)
    if not kept.all():
        data = _only(data, starts, kept)
    return Block(data, lines, sound, reasons)


def _only(data: bytes, starts: Lines, kept: NDArray[np.bool_]) -> bytes:
    """The bytes of the lines that are kept, joined by runs."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    bounds = np.append(starts, len(data))[edges].tolist()
    view = memoryview(data)
    return b"".join(view[low:high] for low, high in zip(bounds[::2], bounds[1::2], strict=True))
