"""The trend form: weekly series, the evidence that they moved, and one hit for each time it was enough.

What evidence means, and what it promises, is in `boundaries.drift`; here are its episodes: they begin in the week in
which the evidence is enough, and last until it has fallen below 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries import drift
from boundaries.core.catalogue import Phrase
from boundaries.engine.about import Drift
from boundaries.engine.armed import Armed
from boundaries.engine.forms import Judging
from boundaries.engine.hits import NO_ANCHOR, Hits, hits, joined
from boundaries.engine.primitives import NOTHING, Bools, Ints
from boundaries.engine.series import Series, every_series
from boundaries.engine.weeks import LEARNING
from boundaries.policy.condition import Trend

Floats = NDArray[np.float64]
MOST = 1e12  # that is ever said of a value or a factor
OVER = 1.0  # evidence below which an episode is over: nothing more speaks for a change than against it
SHORT, SHORT_ANEW = Phrase("silent.short"), Phrase("silent.short_anew")
NOT_USUAL = Phrase("silent.not_usual")


def trend(form: Trend, job: Judging) -> Hits:
    """One hit for each time that the evidence for a move of a weekly indicator was enough."""
    found: list[Hits] = []
    learned, says, anew = (np.zeros(len(job.world.names), np.bool_) for _ in range(3))
    now: list[Armed] = []
    for series in every_series(form, job):
        pair = series.stretches.pair
        anew[pair[series.stretches.baseline < LEARNING]] = True
        learned[pair[series.learned]] = True
        says[pair[series.learned & series.says]] = True
        evidence = _evidence(form, series)
        now.append(_now(series, evidence))
        found.append(_hits(form, job, series, evidence))
    job.unlearned = [(SHORT, ~learned & ~anew), (SHORT_ANEW, ~learned & anew), (NOT_USUAL, learned & ~says)]
    pair, factor, weeks = (np.concatenate([getattr(a, name) for a in now] or [[]]) for name in Armed.__slots__)
    order = np.argsort(pair, kind="stable")
    job.armed = Armed(pair[order].astype(np.int64), factor[order], weeks[order].astype(np.int64))
    return joined([each for each in found if len(each)])


def _evidence(form: Trend, series: Series) -> Floats:
    """The running evidence factor of each series; 0 where there is not enough to know what is usual."""
    out = np.zeros(series.known.shape)
    able = np.flatnonzero(series.learned & series.says)
    if len(able):
        x, known, baseline = series.x[able], series.known[able], series.stretches.baseline[able]
        if series.n is None:
            out[able] = drift.evidence(x, known, baseline, form.direction)
        else:
            out[able] = drift.share_evidence(x, series.n[able], known, baseline, form.direction)
    return out


def _now(series: Series, evidence: Floats) -> Armed:
    """What the series say that reach to the end of their pair's world."""
    chosen = np.flatnonzero(series.learned & series.says & series.stretches.last)
    last = series.stretches.weeks[chosen] - 1
    return Armed(series.stretches.pair[chosen], evidence[chosen, last], last - series.armed_since[chosen])


# ---- episodes -----------------------------------------------------------------------------------------------


class Episode(NamedTuple):
    """A time of enough evidence: the series, the week it began, the last week with enough, whether it is over."""

    series: int
    begun: int
    last: int
    over: bool


def episodes(evidence: Floats, seen: Ints, weeks: Ints, enough: float, at_least: int) -> list[Episode]:
    """The episodes of some series of so many weeks each; none begins before `at_least` events were seen."""
    found: list[Episode] = []
    for series in np.flatnonzero((evidence >= enough).any(axis=1)).tolist():
        line = evidence[series, : weeks[series]]
        high = np.flatnonzero(line >= enough)
        may_begin = high[seen[series, high] >= at_least]
        low = np.append(np.flatnonzero(line < OVER), len(line))
        week = 0
        while (place := int(np.searchsorted(may_begin, week))) < len(may_begin):
            begun = int(may_begin[place])
            week = int(low[int(np.searchsorted(low, begun))])
            last = int(high[int(np.searchsorted(high, week)) - 1])
            found.append(Episode(series, begun, last, week < len(line)))
    return found


