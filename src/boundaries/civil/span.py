"""Durations: spans of time, deadlines in working time, calendar windows; their text, their arithmetic, their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeVar

from boundaries.civil.error import SpanError as SpanError
from boundaries.civil.zone import FIRST_US, LAST_US, from_local, to_local
from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.errors import did_you_mean
from boundaries.core.language import ENGLISH

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

MAX_TEXT = 200
_MAX_YEARS = 1000
_EXAMPLES = "such as `PT48H`, `P7D`, `24 hours` or `2 weeks`"
_DEADLINE_EXAMPLES = "such as `PT48H`, `2 weeks`, `8 open hours` or `1 working day`"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: calendar months, and elapsed microseconds (a day is 24 h, a week 168 h, always)."""

    months: int = 0
    micros: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A length of working time: hours inside the agreed hours, or local days that have some."""

    kind: Literal["open_hours", "working_days"]
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar window on the local clock: a day, an ISO week or a month."""

    unit: Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Counted:
    """A length of time in a unit of its own choice, to be said: 14 of `day`, where a span would be two weeks."""

    amount: Fraction
    unit: str


Scalable = TypeVar("Scalable", Span, Deadline)

# ---- text ---------------------------------------------------------------------------------------------------

_ISO = re.compile(
    r"P(?:(?P<years>{0})Y)?(?:(?P<months>{0})M)?(?:(?P<weeks>{0})W)?(?:(?P<days>{0})D)?"
    r"(?:T(?=\d)(?:(?P<hours>{0})H)?(?:(?P<minutes>{0})M)?(?:(?P<seconds>{0})S)?)?".format(r"\d+(?:[.,]\d+)?"),
    re.ASCII,
)
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*((?:open|working)\s+)?([^\W\d_]+)", re.ASCII)
_JOIN = re.compile(r"\s*(?:,|\band\b)?\s*", re.ASCII)
_MICROS = {"weeks": WEEK, "days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": SECOND}
_MONTHS = {"years": 12, "months": 1}
_UNITS = (*_MONTHS, *_MICROS)
_SHORT = {
    "h": "hours", "hr": "hours", "hrs": "hours", "m": "minutes", "min": "minutes", "mins": "minutes", "s": "seconds",
    "sec": "seconds", "secs": "seconds", "d": "days", "w": "weeks", "wk": "weeks", "mo": "months", "y": "years",
    "yr": "years",
}  # fmt: skip


def parse_span(text: str) -> Span:
    """A span from ISO 8601 (`P7D`, `PT48H`) or words (`24 hours`, `2 weeks`, `1 hour 30 minutes`).

    Raises `SpanError` for anything else, for zero, for a negative length and for more than 1,000 years.
    """
    value = parse_duration(text)
    if isinstance(value, Deadline):
        offset = _PART.search(text)
        raise SpanError(
            f"`{text.strip()}` is working time, and elapsed time is needed here",
            offset.start() if offset else 0,
            f"write elapsed time, {_EXAMPLES}",
        )
    return value


@lru_cache(maxsize=1024)  # the contracts of a caseload say much alike
def parse_duration(text: str) -> Span | Deadline:
    """A span, or working time: `8 open hours`, `2 working days`; raises `SpanError` as `parse_span` does."""
    if len(text) > MAX_TEXT:
        raise SpanError(f"a duration is not {len(text):,} characters long", 0, f"write one {_DEADLINE_EXAMPLES}")
    body = text.strip()
    start = len(text) - len(text.lstrip())
    if not body:
        raise SpanError("the duration is empty", 0, f"write one {_DEADLINE_EXAMPLES}")
    if body[0] in "-−+":
        raise SpanError(f"`{body}` has a sign", start, "a duration is longer than zero and has no sign")
    found = _ISO.fullmatch(body)
    if found and len(body) > 1:
        return _checked_span({u: n.replace(",", ".") for u, n in found.groupdict().items() if n}, body, start)
    if re.match(r"[Pp](?:[\dTt]|$)", body):
        raise SpanError(f"`{body}` is not an ISO 8601 duration", start, _iso_hint(body))
    return _parse_words(body, start)


def parse_per(text: str) -> Span | Calendar:
    """The window of a cap: a duration (rolling), or `day`, `week`, `month` (calendar); raises `SpanError`."""
    word = text.strip()
    if word in ("day", "week", "month"):
        return Calendar(word)  # type: ignore[arg-type]
    near = re.fullmatch(r"(?:(?:an?|each|every|per|calendar)\s+)?(day|week|month)s?", word.lower())
    if near:
        raise SpanError(f"`{word}` is not a window", 0, f"did you mean `{near[1]}`?")
    if word.lower() in ("daily", "weekly", "monthly", "year", "yearly", "hour", "hourly"):
        hints = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "P1Y", "year": "P1Y"}
        raise SpanError(f"`{word}` is not a window", 0, f"did you mean `{hints.get(word.lower(), 'PT1H')}`?")
    return parse_span(text)


