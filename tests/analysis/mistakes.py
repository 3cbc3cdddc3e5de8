"""The folders of `tests/corpus/mistakes`: each holds one mistake, and the exact answer of `boundaries lint` to it.

`.venv/bin/python tests/analysis/mistakes.py` writes every `expected.txt` anew. Read each of them, as its author
would, before keeping it.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from unittest.mock import patch

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]

from boundaries.plugins.conditions import CONDITIONS
from called import Outcome, call

CORPUS = Path(__file__).parents[1] / "corpus" / "mistakes"
FOLDERS = sorted(path for path in CORPUS.iterdir() if path.is_dir())


def linted(folder: Path) -> Outcome:
    """`boundaries lint .`, run inside the folder, where no condition is registered."""
    with contextlib.chdir(folder), patch.dict(CONDITIONS.registered, clear=True):
        return call("lint", ".")


def main() -> None:
    """Write what lint says now, and say what changed."""
    for folder in FOLDERS:
        outcome, expected = linted(folder), folder / "expected.txt"
        before = expected.read_text("utf-8") if expected.exists() else ""
        if outcome.out != before:
            expected.write_text(outcome.out, encoding="utf-8")
            print(f"{folder.name} (exit {outcome.code}){outcome.err and f': {outcome.err}'}")


if __name__ == "__main__":
    main()
