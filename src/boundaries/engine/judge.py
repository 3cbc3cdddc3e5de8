"""One rule on one world: what its form finds, then its undetermined rows and its escalation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from boundaries.engine.about import Abouts
from boundaries.engine.absences import none_for, unanswered
from boundaries.engine.caps import more_than
from boundaries.engine.columns import Derived
from boundaries.engine.excuses import Covers
from boundaries.engine.forms import Judging, each, sequence
from boundaries.engine.hits import OPEN, Hits, hits, joined, taken
from boundaries.engine.params import Params
from boundaries.engine.primitives import NEVER, Bools, Ints, firsts, ragged
from boundaries.engine.select import BIT, Selector
from boundaries.engine.trend import trend
from boundaries.engine.weeks import Weeks
from boundaries.engine.world import World
from boundaries.policy.condition import Among, Each, MoreThan, NoneFor, Sequence, Trend, Unanswered
from boundaries.policy.rule import Rule


@dataclass(eq=False)
class Common:
    """What the rules of one world have in common, each made once."""

    world: World
    derived: Derived = field(init=False)
    covers: Covers = field(init=False)
    starts: dict[frozenset[Among], Ints] = field(default_factory=dict)
    abouts: Abouts = field(default_factory=Abouts)
    weeks: Weeks = field(init=False)

    def __post_init__(self) -> None:
        self.derived, self.covers = Derived(self.world), Covers(self.world)
        self.weeks = Weeks(self.world, self.derived)

    _speaks: dict[int, Bools] = field(default_factory=dict)

    def judging(self, index: int) -> Judging:
        """A rule of the policy at work."""
        job = self.judging_of(self.world.policy.rules[index], index)
        self._speaks[index] = job.params.speaks
        return job

    def speaks(self, index: int) -> Bools:
        """Whether a rule of the policy speaks in each version."""
        if index not in self._speaks:
            self.judging(index)
        return self._speaks[index]

    def judging_of(self, rule: Rule, index: int) -> Judging:
        """A rule at work in the place of one of the policy."""
        params = Params(self.world, rule, index)
        selector = Selector(self.world, params, self.derived, self.starts)
        return Judging(self.world, rule, params, selector, self.covers, self.abouts, self.weeks)


def judged(job: Judging) -> Hits:
    """The hits of a rule that looks at what happened, open and excused, before any escalation."""
    if not job.params.speaks.any():
        return Hits()
    match job.rule.when:
        case Each() as form:
            return each(form, job)
        case MoreThan() as form:
            return more_than(form, job)
        case Sequence() as form:
            return sequence(form, job)
        case Unanswered() as form:
            return unanswered(form, job)
        case NoneFor() as form:
            return none_for(form, job)
        case Trend() as form:
            return trend(form, job)
        case _:
            raise AssertionError("agreements and conclusions look at what the others found")


def escalated(found: Hits, job: Judging) -> Hits:
    """Its severity: the rule's own, and `to` where an open hit has lasted, and from the n-th within the time that ends
    at the hit.
    """
    rule = job.rule
    lasted = np.where(found.status == OPEN, found.crossed, NEVER)
    found = _by_severity(found, job)
    if rule.escalate is None or rule.escalate.to != "crossing" or len(found) == 0:
        return found
    found.crossed = np.minimum(found.crossed, np.maximum(lasted, found.at))
    n, within = rule.escalate.at_count, rule.escalate.within
    if n is None or within is None:
        return found
    open_ = np.flatnonzero(found.status == OPEN)
    order = open_[_by_instant(found, open_, job)]
    at, pair = found.at[order], found.pair[order]
    since = at - within.micros
    if within.months:
        months = np.full(len(at), -within.months, np.int64)
        since = job.world.clocks.months_later(at, job.world.zone_of_pair(pair), months) - within.micros
    back = np.arange(len(order)) - (n - 1)
    earlier = np.maximum(back, 0)
    reached = (back >= 0) & (pair[earlier] == pair) & (at[earlier] > since)
    found.crossed[order[reached]] = at[reached]
    return found


def _by_severity(found: Hits, job: Judging) -> Hits:
    """A crossing from its instant on where the rule says so."""
    found.crossed = found.at.copy() if job.rule.severity == "crossing" else np.full(len(found), NEVER)
    return found


def _by_instant(found: Hits, chosen: Ints, job: Judging) -> Ints:
    """The order of hits by (pair, at, what they hang on); the contract's start comes first."""
    pair, at, anchor = found.pair[chosen], found.at[chosen], found.anchor[chosen]
    # Rows stand in the order of (at, id); hits that tie at one instant but anchor elsewhere compare by id.
    order = np.lexsort((anchor, at, pair))
    pair, at = pair[order], at[order]
    tied = np.zeros(len(order), np.bool_)
    tied[1:] = (pair[1:] == pair[:-1]) & (at[1:] == at[:-1])
    tied[:-1] |= tied[1:].copy()
    places = np.flatnonzero(tied)
    if len(places) == 0:
        return order
    members = order[places]
    ids = job.world.texts("id", np.maximum(anchor[members], 0)).to_pylist()
    names = job.abouts.names(taken(found, chosen[members]), ids)
    keys = zip(pair[places].tolist(), at[places].tolist(), names, members.tolist(), strict=True)
    order[places] = [key[-1] for key in sorted(keys)]
    return order


def undetermined(job: Judging) -> Hits:
    """One hit for each pair and missing column, over the rows on which a filter of the rule is unknown."""
    if not job.doubtful:
        return Hits()
    world = job.world
    rows = np.concatenate([s.rows for s in job.doubtful])
    lacking = np.concatenate([s.lacking for s in job.doubtful if s.lacking is not None])
    excused = job.excuses.of(rows, world.pair[rows], world.at[rows]) >= 0
    keep = ~excused
    if job.unshown is not None:
        keep &= ~job.unshown[world.pair[rows]]
    rows, lacking = rows[keep], lacking[keep]
    parts = []
    for i, bit in enumerate(BIT.values()):
        mine = np.sort(rows[(lacking & bit) != 0])
        mine = mine[firsts(mine)]
        if len(mine):
            parts.append(_one_for_each_pair(mine, i, job))
    return joined(parts)


def _one_for_each_pair(rows: Ints, column: int, job: Judging) -> Hits:
    world = job.world
    pair = world.pair[rows]
    begin = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    stop = np.append(begin[1:], len(rows))
    offsets, flat = ragged(begin, stop)
    first = rows[begin]
    out = hits(
        pair[begin], first, world.at[first], job.selector.versions(first), until=world.at[rows[stop - 1]],
        measured=(stop - begin).astype(np.float64), lacking=np.full(len(begin), column, np.int8),
        offsets=offsets, evidence=rows[flat],
    )  # fmt: skip
    return _by_severity(out, job)
