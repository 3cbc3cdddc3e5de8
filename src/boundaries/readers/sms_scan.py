"""The tags of a backup's XML, read as bytes in a stream of any length: of each the few attributes that are wanted.

No XML library reads these files: emoji stand in them as halves of a surrogate pair (`&#55357;&#56838;`), which XML
forbids, and pictures as attributes of many megabytes. A tag that breaks the rules costs itself and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from boundaries.readers.base import LINE_BYTES

CUT: Final = "cut off"
BROKEN: Final = "not well-formed"

# No other attribute is ever looked at.
_WANTED_NAMES = (
    rb"date type address body contact_name number duration presentation msg_box m_type m_size ct text backup_date"
)
WANTED: Final = frozenset(_WANTED_NAMES.split())
CHUNK_BYTES = 1 << 18
_SHORT = 1 << 16  # a longer tag is read attribute by attribute
_MOST_ATTRIBUTES = 1000

# A value may hold a `<`, which XML forbids, but not one that opens a row: there a quote was lost on the way.
_OPENS = rb"(?:(?:sms|mms|call)[\s/>]|/(?:smses|calls|mms)[\s>])"
_OPENS_BYTES = 9
_IN_VALUE = rb"*+(?:<(?!" + _OPENS + rb")[^%b<]*+)*+"
_DOUBLE, _SINGLE = (rb"[^%b<]" % quote + _IN_VALUE % quote for quote in (b'"', b"'"))
_NAME = rb"[A-Za-z_:][A-Za-z0-9_:.-]{0,255}+"
_KEY = rb"[^\s=<>\"'/]++"
_SOME_KEY = rb"(?:" + _WANTED_NAMES.replace(b" ", b"|") + rb")"
_EQUALS = rb"\s*+=\s*+"
_VALUE = rb"(?:\"" + _DOUBLE + rb"\"|'" + _SINGLE + rb"')"
_TAG = re.compile(rb"<(/?" + _NAME + rb")((?:\s++" + _KEY + _EQUALS + _VALUE + rb")*+)\s*+(/?)>")
# The attributes of such a tag one after the other, those that nobody wants along with the next that is wanted.
_ATTRIBUTES = re.compile(
    rb"(?:\s++(?!" + _SOME_KEY + rb"[\s=])" + _KEY + _EQUALS + _VALUE + rb")*+"
    rb"(?:\s++(" + _SOME_KEY + rb")" + _EQUALS + rb"(?:\"(" + _DOUBLE + rb")\"|'(" + _SINGLE + rb")')|\Z)"
)  # fmt: skip
_TAG_NAME = re.compile(rb"<(/?(?:" + _NAME + rb")?+)")
_MAY_OPEN = re.compile(rb"<[/!?A-Za-z_:]")
_TAG_END = re.compile(rb"\s*+(/?)>")
_VALUE_OPENS = re.compile(rb"\s++(" + _KEY + rb")" + _EQUALS + rb"([\"'])")
_UNFINISHED = re.compile(rb"\s*+(?:/|" + _KEY + rb"\s*+(?:=\s*+)?)?+")
_ROW_OPENS = re.compile(rb"<(?=" + _OPENS + rb")")
_PASSED_OVER = ((b"<!--", b"-->"), (b"<?", b"?>"), (b"<![CDATA[", b"]]>"))
_DECLARATIONS = (b"<!doctype", b"<!entity")
_OF_ROWS = (b"sms", b"mms", b"call", b"part", b"addr")  # where one of these is broken, the next row is looked for


class DeclarationError(Exception):
    """The file declares a document type, so what stands in it depends on what it declares."""


@dataclass(slots=True, repr=False)
class Tag:
    """One tag: its name (`sms`, `/mms`), the wanted attributes as written, the line it starts on.

    `closed`: it ends itself. `too_long` names wanted attributes of more than 1 MiB. A tag with a `flaw` has no cells.
    """

    name: bytes
    cells: dict[bytes, bytes]
    line: int
    closed: bool = False
    flaw: str | None = None
    too_long: list[bytes] = field(default_factory=list)


class Scanner:
    """Reads tags from a stream; holds a chunk of it and never a whole attribute that nobody wants."""

    def __init__(self, read: Callable[[int], bytes], chunk: int = CHUNK_BYTES) -> None:
        """`read(n)` gives up to n bytes of UTF-8, none at the end."""
        self._read, self._chunk = read, chunk
        self._buffer = b""
        self._counted = 0  # up to here lines are counted; nothing before it is needed
        self._at = 0
        self._line = 1
        self._ended = False

    def __repr__(self) -> str:
        return f"<Scanner at line {self._line}>"

    def tags(self) -> Iterator[Tag]:
        """Every tag but comments and instructions; raises `DeclarationError`, and whatever `read` raises."""
        while self._find(b"<"):
            start = self._at
            self._count(start)
            found = _TAG.match(self._buffer, start, start + _SHORT)
            if found is None and self._have(_SHORT):
                start = self._at
                found = _TAG.match(self._buffer, start, start + _SHORT)
            if found is None:
                tag = self._other()
                if tag is not None:
                    yield tag
            else:
                self._at = found.end()
                yield self._tag(found)

    # ---- the window on the stream ----

    def _more(self) -> bool:
        """Take in another chunk and let go of what is behind; False at the end of the stream."""
        if self._ended:
            return False
        data = self._read(self._chunk)
        self._count(self._at)
        self._buffer = self._buffer[self._at :] + data if self._at < len(self._buffer) else data
        self._at = self._counted = 0
        self._ended = not data
        return bool(data)

    def _have(self, size: int) -> bool:
        """Take in more until so many bytes lie ahead; False where nothing could be added."""
        added = False
        while len(self._buffer) - self._at < size and self._more():
            added = True
        return added

    def _count(self, to: int) -> None:
        self._line += self._buffer.count(b"\n", self._counted, to)
        self._counted = to

    def _find(self, what: bytes) -> bool:
        """Go to the next place of a few bytes; False where there is none, and then to the end."""
        while (place := self._buffer.find(what, self._at)) < 0:
            self._at = max(self._at, len(self._buffer) - len(what) + 1)
            if not self._more():
                self._at = len(self._buffer)
                return False
        self._at = place
        return True

    # ---- tags ----

    def _tag(self, found: re.Match[bytes]) -> Tag:
        """A tag that lies in the window whole."""
        name, written, ends = found.groups()
        pairs = [(key, one or two) for key, one, two in _ATTRIBUTES.findall(written) if key]
        cells = dict(pairs)
        if len(cells) < len(pairs):
            return Tag(name, {}, self._line, flaw=BROKEN)
        return Tag(name, cells, self._line, bool(ends))

    def _other(self) -> Tag | None:
        """Whatever else begins with `<`; None where it is no tag."""
        start = self._buffer[self._at : self._at + 16]
        for opening, ending in _PASSED_OVER:
            if start.startswith(opening):
                self._at += len(opening)
                return None if self._find(ending) else Tag(b"", {}, self._line, flaw=CUT)
        if start.lower().startswith(_DECLARATIONS):
            raise DeclarationError
        found = _TAG_NAME.match(self._buffer, self._at)
        assert found is not None
        name = found[1]
        if name in (b"", b"/") and len(start) > len(name) + 1:
            stray = _MAY_OPEN.search(self._buffer, self._at + 1)
            self._at = stray.start() if stray else len(self._buffer) - 1
            return None
        line = self._line
        self._at = found.end()
        tag = self._long(name, line)
        if tag.flaw == BROKEN and name in _OF_ROWS:
            self._next_row()
        return tag

    def _next_row(self) -> None:
        while (found := _ROW_OPENS.search(self._buffer, self._at)) is None:
            self._at = max(self._at, len(self._buffer) - _OPENS_BYTES)
            if not self._more():
                self._at = len(self._buffer)
                return
        self._at = found.start()

    def _long(self, name: bytes, line: int) -> Tag:
        """A tag read attribute by attribute, from behind its name on."""
        tag = Tag(name, {}, line)
        for _ in range(_MOST_ATTRIBUTES):
            self._have(_SHORT)
            window = (self._at, self._at + _SHORT)
            if ends := _TAG_END.match(self._buffer, *window):
                self._at = ends.end()
                tag.closed = bool(ends[1])
                return tag
            opens = _VALUE_OPENS.match(self._buffer, *window)
            if opens is None:
                unfinished = self._ended and _UNFINISHED.fullmatch(self._buffer, self._at)
                return Tag(name, {}, line, flaw=CUT if unfinished else BROKEN)
            self._at = opens.end()
            flaw = self._value(tag, opens[1], opens[2])
            if flaw:
                return Tag(name, {}, line, flaw=flaw)
        return Tag(name, {}, line, flaw=BROKEN)

    def _value(self, tag: Tag, key: bytes, quote: bytes) -> str | None:
        """Read a value to its closing quote, into the tag if it is wanted; what is wrong with it, if anything."""
        if key in tag.cells or key in tag.too_long:
            return BROKEN
        pieces: list[bytes] = []
        room = LINE_BYTES if key in WANTED else -1
        while True:
            end = self._buffer.find(quote, self._at)
            stop = end if end >= 0 else len(self._buffer)
            if self._buffer.find(b"<", self._at, stop) >= 0 and _ROW_OPENS.search(self._buffer, self._at, stop):
                return BROKEN
            if end < 0 and not self._ended:  # what may yet turn out to open a row stays
                stop = max(self._at, stop - _OPENS_BYTES)
            if room >= 0:
                pieces.append(self._buffer[self._at : stop])
                room -= stop - self._at
                pieces = pieces if room >= 0 else []
            self._at = stop
            if end >= 0:
                break
            if not self._more() and self._at == len(self._buffer):
                return CUT
        self._at += 1
        if room >= 0:
            tag.cells[key] = b"".join(pieces)
        elif key in WANTED:
            tag.too_long.append(key)
        return None
