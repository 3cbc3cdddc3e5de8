"""From the numbers of a pass over a chat to the rows of a log."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from boundaries.readers import whatsapp_scan as scanning
from boundaries.readers.base import Options
from boundaries.readers.clock import to_instants
from boundaries.readers.whatsapp_scan import BROKEN, CALL, NO_DATE, NO_PERIOD, REASONS, SYSTEM, Scan
from boundaries.table.log import CODED, INSTANT, Coverage, Extract, Reject, empty_table

_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
KINDS = frozenset({"message", "call"})
_BY = ("practitioner", "client", "other")


class Sides(NamedTuple):
    """Which person is the practitioner, and which the client if anybody is."""

    me: int
    client: int | None

    def of(self, person: int) -> int:
        """The place in `_BY` of a person."""
        return 0 if person == self.me else 1 if person == self.client else 2


def to_extract(scan: Scan, days: list[int | None], sides: Sides, options: Options) -> Extract:
    """The accepted rows as a table, the others counted; `days` gives each row's day as an ordinal."""
    _turn_away(scan, days)
    kept = [row for row in range(len(scan)) if scan.kind[row] < SYSTEM]
    rejects = tuple(
        Reject(row + 1, REASONS[scan.kind[row]], line=scan.line[row], log=options.log)
        for row in range(len(scan)) if scan.kind[row] >= BROKEN
    )  # fmt: skip
    seen = [row for row in range(len(scan)) if row < len(days) and days[row] is not None and scan.second[row] >= 0]
    zone = options.timezone or "UTC"
    at, sure = to_instants(_readings(scan, days, seen), zone)
    place = {row: n for n, row in enumerate(seen)} if len(seen) > len(kept) else None
    picked = np.array(kept if place is None else [place[row] for row in kept], np.int64)
    instants, certain = np.frombuffer(at, np.int64) if at else np.empty(0, np.int64), np.frombuffer(sure, np.bool_)
    table = _table(scan, days, kept, sides, options, instants[picked], certain[picked])
    coverage = (Coverage(int(instants.min()), int(instants.max()), KINDS, options.relationship),) if at else ()
    return Extract(
        table=table, rejects=rejects, system=sum(kind == SYSTEM for kind in scan.kind), rows_seen=len(scan),
        format="whatsapp", coverage=coverage, rows=np.array(kept, np.int64) + 1,
        lines=np.frombuffer(scan.line, np.int64)[kept] if kept else np.empty(0, np.int64),
    )  # fmt: skip


def _turn_away(scan: Scan, days: list[int | None]) -> None:
    """Turn away rows without a date, and those without a day period where others have one."""
    mixed = any(scan.clocks) and not all(scan.clocks[row] for row in range(len(scan)) if scan.date[row])
    for row, day in enumerate(days):
        if not scan.date[row]:
            continue
        if day is None and scan.kind[row] < BROKEN:
            scan.kind[row] = NO_DATE
        elif mixed and not scan.clocks[row]:
            scan.kind[row] = NO_PERIOD
            scan.second[row] = -1


def _readings(scan: Scan, days: list[int | None], rows: Iterable[int]) -> array[int]:
    """The civil readings of rows, in microseconds since 1970 on the local clock."""
    second = scan.second
    return array("q", (((days[row] or 0) - _EPOCH) * 86_400 * _SECOND + second[row] * _SECOND for row in rows))


def _table(
    scan: Scan, days: list[int | None], kept: list[int], sides: Sides, options: Options,
    instants: np.ndarray[tuple[int], np.dtype[np.int64]], certain: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> pa.Table:  # fmt: skip
    if not kept:
        return empty_table()
    side = [sides.of(scan.person[row]) for row in kept]
    calls = [scan.kind[row] == CALL for row in kept]
    lengths = [length if (length := scan.length[row]) >= 0 else None for row in kept]
    late = _late(days, kept)
    unsure = ~certain | late
    columns = {
        "id": pa.array(_ids(scan, days, kept, side)),
        "relationship": _coded([0] * len(kept), (options.relationship or "",)),
        "at": pa.array(instants, pa.int64()).cast(INSTANT),
        "kind": _coded(calls, ("message", "call")),
        "by": _coded(side, _BY),
        "channel": _coded([0] * len(kept), ("whatsapp",)),
        "minutes": pa.array([scan.minutes.get(row) for row in kept], pa.float64()) if any(calls) else None,
        "length": pa.array(lengths, pa.int64()),
        "people": _people(scan, kept),
        "certainty": _coded(unsure, ("zone_assumed", "ambiguous")),
    }
    return pa.table({name: column for name, column in columns.items() if column is not None})


def _coded(codes: Iterable[object], words: tuple[str, ...]) -> pa.Array:
    """Text of few values from the place of each in `words`."""
    indices = pa.array(np.asarray(codes, np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(words)).cast(CODED)


def _people(scan: Scan, kept: list[int]) -> pa.Array | None:
    """How many write in a group; nothing where it is two (RULINGS 10)."""
    count = len({scan.person[row] for row in kept})
    return pa.array([count] * len(kept), pa.int64()) if count > 2 else None


def _late(days: list[int | None], kept: list[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows more than a day before an earlier one: a late delivery, a wrong clock or a quoted row, nobody can tell."""
    day = np.array([days[row] for row in kept], np.int64)
    late: np.ndarray[tuple[int], np.dtype[np.bool_]] = day < np.maximum.accumulate(day) - 1
    return late


def _ids(scan: Scan, days: list[int | None], kept: list[int], side: list[int]) -> list[str]:
    """`2021-12-30T22:01-client-001`: the minute as written, who, and how many of theirs in that minute came before.

    Free of the text, so that two exports of a chat agree (RULINGS 54); digits are padded for the order of ids.
    """
    dates: dict[int, str] = {}
    counted: Counter[tuple[int, int]] = Counter()
    ids = []
    for row, by in zip(kept, side, strict=True):
        day = days[row]
        assert day is not None, "rows without a date are turned away before"
        hour, minute = divmod(scan.second[row] // 60, 60)
        key = (day * 1440 + hour * 60 + minute, by)
        counted[key] += 1
        text = dates.get(day) or dates.setdefault(day, date.fromordinal(day).isoformat())
        ids.append(f"{text}T{hour:02}:{minute:02}-{_BY[by]}-{counted[key]:03}")
    return ids


assert scanning.MESSAGE < CALL < SYSTEM < BROKEN, "what is kept comes first"
