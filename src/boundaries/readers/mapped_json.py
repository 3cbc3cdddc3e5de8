"""A mapped export in JSON, as one document or an object a line: its records in blocks of columns that the map names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, NamedTuple, NoReturn, cast

import numpy as np
import pyarrow as pa

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers.base import File, Options
from boundaries.readers.json_bytes import Reading
from boundaries.readers.json_pieces import Element, End, Lost, Path, pieces
from boundaries.readers.jsonl import lines_of
from boundaries.readers.mapped_columns import Cells
from boundaries.readers.mapped_model import MapFile
from boundaries.readers.mapped_rows import Mapped
from boundaries.readers.mapped_table import in_utf8
from boundaries.readers.tabular import BLOCK_BYTES, TOO_LONG

_BLOCK_ROWS = 1 << 14
_ODD = object()  # a list or an object where a single value is expected
_NOT_JSON = "not JSON"

Text = str | None | object


class _Record(NamedTuple):
    """One record as bytes, or why there are none; and its line."""

    raw: bytes | None
    line: int
    problem: str = ""

    def __repr__(self) -> str:
        return f"<record on line {self.line}>"


def json_fits(map: MapFile, head: bytes) -> bool:
    """Whether one of the first records has, for some shape, all without which there is no row."""
    get = _Getters(map)
    for record in _Records(map, BytesIO(head)):
        found = None if record.raw is None else _object(record.raw)
        if found is not None and get.whole(found):
            return True
    return False


def read_json(map: MapFile, file: File, options: Options) -> Mapped:
    """The records of a file; raises `LogError` where none has what the map needs."""
    found = Mapped(map, options)
    get, block, fits = _Getters(map), _Block(map.sources), False
    with file.open("rb") as stream:
        records = _Records(map, stream)
        for record in records:
            found.gathering.seen += 1
            value = None if record.raw is None else _object(record.raw)
            if value is None:
                found.gathering.reject(found.gathering.seen, record.problem or _NOT_JSON, record.line)
                continue
            fits = fits or get.whole(value)
            cells, problem = get.cells(value)
            if problem:
                found.gathering.reject(found.gathering.seen, problem, record.line)
                continue
            block.add(cells, found.gathering.seen, record.line, len(record.raw or b""))
            if block.full:
                if not fits:
                    raise _unfit(map, options.log)
                block.give(found)
    if not fits and (found.gathering.seen or not records.listed):
        raise _unfit(map, options.log)
    block.give(found)
    return found


def _unfit(map: MapFile, log: str) -> LogError:
    """The error of an export that is another one: no record has what each row needs."""
    needed = ", ".join(f"`{source}`" for source, column in map.needed.items() if column == "at")
    where = f"`list: {map.list_at}` says where the records are" if map.list_at else "is it the right export?"
    what = f"{log}: no record has {needed}, which map `{map.name}` reads as `at`, with all else that it needs"
    return LogError(Diagnostic("B284", what, hint=where))


# ---- records ------------------------------------------------------------------------------------------------


class _Records:
    """The records of a document, or of lines, in bounded memory; `listed` tells whether there was a list of them."""

    __slots__ = ("_map", "_stream", "listed")

    def __init__(self, map: MapFile, stream: Any) -> None:
        self._map, self._stream = map, stream
        self.listed = map.layout == "jsonl"

    def __iter__(self) -> Iterator[_Record]:
        encoding, list_at = self._map.encoding, self._map.list_at
        if self._map.layout == "jsonl":
            for number, line in lines_of(in_utf8(self._stream, encoding)):
                yield _Record(line, number, "" if line else TOO_LONG)
            return
        path: Path = tuple(list_at.split(".")) if list_at else ()
        source = self._stream if encoding == "utf-8" else in_utf8(self._stream, encoding)
        for piece in pieces(cast(Reading, source), [path]):
            if isinstance(piece, Element):
                yield _Record(piece.raw, piece.line, piece.problem)
            elif isinstance(piece, Lost):
                yield _Record(None, piece.line, piece.problem)
            elif isinstance(piece, End):
                self.listed |= piece.array and piece.path == path


def _object(raw: bytes) -> dict[str, Any] | None:
    """The object that some bytes are, its numbers as they are written; None where they are none."""
    try:
        found = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=str, parse_float=str)


# ---- cells --------------------------------------------------------------------------------------------------


class _Getters:
    """What takes the map's columns out of a record: by their path, `patient.name` or `to.0.number`."""

    def __init__(self, map: MapFile) -> None:
        tested = {test.source for one in _conditions(map) for tests in one for test in tests}
        told = {s for shape in map.shapes for recipe in shape.recipes.values() for s in recipe.sources}
        told |= set(map.who.sources) if map.who is not None else set()
        self._getters = [_getter(source) for source in map.sources]
        self._single = [source in told or source not in tested for source in map.sources]
        place = {source: index for index, source in enumerate(map.sources)}
        self._needs = [
            [
                place[s]
                for column in ("at", "kind", "id")
                if column in shape.recipes
                for s in shape.recipes[column].sources
            ]
            for shape in map.shapes
        ]

    def cells(self, record: dict[str, Any]) -> tuple[list[str | None], str]:
        """A record's cells as text, and why it cannot be a row."""
        found: list[str | None] = []
        for get, single in zip(self._getters, self._single, strict=True):
            text = _text(get(record))
            if text is _ODD:
                if single:
                    return found, "a list or an object where a single value is expected"
                text = "[...]"
            found.append(text)  # type: ignore[arg-type]
        return found, ""

    def whole(self, record: dict[str, Any]) -> bool:
        """Whether a record has what the rows of some shape cannot do without."""
        return any(all(_text(self._getters[i](record)) is not None for i in needs) for needs in self._needs)


