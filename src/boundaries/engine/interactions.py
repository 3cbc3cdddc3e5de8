"""Rows as interactions, for functions registered from Python: the only place where a row becomes an object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from boundaries.civil.zone import load_zone
from boundaries.core.columns import BY_NAME, NAMES
from boundaries.core.instants import to_datetime
from boundaries.core.interaction import Interaction
from boundaries.engine.primitives import Ints
from boundaries.engine.world import World, one_chunk

ALWAYS = ("id", "relationship", "at", "kind", "by")  # given whether or not a function reads them
_PUT: dict[str, Callable[[Interaction, object], None]] = {name: getattr(Interaction, name).__set__ for name in NAMES}


def interactions(world: World, reads: Sequence[str], rows: Ints) -> Iterator[Interaction]:
    """Rows as interactions that have these columns and those always given; instants on the contract's clock.

    Values were checked when the log was read; the interaction's own checks would also bring its instants to UTC.
    """
    names = tuple(dict.fromkeys((*ALWAYS, *reads)))
    given, absent = [_PUT[name] for name in names], [_PUT[name] for name in NAMES if name not in names]
    for values in zip(*(_values(world, name, rows) for name in names), strict=True):
        row = object.__new__(Interaction)
        for put, value in zip(given, values, strict=True):
            put(row, value)
        for put in absent:
            put(row, None)
        yield row


def _values(world: World, name: str, rows: Ints) -> list[Any]:
    """A column of some rows as plain values; None where it is missing."""
    kind = BY_NAME[name].type
    if kind == "instant":
        return _readings(world, name, rows)
    if kind in ("number", "integer") or name in ("id", "ref"):
        values: list[Any] = _plain(world, name, rows).to_pylist()
        return [2 if value is None else value for value in values] if name == "people" else values
    column = world.coded(name)
    words = (*column.words, None)  # code -1 is missing
    return [words[code] for code in column.codes[rows].tolist()]


def _plain(world: World, name: str, rows: Ints) -> pa.Array:
    if name not in world.log.table.column_names:
        return pa.nulls(len(rows))
    return one_chunk(world.log.table.column(name)).take(pa.array(world.table_rows(rows)))


def _readings(world: World, name: str, rows: Ints) -> list[Any]:
    """Instants as aware datetimes on the clock of each row's contract."""
    values, there = (world.at, None) if name == "at" else world.numbers(name)
    zones = [load_zone(contract.zone) for contract in world.policy.contracts]
    clock = world.contract[world.pair[rows]].tolist()
    found = [to_datetime(at).astimezone(zones[c]) for at, c in zip(values[rows].tolist(), clock, strict=True)]
    return found if there is None else [at if t else None for at, t in zip(found, there[rows].tolist(), strict=True)]
