"""Dates and instants as a contract writes them: the text stays, the zone decides which microsecond is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boundaries.civil.zone import first_instant, from_local
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.instants import from_datetime, parse_instant

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?", re.ASCII)
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199
_DAY = timedelta(days=1)


class MomentError(ValueError):
    """Text that is no date and no instant; `hint` is the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a local date-time or an instant; exactly one of the three is there."""

    text: str
    day: date | None = None
    local: datetime | None = None
    at_us: int | None = None

    def start(self, zone: str) -> int:
        """The first microsecond meant: of a date, its first instant on the clock of the zone (RULINGS 4, 5)."""
        if self.day is not None:
            return first_instant(self.day, zone)
        return self._exact(zone)

    def end(self, zone: str) -> int:
        """The microsecond at which a period that ends with this is over; a date includes its day."""
        return first_instant(self.day + _DAY, zone) if self.day is not None else self._exact(zone)

    def last(self, zone: str) -> int:
        """The last microsecond meant: of a date, the last one of its day."""
        return self.end(zone) - (self.day is not None)

    def _exact(self, zone: str) -> int:
        if self.local is not None:
            return from_local(self.local, zone)
        assert self.at_us is not None
        return self.at_us


def parse_moment(text: str) -> Moment:
    """A moment from `2026-01-12`, `2026-01-12 09:00` (the contract's clock) or `2026-01-12T09:00:00Z`.

    Raises `MomentError` for anything else, for days and times that do not exist, and outside the years 1900 to 2199.
    """
    if _DATE.fullmatch(text):
        return Moment(text, day=parse_day(text))
    if found := _LOCAL.fullmatch(text):
        day = parse_day(found[1])
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        if hour > 23 or minute > 59 or second > 59:
            raise MomentError(f"no day has a time `{text[11:]}`", "hours go from `00` to `23`")
        micros = int((found[5] or "0")[:6].ljust(6, "0"))
        return Moment(text, local=datetime(day.year, day.month, day.day, hour, minute, second, micros))  # noqa: DTZ001
    if found := _ZONED.fullmatch(text):
        parse_day(found[1])
        try:
            return Moment(text, at_us=parse_instant(f"{found[1]}T{found[2]}{found[3] or ':00'}{found[4]}"))
        except ValueError as problem:
            raise MomentError(f"`{text}`: {problem}", "such as `2026-01-12T09:00:00Z`") from None
    raise MomentError(f"`{text}` is not a date", _hint(text))


def moment_of(value: Moment | date | datetime | str) -> Moment:
    """A moment from what a program has: text as `parse_moment` takes it, a date, a datetime with or without an offset.

    Raises `UsageError` for text that is no moment.
    """
    if isinstance(value, Moment):
        return value
    if isinstance(value, str):
        try:
            return parse_moment(value.strip())
        except MomentError as wrong:
            raise UsageError(Diagnostic("B013", wrong.message, None, wrong.hint)) from None
    if not isinstance(value, datetime):
        return Moment(value.isoformat(), day=value)
    if value.utcoffset() is None:
        return Moment(value.isoformat(" "), local=value.replace(tzinfo=None))
    return Moment(value.isoformat(), at_us=from_datetime(value))


def parse_day(text: str) -> date:
    """A date written `2026-01-12`; raises `MomentError` for anything else."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise MomentError(f"`{text}` is not a date", _hint(text))
    year, month, day = map(int, found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        hint = "leave the key out where there is no end" if year > LAST_YEAR else "such as `2026-01-12`"
        raise MomentError(f"`{text}` is not between {FIRST_YEAR} and {LAST_YEAR}", hint)
    try:
        return date(year, month, day)
    except ValueError:
        raise MomentError(f"no calendar has a day `{text}`", "year-month-day, such as `2026-01-12`") from None


def _hint(text: str) -> str:
    if found := _DAY_FIRST.fullmatch(text):
        return f"year first: `{found[3]}-{int(found[2]):02}-{int(found[1]):02}`, if the day stands first here"
    return "write it year-month-day, such as `2026-01-12`"
