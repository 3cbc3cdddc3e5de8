"""Opening hours: the agreed time of a week, a season, a holiday, in the language of OpenStreetMap.

The parser and the expansion are our own: what every rule form, the deadlines and the comparison of contracts need is
one plain meaning per local minute, without a zone and without the machine's clock.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from boundaries.civil.error import HoursError
from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours_parse import parse
from boundaries.civil.hours_rule import DAY_MINUTES, Days, Holidays, HoursRule, Spans, combine

__all__ = ["DayTable", "Hours", "HoursError", "day_table", "ever_open", "includes", "is_open", "parse_hours"]

_COMPARED = (date(2024, 1, 1).toordinal(), date(2037, 12, 31).toordinal())


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours as agreed: the text, and the rules it stands for. A value: hashable, comparable, picklable."""

    text: str
    rules: tuple[HoursRule, ...]

    def spans(self, day: date, holidays: Holidays) -> Spans:
        """The open spans that start on a day: half-open, in minutes from its midnight, sorted, merged.

        A span belongs to the day it starts on, and may end as late as 2880.
        """
        return combine(rule for rule in self.rules if rule.days.hold(day, holidays))

    @property
    def mentions_holidays(self) -> bool:
        """Whether public holidays matter to these hours at all."""
        return any(rule.days.mention_holidays for rule in self.rules)


@lru_cache(maxsize=1024)  # the contracts of a caseload say much alike
def parse_hours(text: str) -> Hours:
    """Hours from OpenStreetMap's opening_hours syntax; raises `HoursError` with the place and a way out."""
    return Hours(text, parse(text))


def is_open(hours: Hours, local: datetime, holidays: Holidays) -> bool:
    """Whether a civil reading lies inside the hours: the plain meaning, one minute at a time.

    The reading is floored to its minute; a span of the day before counts until its end.
    """
    day, minute = local.date(), local.hour * 60 + local.minute
    if any(start <= minute < end for start, end in hours.spans(day, holidays)):
        return True
    if day == date.min:
        return False
    before = date.fromordinal(day.toordinal() - 1)
    return any(minute + DAY_MINUTES < end for _, end in hours.spans(before, holidays))


@dataclass(frozen=True, slots=True)
class DayTable:
    """Hours written out day by day.

    Day `first_day + i` (a proleptic ordinal, `date.toordinal`) has the pattern `patterns[pattern_of_day[i]]`: 1440
    bytes, one a local minute, 1 where it is open; the tail of the day before is included.
    """

    first_day: int
    pattern_of_day: array[int]
    patterns: tuple[bytes, ...]


@lru_cache(maxsize=256)
def day_table(hours: Hours, country: str | None, first_day: int, last_day: int) -> DayTable:
    """The hours of every day from `first_day` to `last_day`, both included, as proleptic ordinals.

    `country` says which days are public holidays; raises `UnknownCountry` where the hours mention any. The table is
    shared: never change it.
    """
    rules, begin = hours.rules, max(first_day - 1, 1)
    held_on = [_held(rule.days, country, begin, last_day) for rule in rules]
    spans_of: dict[tuple[bool, ...], Spans] = {}
    index_of: dict[tuple[Spans, Spans], int] = {}
    pattern_of_day = array("H")
    before: Spans = ()
    for ordinal, key in enumerate(zip(*held_on, strict=True), begin):
        spans = spans_of.get(key)
        if spans is None:
            spans = spans_of[key] = combine(rule for rule, held in zip(rules, key, strict=True) if held)
        if ordinal >= first_day:
            pattern_of_day.append(index_of.setdefault((before, spans), len(index_of)))
        before = spans
    return DayTable(first_day, pattern_of_day, tuple(_pattern(*pair) for pair in index_of))


@lru_cache(maxsize=256)
def _held(days: Days, country: str | None, first_day: int, last_day: int) -> bytes:
    """Whether a selector holds on each day, 0 or 1; the contracts of a caseload share few selectors."""
    holidays = public_holidays(country if days.mention_holidays else None)
    return bytes(days.hold(date.fromordinal(ordinal), holidays) for ordinal in range(first_day, last_day + 1))


def _pattern(before: Spans, spans: Spans) -> bytes:
    """One day's minutes, from the spans that started the day before and those that start on it."""
    minutes = bytearray(DAY_MINUTES)
    for start, end in (*((a - DAY_MINUTES, b - DAY_MINUTES) for a, b in before), *spans):
        low, high = max(start, 0), min(end, DAY_MINUTES)
        if low < high:
            minutes[low:high] = b"\1" * (high - low)
    return bytes(minutes)


def includes(wide: Hours, narrow: Hours, country: str | None) -> bool:
    """Whether every minute open in `narrow` is open in `wide`, over the years 2024-2037."""
    outer, inner = day_table(wide, country, *_COMPARED), day_table(narrow, country, *_COMPARED)
    pairs = set(zip(outer.pattern_of_day, inner.pattern_of_day, strict=True))
    return not any(_bits(inner.patterns[j]) & ~_bits(outer.patterns[i]) for i, j in pairs)


def ever_open(hours: Hours, country: str | None) -> bool:
    """Whether the hours are open at any minute of the years 2024-2037."""
    return any(1 in pattern for pattern in day_table(hours, country, *_COMPARED).patterns)


def _bits(pattern: bytes) -> int:
    return int.from_bytes(pattern, "big")
