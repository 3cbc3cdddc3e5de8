"""Files written whole, for their owner only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from boundaries.core.errors import Diagnostic, UsageError


def write_private(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a new file of mode 0600 beside `path`, then put it in its place at once.

    A link is followed; a device or a pipe is written to and never replaced. Raises `UsageError` where the place
    cannot be written; what stood there before then stays.
    """
    scratch: str | None = None
    try:
        with suppress(FileNotFoundError):
            path.stat()  # links that lead in a circle are no place, on every Python
        if _is_stream(path):
            write(path)
            return
        path = path.resolve()
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".boundaries-")  # mkstemp: 0600 from the start
        os.close(handle)
        write(Path(scratch))
        os.replace(scratch, path)
        scratch = None
    except (OSError, RuntimeError) as problem:  # RuntimeError: links that lead in a circle
        raise unwritable(f"`{path}`", problem) from None
    finally:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)


def _is_stream(path: Path) -> bool:
    """Whether something stands there that is neither file nor folder: a device, a pipe, `/dev/stdout`."""
    return path.exists() and not path.is_file() and not path.is_dir()


def unwritable(place: str, problem: OSError | RuntimeError) -> UsageError:
    """The error for a place that cannot be written."""
    reason = getattr(problem, "strerror", None) or type(problem).__name__
    return UsageError(Diagnostic("B301", f"{place} cannot be written: {reason.lower()}"))
