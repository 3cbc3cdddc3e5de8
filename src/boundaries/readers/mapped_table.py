"""A mapped export in CSV: its header, and its records in blocks of columns that the map names."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from io import DEFAULT_BUFFER_SIZE, BufferedReader, RawIOBase
from typing import IO, NamedTuple

import numpy as np

from boundaries.core.columns import is_identifier
from boundaries.core.errors import Diagnostic, LogError, did_you_mean
from boundaries.readers.base import File, Options
from boundaries.readers.mapped_columns import Cells
from boundaries.readers.mapped_model import MapFile
from boundaries.readers.mapped_rows import Mapped
from boundaries.readers.records import BOM, Block, Dialect, blocks, fields_of, header_of, table_of

_DELIMITERS = (b",", b";", b"\t", b"|")
_DATED = re.compile(
    r".{0,12}[0-9]{1,4}[-/. ][A-Za-z0-9]{1,9}[-/. ,][0-9]{1,4}.*|[0-9]{9,14}(?:\.[0-9]+)?"
)  # of any format


class _Header(NamedTuple):
    """The names of an export's columns, and what parts them."""

    names: list[str]
    delimiter: bytes

    def __repr__(self) -> str:
        return f"<{len(self.names)} columns>"


def table_fits(map: MapFile, head: bytes) -> bool:
    """Whether the header has every column that the map names."""
    text = head if map.encoding == "utf-8" else head.decode(map.encoding, "replace").encode("utf-8", "replace")
    lines = text.removeprefix(BOM).lstrip(b"\r\n").splitlines()
    return bool(lines) and set(map.sources) <= set(_named(lines[0], map).names)


def read_table(map: MapFile, file: File, options: Options) -> Mapped:
    """The records of a file; raises `LogError` where a column that the map names is not there, or there twice."""
    found = Mapped(map, options)
    with file.open("rb") as opened:
        stream = in_utf8(opened, map.encoding)
        line, number = header_of(stream, options)
        if line is None:
            return found
        header = _named(line, map)
        _check(map, header.names, options.log)
        for block in blocks(stream, _dialect(map, header), number + 1):
            _add(found, block, header, map.sources)
    return found


def _named(line: bytes, map: MapFile) -> _Header:
    """The header as the delimiter that is given parts it, else as the one that gives most of the map's columns."""
    choice = _DELIMITERS if map.delimiter is None else (map.delimiter.encode(),)
    parted = [_Header([name.strip() for name in fields_of(line, one)], one) for one in choice]
    return max(parted, key=lambda header: (len(set(map.sources).intersection(header.names)), len(header.names)))


def _check(map: MapFile, names: Sequence[str], log: str) -> None:
    """Refuse a file whose header does not fit, all problems at once; of its names only those near to the map's."""
    near = [name for name in names if is_identifier(name)]
    problems = []
    for source in map.sources:
        if source not in names:
            hint = did_you_mean(source, near) or "names are compared letter by letter; is it the right export?"
            problems.append(Diagnostic("B284", f"{log}: no column `{source}`, which map `{map.name}` names", hint=hint))
        elif names.count(source) > 1:
            what = f"{log}: the column `{source}`, which map `{map.name}` names, is there twice"
            problems.append(Diagnostic("B286", what, hint="rename one of the two in the header"))
    if problems:
        raise LogError(*problems)


def _dialect(map: MapFile, header: _Header) -> Dialect:
    """How records look: a line inside a field of several lines is a row by itself if it has a time in its place."""
    moments = [shape.recipes["at"] for shape in map.shapes]
    return Dialect(header.delimiter, len(header.names), header.names.index(moments[0].sources[0]), _is_dated)


def _is_dated(text: str) -> bool:
    return _DATED.fullmatch(text.strip()) is not None


def _add(found: Mapped, block: Block, header: _Header, sources: Sequence[str]) -> None:
    """A block's sound records as columns, and every one of its records counted."""
    gathering = found.gathering
    rows = np.arange(gathering.seen + 1, gathering.seen + len(block.lines) + 1)
    gathering.seen += len(block.lines)
    for index, reason in block.reasons.items():
        gathering.reject(int(rows[index]), reason, int(block.lines[index]))
    rows, lines = rows[block.sound], block.lines[block.sound]
    if not len(rows):
        return
    numbers = {source: f"c{header.names.index(source)}" for source in sources}
    names = [f"c{number}" for number in range(len(header.names))]
    table, ragged = table_of(block.data, names, header.delimiter, sorted(numbers.values()))
    for index, few in ragged.items():
        gathering.reject(int(rows[index]), f"too {'few' if few else 'many'} fields", int(lines[index]))
    bad = list(ragged)
    columns = {source: table[name].combine_chunks() for source, name in numbers.items()}
    found.add(Cells(columns, table.num_rows), np.delete(rows, bad), np.delete(lines, bad))


# ---- encodings ----------------------------------------------------------------------------------------------


def in_utf8(file: IO[bytes], encoding: str) -> BufferedReader:
    """The same text in UTF-8; what is no text stays none."""
    if encoding == "utf-8" and isinstance(file, BufferedReader):
        return file
    return BufferedReader(_Transcoded(file, encoding), 16 * DEFAULT_BUFFER_SIZE)


class _Transcoded(RawIOBase):
    """A file in another encoding as UTF-8. A byte that stands for nothing becomes one that UTF-8 does not have."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        errors = "replace" if encoding == "utf-16" else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        ended = False
        while not self._ready and not ended:
            raw = self._file.read(1 << 16)
            ended = not raw
            self._ready = self._decoder.decode(raw, ended).encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
