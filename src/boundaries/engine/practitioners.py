"""Rows of a practitioner (leave, supervision) become rows of every relationship of theirs that is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.engine.primitives import Ints, ragged
from boundaries.engine.world import World


def spread(world: World) -> World:
    """The world with practitioner rows laid into each relationship whose contract names the practitioner.

    A row of the relationship's own with the same id stays, and the spread one is left out there.
    """
    table = world.log.table
    relation, who = table.column("relationship").chunk(0), _column(table, "practitioner")
    theirs = np.flatnonzero(pc.and_(relation.is_null(), who.is_valid()).to_numpy(zero_copy_only=False))
    pairs, rows = _reached(world, theirs, who.take(pa.array(theirs)).to_pylist())
    at = table.column("at").chunk(0).cast(pa.int64()).to_numpy(zero_copy_only=False)[rows]
    ids = table.column("id").chunk(0).take(pa.array(rows))
    keep = (at <= world.as_of[pairs]) & (world.find(pairs, ids) < 0) if len(rows) else np.zeros(0, np.bool_)
    if not keep.any():
        return world
    own = world.table_rows(np.arange(len(world), dtype=np.int64))
    row = np.concatenate((own, rows[keep]))
    pair = np.concatenate((world.pair, pairs[keep].astype(np.int32)))
    when = np.concatenate((world.at, at[keep]))
    order = _sorted(pair, when, row, table.column("id").chunk(0))
    return replace(world, row=row[order], pair=pair[order], at=when[order], _columns={})


def _column(table: pa.Table, name: str) -> pa.Array:
    if name in table.column_names:
        return table.column(name).chunk(0)
    return pa.nulls(table.num_rows, pa.string())


def _reached(world: World, theirs: Ints, names: list[str]) -> tuple[Ints, Ints]:
    """(pair, table row) for every practitioner row and every judged pair of that practitioner."""
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    of_pair = np.array([number.get(c.practitioner or "", -1) for c in world.policy.contracts], np.int64)[world.contract]
    of_row = np.array([number[name] for name in names], np.int64)
    by_owner = np.argsort(of_row, kind="stable")
    lo, hi = (np.searchsorted(of_row[by_owner], of_pair, side) for side in ("left", "right"))
    offsets, place = ragged(lo, hi)
    return np.repeat(np.arange(len(of_pair)), np.diff(offsets)), theirs[by_owner[place]]


def _sorted(pair: Ints, at: Ints, row: Ints, ids: pa.Array) -> Ints:
    """The order by (pair, at, id); ids are looked at only where pair and instant tie."""
    order = np.lexsort((at, pair))
    tied = np.zeros(len(order), np.bool_)
    same = (pair[order][1:] == pair[order][:-1]) & (at[order][1:] == at[order][:-1])
    tied[1:] |= same
    tied[:-1] |= same
    places = np.flatnonzero(tied)
    if len(places):
        members = order[places]
        names = ids.take(pa.array(row[members])).to_pylist()
        rank = np.argsort(np.array([*names, ""], object)[:-1], kind="stable")
        place_of = np.empty(len(members), np.int64)
        place_of[rank] = np.arange(len(members))
        order[places] = members[np.lexsort((place_of, at[members], pair[members]))]
    return order
