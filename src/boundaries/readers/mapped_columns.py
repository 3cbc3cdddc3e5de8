"""Recipes at work: columns of an export to columns of a log, many records at a time.

What is wrong with a cell is found here and told by its row; the cell itself is shown nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.core.errors import UsageError
from boundaries.readers.base import Options
from boundaries.readers.clock import to_instants
from boundaries.readers.mapped_clocks import DATE, LOCAL, NONE, read_moments
from boundaries.readers.mapped_model import (
    LEAVE_OUT,
    MISSING,
    REJECT,
    Between,
    Condition,
    Constant,
    Length,
    Moment,
    Named,
    Number,
    Recipe,
    Test,
    Words,
)
from boundaries.readers.privacy import DIRECTION_MARKS
from boundaries.readers.rows import zone_problems
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import INSTANT

_MARKS = f"[{DIRECTION_MARKS}]"
_PLAIN_ID = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
_CLOCKS = {"h:mm": (60, 1), "h:mm:ss": (60, 1, 1 / 60), "mm:ss": (1, 1 / 60)}  # minutes of each part
_UNITS = {"s": 1 / 60, "min": 1.0, "h": 60.0}
_PLAIN = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED = {
    ".": re.compile(r"([+-]?)([0-9]{1,3}(?:[, \u00a0\u202f'’][0-9]{3})+|[0-9]{1,18})(?:\.([0-9]{1,18}))?"),
    ",": re.compile(r"([+-]?)([0-9]{1,3}(?:[. \u00a0\u202f'’][0-9]{3})+|[0-9]{1,18})(?:,([0-9]{1,18}))?"),
}
_CURRENCY = re.compile(r"^(?:[£$€¥]|[A-Z]{3}\b)\s*+|(?<!\s)\s*+(?:[£$€¥]|\b[A-Z]{3})$")
_LONGEST_NUMBER = 80  # characters
OUTSIDE = "outside the years 1900 to 2199"
_MICROS_A_MINUTE = 60_000_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Made:
    """A column of a log: null where missing or bad, the bad rows with their reasons, and those to be left out.

    `certainty` is, of a moment, how well each is known: 0 exactly, 1 zone assumed, 2 the day only, 3 ambiguous.
    """

    array: pa.Array
    problems: dict[int, str] = field(default_factory=dict)
    left_out: Mask | None = None
    certainty: NDArray[np.uint8] | None = None


class Cells:
    """Some records of an export as columns of text; a missing cell is null. Shows only their number."""

    __slots__ = ("_coded", "_raw", "_trimmed", "count")

    def __init__(self, columns: Mapping[str, pa.Array], count: int) -> None:
        self._raw, self.count = dict(columns), count
        self._trimmed: dict[str, pa.Array] = {}
        self._coded: dict[str, tuple[NDArray[np.int32], list[str | None]]] = {}

    def __repr__(self) -> str:
        return f"<{self.count} records>"

    def raw(self, source: str) -> pa.Array:
        """A column as it stands."""
        return self._raw[source]

    def texts(self, source: str) -> pa.Array:
        """A column without blanks around its cells; one of nothing but blanks is missing."""
        if source not in self._trimmed:
            trimmed = pc.utf8_trim_whitespace(self._raw[source])
            empty = pc.equal(trimmed, "")
            if pc.any(empty).as_py():
                trimmed = pc.if_else(empty, pa.scalar(None, trimmed.type), trimmed)
            self._trimmed[source] = trimmed
        return self._trimmed[source]

    def coded(self, source: str) -> tuple[NDArray[np.int32], list[str | None]]:
        """A column as codes into its distinct texts, of which None is the last: code -1 finds it."""
        if source not in self._coded:
            coded = self.texts(source).dictionary_encode()
            codes = coded.indices.fill_null(-1).to_numpy()
            self._coded[source] = codes, [*coded.dictionary.to_pylist(), None]
        return self._coded[source]

    def some(self, rows: NDArray[np.int64]) -> Cells:
        """These records alone."""
        if len(rows) == self.count:
            return self
        return Cells({source: array.take(pa.array(rows)) for source, array in self._raw.items()}, len(rows))


# ---- which records ------------------------------------------------------------------------------------------


def holds(condition: Condition, cells: Cells) -> Mask:
    """The records for which all the tests of one part of a condition hold."""
    found = np.zeros(cells.count, np.bool_)
    for tests in condition:
        part = np.ones(cells.count, np.bool_)
        for test in tests:
            part &= _passes(test, cells)
        found |= part
    return found


def _passes(test: Test, cells: Cells) -> Mask:
    """A missing cell is none of the words, and of `not` neither: what is not known is not known to be another."""
    codes, texts = cells.coded(test.source)
    if test.missing is not None:
        passes = [(text is None) is test.missing for text in texts]
    else:
        passes = [text is not None and (text in test.words) is not test.negated for text in texts]
    return np.array(passes, np.bool_)[codes]


# ---- columns ------------------------------------------------------------------------------------------------


def make(column: str, recipe: Recipe, cells: Cells, options: Options) -> Made:
    """One column of the log. Raises `UsageError` where a zone is needed and none is known, or the key is."""
    match recipe:
        case Constant(value):
            return Made(_repeated(value, cells.count))
        case Words():
            return _words(recipe, cells)
        case Named():
            return _named(column, recipe, cells, options)
        case Moment():
            return _moment(column, recipe, cells, options)
        case Length(source):
            return _length(cells.raw(source))
        case Number():
            return _number(recipe, cells)
        case Between():
            return _between(recipe, cells, options)
        case _:
            assert_never(recipe)


def _repeated(value: str | float, count: int) -> pa.Array:
    if isinstance(value, str):
        return _from_codes(np.zeros(count, np.int32), [value])
    return pa.array(np.full(count, value))


def _from_codes(codes: NDArray[np.int32], words: list[str]) -> pa.Array:
    """Text of few values; -1 is a missing one."""
    missing = codes < 0
    indices = pa.array(codes, mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _words(recipe: Words, cells: Cells) -> Made:
    codes, texts = cells.coded(recipe.source)
    words = sorted({*recipe.words.values(), recipe.otherwise} - {REJECT, LEAVE_OUT, MISSING})
    place = {word: code for code, word in enumerate(words)} | {MISSING: -1, REJECT: -2, LEAVE_OUT: -3}
    nothing = place.get(recipe.words.get("", MISSING), -1)
    of_text = [
        nothing if text is None else place[recipe.words.get(" ".join(text.split()), recipe.otherwise)] for text in texts
    ]
    made = np.array(of_text, np.int32)[codes]
    problems = dict.fromkeys(np.flatnonzero(made == -2).tolist(), "a word that the map does not list")
    left_out = made == -3
    return Made(_from_codes(np.maximum(made, -1), words), problems, left_out if left_out.any() else None)


def _named(column: str, recipe: Named, cells: Cells, options: Options) -> Made:
    if recipe.as_is:
        texts = cells.texts(recipe.sources[0])
        unfit = pc.invert(pc.match_substring_regex(texts, _PLAIN_ID)).fill_null(False).to_numpy(zero_copy_only=False)
        problems = dict.fromkeys(np.flatnonzero(unfit).tolist(), "not shaped like a name of an id")
        return Made(pc.if_else(pa.array(unfit), pa.scalar(None, texts.type), texts) if problems else texts, problems)
    whose = "map" if column in ("id", "ref") else column
    if len(recipe.sources) == 1:
        codes, texts = cells.coded(recipe.sources[0])
        named = [None if text is None else options.key.name(whose, recipe.space, text) for text in texts]
        return Made(pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(named[:-1], pa.string())))
    rows = zip(*(cells.texts(source).to_pylist() for source in recipe.sources), strict=True)
    several = [options.key.name(whose, recipe.space, *(c or "" for c in row)) if any(row) else None for row in rows]
    return Made(pa.array(several, pa.string()))


def _length(texts: pa.Array) -> Made:
    """Code points, direction marks apart; an empty text is one that was not exported."""
    if pc.sum(pc.binary_length(texts)).as_py() != pc.sum(pc.utf8_length(texts)).as_py():
        texts = pc.replace_substring_regex(texts, _MARKS, "")
    lengths = pc.utf8_length(texts).cast(pa.int64())
    return Made(pc.if_else(pc.equal(lengths, 0), pa.scalar(None, pa.int64()), lengths))


# ---- numbers ------------------------------------------------------------------------------------------------


def _number(recipe: Number, cells: Cells) -> Made:
    codes, texts = cells.coded(recipe.source)
    read = _reading(recipe)
    numbers = [None if text is None or len(text) > _LONGEST_NUMBER else read(text) for text in texts]
    bad = np.array([text is not None and number is None for text, number in zip(texts, numbers, strict=True)], np.bool_)
    problems = dict.fromkeys(np.flatnonzero(bad[codes]).tolist(), "not a number as the map says")
    values = pa.array(numbers, pa.float64())
    return Made(values.take(pa.array(np.where(codes < 0, len(texts) - 1, codes))), problems)


def _reading(recipe: Number) -> Callable[[str], float | None]:
    """What makes a number of a text; None where it is none."""
    if recipe.unit in _CLOCKS:
        parts = _CLOCKS[recipe.unit]
        return lambda text: _clock(text, parts)
    factor = _UNITS[recipe.unit] if recipe.unit else None
    decimal = recipe.decimal

    def read(text: str) -> float | None:
        number = _plain(text) if decimal is None else _grouped(text, decimal)
        return number if number is None or factor is None else number * factor

    return read


def _plain(text: str) -> float | None:
    return float(text) if _PLAIN.fullmatch(text) else None


def _grouped(text: str, decimal: str) -> float | None:
    """A number as people write it: with groups of three digits, and a currency at one end."""
    found = _GROUPED[decimal].fullmatch(_CURRENCY.sub("", text, count=1))
    if found is None:
        return None
    digits = "".join(c for c in found[2] if c.isdigit())
    return float(f"{found[1]}{digits}.{found[3] or 0}")


def _clock(text: str, parts: tuple[float, ...]) -> float | None:
    """Minutes of a reading such as `1:05:30`; minutes and seconds behind another part are below sixty."""
    fields = text.split(":")
    if len(fields) != len(parts) or not all(re.fullmatch("[0-9]{1,6}", f) for f in fields):
        return None
    numbers = [int(f) for f in fields]
    if any(number > 59 for number in numbers[1:]):
        return None
    return float(sum(number * part for number, part in zip(numbers, parts, strict=True)))


# ---- moments ------------------------------------------------------------------------------------------------


def _moment(column: str, recipe: Moment, cells: Cells, options: Options) -> Made:
    texts = cells.texts(recipe.sources[0])
    if len(recipe.sources) > 1:
        texts = pc.binary_join_element_wise(texts, cells.texts(recipe.sources[1]), " ", null_handling="emit_null")
    found = read_moments(texts, recipe.formats)
    at, what, problems = found.at, found.what, found.problems
    certainty = np.zeros(len(at), np.uint8)
    local = np.flatnonzero((what == LOCAL) | (what == DATE))
    if len(local):
        _check_zone(options)
        inside = local[(at[local] >= FIRST_US) & (at[local] < LAST_US)]  # of others the zone is not asked
        at[inside], sure = to_instants(at[inside], options.timezone or "UTC")
        certainty[inside] = np.where(what[inside] == DATE, 2, np.where(sure, 1, 3))
    outside = (what != NONE) & ((at < FIRST_US) | (at >= LAST_US))
    problems |= dict.fromkeys(np.flatnonzero(outside).tolist(), OUTSIDE)
    if column == "at":
        nothing = dict.fromkeys(np.flatnonzero(what == NONE).tolist(), "missing")
        problems = nothing | problems
    else:
        problems |= dict.fromkeys(np.flatnonzero(what == DATE).tolist(), "a day without a time")
    missing = (what == NONE) | outside
    return Made(pa.array(at, mask=missing if missing.any() else None).view(INSTANT), problems, None, certainty)


def _check_zone(options: Options) -> None:
    problems = zone_problems(options)
    if problems:
        raise UsageError(*problems)


def _between(recipe: Between, cells: Cells, options: Options) -> Made:
    """Minutes; none where one of the two is missing, or where the clock showed one of them twice."""
    start, end = (_moment("start", moment, cells, options) for moment in (recipe.start, recipe.end))
    assert start.certainty is not None
    assert end.certainty is not None
    span = pc.subtract(end.array.view(pa.int64()), start.array.view(pa.int64()))
    doubtful = pa.array((start.certainty == 3) | (end.certainty == 3))
    minutes = pc.divide(pc.if_else(doubtful, pa.scalar(None, pa.int64()), span).cast(pa.float64()), _MICROS_A_MINUTE)
    backwards = np.flatnonzero(pc.less(minutes, 0.0).fill_null(False).to_numpy(zero_copy_only=False))
    return Made(minutes, dict.fromkeys(backwards.tolist(), "ends before it starts") | start.problems | end.problems)
