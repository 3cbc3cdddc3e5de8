"""The command `boundaries`: options in, exit codes out; everything else is the library's."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code (`boundaries.cli.run`)."""
    # A command imports much and lives briefly: looking for cycles every few hundred objects is a tenth of its start.
    gc.set_threshold(50_000, 20, 50)
    # No command multiplies matrices: starting the threads of a linear algebra library would be another tenth.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from boundaries.cli.run import run

    sys.exit(run(args))
