"""The detector of drift beside others: how often each is wrong where nothing drifts, and how soon it sees what does.

Run it with `make bench-drift` (river and ruptures live in an environment of their own). Everything is simulated with
seeds, but for a public log whose weeks are shuffled; peers are tuned on other seeds than they are measured on.
Options: `--quick` (a minute), `--markdown`, `--into PAGE`, `--seed`, `--base` (the first is the tables' own),
`--dispersion`, `--series`, `--change`, `--no-peers`, and `--set unseen-like` for worlds of parameters drawn at random.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a second thread would be counted as CPU time

import numpy as np
from drift_peers import peers
from drift_runs import KINDS, Job, Plan, declared, run
from drift_series import CHANGE, unforeseen, unforeseen_shares
from drift_speed import costs
from drift_table import (
    CALIBRATED,
    PROVED,
    Row,
    base_rows,
    delay_rows,
    false_alarm_rows,
    held_rows,
    shown,
    target_rows,
    worst,
)

SEED = 20261123
MARK = "<!-- figures: everything below is printed by tests/bench/drift.py -->"
WORLDS = 40
"""Worlds of counts, and again of shares, that `unseen-like` draws."""


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few series of the slow peers, one base rate")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--into", type=Path, help="write the figures, as Markdown, under the mark of this page")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--base", type=float, nargs="+", default=None)
    parser.add_argument("--dispersion", type=float, default=0.2)
    parser.add_argument("--series", type=int, default=None)
    parser.add_argument("--change", type=int, default=CHANGE, help="the index of the week that shifts begin in")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--set", choices=("declared", "unseen-like"), default="declared")
    return parser.parse_args()


def machine() -> str:
    """What the figures were measured with."""
    names = [name for name in ("numpy", "river", "ruptures") if _version(name)]
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, " + ", ".join(
        f"{name} {_version(name)}" for name in names)  # fmt: skip


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def tables(plan: Plan) -> Iterator[tuple[str, list[Row]]]:
    """The declared worlds and shifts: title and rows of each table."""
    found, base = run(declared(plan)), plan.bases[0]
    beside = peers(plan.dispersion, plan.series, quick=plan.quick) if plan.beside else ()
    yield "The targets", target_rows(found, plan, beside)
    at = f"base {base:g} a week, dispersion {plan.dispersion:g}"
    for kind in KINDS:
        suited = [peer for peer in beside if (peer.counts if kind == KINDS[0] else peer.shares)]
        what = kind.capitalize()
        yield f"{what}: false alarms within 52 weeks, {at}", false_alarm_rows(found, plan, base, kind, suited)
        yield f"{what}: delays, peers tuned on plain series", delay_rows(found, plan, base, kind, suited)
        title = f"{what}: delays, everyone held to 5 % in every declared world"
        yield title, held_rows(found, plan, base, kind, suited)
    if len(plan.bases) > 1:
        for kind in KINDS:
            alarms, late = base_rows(found, plan, kind)
            yield f"{kind.capitalize()}: false alarms at other rates", alarms
            yield f"{kind.capitalize()}: delays at other rates", late
    for place, threshold in ((PROVED, 20), (CALIBRATED, 7)):
        yield f"The worst worlds at {threshold}", [["world", "% of series"], *worst(found, place)]


def unseen(plan: Plan) -> Iterator[tuple[str, list[Row]]]:
    """Worlds of random parameters: the worst of them."""
    chance = np.random.default_rng(plan.seed)
    drawn = {**unforeseen(chance, WORLDS), **unforeseen_shares(chance, WORLDS)}
    jobs = [Job(world, name, 0.0, way, plan) for name, world in drawn.items()
            for way in ("up", "down")]  # fmt: skip
    found = run(jobs)
    for place, threshold in ((PROVED, 20), (CALIBRATED, 7)):
        over = sum(rates[place].share > 0.05 for rates in found.rates.values())
        title = f"The worst at {threshold}: {over} of {len(found.rates)} above 5 %"
        yield title, [["world", "% of series"], *worst(found, place, 20)]


def said(asked: argparse.Namespace, plan: Plan) -> Iterator[str]:
    """All that is printed, piece by piece as it is measured."""
    begin, markdown = time.time(), asked.markdown or asked.into is not None
    yield (
        f"{machine()}; seed {plan.seed}, {plan.series:,} series a world (slow peers fewer), "
        f"changes from week {plan.change} on where nothing else is said (the first week is 0)."
    )
    if plan.beside and asked.set == "declared":
        figures = [["", "figure"], *costs(plan.seed, quick=plan.quick)]
        yield shown("What it costs", figures, markdown=markdown)
    for title, rows in tables(plan) if asked.set == "declared" else unseen(plan):
        yield shown(title, rows, markdown=markdown)
    yield f"\nIn {time.time() - begin:.0f} seconds."


def main() -> None:
    asked = options()
    plan = Plan(
        asked.seed,
        asked.dispersion,
        tuple(asked.base or ((2.0,) if asked.quick else (2.0, 0.5, 8.0))),
        asked.series or (300 if asked.quick else 4000),
        asked.quick,
        not asked.no_peers,
        asked.change,
    )
    pieces = []
    for piece in said(asked, plan):
        print(piece, flush=True)
        pieces.append(piece)
    if asked.into is not None:
        text, mark, _ = asked.into.read_text("utf-8").partition(MARK)
        assert mark, f"{asked.into} has no line that begins with `{MARK}`"
        asked.into.write_text(f"{text}{MARK}\n\n" + "\n".join(pieces) + "\n", "utf-8")


if __name__ == "__main__":
    main()
