"""What a call does beside what it returns: which files it opens for writing, what it logs, warns of and starts."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MAKING = ("os.mkdir", "os.rename", "os.link", "os.symlink", "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.copyfile")
_STARTING = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "pty.spawn",
    "socket.",
    "sqlite3.",
)


@dataclass
class Seen:
    """What was seen; `wrote` are the paths of files opened for writing, made or renamed."""

    wrote: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)


_now: list[Seen] = []  # an audit hook stays for the life of the process; it looks here


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _now:
        return
    if event == "open" and isinstance(args[0], str | bytes | Path) and int(args[2] or 0) & _WRITING:  # type: ignore[call-overload]
        _now[-1].wrote.append(os.fsdecode(args[0]))
    elif event in _MAKING:
        _now[-1].wrote += [os.fsdecode(arg) for arg in args if isinstance(arg, str | bytes | Path)]
    elif event.startswith(_STARTING):
        _now[-1].started.append(event)


sys.addaudithook(_hook)


class _Handler(logging.Handler):
    def __init__(self, seen: Seen) -> None:
        super().__init__(logging.NOTSET)
        self._seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.logged.append(f"{record.getMessage()} {vars(record)!r}")


@contextmanager
def watching() -> Iterator[Seen]:
    """Everything that happens inside, as it is seen from outside."""
    seen = Seen()
    root, handler = logging.getLogger(), _Handler(seen)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    _now.append(seen)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield seen
        seen.warned += [f"{one.message!r} {one.filename}" for one in caught]
    finally:
        _now.pop()
        root.removeHandler(handler)
        root.setLevel(level)
