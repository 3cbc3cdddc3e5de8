"""The one order of a log: relationship by code points (null last), instant, id by code points."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.table.coded import Coded

Rows = NDArray[np.int64]


def in_order(pairs: Coded, at: NDArray[np.int64], ids: pa.Array, owners: Coded | None) -> Rows | None:
    """The rows in the order of a log; None where they already are.

    `pairs` is canonical, so that its codes are in the order of the pseudonyms. Rows of no relationship that share
    instant and id are ordered by their practitioner, so that the order never depends on the input's.
    """
    codes = np.where(pairs.codes < 0, np.int32(len(pairs.values)), pairs.codes)
    order = _by_pair_and_time(codes, at)
    tied = _tied(codes, at, order)
    if tied.any():
        order = _settle_ties(np.arange(len(at)) if order is None else order, tied, ids, owners)
        if (order[1:] > order[:-1]).all():
            return None
    return order


def _by_pair_and_time(codes: NDArray[np.int32], at: NDArray[np.int64]) -> Rows | None:
    """Rows by (code, at), ties in any order; None where the rows stand so already."""
    if len(at) < 2:
        return None
    same = codes[1:] == codes[:-1]
    later = at[1:] >= at[:-1]
    if ((codes[1:] > codes[:-1]) | (same & later)).all():
        return None
    if later.all():  # an export in the order of time: only the relationships are to be told apart
        small = codes.astype(np.uint16) if int(np.max(codes)) < 1 << 16 else codes
        return np.argsort(small, kind="stable")  # of 16 bits: a radix sort
    packed = _packed(codes, at)
    return np.lexsort((at, codes)) if packed is None else np.argsort(packed)


def _packed(codes: NDArray[np.int32], at: NDArray[np.int64]) -> NDArray[np.uint64] | None:
    """(code, at) as one number; None where 64 bits do not hold them."""
    first = int(np.min(at))
    bits = (int(np.max(at)) - first).bit_length()
    if bits + int(np.max(codes)).bit_length() > 64:
        return None
    return (codes.astype(np.uint64) << np.uint64(bits)) | (at - first).view(np.uint64)


def _tied(codes: NDArray[np.int32], at: NDArray[np.int64], order: Rows | None) -> NDArray[np.bool_]:
    """Of each place but the first in the order: whether relationship and instant are those of the place before."""
    if order is not None:
        at = at[order]
    same: NDArray[np.bool_] = at[1:] == at[:-1]
    places = np.flatnonzero(same)
    left, right = (places, places + 1) if order is None else (order[places], order[places + 1])
    same[places] = codes[left] == codes[right]
    return same


def _settle_ties(order: Rows, tied: NDArray[np.bool_], ids: pa.Array, owners: Coded | None) -> Rows:
    """The order with every run of tied places sorted by id, then practitioner, then as they came."""
    member = np.zeros(len(order), np.bool_)
    member[1:] = tied
    starts = ~member
    member[:-1] |= tied
    places = np.flatnonzero(member)
    runs = np.cumsum(starts)[places]
    rows = order[places]
    owner = np.zeros(len(rows), np.int32) if owners is None else owners.canonical().codes[rows]
    settled = order.copy()
    settled[places] = rows[np.lexsort((rows, owner, ranks(ids.take(pa.array(rows))), runs))]
    return settled


def ranks(texts: pa.Array) -> NDArray[np.int64]:
    """The place of each text among the distinct ones by code points."""
    found: NDArray[np.int64] = pc.rank(texts, sort_keys="ascending", tiebreaker="dense").to_numpy().astype(np.int64)
    return found
