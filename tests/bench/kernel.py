"""The kernel beside the floor: from a Parquet file to the findings table, as ratios measured in one run.

Run it with `make bench`, or `python tests/bench/kernel.py [ROWS]`. Every figure is CPU time (user and system) of one
process, floor and kernel in turn, so the ratio holds when the machine's speed drifts; the medians are to be quoted.
The floor is Polars reading the same columns of the same file. The log (year.py) is unsorted by relationship, as a
platform would write it (by time). Then what each rule costs, dearest first.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from year import ROWS_A_RELATIONSHIP, write_contracts, write_log

from boundaries.policy.condition import Agreement

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy
    from boundaries.table.log import Log

ROUNDS = 5


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def peak_memory(code: str) -> int:
    """Peak resident bytes of a fresh process that runs some code."""
    # Not getrusage: there a child begins with the peak of the process that started it.
    script = f"{code}\nprint(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    return int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout) * 1024


def cpu_of_process(*command: str) -> float:
    """CPU seconds of a whole process."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(rows: int, folder: Path) -> None:
    """Print the table for one size."""
    import polars as pl

    import boundaries as bd

    path, contracts = folder / "log.parquet", folder / "contracts"
    contracts.mkdir()
    write_log(path, rows)
    write_contracts(contracts, rows)
    policy = bd.compile(bd.load_all(contracts))
    findings = 0

    def ours() -> None:
        nonlocal findings
        findings = bd.check(bd.read(path), policy).to_arrow().num_rows

    def reading() -> None:
        bd.read(path)

    def floor() -> None:
        pl.read_parquet(path)

    ours(), floor()  # warm-up
    samples = [(cpu(floor), cpu(reading), cpu(ours)) for _ in range(ROUNDS)]
    floors, reads, runs = (statistics.median(s[i] for s in samples) for i in range(3))
    ratios = sorted(s[2] / s[0] for s in samples)
    prelude = "import pyarrow, numpy, polars, boundaries.api"
    code = (
        f"import boundaries as bd; policy = bd.compile(bd.load_all({str(contracts)!r})); "
        f"bd.check(bd.read({str(path)!r}), policy).to_arrow()"
    )
    memory = (peak_memory(code) - peak_memory(prelude)) / rows
    print(
        f"{rows:,} rows, {max(rows // ROWS_A_RELATIONSHIP, 1):,} relationships, {findings:,} findings "
        f"(one row in {rows / max(findings, 1):.0f}), {len(policy.rules)} rules, {len(policy.contracts)} contracts"
    )
    print("| | CPU s (median) | of the floor |\n|---|---|---|")
    print(f"| floor: Polars reads the columns | {floors:.3f} | 1.0 |")
    print(f"| ours: read, check, sort | {reads:.3f} | {reads / floors:.1f} |")
    print(f"| ours: file to findings table with evidence | {runs:.3f} | {runs / floors:.1f} |")
    print(f"ratio, round by round: min {ratios[0]:.1f}, median {statistics.median(ratios):.1f}, max {ratios[-1]:.1f}")
    print(f"memory above the libraries': {memory:.0f} bytes a row")
    costs(bd.read(path), policy, floors)


def costs(log: Log, policy: Policy, floor: float) -> None:
    """Print what each rule costs by itself, dearest first; what the first to need it makes for all is charged to it."""
    from boundaries.engine.build import build
    from boundaries.engine.hits import Hits
    from boundaries.engine.judge import Common
    from boundaries.engine.run import found_by

    spent: dict[int, list[float]] = {i: [] for i, rule in enumerate(policy.rules) if rule.enabled}
    turns = sorted(spent, key=lambda i: isinstance(policy.rules[i].when, Agreement))
    found = [Hits() for _ in policy.rules]
    for _ in range(ROUNDS):
        common = Common(build(log, policy, None))
        for index in turns:
            begin = time.process_time()
            found[index] = found_by(common.judging(index), found)
            spent[index].append(time.process_time() - begin)
    cost = {index: statistics.median(samples) for index, samples in spent.items()}
    total = sum(cost.values())
    print(f"\n{len(cost)} rules: {total:.3f} s in all, {total / floor:.1f} of the floor")
    print("| rule | ms | of all | findings |\n|---|---|---|---|")
    for index in sorted(cost, key=lambda index: -cost[index]):
        ms, share = cost[index] * 1000, cost[index] / total
        print(f"| {policy.rules[index].name} | {ms:.1f} | {share:.1%} | {len(found[index]):,} |")


SMALL_CONTRACT = """\
contract: small
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative: {hours: "Mo-Fr 09:00-18:00", channels: [sms]}
"""
SMALL_LOG = "id,at,kind,by,channel\nm1,2026-03-03T21:10:00Z,message,practitioner,sms\n"


def start_up(folder: Path) -> None:
    """Print what a command costs before it does anything, beside importing the libraries it stands on."""
    (folder / "small.yaml").write_text(SMALL_CONTRACT)
    (folder / "small.csv").write_text(SMALL_LOG)
    command = str(Path(sys.executable).with_name("boundaries"))
    check = (command, "check", str(folder / "small.csv"), "--contract", str(folder / "small.yaml"))
    for name, words in {
        "its libraries imported": (sys.executable, "-c", "import numpy, pyarrow.compute, pydantic, typer"),
        "boundaries --help": (command, "--help"),
        "boundaries check, one row": check,
    }.items():
        samples = [cpu_of_process(*words) for _ in range(ROUNDS)]
        print(f"start-up: {name}: {statistics.median(samples):.2f} s of CPU")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, " + ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "pyarrow", "polars")))  # fmt: skip
    sizes = [int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000]
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            measure(size, Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        start_up(Path(scratch))
