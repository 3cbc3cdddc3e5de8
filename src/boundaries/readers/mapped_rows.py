"""From records of an export to the rows of a log: which shape each takes, what is left out, and all of it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.core.columns import NAMES
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.instants import format_instant
from boundaries.readers.base import Options
from boundaries.readers.circle import NOT_LISTED, SEVERAL
from boundaries.readers.mapped_columns import Cells, Made, holds, make
from boundaries.readers.mapped_model import MapFile, Shape
from boundaries.readers.mapped_who import Crowd, Parties, column
from boundaries.readers.tabular import Gathering
from boundaries.table.log import Coverage, Extract

BY_MAP = "by the map"
AHEAD = "still ahead"
_NO_SHAPE = "fits none of the map's rows"
_UNNAMED = "one of the two people is not named"
_CERTAINTIES = ["exact", "zone_assumed", "date_only", "ambiguous"]
_PLANS = ("planned_start", "planned_end")
_FROM_PEOPLE = ("relationship", "by", "actor", "account", "people")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Block:
    """Rows that lack only what the whole file tells: who the people are, and names of rows that have none."""

    table: pa.Table
    rows: Ints
    lines: Ints
    parties: Parties | None
    unnamed: NDArray[np.bool_]  # the map makes them no id
    planned: NDArray[np.bool_]

    def some(self, kept: NDArray[np.bool_]) -> _Block:
        if kept.all():
            return self
        places = np.flatnonzero(kept)
        parties = None if self.parties is None else self.parties.some(places)
        return _Block(
            self.table.filter(pa.array(kept)), self.rows[kept], self.lines[kept], parties, self.unnamed[kept],
            self.planned[kept],
        )  # fmt: skip


class Mapped:
    """The rows of one file as its map reads them. Shows only their number."""

    def __init__(self, map: MapFile, options: Options) -> None:
        self._map = map
        self._options = replace(options, timezone=map.timezone or options.timezone)
        self.gathering = Gathering(options, f"map {map.name}")
        self._left_out: Counter[str] = Counter()
        self._crowd = None if map.who is None else Crowd(map.who)
        self._blocks: list[_Block] = []
        self._written: int | None = None

    def __repr__(self) -> str:
        return f"<Mapped: {self.gathering.seen} seen>"

    def add(self, cells: Cells, rows: Ints, lines: Ints) -> None:
        """Some records, numbered in the file, with their lines (0: there are none)."""
        self._note_written(cells)
        left = np.zeros(cells.count, np.bool_)
        if self._map.only is not None:
            left |= ~holds(self._map.only, cells)
        if self._map.leave_out is not None:
            left |= holds(self._map.leave_out, cells)
        self._left_out[BY_MAP] += int(left.sum())
        blocks = []
        for shape in self._map.shapes:
            fits = ~left if shape.when is None else ~left & holds(shape.when, cells)
            places = np.flatnonzero(fits)
            left |= fits
            if len(places):
                blocks.append(self._shaped(shape, cells.some(places), rows[places], lines[places]))
        for place in np.flatnonzero(~left).tolist():
            self._reject(rows, lines, place, _NO_SHAPE)
        self._blocks += _in_order(blocks)

    def _note_written(self, cells: Cells) -> None:
        """The newest change of any record, left out or not; what is no time there is no matter."""
        if self._map.written is not None:
            newest = pc.max(make("at", self._map.written, cells, self._options).array.view(pa.int64())).as_py()
            self._written = max((at for at in (newest, self._written) if at is not None), default=None)

    def _reject(self, rows: Ints, lines: Ints, place: int, reason: str, column: str | None = None) -> None:
        self.gathering.reject(int(rows[place]), reason, int(lines[place]) or None, column)

    def _shaped(self, shape: Shape, cells: Cells, rows: Ints, lines: Ints) -> _Block:
        """Records of one shape as rows, but for those that are turned away or left out."""
        made = {name: make(name, recipe, cells, self._options) for name, recipe in shape.recipes.items()}
        out = np.zeros(cells.count, np.bool_)
        for one in made.values():
            out |= out if one.left_out is None else one.left_out
        self._left_out[BY_MAP] += int(out.sum())
        for place, (name, reason) in sorted(_first_problems(made).items()):
            if not out[place]:
                self._reject(rows, lines, place, reason, name)
                out[place] = True
        table = pa.table({name: made[name].array for name in NAMES if name in made})
        if "certainty" not in made:
            table = table.append_column("certainty", _certainty(made, cells.count))
        unnamed, planned = np.full(cells.count, "id" not in made), np.full(cells.count, shape.planned)
        parties = None if self._crowd is None else self._crowd.number(cells)
        return _Block(table, rows, lines, parties, unnamed, planned).some(~out)

    # ---- the whole file

    def extract(self) -> Extract:
        """All of it. Raises `UsageError` with what the caller must add about the people."""
        held = [self._held(block) for block in self._blocks]
        self._blocks.clear()
        told = self._told(held) if self._crowd is not None and held else _given_away(held)
        for block in _named((block for block in told if len(block.rows)), self._map.name):
            self.gathering.add(block.table, block.rows, block.lines)
        found = self.gathering.extract(tuple((+self._left_out).items()))
        return replace(found, coverage=tuple(_coverage(found.table, self._map.covers)))

    def _held(self, block: _Block) -> _Block:
        """The rows without plans that still lie ahead."""
        if not block.planned.any():
            return block
        until = self._options.known_until_us
        until = self._written if until is None else until
        if until is None:
            hint = "`--as-of` says it, or `written` in the map names the column that does"
            what = f"{self._options.log} holds plans, and nothing says up to when they have been"
            raise UsageError(Diagnostic("B288", what, hint=hint))
        ahead = block.planned & (block.table["at"].cast(pa.int64()).to_numpy() > until)
        self._left_out[AHEAD] += int(ahead.sum())
        return block.some(~ahead)

    def _told(self, blocks: list[_Block]) -> Iterator[_Block]:
        """The blocks with what is known of their people; rows that are nobody's are turned away or left out."""
        assert self._crowd is not None
        parties = [block.parties for block in blocks if block.parties is not None]
        together = Parties(*(np.concatenate(numbers) for numbers in zip(*parties, strict=True)))
        told, of_row = self._crowd.tell(together, self._options)
        strangers = np.array([one is None for one in told], np.bool_)
        several = np.array([one is not None and one.relationship is None for one in told], np.bool_)
        unnamed = np.array([one is not None and one.by is None for one in told], np.bool_)
        columns = {name: column(told, np.arange(len(told)), name) for name in _FROM_PEOPLE}
        start = 0
        for block in _given_away(blocks):
            here = of_row[start : start + len(block.rows)]
            start += len(block.rows)
            self._left_out[NOT_LISTED] += int(strangers[here].sum())
            for place in np.flatnonzero(several[here]).tolist():
                self._reject(block.rows, block.lines, place, _UNNAMED if unnamed[here[place]] else SEVERAL)
            table = block.table
            for name, values in columns.items():
                if name not in table.column_names and values.null_count < len(values):
                    table = table.append_column(name, values.take(pa.array(here)))
            if self._map.who is not None and self._map.who.other:
                table = _of_the_other(
                    table, columns["by"].take(pa.array(here)), "actor" not in block.table.column_names
                )
            yield replace(block, table=table).some(~(strangers | several)[here])


