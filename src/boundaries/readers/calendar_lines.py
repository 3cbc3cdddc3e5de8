"""A calendar's lines as iCalendar means them: unfolded, in blocks, on bytes (RFC 5545, 3.1).

Memory is bounded by the longest line that may be one (`LINE_BYTES`) and a block, whatever the file's size.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from boundaries.readers.base import LINE_BYTES

FOLD = b"\x1f"  # where a line was folded, so that physical lines can still be counted
TOO_LONG = b"\x1e"  # stands for a line that is too long to be one
_BLOCK = 1 << 18
_BLANKS = (b" ", b"\t")
_LINE_END = re.compile(rb"\n(?=[^ \t])")
_HEAD = re.compile(rb'[^":]*(?:"[^"]*"[^":]*)*:')
_PARAMETER = re.compile(rb';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')
_CONTROLS = bytes.maketrans(FOLD + TOO_LONG, b"??")


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Whole lines as they stand; `first` is the number of the first physical one."""

    first: int
    data: bytes

    def lines(self) -> list[bytes]:
        """The unfolded lines, `FOLD` where they were folded; `TOO_LONG` for one over the limit."""
        data = self.data.translate(_CONTROLS).replace(b"\n ", FOLD).replace(b"\n\t", FOLD)
        lines = data.removesuffix(b"\n").split(b"\n")
        if len(data) <= LINE_BYTES:
            return lines
        return [line if len(line) <= LINE_BYTES else TOO_LONG + FOLD * line.count(FOLD) for line in lines]


def split(line: bytes) -> tuple[bytes, bytes]:
    """A line's name with its parameters, and its value; a `:` within a quoted parameter is part of that."""
    head, colon, value = line.partition(b":")
    if b'"' not in head:
        return head, value if colon else b""
    found = _HEAD.match(line)
    return (line[: found.end() - 1], line[found.end() :]) if found else (line, b"")


def value_of(line: bytes) -> bytes:
    """A line's value without the blanks around it."""
    return split(line)[1].strip()


def parameters_of(head: bytes) -> dict[bytes, bytes]:
    """The parameters of a line's head, names in upper case; those before the first that cannot be read."""
    found: dict[bytes, bytes] = {}
    place = head.find(b";")
    while place >= 0 and (one := _PARAMETER.match(head, place)):
        found[one[1].upper()] = one[2].strip(b'"')
        place = one.end()
    return found


def blocks(file: IO[bytes], head: bytes) -> Iterator[Block]:
    """The blocks of a calendar that begins with `head`; raises OSError.

    Lines end at LF, CRLF or, in a file without any LF, at CR. A line over the limit is read past: `TOO_LONG` stands
    for it in a block of its own.
    """
    number, carry, skipping = 1, b"", False
    for chunk in _chunks(file, head):
        data = carry + chunk
        if skipping:
            end = _LINE_END.search(data)
            if end is None:
                carry = data[-1:] if data.endswith(b"\n") else b""
                number += data.count(b"\n") - len(carry)
                continue
            number += data.count(b"\n", 0, end.end())
            data, skipping = data[end.end() :], False
        cut = _whole(data)
        if cut:
            yield Block(number, data[:cut])
            number += data.count(b"\n", 0, cut)
        carry = data[cut:]
        if len(carry) > LINE_BYTES:
            yield _TooLong(number, b"")
            last = carry[-1:] if carry.endswith(b"\n") else b""
            number, carry, skipping = number + carry.count(b"\n") - len(last), last, True
    if carry and not skipping:
        yield Block(number, carry)


class _TooLong(Block):
    """A line of which nothing is held."""

    __slots__ = ()

    def lines(self) -> list[bytes]:
        return [TOO_LONG]


def _whole(data: bytes) -> int:
    """How many bytes are whole lines for sure: what follows their end is known, and goes on with none of them."""
    place = data.rfind(b"\n", 0, -1)
    while place >= 0 and data[place + 1 : place + 2] in _BLANKS:
        place = data.rfind(b"\n", 0, place)
    return place + 1


def _chunks(file: IO[bytes], head: bytes) -> Iterator[bytes]:
    """The file as UTF-8 whose lines end with LF alone, as far as one can tell line ends at a time."""
    returns = b"\r" in head and b"\n" not in head
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16")("replace") if wide else None
    held, first = b"", True
    while True:
        raw = file.read(_BLOCK)
        text = raw if decoder is None else decoder.decode(raw, final=not raw).encode()
        chunk = held + (text.removeprefix(codecs.BOM_UTF8) if first else text)
        first = False
        if not raw:
            if chunk:
                yield _with_newlines(chunk, returns)
            return
        held = b"\r" * min(2, len(chunk) - len(chunk.rstrip(b"\r")))
        yield _with_newlines(chunk[: len(chunk) - len(held)], returns)


def _with_newlines(chunk: bytes, returns: bool) -> bytes:
    if b"\r" not in chunk:
        return chunk
    if b"\r\r\n" in chunk:  # what some systems make of CRLF
        chunk = chunk.replace(b"\r\r\n", b"\n")
    chunk = chunk.replace(b"\r\n", b"\n")
    return chunk.replace(b"\r", b"\n") if returns else chunk
