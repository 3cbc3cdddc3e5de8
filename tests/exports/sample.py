"""What a sample of a format is: its bytes, what must be said beside it, and the rows that must come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boundaries as bd
from boundaries.contract.moments import parse_moment
from boundaries.readers.base import Options
from boundaries.readers.directory import read_people
from boundaries.readers.mapped import reader_of
from boundaries.readers.mapped_file import parse_map
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Log
from exports.words import WORDS, Words

SECRET = bytes(range(32))
COMMAND = {"me": "--me", "client": "--client", "relationship": "--relationship", "timezone": "--timezone"}


@dataclass(frozen=True)
class Sample:
    """A small export in the real shape of its format, with words planted wherever it has room for them.

    `rows` are the rows that must be read, as `shown` writes them; `counts` those seen, accepted, duplicates, rejected
    and left out. `asked` is what the caller says when there is no file of people (None: there must be one).
    `mapped` is the mapping file of an export that is no format of ours.
    """

    format: str
    name: str
    suffix: str
    make: Callable[[Words], bytes]
    rows: tuple[str, ...]
    counts: tuple[int, int, int, int, int]
    asked: Mapping[str, str] | None = None
    people: bool = True  # whether a file of people says anything about it
    told: Mapping[str, str] = field(default_factory=lambda: {"timezone": "Europe/London"})
    as_of: str | None = None
    mapped: str | None = None

    def __repr__(self) -> str:
        return f"{self.format}: {self.name}"

    def write(self, folder: Path, words: Words = WORDS, data: bytes | None = None) -> Written:
        """The export and all that goes with it, in a folder; `data` stands for the export's own bytes."""
        log = folder / f"{words.file}{self.suffix}"
        log.write_bytes(self.make(words) if data is None else data)
        people = mapped = None
        if self.people:
            people = folder / f"people-{words.file}.yaml"
            people.write_text(words.people(), "utf-8")
        if self.mapped is not None:
            mapped = folder / "other-program.map.yaml"
            mapped.write_text(self.mapped, "utf-8")
        return Written(self, words, log, folder / "key", people, mapped)

    def options(self, words: Words = WORDS) -> Options:
        """What a reader is told, without a file."""
        maps = () if self.mapped is None else (reader_of(parse_map(self.mapped, "map.yaml")),)
        directory = read_people(words.people(), "people.yaml") if self.people else None
        until = None if self.as_of is None else parse_moment(self.as_of).last("Europe/London")
        return Options(directory=directory, key=Key(secret=SECRET), maps=maps, known_until_us=until, **self.told)


@dataclass(frozen=True)
class Written:
    """A sample on disk."""

    sample: Sample
    words: Words
    log: Path
    key: Path
    people: Path | None
    mapped: Path | None

    def said(self, asked: bool = False) -> dict[str, Any]:
        """The arguments of `boundaries.read`; `asked`: without a file of people."""
        told: dict[str, Any] = dict(self.sample.told) | {"key": self.key}
        if self.mapped is not None:
            told["maps"] = [self.mapped]
        if self.sample.as_of is not None:
            told["as_of"] = self.sample.as_of
        if not asked and self.people is not None:
            return told | {"people": self.people}
        return told | dict(self.sample.asked or {})

    def arguments(self, asked: bool = False, command: str = "check") -> list[str]:
        """The same for the command line."""
        out: list[str] = [str(self.log)]
        for name, value in self.said(asked).items():
            if name == "as_of" and command != "check":
                continue
            for one in value if isinstance(value, list) else [value]:
                out += [f"--{ {'maps': 'map'}.get(name, name).replace('_', '-') }", str(one)]
        return out

    def read(self, asked: bool = False) -> Log:
        """The log that the library makes of it."""
        return bd.read(self.log, **self.said(asked))


def shown(log: Log) -> tuple[str, ...]:
    """A log's rows, one line each: what every format has, then the columns that are there (ids are keyed)."""
    lines = []
    for row in log.table.to_pylist():
        at = f"{row.pop('at'):%Y-%m-%dT%H:%M:%SZ}"
        row.pop("id")
        first = f"{at} {row.pop('relationship')} {row.pop('by')} {row.pop('kind')}"
        cells = [
            name if name == "ref" else f"{name}={_cell(value)}" for name, value in row.items() if value is not None
        ]
        lines.append(" ".join([first, *cells]))
    return tuple(lines)


def _cell(value: object) -> str:
    return (
        f"{value:%Y-%m-%dT%H:%M:%SZ}"
        if hasattr(value, "year")
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def counts(log: Log) -> tuple[int, int, int, int, int]:
    """Rows seen, accepted, duplicates, rejected, left out."""
    rows = log.summary
    return rows.rows_seen, rows.accepted, rows.duplicates, rows.rejected, rows.system
