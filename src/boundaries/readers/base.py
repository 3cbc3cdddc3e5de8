"""What every reader is, and how the one for a file is found: by its first bytes, never by its name.

A reader is a module (or any object) with `name`, `sniff` and `read`; see the `Reader` protocol. Codes of this
room: B220-B229 finding and opening files, B230-B239 chats, B240-B249 annotations.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, Protocol, cast, runtime_checkable

from boundaries.core.errors import Diagnostic, LogError, UsageError, did_you_mean
from boundaries.readers.directory import Directory
from boundaries.readers.pseudonyms import Key

if TYPE_CHECKING:
    from boundaries.table.log import Extract

HEAD_BYTES = 65_536
LINE_BYTES = 1_048_576  # a longer line or field is a reject, read past without holding it (RULINGS 55)

# The order of sniffing: by the surest sign first; chats before JSONL, since a message may quote JSON; CSV last, since
# much passes for a table.
BUILT_IN = {
    "parquet": "boundaries.readers.parquet",
    "sms": "boundaries.readers.sms",
    "ics": "boundaries.readers.calendar",
    "mail": "boundaries.readers.mail",
    "telegram": "boundaries.readers.telegram",
    "signal": "boundaries.readers.signal",
    "whatsapp": "boundaries.readers.whatsapp",
    "jsonl": "boundaries.readers.jsonl",
    "csv": "boundaries.readers.csv",
}


@runtime_checkable
class File(Protocol):
    """Something to read from, as often as it is opened: a path, or a member of an archive. It has no name here."""

    def open(self, mode: Literal["rb"]) -> BufferedReader:
        """A new stream from the first byte."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller knows and a file cannot say; each reader uses what it needs.

    `log` is the name the file has in every output (a file's own name often is a person's). `known_until_us` is the
    end of the log's world where the caller gave one: a calendar's sessions after it are plans. `columns` are those
    that will be looked at (None: any).
    """

    me: str | None = field(default=None, repr=False)
    client: str | None = field(default=None, repr=False)
    relationship: str | None = None
    timezone: str | None = None
    date_order: str | None = None  # dmy, mdy or ymd
    covers: tuple[str, ...] | None = None  # the kinds the log shows, where it is less than the reader says
    format: str = "auto"
    log: str = "log 1"
    directory: Directory | None = field(default=None, repr=False)
    key: Key = field(default_factory=Key, repr=False)
    maps: tuple[Reader, ...] = field(default=(), repr=False)
    known_until_us: int | None = None
    columns: frozenset[str] | None = None

    def __reduce__(self) -> NoReturn:
        raise TypeError("options hold names, and are not pickled")


@runtime_checkable
class Reader(Protocol):
    """Turns one kind of file into rows, with every row seen either accepted, rejected or counted as system."""

    @property
    def name(self) -> str:
        """The word after `--format`."""

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes (up to `HEAD_BYTES`) is of this format."""

    def read(self, file: File, options: Options) -> Extract:
        """The file's rows in input order; raises `LogError` or `UsageError`, never with a row's text in it."""


def reader_names() -> tuple[str, ...]:
    """The built-in readers in the order of sniffing, then those of other packages by name."""
    return (*BUILT_IN, *sorted(_of_others()))


@cache
def _of_others() -> dict[str, EntryPoint]:
    """The readers that other packages bring, looked up once: every file of an archive is asked whose it is."""
    return {point.name: point for point in entry_points(group="boundaries.readers")}


def load_reader(name: str) -> Reader:
    """The reader of a name; raises `UsageError` for a name that is none."""
    if name in BUILT_IN:
        return cast(Reader, import_module(BUILT_IN[name]))
    if name in _of_others():
        return cast(Reader, _of_others()[name].load())
    hint = did_you_mean(name, reader_names()) or f"known: auto, {', '.join(reader_names())}"
    raise UsageError(Diagnostic("B220", f"no log format is called `{name}`", hint=hint))


def pick(file: File, format: str = "auto", log: str = "log 1", maps: Sequence[Reader] = ()) -> Reader:
    """The reader for a file: that of an empty one, the one named, or the first whose `sniff` knows its first bytes.

    Mapping files are asked before the formats that are known anyway: they were named for this. Raises `LogError`
    where the file cannot be opened or no reader knows it, `UsageError` for an unknown format.
    """
    named = None if format == "auto" else load_reader(format)
    head = read_head(file, log)
    empty = cast(Reader, import_module("boundaries.readers.empty"))
    if empty.sniff(head):
        return empty
    if named is not None:
        return named
    if not head.startswith(_ARCHIVES):  # rows may stand in them, line by line
        for reader in (*maps, *_all_readers()):
            if reader.sniff(head):
                return reader
    raise LogError(Diagnostic("B222", f"{log} {_unrecognised(head)}", hint=_WAY_OUT))


def read_head(file: File, log: str = "log 1") -> bytes:
    """The first `HEAD_BYTES` of a file; raises `LogError`, which calls the file by its log name only."""
    try:
        if isinstance(file, Path) and not stat.S_ISREG(file.stat().st_mode):
            what = "is a folder" if file.is_dir() else "is not a regular file"
            raise LogError(Diagnostic("B223", f"{log} {what}", hint="name the files themselves, one by one"))
        with file.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError as problem:
        error = LogError(Diagnostic("B223", f"{log} {_cannot_open(problem)}", hint="check its place and its rights"))
    raise error  # outside the handler: the system's own message names the file


def _all_readers() -> Iterator[Reader]:
    return map(load_reader, reader_names())


def _cannot_open(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError):
        return "does not exist"
    return "may not be read" if isinstance(problem, PermissionError) else "cannot be opened"


_WAY_OUT = "exports that are read have a how-to each; any other CSV or JSON needs a mapping file, `--map FILE`"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")
_FOREIGN = (
    (b"PK", "a zip archive or an office document: unpack it, or export it as text"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xff\xfe", "UTF-16 text, which a log in JSONL or CSV is not: save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text, which a log in JSONL or CSV is not: save it as UTF-8"),
    (b"[{", "a JSON document: a log has one JSON object a line"),
    (b"<", "XML or HTML, of no format that is read here"),
)


_OPENS_LIST, _OPENS_OBJECT = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\{"), re.compile(rb"\{\s*[\r\n]")


def _unrecognised(head: bytes) -> str:
    """What a file that no reader knows seems to be."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _OPENS_LIST.match(start) or _OPENS_OBJECT.match(start):
        start = b"[{"
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            return f"looks like {what}"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is a binary file, not a log"
    return "is of no format that is known"
