"""JSON with places: the same nodes as from YAML, read with JSON's own grammar (tabs, escapes and all)."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, JSONDecoder
from typing import NoReturn

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.source.node import MAX_DEPTH, MAX_NODES, Node, line_starts, with_source

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
_STRINGS = JSONDecoder()
_WORD = re.compile(r"[^\s,:{}\[\]\"]+")


class _FaultError(Exception):
    """The text is no JSON, or too much of it."""


def compose_json(text: str, file: str) -> tuple[list[Node], list[Diagnostic]]:
    """The one value of a JSON text, and the problems met on the way."""
    reader = _Reader(text, file)
    try:
        node = reader.document()
    except _FaultError:
        node = None
    return [node] if node else [], [with_source(problem, text) for problem in reader.problems]


class _Reader:
    """A recursive descent over one text; its depth is bounded."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.starts = line_starts(text)
        self.problems: list[Diagnostic] = []
        self.count = 0

    def document(self) -> Node:
        node, end = self.value(self.skip(0), 1)
        end = self.skip(end)
        if end < len(self.text):
            self.fail(end, "something follows the end of the JSON value", "a file holds one value")
        return Node(node.value, node.location, node.key_locations, node.inset, Location(self.file, 1, 1))

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        self.count += 1
        if depth > MAX_DEPTH + 1:
            self.fail(at, f"nested more than {MAX_DEPTH} levels deep", code="B008")
        if self.count > MAX_NODES:
            self.fail(at, f"more than {MAX_NODES:,} values", code="B008")
        head = self.text[at : at + 1]
        if head == "{":
            return self.mapping(at, depth)
        if head == "[":
            return self.list(at, depth)
        if head == '"':
            value, end = self.string(at)
            inset = 1 if self.text[at + 1 : end - 1] == value else None
            return Node(value, self.place(at), {}, inset), end
        if found := _SCALAR.match(self.text, at):
            word = found[0]
            return Node(None if word == "null" else word, self.place(at), {}, 0), found.end()
        word_found = _WORD.match(self.text, at)
        if word_found:
            self.fail(at, f"`{word_found[0][:40]}` is no JSON value", 'text stands in double quotes: `"..."`')
        return self.fail(at, "a value is missing")

    def mapping(self, at: int, depth: int) -> tuple[Node, int]:
        values: dict[str, Node] = {}
        places: dict[str, Location] = {}
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "}":
            if values:
                end = self.comma(end, "}")
            if self.text[end : end + 1] != '"':
                self.fail(end, "a key is missing", 'a key stands in double quotes: `"hours"`')
            key_at = end
            key, end = self.string(end)
            end = self.skip(end)
            if self.text[end : end + 1] != ":":
                self.fail(end, f"no `:` after the key `{key[:40]}`")
            node, end = self.value(self.skip(end + 1), depth + 1)
            end = self.skip(end)
            if key in values:
                message, line = f"`{key[:40]}` stands here a second time", places[key].line
                self.problems.append(Diagnostic("B006", message, self.place(key_at), f"the first is on line {line}"))
            else:
                values[key], places[key] = node, self.place(key_at)
        return Node(values, self.place(at), places), end + 1

    def list(self, at: int, depth: int) -> tuple[Node, int]:
        values: list[Node] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "]":
            if values:
                end = self.comma(end, "]")
            node, end = self.value(end, depth + 1)
            values.append(node)
            end = self.skip(end)
        return Node(values, self.place(at)), end + 1

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _STRINGS.raw_decode(self.text, at)
        except JSONDecodeError as problem:
            self.fail(problem.pos if problem.pos < len(self.text) else at, problem.msg.lower())
        if any("\ud800" <= c <= "\udfff" for c in value):
            self.fail(at, "half of a character (a lone surrogate)")
        return value, end

    def comma(self, at: int, close: str) -> int:
        if self.text[at : at + 1] != ",":
            self.fail(at, f"`,` or `{close}` is missing")
        after = self.skip(at + 1)
        if self.text[after : after + 1] == close:
            self.fail(at, f"a `,` before `{close}`", "delete it")
        return after

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def place(self, index: int) -> Location:
        line = bisect_right(self.starts, index)
        return Location(self.file, line, index - self.starts[line - 1] + 1)

    def fail(self, at: int, message: str, hint: str = "", code: str = "B001") -> NoReturn:
        at = min(at, len(self.text))
        if at == len(self.text) and code == "B001":
            message = f"the text ends too early: {message}"
        self.problems.append(Diagnostic(code, message, self.place(at), hint))
        raise _FaultError
