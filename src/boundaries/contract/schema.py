"""The JSON Schema of contract files, so that editors complete and check them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boundaries.contract.clauses import CHANNELS, FIELDS, Field, known_paths
from boundaries.core.columns import PURPOSES

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
TEXTS: dict[str, Any] = {"anyOf": [{"type": "array", "items": TEXT}, TEXT]}
DATE: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$",
    "description": "a date, a date-time on the contract's clock, or an instant with an offset",
}
CURRENCY: dict[str, Any] = {"type": "string", "pattern": "^[A-Z]{3}$"}
FORMAT: dict[str, Any] = {"enum": [1, "1"]}
FILTER: dict[str, Any] = {"anyOf": [{"type": "object"}, TEXT]}
PATH: dict[str, Any] = {"enum": list(known_paths())}
DURATION: dict[str, Any] = {"type": "string", "examples": ["PT48H", "P7D", "2 weeks"]}
NOT_APPLICABLE: dict[str, Any] = {
    "type": "object",
    "properties": {"not_applicable": {"type": "string", "description": "why the clause does not apply"}},
    "required": ["not_applicable"],
    "additionalProperties": False,
}
SETTING: dict[str, Any] = {
    "type": "object",
    "propertyNames": {"enum": [*known_paths(), "ends"]},
    "minProperties": 1,
}


def words(known: Iterable[str]) -> dict[str, Any]:
    """One of several words."""
    return {"enum": list(known)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "array", "items": items}, items]}


def _purposes() -> dict[str, Any]:
    return {"anyOf": [{"const": "any"}, _list(words(PURPOSES))]}


_CHANNEL: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", "examples": list(CHANNELS)}
_READS: dict[str, dict[str, Any]] = {
    "hours": {"type": "string", "examples": ["Mo-Fr 09:00-18:00; PH off"]},
    "number": {"type": "number", "minimum": 0},
    "whole": {"type": "integer", "minimum": 0},
    "span": DURATION,
    "duration": {"type": "string", "examples": ["24 hours", "8 open hours", "1 working day"]},
    "per": {"type": "string", "examples": ["P7D", "day", "week", "month"]},
    "text": TEXT,
    "flag": {"type": "boolean"},
    "date": DATE,
    "texts": TEXTS,
    "parties": TEXTS,
    "party": TEXT,
    "channels": {
        "anyOf": [
            {"type": "object", "additionalProperties": _purposes(), "propertyNames": _CHANNEL},
            {"type": "array", "items": _CHANNEL},
            _CHANNEL,
        ]
    },
}


def of_field(field: Field, optional: bool = True) -> dict[str, Any]:
    """The schema of one field's values."""
    if field.reads in ("word", "words"):
        own = words(field.words) if field.reads == "word" else _list(words(field.words))
    else:
        own = _READS[field.reads]
    return {"anyOf": [own, NOT_APPLICABLE, {"type": "null"}]} if optional else dict(own)


def clause(own: dict[str, Any]) -> None:
    """Let a clause say that it does not apply."""
    branches = own.setdefault("anyOf", [])
    if NOT_APPLICABLE not in branches:
        branches.append(NOT_APPLICABLE)


def whole(own: dict[str, Any]) -> dict[str, Any]:
    """The finished schema: its dialect and name, and no list of both `relationship` and `relationships`."""
    own["not"] = {"required": ["relationship", "relationships"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **own}


assert all(f.reads in _READS or f.reads in ("word", "words", "entries") for f in FIELDS.values())
