"""The XML of Android's `SMS Backup & Restore`: a phone's messages (`smses`) or its calls (`calls`).

The phone's owner is the practitioner. Times are instants, so no zone is needed; drafts, and what never left the phone,
are no contact. How each row is read: `sms_rows`; why no XML library reads it: `sms_scan`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import IO

from boundaries.core.errors import BoundariesError, Diagnostic, LogError
from boundaries.readers.base import File, Options, read_head
from boundaries.readers.sms_rows import Backup
from boundaries.readers.sms_scan import DeclarationError, Scanner
from boundaries.readers.tabular import cannot_read
from boundaries.table.log import Extract

name = "sms"

_ROOT = re.compile(r"<(?:smses|calls)[\s/>]")
_BLANKS = re.compile(r"\s*+")
_BEFORE = re.compile(r"<\?|<!--|<!DOCTYPE[^\[>]*+\[?")
_ENCODING = re.compile(r"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)", re.IGNORECASE)
_READ_AS_DECLARED = frozenset(("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"))
_UTF_16 = (
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"),
)  # fmt: skip


def sniff(head: bytes) -> bool:
    """Whether the first element is a backup's; what may come before it in XML may come."""
    text = _text(head)
    at = _blanks_end(text, 0)
    while found := _BEFORE.match(text, at):
        ending = {"<?": "?>", "<!--": "-->"}.get(found[0], "]>" if found[0].endswith("[") else ">")
        place = text.find(ending, found.end())
        if place < 0:
            return False
        at = _blanks_end(text, place + len(ending))
    return _ROOT.match(text, at) is not None


def read(file: File, options: Options) -> Extract:
    """The backup's messages and calls with people who are listed; the others are counted as system.

    Raises `UsageError` for what only the caller can say, `LogError` where the file cannot be read or declares what
    its text means.
    """
    problem: BoundariesError
    try:
        return _read(file, options)
    except DeclarationError:
        hint = "a backup of this app declares none; make it anew"
        problem = cannot_read(options, "declares a document type, and what its text means with it", hint)
    except BoundariesError as found:
        problem = type(found)(*found.diagnostics)  # without the frames that hold rows
    except OSError:
        what = f"{options.log} cannot be read to its end"
        problem = LogError(Diagnostic("B223", what, hint="check its place and its rights"))
    raise problem


def _read(file: File, options: Options) -> Extract:
    head = read_head(file, options.log)
    declared = _ENCODING.match(_text(head[:1024]))
    if declared is not None and declared[1].lower() not in _READ_AS_DECLARED:
        raise cannot_read(options, "is in an encoding that is not read", "save it as UTF-8")
    with file.open("rb") as stream:
        return read_stream(_utf_8(stream, head), options)


def read_stream(read: Callable[[int], bytes], options: Options) -> Extract:
    """The rows of a stream of UTF-8, of which `read(n)` gives the next n bytes; raises as `read` does."""
    backup = Backup(options)
    backup.feed(Scanner(read).tags())
    return backup.extract()


def _blanks_end(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    assert found is not None
    return found.end()


def _encoding(head: bytes) -> str:
    """UTF-16 where the file begins as that does, with its mark or without, else UTF-8."""
    return next((encoding for start, encoding in _UTF_16 if head.startswith(start)), "utf-8")


def _text(head: bytes) -> str:
    return head.decode(_encoding(head), "replace").removeprefix("\ufeff")


def _utf_8(stream: IO[bytes], head: bytes) -> Callable[[int], bytes]:
    """The stream's bytes as UTF-8, whatever it is written in."""
    encoding = _encoding(head)
    if encoding == "utf-8":
        return stream.read
    decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(size: int) -> bytes:
        text, data = "", b"more"
        while not text and data:
            data = stream.read(size)
            text = decoder.decode(data, final=not data)
        return text.encode("utf-8")

    return read
