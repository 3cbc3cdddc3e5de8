"""One rule of opening hours: the days it selects and what it does to the spans that start on them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Holidays: TypeAlias = Callable[[date], bool]
Spans: TypeAlias = tuple[tuple[int, int], ...]  # half-open, in minutes from the midnight of the day they start on

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class DateRange:
    """Calendar days from `first` to `last`, both included, as (month, day); over new year where last < first.

    With years (0: every year) it is that one stretch of days.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    first_year: int = 0
    last_year: int = 0

    def holds(self, day: date) -> bool:
        """Whether the day lies in the range."""
        at = (day.month, day.day)
        if self.first_year:
            return (self.first_year, *self.first) <= (day.year, *at) <= (self.last_year, *self.last)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The n-th weekday of a month (n < 0: from its end), moved by some days."""

    weekday: int
    nth: int
    shift: int = 0

    def holds(self, day: date) -> bool:
        """Whether the day is that one."""
        origin = _moved(day, -self.shift)
        if origin is None or origin.weekday() != self.weekday:
            return False
        if self.nth > 0:
            return (origin.day - 1) // 7 + 1 == self.nth
        return (_month_length(origin) - origin.day) // 7 + 1 == -self.nth


@dataclass(frozen=True, slots=True)
class Days:
    """The days a rule is about: every selector that is given must hold; none given selects every day."""

    years: tuple[range, ...] = ()
    dates: tuple[DateRange, ...] = ()
    weeks: frozenset[int] = frozenset()  # ISO 8601
    weekdays: frozenset[int] = frozenset()  # 0 is Monday; these, `nths` and `holidays` are alternatives
    nths: tuple[NthWeekday, ...] = ()
    holidays: tuple[int, ...] = ()  # public holidays moved by so many days
    only_holidays: tuple[int, ...] = ()  # ... which the day must be as well

    @property
    def mention_holidays(self) -> bool:
        """Whether public holidays matter to these days at all."""
        return bool(self.holidays or self.only_holidays)

    def hold(self, day: date, holidays: Holidays) -> bool:
        """Whether the day is selected; `holidays` says which days are public holidays."""
        if self.weekdays or self.nths or self.holidays:
            by_weekday = day.weekday() in self.weekdays or any(nth.holds(day) for nth in self.nths)
            if not (by_weekday or (self.holidays and _is_holiday(day, self.holidays, holidays))):
                return False
        if self.dates and not any(dates.holds(day) for dates in self.dates):
            return False
        if self.years and not any(day.year in years for years in self.years):
            return False
        if self.weeks and day.isocalendar().week not in self.weeks:
            return False
        return not self.only_holidays or _is_holiday(day, self.only_holidays, holidays)


@dataclass(frozen=True, slots=True)
class HoursRule:
    """What a rule does on its days.

    `joint` is how it joins the rules before it: `;` replaces what they opened, `,` adds to it, `||` speaks only where
    none of them did. A rule that closes takes its spans away; without spans, everything that starts that day.
    """

    days: Days
    spans: Spans
    opens: bool = True
    joint: Literal[";", ",", "||"] = ";"


def combine(rules: Iterable[HoursRule]) -> Spans:
    """The spans that start on a day, from the rules that select it, in their order; sorted and merged."""
    found: list[tuple[int, int]] = []
    spoken = False
    for rule in rules:
        if rule.joint == "||" and spoken:
            continue
        spoken = True
        if not rule.opens:
            found = _without(found, rule.spans) if rule.spans else []
        else:
            found = [*(found if rule.joint == "," else ()), *rule.spans]
    return _merged(found)


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _without(spans: list[tuple[int, int]], closed: Spans) -> list[tuple[int, int]]:
    for low, high in closed:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[0] < part[1]
        ]
    return spans


def _is_holiday(day: date, shifts: tuple[int, ...], holidays: Holidays) -> bool:
    return any(origin is not None and holidays(origin) for origin in (_moved(day, -shift) for shift in shifts))


def _moved(day: date, by: int) -> date | None:
    """The day some days later, None outside the calendar."""
    if by == 0:
        return day
    ordinal = day.toordinal() + by
    return date.fromordinal(ordinal) if date.min.toordinal() <= ordinal <= date.max.toordinal() else None


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