def _parse_words(body: str, start: int) -> Span | Deadline:
    """A duration in words, at `start` of the user's text."""
    amounts: dict[str, str] = {}
    at = 0
    while at < len(body):
        part = _PART.match(body, at)
        if part is None:
            raise SpanError(f"`{body}` is not a duration", start + at, _words_hint(body))
        number, working, unit = part.groups()
        name = _unit(unit, start + part.start(3))
        if working:
            return _checked_deadline(number, working.strip(), name, part, body, start)
        if name in amounts:
            raise SpanError(f"`{body}` names {name} twice", start + part.start(3), "name each unit once")
        amounts[name] = number
        at = part.end()
        joint = _JOIN.match(body, at)
        if joint and joint.end() < len(body):
            at = joint.end()
    return _checked_span(amounts, body, start)


def _unit(word: str, offset: int) -> str:
    """The unit a word means, in the plural; raises `SpanError` for a word that is none."""
    name = word.lower() if word.lower().endswith("s") else word.lower() + "s"
    if name in _UNITS:
        return name
    near = _SHORT.get(word.lower())
    hint = f"did you mean `{near}`?" if near else did_you_mean(word, _UNITS)
    raise SpanError(f"`{word}` is not a unit of time", offset, hint or f"write a duration {_EXAMPLES}")


def _checked_deadline(number: str, working: str, unit: str, part: re.Match[str], body: str, start: int) -> Deadline:
    amount = Fraction(number)
    kind = f"{working} {unit}"
    if kind not in ("open hours", "working days"):
        hint = "did you mean `8 open hours` or `1 working day`?"
        raise SpanError(f"`{part[0]}` is not a duration", start + part.start(2), hint)
    if part.end() < len(body):
        raise SpanError(f"`{body}` goes on after `{part[0]}`", start + part.end(), "working time stands alone")
    if amount <= 0:
        raise SpanError(f"`{body}` is no time at all", start, "a duration is longer than zero")
    if kind == "working days" and amount.denominator != 1:
        message = f"`{part[1]}` is not a whole number of working days"
        raise SpanError(message, start + part.start(1), "did you mean open hours?")
    if amount > 100_000:
        raise SpanError(f"`{body}` is too long", start, "working time ends at 100,000")
    return Deadline("open_hours" if working == "open" else "working_days", amount)


def _checked_span(amounts: dict[str, str], body: str, start: int) -> Span:
    """The span of amounts by unit; raises `SpanError` where it is no usable one."""
    if any(len(number) > 20 for number in amounts.values()):
        raise SpanError(f"`{body}` is too long", start, f"a duration is at most {_MAX_YEARS:,} years")
    months = sum((Fraction(amounts.get(unit, 0)) * size for unit, size in _MONTHS.items()), Fraction(0))
    micros = sum((Fraction(amounts.get(unit, 0)) * size for unit, size in _MICROS.items()), Fraction(0))
    if months.denominator != 1:
        raise SpanError(f"`{body}` is not a whole number of months", start, "months and years are whole; use days")
    if months == 0 and micros == 0:
        raise SpanError(f"`{body}` is no time at all", start, "a duration is longer than zero")
    if micros.denominator != 1:
        raise SpanError(f"`{body}` is finer than a microsecond", start, "use fewer decimals")
    if months > 12 * _MAX_YEARS or micros > 366 * _MAX_YEARS * DAY:
        raise SpanError(f"`{body}` is too long", start, f"a duration is at most {_MAX_YEARS:,} years")
    return Span(int(months), int(micros))


def _iso_hint(body: str) -> str:
    if _ISO.fullmatch(body.upper()) and len(body) > 1:
        return f"did you mean `{body.upper()}`?"
    late = re.fullmatch(r"P(\d+)([HS])", body.upper())
    return f"did you mean `PT{late[1]}{late[2]}`?" if late else f"write it {_EXAMPLES}"


def _words_hint(body: str) -> str:
    if re.fullmatch(r"\d+(?:\.\d+)?", body):
        return f"a duration has a unit: `{body} hours`, `{body} days`"
    return f"write it {_DEADLINE_EXAMPLES}"


# ---- arithmetic ---------------------------------------------------------------------------------------------


