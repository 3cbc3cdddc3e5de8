"""What the two ladders are made of, as a table: the numbers that the detector itself goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp, sqrt

import numpy as np

from boundaries.drift.ladder import COUNTS, SETTLING, SHARES, WANDERING, Ladder, Wander


def drift_ladders() -> Iterator[str]:
    """The two ladders side by side."""
    yield "| | counts | shares |\n|---|---|---|"
    for name, said in _ROWS.items():
        yield f"| {name} | {said(COUNTS)} | {said(SHARES)} |"


def _levels(ladder: Ladder) -> str:
    first, last = ladder.at(np.array([0, ladder.levels - 1]))
    if ladder.scale == "log":
        apart = f"each {exp(ladder.step):.2f} times the one below"
        return f"{ladder.levels} means a week, from {exp(first):.2f} to {exp(last):,.0f}, {apart}"
    return f"{ladder.levels} log-odds from {first:g} to {last:.2f}, {ladder.step:g} apart"


def _spreads(ladder: Ladder) -> str:
    what = "dispersions" if ladder.scale == "log" else "correlations of two events of a week:"
    return f"{what} {', '.join(f'{spread:g}' for spread in ladder.spreads)}"


def _times(ladder: Ladder, levels: int) -> str:
    factor = exp(levels * ladder.step)
    return f"{factor:.2g}" if factor < 10 else f"{factor:.0f}"


def _near(ladder: Ladder) -> str:
    return (
        f"1 to {ladder.climb.rungs} levels: {_times(ladder, 1)} to {_times(ladder, ladder.climb.rungs)} times as much"
    )


def _far(ladder: Ladder) -> str:
    times = ", ".join(_times(ladder, levels) for levels in ladder.climb.far)
    return f"{', '.join(map(str, ladder.climb.far))} levels: {times} times"


def _wander(ladder: Ladder, wander: Wander) -> str:
    deviation = wander.spacing * sqrt(wander.reach / 2) * ladder.step
    kept = 1 - wander.move / wander.reach
    return f"{wander.share:.0%} with a correlation of {kept:.2g} and a standard deviation of {deviation:.2f}"


def _wanders(ladder: Ladder) -> str:
    return "; ".join(_wander(ladder, wander) for wander in ladder.wanders)


def _season(ladder: Ladder) -> str:
    season = ladder.season
    if season is None:
        return "none"
    return f"by {season.amplitude:.0%}, once in {season.period} weeks, from one of {season.phases} phases on"


def _episode(ladder: Ladder) -> str:
    if ladder.episode is None:
        return "none"
    return f"begin with {ladder.episode.begins:g} a week, go on with {ladder.episode.lasts:g}"


_ROWS: dict[str, Callable[[Ladder], str]] = {
    "levels": _levels,
    "spreads": _spreads,
    "rungs that are climbed": _near,
    "far rungs, for steps only": _far,
    "`slopes`: enters as a slope": lambda ladder: f"{ladder.climb.slopes:g}",
    "`steps`: enters as a step, on each rung": lambda ladder: f"{ladder.climb.steps:.3f}",
    "`climbs`: to the next rung, a week": lambda ladder: f"{ladder.climb.next_rung:g}",
    f"`settles`: on its rung, every {SETTLING} weeks": lambda ladder: f"{ladder.climb.settles:g}",
    f"of the wandering series (every {WANDERING} weeks; of the logarithm, or the log-odds)": _wanders,
    "seasons": _season,
    "episodes": _episode,
    "levels followed after the baseline": lambda ladder: f"{ladder.kept}",
}
