"""The day selectors of opening hours from text: years, dates, weeks, weekdays, holidays."""

from __future__ import annotations

from typing import NamedTuple

from boundaries.civil.hours_rule import DateRange, Days, NthWeekday
from boundaries.civil.hours_tokens import Token, Tokens
from boundaries.civil.hours_words import MONTH_LENGTHS, MONTHS, WEEKDAYS

_FIRST_YEAR, _LAST_YEAR = 1900, 9999
_YEAR_HINT = "years are written `2026` or `2026-2028`"
_DATE_HINT = "dates are written `Dec 25`, `Mar 01-Oct 31` or `2026 Dec 24`"
_WEEK_HINT = "weeks are written `week 01-10` or `week 02-52/2`"
_NTH_HINT = "the n-th weekday of a month is written `Mo[1]`, the last `Mo[-1]`"


def parse_wide(tokens: Tokens) -> Days:
    """The selectors of a rule that stand before its weekdays, as far as there are any."""
    start = tokens.peek()
    years = _years(tokens) if is_year(tokens.peek()) and not _is_dated_year(tokens) else ()
    dates = _dates(tokens) if tokens.peek().low in MONTHS or _is_dated_year(tokens) else ()
    weeks = _weeks(tokens) if tokens.peek().low == "week" else frozenset()
    if years and any(d.last < d.first and not d.first_year for d in dates):
        hint = "write both years: `2026 Nov 01-2027 Feb 28`"
        tokens.refuse("a year with dates that run over new year could be either winter", hint, start)
    if years or dates or weeks:
        tokens.took(":")  # a colon for readability
    return Days(years=years, dates=dates, weeks=weeks)


# ---- years --------------------------------------------------------------------------------------------------


def is_year(token: Token) -> bool:
    """Whether a token can be a year: four digits, from 1900 on."""
    return token.kind == "number" and len(token.text) == 4 and token.text >= str(_FIRST_YEAR)


def _is_dated_year(tokens: Tokens, ahead: int = 0) -> bool:
    """Whether a year, a month and a day follow: `2026 Dec 24`."""
    year, month, day = (tokens.peek(ahead + i) for i in range(3))
    return is_year(year) and month.low in MONTHS and day.kind == "number" and len(day.text) < 3


def _years(tokens: Tokens) -> tuple[range, ...]:
    found = []
    while True:
        first = last = _year(tokens)
        step = 1
        if tokens.took("+"):
            last = _LAST_YEAR
        elif tokens.took("-"):
            behind = tokens.peek()
            last = _year(tokens)
            if last < first:
                tokens.refuse(f"the years end in {last}, before they start", f"did you mean `{last}-{first}`?", behind)
            if tokens.took("/"):
                step = tokens.number(1, 999, "a step of years", "every second year is written `2026-2036/2`")
        found.append(range(first, last + 1, step))
        if not (tokens.peek().text == "," and is_year(tokens.peek(1)) and not _is_dated_year(tokens, 1)):
            return tuple(found)
        tokens.take()


def _year(tokens: Tokens) -> int:
    return tokens.number(_FIRST_YEAR, _LAST_YEAR, "a year", _YEAR_HINT)


# ---- months and dates ---------------------------------------------------------------------------------------


class _Point(NamedTuple):
    """The start or end of a range of dates; year and day are 0 where they are not written."""

    year: int
    month: int
    day: int


def _dates(tokens: Tokens) -> tuple[DateRange, ...]:
    found = []
    before = _Point(0, 0, 0)
    while True:
        token = tokens.peek()
        start = _point(tokens, before)
        if before.year and not start.year:
            tokens.refuse("a date without a year behind one with a year", "write the year at each date", token)
        end = _point(tokens, start._replace(year=0)) if tokens.took("-") else start
        found.append(_date_range(tokens, token, start, end))
        before = end._replace(year=found[-1].last_year)
        ahead = tokens.peek(1)
        more = ahead.low in MONTHS or _is_dated_year(tokens, 1) or (end.day and _is_day(ahead))
        if not (tokens.peek().text == "," and more):
            return tuple(found)
        tokens.take()


def _is_day(token: Token) -> bool:
    return token.kind == "number" and len(token.text) < 3


def _point(tokens: Tokens, before: _Point) -> _Point:
    """A date, a month, or a day of the month named before it."""
    if _is_day(tokens.peek()) and before.day:
        return before._replace(day=_day(tokens, before.month))
    year = _year(tokens) if _is_dated_year(tokens) else 0
    if tokens.peek().low not in MONTHS:
        tokens.unexpected(_DATE_HINT)
    month = MONTHS[tokens.take().low]
    return _Point(year, month, _day(tokens, month) if _is_day(tokens.peek()) else 0)


def _day(tokens: Tokens, month: int) -> int:
    length = MONTH_LENGTHS[month - 1]
    name = next(word.title() for word, number in MONTHS.items() if number == month)
    return tokens.number(1, length, f"a day of {name}", f"{name} has the days 01 to {length}")


