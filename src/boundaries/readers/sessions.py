"""Planned and held sessions of several logs are one: what a calendar presumes gives way to what a diary tells.

A session of another log stays and gets the plan from the calendar, whose presumed session goes; so does one that
another log says was called off, moved or missed. Of two exports of one calendar the later knows better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.readers.sessions_match import Planned, Told, join
from boundaries.table.log import SCHEMA, Extract

CALENDAR = "ics"
_PLANNED = ("session", "cancellation", "reschedule")
_TOLD = ("session", "cancellation", "reschedule", "no_show")

Row = tuple[int, int]  # the number of an extract and of a row of it


def match_sessions(extracts: Sequence[Extract]) -> list[Extract]:
    """The extracts, each session in one of them; without a calendar they are what they were.

    A calendar's row that another row stands for is taken out and counted as `matched`. Other logs' rows get
    `planned_start` and `planned_end` where these are missing, and a `ref` to a row that is gone names the one that
    stands for it.
    """
    calendars = [i for i, one in enumerate(extracts) if one.format == CALENDAR and one.table.num_rows]
    if not calendars:
        return list(extracts)
    changes = _Changes()
    current = _without_outdated(extracts, calendars, changes)
    told = _told(extracts, set(current))
    for pair, planned in current.items():
        joined = join(planned, told.get(pair, {}))
        for row, name in joined.stands_for.items():
            changes.gone.update(planned[row])
            if name != row.id:
                changes.names[pair, row.id] = name
        for one, plan in joined.plans.items():
            changes.plans.update(dict.fromkeys(told[pair][one], plan))
    plans: dict[int, dict[int, Planned]] = defaultdict(dict)
    gone: dict[int, list[int]] = defaultdict(list)
    for (number, place), plan in changes.plans.items():
        plans[number][place] = plan
    for number, place in sorted(changes.gone):
        gone[number].append(place)
    return [_changed(one, plans[number], gone[number], changes) for number, one in enumerate(extracts)]


@dataclass(slots=True, repr=False)
class _Changes:
    """What becomes of rows: those that go, those that get a plan, and the names that stand for others."""

    gone: set[Row] = field(default_factory=set)
    plans: dict[Row, Planned] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, pair: str, name: str) -> str:
        """The name of what stands for a row in the end."""
        seen: set[str] = set()
        while (pair, name) in self.names and name not in seen:
            seen.add(name)
            name = self.names[pair, name]
        return name


# ---- what the extracts hold ---------------------------------------------------------------------------------


def _rows(extract: Extract, kinds: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of some kinds, by number; instants in microseconds."""
    table = extract.table
    chosen = np.flatnonzero(pc.is_in(table["kind"].cast(pa.string()), pa.array(kinds)).to_numpy(zero_copy_only=False))
    there = [name for name in columns if name in table.column_names]
    part = table.select(there).take(pa.array(chosen))
    values = {name: _plain(part[name]).to_pylist() for name in there}
    for place, row in enumerate(chosen.tolist()):
        yield row, {name: values[name][place] if name in values else None for name in columns}


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64())
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


_OF_PLANS = ("id", "relationship", "kind", "at", "planned_start", "planned_end", "actor")


def _without_outdated(
    extracts: Sequence[Extract], calendars: Sequence[int], changes: _Changes
) -> dict[str, dict[Planned, list[Row]]]:
    """The calendars' rows by relationship, of each appointment those of the calendar that was written last."""
    versions: dict[tuple[str, str], dict[int, list[tuple[Planned, Row]]]] = defaultdict(lambda: defaultdict(list))
    for number in calendars:
        for row, values in _rows(extracts[number], _PLANNED, _OF_PLANS):
            start = values["planned_start"]
            if start is not None and values["relationship"] is not None:
                end, actor = values["planned_end"] or start, values["actor"] or ""
                planned = Planned(start, end, values["id"], values["kind"], values["at"], actor)
                name = "-".join(planned.id.split("-")[:3])
                versions[values["relationship"], name][number].append((planned, (number, row)))
    current: dict[str, dict[Planned, list[Row]]] = defaultdict(lambda: defaultdict(list))
    written = {number: _written(extracts[number]) for number in calendars}
    for (pair, _), found in versions.items():
        last = max(found.values(), key=lambda rows: (written[rows[0][1][0]], sorted(one for one, _ in rows)))
        kept = {one for one, _ in last}
        for one, place in (pair_of for rows in found.values() for pair_of in rows):
            if one in kept:
                current[pair][one].append(place)
            else:
                changes.gone.add(place)
    return current


