"""JSON documents of any size, taken apart in bounded memory: the elements of some arrays, one by one, as bytes.

    for piece in pieces(stream, rows=[("chats", "list", "messages")], also=[("personal_information",)]):
        match piece:
            case Element(path, ordinal, line, raw, problem): ...   # `parsed(raw)` is its dict, None if it is none
            case Scalar(path, value, line): ...                    # ("chats", "list", "name"), "...", 3
            case End(path, array, line): ...                       # the object (or array) at that path is over
            case Lost(line, problem): ...                          # the document is cut off, or is no JSON there

Paths are tuples of keys; arrays add nothing to one, so `("chats", "list", "messages")` is each chat's `messages`.
`rows` names the arrays whose elements are yielded; `()` is an array at the top, and each object of a file of several
(JSON Lines). Scalars come from the objects on the way to them and from those that `also` names; the rest is read past.

Elements are split by brackets and strings alone, so whoever parses one finds out whether it is JSON. One whose
brackets do not match either is yielded without its bytes, and reading goes on where the next one begins: at the same
indentation or, in a document of one line, with the same first key. It is not looked for in another array: where none
is found in its own, what is left of that is lost; and so is the rest of a file of thousands of lost ones in a row.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple, NoReturn

from boundaries.readers.base import LINE_BYTES
from boundaries.readers.json_bytes import (
    CHUNK,
    CLOSE_ARRAY,
    CLOSE_OBJECT,
    OPEN,
    OPEN_ARRAY,
    OPEN_OBJECT,
    QUOTE,
    WRONG,
    Reading,
    Window,
    balanced_end,
    encoding_of,
    literal,
    pass_closers,
    pass_over,
    string,
    to_the_end,
    whole_value,
)  # fmt: skip

Path = tuple[str, ...]
TOO_LONG: Final = "longer than 1 MiB"
BROKEN: Final = "not JSON"
CUT_OFF: Final = "cut off by the end of the file"
TOO_MUCH: Final = "not JSON for thousands of rows, so that the rest is not read"
_LONGEST_SCALAR = 4096
_LEVELS = 64  # on the way to the elements
_MOST_LOST = 4096  # elements one after the other, each of which costs a look far ahead
_SEAM = 1024  # bytes looked at again with the next ones
_FIRST_KEY = re.compile(rb'\{\s*+"((?:[^"\\\n]|\\.){0,64}+)"')


class Element(NamedTuple):
    """One element of an array that was asked for; `raw` is None where `problem` says why."""

    path: Path
    ordinal: int  # within its array, from 1
    line: int
    raw: bytes | None
    problem: str = ""

    def __repr__(self) -> str:
        return f"<Element {self.ordinal}>"


class Scalar(NamedTuple):
    """A short text, number, true, false or null on the way."""

    path: Path
    value: str | float | bool | None
    line: int

    def __repr__(self) -> str:
        return "<Scalar>"


class End(NamedTuple):
    """An object or an array on the way is over."""

    path: Path
    array: bool
    line: int


class Lost(NamedTuple):
    """The document ends before its last bracket, or is no JSON here: something may be missing."""

    line: int
    problem: str


Piece = Element | Scalar | End | Lost


def parsed(raw: bytes) -> dict[str, object] | None:
    """The object that an element is; None where it is no JSON (nor is `NaN`), no UTF-8, no object, or too deep.

    Of a key given twice the last value counts. Texts may hold lone surrogates, numbers may be infinite.
    """
    found = _value(raw)
    return found if isinstance(found, dict) else None


def head_text(head: bytes) -> bytes:
    """The beginning of a document as UTF-8 without a mark, whatever it is written in."""
    encoding = encoding_of(head)
    text = head if encoding is None else head.decode(encoding, "replace").encode("utf-8", "replace")
    return text.removeprefix(codecs.BOM_UTF8)


def pieces(file: Reading, rows: Collection[Path], also: Collection[Path] = (), chunk: int = CHUNK) -> Iterator[Piece]:
    """The pieces of a document in their order; see the module's description. Raises OSError."""
    return _Splitter(Window(file, chunk), frozenset(rows), frozenset(also)).pieces()


class _Nothing:
    """What bytes mean that mean nothing."""


def _value(raw: bytes) -> object:
    """What these bytes mean, or `_Nothing`."""
    try:
        return _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):  # int() refuses thousands of digits with a ValueError
        return _Nothing


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


# ---- structure ----------------------------------------------------------------------------------------------


