"""A contract written out again, from what was read and not from the text it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from boundaries.civil.span import DAY, HOUR, MINUTE, SECOND, Calendar, Deadline, Span
from boundaries.contract.clauses import BY_PATH, FIELDS, PARTS, RECIPIENTS, Field, recipient_of
from boundaries.contract.moments import Moment
from boundaries.contract.setting import Change
from boundaries.contract.values import NotApplicable

_HOURS_TO = 3 * DAY  # up to here whole hours are written as hours, as people say `48 hours`


def document(contract: BaseModel) -> dict[str, Any]:
    """A contract as plain mappings, lists, text, numbers and booleans; what is absent is left out.

    Paths are full, durations are ISO 8601. Only in `set` of an amendment does null mean something, and stays.
    """
    plain: dict[str, Any] = {"format": 1}
    for key, value in _keys(contract).items():
        if key in PARTS:
            plain[key] = _part(key, value)
        elif key != "format":
            plain[key] = _head(value)
    return plain


def _keys(model: BaseModel) -> dict[str, Any]:
    """What a mapping of the file says, by its own keys."""
    found = {info.alias or name: getattr(model, name) for name, info in type(model).model_fields.items()}
    return {key: value for key, value in found.items() if value is not None}


def _head(value: Any) -> Any:
    match value:
        case Moment(text=text):
            return text
        case BaseModel():
            return {key: _head(item) for key, item in _keys(value).items()}
        case list() | tuple():
            return [_head(item) for item in value]
        case dict() if all(isinstance(change, Change) for change in value.values()):
            return {path: _setting(path, change.value) for path, change in value.items()}
        case _:
            return value  # text, or the filter of a scope, which stands as it was read


def _part(name: str, value: Any) -> Any:
    if isinstance(value, NotApplicable):
        return _not_applicable(value)
    return {key: path_document(f"{name}.{key}", item) for key, item in _keys(value).items()}


def _setting(path: str, value: Any) -> Any:
    return value.text if isinstance(value, Moment) else path_document(path, value)


def path_document(path: str, value: Any) -> Any:
    """The value at the path of a clause, a field or an entry of `sharing`, as the file says it."""
    if value is None:
        return None
    if isinstance(value, NotApplicable):
        return _not_applicable(value)
    if recipient_of(path):
        return _entry(RECIPIENTS, value)
    if path in FIELDS:
        return _field(FIELDS[path], value)
    return {f.name: _said(f, item) for f in BY_PATH[path].fields if (item := _keys(value).get(f.name)) is not None}


def _said(field: Field, value: Any) -> Any:
    return _not_applicable(value) if isinstance(value, NotApplicable) else _field(field, value)


def _not_applicable(value: NotApplicable) -> dict[str, str]:
    return {"not_applicable": value.reason}


# ---- values ---------------------------------------------------------------------------------------------------


def _field(field: Field, value: Any) -> Any:
    if field.reads == "entries":
        return [_entry(field, item) for item in value]
    write = _WRITERS.get(field.reads)
    return write(value) if write else str(value)


def _entry(field: Field, value: BaseModel) -> dict[str, Any]:
    said = _keys(value)
    return {f.name: _said(f, said[f.name]) for f in field.entries if f.name in said}


def _number(value: Fraction) -> int | float | str:
    """A number where the file's digits can be had back from it, else those digits."""
    if value.denominator == 1:
        return value.numerator
    number = float(value)
    digits = decimal(value)
    return number if repr(number) == digits else digits


def decimal(value: Fraction) -> str:
    """All digits of a finite decimal: `62.5`."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)


def _channels(value: Mapping[str, tuple[str, ...] | None]) -> dict[str, str | list[str]]:
    return {channel: "any" if purposes is None else list(purposes) for channel, purposes in value.items()}


def duration_text(value: Span | Deadline | Calendar) -> str:
    """A duration as text that reads back as itself: `PT48H`, `P7D`, `P1Y`, `8 open hours`, `week`."""
    if isinstance(value, Calendar):
        return value.unit
    if isinstance(value, Deadline):
        unit = value.kind.replace("_", " ")
        return f"{decimal(value.amount)} {unit[:-1] if value.amount == 1 else unit}"
    months = f"{value.months // 12}Y" if value.months and value.months % 12 == 0 else f"{value.months}M"
    return f"P{months if value.months else ''}{_elapsed(value.micros)}"


def _elapsed(micros: int) -> str:
    """The days and the time of an ISO 8601 duration."""
    in_hours = micros < _HOURS_TO and micros % HOUR == 0
    days, rest = (0, micros) if in_hours else divmod(micros, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    parts = ((Fraction(hours), "H"), (Fraction(minutes), "M"), (Fraction(rest, SECOND), "S"))
    time = "".join(f"{decimal(amount)}{unit}" for amount, unit in parts if amount)
    return f"{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "hours": lambda value: value.text,
    "number": _number,
    "whole": _number,
    "span": duration_text,
    "duration": duration_text,
    "per": duration_text,
    "flag": lambda value: value == "true",
    "texts": list,
    "words": list,
    "parties": list,
    "channels": _channels,
}
