"""Print, for each fixture, how its whole and its prefixes are read: `python tests/readers/locale_table.py [STEP]`.

STEP is the number of bytes between two cuts (default 7; 1 takes minutes).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from chats import FILES, FOLDER, expected_rows, line_prefixes, read_bytes, rows_of, wrongs


def main(step: int) -> None:
    """One line a fixture: rows right of all, then prefixes of lines and of bytes, right, refused and wrong."""
    outcomes = f"{'right':>9}{'refused':>9}{'wrong':>7} "
    print(f"{'fixture':<20}{'rows':>6}{'right':>7} |{outcomes}|{outcomes}  (prefixes of lines, of bytes)")
    for file in FILES:
        data = (FOLDER / file).read_bytes()
        want, found = expected_rows(file), rows_of(read_bytes(data))
        line = f"{file.removesuffix('.txt'):<20}{len(want):>6}{sum(row in want for row in found):>7} "
        for prefixes in (list(line_prefixes(data)), [data[:cut] for cut in range(1, len(data), step)]):
            outcomes = [wrongs(file, prefix) for prefix in prefixes]
            wrong, refused = sum(bool(o) for o in outcomes), outcomes.count(None)
            line += f"|{len(outcomes) - wrong - refused:>9}{refused:>9}{wrong:>7} "
        print(line)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
