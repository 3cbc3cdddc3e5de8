"""The forms of `when`, one function each: selections in, hits out, and the rows no filter could tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline, Span
from boundaries.engine.about import Abouts
from boundaries.engine.clock import DAY_US
from boundaries.engine.coverage import Covered, awaited, covered
from boundaries.engine.excuses import Covers, Excuses
from boundaries.engine.hits import NO_ANCHOR, Hits, hits, taken
from boundaries.engine.params import HOURS_PATH, Params
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, group_ends, grouped, next_true
from boundaries.engine.select import Selection, Selector
from boundaries.engine.world import World
from boundaries.policy.policy import BoundContract
from boundaries.policy.rule import Each, Filter, NoneFor, Ref, Rule, Sequence, Unanswered


@dataclass(slots=True)
class Judging:
    """One rule at work on one world."""

    world: World
    rule: Rule
    params: Params
    selector: Selector
    covers: Covers
    abouts: Abouts
    doubtful: list[Selection] = field(default_factory=list)  # rows on which a filter of the rule is unknown
    unshown: Bools | None = None  # pairs in which the log cannot show the absence the rule looks for

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
        found = self.selector.visible(chosen)
        if found.lacking is not None:
            self.doubtful.append(found.narrowed(found.lacking != 0))
        return found.matching

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


def _merge(first: Ints, second: Ints) -> tuple[Ints, Bools]:
    """Rows matching either, in order, and which of them match the second."""
    rows = np.union1d(first, second)
    return rows, np.isin(rows, second, assume_unique=True)


def sequence(form: Sequence, job: Judging) -> Hits:
    """A `then` event whose direct predecessor among both matches `first`, with the gap asked for."""
    world = job.world
    rows, is_then = _merge(job.select(form.first), job.select(form.then))
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


def unanswered(form: Unanswered, job: Judging) -> Hits:
    """A start that no `without` event answers by its due instant."""
    world = job.world
    event, without = job.select(form.event), job.select(form.without)
    shown = job.shown(form.without)
    if form.by_ref:
        start = np.setdiff1d(event, without, assume_unique=True)
        answer = _answers_by_ref(world, start, without)
    else:
        start, answer = _answers_in_order(world, event, without)
    pair, version = world.pair[start], job.selector.versions(start).astype(np.int64)
    due = job.later(world.at[start], pair, version, form.within)
    late = (answer == NEVER) | (answer > due)
    keep = late & (due < job.ends(pair))
    if shown is not None:
        keep &= shown.spans(pair, world.at[start], due)
    start, due, answer = start[keep], due[keep], answer[keep]
    excuse = job.excuses.of(start, world.pair[start], due)
    until = np.where(answer == NEVER, NOTHING, answer)
    return hits(world.pair[start], start, due, version[keep], until=until, excuse=excuse)


def _answers_in_order(world: World, event: Ints, without: Ints) -> tuple[Ints, Ints]:
    """The starts of runs of events, and when the next `without` event of the pair comes."""
    rows, answers = _merge(event, without)
    pair = world.pair[rows]
    starts = ~answers
    starts[1:] &= answers[:-1] | (pair[1:] != pair[:-1])
    nth = np.flatnonzero(starts)
    following = next_true(answers)[nth] if len(rows) else nth
    there = following < group_ends(pair)[nth]
    answer = np.full(len(nth), NEVER)
    answer[there] = world.at[rows[following[there]]]
    return rows[nth], answer


def _answers_by_ref(world: World, start: Ints, without: Ints) -> Ints:
    """For each start the earliest row whose `ref` is its id, before it or after; NEVER where there is none."""
    answer = np.full(len(start), NEVER)
    refs = world.texts("ref", without)
    named = np.flatnonzero(refs.is_valid().to_numpy(zero_copy_only=False))
    if len(named) == 0 or len(start) == 0:
        return answer
    rows = without[named]
    target = world.find(world.pair[rows].astype(np.int64), refs.take(pa.array(named)))
    place = np.searchsorted(start, target)
    known = (place < len(start)) & (start[np.minimum(place, len(start) - 1)] == target)
    np.minimum.at(answer, place[known], world.at[rows[known]])
    return answer


def none_for(form: NoneFor, job: Judging) -> Hits:
    """No matching event for longer than the duration after the contract's start or a matching event."""
    world = job.world
    rows = job.select(form.none)
    shown = job.shown(form.none)
    begun = _starts(job)
    # Every row the rule sees comes at or after the start, so a start stands before all rows of its pair.
    before = np.searchsorted(world.pair[rows], begun)
    anchor = np.insert(rows, before, NO_ANCHOR)
    pair = np.insert(world.pair[rows].astype(np.int64), before, begun)
    at = np.insert(world.at[rows], before, world.start[begun])
    following = np.full(len(at), NEVER)
    following[:-1] = np.where(pair[1:] == pair[:-1], at[1:], NEVER)
    version = np.where(anchor >= 0, job.selector.versions(np.maximum(anchor, 0)), _first_versions(job, pair))
    due = job.later(at, pair, version, form.duration)
    until = np.where(following == NEVER, job.ends(pair), following)
    keep = until > due
    if shown is not None:
        keep &= shown.spans(pair, at, due)
    anchor, pair, at, due = anchor[keep], pair[keep], at[keep], due[keep]
    until, following = until[keep], following[keep]
    is_event = (anchor >= 0).astype(np.int64)
    return hits(
        pair, anchor, due, version[keep], until=np.where(following == NEVER, NOTHING, following),
        measured=(until - at) / DAY_US, excuse=job.excuses.of(None, pair, due),
        offsets=np.concatenate(([0], np.cumsum(is_event))), evidence=anchor[anchor >= 0],
    )  # fmt: skip


def _starts(job: Judging) -> Ints:
    """The pairs whose contract's start is an anchor: those in which the rule speaks there."""
    world = job.world
    if job.rule.after_end:
        return np.zeros(0, np.int64)
    pairs = np.arange(len(world.names), dtype=np.int64)
    return pairs[job.params.speaks[_first_versions(job, pairs)]]


def _first_versions(job: Judging, pair: NDArray[np.integer]) -> Ints:
    first: Ints = job.world.first_version[job.world.contract[pair]]
    return first


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
