"""The tables of docs/explanation/drift.md: how much of the promise is used up, what is seen, what it is told like.

Everything is simulated with seeds; about five minutes on one core. Options: `--seed`, `--series`, and `--into PAGE`,
which writes each table between its marks in the page.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from drift_measures import first_alarm, moved, ours, stream
from drift_series import AMENDED, BASELINE, CHANGE, YEAR, Drawn, Habit, ShareHabit, Shift, draw
from drift_table import Row, shown
from numpy.typing import NDArray

from boundaries.drift import THRESHOLD, Change, evidence, explain, share_evidence, share_explain
from boundaries.drift.bulk import side_by_side, windows
from boundaries.drift.emission import place_of_counts, place_of_shares
from boundaries.drift.ladder import COUNTS, SHARES, WANDERING, Floats, Ladder, Wander

Lot = np.random.Generator
SEED = 20261123
LIMITS = (20.0, 7.0, 2.0)
AMONG = 6.0
"""Events a week that shares are taken among, on average."""


# ---- the declared families ------------------------------------------------------------------------------------


def steady(_ladder: Ladder, _lot: Lot, series: int, weeks: int) -> Floats:
    """By how many levels each week lies above the series' own."""
    return np.zeros((series, weeks))


def wandering(ladder: Ladder, lot: Lot, series: int, weeks: int) -> Floats:
    """Some series wander in the way of each wander, the others not at all."""
    shares = [wander.share for wander in ladder.wanders]
    kind = lot.choice(len(shares) + 1, series, p=[*shares, 1 - sum(shares)])
    out = np.zeros((series, weeks))
    for number, wander in enumerate(ladder.wanders):
        out[kind == number] = _chain(wander, lot, int(np.sum(kind == number)), weeks)
    return out


def _chain(wander: Wander, lot: Lot, series: int, weeks: int) -> Floats:
    balls = 2 * wander.reach
    at = lot.binomial(balls, 0.5, series)
    out = np.empty((series, weeks))
    for week in range(weeks):
        turn = lot.random(series) if week % WANDERING == 0 else np.ones(series)
        up, down = wander.move * (balls - at) / balls, wander.move * at / balls
        at = at + (turn < up) - ((turn >= up) & (turn < up + down))
        out[:, week] = wander.spacing * (at - wander.reach)
    return out


def seasonal(ladder: Ladder, lot: Lot, series: int, weeks: int) -> Floats:
    """Each series swings from a phase of its own on."""
    assert ladder.season is not None
    phase = lot.integers(0, ladder.season.phases, series)
    swings = np.array([ladder.swings[week % ladder.season.period] for week in range(weeks)])
    return swings.T[phase] / 2


def within_episodes(ladder: Ladder, lot: Lot, series: int, weeks: int) -> NDArray[np.bool_]:
    """Which weeks lie in an episode."""
    assert ladder.episode is not None
    inside = lot.random(series) < ladder.episode.at_rest[1]
    out = np.empty((series, weeks), np.bool_)
    for week in range(weeks):
        inside = lot.random(series) < np.where(inside, ladder.episode.lasts, ladder.episode.begins)
        out[:, week] = inside
    return out


