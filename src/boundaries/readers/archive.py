"""What stands in a ZIP archive, read member by member as it is: nothing is unpacked to a file.

A member's name is never used: neither as a path, nor to tell what is in it, nor in a message.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from lzma import LZMAError
from pathlib import Path
from typing import IO, Literal, cast

from boundaries.core.errors import Diagnostic, LogError

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
MOST_MEMBERS = 100_000
SURE_BYTES = 1 << 26  # up to here an archive's files may be as much larger than it as they like
RATIO = 150  # text is hardly ever packed more tightly than this; a bomb is, a thousandfold and more
_FAULTS = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip


class Member:
    """One file of an archive, opened as often as it is read. Shows no name.

    All members share the archive as `members` opened it: its directory is read once, however many pictures there are.
    """

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, log: str) -> None:
        self._archive, self._info, self._log = archive, info, log

    def __repr__(self) -> str:
        return "<member of an archive>"

    @property
    def is_manifest(self) -> bool:
        """Whether it is the list of parts that every office document begins with: the one name that is looked at."""
        return self._info.filename == "[Content_Types].xml"

    def open(self, mode: Literal["rb"]) -> BufferedReader:  # noqa: ARG002 (as a path is opened)
        """A stream of the member's bytes; it and its reading raise `LogError`."""
        with _blind(self._log):
            stream = self._archive.open(self._info)
        return BufferedReader(_Stream(stream, self._log), 1 << 16)


class _Stream(RawIOBase):
    """A member's bytes, none more than the archive says it has, without the library's own messages."""

    def __init__(self, stream: IO[bytes], log: str) -> None:
        self._stream, self._log = stream, log

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """To another place (backwards, all before it is unpacked anew), which only Parquet asks for."""
        with _blind(self._log):
            return self._stream.seek(offset, whence)
        raise AssertionError("a fault was raised above")  # for the reader of types: `_blind` lets nothing pass

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        with _blind(self._log):
            data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


@contextmanager
def members(archive: Path, log: str) -> Iterator[list[Member]]:
    """The files of an archive in its order, empty ones and folders left out; they can be read until this is left.

    Raises `LogError` where it cannot be read, or where more would come out of it than such files ever hold.
    """
    with ExitStack() as closing:
        with _blind(log):
            file = closing.enter_context(archive.open("rb"))
            opened = zipfile.ZipFile(file)
            size, found = archive.stat().st_size, opened.infolist()
        _check(found, size, log)
        yield [Member(opened, info, log) for info in found if info.file_size and not info.filename.endswith("/")]


def is_office(members: Sequence[Member]) -> bool:
    """Whether it is the archive that a spreadsheet or a text document is."""
    return any(member.is_manifest for member in members)


def _check(found: Sequence[zipfile.ZipInfo], size: int, log: str) -> None:
    if any(info.flag_bits & 1 for info in found):
        raise LogError(Diagnostic("B250", f"{log} is a zip archive locked with a password", hint="unpack it first"))
    if len(found) > MOST_MEMBERS or sum(info.file_size for info in found) > max(SURE_BYTES, size * RATIO):
        what = f"{log} is a zip archive from which far more comes out than is in it"
        raise LogError(Diagnostic("B251", what, hint="if it is your own, unpack it first"))


@contextmanager
def _blind(log: str) -> Iterator[None]:
    """Lets no message of the library out: it names members."""
    try:
        yield
    except _FAULTS:
        error = LogError(
            Diagnostic("B250", f"{log} is a damaged zip archive", hint="make it again, or unpack it first")
        )
    else:
        return
    raise error
