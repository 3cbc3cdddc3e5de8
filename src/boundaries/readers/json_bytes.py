"""The bytes of a JSON document, looked at through a window: strings, balanced brackets, what may be read past.

Nothing here builds values. Whatever the bytes are, every function moves on or says that the file is at its end.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, Protocol

from boundaries.readers.base import LINE_BYTES

CHUNK = 1 << 18
OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY, QUOTE = b'{[}]"'
OPEN: Final = -1  # what `balanced_end` says where there is no end in sight
WRONG: Final = -2  # ... where brackets or strings do not match

_BEHIND = 128  # bytes kept before the window's place, for indentation
_DEEPEST = 64  # levels inside one element
_LONGEST_LITERAL = 4096

_STRING = rb'"(?:[^"\\\n]++|\\.)*+"'  # a raw line end is in no string: a quote that is lost costs one line
_ATOM = rb'[^{}\[\]"]++|' + _STRING
_NESTED = rb"[{\[](?:" + _ATOM + rb")*+[}\]]"
for _ in range(5):
    _NESTED = rb"[{\[](?:" + _ATOM + rb"|" + _NESTED + rb")*+[}\]]"
_WHOLE = {
    OPEN_OBJECT: re.compile(rb"\{(?:" + _ATOM + rb"|" + _NESTED + rb")*+\}"),
    OPEN_ARRAY: re.compile(rb"\[(?:" + _ATOM + rb"|" + _NESTED + rb")*+\]"),
}
_BALANCED = re.compile(rb"(?:" + _ATOM + rb"|" + _NESTED + rb")*+")
_WHOLE_STRING = re.compile(_STRING)
_EMPTY_ONES = re.compile(rb'(?:""(?="))*+')
_IN_STRING = re.compile(rb'(?:[^"\\\n]++|\\[^\n])*+')
_LITERAL = re.compile(rb"[^\s{}\[\]\",:]{1,%d}+" % _LONGEST_LITERAL)
_BLANK, _SPACE = re.compile(rb"[\s,]*+"), re.compile(rb"\s*+")
_CLOSERS = {
    (kind, lines): re.compile(rb"(?:[%b][ \t\r,%b]*+)++" % (rb"\]}" if kind is None else rb"\%c" % kind, b"\n" * lines))
    for kind in (CLOSE_OBJECT, CLOSE_ARRAY, None)
    for lines in (False, True)
}
_CLOSER = {OPEN_OBJECT: CLOSE_OBJECT, OPEN_ARRAY: CLOSE_ARRAY}


class Reading(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""


class Window:
    """The part of a file that is being looked at: from `pos` on, at `line`. UTF-16 and UTF-32 are seen as UTF-8."""

    __slots__ = ("_chunk", "_file", "data", "ended", "line", "pos")

    def __init__(self, file: Reading, chunk: int) -> None:
        head = b""
        while len(head) < 4 and (more := file.read(max(chunk, 4))):
            head += more
        encoding = encoding_of(head)
        self._chunk, self._file = chunk, file if encoding is None else _Transcoded(file, encoding, head)
        self.data = b"" if encoding else head.removeprefix(codecs.BOM_UTF8)
        self.pos, self.line, self.ended = 0, 1, False

    def fill(self) -> bool:
        """Read on, and forget what lies behind; False at the end of the file."""
        if self.ended:
            return False
        start = max(0, self.pos - _BEHIND)
        rest = self.data[start:]
        more = self._file.read(max(self._chunk, len(rest)))
        self.data, self.pos, self.ended = rest + more, self.pos - start, not more
        return not self.ended

    def left(self) -> int:
        """How many bytes are in sight."""
        return len(self.data) - self.pos

    def go(self, to: int) -> None:
        """Move on to this place."""
        self.line += self.data.count(b"\n", self.pos, to)
        self.pos = to

    def byte(self) -> int:
        """The byte here, -1 at the end of the file."""
        return self.data[self.pos] if self.pos < len(self.data) or self.fill() else -1

    def blank(self) -> int:
        """Move over blanks and commas; the byte behind them, -1 at the end of the file."""
        while True:
            found = _BLANK.match(self.data, self.pos)
            assert found is not None
            self.go(found.end())
            if self.pos < len(self.data) or not self.fill():
                return self.byte()

    def next_byte(self) -> int:
        """The byte behind the blanks that begin here, without moving; -1 where none is in sight within 1 MiB."""
        while True:
            found = _SPACE.match(self.data, self.pos)
            assert found is not None
            if found.end() < len(self.data):
                return self.data[found.end()]
            if self.left() > LINE_BYTES or not self.fill():
                return -1

    def indentation(self) -> bytes | None:
        """What stands between the beginning of the line and here, where that is blank."""
        start = self.data.rfind(b"\n", max(0, self.pos - _BEHIND), self.pos)
        before = self.data[start + 1 : self.pos]
        return before if start >= 0 and not before.strip() else None


class _Transcoded:
    """A file in UTF-16 or UTF-32 as UTF-8."""

    __slots__ = ("_decoder", "_file", "_head")

    def __init__(self, file: Reading, encoding: str, head: bytes) -> None:
        self._file, self._head = file, head
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int, /) -> bytes:
        """At least one byte unless the file is at its end."""
        while True:
            read, self._head = self._head or self._file.read(size), b""
            text = self._decoder.decode(read, not read)
            if text or not read:
                return text.encode("utf-8", "replace")


def encoding_of(head: bytes) -> str | None:
    """The encoding a document begins in, by its mark or by its first characters being ASCII; None for UTF-8."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) >= 2 and bool(head[0]) != bool(head[1]):
        return "utf-16-le" if head[0] else "utf-16-be"
    return None


