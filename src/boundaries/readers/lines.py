"""The lines of a text file in bounded memory, whatever its size and however long a line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO, BinaryIO, cast

from boundaries.readers.base import LINE_BYTES


def encoding_of(head: bytes) -> str:
    """UTF-16 where the file begins with its mark, else UTF-8 with or without one."""
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def text_lines(file: IO[bytes], encoding: str, limit: int = LINE_BYTES) -> Iterator[tuple[str, bool]]:
    """Each line without its end, and whether it was whole: of one longer than `limit` characters, only the start.

    Lines end at LF or CRLF alone. Bytes that are no text become U+FFFD. Raises OSError.
    """
    text = TextIOWrapper(cast(BinaryIO, file), encoding=encoding, errors="replace", newline="\n")
    try:
        while line := text.readline(limit):
            whole = line[-1] == "\n" or len(line) < limit
            yield line.rstrip("\r\n"), whole
            while not whole:
                rest = text.readline(limit)
                whole = not rest or rest[-1] == "\n"
    finally:
        if not text.closed:
            text.detach()  # the file is its opener's to close
