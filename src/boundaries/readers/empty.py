"""The reader of an empty file, which is of every format: no rows, and nothing that it could show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from boundaries.core.errors import Diagnostic
from boundaries.table.log import Extract, SourceSummary, empty_table

if TYPE_CHECKING:
    from boundaries.readers.base import File, Options

name = "empty"


def sniff(head: bytes) -> bool:
    """Whether nothing stands in the file, or blanks alone."""
    return not head.removeprefix(b"\xef\xbb\xbf").strip()


def read(file: File, options: Options) -> Extract:  # noqa: ARG001 (as every reader is called)
    """No rows."""
    return Extract(table=empty_table(), rejects=(), system=0, rows_seen=0, format=name, coverage=())


def warnings(sources: Iterable[SourceSummary]) -> Iterator[Diagnostic]:
    """A word about each file in which nothing stands: most often another one was meant."""
    hint = "nothing was read from it; is it the right one?"
    for source in sources:
        if source.format == name:
            yield Diagnostic("B221", f"{source.log} is an empty file", None, hint, "warning")
