"""Reads a sample's bytes, whole or broken, as the library does, and says what must never be so of the outcome."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boundaries.core.errors import BoundariesError
from boundaries.readers.base import Options
from boundaries.readers.open import open_log
from boundaries.table.log import Log
from exports.sample import Sample
from exports.words import traces

_COLUMN = re.compile(r"`\w+`")
_DIGITS = re.compile(r"\d+")
PATIENCE = 60  # seconds after which something hangs, on whatever machine


class HangsError(Exception):
    """Reading did not come to an end."""


@contextmanager
def alarmed(seconds: int = PATIENCE) -> Iterator[None]:
    """Raises `HangsError` in what takes longer."""

    def ring(*_: object) -> None:
        raise HangsError(f"not done after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read_bytes(data: bytes, sample: Sample, place: Path, options: Options | None = None) -> Log:
    """The log of some bytes, read as the sample is; `place` is a file to put them in."""
    place.write_bytes(data)
    return open_log([place], options or sample.options())


def wrong(data: bytes, sample: Sample, place: Path, options: Options) -> str:
    """What is wrong with the outcome for some bytes; an empty text where nothing is."""
    try:
        with alarmed():
            log = read_bytes(data, sample, place, options)
    except BoundariesError as problem:
        return _shown(error_text(problem), sample)
    except Exception as problem:  # noqa: BLE001
        return "".join(traceback.format_exception(problem)[-6:])
    rows = log.summary
    if rows.rows_seen != rows.accepted + rows.duplicates + rows.rejected + rows.system:
        return f"the rows do not add up: {rows}"
    if rows.accepted != len(log) or rows.rejected != len(log.rejects):
        return f"the rows are not those counted: {log!r} of {len(log)} rows and {len(log.rejects)} rejects"
    said = [
        *map(str, log.rejects),
        *(w.render() for w in log.warnings),
        repr(log),
        repr(log.sources),
        repr(log.coverage),
    ]
    cells = repr(log.table.to_pydict()) if sample.people else ""  # an interaction log's own cells are its owner's
    cells = _DIGITS.sub("", cells)  # a number that chance put where a message has its own is one
    return _shown("\n".join([*said, cells]), sample)


def _shown(text: str, sample: Sample) -> str:
    if not sample.people:  # a column's name is shown where it is shaped like one (RULINGS 51), wherever it came from
        text = _COLUMN.sub("", text)
    found = traces(text.encode("utf-8", "backslashreplace"))
    return f"words of the input are shown: {', '.join(found)}" if found else ""


def error_text(error: BaseException) -> str:
    """All that an error says, and all that came before it."""
    said, left = [], [error]
    seen: set[int] = set()
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        said += [str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", "")), repr(vars(one))]
        left += [other for other in (one.__cause__, one.__context__) if other is not None]
    return "\n".join(said)
