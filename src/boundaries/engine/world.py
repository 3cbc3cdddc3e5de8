"""The judged rows of a log as arrays: which pair, which contract version, and the columns, fetched when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.civil.hours import DayTable, Hours, day_table
from boundaries.contract.versions import Version
from boundaries.core.columns import BY_NAME
from boundaries.engine.clock import DAY_US, EPOCH_DAY, Clocks, clocks
from boundaries.engine.primitives import NEVER, Bools, Ints, search
from boundaries.engine.working import WorkingTime
from boundaries.policy.policy import Policy
from boundaries.table.log import Log

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column as codes into its words; -1 where it is missing."""

    codes: Codes
    words: tuple[str, ...]


@dataclass(eq=False)
class World:
    """What one run judges.

    Rows are the accepted rows up to `as_of` of every relationship that has a contract, practitioner rows spread.
    Invariant: rows are sorted by (pair, at, id); `pair` counts relationships in code point order from 0.
    """

    policy: Policy
    log: Log
    row: Ints | None  # index into log.table, None: the row itself
    pair: Codes
    at: Ints
    names: tuple[str, ...]  # of the pairs
    contract: Ints  # of each pair
    as_of: Ints  # of each pair
    unjudged_rows: int = 0
    unjudged_relationships: int = 0
    _columns: dict[str, object] = field(default_factory=dict)
    _days: dict[tuple[Hours, str | None], DayTable] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    @property
    def period(self) -> tuple[int, int] | None:
        """From the first to the last row of the log, judged or not."""
        at = one_chunk(self.log.table.column("at")).cast(pa.int64())
        return (pc.min(at).as_py(), pc.max(at).as_py()) if len(at) else None

    @property
    def inside_and_outside(self) -> tuple[int, int]:
        """How many of the pairs' own rows lie in the time of their contract, and how many before or after it."""
        relation = one_chunk(self.log.table.column("relationship"))
        own = relation.is_valid().to_numpy(zero_copy_only=False)
        own = own[: len(self)] if self.row is None else own[self.row]
        return int((own & self.alive).sum()), int((own & ~self.alive).sum())

    # ---- slices of pairs and versions ---------------------------------------------------------------------

    @cached_property
    def pair_lo(self) -> Ints:
        """Where each pair's rows begin."""
        return np.searchsorted(self.pair, np.arange(len(self.names))).astype(np.int64)

    @cached_property
    def pair_hi(self) -> Ints:
        """Where each pair's rows end."""
        return np.append(self.pair_lo[1:], len(self))

    @cached_property
    def start(self) -> Ints:
        """When each pair's contract starts."""
        return np.array([c.timeline.start_us for c in self.policy.contracts], np.int64)[self.contract]

    @cached_property
    def end(self) -> Ints:
        """When each pair's contract ends; NEVER where it does not."""
        ends = [NEVER if c.timeline.end_us is None else c.timeline.end_us for c in self.policy.contracts]
        return np.array(ends, np.int64)[self.contract]

    @cached_property
    def first_version(self) -> Ints:
        """Index in `versions` of each contract's first; one more entry closes the list."""
        counts = [len(c.timeline.versions) for c in self.policy.contracts]
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)

    @cached_property
    def contract_of_version(self) -> Ints:
        """The contract each version belongs to."""
        return np.repeat(np.arange(len(self.policy.contracts)), np.diff(self.first_version))

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The versions of all contracts, one contract after another."""
        return tuple(v for c in self.policy.contracts for v in c.timeline.versions)

    @cached_property
    def begins(self) -> Ints:
        """Since when each version is in force."""
        return np.array([v.start_us for v in self.versions], np.int64)

    @cached_property
    def version(self) -> Codes:
        """The version in force at each row (before the start: the first)."""
        counts = np.diff(self.first_version)[self.contract]
        first = self.first_version[self.contract]
        if counts.max(initial=1) == 1:
            return np.repeat(first, self.pair_hi - self.pair_lo).astype(np.int32)
        of = np.repeat(np.arange(len(self.names)), counts)  # one entry for each version of each pair
        nth = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        which = first[of] + nth
        since = search(self.at, self.pair_lo[of], self.pair_hi[of], self.begins[which], "left")
        since[nth == 0] = self.pair_lo
        return np.repeat(which, np.diff(np.append(since, len(self)))).astype(np.int32)

    @cached_property
    def alive(self) -> Bools:
        """Rows in [start, end) of their contract."""
        return self._during(self.start, self.end)

    @cached_property
    def after(self) -> Bools:
        """Rows at or after the end of their contract (and its start: no rule sees anything before that)."""
        return self._during(np.maximum(self.start, self.end), np.full(len(self.names), NEVER))

    def _during(self, since: Ints, until: Ints) -> Bools:
        lo = search(self.at, self.pair_lo, self.pair_hi, since, "left")
        hi = search(self.at, self.pair_lo, self.pair_hi, until, "left")
        lengths = np.stack((lo - self.pair_lo, np.maximum(hi - lo, 0), self.pair_hi - np.maximum(hi, lo)), axis=1)
        return np.repeat(np.tile([False, True, False], len(lo)), lengths.ravel())

    def version_at(self, pair: NDArray[np.integer], at: Ints) -> Ints:
        """The version in force at an instant of each pair (before the start: the first)."""
        lo, hi = self.first_version[self.contract[pair]], self.first_version[self.contract[pair] + 1]
        version: Ints = np.maximum(search(self.begins, lo, hi, at, "right") - 1, lo)
        return version

    def within_life(self, pair: NDArray[np.integer], at: Ints) -> Bools:
        """Whether an instant of each pair lies in the time of its contract, and in the world."""
        inside: Bools = (self.start[pair] <= at) & (at < self.end[pair]) & (at <= self.as_of[pair])
        return inside

    @cached_property
    def last_version(self) -> Ints:
        """For each pair the version in force just before its contract ends (the first where none was yet)."""
        lo, hi = self.first_version[self.contract], self.first_version[self.contract + 1]
        return np.maximum(search(self.begins, lo, hi, self.end, "left") - 1, lo)

    # ---- civil time ---------------------------------------------------------------------------------------

    @cached_property
    def _zones(self) -> dict[str, int]:
        """The zones of the contracts, numbered."""
        return {name: i for i, name in enumerate(dict.fromkeys(c.zone for c in self.policy.contracts))}

    @cached_property
    def zone_of(self) -> Ints:
        """The clock of each contract."""
        return np.array([self._zones[c.zone] for c in self.policy.contracts], np.int64)

    @cached_property
    def clocks(self) -> Clocks:
        """The clocks of every contract's zone, around the log's period."""
        seen = np.concatenate((self.at, self.start, self.as_of))
        return clocks(list(self._zones), int(np.min(seen)), int(np.max(seen)))

    @cached_property
    def working_time(self) -> WorkingTime:
        """Open hours and working days from the first row to the end of the world."""
        first, last = (
            int(min(np.min(self.at, initial=int(np.min(self.as_of))), np.min(self.start))),
            int(np.max(self.as_of)),
        )
        return WorkingTime(self.clocks, first // DAY_US + EPOCH_DAY - 2, last // DAY_US + EPOCH_DAY + 2)

    def days(self, hours: Hours, country: str | None) -> DayTable:
        """Opening hours written out for the days of the rows; each worked out once."""
        found = self._days.get((hours, country))
        if found is None:
            first, last = int(np.min(self.at)) // DAY_US + EPOCH_DAY - 2, int(np.max(self.at)) // DAY_US + EPOCH_DAY + 2
            found = self._days[hours, country] = day_table(hours, country, first, last)
        return found

    def zone_of_pair(self, pair: NDArray[np.integer]) -> Ints:
        """The clock of each pair."""
        zone: Ints = self.zone_of[self.contract[pair]]
        return zone

    def local(self, rows: Ints) -> Ints:
        """The civil reading of `at` on each row's contract clock, in microseconds."""
        return self.clocks.local(self.at[rows], self.zone_of_pair(self.pair[rows]))

    # ---- columns ------------------------------------------------------------------------------------------

    def coded(self, name: str) -> Coded:
        """A text or enum column as codes."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._coded(name)
        assert isinstance(found, Coded)
        return found

    def numbers(self, name: str) -> tuple[NDArray[Any], Bools]:
        """A numeric or instant column as (values, which are there); instants in microseconds."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._numbers(name)
        assert isinstance(found, tuple)
        return found

    def texts(self, name: str, rows: Ints) -> pa.Array:
        """The `id` or `ref` texts of some rows."""
        if name not in self.log.table.column_names:
            return pa.nulls(len(rows), pa.string())
        return one_chunk(self.log.table.column(name)).take(pa.array(self.table_rows(rows)))

    def table_rows(self, rows: Ints) -> Ints:
        """Where rows of the world stand in the log's table."""
        return rows if self.row is None else self.row[rows]

    def find(self, pairs: Ints, ids: pa.Array) -> Ints:
        """The row of each (pair, id), or -1."""
        column = one_chunk(self.log.table.column("id"))
        wanted = pc.unique(ids.drop_null())
        code = pc.index_in(column, value_set=wanted).fill_null(-1).to_numpy(zero_copy_only=False)
        code = code if self.row is None else code[self.row]
        code = code[: len(self)]
        rows = np.flatnonzero(code >= 0)
        have = self.pair[rows].astype(np.int64) * len(wanted) + code[rows]
        asked_code = pc.index_in(ids, value_set=wanted).fill_null(-1).to_numpy(zero_copy_only=False)
        asked = np.where(asked_code < 0, -1, pairs.astype(np.int64) * len(wanted) + asked_code)
        order = np.argsort(have, kind="stable")
        place = np.searchsorted(have[order], asked)
        inside = place < len(have)
        hit = np.zeros(len(asked), np.bool_)
        hit[inside] = have[order][place[inside]] == asked[inside]
        found = np.full(len(asked), -1, np.int64)
        found[hit] = rows[order[place[hit]]]
        return found

    @cached_property
    def named(self) -> Codes:
        """The row of the same pair whose id each row's `ref` is, whenever it was; -1 where there is none."""
        out = np.full(len(self), -1, np.int32)
        refs = self.texts("ref", np.arange(len(self)))
        if refs.null_count < len(refs):
            rows = np.flatnonzero(refs.is_valid().to_numpy(zero_copy_only=False))
            out[rows] = self.find(self.pair[rows].astype(np.int64), refs.drop_null())
        return out

    def _take(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[: len(self)] if self.row is None else values[self.row]

    def _coded(self, name: str) -> Coded:
        if name not in self.log.table.column_names:
            blank = np.full(len(self), -1, np.int32)
            return _filled(blank, (), "exact") if name == "certainty" else Coded(blank, ())
        column = one_chunk(self.log.table.column(name))
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        codes = column.indices.fill_null(-1) if column.null_count else column.indices
        taken = self._take(codes.to_numpy(zero_copy_only=False))
        words = tuple(column.dictionary.to_pylist())
        if name == "certainty":
            return _filled(taken, words, "exact")
        return Coded(taken.astype(np.int32, copy=False), words)

    def _numbers(self, name: str) -> tuple[NDArray[Any], Bools]:
        instant = BY_NAME[name].type == "instant"
        if name not in self.log.table.column_names:
            blank = np.zeros(len(self), np.int64 if instant else np.float64)
            if name == "people":
                return blank + 2, np.ones(len(self), np.bool_)
            return blank, np.zeros(len(self), np.bool_)
        column = one_chunk(self.log.table.column(name))
        there = self._take(column.is_valid().to_numpy(zero_copy_only=False))
        plain = column.cast(pa.int64()) if instant else column.cast(pa.float64())
        values = self._take(plain.fill_null(2 if name == "people" else 0).to_numpy(zero_copy_only=False))
        return (values, np.ones(len(self), np.bool_)) if name == "people" else (values, there)


def _filled(codes: NDArray[Any], words: tuple[str, ...], default: str) -> Coded:
    """Codes with the default word where a word is missing."""
    words = words if default in words else (*words, default)
    return Coded(np.where(codes < 0, words.index(default), codes).astype(np.int32), words)


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    """The column's only chunk (a log's table has one)."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.nulls(0, column.type)])