def _of_the_other(table: pa.Table, role: pa.Array, acts: bool) -> pa.Table:
    """Rows of an export that names one person: what that one does is not the practitioner's, and may be another's.

    `acts`: `actor` is that person, so that it stands in no row of the practitioner.
    """
    role = role.cast(pa.string())
    by = table["by"].combine_chunks().cast(pa.string())
    theirs = pc.fill_null(pc.is_in(by, pa.array(["client", "other"])), False)
    known = pc.and_(theirs, pc.equal(role, "other").fill_null(False))
    table = table.set_column(table.column_names.index("by"), "by", pc.if_else(known, role, by))
    if not acts or "actor" not in table.column_names:
        return table
    actor = table["actor"].combine_chunks().cast(pa.string())
    own = pc.if_else(theirs, actor, pa.scalar(None, pa.string()))
    return table.set_column(table.column_names.index("actor"), "actor", own)


def _first_problems(made: dict[str, Made]) -> dict[int, tuple[str, str]]:
    """For each bad row the first column of a log that is wrong, and why."""
    problems: dict[int, tuple[str, str]] = {}
    for name in NAMES:
        for row, reason in (made[name].problems if name in made else {}).items():
            problems.setdefault(row, (name, reason))
    return problems


def _certainty(made: dict[str, Made], count: int) -> pa.Array:
    """How well `at` is known; a plan that the clock showed twice makes the row as doubtful as that."""
    found = made["at"].certainty
    codes = np.zeros(count, np.uint8) if found is None else found.copy()
    for name in _PLANS:
        plan = made[name].certainty if name in made else None
        if plan is not None:
            codes[plan == 3] = 3
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=codes == 0), pa.array(_CERTAINTIES))


