"""Instants as text, a whole column at once: what `core.instants.parse_instant` says, without asking it row by row.

The usual shapes (`2026-03-03T21:10:00Z`, an offset, up to nine decimals) are read eight bytes at a time;
whatever is shaped otherwise is handed to `parse_instant`, which alone decides what an instant is.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.instants import parse_instant
from boundaries.table.buffers import text_buffers, windows

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]").astype("datetime64[D]")
_MONTH_START = _MONTHS[:-1].astype(np.int64)
_MONTH_DAYS = np.diff(_MONTHS).astype(np.int64)
_SHORTEST, _LONGEST = 20, 35
_BLOCK = 1 << 15  # rows at a time: the working arrays stay in the cache

Instants = NDArray[np.int64]
Mask = NDArray[np.bool_]


Word = tuple[np.uint64, np.uint64, np.uint64]


def _word(template: str) -> Word:
    """For eight characters such as `dddd-dd-` (`?` is any): what to xor with, the bits that must then be 0, 1 in each
    digit's byte. A byte is a digit if, after xor with `0`, its high half is 0 before and after adding 6.
    """
    xor = bytes({"d": 0x30, "?": 0}.get(c, ord(c)) for c in template)
    must = bytes({"d": 0xF0, "?": 0}.get(c, 0xFF) for c in template)
    digit = bytes(c == "d" for c in template)
    first, second, third = (np.uint64(int.from_bytes(b, "little")) for b in (xor, must, digit))
    return first, second, third


_DATE, _HOUR, _SECOND = _word("dddd-dd-"), _word("dd?dd:dd"), _word("????:dd?")


def parse_instants(texts: pa.Array) -> tuple[Instants, dict[int, str]]:
    """Microseconds UTC of each text (0 where null or bad), and for each bad row the reason, never the text.

    `texts` is a string or large_string array of valid UTF-8.
    """
    out = np.zeros(len(texts), np.int64)
    settled = np.zeros(len(texts), np.bool_)
    for low in range(0, len(texts), _BLOCK):
        block = slice(low, low + _BLOCK)
        _parse_block(texts.slice(low, _BLOCK), out[block], settled[block])
    if texts.null_count:
        nulls = texts.is_null().to_numpy(zero_copy_only=False)
        settled |= nulls
        out[nulls] = 0
    return out, _one_by_one(texts, np.flatnonzero(~settled), out)


def _one_by_one(texts: pa.Array, rows: NDArray[np.int64], out: Instants) -> dict[int, str]:
    bad: dict[int, str] = {}
    for row in rows.tolist():
        try:
            out[row] = parse_instant(texts[row].as_py())
        except ValueError as problem:
            bad[row] = str(problem)
    return bad


def _parse_block(texts: pa.Array, out: Instants, settled: Mask) -> None:
    """Settle the rows of usual shape, in place."""
    offsets, data = text_buffers(texts)
    starts, lengths = offsets[:-1].astype(np.int64), np.diff(offsets)
    counts = np.bincount(np.clip(lengths, 0, _LONGEST + 1))
    for length in np.flatnonzero(counts[: _LONGEST + 1]).tolist():
        if length < _SHORTEST:
            continue
        rows = np.arange(len(lengths)) if counts[length] == len(lengths) else np.flatnonzero(lengths == length)
        for part, zulu in _by_ending(data, starts[rows], length):
            at, good = _parse_shape(data, starts[rows[part]], length, zulu)
            out[rows[part]] = np.where(good, at, 0)
            settled[rows[part]] = good


def _by_ending(data: NDArray[np.uint8], starts: NDArray[np.int64], length: int) -> Iterator[tuple[Mask | slice, bool]]:
    """The rows that end in Z, and those that do not."""
    last = data[starts + (length - 1)] | 0x20
    zulu = last == ord("z")
    if zulu.all() or not zulu.any():
        yield slice(None), bool(zulu.all())
    else:
        yield zulu, True
        yield ~zulu, False


def _parse_shape(data: NDArray[np.uint8], starts: NDArray[np.int64], length: int, zulu: bool) -> tuple[Instants, Mask]:
    """Instants of rows of one length, ending all in Z or all in an offset; and which of them are good."""
    at, good = _date_and_time(data, starts)
    decimals = length - 20 - (0 if zulu else 5)  # with their point
    if decimals:
        good &= data[starts + 19] == ord(".")
        fraction, digits = _fraction(data, starts + 20, decimals - 1)
        at += fraction
        good &= digits
        if decimals < 2:
            good[:] = False
    if not zulu:
        offset, sound = _offset(data, starts + (length - 6))
        at -= offset
        good &= sound
    return at, good


def _date_and_time(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[Instants, Mask]:
    """Microseconds of the first 19 characters read as UTC, and which of them are a date and a time."""
    words = windows(data)
    day_word, bad = _digits(words[starts], _DATE)
    hour_word, bad_hour = _digits(words[starts + 8], _HOUR)
    second_word, bad_second = _digits(words[starts + 12], _SECOND)
    good = (bad | bad_hour | bad_second) == 0
    separator = data[starts + 10]
    good &= (separator == ord("T")) | (separator == ord(" ")) | (separator == ord("t"))
    year = _pair(day_word, 0) * 100 + _pair(day_word, 2)
    month, day = _pair(day_word, 5), _pair(hour_word, 0)
    hour, minute, second = _pair(hour_word, 3), _pair(hour_word, 6), _pair(second_word, 5)
    good &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59) & (day >= 1)
    index = np.where(good, (year - _FIRST_YEAR) * 12 + month - 1, 0)
    good &= day <= _MONTH_DAYS[index]
    seconds = (((_MONTH_START[index] + day - 1) * 24 + hour) * 60 + minute) * 60 + second
    return seconds * 1_000_000, good


def _digits(words: NDArray[np.uint64], word: Word) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """In each byte ten times its digit plus the next byte's, and non-zero where the template is missed."""
    xor, must, digit = word
    values = words ^ xor
    bad = (values & must) | ((values + digit * np.uint64(6)) & (digit * np.uint64(0xF0)))
    values &= digit * np.uint64(0x0F)
    return values * np.uint64(10) + (values >> np.uint64(8)), bad


def _pair(pairs: NDArray[np.uint64], byte: int) -> NDArray[np.int64]:
    return ((pairs >> np.uint64(8 * byte)) & np.uint64(0xFF)).view(np.int64)


def _fraction(data: NDArray[np.uint8], starts: NDArray[np.int64], digits: int) -> tuple[Instants, Mask]:
    """Microseconds of so many decimals; those after the sixth are cut, but must be digits."""
    value, good = np.zeros(len(starts), np.int64), np.ones(len(starts), np.bool_)
    for i in range(digits):
        digit = data[starts + i] - np.uint8(48)
        good &= digit <= 9
        if i < 6:
            value = value * 10 + digit
    return value * 10 ** max(0, 6 - digits), good


def _offset(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[Instants, Mask]:
    """Microseconds east of UTC of `+HH:MM`."""
    sign = data[starts]
    digits = [data[starts + i] - np.uint8(48) for i in (1, 2, 4, 5)]
    good = ((sign == ord("+")) | (sign == ord("-"))) & (data[starts + 3] == ord(":"))
    for digit in digits:
        good &= digit <= 9
    h1, h2, m1, m2 = (digit.astype(np.int64) for digit in digits)
    hours, minutes = h1 * 10 + h2, m1 * 10 + m2
    good &= (hours <= 23) & (minutes <= 59)
    return np.where(sign == ord("-"), -1, 1) * (hours * 60 + minutes) * 60_000_000, good
