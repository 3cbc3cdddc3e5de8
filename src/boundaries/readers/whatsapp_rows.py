"""From the numbers of a pass over a chat to the rows of a log."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.readers.base import Options
from boundaries.readers.clock import to_instants
from boundaries.readers.whatsapp_scan import BROKEN, CALL, NO_DATE, NO_PERIOD, REASONS, SYSTEM, Scan
from boundaries.table.log import INSTANT, Coverage, Extract, Reject, empty_table

_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
KINDS = frozenset({"message", "call"})
_BY = ("practitioner", "client", "other")

Ints = NDArray[np.int64]


class Sides(NamedTuple):
    """Which person is the practitioner, and which the client if anybody is."""

    me: int
    client: int | None


def to_extract(scan: Scan, days: Ints, sides: Sides, options: Options) -> Extract:
    """The accepted rows as a table, the others counted; `days` has each row's day as an ordinal, 0 for none."""
    kinds = _kinds(scan, days)
    second, lines = np.array(scan.second, np.int64), np.array(scan.line, np.int64)
    dated = np.flatnonzero((days > 0) & (second >= 0) & (kinds != NO_PERIOD))
    reading = ((days - _EPOCH) * 86_400 + second) * _SECOND
    instants, sure = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.bool_)
    instants[dated], sure[dated] = to_instants(reading[dated], options.timezone or "UTC")
    kept = np.flatnonzero(kinds < SYSTEM)
    broken = np.flatnonzero(kinds >= BROKEN).tolist()
    return Extract(
        table=_table(scan, kept, kinds, days, instants, sure, sides, options) if len(kept) else empty_table(),
        rejects=tuple(Reject(r + 1, REASONS[int(kinds[r])], int(lines[r]), log=options.log) for r in broken),
        system=int((kinds == SYSTEM).sum()), rows_seen=len(kinds), format="whatsapp",
        coverage=_coverage(instants[dated], options), rows=kept + 1, lines=lines[kept],
    )  # fmt: skip


def _coverage(instants: Ints, options: Options) -> tuple[Coverage, ...]:
    """A chat shows its messages and calls from its first row to its last, WhatsApp's own rows included."""
    if not len(instants):
        return ()
    return (Coverage(int(np.min(instants)), int(np.max(instants)), KINDS, options.relationship),)


def _kinds(scan: Scan, days: Ints) -> NDArray[np.uint8]:
    """What becomes of each row: turned away too are those without a date, or the only ones without a day period."""
    kinds = np.array(scan.kind, np.uint8)
    stamped, period = np.array(scan.date, np.int64) > 0, np.array(scan.clocks, np.bool_)
    if (stamped & period).any():
        kinds[stamped & ~period] = NO_PERIOD
    kinds[stamped & (days == 0) & (kinds < BROKEN)] = NO_DATE
    return kinds


def _table(
    scan: Scan, kept: Ints, kinds: NDArray[np.uint8], days: Ints, instants: Ints, sure: NDArray[np.bool_],
    sides: Sides, options: Options,
) -> pa.Table:  # fmt: skip
    person, length = np.array(scan.person, np.int64)[kept], np.array(scan.length, np.int64)[kept]
    by = np.select([person == sides.me, person == (-1 if sides.client is None else sides.client)], [0, 1], 2)
    people, nothing = len(np.unique(person)), np.zeros(len(kept), np.int32)
    calls = kinds[kept] == CALL
    minute = days[kept] * 1440 + np.array(scan.second, np.int64)[kept] // 60
    columns = {
        "id": pa.array(_ids(minute.tolist(), by.tolist())),
        "relationship": _coded(nothing, (options.relationship or "",)),
        "at": pa.array(instants[kept]).cast(INSTANT),
        "kind": _coded(calls, ("message", "call")),
        "by": _coded(by, _BY),
        "channel": _coded(nothing, ("whatsapp",)),
        "minutes": pa.array([scan.minutes.get(row) for row in kept.tolist()], pa.float64()) if calls.any() else None,
        "length": pa.array(length, mask=length < 0),
        "people": pa.array(np.full(len(kept), people)) if people > 2 else None,  # absent is two (RULINGS 10)
        "certainty": _coded(~sure[kept] | _late(days[kept]), ("zone_assumed", "ambiguous")),
    }
    return pa.table({name: column for name, column in columns.items() if column is not None})


def _coded(codes: NDArray[np.generic], words: tuple[str, ...]) -> pa.Array:
    """Text of few values from the place of each in `words`."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))


def _late(days: Ints) -> NDArray[np.bool_]:
    """Rows more than a day before an earlier one: a late delivery, a wrong clock or a quoted row, nobody can tell."""
    return np.asarray(days < np.maximum.accumulate(days) - 1)


def _ids(minutes: list[int], by: list[int]) -> list[str]:
    """`2021-12-30T22:01-client-001`: the minute as written, who, and the how manyth of theirs in that minute.

    Free of the text, so that two exports of a chat agree (RULINGS 54); the number is padded for the order of ids.
    """
    dates: dict[int, str] = {}
    counted: Counter[tuple[int, int]] = Counter()
    ids = []
    for key in zip(minutes, by, strict=True):
        counted[key] += 1
        day, minute = divmod(key[0], 1440)
        text = dates.get(day) or dates.setdefault(day, date.fromordinal(day).isoformat())
        ids.append(f"{text}T{minute // 60:02}:{minute % 60:02}-{_BY[key[1]]}-{counted[key]:03}")
    return ids
