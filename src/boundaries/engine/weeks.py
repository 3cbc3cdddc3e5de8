"""The ISO weeks of a world on each contract's clock, the stretches of a trend, and what the log knows of each week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.contract.versions import Version
from boundaries.engine.clock import DAY_US
from boundaries.engine.columns import Derived
from boundaries.engine.coverage import Covered, covered
from boundaries.engine.params import Params
from boundaries.engine.primitives import NEVER, Bools, Ints, firsts, grouped, ragged
from boundaries.engine.world import World, one_chunk
from boundaries.policy.rule import Rule
from boundaries.policy.silence import value_of

LEARNING, LEARNING_ANEW = 12, 8  # weeks that show what is usual: at first, and after what was agreed has changed
_MONDAY = 3  # days from the Monday of week 0 to 1970-01-01, a Thursday


class Spell(NamedTuple):
    """The weeks of some spells of each pair, [begin, end): pair p owns lo[p] <= s < hi[p]."""

    begin: Ints
    end: Ints
    lo: Ints
    hi: Ints


@dataclass(eq=False)
class Weeks:
    """The weeks of one world, by their place from the first on.

    A week is [Monday 00:00, the next Monday 00:00) on the clock of a pair's contract; 00:00 that is not there is the
    first instant of the day, of two the first.
    """

    world: World
    derived: Derived
    _shown: dict[frozenset[str], tuple[Covered | None, Spell | None]] = field(default_factory=dict)

    @cached_property
    def _first(self) -> int:
        """The number of the first week: before every row."""
        return int(np.min(self.world.at, initial=int(np.min(self.world.as_of)))) // DAY_US // 7 - 1

    @cached_property
    def edges(self) -> Ints:
        """When the weeks begin: one row a clock, one column more than there are weeks."""
        last = int(np.max(self.world.as_of)) // DAY_US // 7 + 3
        monday = np.arange(self._first, last, dtype=np.int64) * 7 - _MONDAY
        zones = range(int(np.max(self.world.zone_of)) + 1)
        return np.stack(
            [self.world.clocks.instant(monday * DAY_US, np.full(len(monday), zone, np.int64)) for zone in zones]
        )

    def __len__(self) -> int:
        return int(self.edges.shape[1]) - 1

    def place(self, pair: NDArray[np.integer], at: Ints, side: Literal["left", "right"]) -> Ints:
        """On the clock of each pair the first week that begins at an instant or later ("left"), or later ("right")."""
        if len(self.edges) == 1:
            return np.searchsorted(self.edges[0], at, side).astype(np.int64)
        out = np.zeros(len(at), np.int64)
        for zone, mine in grouped(self.world.zone_of_pair(pair)):
            out[mine] = np.searchsorted(self.edges[zone], at[mine], side)
        return out

    def begin(self, pair: NDArray[np.integer], week: Ints) -> Ints:
        """When a week of each pair begins."""
        at: Ints = self.edges[self.world.zone_of_pair(pair), week]
        return at

    def monday(self, week: int) -> str:
        """The date of a week's Monday."""
        return str(np.datetime64((self._first + week) * 7 - _MONDAY, "D"))

    @cached_property
    def of_row(self) -> Ints:
        """The week of each row."""
        return self.place(self.world.pair, self.world.at, "right") - 1

    @cached_property
    def known_since(self) -> Ints:
        """The first row of each pair's own."""
        world = self.world
        relation = one_chunk(world.log.table.column("relationship")).is_valid().to_numpy(zero_copy_only=False)
        own = np.flatnonzero(relation[world.table_rows(np.arange(len(world)))])
        out = np.full(len(world.names), NEVER)
        first = own[firsts(world.pair[own])]
        out[world.pair[first]] = world.at[first]
        return out

    # ---- what is not known ----------------------------------------------------------------------------------

    @cached_property
    def leave(self) -> Spell:
        """The weeks that a leave touches."""
        away = self.derived.leave()
        pair = np.repeat(np.arange(len(away.lo)), away.hi - away.lo)
        return Spell(
            self.place(pair, away.begin, "right") - 1, self.place(pair, away.end, "left"), away.lo, away.hi
        )  # fmt: skip

    def shown(self, kinds: frozenset[str]) -> tuple[Covered | None, Spell | None]:
        """Where the log covers all of these kinds, and the weeks that are wholly so; None: everywhere."""
        if kinds not in self._shown:
            found = covered(self.world, kinds)
            whole = None
            if found is not None:
                pair = np.repeat(np.arange(len(found.lo)), found.hi - found.lo)
                over = np.minimum(found.end, NEVER - 1) + 1  # the first instant that is not covered
                begin, end = self.place(pair, found.begin, "left"), self.place(pair, over, "right") - 1
                whole = Spell(begin, end, found.lo, found.hi)
            self._shown[kinds] = found, whole
        return self._shown[kinds]


