"""Hours over the days on which they are in force: are they ever open, always open, and do two of them meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from boundaries.civil.hours import DayTable, Hours, day_table
from boundaries.civil.zone import to_local

_HORIZON = date(2037, 12, 31).toordinal()  # as far as hours are compared


@dataclass(frozen=True, slots=True)
class Period:
    """The local days (ordinals) on which a version is in force, at most to the end of the year after its start.

    `whole` is false where it goes on after the last day looked at.
    """

    first_day: int
    last_day: int
    whole: bool
    country: str | None

    @property
    def table_days(self) -> tuple[int, int]:
        """The whole years around the period, so that the contracts of a caseload share their tables."""
        first, last = date.fromordinal(self.first_day), date.fromordinal(self.last_day)
        return first.replace(month=1, day=1).toordinal(), last.replace(month=12, day=31).toordinal()


def period(start_us: int, end_us: int | None, zone: str, country: str | None) -> Period:
    """The days from an instant on, up to another one."""
    first = to_local(start_us, zone).date()
    horizon = date(first.year + 1, 12, 31)
    last = to_local(end_us - 1, zone).date() if end_us is not None else date.max
    return Period(first.toordinal(), min(last, horizon).toordinal(), last <= horizon, country)


def would_open(hours: object) -> bool:
    """Whether hours say at all when they are open; `off` alone does not."""
    return isinstance(hours, Hours) and any(rule.opens for rule in hours.rules)


def never_open(hours: object, when: Period) -> bool:
    """Whether hours are surely closed for as long as a version is in force."""
    return not any(1 in pattern for pattern in _patterns(hours, when))


def always_open(hours: object, when: Period) -> bool:
    """Whether hours are surely open at every minute for as long as a version is in force."""
    return not any(0 in pattern for pattern in _patterns(hours, when))


def _patterns(hours: object, when: Period) -> Iterator[bytes]:
    """The patterns of the days a version is in force: the first two years, then as long as calendars are known."""
    assert isinstance(hours, Hours)
    for stretch in (when, *(() if when.whole else _later(when))):
        table = day_table(hours, when.country, *stretch.table_days)
        yield from (table.patterns[i] for i in set(_numbers(table, stretch)))


def _later(when: Period) -> Iterator[Period]:
    if when.last_day < _HORIZON:
        yield Period(when.last_day + 1, _HORIZON, True, when.country)


def _numbers(table: DayTable, when: Period) -> list[int]:
    """The number of the pattern of each day of a period."""
    return list(table.pattern_of_day[when.first_day - table.first_day : when.last_day - table.first_day + 1])


@lru_cache(maxsize=256)
def meeting(one: Hours, other: Hours, when: Period) -> str | None:
    """The first minute at which both are surely open, as `2026-01-12 22:00`; None where there is none.

    Surely: whether public holidays are looked at or not. Who keeps holidays free in one of two clauses and does not
    say so again in the other has not contradicted anything.
    """
    countries = {when.country, None}
    tables = [day_table(hours, country, *when.table_days) for hours in (one, other) for country in countries]
    numbers = list(zip(*(_numbers(table, when) for table in tables), strict=True))
    shared = {key: _shared(tables, key) for key in set(numbers)}
    for day, key in enumerate(numbers, when.first_day):
        if (minute := shared[key]) >= 0:
            return f"{date.fromordinal(day).isoformat()} {minute // 60:02}:{minute % 60:02}"
    return None


def _shared(tables: list[DayTable], key: tuple[int, ...]) -> int:
    """The first minute of a day that is open in all tables, or -1."""
    both = -1
    for table, number in zip(tables, key, strict=True):
        both &= int.from_bytes(table.patterns[number], "big")
    return both.to_bytes(1440, "big").find(1)
