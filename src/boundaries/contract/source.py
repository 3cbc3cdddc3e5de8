"""YAML and JSON as text with places: every scalar stays the text that was written, every node knows where it stands.

Nothing here guesses a type: `9:00`, `off`, `no` and `1e3` arrive as typed. Only plain `null`, `~` and an empty value
are `None`. Anchors, aliases, tags and merge keys are refused, so a small file stays a small file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.location import Location

if TYPE_CHECKING:
    from yaml.events import Event

MAX_CHARACTERS = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # the breaks YAML itself counts lines by
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MERGE = "<<"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class SourceError(BoundariesError):
    """A file is not the YAML or JSON it should be; carries every problem found."""


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


def parse_document(text: str, file: str) -> list[Node]:
    """The documents of a YAML file, or the one value of a `.json` file; raises `SourceError` with every problem."""
    nodes, problems = compose(text, file)
    if problems:
        raise SourceError(*problems)
    return nodes


def compose(text: str, file: str) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a file and the problems met on the way; after a fault of syntax no document is returned."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        return [], [Diagnostic("B008", "larger than 4 MiB", Location(file, 1, 1), "a contract is a page or two")]
    if odd := _NOT_TEXT.search(text):
        return [], [with_source(_no_text(text, file, odd.start()), text)]
    if file.lower().endswith(".json"):
        from boundaries.contract.json_source import compose_json

        return compose_json(text, file)
    return _Composer(text, file).run()


def read_text(path: str | Path, name: str | None = None) -> str:
    """The text of a file; raises `SourceError` where it cannot be opened or is not UTF-8 text."""
    name = name or str(path)
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(4 * MAX_CHARACTERS + 4)
    except OSError as problem:
        reason = "no such file" if isinstance(problem, FileNotFoundError) else "cannot be opened"
        if isinstance(problem, IsADirectoryError):
            reason = "a folder, not a file"
        raise SourceError(Diagnostic("B009", f"`{name}`: {reason}")) from None
    return decode(raw, name)


def decode(raw: bytes, file: str) -> str:
    """The text of UTF-8 bytes without their byte order mark; raises `SourceError` for anything else."""
    start = Location(file, 1, 1)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(Diagnostic("B009", "UTF-16 text, not UTF-8", start, "save it as UTF-8"))
    try:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start].decode("utf-8")
        place = place_at(before, file, len(before))
        hint = "save it as UTF-8; a contract is a plain text file"
        raise SourceError(Diagnostic("B009", "not UTF-8 text", place, hint)) from None
    if "\0" in text:
        hint = "a contract is a plain text file in UTF-8"
        place = place_at(text, file, text.index("\0"))
        raise SourceError(Diagnostic("B009", "a binary file (it holds a NUL byte)", place, hint))
    return text


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


def _no_text(text: str, file: str, index: int) -> Diagnostic:
    place = place_at(text, file, index)
    message = f"a character that no text has (U+{ord(text[index]):04X})"
    return Diagnostic("B009", message, place, "delete it; a contract is a plain text file in UTF-8")


# ---- YAML ---------------------------------------------------------------------------------------------------


class _StopError(Exception):
    """The rest of the file is not worth reading."""


class _Composer:
    """Builds nodes from the events of a YAML parser; keeps no recursion, so depth is a number it can refuse."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Diagnostic] = []
        self.documents: list[Node] = []
        self.open: list[tuple[Node, list[tuple[str, Location] | None]]] = []  # containers, and a mapping's next key
        self.count = 0

    def run(self) -> tuple[list[Node], list[Diagnostic]]:
        from yaml import YAMLError

        try:
            for event in events(self.text):
                self.take(event)
        except YAMLError as problem:
            from boundaries.contract.syntax import explain_syntax

            self.problems.append(explain_syntax(problem, self.text, self.file))
            self.documents = []
        except _StopError:
            self.documents = []
        return self.documents, [with_source(problem, self.text) for problem in self.problems]

    def take(self, event: Event) -> None:
        from yaml import events as kinds

        if isinstance(event, kinds.AliasEvent):
            self.refuse(event, f"`*{event.anchor}` repeats another part of the file", "write it out")
            self.add(Node(None, self.place(event)))
        elif isinstance(event, kinds.ScalarEvent):
            self.check(event)
            self.add(self.scalar(event))
        elif isinstance(event, kinds.CollectionStartEvent):
            self.check(event)
            mapping = isinstance(event, kinds.MappingStartEvent)
            node = Node({} if mapping else [], self.place(event))
            self.add(node)
            self.open.append((node, [None]))
            if len(self.open) > MAX_DEPTH:
                self.stop(event, f"nested more than {MAX_DEPTH} levels deep")
        elif isinstance(event, kinds.CollectionEndEvent):
            self.open.pop()

    def add(self, node: Node) -> None:
        """Put a finished or just opened node where it belongs: document, item, key or value."""
        self.count += 1
        if self.count > MAX_NODES:
            self.problems.append(Diagnostic("B008", f"more than {MAX_NODES:,} values", node.location))
            raise _StopError
        if not self.open:
            start = node.location if self.documents else Location(self.file, 1, 1)
            self.documents.append(replace(node, document=start))
            return
        parent, pending = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if pending[0] is None:
                pending[0] = self.key(parent, node)
            else:
                (key, place), pending[0] = pending[0], None
                if key not in parent.value and key != _MERGE:
                    parent.value[key] = node
                    parent.key_locations[key] = place

    def key(self, parent: Node, node: Node) -> tuple[str, Location]:
        """The text of a key; a key that cannot be one is a problem and stands under a name of its own."""
        assert isinstance(parent.value, dict)
        if not isinstance(node.value, str):
            self.problems.append(Diagnostic("B001", "a key is one word, followed by `:`", node.location))
            raise _StopError
        if node.value == _MERGE:
            self.problems.append(Diagnostic("B007", "`<<` merges another mapping", node.location, "write the keys out"))
        elif node.value in parent.value:
            first = parent.key_locations[node.value]
            message = f"`{node.value}` stands here a second time"
            self.problems.append(Diagnostic("B006", message, node.location, f"the first is on line {first.line}"))
        return node.value, node.location

    def scalar(self, event: Any) -> Node:
        place, value, plain = self.place(event), str(event.value), not event.style
        if plain and value in _NULLS:
            return Node(None, place)
        if event.style in ("|", ">"):
            return Node(value, place)
        inset = 0 if plain else 1
        start = event.start_mark.index + inset
        exact = self.text[start : start + len(value)] == value
        return Node(value, place, {}, inset if exact else None)

    def check(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse(event, f"`&{event.anchor}` names a part of the file for repeating", "delete it")
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.refuse(event, f"`{tag}` gives a value a type", "delete it: what a value means follows from its key")

    def place(self, event: Any) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1)

    def refuse(self, event: Event, message: str, hint: str) -> None:
        self.problems.append(Diagnostic("B007", message, self.place(event), hint))
        if len(self.problems) > 100:
            raise _StopError

    def stop(self, event: Event, message: str) -> None:
        self.problems.append(Diagnostic("B008", message, self.place(event)))
        raise _StopError


def events(text: str, pure: bool = False) -> Iterator[Event]:
    """The events of a YAML text, from libyaml where PyYAML has it (`pure`: from PyYAML's own parser)."""
    import yaml

    fast = None if pure else getattr(yaml, "CSafeLoader", None)
    return yaml.parse(text, Loader=fast or yaml.SafeLoader)
