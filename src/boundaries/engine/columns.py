"""Derived columns of rows: threads, notice, overrun, what `ref` names, whether a channel is agreed, leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.conditions import Conditions
from boundaries.engine.params import Params
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.spans import Spans, rows_of_kind, spans_of
from boundaries.engine.world import Coded, World
from boundaries.policy.fields import THREADED

THREAD_GAP_US = 12 * 3_600_000_000  # a thread's rows are each less than 12 hours after the one before
MINUTES_PATH = "administrative.sessions.minutes"
CHANNELS_PATH = "administrative.channels"

MISSING_COLUMN = {
    "overrun_minutes": "minutes",
    "notice_hours": "planned_start",
    "channel_agreed": "channel",
    "thread_by": "by",
    "previous_by": "by",
    "opens_thread": "by",
    "reply_minutes": "by",
    "ref_kind": "ref",
}  # the column that lacks where a derived one is unknown
BETWEEN = ("notice_hours", "reply_minutes")  # fields that are the time between two instants
UNIT_US = {
    "minutes": 60_000_000,
    "overrun_minutes": 60_000_000,
    "reply_minutes": 60_000_000,
    "notice_hours": 3_600_000_000,
}


def threads(world: World) -> tuple[Coded, Coded, Coded]:
    """Who opened the thread each row stands in (-1: in no thread, being no message or call, or by system), who sent
    the row just before in it (-1 also where it opens the thread), and whether it opens the thread itself.
    """
    by = world.coded("by")
    rows = _talk(world, lambda word: word != "system")
    opener, previous, opening = (np.full(len(world), -1, np.int32) for _ in range(3))
    if len(rows):
        pair, at = world.pair[rows], world.at[rows]
        opens = np.ones(len(rows), np.bool_)
        opens[1:] = (pair[1:] != pair[:-1]) | (at[1:] - at[:-1] >= THREAD_GAP_US)
        first = np.flatnonzero(opens)
        opener[rows] = by.codes[rows[first]][np.cumsum(opens) - 1]
        previous[rows[1:]] = np.where(opens[1:], np.int32(-1), by.codes[rows[:-1]])
        opening[rows] = opens
    return Coded(opener, by.words), Coded(previous, by.words), Coded(opening, ("false", "true"))


def replies(world: World) -> tuple[Ints, Bools]:
    """Microseconds from the first message or call of the client's to the practitioner's own that ends the run of them;
    and which rows are such an answer. Between the two nobody else counts.
    """
    rows = _talk(world, ("practitioner", "client").__contains__)
    taken, answers = np.zeros(len(world), np.int64), np.zeros(len(world), np.bool_)
    if len(rows):
        by, pair, at = world.coded("by"), world.pair[rows], world.at[rows]
        client = np.array([word == "client" for word in by.words] + [False])[by.codes[rows]]
        after = np.zeros(len(rows), np.bool_)  # the row before is the client's, of the same pair
        after[1:] = client[:-1] & (pair[1:] == pair[:-1])
        begins = np.maximum.accumulate(np.where(client & ~after, np.arange(len(rows)), 0))
        mine = ~client & after
        answers[rows[mine]] = True
        taken[rows[mine]] = at[mine] - at[begins[mine]]
    return taken, answers


def _talk(world: World, counts: Callable[[str], bool]) -> Ints:
    """The messages and calls of those who count."""
    kind, by = world.coded("kind"), world.coded("by")
    talk = np.array([w in ("message", "call") for w in kind.words] + [False])[kind.codes]
    talk &= np.array([counts(w) for w in by.words] + [False])[by.codes]
    return np.flatnonzero(talk)


def notice(world: World, rows: Ints) -> tuple[Ints, Bools]:
    """Microseconds from `at` to the planned start, own or (where absent) of the row named by `ref`; which are there."""
    planned, there = world.numbers("planned_start")
    value, known = planned[rows].astype(np.int64), there[rows].copy()
    lacking = np.flatnonzero(~known)
    target = world.named[rows[lacking]] if len(lacking) else lacking
    named = target >= 0
    value[lacking[named]] = planned[target[named]]
    known[lacking[named]] = there[target[named]]
    return value - world.at[rows], known


def in_micros(limits: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Limits of a field of `BETWEEN` in microseconds; what only the float of a decimal keeps from being whole is."""
    micros = limits * UNIT_US[name]
    whole = np.rint(micros)
    return np.where(np.abs(micros - whole) < 1e-3, whole, micros)


@dataclass(slots=True)
class Derived:
    """The derived columns of one world, and what conditions from Python say of its rows, each computed once."""

    world: World
    _kept: dict[str, Coded] = field(default_factory=dict)
    _replies: tuple[Ints, Bools] | None = None
    _leave: Spans | None = None
    conditions: Conditions = field(init=False)

    def __post_init__(self) -> None:
        self.conditions = Conditions(self.world)

    def threaded(self, name: str) -> Coded:
        """`thread_by`, `previous_by` or `opens_thread` of each row."""
        if name not in self._kept:
            self._kept |= zip(THREADED, threads(self.world), strict=True)
        return self._kept[name]

    def between(self, name: str, rows: Ints) -> tuple[Ints, Bools]:
        """A field of `BETWEEN` of some rows in microseconds, and which of them have it."""
        if name == "notice_hours":
            return notice(self.world, rows)
        if self._replies is None:
            self._replies = replies(self.world)
        return self._replies[0][rows], self._replies[1][rows]

    def ref_kind(self, rows: Ints) -> Coded:
        """The kind of the row that each row's `ref` names, -1 where it names none."""
        kind = self.world.coded("kind")
        target = self.world.named[rows] if len(rows) else rows
        return Coded(np.where(target < 0, np.int32(-1), kind.codes[target]), kind.words)

    def leave(self) -> Spans:
        """When each pair's practitioner was on leave."""
        if self._leave is None:
            self._leave = spans_of(self.world, rows_of_kind(self.world, "leave"))
        return self._leave


def channel_states(params: Params, world: World) -> NDArray[np.int8]:
    """(version, channel + 1, purpose + 1) -> 1 agreed, 0 not; index 0 of each stands for missing."""
    channels, purposes = world.coded("channel").words, world.coded("purpose").words
    out = np.zeros((len(world.versions), len(channels) + 1, len(purposes) + 1), np.int8)
    for v, version in enumerate(world.versions):
        agreed = params.value(version, CHANNELS_PATH)
        if not isinstance(agreed, dict):
            continue
        for c, channel in enumerate(channels):
            if channel not in agreed:
                continue
            allowed = agreed[channel]
            out[v, c + 1, 0] = 1
            out[v, c + 1, 1:] = [allowed is None or purpose in allowed for purpose in purposes]
    return out
