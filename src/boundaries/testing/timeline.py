"""The lines of a scenario's timeline: `2026-03-03 21:10 practitioner > message sms length=40`."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from boundaries.civil.zone import from_local, load_zone
from boundaries.contract.moments import MomentError, parse_day, parse_moment
from boundaries.core.columns import BY_NAME, KINDS, PARTIES, Column, is_kind, looks_like_content
from boundaries.core.errors import did_you_mean
from boundaries.core.instants import parse_instant, to_datetime
from boundaries.core.interaction import Interaction
from boundaries.source.node import Node
from boundaries.source.reading import Problems, listed, nearest, tick

LASTING = ("session", "call", "supervision", "review", "task", "support_used")  # kinds a range of times makes sense for
EXAMPLE = "such as `2026-03-03 21:10 practitioner > message sms length=40`"
_TOKEN = re.compile(r'[^\s"]*"[^"]*"|\S+')
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
_CLOCK = re.compile(rf"({_TIME})(Z|\+\d\d:\d\d)?(?:-({_TIME}))?", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:\d\d|Z", re.ASCII)
_LEADING = ("at", "kind", "by")  # columns that stand at the beginning of every line


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: the interaction it says, and the line itself, its words one blank apart."""

    interaction: Interaction
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose interactions a timeline tells, and on which clock."""

    relationship: str
    zone: str


class _Token(NamedTuple):
    text: str
    offset: int


class _LineError(Exception):
    """A line that cannot be read: code, message, token and hint of the first problem."""

    def __init__(self, code: str, message: str, token: _Token, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.token, self.hint = code, message, token, hint


def read_line(node: Node, number: int, pair: Pair, problems: Problems) -> Line | None:
    """The interaction of line `number` (from 1); None, and a problem at the word that is wrong, if it says none."""
    found = read_weekly(node, (number,), pair, problems)
    return found[0] if found else None


def read_weekly(node: Node, numbers: Sequence[int], pair: Pair, problems: Problems) -> tuple[Line, ...]:
    """The interactions of a line that is read again a week later for each further number; no more behind a problem.

    Each is read as if it were written out with its own dates, so an hour that a clock leaves out or shows twice is
    what it is in any line.
    """
    if not isinstance(node.value, str):
        problems.add("B130", "a line of a timeline is one text", node.location, EXAMPLE)
        return ()
    tokens = [_Token(found[0], found.start()) for found in _TOKEN.finditer(node.value)]
    lines: list[Line] = []
    try:
        for week, number in enumerate(numbers):
            own = [_weeks_later(token, place, week) for place, token in enumerate(tokens)] if week else tokens
            columns = _columns(own, number, pair)
            if week == 0 and len(numbers) > 1:
                _check_alone(tokens)
            lines.append(Line(Interaction.from_mapping(columns), " ".join(token.text for token in own)))
    except _LineError as wrong:
        problems.add_inside(wrong.code, wrong.message, node, wrong.token.offset, wrong.hint)
    return tuple(lines)


def _check_alone(tokens: list[_Token]) -> None:
    """Nothing that only one row can say may stand in a line for many."""
    for token in tokens:
        name, equals, _ = token.text.partition("=")
        if equals and name in ("id", "ref"):
            hint = "write the rows that need it out, each as a line of its own"
            raise _LineError("B131", f"`{name}=` would be the same in every week", token, hint)


def _weeks_later(token: _Token, place: int, weeks: int) -> _Token:
    """A word of a line so many weeks later: the line's date, or that of a column of instants or of a plan."""
    name, equals, text = token.text.partition("=")
    dated = equals and (name == "planned" or (name in BY_NAME and BY_NAME[name].type == "instant"))
    start = 0 if place == 0 else len(name) + 1 + text.startswith('"')
    if (place and not dated) or not (found := _DATE.match(token.text, start)):
        return token
    day = date.fromisoformat(found[0]) + timedelta(weeks=weeks)
    return _Token(token.text[:start] + day.isoformat() + token.text[found.end() :], token.offset)


