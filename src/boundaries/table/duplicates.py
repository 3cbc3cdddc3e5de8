"""Rows of one id: the first stays, the same again is a duplicate, the same id with other values is turned away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.table.buffers import fingerprints, mix, text_buffers
from boundaries.table.coded import Coded, from_arrow
from boundaries.table.order import ranks

Rows = NDArray[np.int64]
DEFAULTS = {"certainty": "exact", "people": 2}  # absent is this, when rows are compared (RULINGS 9, 10)
_NONE = np.zeros(0, np.int64)
_SLOTS = 8  # places of the table of first sight for each row: few rows meet by chance


def rising(ids: pa.Array, groups: NDArray[np.int32]) -> bool:
    """Whether in every group each id is longer than the one before, or as long and later in order: then none repeats.

    The rows are in the order of the log. Ids given out as things happen rise so, and need no further look.
    """
    offsets, _ = text_buffers(ids)
    sizes = np.diff(offsets)
    longer, as_long = sizes[1:] > sizes[:-1], sizes[1:] == sizes[:-1]
    later = pc.less(ids[:-1], ids[1:]).to_numpy(zero_copy_only=False)
    return bool((longer | (as_long & later) | (groups[1:] != groups[:-1])).all())


def repeated(columns: Mapping[str, pa.Array], pairs: Coded, owners: Coded | None) -> tuple[Rows, Rows]:
    """The rows to drop as duplicates and those to turn away, both ascending; the columns are in input order.

    An id is unique within its relationship, and within a practitioner's rows without one (RULINGS 72).
    """
    ids = columns["id"]
    groups = pairs.codes
    if owners is not None and (loose := groups < 0).any():
        groups = np.where(loose, np.int32(len(pairs.values)) + owners.codes, groups)
    rows = _suspects(ids, groups)
    if not len(rows):
        return _NONE, _NONE
    names = ranks(ids.take(pa.array(rows)))
    order = np.lexsort((rows, names, groups[rows]))  # suspects of one group and id side by side, in input order
    rows, names = rows[order], names[order]
    again = np.zeros(len(rows), np.bool_)
    again[1:] = (names[1:] == names[:-1]) & (groups[rows[1:]] == groups[rows[:-1]])
    first = rows[np.maximum.accumulate(np.where(again, 0, np.arange(len(rows))))]
    later, first = rows[again], first[again]
    same = _same(columns, later, first)
    return np.sort(later[same]), np.sort(later[~same])


def _suspects(ids: pa.Array, groups: NDArray[np.int32]) -> Rows:
    """Rows whose (group, id) may have been seen before or may be seen again; all that truly are, are among them."""
    keys = mix(fingerprints(ids), groups.astype(np.int64).view(np.uint64))
    bits = max(4, (len(keys) * _SLOTS).bit_length())
    slots = (keys >> np.uint64(64 - bits)).view(np.int64)
    rows = np.arange(len(keys), dtype=np.int32 if len(keys) < 1 << 31 else np.int64)
    last = np.empty(1 << bits, rows.dtype)
    last[slots] = rows
    seen = last[slots]
    met = seen != rows
    crowded = np.zeros(len(keys), np.bool_)
    crowded[seen[met]] = True
    maybe = np.flatnonzero(met | crowded)
    kept = keys[maybe]
    order = np.argsort(kept, kind="stable")
    equal = kept[order[1:]] == kept[order[:-1]]
    member = np.zeros(len(maybe), np.bool_)
    member[1:] = equal
    member[:-1] |= equal
    return maybe[order[member]]


def _same(columns: Mapping[str, pa.Array], later: Rows, first: Rows) -> NDArray[np.bool_]:
    """Of each pair of rows: whether every column agrees, absent with absent, after defaults."""
    same = np.ones(len(later), np.bool_)
    for name, column in columns.items():
        left, right = (_comparable(name, column.take(pa.array(rows))) for rows in (later, first))
        both = pc.and_(left.is_null(), right.is_null())
        agree = pc.or_(pc.fill_null(pc.equal(left, right), False), both)
        same &= agree.to_numpy(zero_copy_only=False)
    return same


def _comparable(name: str, cells: pa.Array) -> pa.Array:
    if name in DEFAULTS and not pa.types.is_dictionary(cells.type):
        return cells.fill_null(DEFAULTS[name])
    if not pa.types.is_dictionary(cells.type):
        return cells
    coded = from_arrow(cells)
    default = coded.values.index(DEFAULTS[name]).as_py() if name in DEFAULTS else -1
    if name in DEFAULTS and default < 0:
        return cells.cast(pa.string()).fill_null(DEFAULTS[name])
    codes = np.where(coded.codes < 0, np.int32(default), coded.codes)
    return pa.array(codes, mask=codes < 0)