def counts_of(name: str, lot: Lot, series: int, weeks: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts drawn from a family and its prior, and the level of each series."""
    path = {"wandering": wandering, "seasonal": seasonal}.get(name, steady)(COUNTS, lot, series, weeks)
    level = lot.integers(0, COUNTS.levels, (series, 1))
    spread = np.array(COUNTS.spreads)[lot.integers(0, len(COUNTS.spreads), (series, 1))]
    mean = np.exp(COUNTS.at(level + path))
    burst = lot.random(mean.shape) < 0.02  # as `emission` has it: one week in fifty each, a burst or silent
    mean, spread = np.where(burst, 4 * mean + 1, mean), np.where(burst, 1.5, spread)
    if name == "with episodes":
        inside, high = within_episodes(COUNTS, lot, series, weeks), lot.random(mean.shape) < 0.5
        own = np.exp(COUNTS.at(level))
        mean = np.where(inside, np.where(high, 4.5 * own + 0.5, 2.2 * own + 0.3), mean)
        spread = np.where(inside, np.where(high, 0.7, 0.5), spread)
    silent = lot.random(mean.shape) < 0.02
    if name == "with episodes":
        silent &= ~inside
    return np.where(silent, 0, lot.poisson(mean * spread * lot.standard_gamma(1 / spread))), level[:, 0]


def shares_of(name: str, lot: Lot, series: int, weeks: int) -> tuple[NDArray[np.int64], ...]:
    """Parts and wholes drawn from a family and its prior, and the level of each series."""
    path = (wandering if name == "wandering" else steady)(SHARES, lot, series, weeks)
    level = lot.integers(0, SHARES.levels, (series, 1))
    spread = np.array(SHARES.spreads)[lot.integers(0, len(SHARES.spreads), (series, 1))]
    share = 1 / (1 + np.exp(-SHARES.at(level + path)))
    strength = (1 - spread) / np.maximum(spread, 1e-9)
    share = np.where(spread > 0, lot.beta(share * strength, (1 - share) * strength), share)
    among = lot.poisson(AMONG, share.shape)
    return lot.binomial(among, share), among, level[:, 0]


def promise_rows(seed: int, series: int) -> Iterator[Row]:
    """How many series of each family reach each limit in a year, and how many levels were not followed."""
    heads = (f"reach {limit:g}, {way}" for limit in LIMITS for way in ("up", "down"))
    yield ["% of series", *heads, "level not followed"]
    yield ["the bound", *(f"{100 / limit:.1f}" for limit in LIMITS for _ in range(2)), ""]
    for name in ("steady", "wandering", "seasonal", "with episodes"):
        counts, level = counts_of(name, stream(seed, name), series, BASELINE + YEAR)
        peaks = [evidence(counts, direction=way).max(axis=1) for way in ("up", "down")]
        known = np.ones(counts.shape, np.bool_)
        yield [f"counts, {name}", *_reached(peaks), _lost(COUNTS, *place_of_counts(counts), known, level)]
    for name in ("steady", "wandering"):
        weeks = BASELINE + YEAR + 2
        parts, among, level = shares_of(name, stream(seed, f"shares {name}"), series, weeks)
        peaks = [share_evidence(parts, among, direction=way).max(axis=1) for way in ("up", "down")]
        yield [f"shares, {name}", *_reached(peaks), _lost(SHARES, *place_of_shares(parts, among), among > 0, level)]


def _reached(peaks: Sequence[Floats]) -> list[str]:
    return [f"{100 * np.mean(peak >= limit):.1f}" for limit in LIMITS for peak in peaks]


def _lost(
    ladder: Ladder, number: NDArray[np.int64], column: NDArray[np.int64], known: NDArray[np.bool_],
    level: NDArray[np.int64],
) -> str:  # fmt: skip
    """How many series have a level that is not followed after the baseline."""
    full = (np.cumsum(known, axis=1) < BASELINE).sum(axis=1)
    numbers, x = side_by_side(ladder, number, column, known)
    first = windows(ladder, numbers, x, full)
    return f"{100 * np.mean((level < first) | (level >= first + ladder.kept)):.2f}"


# ---- what a drift is told like --------------------------------------------------------------------------------

USUAL, OF_EIGHT = Habit(2.0, 0.2), ShareHabit(Habit(8.0, 0.2), 0.25, 0.05)
TOLD: tuple[tuple[str, Habit | ShareHabit, Shift], ...] = (
    ("three times as much at once", USUAL, Shift(3.0)),
    ("twice as much at once", USUAL, Shift(2.0)),
    ("three times as much within half a year", USUAL, Shift(3.0, 26)),
    ("odds of a share times three, at once", OF_EIGHT, Shift(3.0)),
)


def told_rows(seed: int, series: int, limit: float, later: int) -> Iterator[Row]:
    """How often each interval of those shown holds the truth, told some weeks after the evidence was enough."""
    yield ["% held", "since", "before", "now", "factor", "weeks in the band", "off by", "factor said", "shown"]
    for name, habit, shift in TOLD:
        drawn, path = moved(habit, shift, f"told {name}", seed, series), shift.path()
        first = first_alarm(ours(drawn, "up"), limit, drawn.armed)
        shown_ = np.flatnonzero((first >= CHANGE) & (first + later < len(path)))
        told = [(_change(drawn, i, week), week) for i in shown_ if (week := int(first[i]) + later) is not None]
        yield [name, *_held(told, habit, path), *_sizes([change for change, _ in told]), f"{len(told)} of {series}"]


def _change(drawn: Drawn, series: int, week: int) -> Change:
    counts, mask = drawn.counts[series], drawn.mask[series]
    if drawn.trials is None:
        return explain(counts, mask, drawn.baseline, "up", week)
    return share_explain(counts, drawn.trials[series], mask, drawn.baseline, "up", week)


def _held(told: list[tuple[Change, int]], habit: Habit | ShareHabit, path: Floats) -> Iterator[str]:
    def now(factor: float) -> float:
        if isinstance(habit, Habit):
            return habit.base * factor
        odds = habit.share / (1 - habit.share) * factor
        return odds / (1 + odds)

    held = [
        (_in(c.since_interval, CHANGE), _in(c.before_interval, now(1.0)), _in(c.after_interval, now(path[week])),
         _in(c.factor_interval, path[week]))
        for c, week in told
    ]  # fmt: skip
    return (f"{100 * share:.0f}" for share in np.mean(held, axis=0))


def _in(interval: tuple[float, float], truth: float) -> bool:
    return bool(interval[0] <= truth <= interval[1])


def _sizes(told: list[Change]) -> Iterator[str]:
    """Medians: the length of the interval of the beginning, how far off its middle is, the factor with its ends."""
    yield f"{np.median([c.since_interval[1] - c.since_interval[0] + 1 for c in told]):.0f}"
    yield f"{np.median([abs(c.since - CHANGE) for c in told]):.0f}"
    low, middle, high = np.median([(c.factor_interval[0], c.factor, c.factor_interval[1]) for c in told], axis=0)
    yield f"{middle:.1f} ({low:.1f} to {high:.1f})"


# ---- large changes --------------------------------------------------------------------------------------------


def large_rows(seed: int, series: int) -> Iterator[Row]:
    """How many changes of each size are seen within a year."""
    yield ["% shown within a year", *(f"{base:g} a week, at {limit}" for base in (2.0, 6.0) for limit in (20, 7))]
    for name, factor in (("twice", 2.0), ("three times", 3.0), ("four times", 4.0), ("eight times", 8.0),
                         ("twenty times", 20.0), ("a half", 1 / 2), ("a third", 1 / 3), ("a sixth", 1 / 6),
                         ("nothing", 0.0)):  # fmt: skip
        cells = []
        for base in (2.0, 6.0):
            path = np.where(np.arange(CHANGE + YEAR) < CHANGE, 1.0, factor)
            drawn = draw(stream(seed, f"large {name} {base}"), Habit(base, 0.2), series, len(path), path)
            found = ours(drawn, "up" if factor > 1 else "down")
            for limit in THRESHOLD.values():
                first = first_alarm(found, limit, drawn.armed)
                cells.append(f"{100 * np.mean(first[first >= CHANGE] < len(path)):.0f}")
        yield [name, *cells]


# ---- agreed changes -------------------------------------------------------------------------------------------


def agreed_rows(seed: int, series: int) -> Iterator[Row]:
    """How many are shown in the year after an agreed doubling, by what is made of it."""
    yield ["% of series", "at 20", "at 7"]
    for name, factor, agreed in (
        ("nothing agreed, nothing changed (the second year)", 1.0, 52),
        ("agreed half a year after the start, not noted", 2.0, 26),
        ("agreed a year after the start, not noted", 2.0, 52),
        ("agreed two years after the start, not noted", 2.0, 104),
    ):
        weeks = agreed + YEAR
        path = np.where(np.arange(weeks) < agreed, 1.0, factor)
        drawn = draw(stream(seed, f"agreed {agreed}"), USUAL, series, weeks, path)
        yield [name, *_shown(drawn, agreed)]
        if factor != 1 and agreed == 52:
            counts = draw(stream(seed, "anew"), USUAL, series, YEAR + AMENDED, factor)
            anew = Drawn(counts.counts, counts.mask, None, AMENDED)
            yield ["agreed and noted: learnt anew in 8 weeks", *_shown(anew, AMENDED)]
    volume = ShareHabit(Habit(8.0, 0.2), 0.25, 0.05, agreed=2.0)
    drawn = draw(stream(seed, "volume"), volume, series, 26 + YEAR, 1.0)
    yield ["a share: twice the volume agreed, not noted", *_shown(drawn, 26)]


def _shown(drawn: Drawn, since: int) -> Iterator[str]:
    """Of the series not shown before, those shown from a week on."""
    found = ours(drawn, "up")
    for limit in THRESHOLD.values():
        first = first_alarm(found, limit, drawn.armed)
        yield f"{100 * np.mean(first[first >= since] < found.shape[1]):.1f}"


def tables(seed: int, series: int) -> dict[str, Callable[[], Iterator[Row]]]:
    """What is measured, by the name of its marks in the page."""
    return {
        "promise": lambda: promise_rows(seed, series),
        "sizes": lambda: large_rows(seed, series // 20),
        "told": lambda: told_rows(seed, series // 40, THRESHOLD["proved"], 0),
        "told later": lambda: told_rows(seed, series // 40, THRESHOLD["proved"], 26),
        "agreed": lambda: agreed_rows(seed, series // 5),
    }


def filled(page: str, name: str, table: str) -> str:
    """A page with a table between the marks of that name."""
    begin, end = f"<!-- figures: {name} -->\n", "<!-- end of figures -->"
    before, found, rest = page.partition(begin)
    if not found:
        raise SystemExit(f"the page has no mark `{begin.strip()}`")
    return f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"


def main() -> None:
    """Print the tables as Markdown, or write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--series", type=int, default=20_000)
    parser.add_argument("--into", type=Path)
    given = parser.parse_args()
    for name, rows in tables(given.seed, given.series).items():
        printed = shown(name, list(rows()), markdown=True)
        print(printed, flush=True)
        if given.into:
            table = printed.partition("\n\n")[2]
            given.into.write_text(filled(given.into.read_text("utf-8"), name, table), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
