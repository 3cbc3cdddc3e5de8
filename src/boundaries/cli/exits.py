"""Exit codes, and messages for people on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from boundaries.core.errors import Diagnostic, Level

OK = 0
FOUND = 1  # a finding at or above --fail-on
USAGE = 2
UNREADABLE = 3  # an input could not be loaded
INTERNAL = 4
NOTHING = 5  # no row read
INTERRUPTED = 130

SHOWN = 20  # warnings told one by one


def complain(message: str) -> None:
    """A message for people, on stderr; a closed stderr is nobody listening."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    shown = message.encode(encoding, "backslashreplace").decode(encoding)  # a name may hold what no stream can write
    try:
        sys.stderr.write(f"{shown}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def complain_of_number(problems: int) -> None:
    """How many problems were told, as their last line; nothing where there is none."""
    if problems:
        complain(f"{problems:,} problem{'' if problems == 1 else 's'}")


def complain_of(diagnostics: Iterable[Diagnostic], *levels: Level) -> None:
    """The diagnostics of these levels, the first of them in full."""
    told = [diagnostic for diagnostic in diagnostics if diagnostic.level in levels]
    for diagnostic in told[:SHOWN]:
        complain(diagnostic.render())
    if len(told) > SHOWN:
        complain(f"... and {len(told) - SHOWN:,} more")
