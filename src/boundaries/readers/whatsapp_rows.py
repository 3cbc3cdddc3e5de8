"""From the numbers of a pass over a chat to the rows of a log."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.readers.base import Options
from boundaries.readers.circle import SEVERAL, Sides
from boundaries.readers.clock import to_instants
from boundaries.readers.tabular import only_read
from boundaries.readers.whatsapp_scan import BROKEN, CALL, NO_DATE, NO_PERIOD, REASONS, SYSTEM, Scan
from boundaries.readers.whatsapp_vanishing import shown
from boundaries.table.log import INSTANT, Coverage, Extract, Reject, empty_table

_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
KINDS = frozenset({"message", "call"})
FORMAT = "whatsapp"
OF_SEVERAL: Final = BROKEN + len(REASONS)  # turned away, as all of a chat with clients of several relationships is
_BLOCK_ROWS = 1 << 15
_BY = ("practitioner", "client", "other")

Ints = NDArray[np.int64]


def nothing_of(scan: Scan, reason: str | None) -> Extract:
    """A chat of which no row is taken: for one reason where there is one, else as WhatsApp's own."""
    count, none = len(scan), np.empty(0, np.int64)
    return Extract(
        table=empty_table(), rejects=(), system=count, rows_seen=count, format=FORMAT, coverage=(),
        rows=none, lines=none, left_out=((reason, count),) if reason and count else (),
    )  # fmt: skip


def to_extract(scan: Scan, days: Ints, sides: Sides, options: Options) -> Extract:
    """The accepted rows as a table, the others counted; `days` has each row's day as an ordinal, 0 for none.

    `sides` tells of all who write, in the order of their numbers.
    """
    kinds = _kinds(scan, days)
    second, lines = np.array(scan.second, np.int64), np.array(scan.line, np.int64)
    dated = np.flatnonzero((days > 0) & (second >= 0) & (kinds != NO_PERIOD))
    reading = ((days - _EPOCH) * 86_400 + second) * _SECOND
    instants, sure = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.bool_)
    instants[dated], sure[dated] = to_instants(reading[dated], options.timezone or "UTC")
    reasons = dict(REASONS)
    if sides.relationship is None:
        kinds[kinds < SYSTEM] = OF_SEVERAL
        reasons[OF_SEVERAL] = SEVERAL
    kept = np.flatnonzero(kinds < SYSTEM)
    broken = np.flatnonzero(kinds >= BROKEN).tolist()
    table = _table(scan, kept, kinds, days, instants, sure, sides) if len(kept) else empty_table()
    return Extract(
        table=only_read(table, options),
        rejects=tuple(Reject(r + 1, reasons[int(kinds[r])], int(lines[r]), log=options.log) for r in broken),
        system=int((kinds == SYSTEM).sum()), rows_seen=len(kinds), format=FORMAT,
        coverage=_coverage(instants, dated, scan, sides), rows=kept + 1, lines=lines[kept],
    )  # fmt: skip


def _coverage(instants: Ints, dated: Ints, scan: Scan, sides: Sides) -> tuple[Coverage, ...]:
    """A chat shows its messages and calls from its first row to its last, WhatsApp's own rows included.

    But not while messages disappear; nothing of it is shown where it is not known when they began to.
    """
    if not len(dated) or sides.relationship is None or not np.isin(list(scan.vanishing), dated).all():
        return ()
    first, last = int(np.min(instants[dated])), int(np.max(instants[dated]))
    notices = ((int(instants[row]), on) for row, on in scan.vanishing.items())
    return tuple(Coverage(*span, KINDS, sides.relationship) for span in shown(first, last, notices))


def _kinds(scan: Scan, days: Ints) -> NDArray[np.uint8]:
    """What becomes of each row: turned away too are those without a date, or the only ones without a day period."""
    kinds = np.array(scan.kind, np.uint8)
    stamped, period = np.array(scan.date, np.int64) > 0, np.array(scan.clocks, np.bool_)
    if (stamped & period).any():
        kinds[stamped & ~period] = NO_PERIOD
    kinds[stamped & (days == 0) & (kinds < BROKEN)] = NO_DATE
    return kinds


