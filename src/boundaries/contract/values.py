"""Readers: the plain text of one value in, the value out, or what is wrong with it and where inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from boundaries.civil.hours import HoursError, parse_hours
from boundaries.civil.span import SpanError, parse_duration, parse_per, parse_span
from boundaries.contract.clauses import CHANNELS, Field
from boundaries.contract.moments import Moment, MomentError, parse_day, parse_moment
from boundaries.core.columns import ACCOUNTS, PURPOSES
from boundaries.core.errors import did_you_mean

Step = str | int
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
_CHANNEL = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", re.ASCII)
_NAME_LENGTH = 200
_ONE_OF = {PURPOSES: "purpose", ACCOUNTS: "account"}  # what one word of a list is called


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value; `at` leads to the part of it, `offset` into its text, `on_key` to a key."""

    code: str
    message: str
    hint: str = ""
    at: tuple[Step, ...] = ()
    offset: int | None = None
    on_key: bool = False


class ValueProblem(ValueError):  # noqa: N818 - it carries problems
    """A value that cannot be read; carries every problem of it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """`{not_applicable: reason}`: the two looked at the clause and it does not apply."""

    reason: str


def tick(text: object, width: int = 80) -> str:
    """The user's own text in backticks, on one line, cut where it is long."""
    shown = " ".join(str(text).split())
    return f"`{shown if len(shown) <= width else shown[: width - 1] + '…'}`"


def shape(value: object) -> str:
    """What was found instead, for a message."""
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "nothing" if value is None or value == "" else tick(value)


def wrong_shape(value: object, wanted: str, example: str = "") -> ValueProblem:
    """The problem of a value whose shape is not the one wanted here."""
    hint = f"such as {example}" if example else ""
    return ValueProblem(Problem("B005", f"{shape(value)} where {wanted} is expected", hint))


def plain_text(value: object, wanted: str, example: str = "") -> str:
    """The text of a scalar that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise wrong_shape(value, wanted, example)
    return value


def not_applicable(value: object) -> NotApplicable | None:
    """The statement that a clause does not apply, if the value is one."""
    if not isinstance(value, dict) or "not_applicable" not in value:
        return None
    others = [key for key in value if key != "not_applicable"]
    if others:
        message, hint = f"{tick(others[0])} beside `not_applicable`", "it either applies or not"
        raise ValueProblem(Problem("B005", message, hint, (others[0],), on_key=True))
    reason = value["not_applicable"]
    if not isinstance(reason, str) or not reason.strip():
        message = f"{shape(reason)} where the reason is expected"
        raise ValueProblem(Problem("B005", message, "such as `{not_applicable: NHS service}`", ("not_applicable",)))
    return NotApplicable(reason)


# ---- single values --------------------------------------------------------------------------------------------


def read_text(value: object, _field: Field) -> str:
    """Free text in a few words."""
    return plain_text(value, "text")


def read_word(value: object, field: Field) -> str:
    """One of the field's words."""
    text = plain_text(value, f"one of {listed(field.words)}")
    if text not in field.words:
        raise ValueProblem(no_word(text, field.name or "value", field.words))
    return text


def read_flag(value: object, _field: Field) -> str:
    """`true` or `false`, kept as the word."""
    if value not in ("true", "false"):
        raise ValueProblem(Problem("B003", f"{shape(value)} is neither `true` nor `false`", "write one of the two"))
    return str(value)


def read_date(value: object, _field: Field) -> str:
    """A date, kept as its text."""
    text = plain_text(value, "a date", "`2027-01-01`")
    try:
        return parse_day(text).isoformat()
    except MomentError as wrong:
        raise ValueProblem(Problem("B013", wrong.message, wrong.hint)) from None


def read_hours(value: object, _field: Field) -> object:
    """Hours as OpenStreetMap opening_hours."""
    text = plain_text(value, "hours as text", '`"Mo-Fr 09:00-18:00"`')
    try:
        return parse_hours(text)
    except HoursError as wrong:
        raise ValueProblem(Problem("B010", wrong.message, wrong.hint, offset=wrong.offset)) from None


def read_number(value: object, field: Field) -> Fraction:
    """A number of at least zero in plain digits."""
    text = plain_text(value, "a number", "`10`")
    if not _NUMBER.fullmatch(text):
        raise ValueProblem(Problem("B012", f"{tick(text)} is not a number", _number_hint(text, field)))
    number = Fraction(text)
    if field.name == "minutes" and not number:
        raise ValueProblem(Problem("B012", "`0` minutes is no length", "write a number above zero"))
    return number


def read_whole(value: object, field: Field) -> Fraction:
    """A whole number of at least zero."""
    number = read_number(value, field)
    if number.denominator != 1:
        raise ValueProblem(Problem("B012", f"{tick(value)} is not a whole number", f"such as `{round(number)}`"))
    return number


def _number_hint(text: str, field: Field) -> str:
    if text.startswith("-"):
        return "a number here is zero or more"
    if field.name in ("minutes", "overrun") and (found := re.search(r"[0-9]{1,9}", text)):
        return f"write the number of minutes alone, such as `{found[0]}`"
    if "," in text:
        return "a decimal point, and no separators: `1234.50`"
    return "plain digits, such as `10` or `2.5`"