# ---- stretches ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of a trend: of each pair as many as there are, in order; `weeks` whole weeks from `first` on.

    A stretch is a maximal run of versions in which the rule speaks and what it goes by is the same, as far as the log
    reaches. `baseline` is how many weeks show what is usual, `last` whether it reaches to the end of the pair's world.
    """

    pair: Ints
    first: Ints
    weeks: Ints
    baseline: Ints
    last: Bools

    def __len__(self) -> int:
        return len(self.pair)

    def taken(self, chosen: Ints) -> Stretches:
        """Some of them."""
        return Stretches(
            self.pair[chosen], self.first[chosen], self.weeks[chosen], self.baseline[chosen], self.last[chosen]
        )  # fmt: skip


def stretches(params: Params, restarts: Sequence[str], weeks: Weeks) -> Stretches:
    """The stretches of a rule in every pair; `restarts` are the clauses that begin a new one, beside the rule's own."""
    world = weeks.world
    runs = np.array(list(_runs(params, restarts, world)), np.int64).reshape(-1, 3)
    contract = world.contract
    lo, hi = (np.searchsorted(runs[:, 0], contract, side).astype(np.int64) for side in ("left", "right"))
    offsets, run = ragged(lo, hi)
    pair = np.repeat(np.arange(len(contract), dtype=np.int64), np.diff(offsets))
    over = np.minimum(world.as_of, world.end)[pair]
    since = np.maximum(runs[run, 1], weeks.known_since[pair])
    until = np.minimum(runs[run, 2], over)
    some = np.flatnonzero(since < until)  # before its first row nothing is known of a pair
    pair, since, until = pair[some], since[some], until[some]
    first, stop = weeks.place(pair, since, "left"), weeks.place(pair, until, "right") - 1
    baseline = np.where(firsts(pair), LEARNING, LEARNING_ANEW)
    return Stretches(pair, first, np.maximum(stop - first, 0), baseline.astype(np.int64), until == over[some])


def _runs(params: Params, restarts: Sequence[str], world: World) -> Iterator[tuple[int, int, int]]:
    """(contract, since, until) of the runs of versions of each contract that judges a pair."""
    speaks = params.speaks.tolist()
    for index in np.unique(world.contract).tolist():
        life, first = world.policy.contracts[index].timeline, int(world.first_version[index])
        begun: int | None = None
        for place, (version, following) in enumerate(pairwise((*life.versions, None))):
            assert version is not None, "only the last has none behind it"
            if not speaks[first + place]:
                continue
            begun = version.start_us if begun is None else begun
            goes_on = (
                following is not None and speaks[first + place + 1] and _same(version, following, params.rule, restarts)
            )
            if not goes_on:
                yield index, begun, int(NEVER) if following is None else following.start_us
                begun = None


def _same(before: Version, after: Version, rule: Rule, restarts: Sequence[str]) -> bool:
    """Whether a rule goes by the same in two versions."""
    paths = restarts if rule.clause is None else (rule.clause, *restarts)
    return all(value_of(rule, before, need.path) == value_of(rule, after, need.path) for need in rule.needs) and all(
        _agreed(before, path) == _agreed(after, path) for path in paths
    )


def _agreed(version: Version, path: str) -> dict[str, object]:
    """What a version has at a path and below it."""
    inside = (one for one in version.terms if one == path or one.startswith(f"{path}."))
    return {one: (version.terms[one].value, version.terms[one].entries) for one in inside}


# ---- masks --------------------------------------------------------------------------------------------------


def known(some: Stretches, width: int, kinds: frozenset[str], weeks: Weeks) -> Bools:
    """Which weeks of some stretches can be counted: (stretch, week), `width` weeks of each.

    Not those a leave touches, in which the log does not cover every kind, or behind the stretch's last.
    """
    out: Bools = np.arange(width) < some.weeks[:, None]
    out &= ~_painted(weeks.leave, some, width)
    _, whole = weeks.shown(kinds)
    if whole is not None:
        out &= _painted(whole, some, width)
    return out


def _painted(spell: Spell, some: Stretches, width: int) -> Bools:
    """The weeks of some stretches that lie in a spell of their pair."""
    offsets, spells = ragged(spell.lo[some.pair], spell.hi[some.pair])
    if len(spells) == 0:
        return np.zeros((len(some), width), np.bool_)
    row = np.repeat(np.arange(len(some)), np.diff(offsets))
    begin, end = (np.clip(week[spells] - some.first[row], 0, width) for week in (spell.begin, spell.end))
    row, begin, end = row[begin < end], begin[begin < end], end[begin < end]
    cells = len(some) * (width + 1)
    steps = np.bincount(row * (width + 1) + begin, minlength=cells) - np.bincount(
        row * (width + 1) + end, minlength=cells
    )
    painted: Bools = np.cumsum(steps.reshape(len(some), width + 1), axis=1)[:, :width] > 0
    return painted
