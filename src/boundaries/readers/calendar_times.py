"""Dates, times and durations as iCalendar writes them, as microseconds on the clock they are written on."""

from __future__ import annotations

import re
from datetime import date

SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = date(1970, 1, 1).toordinal()
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?",
    re.ASCII | re.IGNORECASE,
)

NO_TIME = "no such date or time"


class EventError(Exception):
    """A part of an event cannot be read; the reason is a fixed phrase."""


def local_reading(text: str) -> tuple[int, bool, bool]:
    """A date or a date-time: its reading, whether it is a date alone, whether it is UTC's. Raises `EventError`."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise EventError(NO_TIME)
    year, month, day, hour, minute, second, utc = found.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        days = None
    if days is None or (hour and (int(hour) > 23 or int(minute) > 59 or int(second) > 60)):
        raise EventError(NO_TIME)
    if not hour:
        return days * DAY, True, False
    seconds = int(hour) * 3600 + int(minute) * 60 + min(int(second), 59)  # a leap second is the one before it
    return days * DAY + seconds * SECOND, False, utc != ""


def duration(text: str) -> int:
    """A duration that is not negative; raises `EventError`."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise EventError(NO_TIME)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = ((weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds) * SECOND
    if found[1] == "-" and total:
        raise EventError("it ends before it starts")
    return total