def _conditions(map: MapFile) -> Iterator[Any]:
    return (one for one in (map.only, map.leave_out, *(shape.when for shape in map.shapes)) if one is not None)


def _getter(source: str) -> Callable[[dict[str, Any]], Any]:
    if "." not in source:
        return lambda record: record.get(source)
    steps = source.split(".")

    def get(record: dict[str, Any]) -> Any:
        if source in record:
            return record[source]
        value: Any = record
        for step in steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value

    return get


def _text(value: Any) -> Text:
    """A value as a cell: numbers as they are written, `true` and `false`, nothing for null and what is empty."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _ODD if value else None


class _Block:
    """Cells that wait until there are enough of them."""

    __slots__ = ("_bytes", "_cells", "_lines", "_rows", "_sources")

    def __init__(self, sources: tuple[str, ...]) -> None:
        self._sources = sources
        self._empty()

    def _empty(self) -> None:
        self._cells: list[list[str | None]] = []
        self._rows: list[int] = []
        self._lines: list[int] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        return len(self._rows) >= _BLOCK_ROWS or self._bytes >= BLOCK_BYTES

    def add(self, cells: list[str | None], row: int, line: int, size: int) -> None:
        """One record's cells, in the order of the sources."""
        self._cells.append(cells)
        self._rows.append(row)
        self._lines.append(line)
        self._bytes += size

    def give(self, found: Mapped) -> None:
        """Hand them over as columns."""
        if self._rows:
            columns = {s: _column(list(c)) for s, c in zip(self._sources, zip(*self._cells, strict=True), strict=True)}
            rows, lines = np.array(self._rows, np.int64), np.array(self._lines, np.int64)
            cells = Cells(columns, len(rows))
            self._empty()
            found.add(cells, rows, lines)


def _column(texts: list[str | None]) -> pa.Array:
    """Texts as Arrow; half of a surrogate pair, which is no text, counts as one character."""
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        pass  # its message has the text
    whole = [None if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    return pa.array(whole, pa.string())
