"""Opening hours from text: the part of OpenStreetMap's opening_hours specification that a contract can mean.

Refused, each with a way out: sunrise and its kin, `unknown`, school holidays, easter, open ends (`10:00+`), points in
time, a comment on its own, and what could be read in two ways.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from boundaries.civil.hours_days import is_year, parse_weekdays, parse_wide
from boundaries.civil.hours_rule import DAY_MINUTES, Days, HoursRule, Spans
from boundaries.civil.hours_tokens import Token, Tokens
from boundaries.civil.hours_words import MONTHS, STATES, times_meant, written

_WHOLE_DAY: Spans = ((0, DAY_MINUTES),)
_WIDE_COMMA = re.compile(r",\s+[0-9]{1,2}:")
_TIMES_HINT = "times are written `09:00-17:00`"
_SEPARATE_HINT = "separate rules with `;`, times with `,`"
_RULE_HINT = "hours are written `Mo-Fr 09:00-17:00; PH off`"

Joint = Literal[";", ",", "||"]
_JOINTS: dict[str, Joint] = {";": ";", ",": ",", "||": "||"}


def parse(text: str) -> tuple[HoursRule, ...]:
    """The rules of opening hours, in their order; raises `HoursError` for what has no meaning here."""
    tokens = Tokens(text)
    if tokens.peek().kind == "end":
        tokens.refuse("the hours are empty", _RULE_HINT)
    rules = []
    joint: Joint = ";"
    while True:
        rules.append(_rule(tokens, joint))
        token = tokens.take()
        if token.kind == "end":
            return tuple(rules)
        joint = _JOINTS[token.text]
        if token.text == ";" and tokens.peek().kind == "end":
            return tuple(rules)


def _rule(tokens: Tokens, joint: Joint) -> HoursRule:
    """One rule, up to the separator behind it."""
    start = tokens.peek()
    if start.kind == "always":
        tokens.take()
        days, times = Days(), _WHOLE_DAY
    else:
        days, times = _days(tokens), _times(tokens)
    opens = _state(tokens)
    if tokens.peek() is start:
        tokens.unexpected(_RULE_HINT)
    if tokens.peek().kind == "comment" and (times or opens is not None):
        tokens.take()
    _expect_end(tokens)
    if not times and opens is None:
        _refuse_bare(tokens, start, days)
    if opens is False and len(times) > 1:
        _refuse_wide_comma(tokens, start)
    closes = opens is False
    return HoursRule(days, times or (() if closes else _WHOLE_DAY), not closes, joint)


def _days(tokens: Tokens) -> Days:
    wide, weekdays = parse_wide(tokens), parse_weekdays(tokens)
    if weekdays is None:
        return wide
    tokens.took(":")
    return replace(weekdays, years=wide.years, dates=wide.dates, weeks=wide.weeks)


def _state(tokens: Tokens) -> bool | None:
    """Whether the rule says `open` (True), `off` or `closed` (False), or neither."""
    return STATES[tokens.take().low] if tokens.peek().low in STATES else None


def _expect_end(tokens: Tokens) -> None:
    """Raises for what stands where a rule should end."""
    token = tokens.peek()
    if token.kind == "end" or (token.kind == "sign" and token.text in _JOINTS):
        return
    if token.low == "ph":
        tokens.refuse("`PH` does not follow weekdays or times", "write `Mo-Fr,PH 09:00-17:00`, or `; PH off`", token)
    if token.kind == "time":
        tokens.refuse(f"{tokens.named(token)} is not expected here", _SEPARATE_HINT, token)
    tokens.unexpected(_SEPARATE_HINT)


def _refuse_bare(tokens: Tokens, start: Token, days: Days) -> None:
    """Raises for a rule of days alone that was surely meant otherwise; `Mo-Fr` on its own means the whole days."""
    if days == Days(years=days.years):
        hint = f"{times_meant(tokens.text, start.offset)}, or else write `open` behind the year"
        tokens.refuse("a year alone could be a time of day", hint, start)
    comma = tokens.peek()
    if comma.text == ",":
        if tokens.peek(1).kind == "word" and tokens.peek(1).low not in MONTHS:
            tokens.take()
            tokens.unexpected(_RULE_HINT)
        tokens.refuse("the days before this comma have no times", "give them times, or separate rules with `;`", comma)


def _refuse_wide_comma(tokens: Tokens, start: Token) -> None:
    """Raises for `09:00-18:00, 12:00-13:00 off`: does it close the last time alone, or all of them?"""
    wide = _WIDE_COMMA.search(tokens.text, start.offset, tokens.peek().offset)
    if wide:
        hint = "to close the last alone separate it with `;`, to close them all leave out the space"
        message = "`off` behind this comma could mean the last time or all of them"
        tokens.refuse(message, hint, Token("sign", ",", wide.start()))


# ---- times --------------------------------------------------------------------------------------------------


def _times(tokens: Tokens) -> Spans:
    """The time spans of a rule, an empty tuple where it has none."""
    found: list[tuple[int, int]] = []
    while tokens.peek().kind == "time":
        found.append(_span(tokens))
        if tokens.peek().text != "," or tokens.peek(1).kind not in ("time", "number"):
            return tuple(found)
        if is_year(tokens.peek(1)):
            return tuple(found)
        tokens.take()
    if found:
        tokens.unexpected(_TIMES_HINT)
    return ()


def _span(tokens: Tokens) -> tuple[int, int]:
    """One span in minutes from midnight; one that ends before it starts ends on the next day."""
    start_token = tokens.take()
    start = _minutes(tokens, start_token)
    if start >= DAY_MINUTES:
        hint = "a span past midnight is written `22:00-02:00`"
        tokens.refuse(f"no day has an hour `{start_token.text}`", hint, start_token)
    if tokens.peek().low in ("am", "pm", "a", "p", "uhr"):
        hint = times_meant(tokens.text, start_token.offset)
        tokens.refuse(f"`{start_token.text} {tokens.peek().text}` is not a time here", hint, start_token)
    if tokens.peek().text == "+":
        tokens.unexpected(_TIMES_HINT)
    if not tokens.took("-"):
        if tokens.peek().kind in ("other", "word"):
            tokens.unexpected(_TIMES_HINT)
        hint = f"write a span, such as `{written(start)}-{written(start + 60)}`"
        tokens.refuse(f"`{start_token.text}` is a moment without length", hint, start_token)
    if tokens.peek().kind != "time":
        tokens.unexpected(_TIMES_HINT)
    end_token = tokens.take()
    end = _minutes(tokens, end_token)
    if end > 2 * DAY_MINUTES:
        tokens.refuse(f"`{end_token.text}` lies beyond the next day", "a span ends at `48:00` at the latest", end_token)
    if tokens.peek().text in ("+", "/"):
        tokens.unexpected(_TIMES_HINT)
    return start, end + DAY_MINUTES if end <= start else end


def _minutes(tokens: Tokens, token: Token) -> int:
    hour, minute = token.text.split(":")
    if int(minute) > 59:
        tokens.refuse(f"no hour has a minute `{minute}`", "minutes are 00 to 59", token)
    return int(hour) * 60 + int(minute)
