"""The values a rule compares with: numbers, durations, windows, hours, and `$` references to the contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Literal, TypeVar

from boundaries.civil.hours import Hours, HoursError, parse_hours
from boundaries.civil.span import Calendar, Deadline, Span, SpanError, parse_duration, parse_per
from boundaries.contract import clauses
from boundaries.contract.versions import PARTIES
from boundaries.core.errors import did_you_mean
from boundaries.core.location import Location
from boundaries.policy.condition import Duration, Number, Ref
from boundaries.source.node import Node
from boundaries.source.reading import NUMBER, Problems, is_too_long, note_too_long, text_of, tick

Unit = Literal["minutes", "hours", "money", "count"]
USUAL = "usual"  # what a trend may hold a field to
WORDS: tuple[clauses.Kind, ...] = ("list", "channels", "text")  # the kinds of clauses and fields that hold words
T = TypeVar("T")

_REFERENCE = re.compile(r"\$([\w.]+(?:[ -]\w+)*)(?:\s*\*\s*(\S+))?")
_NAMES = (PARTIES,)  # what a reference may name, and no contract has as a clause
_MICROS = {"minutes": 60_000_000, "hours": 3_600_000_000}  # of the units that are times
# What the numbers of a contract count; one that is not here (gifts go by number or by value) may count anything.
_COUNTS: dict[str, Unit] = {
    "administrative.after_hours.at_most": "count",
    "administrative.between_sessions.at_most": "count",
    "administrative.calls.minutes": "minutes",
    "administrative.cancellation.fee": "money",
    "administrative.fee.amount": "money",
    "administrative.rest.caseload_cap": "count",
    "administrative.sessions.at_most": "count",
    "administrative.sessions.minutes": "minutes",
    "administrative.sessions.overrun": "minutes",
    "administrative.supervision.minutes": "minutes",
    PARTIES: "count",
}
_SHOW_UNIT: dict[Unit, str] = {
    "minutes": "a number of minutes", "hours": "a number of hours", "money": "an amount of money", "count": "a count",
}  # fmt: skip
_SHOW = {
    "number": "a number", "span": "a duration", "duration": "a duration", "per": "a window", "hours": "hours",
    "text": "a text", "list": "a list of words", "channels": "channels", "clause": "a whole clause",
}  # fmt: skip


def read_number(node: Node, what: str, problems: Problems, unit: Unit | None = None) -> Number | None:
    """A number, a reference to one, or (where the field is a time) a duration brought into its unit."""
    text = text_of(node, what, problems, "a number such as `3`, or a reference such as `$sessions.minutes`")
    if text is None:
        return None
    if text.startswith("$"):
        kinds: tuple[clauses.Kind, ...] = ("number", "span", "duration") if unit in _MICROS else ("number",)
        reference = read_reference(node, text, what, kinds, problems)
        return None if reference is None or _of_another_unit(node, reference, what, unit, problems) else reference
    if NUMBER.fullmatch(text):
        return Fraction(text)
    if is_too_long(text):
        note_too_long(node, what, text, problems)
        return None
    return _duration_as_number(node, text, what, unit if unit in _MICROS else None, problems)


def _of_another_unit(node: Node, reference: Ref, what: str, unit: Unit | None, problems: Problems) -> bool:
    """Whether a time is compared with what is none, or with one of another unit; then noted."""
    counted = _COUNTS.get(reference.path)
    if counted is None or unit is None or counted == unit or not {counted, unit} & set(_MICROS):
        return False
    message = f"{what} is {_SHOW_UNIT[unit]}; {tick(node.value)} is {_SHOW_UNIT[counted]}"
    problems.add("B106", message, node.location, "write the number itself, or name a term that counts the same")
    return True


def read_count(node: Node, what: str, problems: Problems) -> int | None:
    """How many it takes, from one on: a whole number of its own."""
    text = text_of(node, what, problems, "such as `3`")
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= 1:
        return int(text)
    if text.isascii() and text.isdigit() and text.strip("0"):
        message = f"{what} is a count of up to six digits: {tick(text)} is too long"
        problems.add("B107", message, node.location, "`3`: from the third on")
        return None
    problems.add("B107", f"{what} is a count from 1 on, not {tick(text)}", node.location, "`3`: from the third on")
    return None


def read_at_least(node: Node, problems: Problems) -> Number | None:
    """How many it takes: a whole number from one on, or a reference to a number."""
    if isinstance(node.value, str) and node.value.strip().startswith("$"):
        return read_number(node, "`at_least`", problems, "count")
    count = read_count(node, "`at_least`", problems)
    return None if count is None else Fraction(count)


def _duration_as_number(node: Node, text: str, what: str, unit: Unit | None, problems: Problems) -> Fraction | None:
    try:
        span = parse_duration(text)
    except SpanError:
        span = None
    if span is None or unit is None:
        hint = f"write {'`48` or `PT48H`' if unit else '`3` or `$between_sessions.at_most`'}"
        if text == USUAL:
            hint = "`usual` stands in `of` of a share that is a trend"
        problems.add("B107", f"{what} is a number, not {tick(text)}", node.location, hint)
    elif isinstance(span, Deadline) or span.months:
        kind = "working time" if isinstance(span, Deadline) else "months"
        hint = "write hours or days, such as `PT48H`"
        problems.add("B107", f"{tick(text)} is {kind}, which is no fixed number of {unit}", node.location, hint)
    else:
        return Fraction(span.micros, _MICROS[unit])
    return None


def read_duration(
    node: Node, what: str, problems: Problems, deadlines: bool = False, references: bool = True
) -> Duration | None:
    """A duration longer than zero, or a reference to one; working time only where `deadlines` says so."""
    text = text_of(node, what, problems, "a duration such as `P14D` or `2 weeks`")
    if text is None:
        return None
    if text.startswith("$"):
        if references:
            return read_reference(node, text, what, ("span", "duration"), problems)
        problems.add("B108", f"{what} is a duration of its own, not {tick(text)}", node.location, "such as `P14D`")
        return None
    span = _parsed(node, parse_duration, problems)
    if isinstance(span, Deadline) and not deadlines:
        hint = "working time measures `within` of an answer and `for` of an absence; write `PT48H` or `P2D` here"
        problems.add("B108", f"{what} cannot be working time: {tick(text)}", node.location, hint)
        return None
    return span


def read_window(node: Node, problems: Problems) -> Span | Calendar | Ref | None:
    """The window of a cap: a duration (rolling), day, week or month (calendar), or a reference to either."""
    text = text_of(node, "`in`", problems, "a duration such as `P7D`, or `day`, `week`, `month`")
    if text is None:
        return None
    if text.startswith("$"):
        return read_reference(node, text, "`in`", ("per", "span", "duration"), problems)
    return _parsed(node, parse_per, problems)


def read_hours(node: Node, what: str, problems: Problems) -> Hours | Ref | None:
    """Hours in opening_hours syntax, or a reference to hours of the contract."""
    text = text_of(node, what, problems, '`$hours`, or hours such as "Mo-Fr 09:00-18:00"')
    if text is None:
        return None
    if text.startswith("$"):
        return read_reference(node, text, what, ("hours",), problems)
    try:
        return parse_hours(str(node.value))
    except HoursError as problem:
        problems.add_inside("B109", problem.message, node, problem.offset, _hours_hint(text, problem))
        return None


def read_reference(node: Node, text: str, what: str, kinds: tuple[clauses.Kind, ...], problems: Problems) -> Ref | None:
    """`$clause.field` or `$clause.field * 2`, of a kind that fits the place it stands in."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        hint = "write `$sessions.minutes`, or `$sessions.every * 2`"
        problems.add("B106", f"{tick(text)} is no reference to the contract", node.location, hint)
        return None
    path = PARTIES if found[1] == PARTIES else resolve_path(found[1], node.location, problems, _NAMES)
    factor = _factor(node, found, problems)
    if path is None or factor is None:
        return None
    kind = "number" if path == PARTIES else clauses.kind_of(path)
    if kind not in kinds:
        fields = [f"`${clauses.short(p)}`" for p in clauses.FIELDS if p.startswith(path + ".")]
        hint = f"its fields are {', '.join(fields)}" if fields else ""
        message = f"{what} needs {_SHOW[kinds[0]]}; {tick(text)} is {_SHOW[kind or 'clause']}"
        problems.add("B106", message, node.location, hint)
        return None
    if factor != 1 and kind in ("hours", *WORDS):
        many = "hours" if kind == "hours" else "words"
        problems.add("B106", f"{many} cannot be multiplied: {tick(text)}", node.location)
        return None
    return Ref(path, factor)


