"""Which row of a diary is which appointment of a calendar, within one relationship.

Every answer depends on the rows' values and ids alone, not on the order in which they come. What stands on both sides
is one thing; what cannot be decided stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

_MINUTE = 60_000_000
EARLY = 60 * _MINUTE  # a session may begin so long before its plan: brought forward by an hour, but not by a day
LENGTH = 60 * _MINUTE  # how long an appointment is taken to last that does not say
_DAY = 24 * 60 * _MINUTE
_NO_SHOW = 12 * 60 * _MINUTE  # a missed session is written down on the day it was missed
_SAME_ACT = _DAY  # two notes of one cancellation are written within a day
_MOST_A_DAY = 100  # appointments of one pair around a held session that are looked at
_MOST = 20  # of which it can be one; with more, nothing says which it was


class Planned(NamedTuple):
    """A row of a calendar: an appointment presumed held (`session`), called off (`cancellation`) or moved.

    Its `end` is its start where the calendar does not say; `actor` is empty unless it is with one of several clients.
    """

    start: int
    end: int
    id: str
    kind: str
    at: int
    actor: str = ""


class Told(NamedTuple):
    """A row of another log; `start` is its plan if it has one, `ref` what it names."""

    at: int
    id: str
    kind: str
    start: int | None
    ref: str | None
    whole_day: bool
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Calendar rows that go, each with the id of the row that stands for it; and the plans that other rows get."""

    stands_for: dict[Planned, str] = field(default_factory=dict)
    plans: dict[Told, Planned] = field(default_factory=dict)


def join(planned: Iterable[Planned], told: Iterable[Told]) -> Joined:
    """What stands on both sides of one relationship."""
    return _Joining(sorted(set(planned)), sorted(set(told), key=_order)).run()


def _order(row: Told) -> tuple[int, str, str]:
    return row.at, row.id, repr(row)


class _Joining:
    """Takes one appointment after the other out of the open ones, by the surest rule first."""

    def __init__(self, planned: Sequence[Planned], told: Sequence[Told]) -> None:
        self._joined = Joined()
        self._planned = planned
        self._starts: dict[tuple[str, int], list[Planned]] = defaultdict(list)
        for row in planned:
            self._starts[row.kind, row.start].append(row)
        self._free: dict[tuple[str, int], list[Planned]] = dict(self._starts)  # of these, what nothing stands for yet
        self._held = [row for row in told if row.kind == "session"]
        self._concerns = [row for row in told if row.kind != "session"]

    def run(self) -> Joined:
        self._one_at_a_time()
        self._by_plan()
        self._by_reference()
        self._by_time()
        self._missed()
        self._called_off_twice()
        self._next_one()
        return self._joined

    def _open(self, kind: str) -> list[Planned]:
        """The calendar's rows of a kind that nothing stands for yet, by start."""
        return [row for row in self._planned if row.kind == kind and row not in self._joined.stands_for]

    # ---- what names itself ----

    def _one_at_a_time(self) -> None:
        """A client has one session at a time: appointments that begin together are one."""
        for key, rows in self._starts.items():
            if key[0] == "session":
                one = min((row.actor for row in rows if row.actor), default="")
                kept: dict[str, Planned] = {}
                for row in sorted(rows, key=lambda row: not row.actor):
                    first = kept.setdefault(row.actor or one, row)
                    if first is not row:
                        self._joined.stands_for[row] = first.id
                self._free[key] = list(kept.values())

    def _by_plan(self) -> None:
        """The diary names the plan itself. Its own word about a cancellation or a move comes before the calendar's."""
        for row in (*self._held, *self._concerns):
            if row.start is not None:
                self._stand(row, row.start)

    def _stand(self, row: Told, start: int) -> None:
        """The row stands for what the calendar has at that start: for the first kind that is there."""
        for kind in _SAID[row.kind]:
            key = kind, start
            found = [one for one in self._free.get(key, ()) if _agree(one, row)]
            if found:
                self._free[key] = [one for one in self._free[key] if not _agree(one, row)]
                self._joined.stands_for.update(dict.fromkeys(found, row.id))
                return

    def _by_reference(self) -> None:
        """The diary names the calendar's row."""
        known = {_base(row.id): row for row in reversed(self._planned)}
        for row in self._concerns:
            plan = known.get(_base(row.ref)) if row.ref and row.start is None else None
            if plan is not None:
                self._joined.plans[row] = plan
                self._stand(row, plan.start)

    # ---- what the time tells ----

    def _by_time(self) -> None:
        """A held session is the nearest open appointment that it can be; one for one, the nearest pairs first.

        Where two are as near, it was one of them: that many are left, but nothing says which it was.
        """
        open_ones = self._open("session")
        rows = [row for row in self._held if row.start is None or ("session", row.start) not in self._starts]
        pairs = [(abs(row.at - one.start), one, row) for row in rows for one in _fitting(row, open_ones)]
        pairs.sort(key=lambda pair: (pair[0], pair[1], _order(pair[2])))
        near = Counter((distance, side) for distance, *sides in pairs for side in sides)
        done: set[Planned | Told] = set()
        for distance, one, row in pairs:
            if one not in done and row not in done:
                done |= {one, row}
                self._joined.stands_for[one] = row.id
                if row.start is None and near[distance, one] == near[distance, row] == 1:
                    self._joined.plans[row] = one

    def _missed(self) -> None:
        """A missed session is the only appointment that began in the hours before it was written down."""
        open_ones = self._open("session")
        self._settle(open_ones, {row: _before(row, open_ones) for row in self._without_plan("no_show")})

    def _called_off_twice(self) -> None:
        """A cancellation or a move without its plan is the calendar's own that was written down within a day of it."""
        for kind in ("cancellation", "reschedule"):
            rows = sorted(self._open(kind), key=_at)
            told = self._without_plan(kind)
            self._settle(rows, {row: _places(rows, row.at - _SAME_ACT, row.at + _SAME_ACT, _at) for row in told})

    def _next_one(self) -> None:
        """A cancellation or a move concerns the next appointment, if the diary goes on and has nothing held there."""
        last = max((row.at for row in self._held), default=0)
        starts = sorted(start for kind, start in self._starts if kind == "session")
        open_ones = self._open("session")
        places = {row.start: range(place, place + 1) for place, row in enumerate(open_ones) if row.end < last}
        found: dict[Told, range] = {}
        for row in (*self._without_plan("cancellation"), *self._without_plan("reschedule")):
            following = bisect_left(starts, row.at)
            found[row] = places.get(starts[following], range(0)) if following < len(starts) else range(0)
        self._settle(open_ones, found)

    def _without_plan(self, kind: str) -> list[Told]:
        plans = self._joined.plans
        return [r for r in self._concerns if r.kind == kind and r.start is None and r.ref is None and r not in plans]

    def _settle(self, rows: Sequence[Planned], found: dict[Told, range]) -> None:
        """Join what fits one thing only, which nothing else fits; `found` are places in `rows`."""
        edges = Counter(fitting.start for fitting in found.values())
        edges.subtract(fitting.stop for fitting in found.values())
        wanted = list(accumulate(edges[place] for place in range(len(rows))))
        for row, fitting in found.items():
            if len(fitting) == 1 and wanted[fitting.start] == 1 and _agree(rows[fitting.start], row):
                self._joined.plans[row] = rows[fitting.start]
                self._joined.stands_for[rows[fitting.start]] = row.id


