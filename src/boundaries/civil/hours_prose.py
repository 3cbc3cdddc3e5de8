"""Opening hours in plain English: `Monday to Friday from 09:00 to 18:00, not on public holidays`.

What the prose says is what the hours mean; hours that would need a long or a doubtful sentence are quoted instead.
Rules that name nothing but weekdays are read together, so such hours are worded by what they mean, however written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, takewhile
from typing import NamedTuple

from boundaries.civil.day_words import joined
from boundaries.civil.days_prose import EVERY_WEEKDAY, closing_days, opening_days, plainest, weekday_words
from boundaries.civil.hours import Hours
from boundaries.civil.hours_parse import parse
from boundaries.civil.hours_rule import DAY_MINUTES, DateRange, Days, HoursRule, Spans, combine

_WHOLE_DAY: Spans = ((0, DAY_MINUTES),)
_COMMENT = re.compile(r'"([^"]*)"')
_LONGEST, _MOST = 300, 6  # characters, and rules, that one sentence can carry
_LAST_COUNTS = "where several of these fit one day, the last of them counts"
_PAST_MIDNIGHT = "what runs past midnight belongs to the day on which it begins"


def hours_prose(hours: Hours) -> str:
    """The hours as a person would say them, else their own text in quotation marks."""
    said = _prose(hours)
    return said if said is not None else f"“{hours.text}”"


def _prose(hours: Hours) -> str | None:
    rules = [replace(rule, days=plainest(rule.days)) for rule in hours.rules]
    weekly = list(takewhile(_is_weekly, rules))
    week, layers = _week(weekly), rules[len(weekly) :]
    if not any(week):
        layers = _from_first_opening(layers)
    comments, before = _comments(hours), len(rules) - len(layers)
    base = _week_words(week) if any(week) else "" if layers else "never"
    if any(index < before for index in comments):
        if before > 1 or not base:
            return None  # it belongs to one of several rules that are read together, or to one that is left out
        base = f"{base} ({comments[0]})"
    if not layers:
        return base
    noted = [comments.get(before + n, "") for n in range(len(layers))]
    return _layered(base, week, layers, noted)


def _comments(hours: Hours) -> dict[int, str]:
    """The comment of each rule that has one, by its number: `"by phone"`, which stands at the end of its rule."""
    found = [(match.end(), match[1].strip()) for match in _COMMENT.finditer(hours.text)]
    return {len(parse(hours.text[:end])) - 1: f"“{text}”" for end, text in found if text}


# ---- weekdays alone -------------------------------------------------------------------------------------------


def _is_weekly(rule: HoursRule) -> bool:
    return rule.days == Days(weekdays=rule.days.weekdays)


def _week(rules: Sequence[HoursRule]) -> list[Spans]:
    """The spans that start on each weekday."""
    return [combine(r for r in rules if not r.days.weekdays or day in r.days.weekdays) for day in range(7)]


def _week_words(week: Sequence[Spans]) -> str:
    """`Monday to Thursday from 09:00 to 18:00; Friday from 09:00 to 13:00`; days with the same hours stand together."""
    if set(week) == {_WHOLE_DAY}:
        return "at any time"
    groups: dict[Spans, list[int]] = {}
    for day, spans in enumerate(week):
        if spans:
            groups.setdefault(spans, []).append(day)
    return "; ".join(f"{weekday_words(days)} {times_words(spans)}" for spans, days in groups.items())


def times_words(spans: Spans) -> str:
    """`from 09:00 to 12:00 and from 13:00 to 17:00`, `from 22:00 to 02:00 the next day`, `all day`."""
    if spans == _WHOLE_DAY:
        return "all day"
    return joined([f"from {_clock(start)} to {_end(end)}" for start, end in spans])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _end(minutes: int) -> str:
    if minutes in (DAY_MINUTES, 2 * DAY_MINUTES):
        return "midnight" if minutes == DAY_MINUTES else "the end of the next day"
    return f"{_clock(minutes - DAY_MINUTES)} the next day" if minutes > DAY_MINUTES else _clock(minutes)


# ---- seasons, dates, holidays ---------------------------------------------------------------------------------


class _Item(NamedTuple):
    """One rule in words, and what has to be known of it to join it to the others."""

    rule: HoursRule
    words: str

    @property
    def closes(self) -> bool:
        """Whether it closes whole days."""
        return not self.rule.opens and not self.rule.spans

    @property
    def replaces(self) -> bool:
        """Whether it says all there is about its days."""
        return self.closes or (self.rule.opens and self.rule.joint == ";")


def _from_first_opening(layers: list[HoursRule]) -> list[HoursRule]:
    """The rules from the first that opens something: where nothing is open yet there is nothing to close."""
    first = next((n for n, rule in enumerate(layers) if rule.opens), len(layers))
    rest = layers[first:]
    return [replace(rest[0], joint=";"), *rest[1:]] if rest and rest[0].joint == "," else rest


def _layered(base: str, week: Sequence[Spans], layers: list[HoursRule], comments: list[str]) -> str | None:
    """The hours of the weekdays, then each rule that changes them on some days; None where that would be doubtful."""
    items: list[_Item] = []
    for rule, comment in zip(layers, comments, strict=True):
        words = _rule_words(rule, first=not base and not items, apart=_apart(rule, week, items))
        if words is None or rule.joint == "||":
            return None
        items.append(_Item(rule, f"{words} ({comment})" if comment else words))
    notes = _notes(items if base else items[1:], items, week)
    said = [*([base] if base else []), *(item.words for item in items)]
    if notes is None or len(said) > _MOST:
        return None
    short = len(said) == 2 and not notes and ";" not in said[0] and said[1].startswith(("not ", "but ", "and also "))
    text = f"{(', ' if short else '; ').join(said)}{f' ({joined(notes)})' if notes else ''}"
    return text if len(text) <= _LONGEST else None


def _rule_words(rule: HoursRule, first: bool, apart: bool) -> str | None:
    """One rule: `on 24 December from 09:00 to 12:00`, behind others `but ..`, `and also ..`, `not ..`."""
    if not rule.opens:
        days = closing_days(rule.days)
        if days is None or _ends_late([rule.spans]):
            return None
        return f"not {days}" if not rule.spans else f"but {days} not {times_words(combine([_opened(rule)]))}"
    if (opening := opening_days(rule.days)) is None:
        return None
    words = f"{opening} {times_words(combine([rule]))}"
    if words == "every day all day":
        words = "at any time"
    if first:
        return words
    return f"and also {words}" if rule.joint == "," else words if apart else f"but {words}"


def _opened(rule: HoursRule) -> HoursRule:
    return replace(rule, opens=True)


def _apart(rule: HoursRule, week: Sequence[Spans], items: Sequence[_Item]) -> bool:
    """Whether a rule is about days on which nothing was open before, and of which no other rule spoke."""
    free = not any(week[day] for day in _weekdays(rule.days))
    return free and all(_never_both(rule.days, item.rule.days) for item in items)


def _notes(changing: Sequence[_Item], items: Sequence[_Item], week: Sequence[Spans]) -> list[str] | None:
    """What has to be added so that the order of the rules is not lost; None where a note would not do.

    A rule behind the first speaks for its days whatever the first said, and so do the last ones that close days;
    between the others of `changing` it matters which comes later.
    """
    ordered = list(changing)
    while ordered and ordered[-1].closes:
        ordered.pop()
    pairs = [(a, b) for a, b in combinations(ordered, 2) if not _never_both(a.rule.days, b.rule.days)]
    pairs = [(a, b) for a, b in pairs if not (a.closes and b.closes) and not (_adds(a) and _adds(b))]
    if any(not item.replaces for pair in pairs for item in pair):
        return None
    overrides = any(not _adds(item) for item in changing)
    runs_late = _ends_late([*week, *(item.rule.spans for item in items)])
    return [note for note, said in ((_LAST_COUNTS, pairs), (_PAST_MIDNIGHT, overrides and runs_late)) if said]


def _adds(item: _Item) -> bool:
    return item.rule.opens and item.rule.joint == ","


def _ends_late(week: Sequence[Spans]) -> bool:
    return any(end > DAY_MINUTES for spans in week for _, end in spans)


def _never_both(a: Days, b: Days) -> bool:
    """Whether it is plain that no day is both: by weekday, week, year or date."""
    first, second = _weekdays(a), _weekdays(b)
    if not first & second or (a.weeks and b.weeks and not a.weeks & b.weeks):
        return True
    if a.years and b.years and not {y for r in a.years for y in r} & {y for r in b.years for y in r}:
        return True
    return bool(a.dates and b.dates) and not any(_meet(d, e) for d in a.dates for e in b.dates)


def _weekdays(days: Days) -> frozenset[int]:
    """The weekdays that selected days can have."""
    if days.holidays or any(nth.shift for nth in days.nths) or not (days.weekdays or days.nths):
        return EVERY_WEEKDAY
    return days.weekdays | {nth.weekday for nth in days.nths}


def _meet(a: DateRange, b: DateRange) -> bool:
    """Whether two ranges of dates can share a day; two of known years are compared as such."""
    if a.first_year and b.first_year:
        return (a.first_year, *a.first) <= (b.last_year, *b.last) and (b.first_year, *b.first) <= (a.last_year, *a.last)
    return any(low <= other <= high for low, high in _stretches(a) for other in _edges(b)) or any(
        low <= other <= high for low, high in _stretches(b) for other in _edges(a)
    )


def _stretches(dates: DateRange) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The range within one year: in two where it runs over new year, the whole year where it may hold any day."""
    if dates.last_year - dates.first_year > 1 or (dates.last_year > dates.first_year and dates.last >= dates.first):
        return [((1, 1), (12, 31))]
    if dates.first <= dates.last and dates.first_year == dates.last_year:
        return [(dates.first, dates.last)]
    return [(dates.first, (12, 31)), ((1, 1), dates.last)]


def _edges(dates: DateRange) -> list[tuple[int, int]]:
    return [edge for stretch in _stretches(dates) for edge in stretch]