def _hits(form: Trend, job: Judging, series: Series, evidence: Floats) -> Hits:
    enough = drift.THRESHOLD[form.mode]
    spans = series.stretches.weeks
    found = episodes(evidence, series.seen, spans, enough, form.at_least)
    if not found:
        return Hits()
    agrees = _second_opinion(form, series, found, enough)
    told = list(_told(form, job, series, evidence, found, agrees))
    which = np.array([e.series for e in found], np.int64)
    pair, first = series.stretches.pair[which], series.stretches.first[which]
    at = job.weeks.begin(pair, first + np.array([e.begun + 1 for e in found], np.int64))
    last = job.weeks.begin(pair, first + np.array([e.last + 1 for e in found], np.int64))
    rows = [_counted(series, e, onset) for e, (onset, _) in zip(found, told, strict=True)]
    return hits(
        pair, np.full(len(found), NO_ANCHOR), at, job.world.version_at(pair, at - 1),
        until=np.where([e.over for e in found], last, NOTHING), measured=np.array([d.after for _, d in told]),
        about=np.array([job.abouts.number(d) for _, d in told], np.int64),
        offsets=np.cumsum([0, *map(len, rows)], dtype=np.int64), evidence=np.concatenate(rows),
    )  # fmt: skip


def _last_known(series: Series, episode: Episode) -> int:
    """The week up to which an episode is told of: its last with enough evidence if it is over, else the last of all."""
    return episode.last if episode.over else int(series.stretches.weeks[episode.series]) - 1


def _second_opinion(form: Trend, series: Series, found: list[Episode], enough: float) -> Bools:
    """Whether ranks alone see it, up to the week that each episode is told of."""
    rows, back = np.unique([e.series for e in found], return_inverse=True)
    values, known = series.x[rows].astype(np.float64), series.known[rows]
    if series.n is not None:
        whole = series.n[rows]
        values, known = values / np.maximum(whole, 1), known & (whole > 0)
    ranks = drift.rank_evidence(values, known, series.stretches.baseline[rows], form.direction)
    most = np.maximum.accumulate(ranks, axis=1)
    sees: Bools = most[back, [_last_known(series, e) for e in found]] >= enough
    return sees


def _told(
    form: Trend, job: Judging, series: Series, evidence: Floats, found: list[Episode], agrees: Bools
) -> Iterator[tuple[int, Drift]]:
    """The week since when each episode has most likely been, and what is said of it."""
    edges = job.weeks.edges[job.world.zone_of_pair(series.stretches.pair)]
    before: Episode | None = None
    for episode, sees in zip(found, agrees.tolist(), strict=True):
        s, week = episode.series, _last_known(series, episode)
        again = before is not None and before.series == s  # then it began after the one before it
        between = (before.last + 1 if before and again else 0, episode.begun)
        before = episode
        weeks, first = int(series.stretches.weeks[s]), int(series.stretches.first[s])
        x, known, baseline = series.x[s, :weeks], series.known[s, :weeks], int(series.stretches.baseline[s])
        if series.n is None:
            change = drift.explain(x, known, baseline, form.direction, week, between)
        else:
            change = drift.share_explain(x, series.n[s, :weeks], known, baseline, form.direction, week, between)
        starts, unit = edges[s, first:], float(series.unit[s])
        low, high = change.since_interval
        yield change.since, Drift(
            job.weeks.monday(first + episode.begun), int(starts[change.since]), (int(starts[low]), int(starts[high])),
            _calm(change.before * unit), _calm_pair(change.before_interval, unit),
            _calm(change.after * unit), _calm_pair(change.after_interval, unit),
            _calm(change.factor), _calm_pair(change.factor_interval), _calm(float(evidence[s, week])),
            "agrees" if sees else "does not see it",
        )  # fmt: skip


def _calm(value: float) -> float:
    """Four digits: more say nothing, and need not be the same on another machine."""
    return float(f"{min(value, MOST):.4g}")


def _calm_pair(interval: tuple[float, float], unit: float = 1) -> tuple[float, float]:
    return _calm(interval[0] * unit), _calm(interval[1] * unit)


def _counted(series: Series, episode: Episode, since: int) -> Ints:
    """The counted rows of the weeks from the likeliest onset to the one in which the evidence was enough."""
    row = episode.series * series.known.shape[1]
    begin, end = row + since, row + episode.begun + 1
    low, high = np.searchsorted(series.cell, [begin, end])
    rows: Ints = series.rows[low:high]
    return rows
