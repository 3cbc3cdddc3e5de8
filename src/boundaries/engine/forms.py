"""The forms of `when`, one function each: selections in, hits out, and the rows no filter could tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline, Span
from boundaries.core.catalogue import Phrase
from boundaries.engine.about import Abouts
from boundaries.engine.armed import Armed
from boundaries.engine.coverage import Covered, awaited, covered
from boundaries.engine.excuses import Covers, Excuses
from boundaries.engine.hits import Hits, hits, taken
from boundaries.engine.params import HOURS_PATH, Params
from boundaries.engine.primitives import Bools, Ints, grouped
from boundaries.engine.select import Selection, Selector
from boundaries.engine.weeks import Weeks
from boundaries.engine.world import World
from boundaries.policy.condition import Each, Filter, Ref, Sequence
from boundaries.policy.policy import BoundContract
from boundaries.policy.rule import Rule


@dataclass(slots=True)
class Judging:
    """One rule at work on one world."""

    world: World
    rule: Rule
    params: Params
    selector: Selector
    covers: Covers
    abouts: Abouts
    weeks: Weeks
    doubtful: list[Selection] = field(default_factory=list)  # rows on which a filter of the rule is unknown
    unshown: Bools | None = None  # pairs in which the log cannot show the absence the rule looks for
    unlearned: list[tuple[Phrase, Bools]] = field(
        default_factory=list
    )  # pairs in which a trend has too little, and why
    armed: Armed | None = None  # what a trend says at the end of each pair's world

    @property
    def excuses(self) -> Excuses:
        """The rule's excuses."""
        return Excuses(self.selector, self.covers)

    @property
    def contracts(self) -> Iterator[tuple[int, BoundContract]]:
        """The contracts that have the rule and judge a pair of this world, each with its index."""
        for index in np.unique(self.world.contract).tolist():
            if self.params.listed[index]:
                yield index, self.world.policy.contracts[index]

    def select(self, chosen: Filter) -> Ints:
        """The rows that match a filter of the rule; those it cannot tell are noted."""
        return self.told(chosen)[0]

    def told(self, chosen: Filter) -> tuple[Ints, Ints]:
        """The rows that match a filter of the rule, and those it cannot tell, which are noted."""
        found = self.selector.visible(chosen)
        if found.lacking is None:
            return found.rows, found.rows[:0]
        unknown = found.narrowed(found.lacking != 0)
        self.doubtful.append(unknown)
        return found.matching, unknown.rows

    def unexcused(self, rows: Ints) -> Ints:
        """Of rows that match, those that no excuse of the rule covers."""
        kept: Ints = rows[self.excuses.of(rows, self.world.pair[rows], self.world.at[rows]) < 0]
        return kept

    def ends(self, pair: NDArray[np.integer]) -> Ints:
        """The end of the world the rule sees: as_of, or the contract's end where that is earlier."""
        ends = self.world.as_of if self.rule.after_end else np.minimum(self.world.as_of, self.world.end)
        out: Ints = ends[pair]
        return out

    def later(self, at: Ints, pair: NDArray[np.integer], version: Ints, length: Span | Deadline | Ref) -> Ints:
        """Each instant plus a duration of the version; NEVER where open time never comes."""
        spans = self.params.spans(length)
        months = spans.months[version]
        out = self.world.clocks.months_later(at, self.world.zone_of_pair(pair), months) if months.any() else at
        out = out + spans.micros[version]
        if any(spans.deadline):
            self._open_time(out, at, version, spans.deadline)
        return out

    def earlier(self, at: Ints, pair: NDArray[np.integer], version: Ints, length: Span | Ref) -> Ints:
        """Each instant minus a duration of the version, which is no working time."""
        spans = self.params.spans(length)
        months = spans.months[version]
        out = self.world.clocks.months_later(at, self.world.zone_of_pair(pair), -months) if months.any() else at
        return out - spans.micros[version]

    def _open_time(self, out: Ints, at: Ints, version: Ints, deadlines: tuple[Deadline | None, ...]) -> None:
        """Deadlines that count open hours or working days, by the hours in force in each version."""
        terms: dict[tuple[Deadline, Hours, str | None, int], int] = {}  # few, however many contracts agreed them
        which = np.full(len(deadlines), -1, np.int64)
        for v in np.unique(version).tolist():
            deadline = deadlines[v]
            hours = self.params.value(self.world.versions[v], HOURS_PATH)
            if deadline is not None and isinstance(hours, Hours):
                contract = int(self.world.contract_of_version[v])
                country = self.world.policy.contracts[contract].country
                agreed = (deadline, hours, country, int(self.world.zone_of[contract]))
                which[v] = terms.setdefault(agreed, len(terms))
        each_term = tuple(terms)
        for term, mine in grouped(which[version]):
            if term >= 0:
                out[mine] = self.world.working_time.due(at[mine], *each_term[term])

    def no_show(self, pairs: Bools) -> None:
        """Note pairs in which the log cannot show something that the rule cannot do without."""
        self.unshown = pairs if self.unshown is None else self.unshown | pairs

    def shown(self, awaiting: Filter) -> Covered | None:
        """Where the log can show the absence of what a filter waits for."""
        found = covered(self.world, awaited(awaiting))
        self.unshown = None if found is None else found.none
        return found


