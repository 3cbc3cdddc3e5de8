"""Where results go: stdout, or a file written whole and for its owner only; people's messages go to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from boundaries.core.errors import Diagnostic, UsageError, printable
from boundaries.core.files import unwritable, write_private

LONG_INPUT = 16 * 2**20  # bytes of logs from which a progress bar is worth its lines


def deliver(lines: Iterable[str], output: Path | None) -> None:
    """Write lines to a file (atomically, mode 0600) or to stdout."""
    if output is not None:
        write_private(output, lambda path: _fill(path, lines))
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(map(encoded, map(harmless, lines) if sys.stdout.isatty() else lines))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as problem:
        forget_stdout()
        raise unwritable("the standard output", problem) from None


def _fill(path: Path, lines: Iterable[str]) -> None:
    with path.open("wb") as file:
        file.writelines(map(encoded, lines))


def encoded(line: str) -> bytes:
    """UTF-8; a lone surrogate becomes its escape, which is what JSON writes for it too."""
    return line.encode("utf-8", "backslashreplace")


def harmless(line: str) -> str:
    """A line of a machine format as a terminal may get it: files and pipes get every character, a terminal none
    that could steer it."""
    return "\n".join(map(printable, line.split("\n")))


def forget_stdout() -> None:
    """The reader has left (`| head`), or the disk is full: let what is still buffered go nowhere, quietly."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def check_place(output: Path | None, inputs: Iterable[Path]) -> None:
    """Raises `UsageError` for an output that cannot be, before a long log is read: a folder, a file in a folder that
    is not there, or one of the inputs, which would be lost."""
    if output is None:
        return
    try:
        if output.is_dir() or not output.parent.is_dir():
            what, hint = "there is no such folder", "make the folder first, or name another"
            if output.is_dir():
                what, hint = "it is a folder", "name a file in it"
            raise UsageError(Diagnostic("B301", f"`{output}` cannot be written: {what}", hint=hint))
        if not output.is_file() or not any(path.exists() and path.samefile(output) for path in inputs):
            return
    except (OSError, RuntimeError) as problem:
        raise unwritable(f"`{output}`", problem) from None
    what = f"`{output}` is one of the inputs, which would be lost"
    raise UsageError(Diagnostic("B305", what, hint="name another file"))


@contextmanager
def progress(logs: Iterable[Path], quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line of progress on stderr while long inputs are read: only on a terminal, gone at the end.

    Gives a function that names the step now under way.
    """
    if quiet or not sys.stderr.isatty() or sum(map(_size, logs)) < LONG_INPUT:
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("starting", total=None)
        yield lambda step: bar.update(task, description=step)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