def _date_range(tokens: Tokens, token: Token, start: _Point, end: _Point) -> DateRange:
    """The range between two points; the year of the first carries over to the last, or to the winter's end."""
    if bool(start.day) != bool(end.day):
        tokens.refuse("a range of dates needs a day at both ends", _DATE_HINT, token)
    if end.year and not start.year:
        tokens.refuse("a range of dates that ends in a year starts in one", "write `2026 Dec 20-2027 Jan 05`", token)
    first, last = (start.month, start.day or 1), (end.month, end.day or MONTH_LENGTHS[end.month - 1])
    end_year = end.year or (start.year and start.year + (last < first))
    if (end_year, last) < (start.year, first) and end_year:
        tokens.refuse("a range of dates that ends before it starts", "write `2026 Dec 20-2027 Jan 05`", token)
    return DateRange(first, last, start.year, end_year)


# ---- weeks --------------------------------------------------------------------------------------------------


def _weeks(tokens: Tokens) -> frozenset[int]:
    tokens.take()
    found: set[int] = set()
    while True:
        first = last = tokens.number(1, 53, "a week of the year", _WEEK_HINT)
        step = 1
        if tokens.took("-"):
            behind = tokens.peek()
            last = tokens.number(1, 53, "a week of the year", _WEEK_HINT)
            if last < first:
                hint = f"over new year they are written `week {first:02}-53,01-{last:02}`"
                tokens.refuse("the weeks end before they start", hint, behind)
            if tokens.took("/"):
                step = tokens.number(1, 53, "a step of weeks", _WEEK_HINT)
        found.update(range(first, last + 1, step))
        if not (tokens.peek().text == "," and tokens.peek(1).kind == "number"):
            return frozenset(found)
        tokens.take()


# ---- weekdays and holidays ----------------------------------------------------------------------------------


def parse_weekdays(tokens: Tokens) -> Days | None:
    """The weekdays and public holidays of a rule, None where it names none."""
    if not _is_weekday_or_holiday(tokens.peek()):
        return None
    weekdays: set[int] = set()
    nths: list[NthWeekday] = []
    holidays: list[int] = []
    while True:
        if tokens.peek().low == "ph":
            tokens.take()
            holidays.append(_shift(tokens))
        else:
            _weekday(tokens, weekdays, nths)
        if not (tokens.peek().text == "," and _is_weekday_or_holiday(tokens.peek(1))):
            break
        tokens.take()
    if holidays and not weekdays and not nths and tokens.peek().low in WEEKDAYS:  # `PH Mo-Fr`: both at once
        start = tokens.peek()
        inner = parse_weekdays(tokens)
        assert inner is not None
        if inner.holidays:
            tokens.refuse("holidays stand once, before the weekdays", "write `PH Mo-Fr` or `PH,Mo-Fr`", start)
        return Days(weekdays=inner.weekdays, nths=inner.nths, only_holidays=tuple(holidays))
    return Days(weekdays=frozenset(weekdays), nths=tuple(nths), holidays=tuple(holidays))


def _is_weekday_or_holiday(token: Token) -> bool:
    return token.low in WEEKDAYS or token.low == "ph"


def _weekday(tokens: Tokens, weekdays: set[int], nths: list[NthWeekday]) -> None:
    first = WEEKDAYS[tokens.take().low]
    if tokens.took("["):
        numbers = _nths(tokens)
        shift = _shift(tokens)
        nths.extend(NthWeekday(first, nth, shift) for nth in numbers)
        return
    last = first
    if tokens.took("-"):
        if tokens.peek().low not in WEEKDAYS:
            tokens.unexpected("a range of weekdays is written `Mo-Fr`")
        last = WEEKDAYS[tokens.take().low]
    weekdays.update((first + i) % 7 for i in range((last - first) % 7 + 1))


def _nths(tokens: Tokens) -> list[int]:
    found: list[int] = []
    while True:
        if tokens.took("-"):
            found.append(-tokens.number(1, 5, "the number of a weekday in its month", _NTH_HINT))
        else:
            first = last = tokens.number(1, 5, "the number of a weekday in its month", _NTH_HINT)
            if tokens.took("-"):
                last = tokens.number(first, 5, "a later number", _NTH_HINT)
            found.extend(range(first, last + 1))
        if tokens.took("]"):
            return found
        if not tokens.took(","):
            tokens.refuse(f"{tokens.named(tokens.peek())} is not expected here", _NTH_HINT)


def _shift(tokens: Tokens) -> int:
    """The days a holiday or an n-th weekday is moved by: `PH -1 day`."""
    if tokens.peek().text not in ("+", "-"):
        return 0
    sign = 1 if tokens.take().text == "+" else -1
    days = tokens.number(1, 366, "a number of days", "the day before a holiday is written `PH -1 day`")
    if tokens.peek().low not in ("day", "days"):
        tokens.refuse(f"{tokens.named(tokens.peek())} is not expected here", "the day before is written `PH -1 day`")
    tokens.take()
    return sign * days
