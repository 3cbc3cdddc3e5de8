"""What a trend finds: the episodes of the evidence that a weekly series moved, and what is told of each.

What evidence is, is not said here: `boundaries.drift` says it, and tests/drift hold it to exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from boundaries import drift
from boundaries.policy.condition import Trend
from oracle_case import Case, Hit
from oracle_trend import Line, lines


@dataclass(frozen=True)
class Episode:
    """A time of enough evidence: the places of the week that began it and of the last with enough; is it over?"""

    begun: int
    last: int
    over: bool


def episodes(evidence: Sequence[float], seen: Sequence[int], enough: float, at_least: int) -> list[Episode]:
    """Each begins in a week in which the evidence is enough, and lasts until it is below 1."""
    found: list[Episode] = []
    running: Episode | None = None
    events = 0
    for place, (factor, more) in enumerate(zip(evidence, seen, strict=True)):
        events += more
        if running is not None and factor < 1:
            found.append(replace(running, over=True))
            running = None
        elif running is not None and factor >= enough:
            running = replace(running, last=place)
        elif running is None and factor >= enough and events >= at_least:
            running = Episode(place, place, False)
    return [*found, running] if running is not None else found


def trend(case: Case, when: Trend) -> list[Hit]:
    """One hit for each episode of each stretch."""
    return [hit for one in lines(case, when) if one.says for hit in of_line(one, when)]


def of_line(one: Line, when: Trend) -> list[Hit]:
    share = when.measure == "share"
    if len(one.learning(share)) < one.baseline:
        return []
    k, n = ([getattr(week, name) for week in one.weeks] for name in ("k", "n"))
    known, arguments = [week.known for week in one.weeks], (one.baseline, when.direction)
    factors = (
        drift.share_evidence(array(k), array(n), array(known), *arguments)
        if share else drift.evidence(array(k), array(known), *arguments)
    )[0]  # fmt: skip
    found, after = [], 0
    for episode in episodes(factors.tolist(), [w.seen for w in one.weeks], drift.THRESHOLD[when.mode], when.at_least):
        week = episode.last if episode.over else len(one.weeks) - 1
        since, after = after, episode.last + 1
        change = (
            drift.share_explain(array(k)[0], array(n)[0], array(known)[0], *arguments, week, (since, episode.begun))
            if share else drift.explain(array(k)[0], array(known)[0], *arguments, week, (since, episode.begun))
        )  # fmt: skip
        values = [part / max(whole, 1) for part, whole in zip(k, n, strict=True)] if share else [float(x) for x in k]
        heard = [is_known and (whole > 0 or not share) for is_known, whole in zip(known, n, strict=True)]
        ranks = drift.rank_evidence(array(values), array(heard), *arguments)[0]
        agrees = bool((ranks[: week + 1] >= drift.THRESHOLD[when.mode]).any())
        found.append(told(one, episode, change, (float(factors[week]), agrees)))
    return found


def array(values: Sequence[Any]) -> Any:
    """One series, as a row of many."""
    return np.array([values])


def told(one: Line, episode: Episode, change: drift.Change, heard: tuple[float, bool]) -> Hit:
    """The hit of an episode: since when, from what to what, and the rows from then to the week that was enough."""
    begun, last, unit = one.weeks[episode.begun], one.weeks[episode.last], float(one.unit)
    counted_weeks = one.weeks[change.since : episode.begun + 1]
    since = tuple(one.weeks[place].begin for place in (change.since, *change.since_interval))
    levels = (change.before, *change.before_interval, change.after, *change.after_interval)
    factors = (change.factor, *change.factor_interval, heard[0])
    moved = (since, *(four_digits(level * unit) for level in levels), *map(four_digits, factors), heard[1])
    until, after = last.end if episode.over else None, Fraction(four_digits(change.after * unit))
    ids = tuple(id for week in counted_weeks for id in week.rows)
    return Hit(f"week:{begun.monday}", begun.end, until, after, ids, named=True, moved=moved)


def four_digits(value: float) -> float:
    """More of them say nothing."""
    return float(f"{min(value, 1e12):.4g}")
