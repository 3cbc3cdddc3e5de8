"""The days that a rule of opening hours is about, in plain English: `in March, on the first Monday of the month`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from boundaries.civil.day_words import MONTH_NAMES, WEEKDAY_NAMES, joined, ordinal
from boundaries.civil.hours_rule import DateRange, Days, NthWeekday
from boundaries.civil.hours_words import MONTH_LENGTHS

EVERY_WEEKDAY = frozenset(range(7))
_LAST_YEAR = 9999  # `2026+` goes on to here


def plainest(days: Days) -> Days:
    """The same days without what changes nothing: all seven weekdays, alone or beside other days, are every day."""
    if days.weekdays != EVERY_WEEKDAY:
        return days
    return replace(days, weekdays=frozenset(), nths=(), holidays=days.only_holidays, only_holidays=())


def weekday_words(weekdays: Iterable[int], word: str = "and") -> str:
    """`Monday to Friday`, `Monday and Thursday`, `Saturday to Monday`; of all seven, `every day`."""
    chosen = frozenset(weekdays)
    if chosen == EVERY_WEEKDAY:
        return "every day"
    starts = [day for day in sorted(chosen) if (day - 1) % 7 not in chosen]
    parts: list[str] = []
    for start in starts:
        length = next(n for n in range(1, 8) if (start + n) % 7 not in chosen)
        names = [WEEKDAY_NAMES[(start + n) % 7] for n in range(length)]
        parts += [f"{names[0]} to {names[-1]}"] if length > 2 else names
    return joined(parts, word)


def opening_days(days: Days) -> str | None:
    """The days on which something is open, up to where the times follow: `in March, Monday to Friday`.

    None where dates and other days would stand side by side as if they were one list.
    """
    wide, narrow = _wide(days, "and"), _narrow(days, "and", bare=True)
    if wide and narrow:
        return None if " on " in f" {wide}" and narrow.startswith("on ") else f"{wide}, {narrow}"
    return narrow or (wide if _are_single(days) else f"{wide}, every day" if wide else "every day")


def closing_days(days: Days) -> str | None:
    """The days on which nothing is open, behind a `not`: `on public holidays`, `in August on Sunday`.

    None where two lists would stand beside each other: a `not` does not say how far it reaches.
    """
    wide, narrow = _wide(days, "or"), _narrow(days, "or", bare=False)
    dimensions = sum(map(bool, (days.years, days.dates, days.weeks)))
    alternatives = len(days.holidays) + len(days.nths) + bool(days.weekdays)
    if dimensions > 1 or (wide and narrow and (" or " in wide or alternatives > 1)):
        return None
    return " ".join(part for part in (wide, narrow) if part) or "on any day"


def _are_single(days: Days) -> bool:
    """Whether the days are dates named one by one."""
    single = all(d.first == d.last and d.first_year == d.last_year for d in days.dates)
    return bool(days.dates) and single and not days.years and not days.weeks


# ---- years, dates, weeks --------------------------------------------------------------------------------------


def _wide(days: Days, word: str) -> str:
    years = joined([_year_words(years) for years in days.years], word) if days.years else ""
    dates = joined([_date_words(dates) for dates in days.dates], word) if days.dates else ""
    weeks = _week_words(sorted(days.weeks), word) if days.weeks else ""
    return ", ".join(part for part in (years, dates, weeks) if part)


def _year_words(years: range) -> str:
    first, last = years[0], years[-1]
    if first == last:
        return f"in {first}"
    if len(years) > 2 and years.step > 1:
        return f"in every {ordinal(years.step)} year from {first} to {last}"
    if years.step > 1:
        return f"in {first} and in {last}"
    return f"from {first} onwards" if last == _LAST_YEAR else f"from {first} to {last}"


def _date_words(dates: DateRange) -> str:
    (month, day), (last_month, last_day) = dates.first, dates.last
    year, last_year = (f" {year}" if year else "" for year in (dates.first_year, dates.last_year))
    name, last_name = MONTH_NAMES[month - 1], MONTH_NAMES[last_month - 1]
    if year == last_year:
        year = ""  # said once, behind the last
    wraps = dates.last < dates.first and not last_year
    if day == 1 and last_day == MONTH_LENGTHS[last_month - 1]:
        same = month == last_month and not year
        return f"in {last_name}{last_year}" if same else f"from {name}{year} to {last_name}{last_year}"
    if dates.first == dates.last and not year:
        return f"on {day} {name}{last_year}"
    if month == last_month and not year and not wraps:
        return f"from {day} to {last_day} {name}{last_year}"
    next_year = " of the next year" if wraps and month == last_month else ""
    return f"from {day} {name}{year} to {last_day} {last_name}{last_year}{next_year}"


def _week_words(weeks: Sequence[int], word: str) -> str:
    steps = {after - before for before, after in pairwise(weeks)}
    if len(weeks) > 2 and len(steps) == 1 and steps != {1}:
        return f"in every {ordinal(steps.pop())} calendar week from {weeks[0]} to {weeks[-1]}"
    starts = [week for week in weeks if week - 1 not in weeks]
    ends = [week for week in weeks if week + 1 not in weeks]
    runs = [str(a) if a == b else f"{a} to {b}" for a, b in zip(starts, ends, strict=True)]
    return f"in calendar week{'s' if len(weeks) > 1 else ''} {joined(runs, word)}"


# ---- weekdays and holidays ------------------------------------------------------------------------------------


def _narrow(days: Days, word: str, bare: bool) -> str:
    """Weekdays, n-th weekdays and public holidays, alternatives of each other; `bare` without `on` before a weekday."""
    parts = [f"{'' if bare else 'on '}{weekday_words(days.weekdays, word)}"] if days.weekdays else []
    parts += [f"{_shifted(shift) or 'on '}{text}" for shift, text in _nth_words(days.nths, word)]
    parts += [f"{_shifted(shift)}a public holiday" if shift else "on public holidays" for shift in days.holidays]
    found = joined(list(dict.fromkeys(parts)), word) if parts else ""
    if days.only_holidays:
        kinds = (f"{_shifted(shift).removeprefix('on ')}a public holiday" for shift in days.only_holidays)
        found = f"{found} when it is {joined(list(dict.fromkeys(kinds)), 'or')}"
    return found


def _nth_words(nths: Sequence[NthWeekday], word: str) -> list[tuple[int, str]]:
    groups: dict[tuple[int, int], list[int]] = {}
    for nth in nths:
        groups.setdefault((nth.weekday, nth.shift), []).append(nth.nth)
    return [
        (shift, f"the {joined(list(dict.fromkeys(map(_nth, found))), word)} {WEEKDAY_NAMES[weekday]} of the month")
        for (weekday, shift), found in groups.items()
    ]


def _nth(number: int) -> str:
    if number > 0:
        return ordinal(number)
    return "last" if number == -1 else f"{ordinal(-number)} to last"


def _shifted(shift: int) -> str:
    """What stands before a day that others are counted from."""
    if not shift:
        return ""
    count = "" if abs(shift) == 1 else f"{ordinal(abs(shift))} "
    return f"on the {count}day {'before' if shift < 0 else 'after'} "
