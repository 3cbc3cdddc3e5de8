"""What a caseload costs before a row is judged: loading and compiling, as CPU time and as ratios measured in one run.

Run it with `make bench`, or `python tests/bench/caseload.py`. Every figure is CPU time (user and system) of a whole
process, libraries and all, the floors among them in turn; the medians are to be quoted. The relationships of fifty
contracts are named in the contracts, or assigned to them by a file; beside them stand 2,000 contracts of one
relationship each, and the floor of reading those: libyaml walking through the same files.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from kernel import cpu_of_process
from year import CONTRACTS, contract_text, write_log

ROUNDS = 5
RELATIONSHIPS = 10_000
SINGLE = 2_000
ROWS = 100_000
IMPORTED = "import boundaries.api"
LOADED = "import boundaries as bd; policy = bd.compile(bd.load_all({contracts!r}, assign={assign!r}))"
WALKED = (
    "import pathlib, yaml\n"
    "for path in pathlib.Path({contracts!r}).iterdir():\n"
    "    for event in yaml.parse(path.read_text(), Loader=yaml.CSafeLoader): pass"
)


def write_contracts(folder: Path, pairs: Sequence[Sequence[str]]) -> str:
    """A contract for each list of relationships; one that names none leaves the line out."""
    folder.mkdir()
    for i, its in enumerate(pairs):
        (folder / f"bench-{i}.yaml").write_text(contract_text(i, its))
    return str(folder)


def write_assignments(folder: Path) -> tuple[str, str]:
    """The contract of each relationship, as CSV and as Parquet."""
    pairs = [f"c-{r:06d}" for r in range(RELATIONSHIPS)]
    contracts = [f"bench-{r % CONTRACTS}" for r in range(RELATIONSHIPS)]
    table, whole = folder / "assign.csv", folder / "assign.parquet"
    lines = [f"{pair},{contract}\n" for pair, contract in zip(pairs, contracts, strict=True)]
    table.write_text("relationship,contract\n" + "".join(lines))
    pq.write_table(pa.table({"relationship": pairs, "contract": contracts}), whole)
    return str(table), str(whole)


def commands(folder: Path) -> dict[str, tuple[str, ...]]:
    """What is measured, by its name; the first is the floor of the others."""
    names = [[f"c-{r:06d}" for r in range(i, RELATIONSHIPS, CONTRACTS)] for i in range(CONTRACTS)]
    named, open_ = write_contracts(folder / "named", names), write_contracts(folder / "open", [[]] * CONTRACTS)
    single = write_contracts(folder / "single", [[f"c-{r:06d}"] for r in range(SINGLE)])
    table, whole = write_assignments(folder)
    log = folder / "log.parquet"
    write_log(log, ROWS, RELATIONSHIPS)
    said = f"{CONTRACTS} contracts, {RELATIONSHIPS:,} relationships"
    check = (str(Path(sys.executable).with_name("boundaries")), "check", str(log), "-c", open_, "--assign", table)
    return {
        "the library imported": _python(IMPORTED),
        f"{said} named in them": _python(LOADED.format(contracts=named, assign=None)),
        f"{said} assigned by CSV": _python(LOADED.format(contracts=open_, assign=table)),
        f"{said} assigned by Parquet": _python(LOADED.format(contracts=open_, assign=whole)),
        f"{SINGLE:,} contracts of one relationship each": _python(LOADED.format(contracts=single, assign=None)),
        f"libyaml walks through these {SINGLE:,}": _python(WALKED.format(contracts=single)),
        f"boundaries check, {ROWS:,} rows of these {RELATIONSHIPS:,}, assigned by CSV": (
            *check,
            "--output-format",
            "csv",
            "-q",
        ),
    }


def _python(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = commands(Path(scratch))
        for words in measured.values():
            cpu_of_process(*words)  # warm-up
        rounds = [{name: cpu_of_process(*words) for name, words in measured.items()} for _ in range(ROUNDS)]
    floor = next(iter(measured))
    print("| a caseload | CPU s (median) | of the import |\n|---|---|---|")
    for name in measured:
        ratio = statistics.median(each[name] / each[floor] for each in rounds)
        print(f"| {name} | {statistics.median(each[name] for each in rounds):.2f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
