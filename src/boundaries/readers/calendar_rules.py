"""Recurrence rules (RFC 5545, 3.3.10) as sets of days on the local clock, worked out for a bounded stretch at once.

Written here because the kept library, which steps through a rule occurrence by occurrence, looks for a day that never
comes (30 February) until the year 9999, and at `INTERVAL=0` for ever: one line of a file would stop a run. Here the
work is bounded by the days between a series' start and the end of what is known. The tests hold it to that library.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.readers.calendar_times import DAY, SECOND, EventError, local_reading

Days = NDArray[np.int64]  # days since 1970-01-01
Mask = NDArray[np.bool_]

MOST = 5_000  # occurrences of one series: daily for thirteen years
_NUMBERS: dict[str, tuple[int, int]] = {  # the numbers a part may hold; with a lower end below 0, not 0
    "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 59),
}  # fmt: skip
_OTHERS = frozenset(["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"])
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_WITHIN_A_DAY = ("HOURLY", "MINUTELY", "SECONDLY")
_MOST_TIMES = 24  # times of day one rule may name

CANNOT = "a recurrence that cannot be read"
TOO_OFTEN = "a recurrence within a day"
TOO_MUCH = "more recurrences than one calendar has"
TOO_MANY = f"a recurrence of more than {MOST:,} times"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `until` is a local reading, inclusive; `by` holds the numbers of each part that is there."""

    freq: str
    interval: int
    count: int | None
    until: int | None
    week_start: int
    weekdays: tuple[tuple[int, int], ...]  # (ordinal or 0, weekday from Monday 0)
    by: dict[str, tuple[int, ...]]

    def times(self, start: int) -> Days:
        """The times of day of an occurrence, in microseconds, sorted."""
        own = start % DAY
        hours = self.by.get("BYHOUR", (own // (3600 * SECOND),))
        minutes = self.by.get("BYMINUTE", (own // (60 * SECOND) % 60,))
        seconds = self.by.get("BYSECOND", (own // SECOND % 60,))
        every = {(h * 3600 + m * 60 + s) * SECOND for h in hours for m in minutes for s in seconds}
        return np.array(sorted(every), np.int64)


def parse_rule(text: str, to_local: Callable[[int], int]) -> Rule:
    """The rule of an RRULE's value; `to_local` reads an instant on the series' clock. Raises `EventError`."""
    parts: dict[str, str] = {}
    for part in text.strip().rstrip(";").upper().split(";"):
        key, _, value = part.partition("=")
        if key in parts or not value or (key not in _NUMBERS and key not in _OTHERS):
            raise EventError(CANNOT)
        parts[key] = value
    freq = parts.get("FREQ", "")
    if freq in _WITHIN_A_DAY:
        raise EventError(TOO_OFTEN)
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or parts.get("WKST", "MO") not in _WEEKDAYS:
        raise EventError(CANNOT)
    by = {key: _numbers(parts[key], *bounds) for key, bounds in _NUMBERS.items() if key in parts}
    if np.prod([len(by.get(key, (0,))) for key in ("BYHOUR", "BYMINUTE", "BYSECOND")]) > _MOST_TIMES:
        raise EventError(TOO_OFTEN)
    return Rule(
        freq=freq,
        interval=_positive(parts.get("INTERVAL", "1")),
        count=_positive(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"], to_local) if "UNTIL" in parts else None,
        week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
        weekdays=_weekdays(parts["BYDAY"], freq, "BYWEEKNO" in by) if "BYDAY" in parts else (),
        by=by,
    )


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text)):
        raise EventError(CANNOT)
    return int(text)


def _numbers(text: str, low: int, high: int) -> tuple[int, ...]:
    words = text.split(",")
    if len(words) > 400 or not all(re.fullmatch(r"[+-]?[0-9]{1,3}", word) for word in words):
        raise EventError(CANNOT)
    numbers = sorted({int(word) for word in words})
    if numbers[0] < low or numbers[-1] > high or (low < 0 and 0 in numbers):
        raise EventError(CANNOT)
    return tuple(numbers)


def _until(text: str, to_local: Callable[[int], int]) -> int:
    """The last reading that UNTIL allows; a date allows all of that day."""
    reading, is_date, utc = local_reading(text)
    if is_date:
        return reading + DAY - 1
    return to_local(reading) if utc else reading


def _weekdays(text: str, freq: str, by_week: bool) -> tuple[tuple[int, int], ...]:
    found = [_BYDAY.fullmatch(word) for word in text.split(",")]
    if len(found) > 400 or None in found:
        raise EventError(CANNOT)
    days = {(int(one[1] or 0), _WEEKDAYS.index(one[2])) for one in found if one}
    ordinals = any(number for number, _ in days)
    if ordinals and (freq in ("DAILY", "WEEKLY") or by_week):
        raise EventError(CANNOT)
    return tuple(sorted(days))


@dataclass(slots=True)
class Budget:
    """What the series of one file may come to together, in days gone through and in occurrences."""

    days: int = 20_000_000
    times: int = 100_000

    def spend(self, days: int = 0, times: int = 0) -> None:
        """Take from it; raises `EventError` where that is not left. What was refused is not taken."""
        if days > self.days or times > self.times:
            raise EventError(TOO_MUCH)
        self.days -= days
        self.times -= times


# ---- days ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A stretch of days and where each lies in its week, month and year."""

    day: Days
    weekday: Days  # Monday is 0
    month: Days  # from 1
    year: Days
    month_day: Days  # from 1
    month_length: Days
    year_day: Days  # from 1
    year_length: Days


def _calendar(first: int, last: int) -> _Calendar:
    day = np.arange(first, last + 1)
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    month_start, month_end = _days(months), _days((months.astype(np.int64) + 1).astype("datetime64[M]"))
    year_start, year_end = _days(years), _days((years.astype(np.int64) + 1).astype("datetime64[Y]"))
    return _Calendar(
        day, (day + 3) % 7, months.astype(np.int64) % 12 + 1, years.astype(np.int64) + 1970,
        day - month_start + 1, month_end - month_start, day - year_start + 1, year_end - year_start,
    )  # fmt: skip


def _days(dates: NDArray[np.datetime64]) -> Days:
    days: Days = dates.astype("datetime64[D]").astype(np.int64)
    return days


def occurrences(rule: Rule, start: int, end: int, budget: Budget | None = None) -> Days:
    """The readings at or after `start` and at or before `end` that a rule gives, sorted; raises `EventError`."""
    if rule.until is not None:
        end = min(end, rule.until)
    if end < start:
        return np.zeros(0, np.int64)
    first, last = _whole_periods(rule, start // DAY, end // DAY)
    if budget is not None:
        budget.spend(days=last - first + 1)
    calendar = _calendar(first, last)
    period = _period(rule, calendar, start // DAY)
    chosen = _on(rule, calendar, start // DAY) & (period % rule.interval == 0) & (period >= 0)
    times = rule.times(start)
    readings: Days = (calendar.day[chosen][:, None] * DAY + times).ravel()
    if "BYSETPOS" in rule.by:
        readings = readings[_at_positions(np.repeat(period[chosen], len(times)), rule.by["BYSETPOS"])]
    readings = readings[(readings >= start) & (readings <= end)][: rule.count].copy()  # not the whole it is a part of
    if len(readings) > MOST:
        raise EventError(TOO_MANY)
    return readings


def goes_on(rule: Rule, found: int, end: int) -> bool:
    """Whether a rule that gave `found` readings up to `end` may give more after it."""
    return (rule.count is None or found < rule.count) and (rule.until is None or rule.until > end)


def _whole_periods(rule: Rule, first: int, last: int) -> tuple[int, int]:
    """Days from the start of the first one's period to the end of the last one's."""
    if rule.freq == "DAILY":
        return first, last
    if rule.freq == "WEEKLY":
        return first - (first + 3 - rule.week_start) % 7, last + 6 - (last + 3 - rule.week_start) % 7
    unit = "datetime64[M]" if rule.freq == "MONTHLY" else "datetime64[Y]"
    ends = np.array([first, last]).astype("datetime64[D]").astype(unit) + np.array([0, 1])
    return int(_days(ends)[0]), int(_days(ends)[1]) - 1


def _period(rule: Rule, calendar: _Calendar, start: int) -> Days:
    """The number of each day's period, counted from that of the start."""
    period: Days = calendar.year - calendar.year[0]
    if rule.freq == "DAILY":
        period = calendar.day - start
    elif rule.freq == "WEEKLY":
        period = (calendar.day - calendar.day[0]) // 7
    elif rule.freq == "MONTHLY":
        period = period * 12 + calendar.month - calendar.month[0]
    return period


def _on(rule: Rule, calendar: _Calendar, start: int) -> Mask:
    """The days that fit every part of the rule, or where it names no days, those that fit the start's own."""
    mask = np.ones(len(calendar.day), np.bool_)
    numbers = {
        "BYMONTHDAY": (calendar.month_day, calendar.month_length),
        "BYYEARDAY": (calendar.year_day, calendar.year_length),
    }
    if "BYMONTH" in rule.by:
        mask &= np.isin(calendar.month, rule.by["BYMONTH"])
    for part, (number, length) in numbers.items():
        if part in rule.by:
            mask &= np.isin(number, rule.by[part]) | np.isin(number - length - 1, rule.by[part])
    if "BYWEEKNO" in rule.by:
        number, weeks = _week_numbers(calendar, rule.week_start)
        mask &= np.isin(number, rule.by["BYWEEKNO"]) | np.isin(number - weeks - 1, rule.by["BYWEEKNO"])
    if rule.weekdays:
        mask &= _on_weekdays(rule, calendar)
    return mask & _default(rule, calendar, start)


def _default(rule: Rule, calendar: _Calendar, start: int) -> Mask:
    """The start's own day of the week, the month or the year, where the rule leaves it open."""
    named = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & rule.by.keys()
    if rule.weekdays or rule.freq == "DAILY" or named - {"BYWEEKNO"}:
        return np.ones(len(calendar.day), np.bool_)
    own = _calendar(start, start)
    if rule.freq == "WEEKLY" or named:
        mask: Mask = calendar.weekday == own.weekday[0]
        return mask
    mask = calendar.month_day == own.month_day[0]
    if rule.freq == "YEARLY" and "BYMONTH" not in rule.by:
        mask &= calendar.month == own.month[0]
    return mask


def _on_weekdays(rule: Rule, calendar: _Calendar) -> Mask:
    """The days on one of the rule's weekdays: on every such day, or on the n-th of the month or the year."""
    of_month = rule.freq == "MONTHLY" or "BYMONTH" in rule.by
    number = calendar.month_day if of_month else calendar.year_day
    length = calendar.month_length if of_month else calendar.year_length
    mask = np.isin(calendar.weekday, [weekday for nth, weekday in rule.weekdays if not nth])
    for nth, weekday in rule.weekdays:
        if nth:
            place = (number - 1) // 7 + 1 if nth > 0 else -((length - number) // 7) - 1
            mask |= (calendar.weekday == weekday) & (place == nth)
    return mask


def _week_numbers(calendar: _Calendar, week_start: int) -> tuple[Days, Days]:
    """Each day's week and how many weeks its year of weeks has (ISO 8601 where weeks start on Monday)."""
    middle = calendar.day - (calendar.weekday - week_start) % 7 + 3  # a week is of the year that has most of it
    years = middle.astype("datetime64[D]").astype("datetime64[Y]")
    number = (middle - _days(years)) // 7 + 1
    last = _days((years.astype(np.int64) + 1).astype("datetime64[Y]")) - 1
    last_middle = last - ((last + 3) % 7 - week_start) % 7 + 3
    last_middle = np.where(last_middle > last, last_middle - 7, last_middle)
    return number, (last_middle - _days(years)) // 7 + 1


def _at_positions(period: Days, positions: tuple[int, ...]) -> Mask:
    """The readings at some positions, from the first or the last, among those of their period."""
    starts = np.flatnonzero(np.diff(period, prepend=period[:1] - 1)) if len(period) else period
    counts = np.diff(np.append(starts, len(period)))
    place = np.arange(len(period)) - np.repeat(starts, counts)
    return np.isin(place + 1, positions) | np.isin(place - np.repeat(counts, counts), positions)
