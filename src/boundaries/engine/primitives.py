"""Searches and runs over sorted slices: what every form is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

NEVER = np.int64(np.iinfo(np.int64).max)  # later than every instant
NOTHING = np.int64(np.iinfo(np.int64).min)  # an instant that is not there


def search(keys: Ints, lo: Ints, hi: Ints, wanted: Ints, side: Literal["left", "right"]) -> Ints:
    """For each query the insertion point of `wanted` in the sorted slice keys[lo:hi]; all queries step together.

    `lo`, `hi`, `wanted` have one length; the answer lies in [lo, hi]. With side "left" it is the first key
    that is not smaller, with "right" the first that is larger.
    """
    lo, hi = lo.astype(np.int64, copy=True), hi.astype(np.int64, copy=True)
    if len(lo) == 0 or len(keys) == 0:
        return lo
    for _ in range(int(np.max(hi - lo, initial=0)).bit_length()):
        middle = (lo + hi) >> 1
        key = keys[np.minimum(middle, len(keys) - 1)]
        before = (key < wanted) if side == "left" else (key <= wanted)
        before &= lo < hi
        lo = np.where(before, middle + 1, lo)
        hi = np.where(before, hi, middle)
    return lo


def firsts(groups: NDArray[np.integer]) -> Bools:
    """Whether each position of a grouped array is the first of its group."""
    first = np.ones(len(groups), np.bool_)
    np.not_equal(groups[1:], groups[:-1], out=first[1:])
    return first


def once(groups: NDArray[np.integer], values: NDArray[np.integer]) -> Ints:
    """The places of what is of a group and a value, by group and in order, of equal ones the first."""
    order = np.lexsort((values, groups))
    return order[firsts(groups[order]) | firsts(values[order])]


def group_starts(groups: NDArray[np.integer]) -> Ints:
    """For each position of a grouped array the position at which its group starts."""
    index = np.arange(len(groups), dtype=np.int64)
    return np.maximum.accumulate(np.where(firsts(groups), index, 0))


def group_ends(groups: NDArray[np.integer]) -> Ints:
    """For each position of a grouped array the position just behind its group's last."""
    return len(groups) - group_starts(groups[::-1])[::-1]


def bounds(groups: NDArray[np.integer], count: int) -> tuple[Ints, Ints]:
    """Where each number below `count` begins and ends in a sorted array; where it is not there both are one place."""
    edges = np.searchsorted(groups, np.arange(count + 1, dtype=groups.dtype)).astype(np.int64)
    return edges[:-1], edges[1:]


def grouped(keys: NDArray[np.integer]) -> Iterator[tuple[int, Ints]]:
    """Each distinct key, in order, with its positions."""
    order = np.argsort(keys, kind="stable")
    distinct, begin = np.unique(keys[order], return_index=True)
    return zip(distinct.tolist(), np.split(order, begin[1:]), strict=True) if len(keys) else iter(())


def running_max(values: Ints, first: Ints) -> Ints:
    """For each position the largest value from the start of its group up to it; all groups step together."""
    out, index, step = values.copy(), np.arange(len(values), dtype=np.int64), 1
    while step < len(values):
        reach = index - step >= first
        if not reach.any():
            break
        ahead = np.where(reach, out[np.maximum(index - step, 0)], NOTHING)
        out = np.maximum(out, ahead)
        step *= 2
    return out


def runs(member: Bools, groups: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """First and last positions of the maximal runs of members that stay inside one group."""
    if len(member) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    same = np.empty(len(member), np.bool_)
    same[0] = False
    np.equal(groups[1:], groups[:-1], out=same[1:])
    goes_on = np.zeros(len(member), np.bool_)
    goes_on[1:] = member[1:] & member[:-1] & same[1:]
    stops = np.ones(len(member), np.bool_)
    stops[:-1] = ~goes_on[1:]
    return np.flatnonzero(member & ~goes_on), np.flatnonzero(member & stops)


def ragged(starts: Ints, stops: Ints) -> tuple[Ints, Ints]:
    """The ranges [start, stop) laid end to end: (offsets of length n + 1, the flattened positions)."""
    lengths = stops - starts
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    flat = np.arange(offsets[-1], dtype=np.int64) + np.repeat(starts - offsets[:-1], lengths)
    return offsets, flat


def next_true(flags: Bools) -> Ints:
    """For each position the first position at or behind it where the flag is set; len(flags) where there is none."""
    index = np.where(flags, np.arange(len(flags), dtype=np.int64), len(flags))
    return np.minimum.accumulate(index[::-1])[::-1]
