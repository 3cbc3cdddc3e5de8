"""SIGKILL at random instants while a process feeds a store: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from monitored import numbered, policy

import boundaries as bd

KILLS = 200 if os.environ.get("BOUNDARIES_LONG") == "1" else 20
_FEEDER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1].split(":")
import boundaries as bd
from monitored import numbered, policy
folder, first = Path(sys.argv[2]), int(sys.argv[3])
monitor = bd.Monitor(policy(folder), folder / "state.db", key=folder / "key")
print("open", flush=True)
for n in range(first, first + 10_000):
    monitor.observe(numbered(n))
    print(n, flush=True)
"""


def test_killed_at_any_instant_nothing_is_lost_and_nothing_twice(tmp_path: Path) -> None:
    chance, acknowledged = random.Random(7), 0
    paths = ":".join([str(Path(__file__).parent.parent / "monitor"), *sys.path])
    for _ in range(KILLS):
        first = max(0, acknowledged - 2)  # delivered again: what was taken before is no news
        with subprocess.Popen(
            [sys.executable, "-c", _FEEDER, paths, str(tmp_path), str(first)], stdout=subprocess.PIPE, text=True
        ) as feeder:  # fmt: skip
            assert feeder.stdout is not None
            assert feeder.stdout.readline() == "open\n"
            time.sleep(chance.random() * 0.4)
            feeder.send_signal(signal.SIGKILL)
            told = [int(line) for line in feeder.stdout.read().split("\n")[:-1]]
        acknowledged = max([acknowledged, *(n + 1 for n in told)])
    with bd.Monitor(policy(tmp_path), tmp_path / "state.db", key=tmp_path / "key") as monitor:
        assert monitor.verify() == ()
        kept = len(monitor.interactions())
        assert acknowledged <= kept <= acknowledged + 1  # the last may have been written and not told
        again = monitor.observe_many(map(numbered, range(kept)))
        assert (again.duplicates, again.accepted, bool(again)) == (kept, 0, False)
    print(f"{KILLS} kills, {acknowledged} acknowledged, {kept} kept")
