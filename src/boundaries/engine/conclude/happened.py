"""The facts of interactions: rows that match, weeks full of them, what is unusual, what a condition finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from boundaries.civil.span import Span
from boundaries.engine.clock import DAY_US
from boundaries.engine.conclude.facts import NINETY_DAYS, Facts, facts, together
from boundaries.engine.forms import Judging
from boundaries.engine.judge import Common, judged
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, firsts
from boundaries.engine.world import World
from boundaries.policy.conclusion import OfCondition, OfEvents
from boundaries.policy.condition import NoneFor, Ref, Trend, Unanswered

ENOUGH_OTHERS = 7  # relationships of a practitioner beside one, from which on there is something usual
USUAL_SHARE = 95  # of a hundred


def of_events(premise: OfEvents, job: Judging, doubtful: bool) -> Facts:
    """The facts of an events premise; `doubtful`: rows count on which the filter is unknown, too."""
    found = job.selector.visible(premise.of)
    rows = found.rows if doubtful else found.matching
    world = job.world
    if premise.usual:
        return _unusual(premise, job, rows)
    if premise.on_days is not None:
        return _weeks(rows, premise.on_days, premise.weeks, world)
    return facts(world.pair[rows], world.at[rows], item=rows)


def of_condition(premise: OfCondition, job: Judging, common: Common, index: int) -> Facts:
    """The open hits of a condition of its own."""
    sub = common.judging_of(replace(job.rule, when=premise.when, unless=(), escalate=None), index)
    found = judged(sub)
    if sub.unshown is not None:
        job.no_show(sub.unshown)
    # Nothing excuses it, and what could not be told is not among them: every hit is open.
    lasts = isinstance(premise.when, Unanswered | NoneFor | Trend)
    end = np.where(found.until != NOTHING, found.until, NEVER if lasts else found.at)
    return facts(found.pair, found.at, end)


# ---- weeks ----------------------------------------------------------------------------------------------------


def _weeks(rows: Ints, days: int, weeks: int, world: World) -> Facts:
    """One fact for each week that, with those before it, has rows on so many days: when the last of these days came."""
    day = world.local(rows) // DAY_US
    pair = world.pair[rows].astype(np.int64)
    order = np.lexsort((rows, day, pair))
    rows, day, pair = rows[order], day[order], pair[order]
    first = firsts(pair) | firsts(day)
    rows, day, pair = rows[first], day[first], pair[first]
    week = (day + 3) // 7  # 1970-01-01 was a Thursday
    begins = np.flatnonzero(firsts(pair) | firsts(week))
    last = begins + days - 1  # the place of the n-th day, if it is still of this week
    full = last < np.append(begins[1:], len(rows))
    begins, last = begins[full], last[full]
    back = np.arange(len(begins)) - (weeks - 1)
    earlier = np.maximum(back, 0)
    running = (
        (back >= 0) & (pair[begins[earlier]] == pair[begins]) & (week[begins[earlier]] == week[begins] - weeks + 1)
    )
    chosen = rows[last[running]]
    return facts(world.pair[chosen], world.at[chosen], item=chosen)


# ---- what is usual --------------------------------------------------------------------------------------------


def groups(world: World) -> Ints:
    """For each pair the number of its practitioner; contracts that name none share one."""
    names = [contract.practitioner or "" for contract in world.policy.contracts]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], np.int64)[world.contract]


def _unusual(premise: OfEvents, job: Judging, rows: Ints) -> Facts:
    """Weeks that begin with more matching rows than 95 of 100 of the practitioner's other relationships have."""
    world, weeks = job.world, job.weeks
    group = groups(world)
    listed = job.params.listed[world.contract]
    able = np.flatnonzero(listed & (np.bincount(group[listed], minlength=len(group))[group] > ENOUGH_OTHERS))
    place = np.full(len(world.names), -1, np.int64)
    place[able] = np.arange(len(able))
    rows = rows[place[world.pair[rows]] >= 0]
    of_row, at, group = place[world.pair[rows]], world.at[rows], group[able]
    version, start, end = world.version_at(able, world.start[able]), world.start[able], world.end[able]
    parts = []
    for week in range(len(weeks)) if len(rows) else ():
        begin = weeks.begin(able, np.full(len(able), week))
        since = _before(begin, able, version, premise.window or NINETY_DAYS, job)
        counted = (at > since[of_row]) & (at <= begin[of_row])
        if counted.any():
            number = np.bincount(of_row[counted], minlength=len(able))
            found = np.flatnonzero(_beyond(number, group, (start <= since) & (begin < end)))
            parts.append(facts(able[found], begin[found], weeks.begin(able[found], np.full(len(found), week + 1))))
    return together(parts)


def _before(at: Ints, pair: Ints, version: Ints, length: Span | Ref, job: Judging) -> Ints:
    fixed = isinstance(length, Span) and not length.months
    return at - length.micros if fixed else job.earlier(at, pair, version, length)  # type: ignore[union-attr]


def _beyond(number: Ints, group: Ints, whole: Bools) -> Bools:
    """Whether each number is above the nearest rank of 95 in 100 of those of its group's others, of the whole ones."""
    above: Bools = np.zeros(len(number), np.bool_)
    some, base, groups = np.flatnonzero(number), int(np.max(number)) + 1, int(np.max(group)) + 1
    members = np.bincount(group[whole], minlength=groups)
    number, group, mine = number[some], group[some], whole[some]  # zeros are beyond nothing, and stand before these
    key = np.sort((group * base + number)[mine])  # in order: by group, then by number
    there = np.bincount(group[mine], minlength=groups)
    first, zeros, others = (np.cumsum(there) - there)[group], (members - there)[group], members[group] - mine
    rank = -(-USUAL_SHARE * others // 100) - 1
    own = np.searchsorted(key, group * base + number) - first + zeros
    rank = rank + (mine & (rank >= own)) - zeros  # its own number is left out
    enough = others >= ENOUGH_OTHERS
    limit = np.append(key, 0)[np.where(enough & (rank >= 0), first + rank, len(key))] - group * base
    above[some] = enough & (number > np.maximum(limit, 0))
    return above