def scale(value: Scalable, factor: Fraction) -> Scalable:
    """A duration times a factor above zero, to the microsecond.

    Raises `SpanError` where months or working days would not stay whole.
    """
    if factor <= 0:
        raise SpanError(f"`{factor}` leaves no time", 0, "a factor is above zero")
    if isinstance(value, Deadline):
        amount = value.amount * factor
        if value.kind == "working_days" and amount.denominator != 1:
            raise SpanError(f"{in_words(value)} times {factor} is no whole number of working days", 0, "use open hours")
        return Deadline(value.kind, amount)
    months = value.months * factor
    if months.denominator != 1:
        raise SpanError(f"{in_words(value)} times {factor} is no whole number of months", 0, "use days or weeks")
    scaled = Span(int(months), round(value.micros * factor))
    if scaled == Span():
        raise SpanError(f"{in_words(value)} times {factor} leaves no time", 0, "a duration is longer than zero")
    return scaled


def add(at_us: int, span: Span, zone_name: str) -> int:
    """The instant a span later: calendar months on the local clock first (day clamped), then elapsed time."""
    return _step(at_us, span.months, zone_name) + span.micros


def subtract(at_us: int, span: Span, zone_name: str) -> int:
    """The instant a span earlier: calendar months on the local clock first (day clamped), then elapsed time."""
    return _step(at_us, -span.months, zone_name) - span.micros


def _step(at_us: int, months: int, zone_name: str) -> int:
    """Months forward or back on the local clock; beyond the years 1-9999 the first or last instant there is."""
    if months == 0:
        return at_us
    from pendulum import instance  # some 30 ms to import, and only durations in months or years need it

    local = to_local(at_us, zone_name)
    if not MINYEAR <= (local.year * 12 + local.month - 1 + months) // 12 <= MAXYEAR:
        return FIRST_US if months < 0 else LAST_US
    # Pendulum clamps the day to the month's end. The reading goes through it without a zone: ruling 5 decides gaps
    # and folds, and in a gap Pendulum would move the clock on where the ruling wants the instant the gap ends.
    moved = instance(local.replace(tzinfo=None, fold=0), tz=None).add(months=months)
    return from_local(datetime.combine(moved.date(), moved.time()), zone_name)


def calendar_key(day: date, unit: Literal["day", "week", "month"]) -> int:
    """The number of the calendar window a local date lies in; windows in order have consecutive numbers."""
    if unit == "day":
        return day.toordinal()
    if unit == "week":
        return (day.toordinal() - 1) // 7  # 0001-01-01 was a Monday, and ISO weeks start on Mondays
    return day.year * 12 + day.month - 1


# ---- words --------------------------------------------------------------------------------------------------


def in_words(value: Span | Deadline | Calendar | Counted, language: str = ENGLISH, form: str = "") -> str:
    """Plain words: `2 weeks`, `48 hours`, `8 open hours`, `a week`. Of a duration, English text that parses back to it.

    `form` is one that a language has besides the plain one, such as `dative`.
    """
    spoken = catalogue(language)
    if isinstance(value, Calendar):
        return spoken.form(f"calendar.{value.unit}")
    parts = [_counted(amount, unit, spoken, form) for amount, unit in amounts(value)]
    return parts[0] if len(parts) == 1 else spoken.say("duration.and", first=parts[0], second=parts[1])


def amounts(value: Span | Deadline | Counted) -> list[tuple[Fraction, str]]:
    """A duration in the units a reader would use: years or months, and elapsed time."""
    if isinstance(value, Deadline):
        return [(value.amount, value.kind.removesuffix("s"))]
    if isinstance(value, Counted):
        return [(value.amount, value.unit)]
    years = value.months % 12 == 0
    months = (Fraction(value.months, 12), "year") if years else (Fraction(value.months), "month")
    return [part for part in (months, _elapsed(value.micros)) if part[0]]


def _elapsed(micros: int) -> tuple[Fraction, str]:
    """Elapsed time in the unit a reader would use: weeks from two on, days from three on, else hours ..."""
    for size, least, unit in ((WEEK, 2, "week"), (DAY, 3, "day"), (HOUR, 1, "hour"), (MINUTE, 1, "minute")):
        if micros % size == 0 and micros >= least * size:
            return Fraction(micros // size), unit
    return Fraction(micros, SECOND), "second"


def _counted(amount: Fraction, unit: str, spoken: Catalogue, form: str) -> str:
    """`1 day`, `2 days`, `1.5 hours`; an amount that is no finite decimal is rounded to six places."""
    key = f"duration.{unit}:{form}"
    key = key if spoken.has(key) else f"duration.{unit}"
    number = str(amount) if amount.denominator == 1 else f"{float(amount):.6f}".rstrip("0")
    text = spoken.form(key, 1 if amount == 1 else 2)
    return text.replace("{count}", number.replace(".", spoken.form("number.decimal")))
