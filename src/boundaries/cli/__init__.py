"""The command `boundaries`: options in, exit codes out; everything else is the library's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code (`boundaries.cli.run`)."""
    from boundaries.cli.run import run

    sys.exit(run(args))