class _Level:
    """An object or array that is open: where it stands, and how its elements look."""

    __slots__ = ("array", "indent", "key", "last", "mark", "ordinal", "path", "wanted")

    def __init__(self, path: Path, array: bool, wanted: bool) -> None:
        self.path, self.array, self.wanted = path, array, wanted
        self.key: str | None = None
        self.ordinal, self.last = 0, b"0"  # of its elements
        self.indent: bytes | None = None  # before its elements, where each begins a line
        self.mark: bytes | None = None  # the first key of its elements


class _Splitter:
    """One pass over one document."""

    __slots__ = ("_cut", "_damaged", "_in_a_row", "_on_the_way", "_rows", "_stack", "_window")

    def __init__(self, window: Window, rows: frozenset[Path], also: frozenset[Path]) -> None:
        self._window, self._rows = window, rows
        self._on_the_way = {path[:length] for path in rows | also for length in range(len(path) + 1)}
        self._cut = self._damaged = False
        self._in_a_row = 0  # elements that are lost
        self._stack = [_Level((), True, () in rows)]  # the document itself, as a list of what stands at its top

    def pieces(self) -> Iterator[Piece]:
        window, stack = self._window, self._stack
        while (byte := window.blank()) >= 0:
            top = stack[-1]
            if byte in (CLOSE_OBJECT, CLOSE_ARRAY):
                yield from self._close(byte)
            elif top.wanted and not (len(stack) == 1 and byte == OPEN_ARRAY):
                yield self._element(byte, top)
                if self._in_a_row > _MOST_LOST:
                    yield Lost(window.line, TOO_MUCH)
                    to_the_end(window)
                    self._cut = True
            elif byte in (OPEN_OBJECT, OPEN_ARRAY):
                yield from self._open(byte)
            else:
                yield from self._string() if byte == QUOTE else self._literal()
        if len(stack) > 1 and not self._cut:
            yield Lost(window.line, CUT_OFF)

    def _broken(self) -> Iterator[Lost]:
        """Said once: what is broken in one place often looks broken in the next."""
        if not self._damaged and (self._window.byte() >= 0 or len(self._stack) == 1):  # or else it is cut off there
            yield Lost(self._window.line, BROKEN)
        self._damaged = True

    # ---- on the way

    def _place(self) -> Path | None:
        """The path of the value that comes next; None in an object without a key for it."""
        top = self._stack[-1]
        key, top.key = top.key, None
        return top.path if top.array else None if key is None else (*top.path, key)

    def _open(self, byte: int) -> Iterator[Piece]:
        """Go into an object or array that is on the way, and over any other."""
        stack, window = self._stack, self._window
        if byte == OPEN_OBJECT and not stack[-1].array and stack[-1].key is None:
            yield from self._broken()
            if len(stack) > 2 and stack[-2].array and stack[-1].ordinal:  # what stood between two objects is lost
                yield End(stack.pop().path, False, window.line)
        path = self._place()
        if path is None or path not in self._on_the_way or len(stack) > _LEVELS:
            pass_over(window)
            return
        window.go(window.pos + 1)
        stack.append(_Level(path, byte == OPEN_ARRAY, byte == OPEN_ARRAY and path in self._rows))

    def _close(self, byte: int) -> Iterator[Piece]:
        """Close the innermost level of that kind with all that is open in it."""
        window, stack = self._window, self._stack
        top, array = stack[-1], byte == CLOSE_ARRAY
        depth = next((d for d in range(len(stack) - 1, 0, -1) if stack[d].array == array), 0)
        stray = top.wanted and self._stray(top, array)
        if not depth or (stray and (top.indent is None or window.indentation() is None)):  # as are more that follow
            any_kind = len(stack) == 1 or (array and depth)
            pass_closers(window, None if any_kind else byte, lines=not depth or top.indent is None)
        else:
            window.go(window.pos + 1)
        if depth != len(stack) - 1 or not depth or stray:
            yield from self._broken()
        if depth and not stray:
            while len(stack) > depth:
                level = stack.pop()
                yield End(level.path, level.array, window.line)

    def _stray(self, level: _Level, array: bool) -> bool:
        """Whether a closing bracket between two elements is left from a broken one."""
        indent = self._window.indentation()
        if level.indent is None:
            return not array
        if indent is None:  # not at the beginning of a line: right after the last element, if that is one
            return not array or _value(level.last) is _Nothing
        return len(indent) >= len(level.indent)

    def _string(self) -> Iterator[Piece]:
        window, top, line = self._window, self._stack[-1], self._window.line
        token = string(window)
        if not top.array and window.blank() == 0x3A:  # a colon
            window.go(window.pos + 1)
            key = None if token is None or len(token) > _LONGEST_SCALAR else _value(token)
            top.key = key if isinstance(key, str) else None
            top.ordinal += 1
        elif token is not None:
            yield from self._scalar(token, line)

    def _literal(self) -> Iterator[Piece]:
        line = self._window.line
        yield from self._scalar(literal(self._window), line)

    def _scalar(self, token: bytes, line: int) -> Iterator[Piece]:
        array, path = self._stack[-1].array, self._place()
        value = _value(token) if len(token) <= _LONGEST_SCALAR else None
        if value is _Nothing or (path is None and not array):
            yield from self._broken()
        elif path and not array and len(token) <= _LONGEST_SCALAR:
            assert value is None or isinstance(value, str | float | int)
            yield Scalar(path, value, line)

    # ---- elements

    def _element(self, byte: int, level: _Level) -> Element:
        window, line = self._window, self._window.line
        level.ordinal += 1
        if level.ordinal <= 2:
            level.indent = window.indentation()
            found = _FIRST_KEY.match(window.data, window.pos)
            level.mark = found[1] if found else level.mark
        raw, problem = self._bracketed(level) if byte in (OPEN_OBJECT, OPEN_ARRAY) else self._bare(byte, level)
        self._cut, level.last, self._in_a_row = problem == CUT_OFF, raw or b"", self._in_a_row + 1 if problem else 0
        return Element(level.path, level.ordinal, line, raw, problem)

    def _bracketed(self, level: _Level) -> tuple[bytes | None, str]:
        """The object or array that is the next element, or why it is not had."""
        window = self._window
        raw = whole_value(window)
        raw, end = self._deep(level) if raw is None else (raw, OPEN)
        if raw is not None:
            if level.path and _quoted(level) in raw and _value(raw) is _Nothing:
                window.go(len(window.data))  # it may reach into the next array, and what follows belong to that
                return None, self._recover(re.compile(b"(?!)"))
            return (raw, "") if len(raw) <= LINE_BYTES else (None, TOO_LONG)
        if end == OPEN:
            pass_over(window)
            return None, CUT_OFF if window.byte() < 0 else TOO_LONG
        window.go(window.pos + 1)
        return None, self._recover(_next_element(level))

    def _deep(self, level: _Level) -> tuple[bytes | None, int]:
        """The next element of many levels, or whether it is OPEN or WRONG; looked at up to the line of another one.

        Without lines, what looks like another element may be part of this one.
        """
        window = self._window
        found = _next_element(level).search(window.data, window.pos) if level.indent else None
        end = balanced_end(window.data, window.pos, found.start() if found else len(window.data))
        if end < 0:
            return None, end if found is None else WRONG
        raw = window.data[window.pos : end]
        window.go(end)
        return raw, end

    def _bare(self, byte: int, level: _Level) -> tuple[bytes | None, str]:
        """The string, number or word that is the next element, if a comma or the array's end follows it."""
        window = self._window
        raw = string(window) if byte == QUOTE else literal(window)
        if raw is not None and window.next_byte() in (0x2C, CLOSE_ARRAY) and _value(raw) is not _Nothing:
            return raw, ""
        return None, self._recover(_next_element(level))

    def _recover(self, pattern: re.Pattern[bytes]) -> str:
        """Move on to where the next element begins, or to the end of the file."""
        window = self._window
        while (found := pattern.search(window.data, window.pos)) is None:
            window.go(max(window.pos, len(window.data) - _SEAM))
            if not window.fill():
                break
        if found is None or found[1]:
            to_the_end(window)
        else:
            window.go(found.end())
        return BROKEN


def _quoted(level: _Level) -> bytes:
    return b'"%b"' % level.path[-1].encode("utf-8", "replace")


def _next_element(level: _Level) -> re.Pattern[bytes]:
    """Where another element of the same array, or the end of the array, begins: after a line end that no string holds.

    Without lines, what follows a comma with the same first key; group 1 is the beginning of another such array.
    """
    if level.indent is not None:
        less = max(len(level.indent) - 1, 0)
        line = re.escape(level.indent), less
        return re.compile(rb"\n(?:%b(?=[{])|[ \t]{0,%d}(?=[\]}],?[ \t\r]*+(?:\n|\Z)))()" % line)
    again = rb',\s*+(?=\{\s*+"%b"\s*+:)' % re.escape(level.mark) if level.mark is not None else b"(?!)"
    into = rb"%b\s*+:\s*+\[" % re.escape(_quoted(level)) if level.path else b"(?!)"
    return re.compile(rb"%b|(%b)" % (again, into))
