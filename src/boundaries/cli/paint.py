"""A report on a screen: wrapped and coloured on a terminal, plain lines everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.cli.output import deliver
from boundaries.core.errors import printable

if TYPE_CHECKING:
    from boundaries.report.line import Line

_STYLES = {"title": "bold", "heading": "cyan", "crossing": "yellow", "quiet": "dim"}  # the rest is plain
_WIDEST = 110


def paint(lines: Iterable[Line], output: Path | None = None) -> None:
    """Write lines to a file or to stdout; colour on a terminal only, and not where NO_COLOR is set."""
    if output is None and sys.stdout.isatty():
        _on_terminal(lines)
    else:
        deliver((f"{' ' * line.indent}{printable(line.text)}{_place(line)}".rstrip() + "\n" for line in lines), output)


def _place(line: Line) -> str:
    return f" [{printable(line.place)}]" if line.place else ""


def _on_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    width = min(_WIDEST, console.width)
    styles = {} if os.environ.get("NO_COLOR") else _STYLES  # Rich would still set bold and dim
    for line in lines:
        text = Text(printable(line.text), style=styles.get(line.style, ""))
        text.append(_place(line), style=styles.get("quiet", ""))
        console.print(Padding(text, (0, 0, 0, line.indent)), width=width)