def each(form: Each, job: Judging) -> Hits:
    """One hit for each matching event."""
    rows = job.select(form.event)
    world = job.world
    excuse = job.excuses.of(rows, world.pair[rows], world.at[rows])
    return hits(world.pair[rows], rows, world.at[rows], job.selector.versions(rows), excuse=excuse)


def merge(first: Ints, second: Ints) -> tuple[Ints, Bools]:
    """Rows matching either, in order, and which of them match the second; both come in order, each row once."""
    tagged = np.concatenate((first << 1, (second << 1) | 1))
    tagged.sort(kind="stable")  # two runs in order: this only merges them
    rows = tagged >> 1
    last = np.ones(len(rows), np.bool_)
    last[:-1] = rows[1:] != rows[:-1]  # of a row that matches both, the second
    return rows[last], (tagged[last] & 1).astype(np.bool_)


def sequence(form: Sequence, job: Judging) -> Hits:
    """A `then` event whose direct predecessor among both matches `first`, with the gap asked for."""
    world = job.world
    rows, is_then = merge(job.select(form.first), job.select(form.then))
    follows = np.zeros(len(rows), np.bool_)
    follows[1:] = is_then[1:] & ~is_then[:-1] & (world.pair[rows[1:]] == world.pair[rows[:-1]])
    then, first = rows[follows], rows[np.flatnonzero(follows) - 1]
    pair, version = world.pair[then], job.selector.versions(then).astype(np.int64)
    keep = np.ones(len(then), np.bool_)
    if form.within is not None:
        keep &= world.at[then] <= job.later(world.at[first], pair, version, form.within)
    if form.sooner_than is not None:
        keep &= world.at[then] < job.later(world.at[first], pair, version, form.sooner_than)
    then, first = then[keep], first[keep]
    excuse = job.excuses.of(then, world.pair[then], world.at[then])
    evidence = np.stack((first, then), axis=1).ravel()
    return hits(
        world.pair[then], then, world.at[then], version[keep],
        measured=(world.at[then] - world.at[first]) / 60_000_000, excuse=excuse,
        offsets=np.arange(0, len(evidence) + 1, 2, dtype=np.int64), evidence=evidence,
    )  # fmt: skip


def lasting(job: Judging, found: Hits) -> Hits:
    """Of hits on the agreement itself those that came about while the contract lasted, where the rule speaks; excused
    by what covers their instant.
    """
    if len(found) == 0:
        return found
    keep = job.world.within_life(found.pair, found.at) & job.params.speaks[found.version]
    kept = taken(found, np.flatnonzero(keep))
    kept.excuse = job.excuses.of(None, kept.pair, kept.at)
    return kept
