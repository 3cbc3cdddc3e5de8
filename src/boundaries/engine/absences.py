"""The forms of `when` about what does not come: nothing answers, nothing happens for too long."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.clock import DAY_US
from boundaries.engine.coverage import Covered
from boundaries.engine.forms import Judging, merge
from boundaries.engine.hits import NO_ANCHOR, Hits, hits
from boundaries.engine.occasions import enough, occasions
from boundaries.engine.primitives import (
    NEVER,
    NOTHING,
    Bools,
    Ints,
    firsts,
    group_ends,
    group_starts,
    next_true,
    ragged,
    search,
)
from boundaries.engine.world import World
from boundaries.policy.condition import NoneFor, Unanswered


def unanswered(form: Unanswered, job: Judging) -> Hits:
    """A start that no `without` event answers by its due instant."""
    world = job.world
    event, without = job.select(form.event), job.select(form.without)
    shown = job.shown(form.without)
    if form.by_ref:
        rows, answers = merge(event, without)
        start = rows[~answers]
        waits = Waits(start, _answers_by_ref(world, start, without), np.arange(len(start) + 1), start)
    else:
        waits = _waits(form, job, event, without)
    pair, version = world.pair[waits.start], job.selector.versions(waits.start).astype(np.int64)
    since, ends = world.at[waits.start], job.ends(pair)
    due = job.later(since, pair, version, form.within)
    keep = (waits.answer > due) & (due < ends)
    if shown is not None:
        keep &= shown.spans(pair, since, due)
    lasted = _lasted(job, shown, pair, since, version, np.minimum(waits.answer, ends))
    kept = np.flatnonzero(keep)
    start, due, answer = waits.start[kept], due[kept], waits.answer[kept]
    offsets, flat = ragged(waits.offsets[kept], waits.offsets[kept + 1])
    return hits(
        pair[kept], start, due, version[kept], until=np.where(answer == NEVER, NOTHING, answer),
        excuse=job.excuses.of(start, pair[kept], due), crossed=lasted[kept],
        offsets=offsets, evidence=waits.evidence[flat],
    )  # fmt: skip


class Waits(NamedTuple):
    """The events that wait for an answer, in order, and when it comes (NEVER where it does not).

    `evidence` holds the rows that started each, end to end: of the i-th those of offsets[i]:offsets[i + 1].
    """

    start: Ints
    answer: Ints
    offsets: Ints
    evidence: Ints


def _waits(form: Unanswered, job: Judging, event: Ints, without: Ints) -> Waits:
    """In each run of events the first with which enough of them count; it is answered by what ends the run."""
    world = job.world
    rows, answers = merge(event, without)
    pair = world.pair[rows]
    begins = ~answers
    begins[1:] &= answers[:-1] | (pair[1:] != pair[:-1])
    place, run = np.flatnonzero(~answers), np.cumsum(begins, dtype=np.int64)[~answers]
    counts = occasions(rows[place], run, form.apart, job)
    place, run = place[counts], run[counts]
    counted, first = rows[place], group_starts(run)
    begun, since = _begun(form, job, counted, run, first)
    following = next_true(answers)[place[begun]] if len(rows) else begun
    there = following < group_ends(pair)[place[begun]]
    answer = np.full(len(begun), NEVER)
    answer[there] = world.at[rows[following[there]]]
    offsets, flat = ragged(since, begun + 1)
    return Waits(counted[begun], answer, offsets, counted[flat])


def _begun(form: Unanswered, job: Judging, counted: Ints, run: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Where among the counted events of all runs a wait begins, and the first of those that started it."""
    at, pair, version = job.world.at[counted], job.world.pair[counted], job.selector.versions(counted).astype(np.int64)
    edge = None if form.window is None else job.earlier(at, pair, version, form.window)
    reached = np.flatnonzero(enough(at, first, job.params.counts(form.at_least)[version], edge))
    begun = reached[firsts(run[reached])]
    if edge is None:
        return begun, first[begun]
    return begun, search(at, first[begun], begun + 1, edge[begun], "right")


def _lasted(
    job: Judging, shown: Covered | None, pair: NDArray[np.integer], since: Ints, version: Ints, until: Ints
) -> Ints:
    """When what is absent from `since` to `until` has been so for as long as the rule escalates beyond, if longer."""
    ladder = job.rule.escalate
    if ladder is None or ladder.beyond is None:
        return np.full(len(since), NEVER)
    edge = job.later(since, pair, version, ladder.beyond)
    found: Bools = until > edge
    if shown is not None:
        found &= shown.spans(pair, since, edge)
    return np.where(found, edge, NEVER)


def _answers_by_ref(world: World, start: Ints, without: Ints) -> Ints:
    """For each start the earliest row whose `ref` is its id, before it or after; NEVER where there is none."""
    answer = np.full(len(start), NEVER)
    if len(start) == 0 or len(without) == 0:
        return answer
    target = world.named[without]
    place = np.searchsorted(start, target)
    known = start[np.minimum(place, len(start) - 1)] == target
    np.minimum.at(answer, place[known], world.at[without[known]])
    return answer


def none_for(form: NoneFor, job: Judging) -> Hits:
    """No matching event for longer than the duration after the contract's start or a matching event."""
    world = job.world
    rows = job.select(form.none)
    shown = job.shown(form.none)
    begun = _starts(job) if form.window is None else np.zeros(0, np.int64)
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
    if form.window is not None:
        since = search(
            at, group_starts(pair), np.arange(1, len(at) + 1), job.earlier(at, pair, version, form.window), "right"
        )
        counts = occasions(rows, pair, form.apart, job)
        so_far = np.cumsum(counts)
        keep &= so_far - so_far[since] + counts[since] >= job.params.counts(form.at_least)[version]
    if shown is not None:
        keep &= shown.spans(pair, at, due)
    lasted = _lasted(job, shown, pair, at, version, until)
    anchor, pair, at, due = anchor[keep], pair[keep], at[keep], due[keep]
    until, following = until[keep], following[keep]
    is_event = (anchor >= 0).astype(np.int64)
    return hits(
        pair, anchor, due, version[keep], until=np.where(following == NEVER, NOTHING, following),
        measured=(until - at) / DAY_US, excuse=job.excuses.of(None, pair, due), crossed=lasted[keep],
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
