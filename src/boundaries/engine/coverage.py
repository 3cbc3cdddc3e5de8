"""Where a log can show absence: the kinds a filter waits for must be covered over the whole interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from boundaries.core.columns import KINDS, OWN_KIND
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, search
from boundaries.engine.world import World
from boundaries.policy.condition import AllOf, Among, AnyOf, Filter, Not
from boundaries.table.log import Coverage

_EVERYTHING = Coverage(int(NOTHING), int(NEVER))


@dataclass(frozen=True, slots=True)
class Covered:
    """The closed intervals in which every awaited kind is covered, for each pair."""

    begin: Ints
    end: Ints
    lo: Ints
    hi: Ints

    def spans(self, pair: NDArray[np.integer], since: Ints, until: Ints) -> Bools:
        """Whether [since, until] lies inside one interval of the pair."""
        if len(self.begin) == 0:
            return np.zeros(len(since), np.bool_)
        lo = self.lo[pair]
        last = search(self.begin, lo, self.hi[pair], since, "right") - 1
        inside: Bools = (last >= lo) & (until <= self.end[np.maximum(last, 0)])
        return inside

    @property
    def none(self) -> Bools:
        """The pairs about which the log can show no absence of these kinds at all."""
        blind: Bools = self.lo == self.hi
        return blind


@lru_cache(maxsize=1024)
def awaited(chosen: Filter) -> frozenset[str]:
    """The kinds for which a filter, with only `kind` known, is not false."""
    named = {w for words in _kind_words(chosen) for w in words if OWN_KIND.fullmatch(w)}
    return frozenset(kind for kind in (*KINDS, *named) if _with_kind(chosen, kind) is not False)


def _kind_words(chosen: Filter) -> Iterator[frozenset[str]]:
    match chosen:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _kind_words(part)
        case Not(part):
            yield from _kind_words(part)
        case Among(column="kind", words=words):
            yield words
        case _:
            pass


def _with_kind(chosen: Filter, kind: str) -> bool | None:
    """A filter's truth where nothing but the kind is known; None is unknown."""
    match chosen:
        case Among(column="kind", words=words, negated=negated):
            return (kind in words) != negated
        case AllOf(parts):
            values = [_with_kind(part, kind) for part in parts]
            return False if False in values else None if None in values else True
        case AnyOf(parts):
            values = [_with_kind(part, kind) for part in parts]
            return True if True in values else None if None in values else False
        case Not(part):
            value = _with_kind(part, kind)
            return None if value is None else not value
        case _:
            return None


def covered(world: World, kinds: Iterable[str]) -> Covered | None:
    """Where all of these kinds are covered, for each pair; None where the log covers everything."""
    wanted = sorted(kinds)
    blind = [entry for entry in world.log.blind if entry.kinds is None or not entry.kinds.isdisjoint(wanted)]
    if world.log.coverage is None and not blind:
        return None
    entries = (_EVERYTHING,) if world.log.coverage is None else world.log.coverage
    own, dark = _by_pair(entries), _by_pair(blind)
    shown = {
        name: _shown(_of(own, name), _of(dark, name), wanted) for name in {None, *own, *dark}
    }  # of every relationship, and of each that has some of its own
    table = [(pair, begin, end) for pair, name in enumerate(world.names) for begin, end in shown.get(name, shown[None])]
    rows = np.array(table, np.int64).reshape(-1, 3)
    pairs = np.arange(len(world.names))
    lo, hi = np.searchsorted(rows[:, 0], pairs), np.searchsorted(rows[:, 0], pairs, "right")
    return Covered(rows[:, 1], rows[:, 2], lo.astype(np.int64), hi.astype(np.int64))


def _by_pair(entries: Iterable[Coverage]) -> dict[str | None, list[Coverage]]:
    found: dict[str | None, list[Coverage]] = {}
    for entry in entries:
        found.setdefault(entry.relationship, []).append(entry)
    return found


def _of(entries: dict[str | None, list[Coverage]], name: str | None) -> list[Coverage]:
    return [*entries.get(None, ()), *(entries.get(name, ()) if name else ())]


def _shown(entries: Sequence[Coverage], blind: Sequence[Coverage], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """The intervals in which each of some kinds is covered, and nothing hides it."""
    unions = [_without(_intervals(entries, kind), _intervals(blind, kind)) for kind in kinds]
    return _common([union for i, union in enumerate(unions) if union not in unions[:i]])


def _intervals(entries: Iterable[Coverage], kind: str) -> list[tuple[int, int]]:
    return _union((e.start_us, e.end_us) for e in entries if e.kinds is None or kind in e.kinds)


def _without(intervals: Iterable[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals less the holes in them; both sorted and apart."""
    out: list[tuple[int, int]] = []
    for begin, end in intervals:
        for low, high in holes:
            if low <= end and begin <= high:
                if begin < low:
                    out.append((begin, low - 1))
                begin = high + 1
        if begin <= end:
            out.append((begin, end))
    return out


def _union(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for begin, end in sorted(i for i in intervals if i[0] <= i[1]):
        if out and begin <= out[-1][1] + 1:  # instants are whole microseconds: nothing lies between
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def _common(lists: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The intersection of several unions of intervals."""
    common = [(int(NOTHING), int(NEVER))]
    for other in lists:
        common = [(max(a, c), min(b, d)) for a, b in common for c, d in other if max(a, c) <= min(b, d)]
    return common
