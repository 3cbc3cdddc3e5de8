"""The rows of one file as a reader finds them, one call a row: kept as numbers and codes, in blocks of Arrow columns.

What was read, turned away or left out is counted here, so that every reader's rows add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.clock import to_instants
from boundaries.readers.tabular import Gathering
from boundaries.table.arrow import column_of
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import INSTANT, Coverage, Extract

_BLOCK_ROWS = 1 << 15
_INSTANTS = {"at_us": "at", "planned_start_us": "planned_start", "planned_end_us": "planned_end"}
_FAR = 1 << 62  # beyond every year of a log
_UNSURE, _ASSUMED = "ambiguous", "zone_assumed"


class Rows:
    """Collects the rows of one file. Shows only their number."""

    def __init__(self, options: Options, format: str) -> None:
        self._options = options
        self._gathering = Gathering(options, format)
        self._cells: list[dict[str, Any]] = []
        self._places: list[tuple[int, int]] = []
        self._left_out: Counter[str] = Counter()
        self._zone_known = False

    def __repr__(self) -> str:
        return f"<Rows: {self.seen} seen>"

    @property
    def seen(self) -> int:
        """How many rows there were so far, whatever became of them."""
        return self._gathering.seen

    def add(self, *, id: str, kind: str, by: str, line: int | None = None, **cells: Any) -> None:
        """One interaction: the columns of a log by name, instants as int microseconds UTC under `at_us`,
        `planned_start_us` and `planned_end_us`; None is absent.

        `local_us` instead of `at_us` is a reading of the clock that the file was written on, whose `certainty` is
        found here. Raises `UsageError` where no zone is known then. What no column can hold becomes a reject.
        """
        self._gathering.seen += 1
        if cells.get("local_us") is not None and not self._zone_known:
            check_zone(self._options)
            self._zone_known = True
        cells["id"], cells["kind"], cells["by"] = id, kind, by
        self._cells.append(cells)
        self._places.append((self._gathering.seen, line or 0))
        if len(self._cells) == _BLOCK_ROWS:
            self._flush()

    def reject(self, reason: str, line: int | None = None, column: str | None = None) -> None:
        """One row that is turned away: a fixed reason, never the file's text."""
        self._gathering.seen += 1
        self._gathering.reject(self._gathering.seen, reason, line, column)

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Rows that are no contact between these people: counted under a fixed reason."""
        self._gathering.seen += count
        self._left_out[reason] += count

    def extract(self, coverage: Sequence[Coverage] | None) -> Extract:
        """All of it; `coverage` is what the file can show."""
        if self._cells:
            self._flush()
        return self._gathering.extract(tuple(self._left_out.items()), None if coverage is None else tuple(coverage))

    def _flush(self) -> None:
        cells, self._cells = self._cells, []
        places, self._places = np.array(self._places, np.int64), []
        names = dict.fromkeys(name for row in cells for name, value in row.items() if value is not None)
        columns = {n: [row.get(n) for row in cells] for n in names if n not in _INSTANTS and n != "local_us"}
        if "local_us" in names:
            self._settle_local(cells)
        for name, column in _INSTANTS.items():
            if name in names or (name == "at_us" and "local_us" in names):
                columns[column] = [row.get(name) for row in cells]
        if "local_us" in names:
            columns["certainty"] = [row.get("certainty") for row in cells]
        arrays = {name: _array(name, values) for name, values in columns.items()}
        self._gathering.add(pa.table(arrays), places[:, 0], places[:, 1])

    def _settle_local(self, cells: list[dict[str, Any]]) -> None:
        rows = [row for row in cells if row.get("local_us") is not None]
        for row in rows:
            if not FIRST_US <= row["local_us"] < LAST_US:
                row["at_us"] = row.pop("local_us")  # no clock is asked: the column's check turns it away
        rows = [row for row in rows if "local_us" in row]
        readings = np.array([row["local_us"] for row in rows], np.int64)
        instants, sure = to_instants(readings, self._options.timezone or "UTC")
        for row, at, is_sure in zip(rows, instants.tolist(), sure.tolist(), strict=True):
            row["at_us"] = at
            row["certainty"] = row.get("certainty") or (_ASSUMED if is_sure else _UNSURE)


def _array(name: str, values: list[Any]) -> pa.Array:
    if name in _INSTANTS.values():
        return pa.array([v if v is None or abs(v) < _FAR else _FAR for v in values], pa.int64()).view(INSTANT)
    return column_of(name, values)


def check_zone(options: Options) -> None:
    """Raises `UsageError` where a file needs the zone it was written in and none, or none that exists, was given."""
    problems = zone_problems(options)
    if problems:
        raise UsageError(*problems)


def zone_problems(options: Options) -> list[Diagnostic]:
    """What is wrong with the zone that was given for a file that names none."""
    if options.timezone is None:
        hint = "`--timezone` gives the clock it was written on, such as `Europe/London`"
        return [Diagnostic("B238", f"{options.log} names no time zone", hint=hint)]
    try:
        load_zone(options.timezone)
    except UnknownZone as problem:
        return [Diagnostic("B239", problem.message, hint=problem.hint)]
    return []