def _written(extract: Extract) -> int:
    """When a calendar was written last, as far as it shows."""
    return max((entry.end_us for entry in extract.coverage or ()), default=0)


def _told(extracts: Sequence[Extract], pairs: set[str]) -> dict[str, dict[Told, list[Row]]]:
    """What other logs tell of sessions in the calendars' relationships."""
    found: dict[str, dict[Told, list[Row]]] = defaultdict(lambda: defaultdict(list))
    columns = ("id", "relationship", "kind", "at", "planned_start", "ref", "certainty", "actor")
    for number, extract in enumerate(extracts):
        if extract.format == CALENDAR:
            continue
        for row, values in _rows(extract, _TOLD, columns):
            if values["relationship"] in pairs:
                whole_day = values["certainty"] == "date_only"
                told = Told(
                    values["at"], values["id"], values["kind"], values["planned_start"], values["ref"], whole_day,
                    values["actor"] or "",
                )  # fmt: skip
                found[values["relationship"]][told].append((number, row))
    return found


# ---- what becomes of them -----------------------------------------------------------------------------------


def _changed(extract: Extract, plans: dict[int, Planned], gone: list[int], changes: _Changes) -> Extract:
    """One extract after the changes, of which `plans` and `gone` are its own; the same where there are none in it."""
    table = _with_names(_with_plans(extract.table, plans), changes)
    if not gone:
        return extract if table is extract.table else replace(extract, table=table)
    kept = np.ones(table.num_rows, np.bool_)
    kept[gone] = False
    return replace(
        extract,
        table=table.filter(pa.array(kept)),
        rows=_only(extract.rows, kept),
        lines=_only(extract.lines, kept),
        matched=extract.matched + len(gone),
    )


def _only(numbers: NDArray[np.int64] | None, kept: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    return None if numbers is None else numbers[kept]


def _with_plans(table: pa.Table, plans: dict[int, Planned]) -> pa.Table:
    """The table with these rows' plans filled in."""
    if not plans:
        return table
    table = _filled(table, "planned_start", {row: plan.start for row, plan in plans.items()})
    ends = {row: plan.end for row, plan in plans.items() if plan.end > plan.start}
    return _filled(table, "planned_end", ends) if ends else table


def _filled(table: pa.Table, name: str, values: dict[int, Any]) -> pa.Table:
    """The table with the values of some rows of a column; the column is added where it is missing."""
    type_ = SCHEMA.field(name).type
    there = name in table.column_names
    column = _plain(table[name]) if there else pa.nulls(table.num_rows, pa.int64())
    mask = np.zeros(table.num_rows, np.bool_)
    mask[list(values)] = True
    new = pa.array([values[row] for row in sorted(values)], column.type)
    done = pc.replace_with_mask(column, pa.array(mask), new).cast(type_)
    if there:
        return table.set_column(table.column_names.index(name), pa.field(name, type_), done)
    names = [field.name for field in SCHEMA if field.name in (*table.column_names, name)]
    return table.append_column(pa.field(name, type_), done).select(names)


def _with_names(table: pa.Table, changes: _Changes) -> pa.Table:
    """The table with every `ref` to a row that is gone leading to what stands for it."""
    if "ref" not in table.column_names or not changes.names:
        return table
    gone = pa.array(sorted({name for _, name in changes.names}), pa.string())
    places = np.flatnonzero(pc.is_in(table["ref"].cast(pa.string()), gone).to_numpy(zero_copy_only=False))
    columns = (
        table[name].take(pa.array(places)).cast(pa.string()).to_pylist() for name in ("relationship", "ref", "id")
    )
    named = zip(places.tolist(), *columns, strict=True)
    values = {row: name for row, pair, ref, own in named if (name := changes.name(pair, ref)) not in (ref, own)}
    return _filled(table, "ref", values) if values else table