def _duration(parse: Callable[[str], object], example: str) -> Callable[[object, Field], object]:
    def read(value: object, _field: Field) -> object:
        text = plain_text(value, "a duration", example)
        try:
            return parse(text)
        except SpanError as wrong:
            raise ValueProblem(Problem("B011", wrong.message, wrong.hint, offset=wrong.offset)) from None

    return read


# ---- lists and channels -----------------------------------------------------------------------------------------


def read_texts(value: object, _field: Field) -> tuple[str, ...]:
    """A list of short texts, or one alone."""
    return each(value, lambda item: plain_text(item, "text"))


def read_words(value: object, field: Field) -> tuple[str, ...]:
    """A list of the field's words, or one alone."""
    return _words(value, field.words, _ONE_OF[field.words])


def _words(value: object, words: tuple[str, ...], what: str) -> tuple[str, ...]:
    def one(item: object) -> str:
        text = plain_text(item, f"one of {listed(words)}")
        if text not in words:
            raise ValueProblem(no_word(text, what, words))
        return text

    return each(value, one)


def read_channels(value: object, _field: Field) -> dict[str, tuple[str, ...] | None]:
    """Channels with their purposes (None: any), from a list, one channel, or a mapping."""
    if value == "none":
        raise ValueProblem(Problem("B005", "`none` where channels are expected", "no channel at all is `[]`"))
    if not isinstance(value, dict):
        return dict.fromkeys(each(value, _channel))
    problems: list[Problem] = []
    channels: dict[str, tuple[str, ...] | None] = {}
    for name, purposes in value.items():
        try:
            channels[_channel(name)] = None
        except ValueProblem as wrong:
            problems += [Problem(p.code, p.message, p.hint, (name,), on_key=True) for p in wrong.problems]
        try:
            channels[name] = _purposes(purposes)
        except ValueProblem as wrong:
            problems += _under(name, wrong)
    if problems:
        raise ValueProblem(*problems)
    return channels


def _purposes(value: object) -> tuple[str, ...] | None:
    if value == "any":
        return None
    if value is None or value == []:
        hint = "write `any`, or purposes such as `[crisis]`"
        raise ValueProblem(Problem("B005", "a channel without a purpose", hint))
    if isinstance(value, list) and "any" in value:
        raise ValueProblem(Problem("B003", "`any` in a list of purposes", "write `any` alone", (value.index("any"),)))
    return _words(value, PURPOSES, "channel purpose")


def _channel(value: object) -> str:
    text = plain_text(value, "a channel", "`sms`")
    if not _CHANNEL.fullmatch(text):
        near = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
        hint = f"did you mean `{near}`?" if _CHANNEL.fullmatch(near) else f"such as {listed(CHANNELS[:4])}"
        raise ValueProblem(Problem("B003", f"{tick(text)} is not a channel: a channel is a word in lower case", hint))
    return text


def each(value: object, read: Callable[[object], str]) -> tuple[str, ...]:
    """The items of a list without repeats, or the one value that stands for a list of one."""
    if not isinstance(value, list):
        return (read(value),)
    values: list[str] = []
    problems: list[Problem] = []
    for index, item in enumerate(value):
        try:
            values.append(read(item))
        except ValueProblem as wrong:
            problems += _under(index, wrong)
    if problems:
        raise ValueProblem(*problems)
    return tuple(dict.fromkeys(values))


def _under(step: Step, wrong: ValueProblem) -> list[Problem]:
    return [Problem(p.code, p.message, p.hint, (step, *p.at), p.offset, p.on_key) for p in wrong.problems]


def no_word(text: str, what: str, words: Iterable[str]) -> Problem:
    """The problem of a word that is not on the list."""
    words = tuple(words)
    article = "an" if what[:1] in "aeiou" else "a"
    hint = did_you_mean(text, words) or f"one of {listed(words)}"
    return Problem("B003", f"{tick(text)} is not {article} {what.replace('_', ' ')}", hint)


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def read_name(value: object, what: str = "a name") -> str:
    """A pseudonym or an id: short text without odd characters."""
    text = plain_text(value, what, "`c-207`")
    if len(text) > _NAME_LENGTH or not text.isprintable() or text != text.strip():
        raise ValueProblem(Problem("B022", f"{tick(text, 40)} cannot be {what}", "a short word such as `c-207`"))
    return text


def read_moment(value: object) -> Moment:
    """A date, a local date-time or an instant."""
    text = plain_text(value, "a date", "`2026-01-12`")
    try:
        return parse_moment(text)
    except MomentError as wrong:
        raise ValueProblem(Problem("B013", wrong.message, wrong.hint)) from None


READERS: dict[str, Callable[[object, Field], object]] = {
    "hours": read_hours,
    "number": read_number,
    "whole": read_whole,
    "span": _duration(parse_span, "`P7D`"),
    "duration": _duration(parse_duration, "`1 working day`"),
    "per": _duration(parse_per, "`week` or `P7D`"),
    "text": read_text,
    "word": read_word,
    "flag": read_flag,
    "date": read_date,
    "texts": read_texts,
    "words": read_words,
    "channels": read_channels,
    "party": lambda value, _field: read_name(value, "a party"),
    "parties": read_texts,
}