def _in_order(blocks: list[_Block]) -> list[_Block]:
    """The rows of several shapes as they stand in the file: of two with one id the first one stays."""
    if len(blocks) < 2:
        return blocks
    names = {name for block in blocks for name in block.table.column_names}
    table = pa.concat_tables([_plain(block.table) for block in blocks], promote_options="default")
    rows = np.concatenate([block.rows for block in blocks])
    order = np.argsort(rows, kind="stable")
    parties = [block.parties for block in blocks if block.parties is not None]
    return [
        _Block(
            table.select([name for name in NAMES if name in names]).take(pa.array(order)),
            rows[order],
            np.concatenate([block.lines for block in blocks])[order],
            Parties(*(np.concatenate(n) for n in zip(*parties, strict=True))).some(order) if parties else None,
            np.concatenate([block.unnamed for block in blocks])[order],
            np.concatenate([block.planned for block in blocks])[order],
        )
    ]


def _plain(table: pa.Table) -> pa.Table:
    """Names as text: the shapes have dictionaries of their own, and some have text."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.string()))
    return table


def _given_away(blocks: list[_Block]) -> Iterator[_Block]:
    """Each block, held no longer, so that its memory can go."""
    while blocks:
        yield blocks.pop(0)


def _named(blocks: Iterable[_Block], map: str) -> Iterator[_Block]:
    """The blocks, with a name for each row that the map gives none.

    `desk-2024-03-09T02:14:05Z-client-message-001` is the map, the second, who, what, and the how manyth of these in its
    relationship: free of the text, the same in two exports of one conversation, and no other format's (RULINGS 54).
    """
    counted: Counter[tuple[str | None, ...]] = Counter()
    for block in blocks:
        if not block.unnamed.any():
            yield block
            continue
        table = block.table
        given = table["id"].to_pylist() if "id" in table.column_names else [None] * table.num_rows
        seconds = (table["at"].cast(pa.int64()).to_numpy() // 1_000_000).tolist()
        parts = [_texts(table, name) for name in ("relationship", "practitioner", "by", "kind")]
        for place, unnamed in enumerate(block.unnamed.tolist()):
            if unnamed:
                given[place] = f"{map}-{_name(seconds[place], tuple(part[place] for part in parts), counted)}"
        ids = pa.array(given, pa.string())
        without = table.drop_columns(["id"]) if "id" in table.column_names else table
        yield replace(block, table=without.append_column("id", ids))


def _texts(table: pa.Table, name: str) -> list[str | None]:
    texts: list[str | None] = table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
    return texts


def _name(second: int, whose: tuple[str | None, ...], counted: Counter[tuple[str | None, ...]]) -> str:
    at = format_instant(second * 1_000_000).partition(".")[0]
    key = (at, *whose)
    counted[key] += 1
    return f"{at}Z-{whose[2]}-{whose[3]}-{counted[key]:03}"


def _coverage(table: pa.Table, kinds: frozenset[str]) -> Iterator[Coverage]:
    """The export shows its kinds from its first row to its last, of each relationship that is in it.

    Rows of no relationship are a practitioner's own, so that they are every one's.
    """
    if not table.num_rows:
        return
    ends = pc.min_max(table["at"].cast(pa.int64())).as_py()
    for pair in sorted(pc.unique(table["relationship"].cast(pa.string())).to_pylist(), key=lambda name: name or ""):
        yield Coverage(ends["min"], ends["max"], kinds, pair)
