"""The JSON Schema of contract files, so that editors complete and check them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boundaries.contract.clauses import CHANNELS, CLAUSES, FIELDS, PARTS, RECIPIENTS, Field, known_paths, resolve
from boundaries.core.columns import PURPOSES

TEXT: dict[str, Any] = {"type": ["string", "number"], "minLength": 1}  # a name may be what YAML takes for a number
STRING: dict[str, Any] = {"type": "string", "minLength": 1}
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
_RECIPIENT = r"^(administrative\.)?sharing\.(?!(with|basis|until)$)[^.]+$"
PATH: dict[str, Any] = {"anyOf": [{"enum": [*PARTS, *known_paths()]}, {"type": "string", "pattern": _RECIPIENT}]}
DURATION: dict[str, Any] = {"type": "string", "examples": ["PT48H", "P7D", "2 weeks"]}
NOT_APPLICABLE: dict[str, Any] = {
    "type": "object",
    "properties": {"not_applicable": {"type": "string", "description": "why the clause does not apply"}},
    "required": ["not_applicable"],
    "additionalProperties": False,
}
SETTING: dict[str, Any] = {"type": "object", "minProperties": 1}  # its keys are filled in by `whole`


def words(known: Iterable[str]) -> dict[str, Any]:
    """One of several words."""
    return {"enum": list(known)}


def optional(own: dict[str, Any]) -> dict[str, Any]:
    """The schema of what may be `null` as well, which is as if it were not there."""
    return {"anyOf": [own, {"type": "null"}]}


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
    """The finished schema: its dialect, what `set` may hold, and no list of both `relationship` and `relationships`."""
    own["not"] = {"required": ["relationship", "relationships"]}
    own["$defs"]["Amendment"]["properties"]["set"] |= _setting()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **own}


def _setting() -> dict[str, Any]:
    """The paths of a `set`, each with what may stand at it: the same as in the contract itself."""
    inside = {f"{c.path}.{f.name}": f"{title(c.path)}/properties/{f.name}" for c in CLAUSES for f in c.fields}
    places = {c.path: f"{c.part.title()}/properties/{c.name}" for c in CLAUSES} | inside
    entry = {f.name: of_field(f, optional=not f.required) for f in RECIPIENTS.entries}
    recipient = {"type": "object", "properties": entry, "additionalProperties": False}
    return {
        "properties": {
            **{path: {"$ref": f"#/$defs/{places[resolve(path) or path]}"} for path in known_paths()},
            "ends": {"anyOf": [MOMENT, {"type": "null"}]},
        },
        "patternProperties": {_RECIPIENT: {"anyOf": [recipient, {"type": "null"}]}},
        "additionalProperties": False,
    }


def title(path: str) -> str:
    """The name of the model of what stands at a path: `AdministrativeSessions`."""
    return "".join(word.title() for word in path.replace(".", "_").split("_"))


assert all(f.reads in _READS or f.reads in ("word", "words", "entries") for f in FIELDS.values())
