"""Calendars (iCalendar, `.ics`): the appointments that were made, those that were called off, those that were moved.

Plans are plans: a session that was not cancelled is presumed held as planned (no length is ever inferred), and only
up to the moment the calendar was last written. The title and the people of an event are compared with the people's
file and forgotten; everything else that was written into it is passed over.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import IO

import numpy as np

from boundaries.civil.zone import zone_names
from boundaries.core.errors import Diagnostic, LogError, UsageError
from boundaries.readers.base import File, Options, read_head
from boundaries.readers.calendar_plans import LAST, Plan, Plans
from boundaries.readers.calendar_rows import Settling
from boundaries.readers.calendar_scan import Scan
from boundaries.readers.calendar_series import Clocks
from boundaries.readers.lines import encoding_of
from boundaries.readers.rows import Rows, check_zone
from boundaries.readers.tabular import sealed
from boundaries.table.log import Extract

name = "ics"

_BEGIN = re.compile(r"\s*BEGIN:VCALENDAR\s*[\r\n]", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether the first line opens a calendar."""
    return _BEGIN.match(head[:400].decode(encoding_of(head), "replace") + "\n") is not None


@sealed
def read(file: File, options: Options) -> Extract:
    """The calendar's sessions, cancellations and moves; what is no appointment of a listed client is left out.

    Raises `UsageError` for what only the caller can say, `LogError` where the file cannot be read.
    """
    if options.directory is None and options.relationship is None:
        hint = "`--relationship` gives it, or `--people FILE` says whose each appointment is"
        raise UsageError(Diagnostic("B237", f"{options.log} has no pseudonym for the pair", hint=hint))
    scan = Scan()
    plans = Plans(options, scan.zones)
    head = read_head(file, options.log)
    try:
        with file.open("rb") as stream:
            _gather(stream, head, scan, plans)
            readable = True
    except (OSError, UnicodeError):
        readable = False  # what went wrong names the file
    if not readable:
        raise LogError(Diagnostic("B223", f"{options.log} cannot be read to its end", hint="check its place"))
    if not scan.gregorian:
        hint = "export it as a Gregorian one, which nearly every program writes"
        raise LogError(Diagnostic("B271", f"{options.log} is a calendar of another scale", hint=hint))
    return _extract(options, scan, plans)


def _gather(stream: IO[bytes], head: bytes, scan: Scan, plans: Plans) -> None:
    for event in scan.events(stream, head):
        plans.add(event)


def _extract(options: Options, scan: Scan, plans: Plans) -> Extract:
    rows = Rows(options, name)
    for reason, count in (*scan.others.items(), *plans.left_out.items()):
        rows.leave_out(reason, count)
    if options.timezone is not None:
        check_zone(options)
    scan.zones.floating = options.timezone or (scan.floating if scan.floating in zone_names() else None)
    horizon = plans.written if options.known_until_us is None else options.known_until_us
    clocks = Clocks(scan.zones, min(horizon, LAST))
    settling = Settling(options, rows, plans, clocks)
    table = clocks.timed(plans.table())
    _, first, of = np.unique(table[:, 0], return_index=True, return_inverse=True)
    order = np.argsort(first[of], kind="stable")  # events of one name together, where the first of them stands
    for _, group in groupby((Plan(*table[place].tolist()) for place in order), key=lambda plan: plan.uid):
        settling.settle(list(group))
    return rows.extract(settling.coverage() if scan.whole else ())