# For a row of a diary, what of the calendar says the same, the closest first; where none does, its session goes.
_SAID = {
    "session": ("session",),
    "cancellation": ("cancellation", "session"),
    "reschedule": ("reschedule", "cancellation", "session"),
    "no_show": ("cancellation", "session"),
}


def _agree(one: Planned, row: Told) -> bool:
    """Whether they are not known to be with two clients."""
    return not one.actor or not row.actor or one.actor == row.actor


def _start(row: Planned) -> int:
    return row.start


def _at(row: Planned) -> int:
    return row.at


def _places(rows: Sequence[Planned], low: int, high: int, key: Callable[[Planned], int]) -> range:
    """Of rows that are sorted by `key`, the places of those in the closed interval."""
    return range(bisect_left(rows, low, key=key), bisect_right(rows, high, key=key))


def _fitting(row: Told, rows: Sequence[Planned]) -> list[Planned]:
    """The appointments that a held session can have been; none where they are more than one can choose from."""
    if row.whole_day:  # only the day is known
        near = _places(rows, row.at, row.at + _DAY - 1, _start)
    else:
        near = _places(rows, row.at - _DAY, row.at + EARLY, _start)
    if len(near) > _MOST_A_DAY:
        return []
    fitting = [rows[place] for place in near if row.whole_day or row.at <= _over(rows[place])]
    fitting = [one for one in fitting if _agree(one, row)]
    return fitting if len(fitting) <= _MOST else []


def _over(row: Planned) -> int:
    return row.end if row.end > row.start else row.start + LENGTH


def _before(row: Told, rows: Sequence[Planned]) -> range:
    """The places of the appointments that a missed session can have been."""
    if row.whole_day:
        return _places(rows, row.at, row.at + _DAY - 1, _start)
    return _places(rows, row.at - _NO_SHOW, row.at, _start)


def _base(name: str) -> str:
    """The name of an appointment, whatever became of it: `cal-<its calendar's name>-<its start>`."""
    return "-".join(name.split("-")[:3])