def _table(
    scan: Scan, kept: Ints, kinds: NDArray[np.uint8], days: Ints, instants: Ints, sure: NDArray[np.bool_], sides: Sides,
) -> pa.Table:  # fmt: skip
    length = np.array(scan.length, np.int64)[kept]
    writing, person = np.unique(np.array(scan.person, np.int64)[kept], return_inverse=True)
    place = np.searchsorted(writers(scan), writing)  # in `sides`, of those who are left
    by = np.array([_BY.index(sides.by[i]) for i in place.tolist()], np.int64)[person]
    nothing, people = np.zeros(len(kept), np.int32), len(writing)
    calls = kinds[kept] == CALL
    minute = days[kept] * 1440 + np.array(scan.second, np.int64)[kept] // 60
    columns = {
        "id": _ids(minute, by),
        "relationship": _coded(nothing, (sides.relationship or "",)),
        "at": pa.array(instants[kept]).cast(INSTANT),
        "kind": _coded(calls, ("message", "call")),
        "by": _coded(by, _BY),
        "channel": _coded(nothing, ("whatsapp",)),
        "minutes": pa.array([scan.minutes.get(row) for row in kept.tolist()], pa.float64()) if calls.any() else None,
        "length": pa.array(length, mask=length < 0),
        "account": _named([sides.account[i] for i in place.tolist()], person),
        "people": pa.array(np.full(len(kept), people)) if people > 2 else None,  # absent is two (RULINGS 10)
        "actor": _named([sides.actor[i] for i in place.tolist()], person),
        "certainty": _coded(~sure[kept] | _late(days[kept]), ("zone_assumed", "ambiguous")),
    }
    return pa.table({name: column for name, column in columns.items() if column is not None})


def writers(scan: Scan) -> list[int]:
    """Everybody who writes, by their numbers."""
    return sorted({*scan.person} - {-1})  # people are numbered as they appear


def _named(names: list[str | None], person: NDArray[np.int64]) -> pa.Array | None:
    """What each person is called; None where nobody is called anything."""
    if not any(names):
        return None
    return pa.array(names, pa.string()).dictionary_encode().take(pa.array(person))


def _coded(codes: NDArray[np.generic], words: tuple[str, ...]) -> pa.Array:
    """Text of few values from the place of each in `words`."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))


def _late(days: Ints) -> NDArray[np.bool_]:
    """Rows more than a day before an earlier one: a late delivery, a wrong clock or a quoted row, nobody can tell."""
    return np.asarray(days < np.maximum.accumulate(days) - 1)


def _ids(minute: Ints, by: Ints) -> pa.Array:
    """`2021-12-30T22:01-client-001`: the minute as written, who, and the how manyth of theirs in that minute.

    Free of the text, so that two exports of a chat agree (RULINGS 54); the number is padded for the order of ids.
    """
    key = minute * len(_BY) + by
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[order], prepend=-1))
    nth = np.empty(len(key), np.int64)
    nth[order] = np.arange(len(key)) - np.repeat(begins, np.diff(begins, append=len(key))) + 1
    blocks = (slice(at, at + _BLOCK_ROWS) for at in range(0, len(key), _BLOCK_ROWS))
    return pa.chunked_array([pa.array(_texts(minute[b], by[b], nth[b])) for b in blocks]).combine_chunks()


def _texts(minute: Ints, by: Ints, nth: Ints) -> list[str]:
    dates: dict[int, str] = {}
    ids = []
    for at, who, count in zip(minute.tolist(), by.tolist(), nth.tolist(), strict=True):
        day, rest = divmod(at, 1440)
        text = dates.get(day) or dates.setdefault(day, date.fromordinal(day).isoformat())
        ids.append(f"{text}T{rest // 60:02}:{rest % 60:02}-{_BY[who]}-{count:03}")
    return ids
