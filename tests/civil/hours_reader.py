"""Reads the English of opening hours back: what a person would take each sentence to mean, day by day.

It knows nothing of rules and selectors: it goes through the sentence from left to right and notes, of each part, which
days it names and what it says about them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

Spans = list[tuple[int, int]]
Test = Callable[[date, Callable[[date], bool]], bool]

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
DAY, MONTH = f"({'|'.join(WEEKDAYS)})", f"({'|'.join(MONTHS)})"
LAST = r"where several of these fit one day, the last of them counts"
MIDNIGHT = r"what runs past midnight belongs to the day on which it begins"
NOTES = re.compile(rf" \(({LAST}|{MIDNIGHT}|{LAST} and {MIDNIGHT})\)$")
COUNTS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "last": -1,
} | {f"{word} to last": -n for n, word in enumerate(("second", "third", "fourth", "fifth"), 2)}


@dataclass
class Said:
    """The days one part names: each kind of name is a set of alternatives, and every kind that is named must fit."""

    years: list[Test] = field(default_factory=list)
    dates: list[Test] = field(default_factory=list)
    weeks: list[Test] = field(default_factory=list)
    days: list[Test] = field(default_factory=list)
    only: list[Test] = field(default_factory=list)

    def holds(self, day: date, holiday: Callable[[date], bool]) -> bool:
        named = [tests for tests in (self.years, self.dates, self.weeks, self.days, self.only) if tests]
        return all(any(test(day, holiday) for test in tests) for tests in named)


def read(prose: str, day: date, holiday: Callable[[date], bool]) -> Spans:
    """The spans that start on a day, as the sentence has them."""
    spans: Spans = []
    body = re.sub(r" \(“[^”]*”\)", "", NOTES.sub("", prose))
    if body == "never":
        return []
    for part in re.split(r"; |, (?=not |but |and also )", body):
        marker, rest = re.fullmatch(r"(not |but |and also |)(.*)", part).groups()  # type: ignore[union-attr]
        if marker == "not ":
            spans = [] if days(rest).holds(day, holiday) else spans
            continue
        named, closing, times = clock(rest)
        if not days(named).holds(day, holiday):
            continue
        added = [*spans, *times] if marker == "and also " else times
        spans = without(spans, times) if closing else added
    return merged(spans)


def clock(part: str) -> tuple[str, bool, Spans]:
    """The days of a part, whether it closes (`not from ..`), and its times."""
    if part == "at any time":
        return "every day", False, [(0, 1440)]
    if part.endswith(" all day"):
        named = part.removesuffix(" all day")
        return named.removesuffix(" not"), named.endswith(" not"), [(0, 1440)]
    found = re.search(r"( not)? (from \d\d:\d\d to .*)$", part)
    assert found, part
    spans = []
    for start, end in re.findall(
        r"from (\d\d:\d\d) to ((?:\d\d:\d\d|midnight|the end)(?: (?:of )?the next day)?)", found[2]
    ):
        times = {"midnight": 1440, "the end of the next day": 2880}
        spans.append((minutes(start), times.get(end) or minutes(end[:5]) + (1440 if end.endswith("day") else 0)))
    return part[: found.start()], bool(found[1]), spans


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@lru_cache(maxsize=64)
def days(text: str) -> Said:
    """Every name of days in a text; raises if some of it is left unread."""
    said, rest = Said(), text
    if " when it is " in rest:
        rest, _, only = rest.partition(" when it is ")
        said.only = [holidays(part) for part in re.split(r", | or ", only)]
    while rest:
        for pattern, note in NAMES:
            if found := re.match(pattern, rest):
                note(said, found)
                rest = re.sub(r"^(?:, | and | or | )", "", rest[found.end() :])
                break
        else:
            raise AssertionError(f"unread: {rest!r} of {text!r}")
    return said


def shift_of(text: str | None) -> int:
    """`on the second day after`, `on the day before`: how many days on."""
    found = re.search(r"the (\w+ )?day (before|after)", text or "")
    if found is None:
        return 0
    count = step(found[1].strip()) if found[1] else 1
    return -count if found[2] == "before" else count


def holidays(text: str) -> Test:
    by = shift_of(text)
    return lambda day, holiday: holiday(day - timedelta(days=by))


def a_weekday(said: Said, found: re.Match[str]) -> None:
    first = WEEKDAYS.index(found[1])
    last = WEEKDAYS.index(found[2]) if found[2] else first
    chosen = {(first + i) % 7 for i in range((last - first) % 7 + 1)}
    said.days.append(lambda day, _: day.weekday() in chosen)


def an_nth(said: Said, found: re.Match[str]) -> None:
    by, weekday = shift_of(found[1]), WEEKDAYS.index(found[3])
    numbers = [COUNTS[word] for word in re.split(r", | and | or ", found[2])]

    def fits(day: date, _: Callable[[date], bool]) -> bool:
        origin = day - timedelta(days=by)
        same = [d for d in range(1, monthrange(origin.year, origin.month)[1] + 1)
                if date(origin.year, origin.month, d).weekday() == weekday]  # fmt: skip
        return any(same[n - 1 if n > 0 else n] == origin.day for n in numbers if abs(n) <= len(same))

    said.days.append(fits)


def some_weeks(said: Said, found: re.Match[str]) -> None:
    chosen: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: to (\d+))?", found[1]):
        chosen |= set(range(int(first), int(last or first) + 1))
    said.weeks.append(lambda day, _: day.isocalendar().week in chosen)


def step(word: str) -> int:
    return COUNTS.get(word) or int(re.sub(r"\D", "", word))


def every_nth_week(said: Said, found: re.Match[str]) -> None:
    chosen = range(int(found[2]), int(found[3]) + 1, step(found[1]))
    said.weeks.append(lambda day, _: day.isocalendar().week in chosen)


def years(first: int, last: int, by: int = 1) -> Test:
    return lambda day, _: day.year in range(first, last + 1, by)


def stretch(first: tuple[int, int, int], last: tuple[int, int, int], next_year: bool = False) -> Test:
    """From one (year, month, day) to another; the year of the first may go without saying, or both may."""

    def fits(day: date, _: Callable[[date], bool]) -> bool:
        at = (day.month, day.day)
        if last[0]:
            return (first[0] or last[0], *first[1:]) <= (day.year, *at) <= last
        if first[1:] <= last[1:] and not next_year:
            return first[1:] <= at <= last[1:]
        return at >= first[1:] or at <= last[1:]

    return fits


def number(text: str | None) -> int:
    return int(text or 0)


def month(text: str) -> int:
    return MONTHS.index(text) + 1


def months(said: Said, found: re.Match[str]) -> None:
    first, first_year, last, last_year = found.groups()
    end = (number(last_year), month(last or first), 31)
    said.dates.append(stretch((number(first_year), month(first), 1), end))


def one_month(said: Said, found: re.Match[str]) -> None:
    year = number(found[2])
    said.dates.append(stretch((year, month(found[1]), 1), (year, month(found[1]), 31)))


def one_date(said: Said, found: re.Match[str]) -> None:
    point = (number(found[3]), month(found[2]), int(found[1]))
    said.dates.append(stretch(point, point))


def few_days(said: Said, found: re.Match[str]) -> None:
    year, the_month = number(found[4]), month(found[3])
    said.dates.append(stretch((year, the_month, int(found[1])), (year, the_month, int(found[2]))))


def many_days(said: Said, found: re.Match[str]) -> None:
    first = (number(found[3]), month(found[2]), int(found[1]))
    last = (number(found[6]), month(found[5]), int(found[4]))
    said.dates.append(stretch(first, last, bool(found[7])))


YEAR = r"(?: (\d{4}))?"
NAMES: list[tuple[str, Callable[[Said, re.Match[str]], None]]] = [
    (r"every day|on any day", lambda s, _: s.days.append(lambda *_: True)),
    (r"in every (\w+) year from (\d+) to (\d+)", lambda s, f: s.years.append(years(int(f[2]), int(f[3]), step(f[1])))),
    (r"from (\d{4}) onwards", lambda s, f: s.years.append(years(int(f[1]), 9999))),
    (r"from (\d{4}) to (\d{4})", lambda s, f: s.years.append(years(int(f[1]), int(f[2])))),
    (r"in (\d{4})", lambda s, f: s.years.append(years(int(f[1]), int(f[1])))),
    (r"in every (\w+) calendar week from (\d+) to (\d+)", every_nth_week),
    (r"in calendar weeks? ((?:\d+(?: to \d+)?(?:, | and | or |(?=\D|$)))+)", some_weeks),
    (rf"from {MONTH}{YEAR} to {MONTH}{YEAR}", months),
    (rf"in {MONTH}{YEAR}", one_month),
    (rf"on (\d+) {MONTH}{YEAR}", one_date),
    (rf"from (\d+) to (\d+) {MONTH}{YEAR}", few_days),
    (rf"from (\d+) {MONTH}{YEAR} to (\d+) {MONTH}{YEAR}( of the next year)?", many_days),
    (rf"(?:on )?(the (?:\w+ )?day (?:before|after) )?the ((?:(?:{'|'.join(sorted(COUNTS, key=len)[::-1])})"
     rf"(?:, | and | or )?)+) {DAY} of the month", an_nth),
    (rf"(?:on )?{DAY}(?: to {DAY})?", a_weekday),
    (r"on public holidays", lambda s, _: s.days.append(holidays(""))),
    (r"on (the (?:\w+ )?day (?:before|after)) a public holiday", lambda s, f: s.days.append(holidays(f[1]))),
]  # fmt: skip


def merged(spans: Spans) -> Spans:
    open_minutes = sorted({m for start, end in spans for m in range(start, end)})
    return runs(open_minutes)


def without(spans: Spans, closed: Spans) -> Spans:
    taken = {m for start, end in closed for m in range(start, end)}
    return runs(sorted({m for start, end in spans for m in range(start, end)} - taken))


def runs(found: list[int]) -> Spans:
    known = set(found)
    starts = [m for m in found if m - 1 not in known]
    return list(zip(starts, [m + 1 for m in found if m + 1 not in known], strict=True))
