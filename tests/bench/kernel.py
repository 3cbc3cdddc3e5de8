"""The kernel beside the floor: from a Parquet file to the findings table, as ratios measured in one run.

Run it with `make bench`, or `python tests/bench/kernel.py [ROWS]`. Every figure is CPU time (user and system) of one
process, floor and kernel in turn, so the ratio holds when the machine's speed drifts; the medians are to be quoted.
The floor is Polars reading the same columns of the same file. The log is unsorted by relationship, as a platform
would write it (by time), and about one row in twenty gives a finding.
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

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20261123
ROUNDS = 5
YEAR_US = 365 * 86_400_000_000
START_US = 1_735_689_600_000_000  # 2025-01-01
ROWS_A_RELATIONSHIP = 100
CONTRACTS = 50
ZONES = ("Europe/London", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata")
HOURS = ("Mo-Su 06:00-23:00", "Mo-Sa 06:00-22:30; PH 10:00-16:00", "Mo-Su 05:00-24:00")
CONTRACT = """\
contract: bench-{i}
relationships: [{names}]
timezone: {zone}
country: GB
agreed: 2024-12-01
consent: [practitioner, client]
packs: [core]
administrative:
  hours: "{hours}"
  channels: {{sms: any, email: any, phone: any, whatsapp: [scheduling, crisis]}}
  between_sessions: {{at_most: 7, per: P7D}}
  sessions: {{at_most: 2, per: week, every: P21D, minutes: 50, overrun: 10}}
  cancellation: {{notice: PT24H}}
"""


def local_shift(at: np.ndarray, relationship: np.ndarray) -> np.ndarray:
    """Moves most instants into the waking hours of their contract's zone: people mostly keep what they agreed."""
    hour = np.array([0, 5, -1, -10, -5.5])[relationship % CONTRACTS % len(ZONES)]
    day = at // 86_400_000_000 * 86_400_000_000
    return day + ((8 + hour) * 3_600_000_000).astype(np.int64) + (at - day) // 2


def write_log(path: Path, rows: int, pairs: int | None = None) -> None:
    """A year of interactions of so many relationships (rows / 100 unless told otherwise), sorted by time."""
    rng = np.random.default_rng(SEED)
    pairs = pairs or max(rows // ROWS_A_RELATIONSHIP, 1)
    relationship = rng.integers(0, pairs, rows)
    at = rng.integers(START_US, START_US + YEAR_US, rows)
    at = np.where(rng.random(rows) < 0.985, local_shift(at, relationship), at)
    order = np.argsort(at, kind="stable")
    at, relationship = at[order], relationship[order]
    kinds = np.array(["message", "session", "call", "cancellation", "invoice"])
    kind = rng.choice(kinds, rows, p=[0.60, 0.31, 0.04, 0.01, 0.04])
    by = rng.choice(np.array(["client", "practitioner"]), rows)
    channel = rng.choice(np.array(["sms", "email", "phone", "whatsapp"]), rows, p=[0.5, 0.3, 0.19, 0.01])
    minutes = np.where(rng.random(rows) < 0.97, 50, 65).astype(float)
    purposes = np.array(["scheduling", "support", "crisis", "other"])
    notice = rng.integers(0, 96 * 3_600_000_000, rows)
    table = pa.table({
        "id": [f"e{i:08d}" for i in range(rows)],
        "relationship": pa.array([f"c-{r:06d}" for r in relationship]).dictionary_encode(),
        "at": pa.array(at, pa.timestamp("us", "UTC")),
        "kind": pa.array(kind).dictionary_encode(),
        "by": pa.array(by).dictionary_encode(),
        "channel": pa.array(channel, mask=kind == "session").dictionary_encode(),
        "minutes": pa.array(minutes, mask=kind != "session"),
        "length": pa.array(rng.integers(1, 400, rows), mask=kind != "message"),
        "planned_start": pa.array(at + notice, pa.timestamp("us", "UTC"), mask=kind != "cancellation"),
        "ref": pa.array([f"e{max(i - 7, 0):08d}" for i in range(rows)], mask=kind != "invoice"),
        "purpose": pa.array(rng.choice(purposes, rows, p=[0.5, 0.4, 0.02, 0.08]),
                            mask=rng.random(rows) < 0.3).dictionary_encode(),
    })  # fmt: skip
    pq.write_table(table, path)


def write_contracts(folder: Path, rows: int) -> None:
    """Fifty contracts that share the relationships."""
    pairs = max(rows // ROWS_A_RELATIONSHIP, 1)
    for i in range(min(CONTRACTS, pairs)):
        names = ", ".join(f"c-{r:06d}" for r in range(i, pairs, CONTRACTS))
        text = CONTRACT.format(i=i, names=names, zone=ZONES[i % len(ZONES)], hours=HOURS[i % len(HOURS)])
        (folder / f"bench-{i}.yaml").write_text(text)


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
