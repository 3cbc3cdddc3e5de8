"""A value of a file and its place; every scalar stays the text that was written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location

MAX_CHARACTERS = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # the breaks YAML itself counts lines by


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file and its place. Scalars are text; `key_locations` has the places of a mapping's keys.

    `inset` is the number of columns from `location` to the first character of a scalar's text (1 in quotes), or
    None where the text does not stand there letter by letter (escapes, several lines).
    """

    value: str | list[Node] | dict[str, Node] | None
    location: Location
    key_locations: dict[str, Location] = field(default_factory=dict)
    inset: int | None = None
    document: Location | None = None  # of a document: where it starts

    def plain(self) -> Any:
        """Plain dicts, lists, text and None."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def place(self, offset: int | None = None) -> Location:
        """Where the value starts, or where its character number `offset` (from 0) stands."""
        here = self.location
        if offset is None or self.inset is None:
            return here
        return Location(here.file, here.line, here.column + self.inset + offset)

    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping, or None."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def key_place(self, key: str) -> Location:
        """Where a key of a mapping stands; the mapping's own place where it has no such key."""
        return self.key_locations.get(key, self.location)


# ---- lines ----


def source_line(text: str, line: int) -> str:
    """Line number `line` (from 1) of a text, or an empty text where it has none."""
    lines = _lines(text.removeprefix("\ufeff"))
    return lines[line - 1] if 0 < line <= len(lines) else ""


def place_at(text: str, file: str, index: int) -> Location:
    """The place of character number `index` (from 0) of a text."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Location(file, line, index - start + 1)


def line_starts(text: str) -> list[int]:
    """The index of the first character of every line."""
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def with_source(problem: Diagnostic, text: str) -> Diagnostic:
    """The same problem, carrying the line of the text it points into."""
    if problem.location is None or problem.source:
        return problem
    line = source_line(text, problem.location.line)
    return Diagnostic(problem.code, problem.message, problem.location, problem.hint, problem.level, line)


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    return _BREAK.split(text)