def _columns(tokens: list[_Token], number: int, pair: Pair) -> dict[str, object]:
    """The columns of a line's interaction, each checked."""
    rest = deque(tokens)
    columns: dict[str, object] = {"id": f"e{number}"}
    day = _moment(rest, columns, pair.zone)
    columns["by"] = _among(_next(rest, "who did it"), PARTIES, "who did it")
    arrow = _next(rest, "`>`")
    if arrow.text != ">":
        raise _LineError("B130", f"{tick(arrow.text)} where `>` stands between who and what", arrow, EXAMPLE)
    kind = _next(rest, "what happened")
    if not is_kind(kind.text):
        raise _LineError("B104", f"what happened cannot be {tick(kind.text)}", kind, nearest(kind.text, KINDS))
    columns["kind"] = kind.text
    if "minutes" in columns and kind.text not in LASTING and kind.text in KINDS:
        hint = f"a range belongs to {listed(LASTING)}; an offset stands behind a blank, a plan in `planned=10:00-10:50`"
        raise _LineError("B130", f"a {tick(kind.text)} has no end", kind, hint)
    for position, token in enumerate(rest):
        if position == 0 and "=" not in token.text:
            columns["channel"] = token.text.lower()
        else:
            _column(token, columns, day, pair.zone)
    if "practitioner" not in columns:
        columns.setdefault("relationship", pair.relationship)
    return columns


def _next(tokens: deque[_Token], what: str) -> _Token:
    if not tokens:
        raise _LineError("B130", f"the line ends before {what}", _Token("", 0), EXAMPLE)
    return tokens.popleft()


# ---- when ---------------------------------------------------------------------------------------------------


def _moment(tokens: deque[_Token], columns: dict[str, object], zone: str) -> date:
    """Read date and time into `at` (and `minutes`, of a range); the line's date."""
    first = _next(tokens, "the date")
    day_text, joined, clock_text = first.text.partition("T")
    day = _day(_Token(day_text, first.offset))
    clock = _Token(clock_text, first.offset + len(day_text) + 1) if joined else _next(tokens, "the time")
    found = _CLOCK.fullmatch(clock.text)
    if found is None:
        raise _LineError(
            "B133",
            f"{tick(clock.text)} is no time",
            clock,
            "such as `21:10`, or `10:00-10:50` from its start to its end",
        )
    start, offset, end = found.groups()
    if tokens and offset is None and _OFFSET.fullmatch(tokens[0].text):
        offset = tokens.popleft().text
    local = _local(day, start, clock)
    if end and not offset and _shown_twice_with(local, f"-{end}", zone):
        offset, end = f"-{end}", None
    at = _instant(local, offset, zone, clock)
    columns["at"] = to_datetime(at)
    if end:
        columns["minutes"] = (_end(local, end, offset, zone, clock) - at) / 60_000_000
    return day


def _end(start: datetime, end: str, offset: str | None, zone: str, token: _Token) -> int:
    """When a range that began at a local time ends: that day, or where it is no later, the next."""
    if end.startswith("24:00"):
        return _instant(datetime.combine(start.date(), datetime.min.time()) + timedelta(days=1), offset, zone, token)
    local = _local(start.date(), end, token)
    return _instant(local if local > start else local + timedelta(days=1), offset, zone, token)


def _shown_twice_with(local: datetime, offset: str, zone: str) -> bool:
    """Whether the clock shows a time twice and one of the two has this offset: `01:30-05:00` is no range then."""
    seen = {local.replace(tzinfo=load_zone(zone), fold=fold).strftime("%z") for fold in (0, 1)}
    return (
        len(seen) == 2
        and offset.replace(":", "") in seen
        and from_local(local, zone) != from_local(local.replace(fold=1), zone)
    )


def _day(token: _Token) -> date:
    try:
        return parse_day(token.text)
    except MomentError as problem:
        raise _LineError("B133", problem.message, token, problem.hint) from None


def _local(day: date, clock: str, token: _Token) -> datetime:
    try:
        return datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise _LineError("B133", f"no day has a time {tick(clock)}", token, "hours go from `00` to `23`") from None