def resolve_path(path: str, where: Location, problems: Problems, others: tuple[str, ...] = ()) -> str | None:
    """The full path of a clause or field the contract may have; None, and a problem, for any other.

    `others` may be meant as well, where something that is no clause can stand.
    """
    full = clauses.resolve(path)
    if full is None:
        near = did_you_mean(path, (*clauses.known_paths(), *others))
        hint = _ambiguous(path) or near or _of_the_pack(path) or "see `boundaries schema contract`"
        problems.add("B106", f"no contract has a clause {tick(path)}", where, hint)
    return full


def _ambiguous(path: str) -> str:
    """A way out for what needs its part, and for the number that is no clause."""
    if path == PARTIES:
        return "it is a number, for filters: `people: {gt: $parties}`"
    whole = [full for full in clauses.BY_PATH if full.endswith(f".{path}")]
    return f"did you mean {' or '.join(map(tick, whole))}?" if whole else ""


def _of_the_pack(path: str) -> str:
    """A way out for what its pack, not the contract, gives a rule."""
    first, dot, rest = path.partition(".")
    if first in ("parameters", "lists"):
        return "it is a pack that gives its rules parameters and lists"
    near = {"parameter": "parameters", "list": "lists"}.get(first.removesuffix("s").lower()) if dot else None
    return f"did you mean `{near}.{rest}`?" if near else ""


def _factor(node: Node, found: re.Match[str], problems: Problems) -> Fraction | None:
    text = found[2]
    if text is None:
        return Fraction(1)
    if is_too_long(text):
        note_too_long(node, "a factor", text, problems)
        return None
    if not NUMBER.fullmatch(text) or Fraction(text) <= 0:
        offset = _shift(node) + found.start(2)
        problems.add_inside(
            "B107", f"{tick(text)} is no factor above zero", node, offset, "such as `$sessions.every * 2`"
        )
        return None
    return Fraction(text)


def _parsed(node: Node, parse: Callable[[str], T], problems: Problems) -> T | None:
    assert isinstance(node.value, str)
    try:
        return parse(node.value)
    except SpanError as problem:
        problems.add_inside("B108", problem.message, node, problem.offset, problem.hint)
        return None


def _hours_hint(text: str, problem: HoursError) -> str:
    try:
        parse_duration(text)
    except SpanError:
        return problem.hint
    return "in a filter `within` is hours; a form's own `within` stands beside its filters"


def _shift(node: Node) -> int:
    """How many blanks a scalar's text begins with."""
    return len(node.value) - len(node.value.lstrip()) if isinstance(node.value, str) else 0
