"""Any CSV or JSON by a mapping file (`--map`): which log a map is for, and the rows it makes of it.

A map names the columns of the export that it needs; a file that has them is one of its own. What no export says, who
is who and on which clock, the options say as for every other format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import HEAD_BYTES, File, Options, Reader
from boundaries.readers.mapped_file import load_map as load_map
from boundaries.readers.mapped_json import json_fits, read_json
from boundaries.readers.mapped_model import MapFile
from boundaries.readers.mapped_table import read_table, table_fits
from boundaries.readers.tabular import sealed
from boundaries.table.log import Extract


@dataclass(frozen=True, slots=True)
class MapReader:
    """The reader that a mapping file makes."""

    map: MapFile

    @property
    def name(self) -> str:
        """How outputs call the format of a log that it reads."""
        return f"map {self.map.name}"

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes has what the map names."""
        return table_fits(self.map, head) if self.map.layout == "csv" else json_fits(self.map, head[:HEAD_BYTES])

    def read(self, file: File, options: Options) -> Extract:
        """The rows of a file; raises `LogError` where it is not the export that the map is for."""
        read = read_table if self.map.layout == "csv" else read_json
        return sealed(lambda file, options: read(self.map, file, options).extract())(file, options)


@dataclass(frozen=True, slots=True)
class _OnlyReader(MapReader):
    """The reader of the one log there is: what does not fit is told when it is read."""

    def sniff(self, head: bytes) -> bool:  # noqa: ARG002
        """Always."""
        return True


def for_logs(maps: Sequence[Reader], heads: Sequence[bytes]) -> tuple[Reader, ...]:
    """The maps of a run, held to the beginnings of its files; one map and one file are for each other.

    Raises `UsageError` with every map that is for none of several files.
    """
    if len(maps) == len(heads) == 1 and isinstance(maps[0], MapReader):
        return (_OnlyReader(maps[0].map),)
    unfit = [one for one in maps if isinstance(one, MapReader) and not any(map(one.sniff, heads))]
    if unfit and heads:
        raise UsageError(*(_fits_none(one.map) for one in unfit))
    return tuple(maps)


def _fits_none(map: MapFile) -> Diagnostic:
    names = [f"`{name}`" for name in (map.sources if map.layout == "csv" else map.needed)]
    hint = f"it names {', '.join(names[:12])}{' ...' if len(names) > 12 else ''}, in a file of {map.layout}"
    return Diagnostic("B285", f"map `{map.name}` fits none of the logs", hint=hint)


def reader_of(map: MapFile) -> Reader:
    """The reader of exports that a map is for."""
    return MapReader(map)
