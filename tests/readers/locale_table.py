"""Print, for each fixture, how its whole and its prefixes are read: `python tests/readers/locale_table.py [STEP]`.

The table is Markdown, as docs/how-to/export-whatsapp.md shows it. STEP is the number of bytes between two cuts
(default 7; 1 takes minutes).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from chats import FILES, FOLDER, expected_rows, line_prefixes, read_bytes, rows_of, wrongs

HEAD = (
    "fixture", "rows", "right", "lines: right", "refused", "wrong", "bytes: right", "refused", "wrong",
)  # fmt: skip


def counted(file: str, prefixes: Iterable[bytes]) -> tuple[int, int, int]:
    """How many prefixes of a fixture are read right, refused, read wrong."""
    outcomes = [wrongs(file, prefix) for prefix in prefixes]
    wrong, refused = sum(bool(o) for o in outcomes), outcomes.count(None)
    return len(outcomes) - wrong - refused, refused, wrong


def whole_and_lines(file: str) -> tuple[int, ...]:
    """The rows of a fixture, those that are read right, and what becomes of the file cut after each of its lines."""
    data = (FOLDER / file).read_bytes()
    want, found = expected_rows(file), rows_of(read_bytes(data))
    return len(want), sum(row in want for row in found), *counted(file, line_prefixes(data))


def main(step: int) -> None:
    """One line a fixture."""
    print(f"| {' | '.join(HEAD)} |\n|---|{'---:|' * (len(HEAD) - 1)}")
    for file in FILES:
        data = (FOLDER / file).read_bytes()
        cuts = counted(file, (data[:cut] for cut in range(1, len(data), step)))
        print(f"| {' | '.join(map(str, (file.removesuffix('.txt'), *whole_and_lines(file), *cuts)))} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
