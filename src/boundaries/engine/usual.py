"""What is usual in the first weeks of a stretch: the median of a number, the most frequent of words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.caps import amounts
from boundaries.engine.forms import Judging
from boundaries.engine.primitives import Bools, Ints, firsts
from boundaries.engine.select import Selection
from boundaries.engine.world import Coded
from boundaries.policy.condition import Among, Compare, Usual
from boundaries.policy.fields import FIELDS, THREADED

ENOUGH = 20  # rows of which a median is usual; of words one is enough


class Values(NamedTuple):
    """A field of some rows: numbers in whole parts of 1 / scale (or exact), words as codes; which rows have it."""

    value: NDArray[Any]
    there: Bools
    scale: int = 1
    words: tuple[str, ...] = ()


def tellable(test: Usual, rows: Ints, job: Judging) -> Ints:
    """The rows of which a test against the usual could be told; the others join the undetermined."""
    probe = (
        Among(test.column, frozenset(), negated=True) if test.op == "ne" else Compare(test.column, "lt", Fraction(0))
    )
    found = job.selector.select(probe, rows)
    if found.lacking is None:
        return rows
    unknown = found.lacking != 0
    job.doubtful.append(Selection(found.rows[unknown], found.lacking[unknown]))
    kept: Ints = rows[~np.isin(rows, found.rows[unknown], assume_unique=True)]
    return kept


def values_of(test: Usual, rows: Ints, job: Judging) -> Values:
    """The field of a test of some rows."""
    if test.op == "ne":
        column = _words(test.column, rows, job)
        return Values(column.codes.astype(np.int64), column.codes >= 0, words=column.words)
    there = job.selector.there(test.column, rows)
    have = rows[there]
    amount, scale = amounts(test.column, have, job.selector.versions(have), job)
    value = np.zeros(len(rows), amount.dtype)
    value[there] = amount
    return Values(value, there, scale)


def _words(column: str, rows: Ints, job: Judging) -> Coded:
    world = job.world
    if column in THREADED:
        found = job.selector.derived.threaded(column)
        return Coded(found.codes[rows], found.words)
    if column == "ref_kind":
        return job.selector.derived.ref_kind(rows)
    if FIELDS[column].words == ("true", "false"):
        true = job.selector.select(Among(column, frozenset({"true"})), rows).matching
        return Coded(np.isin(rows, true, assume_unique=True).astype(np.int32), ("false", "true"))
    found = world.coded(column)
    return Coded(found.codes[rows], found.words)


def unlike(test: Usual, values: Values, series: Ints, learning: Bools, many: int) -> tuple[Bools, Bools]:
    """Which rows are not as usual in their series (of so many), by what was usual in the rows that show it; and in
    which series it is known.
    """
    shows = np.flatnonzero(learning & values.there)
    if test.op == "ne":
        usual = _most_frequent(values, series, shows, many)
        known = usual >= 0
        return values.there & known[series] & (values.value != usual[series]), known
    twice, counts = doubled_medians(values.value[shows], series[shows], many)
    edge, known = _edges(test, twice, counts >= ENOUGH, values.scale)
    double = values.value * 2
    beyond = double < edge[series] if test.op == "lt" else double > edge[series]
    return values.there & beyond.astype(np.bool_) & known[series], known


def _edges(test: Usual, twice: NDArray[Any], enough: Bools, scale: int) -> tuple[NDArray[Any], Bools]:
    """Twice the usual value of each series, and where there is one; `otherwise` stands in for too few rows."""
    if test.otherwise is None:
        return twice, enough
    edge = test.otherwise * 2 * scale
    if twice.dtype != object:  # of whole numbers, those below (above) it are those below its ceiling (above its floor)
        edge = Fraction(-(-edge // 1) if test.op == "lt" else edge // 1)
    instead = np.full(len(twice), int(edge) if twice.dtype != object else edge, twice.dtype)
    return np.where(enough, twice, instead), np.ones(len(enough), np.bool_)


def doubled_medians(values: NDArray[Any], series: Ints, many: int) -> tuple[NDArray[Any], Ints]:
    """Twice the median of the values of each series (0 where there is none), and how many they are."""
    rank = values if values.dtype != object else np.unique(values, return_inverse=True)[1]
    order = np.lexsort((rank, series))
    counts = np.bincount(series, minlength=many).astype(np.int64)
    first = np.cumsum(counts) - counts
    twice = np.zeros(many, values.dtype)
    some = np.flatnonzero(counts)
    low, high = first[some] + (counts[some] - 1) // 2, first[some] + counts[some] // 2
    twice[some] = values[order[low]] + values[order[high]]
    return twice, counts


def _most_frequent(values: Values, series: Ints, shows: Ints, many: int) -> Ints:
    """The most frequent code of each series; of several the word that comes first; -1 where there is none."""
    rank = np.empty(len(values.words), np.int64)
    rank[sorted(range(len(values.words)), key=values.words.__getitem__)] = np.arange(len(values.words))
    key, counts = np.unique(series[shows] * max(len(values.words), 1) + values.value[shows], return_counts=True)
    of, code = np.divmod(key, max(len(values.words), 1))
    order = np.lexsort((rank[code], -counts, of))
    usual = np.full(many, -1, np.int64)
    best = order[firsts(of[order])]
    usual[of[best]] = code[best]
    return usual
