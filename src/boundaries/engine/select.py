"""Filters on whole columns: which rows match, and which cannot be told (Kleene's three values).

A selection is sparse: only rows that are not false. Tests narrow it one after another, cheapest first, so a rule
touches no more of a column than the rows that are still in question; conditions from Python come last of all.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from boundaries.contract.completeness import is_open
from boundaries.core.columns import NAMES, UNSURE
from boundaries.engine.columns import BETWEEN, MINUTES_PATH, MISSING_COLUMN, UNIT_US, Derived, channel_states, in_micros
from boundaries.engine.cost import asks, cost
from boundaries.engine.params import Params
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.world import Coded, World
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from boundaries.policy.fields import AROUND, OF_WHOM, THREADED

BIT = {name: np.uint32(1 << i) for i, name in enumerate(NAMES)}  # the columns for want of which a test is unknown
_COMPARE: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], Bools]] = {
    "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip
_EXACT: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows, ascending, that match or may match; `lacking` 0 where a row matches, else the columns it lacks."""

    rows: Ints
    lacking: NDArray[np.uint32] | None = None  # None: every row matches

    @property
    def matching(self) -> Ints:
        """The rows that match."""
        return self.rows if self.lacking is None else self.rows[self.lacking == 0]

    def narrowed(self, keep: Bools) -> Selection:
        """The selection with some rows left out."""
        return Selection(self.rows[keep], None if self.lacking is None else self.lacking[keep])


