"""Days and instants as people say them in English: `12 January 2026`, `12 January 2026 at 09:00`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from boundaries.civil.zone import first_instant, to_local

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """`first`, `tenth`, `11th`, `22nd`."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def joined(items: Sequence[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def day_words(day: date) -> str:
    """A date: `12 January 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def since_words(at_us: int, zone: str) -> str:
    """The first instant of a period on the clock of a zone: its day alone where it is the day's first instant."""
    local = to_local(at_us, zone)
    if at_us == first_instant(local.date(), zone):
        return day_words(local.date())
    return f"{day_words(local.date())} at {local:%H:%M}"


def until_words(at_us: int, zone: str) -> str:
    """The instant at which a period is over: `the end of 15 February 2026` where a day ends with it."""
    local = to_local(at_us, zone)
    if at_us == first_instant(local.date(), zone) and local.date() > date.min:
        return f"the end of {day_words(date.fromordinal(local.toordinal() - 1))}"
    return f"{day_words(local.date())} at {local:%H:%M}"
