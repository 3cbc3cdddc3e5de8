"""Interaction logs in JSON Lines: one object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, TYPE_CHECKING, NoReturn

import numpy as np
import pyarrow as pa

from boundaries.core.columns import BY_NAME, NAMES, is_identifier, looks_like_content
from boundaries.core.errors import Diagnostic, LogError, did_you_mean
from boundaries.readers.tabular import TOO_LONG, Gathering, coverage, sealed
from boundaries.table.arrow import NEEDED, column_of

if TYPE_CHECKING:
    from boundaries.readers.base import File, Options
    from boundaries.table.log import Extract

name = "jsonl"
_LIMIT = 1 << 20
_BLOCK_ROWS = 1 << 15
_FIRST = 1_000  # if more than half of these have a column that is none, it is another format (RULINGS A18)

_NUMBERS = frozenset({int, float, type(None)})  # and no bool, which Python and Arrow take for a number
_TEXTS = frozenset({str, type(None)})
_CONTENT = "looks like content"

Pairs = tuple[tuple[str, object], ...]
Line = tuple[int, bytes | None]  # number, and the bytes unless there are too many


class _UnfitError(Exception):
    """Why a row is turned away; never its text. `stranger` if for a column that no interaction has."""

    def __init__(self, reason: str, column: str | None = None, stranger: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.column, self.stranger = reason, column, stranger


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is a JSON object with a column's name as a key."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:20]
    for line in lines:
        try:
            if any(key in BY_NAME for key, _ in _object(line)):
                return True
        except _UnfitError:
            continue
    return False


@sealed
def read(file: File, options: Options) -> Extract:
    """The rows of a JSON Lines file; raises `LogError` where most of them are no interactions at all."""
    with file.open("rb") as stream:
        return _read(stream, options).extract(shown=coverage(options))


def _read(file: IO[bytes], options: Options) -> Gathering:
    gathering = Gathering(options, name)
    strangers: list[_UnfitError] = []
    block: list[tuple[int, int, dict[str, object]]] = []
    for number, line in lines_of(file):
        gathering.seen += 1
        try:
            block.append((gathering.seen, number, _row(line)))
        except _UnfitError as problem:
            gathering.reject(gathering.seen, problem.reason, number, problem.column)
            if problem.stranger and gathering.seen <= _FIRST:
                strangers.append(problem)
        if gathering.seen == _FIRST:
            _refuse_strangers(strangers, gathering)
        if len(block) == _BLOCK_ROWS:
            _add(gathering, block)
            block = []
    if gathering.seen < _FIRST:
        _refuse_strangers(strangers, gathering)
    if block:
        _add(gathering, block)
    return gathering


def lines_of(file: IO[bytes]) -> Iterator[Line]:
    """The lines that are not blank, with their numbers; one over 1 MiB comes without its bytes, which are not held."""
    number = 0
    while line := file.readline(_LIMIT + 2):  # room for the line's end
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line.rstrip(b"\r\n")) > _LIMIT:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LIMIT)
            yield number, None
        elif line.strip():
            yield number, line


def _row(line: bytes | None) -> dict[str, object]:
    """A line's cells, not yet of their columns' types; raises `_UnfitError`."""
    if line is None:
        raise _UnfitError(TOO_LONG)
    pairs = _object(line)
    row = dict(pairs)
    if not row.keys() <= BY_NAME.keys():
        raise _stranger(next(key for key in row if key not in BY_NAME))
    if len(row) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _UnfitError("is there twice", next(key for key in keys if keys.count(key) > 1))
    return row


def _object(line: bytes) -> Pairs:
    """The keys and values of a line that is a JSON object; objects inside come as tuples too."""
    try:
        found = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        problem = "not UTF-8 text"
    except (ValueError, RecursionError):  # int() refuses thousands of digits with a ValueError
        problem = "not JSON"
    else:
        if isinstance(found, tuple):
            return found
        problem = "not a JSON object"
    raise _UnfitError(problem)  # outside the handler: the decoder's error holds the line


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _stranger(key: str) -> _UnfitError:
    shown = key if is_identifier(key) else None
    if looks_like_content(key):
        return _UnfitError(f"{_CONTENT}: drop it, or use a reader that does", shown, stranger=True)
    hint = _nearest(key) if shown else ""
    return _UnfitError(f"no column of a log{f' ({hint})' if hint else ''}", shown, stranger=True)


@lru_cache(maxsize=64)
def _nearest(key: str) -> str:
    """The column that may be meant; the rows of a file mostly have the same keys."""
    return did_you_mean(key, NAMES)


_DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_constant=_refuse_constant)


def _refuse_strangers(strangers: list[_UnfitError], gathering: Gathering) -> None:
    if 2 * len(strangers) > min(gathering.seen, _FIRST):
        raise LogError(_strangers(strangers[0], gathering.options.log))


def _strangers(first: _UnfitError, log: str) -> Diagnostic:
    key = f"`{first.column}`" if first.column else "a key whose name is not shaped like an identifier"
    if first.reason.startswith(_CONTENT):
        what, hint = f"most rows have {key}, which {_CONTENT}", "drop it: no content is ever read"
    else:
        what, hint = f"most rows have {key}, which no interaction has", f"known: {', '.join(NAMES)}"
        hint = did_you_mean(first.column or "", NAMES) or hint
    return Diagnostic("B208", f"{log}: {what}", hint=hint)


def _add(gathering: Gathering, block: list[tuple[int, int, dict[str, object]]]) -> None:
    """Make columns of the rows' cells; a cell is looked at by itself only where its column holds a wrong type."""
    rows, lines, cells = zip(*block, strict=True)
    present = {key for row in cells for key in row}.union(NEEDED)
    columns: dict[str, pa.Array] = {}
    wrong: dict[int, str] = {}
    for key in (key for key in NAMES if key in present):
        column = [row.get(key) for row in cells]
        fit = _NUMBERS if BY_NAME[key].type in ("number", "integer") else _TEXTS
        if not fit.issuperset(map(type, column)):
            for index in [index for index, cell in enumerate(column) if type(cell) not in fit]:
                column[index] = None
                wrong.setdefault(index, key)
        columns[key] = column_of(key, column)
    for index, key in wrong.items():
        reason = "not a number" if BY_NAME[key].type in ("number", "integer") else "not text"
        gathering.reject(rows[index], reason, lines[index], key)
    stay = np.ones(len(rows), np.bool_)
    stay[list(wrong)] = False
    gathering.add(pa.table(columns).filter(pa.array(stay)), np.array(rows)[stay], np.array(lines)[stay])
