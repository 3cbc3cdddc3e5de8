"""The figures of the drift benchmark as tables: for a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from drift_measures import Delay, Rate
from drift_peers import LADDER, OURS, RANK, Peer
from drift_runs import (
    KINDS,
    LIMIT,
    SPREAD,
    STRETCH,
    TARGETS,
    Found,
    Plan,
    at_week,
    held,
    of_shares,
    tuned,
    worlds,
)
from drift_series import AFTER, SHARE_SHIFTS, SHIFTS

PROVED, CALIBRATED = LADDER.index(20.0), LADDER.index(7.0)
Row = Sequence[str]


def shown(title: str, rows: Sequence[Row], *, markdown: bool) -> str:
    """A table; the first row is its head."""
    if markdown:
        rule = ["---", *["---:"] * (len(rows[0]) - 1)]
        return f"\n### {title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return f"\n{title}\n" + "\n".join(lines)


def percent(rate: Rate, *, error: bool = False) -> str:
    """A rate in percent, with its standard error where asked; in bold what breaks the limit by two of them."""
    text = f"{rate.share:.1%}".replace("%", "") + (f" ± {100 * rate.error:.1f}" if error else "")
    return f"{text} !" if rate.share - 2 * rate.error > LIMIT else text


def weeks(delay: Delay) -> str:
    """The median delay, and the share that is seen within a year of the change."""
    return f"{_median(delay.median)} ({delay.within.share:.0%})".replace("%", " %")


def _names(plan: Plan, base: float, kind: str) -> list[str]:
    return [name for name, world in worlds(base, plan.dispersion).items() if of_shares(world) == (kind == KINDS[1])]


def _shifts(kind: str) -> dict[str, str]:
    """The shifts of a kind, and their directions."""
    if kind == KINDS[0]:
        return {name: shift.direction for name, shift in SHIFTS.items()}
    return {name + told: shift.direction for told in ("", SPREAD) for name, shift in SHARE_SHIFTS.items()}


def false_alarm_rows(found: Found, plan: Plan, base: float, kind: str, beside: Iterable[Peer]) -> list[Row]:
    """Ours at both its thresholds and in both directions, then each peer as it was tuned."""
    places = {peer.name: tuned(found, peer.name, base, "up", kind) for peer in beside}
    rows: list[Row] = [["% of series", "20, up", "20, down", "7, up", "7, down", *places]]
    for name in _names(plan, base, kind):
        cells = [
            percent(found.rates[base, name, way, OURS.name][place], error=True)
            for place in (PROVED, CALIBRATED)
            for way in ("up", "down")
        ]
        for peer, at in places.items():
            cells.append("-" if at is None else percent(found.rates[base, name, "up", peer][at]))
        rows.append([name, *cells])
    return rows


def delay_rows(found: Found, plan: Plan, base: float, kind: str, beside: Iterable[Peer]) -> list[Row]:
    """Ours at both its thresholds, then each peer tuned on plain series."""
    names = [peer.name for peer in beside]
    rows: list[Row] = [["weeks (seen within 52)", "20", "7", *names]]
    for shift, way in _shifts(kind).items():
        late = found.delays[base, shift, way, OURS.name]
        cells = [weeks(late[PROVED]), weeks(late[CALIBRATED])]
        for peer in names:
            at = tuned(found, peer, base, way, kind)
            cells.append("-" if at is None else weeks(found.delays[base, shift, way, peer][at]))
        rows.append([shift, *cells])
    return rows


def held_rows(found: Found, plan: Plan, base: float, kind: str, beside: Iterable[Peer]) -> list[Row]:
    """Every detector, ours too, at the laxest setting that keeps the limit in every declared world."""
    names = [OURS.name, *(peer.name for peer in beside)]
    rows: list[Row] = [["weeks (seen within 52)", *names]]
    setting = held(found, OURS.name, base, "up", plan, kind)
    rows[0] = [rows[0][0], f"ladder at {LADDER[setting]:.1f}" if setting is not None else "ladder", *names[1:]]
    for shift, way in _shifts(kind).items():
        cells = []
        for name in names:
            at = held(found, name, base, way, plan, kind)
            cells.append("-" if at is None else weeks(found.delays[base, shift, way, name][at]))
        rows.append([shift, *cells])
    return rows


def target_rows(found: Found, plan: Plan, beside: Iterable[Peer]) -> list[Row]:
    """The rows that the design sets targets for."""
    rows: list[Row] = [["median weeks", "target", "20", "7", "rank e-SR, held", "nearest peer, held"]]
    beside = list(beside)
    for shift, target in TARGETS.items():
        rows.append([shift, f"<= {target}", *_ours_and_nearest(found, plan, shift, shift, beside)])
    for change in plan.other_changes:
        rows += [
            [at_week(shift, change), "", *_ours_and_nearest(found, plan, shift, at_week(shift, change), beside)]
            for shift in TARGETS
        ]
    return rows


def _ours_and_nearest(found: Found, plan: Plan, shift: str, name: str, beside: Iterable[Peer]) -> list[str]:
    """Medians of ours at its thresholds, of the second opinion, and of the quickest of the others."""
    base, kind = plan.bases[0], KINDS[shift.startswith("odds")]
    others = {}
    for peer in beside:
        key = (base, name, "up", peer.name)
        if key in found.delays and (at := held(found, peer.name, base, "up", plan, kind)) is not None:
            others[peer.name] = found.delays[key][at].median
    late = found.delays[base, name, "up", OURS.name]
    second = _median(others.pop(RANK)) if RANK in others else "-"
    nearest = min(others, key=lambda peer: others[peer], default=None)
    told = "-" if nearest is None else f"{_median(others[nearest])} ({nearest})"
    return [_median(late[PROVED].median), _median(late[CALIBRATED].median), second, told]


def _median(weeks: float) -> str:
    return f"> {AFTER}" if np.isinf(weeks) else f"{weeks:.0f}"


def base_rows(found: Found, plan: Plan, kind: str) -> tuple[list[Row], list[Row]]:
    """Ours at every base rate: false alarms (the worse direction), and delays."""
    head = [f"{place} a week, at {at}" for place in plan.bases for at in (20, 7)]
    alarms: list[Row] = [["% of series, the worse direction", *head]]
    for name in _names(plan, plan.bases[0], kind):
        cells = [
            percent(max((found.rates[base, name, way, OURS.name][at] for way in ("up", "down")), key=lambda r: r.share))
            for base in plan.bases
            for at in (PROVED, CALIBRATED)
        ]
        alarms.append([name, *cells])
    late: list[Row] = [["weeks (seen within 52)", *head]]
    for shift, way in _shifts(kind).items():
        places = [(base, at) for base in plan.bases for at in (PROVED, CALIBRATED)]
        late.append([shift, *(weeks(found.delays[base, shift, way, OURS.name][at]) for base, at in places)])
    return alarms, late


def worst(found: Found, place: int, number: int = 6, *, stretch: bool = True) -> list[Row]:
    """The worlds in which ours was wrong most often."""
    rates = [(key, rates[place]) for key, rates in found.rates.items() if key[3] == OURS.name]
    kept = [(key, rate) for key, rate in rates if stretch or not key[1].startswith(STRETCH)]
    return [
        [f"{name} ({direction}{f', base {base:g}' if base else ''})", percent(rate, error=True)]
        for (base, name, direction, _), rate in sorted(kept, key=lambda row: -row[1].share)[:number]
    ]