# ---- values -------------------------------------------------------------------------------------------------


def whole_value(window: Window) -> bytes | None:
    """The object or array that begins here, moved over; None, and not moved, where it is deep or does not end in sight.

    The window then holds 1 MiB from here on, or the rest of the file.
    """
    pattern = _WHOLE[window.byte()]
    while True:
        found = pattern.match(window.data, window.pos)
        if found is not None:
            window.go(found.end())
            return found[0]
        if window.left() > LINE_BYTES or not window.fill():
            return None


def balanced_end(data: bytes, pos: int, limit: int) -> int:
    """Where the object or array that begins here ends; OPEN, or WRONG where brackets, strings or depth are."""
    open_ = bytearray()
    while pos < limit:
        byte = data[pos]
        if byte in _CLOSER:
            open_.append(byte)
        elif byte == QUOTE:
            return WRONG if data.find(b"\n", pos, limit) >= 0 else OPEN
        elif _CLOSER[open_.pop()] != byte:
            return WRONG
        pos += 1
        if not open_:
            return pos
        if len(open_) > _DEEPEST:
            return WRONG
        found = _BALANCED.match(data, pos, limit)
        assert found is not None
        pos = found.end()
    return OPEN


def pass_over(window: Window) -> None:
    """Move over the object or array that begins here, however long, without holding it."""
    depth = 0
    while (byte := window.byte()) >= 0:
        if byte == QUOTE:
            _pass_string(window)
        else:
            depth += 1 if byte in _CLOSER else -1
            window.go(window.pos + 1)
            if depth == 0:
                return
        _pass_balanced(window)


def _pass_balanced(window: Window) -> None:
    """Move to the next bracket or quote that has no partner in sight."""
    while True:
        found = _BALANCED.match(window.data, window.pos)
        assert found is not None
        window.go(found.end())
        if window.pos < len(window.data) or not window.fill():
            return


def pass_closers(window: Window, kind: int | None, lines: bool) -> None:
    """Move over this closing bracket and all more of this kind (None: of any) that follow at once.

    `lines`: not only on this line.
    """
    found = _CLOSERS[kind, lines].match(window.data, window.pos)
    window.go(found.end() if found else window.pos + 1)


def string(window: Window) -> bytes | None:
    """The string that begins here, moved over; None where it is broken, or longer than 1 MiB and not held.

    Of a run of empty ones, which is no JSON, it is the last in sight.
    """
    while True:
        found = _EMPTY_ONES.match(window.data, window.pos)
        window.go(found.end() if found else window.pos)
        found = _WHOLE_STRING.match(window.data, window.pos)
        if found is not None:
            window.go(found.end())
            return found[0]
        if window.data.find(b"\n", window.pos) >= 0 or window.left() > LINE_BYTES or not window.fill():
            _pass_string(window)
            return None


def _pass_string(window: Window) -> None:
    """Move over a string to its quote or, where it has none, to the end of its line."""
    window.go(window.pos + 1)
    while (byte := window.byte()) >= 0:
        if byte == 0x0A:
            return
        if byte == QUOTE:
            window.go(window.pos + 1)
            return
        if byte == 0x5C:  # and whatever it escapes
            window.go(window.pos + 1)
            if window.byte() in (-1, 0x0A):
                return
            window.go(window.pos + 1)
        found = _IN_STRING.match(window.data, window.pos)
        window.go(found.end() if found else window.pos)


def literal(window: Window) -> bytes:
    """The number or word that begins here, moved over: a part of it where it is very long."""
    while True:
        found = _LITERAL.match(window.data, window.pos)
        if found is None:  # a colon
            window.go(window.pos + 1)
            return b":"
        if found.end() < len(window.data) or window.left() > _LONGEST_LITERAL or not window.fill():
            window.go(found.end())
            return found[0]


def to_the_end(window: Window) -> None:
    """Move to the end of the file."""
    while True:
        window.go(len(window.data))
        if not window.fill():
            return
