"""The keys of a rule file, each with its meaning and its JSON Schema: one list for the reader and for editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from boundaries.core.columns import BY_NAME, REASONS
from boundaries.core.finding import BEARERS, DIMENSIONS, SEVERITIES, Type
from boundaries.policy.filters import FIELDS
from boundaries.policy.forms import FORMS

TYPES: tuple[str, ...] = get_args(Type)
EXCUSES: tuple[str, ...] = tuple(dict.fromkeys(("agreed", "crisis", "scheduling", "cover", "incidental", *REASONS)))

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_WORDING: Schema = {"$ref": "#/$defs/wording"}
_FILTER: Schema = {"$ref": "#/$defs/filter"}
_OPERAND: Schema = {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a rule file: its meaning, its schema, and whether a rule needs it."""

    name: str
    meaning: str
    schema: Schema
    required: bool = False


def _words(*words: str | int) -> Schema:
    return {"enum": list(words)}


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


_ESCALATE: Schema = {
    "type": "object",
    "properties": {"to": _words("crossing"), "at": {"type": "integer", "minimum": 1}, "in": _TEXT},
    "required": ["to", "at", "in"],
    "additionalProperties": False,
}
KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("rule", "its name, in kebab-case", {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}, True),
        Key("code", "the catalogue's id, or the author's own; the name if absent", _TEXT),
        Key("title", "what the rule asks for, in a few words", _WORDING),
        Key("clause", "the clause it watches; without one it always speaks", _TEXT),
        Key("dimension", "which side of the frame it looks at", _words(*DIMENSIONS)),
        Key("bearer", "who owes what the clause says; never the client", _words(*BEARERS)),
        Key("severity", "notice or crossing", _words(*SEVERITIES)),
        Key("type", "what a finding of it is", _words(*TYPES)),
        Key("when", "its condition: the keys tell the form", {"$ref": "#/$defs/when"}, True),
        Key("unless", "what excuses a finding", _one_or_more(_words(*EXCUSES))),
        Key("escalate", "from which open finding on it is more severe", _ESCALATE),
        Key("defaults", "values for fields the contract leaves out", {"type": "object"}),
        Key("after_end", "whether it looks at what happens after the contract's end, and only there", _FLAG),
        Key("enabled", "whether it is switched on", _FLAG),
        Key("review_soon", "whether its crossings are taken up before the next session", _FLAG),
        Key("says", "the sentence of a finding", _WORDING, True),
        Key("asks", "one open question", _WORDING),
        Key("suggests", "one small next step", _WORDING),
        Key("why", "why the rule exists, in a sentence or two", _WORDING),
        Key("sources", "what it rests on", _one_or_more(_TEXT)),
        Key("contract", "the contract of its examples", {"type": ["string", "object"]}),
        Key("examples", "scenarios: its tests and its page", {"type": "array", "items": {"type": "object"}}),
        Key("format", "the version of the file format", _words("1", 1)),
    )
}


def rule_schema() -> Schema:
    """The JSON Schema (2020-12) of a rule file, for editors that complete and check."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of boundaries",
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **key.schema} for key in KEYS.values()},
        "required": [key.name for key in KEYS.values() if key.required],
        "additionalProperties": False,
        "$defs": {
            "wording": _wording(),
            "when": {"anyOf": [_form(f.needs, f.may) for f in FORMS]},
            "filter": _filter(),
        },
    }


def _wording() -> Schema:
    counted: Schema = {
        "type": "object",
        "properties": {"one": _TEXT, "other": _TEXT},
        "required": ["one", "other"],
        "additionalProperties": False,
    }
    by_language: Schema = {
        "type": "object",
        "patternProperties": {"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": {"anyOf": [_TEXT, counted]}},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [_TEXT, counted, by_language]}


def _form(needs: tuple[str, ...], may: tuple[str, ...]) -> Schema:
    filters = ("event", "of", "first", "then", "without", "none")
    special: dict[str, Schema] = {"matching": _words("ref"), "total": _words(*_numbers())}
    keys = {key: _FILTER if key in filters else special.get(key, _OPERAND) for key in (*needs, *may)}
    return {"type": "object", "properties": keys, "required": list(needs), "additionalProperties": False}


def _numbers() -> tuple[str, ...]:
    return tuple(field.name for field in FIELDS.values() if field.sort == "number")


def _filter() -> Schema:
    tests = {name: _test(name) for name in FIELDS}
    hours: Schema = {"type": "string", "description": "`$hours`, or hours in opening_hours syntax"}
    working: Schema = {"within": hours, "outside": hours, "any": {"type": "array", "items": _FILTER}, "not": _FILTER}
    return {"type": "object", "properties": tests | working, "additionalProperties": False}


def _test(name: str) -> Schema:
    field = FIELDS[name]
    value: Schema = _OPERAND if field.sort == "number" else _TEXT
    if field.words and name != "kind":
        value = _words(*field.words, *((True, False) if field.words == ("true", "false") else ()))
    operators: Schema = {"not": _one_or_more(value), "missing": _FLAG}
    if field.sort == "number":
        operators |= dict.fromkeys(("gt", "ge", "lt", "le"), _OPERAND)
    compared: Schema = {"type": "object", "properties": operators, "additionalProperties": False, "minProperties": 1}
    described = {"description": BY_NAME[name].meaning} if name in BY_NAME else {}
    if field.sort == "instant":
        operators.pop("not")
        return described | compared
    return described | {"anyOf": [*_one_or_more(value)["anyOf"], compared]}