@dataclass(slots=True)
class Selector:
    """Selects rows of one world for one rule; `shared` keeps what several rules ask for."""

    world: World
    params: Params
    derived: Derived
    shared: dict[frozenset[Among], Ints] = field(default_factory=dict)

    def visible(self, chosen: Filter) -> Selection:
        """The rows the rule sees (in the contract's life, where it speaks) on which a filter is not false."""
        if asks(chosen):  # nothing is asked about a row that does not exist for the rule
            rows = self._rows(None)
            return self.select(chosen, rows[self._sees(rows)])
        found = self.select(chosen, None)
        keep = self._sees(found.rows)
        return found if keep.all() else found.narrowed(keep)

    def _sees(self, rows: Ints) -> Bools:
        """Which of some rows exist for the rule."""
        sees = (self.world.after if self.params.rule.after_end else self.world.alive)[rows]
        speaks = self.params.speaks
        return sees if speaks.all() else sees & speaks[self.versions(rows)]

    def versions(self, rows: Ints) -> NDArray[np.integer]:
        """The version that judges each row: the one in force, after the end the last."""
        if not self.params.rule.after_end:
            return self.world.version[rows]
        return self.world.last_version[self.world.pair[rows]]

    def select(self, chosen: Filter, rows: Ints | None) -> Selection:
        """The rows (of `rows`; None: of all) on which a filter is true or unknown."""
        match chosen:
            case AllOf(parts):
                return self._all(parts, rows)
            case AnyOf(parts):
                return self._either(parts) if rows is None else self._any(parts, rows)
            case Not(part):
                return self._not(part, self._rows(rows))
            case Among():
                return self._among(chosen, rows)
            case Listed():
                return self._listed(chosen, self._rows(rows))
            case Compare():
                return self._compare(chosen, self._rows(rows))
            case Missing():
                return self._missing(chosen, self._rows(rows))
            case Inside():
                return self._inside(chosen, self._rows(rows))
            case StillOpen():
                return self._open(chosen, self._rows(rows))
            case Registered():
                return self._registered(chosen, self._rows(rows))

    def _rows(self, rows: Ints | None) -> Ints:
        return np.arange(len(self.world), dtype=np.int64) if rows is None else rows

    # ---- combinations ---------------------------------------------------------------------------------------

    def _all(self, parts: tuple[Filter, ...], rows: Ints | None) -> Selection:
        ordered = sorted(parts, key=cost)
        found = Selection(self._rows(rows)) if rows is not None or not ordered else None
        if found is None:
            head = [p for p in ordered if isinstance(p, Among) and p.column == "kind"]
            head += [p for p in ordered if isinstance(p, Among) and p.column == "by" and not self._doubts(p)]
            found, ordered = self._start(head), [p for p in ordered if p not in head]
        for part in ordered:
            step = self.select(part, found.rows)
            found = _and(found, step)
        return found

    def _start(self, head: list[Among]) -> Selection:
        """The rows of the tests on kind and by, which most rules begin with and several share."""
        key = frozenset(head)
        if key not in self.shared:
            keep: Bools | None = None
            for test in head:
                column = self.world.coded(test.column)
                passes = (_states(test, column) == 2)[column.codes]
                keep = passes if keep is None else keep & passes
            self.shared[key] = self._rows(None) if keep is None else np.flatnonzero(keep)
        return Selection(self.shared[key])

    def _doubts(self, test: Among) -> bool:
        """Whether a test on `by` is unknown on some row of this world."""
        return "unknown" not in test.words and "unknown" in self.world.coded("by").words

    def _either(self, parts: tuple[Filter, ...]) -> Selection:
        """The rows of all on which one part is true, else unknown: each part begins with its own kinds."""
        true = np.zeros(len(self.world), np.bool_)
        lacking: NDArray[np.uint32] | None = None
        for part in parts:
            found = self.select(part, None)
            true[found.matching] = True
            if found.lacking is not None:
                lacking = np.zeros(len(self.world), np.uint32) if lacking is None else lacking
                lacking[found.rows] |= found.lacking
        if lacking is None:
            return Selection(np.flatnonzero(true))
        rows = np.flatnonzero(true | (lacking != 0))
        return Selection(rows, np.where(true[rows], np.uint32(0), lacking[rows]))

    def _any(self, parts: tuple[Filter, ...], rows: Ints) -> Selection:
        true = np.zeros(len(rows), np.bool_)
        lacking = np.zeros(len(rows), np.uint32)
        for part in sorted(parts, key=cost):
            found = self.select(part, rows[~true])
            place = np.searchsorted(rows, found.rows)
            if found.lacking is None:
                true[place] = True
            else:
                true[place] |= found.lacking == 0
                lacking[place] |= found.lacking
        lacking[true] = 0
        keep = true | (lacking != 0)
        return Selection(rows[keep], lacking[keep])

    def _not(self, part: Filter, rows: Ints) -> Selection:
        found = self.select(part, rows)
        keep = np.ones(len(rows), np.bool_)
        lacking = np.zeros(len(rows), np.uint32)
        place = np.searchsorted(rows, found.rows)
        keep[place] = False
        if found.lacking is not None:
            lacking[place] = found.lacking
            keep[place] = found.lacking != 0
        return Selection(rows[keep], lacking[keep])

    # ---- tests ------------------------------------------------------------------------------------------------

    def _among(self, test: Among, rows: Ints | None) -> Selection:
        if test.column == "channel_agreed":
            return self._channel_agreed(test, self._rows(rows))
        if test.column == "on_leave":
            return self._on_leave(test, self._rows(rows))
        if test.column == "ref_kind":
            rows = self._rows(rows)
            kind = self.derived.ref_kind(rows)
            return _settled(rows, _states(test, kind)[kind.codes], BIT["ref"])
        column = self.derived.threaded(test.column) if test.column in THREADED else self.world.coded(test.column)
        codes = column.codes if rows is None else column.codes[rows]
        state = _states(test, column)[codes]
        return _settled(self._rows(rows), state, BIT[MISSING_COLUMN.get(test.column, test.column)])

    def _listed(self, test: Listed, rows: Ints) -> Selection:
        column = self.world.coded(test.column)
        codes = column.codes[rows].astype(np.int64)
        lists, of_version = self.params.words(test.words, test.column)
        which = of_version[self.versions(rows)]
        number = {word: code for code, word in enumerate(column.words)}
        named = [i * len(number) + number[word] for i, words in enumerate(lists) for word in words if word in number]
        inside = np.isin(which * len(number) + codes, named)  # of no meaning where the column is missing
        doubtful = codes < 0
        if test.column == "by":
            doubtful |= self._is("by", ("unknown",), rows) & ~inside  # known by a list that names `unknown`
        state = np.where(doubtful, np.int8(1), np.where(inside != test.negated, np.int8(2), np.int8(0)))
        return _settled(rows, state, BIT[test.column])

    def _channel_agreed(self, test: Among, rows: Ints) -> Selection:
        channel, purpose = self.world.coded("channel").codes[rows], self.world.coded("purpose").codes[rows]
        states = channel_states(self.params, self.world)
        agreed = states[self.versions(rows), channel + 1, purpose + 1].astype(np.bool_)
        wants = np.where(agreed, "true" in test.words, "false" in test.words) != test.negated
        state = np.where(channel < 0, np.int8(1), np.where(wants, np.int8(2), np.int8(0)))
        return _settled(rows, state, BIT["channel"])

    def _on_leave(self, test: Among, rows: Ints) -> Selection:
        away = self.derived.leave().cover(self.world.pair[rows], self.world.at[rows])
        return Selection(rows[np.where(away, "true" in test.words, "false" in test.words) != test.negated])

    def _open(self, test: StillOpen, rows: Ints) -> Selection:
        unsaid = [any(is_open(version, path) for path in test.paths) for version in self.world.versions]
        return Selection(rows[np.array(unsaid, np.bool_)[self.versions(rows)]])

    def _missing(self, test: Missing, rows: Ints) -> Selection:
        there = self.there(test.column, rows)
        return Selection(rows[there != test.missing])

    def there(self, column: str, rows: Ints) -> Bools:
        """Which of some rows have a column, or what a derived one is made of."""
        if column in THREADED:
            return self.derived.threaded(column).codes[rows] >= 0
        if column in BETWEEN:
            return self.derived.between(column, rows)[1]
        if column == "ref_kind":
            return self.derived.ref_kind(rows).codes >= 0
        column = MISSING_COLUMN.get(column, column)
        if column in ("minutes", "length", "amount", "people", "planned_start", "planned_end"):
            return self.world.numbers(column)[1][rows]
        if column in ("id", "ref"):
            return self.world.texts(column, rows).is_valid().to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
        if column in ("at", "on_leave"):
            return np.ones(len(rows), np.bool_)
        return self.world.coded(column).codes[rows] >= 0

    def _compare(self, test: Compare, rows: Ints) -> Selection:
        unit = UNIT_US.get(test.column)
        wanted = self.params.operand(test.operand, unit)
        if test.column in BETWEEN:
            micros, there = self.derived.between(test.column, rows)
            left, right = micros.astype(np.float64), in_micros(wanted, test.column)
        else:
            values, known = self.world.numbers("minutes" if test.column == "overrun_minutes" else test.column)
            left, there, right = values[rows].astype(np.float64), known[rows], wanted
        versions = self.versions(rows)
        if test.column == "overrun_minutes":
            true = self._overrun(test, left, versions, right)
        else:
            true = _COMPARE[test.op](left, right[versions])
        otherwise = np.int8(0 if test.column in AROUND else 1)
        state = np.where(there, np.where(true, np.int8(2), np.int8(0)), otherwise)
        return _settled(rows, state, BIT[MISSING_COLUMN.get(test.column, test.column)])

    def _overrun(
        self, test: Compare, minutes: NDArray[np.float64], versions: NDArray[np.integer], wanted: NDArray[np.float64]
    ) -> Bools:
        """Minutes beyond the agreed against a limit; decimals that binary floats cannot hold are compared exactly."""
        agreed = self.params.numbers(Ref(MINUTES_PATH))[versions]
        limit = wanted[versions]
        true = _COMPARE[test.op](minutes - agreed, limit)
        near = np.abs(minutes - agreed - limit) < 1e-6
        near &= (minutes % 1 != 0) | (agreed % 1 != 0) | (limit % 1 != 0)
        terms, back = np.unique(np.stack((minutes, agreed, limit))[:, near], axis=1, return_inverse=True)
        exact = ([Fraction(repr(number)) for number in column] for column in terms.T.tolist())
        true[near] = np.array([_EXACT[test.op](m - a, most) for m, a, most in exact], np.bool_)[back.ravel()]
        return true

    def _inside(self, test: Inside, rows: Ints) -> Selection:
        tables, of_version = self.params.hours(test.hours)
        if len(tables.first_day) == 0:
            return Selection(rows[:0])
        versions = self.versions(rows)
        which = 0 if len(tables.first_day) == 1 else of_version[versions]
        inside = tables.open(self.world.local(rows), which)
        state = np.where(inside == test.inside, np.int8(2), np.int8(0))
        state[self._is("certainty", UNSURE, rows)] = 1
        return _settled(rows, state, BIT["at"])

    def _registered(self, test: Registered, rows: Ints) -> Selection:
        lacking = np.zeros(len(rows), np.uint32)
        for column in test.reads:
            lacking[~self.there(column, rows)] |= BIT[column]
        if "at" in test.reads:
            lacking[self._is("certainty", UNSURE, rows)] |= BIT["at"]
        if "by" in test.reads:
            lacking[self._is("by", ("unknown",), rows)] |= BIT["by"]
        keep = lacking != 0
        keep[~keep] = self.derived.conditions.hold(test, rows[~keep])
        return Selection(rows[keep], lacking[keep])

    def _is(self, name: str, words: tuple[str, ...], rows: Ints) -> Bools:
        """Which of some rows have one of these words in a column."""
        column = self.world.coded(name)
        return np.array([word in words for word in column.words] + [False])[column.codes[rows]]


def _states(test: Among, column: Coded) -> NDArray[np.int8]:
    """0 false, 1 unknown, 2 true for every word of a column; the last entry, reached by code -1, for missing."""
    out = np.array([2 if (word in test.words) != test.negated else 0 for word in column.words] + [1], np.int8)
    if test.column in OF_WHOM and "unknown" in column.words and "unknown" not in test.words:
        out[column.words.index("unknown")] = 1
    if test.column in AROUND:
        out[-1] = 0  # nobody opened its thread, or came before it: every test but `missing` is false
    return out


def _settled(rows: Ints, state: NDArray[np.int8], bit: np.uint32) -> Selection:
    keep = state != 0
    kept = state[keep]
    lacking = None if (kept == 2).all() else np.where(kept == 1, bit, np.uint32(0))
    return Selection(rows[keep], lacking)


def _and(before: Selection, step: Selection) -> Selection:
    """A step's selection, made of rows of the one before, with what that one lacked."""
    if before.lacking is None:
        return step
    kept = before.lacking[np.searchsorted(before.rows, step.rows)]
    return Selection(step.rows, kept if step.lacking is None else kept | step.lacking)