def _instant(local: datetime, offset: str | None, zone: str, token: _Token) -> int:
    if offset is None:
        return from_local(local, zone)
    try:
        return parse_instant(f"{local.isoformat()}{offset}")
    except ValueError as problem:
        raise _LineError("B133", f"{tick(token.text)}: {problem}", token) from None


# ---- columns ------------------------------------------------------------------------------------------------


def _column(token: _Token, columns: dict[str, object], day: date, zone: str) -> None:
    name, equals, text = token.text.partition("=")
    if not equals:
        raise _LineError(
            "B131",
            f"{tick(token.text)} is no `column=value`",
            token,
            'values with blanks stand in quotes: `place="room 2"`',
        )
    value = _Token(text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text, token.offset + len(name) + 1)
    if name == "planned":
        _plan(value, columns, day, zone)
        return
    column = BY_NAME.get(name)
    if column is None or name in _LEADING:
        raise _LineError("B131", f"{tick(name)} is no column a line can set", token, _column_hint(name))
    if name in columns and name != "id":
        _given_twice(name, _value(column, value, zone), columns, token)
    columns[name] = _value(column, value, zone)


def _given_twice(name: str, value: object, columns: dict[str, object], token: _Token) -> None:
    """A second value of a column: only `minutes` beside a range may stand, and only where the two agree."""
    if name == "minutes" and value == columns[name]:
        return
    said = f"the range says {columns[name]:g} minutes" if name == "minutes" else "it is given already"
    raise _LineError("B131", f"{tick(token.text)}: {said}", token, "leave one of the two out")


def _column_hint(name: str) -> str:
    if name in _LEADING:
        return "it stands at the beginning of the line"
    if looks_like_content(name):
        return "an interaction has no content"
    return did_you_mean(name, (*BY_NAME, "planned")) or "see `boundaries schema interaction` for the columns"


def _plan(value: _Token, columns: dict[str, object], day: date, zone: str) -> None:
    """`planned=10:00-10:50`, on the line's day, or on another: `planned=2026-03-05T10:00-10:50`."""
    date_text, clock_text = "", value.text
    if len(clock_text) > 10 and clock_text[10] in "T ":
        date_text, clock_text = clock_text[:10], clock_text[11:]
    found = _CLOCK.fullmatch(clock_text)
    if found is None or "planned_start" in columns or "planned_end" in columns:
        raise _LineError("B132", f"{tick(value.text)} is no plan", value, "such as `planned=10:00-10:50`, once, alone")
    start, offset, end = found.groups()
    local = _local(_day(_Token(date_text, value.offset)) if date_text else day, start, value)
    columns["planned_start"] = to_datetime(_instant(local, offset, zone, value))
    if end:
        columns["planned_end"] = to_datetime(_end(local, end, offset, zone, value))


def _value(column: Column, value: _Token, zone: str) -> object:
    if not value.text:
        raise _LineError(
            "B132", f"`{column.name}=` is followed by nothing", value, "leave it out where it is not known"
        )
    if column.type == "instant":
        try:
            return to_datetime(parse_moment(value.text).start(zone))
        except MomentError as problem:
            raise _LineError("B133", problem.message, value, problem.hint) from None
    if column.type in ("number", "integer"):
        return _number(column, value)
    if column.words:
        return _among(value, column.words, f"`{column.name}`")
    return value.text.lower() if column.name == "channel" else value.text


def _number(column: Column, value: _Token) -> float | int:
    try:
        number = Decimal(value.text)
    except InvalidOperation:
        number = Decimal("NaN")
    whole = column.type == "integer"
    if not number.is_finite() or (whole and number % 1) or (number < 0 and column.name != "amount"):
        kind = "a whole number from 0 on" if whole else "a number"
        raise _LineError("B132", f"`{column.name}` is {kind}, not {tick(value.text)}", value)
    return int(number) if whole else float(number)


def _among(token: _Token, words: tuple[str, ...], what: str) -> str:
    if token.text not in words:
        raise _LineError("B104", f"{what} cannot be {tick(token.text)}", token, nearest(token.text, words))
    return token.text
