"""The keys of a scenario, each with its meaning and its JSON Schema: one list for the reader and for editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boundaries.core.columns import KINDS, OWN_KIND
from boundaries.report.schemas import DRAFT
from boundaries.testing.expect import INTERVALS, MOMENTS, NUMBERS, WORDS
from boundaries.testing.expect import KEYS as FINDING_KEYS
from boundaries.testing.given import KEYS as GIVEN_KEYS
from boundaries.testing.given import MOMENTS as GIVEN_MOMENTS
from boundaries.testing.given import WORDS as GIVEN_WORDS

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}
_MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$",
}
_LINE: Schema = {
    "type": "string",
    "pattern": r"^\s*\d{4}-\d\d-\d\d[T\s]\s*\d\d:\d\d\S*\s(.*\s)?>\s+\S",
    "description": "date, time, who, `>`, what happened, the channel, then `column=value`",
    "examples": ["2026-03-03 21:10 practitioner > message sms length=40"],
}
_ROWS: Schema = {"anyOf": [_LINE, {"type": "array", "items": _LINE, "minItems": 1}]}
_WEEKLY: Schema = {
    "type": "object",
    "description": "rows that come every week, each time at the same local time",
    "properties": {
        "weekly": {"description": "how many weeks", "type": "integer", "minimum": 1},
        "rows": {"description": "the rows of the first week, a line each", **_ROWS},
    },
    "required": ["weekly", "rows"],
    "additionalProperties": False,
}
_ITEM: Schema = {"anyOf": [_LINE, _WEEKLY]}
_KIND: Schema = {"anyOf": [{"enum": list(KINDS)}, {"type": "string", "pattern": f"^{OWN_KIND.pattern}$"}]}
_KINDS: Schema = {"anyOf": [_KIND, {"type": "array", "items": _KIND, "minItems": 1}]}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a scenario: its meaning, its schema, and whether a scenario needs it."""

    name: str
    meaning: str
    schema: Schema
    required: bool = False


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("scenario", "its name; an example of a rule may leave it out", _TEXT, True),
        Key("contract", "the contract: a path from this file, or written out here", {"type": ["string", "object"]}),
        Key("zone", "the clock on which its times are read; the contract's if absent", _TEXT),
        Key("timeline", "what happened, a line each", _one_or_more(_ITEM), True),
        Key("as_of", "where its world ends, a date includes its day; the last line if absent", _MOMENT),
        Key("covers", "the kinds its log can show, as with `--covers`; all if absent", _KINDS),
        Key("given", "findings taken as derived, to test conclusions alone", _one_or_more({"$ref": "#/$defs/given"})),
        Key("expect", "findings that are expected, each once, and no other open one of these rules",
            _one_or_more({"$ref": "#/$defs/expected"})),
        Key("never", "rules, by name or code, of which no finding is open or undetermined", _one_or_more(_TEXT)),
        Key("exactly", "whether no rule at all may say more than is expected", {"type": "boolean"}),
        Key("format", "the version of the file format", {"enum": ["1", 1]}),
    )
}  # fmt: skip


def scenario_schema() -> Schema:
    """The JSON Schema (2020-12) of a scenario, for editors that complete and check."""
    named: Schema = {"anyOf": [{"required": ["rule"]}, {"required": ["code"]}]}
    schema = _scenario([key.name for key in KEYS.values() if key.required])
    return {
        "$schema": DRAFT,
        "title": "A scenario of boundaries",
        **schema,
        "$defs": {"expected": _expected() | named, "given": _given()},
    }


def with_examples(rule_schema: Schema) -> Schema:
    """The JSON Schema of a rule file, with its examples described as well: scenarios that need not name the rule."""
    properties = rule_schema["properties"]
    examples = properties["examples"] | {"items": _scenario(["timeline"])}
    defs = rule_schema["$defs"] | {"expected": _expected(), "given": _given()}
    return rule_schema | {"properties": properties | {"examples": examples}, "$defs": defs}


def _scenario(required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **key.schema} for key in KEYS.values()},
        "required": required,
        "anyOf": [{"required": [key]} for key in ("expect", "never", "exactly")],
        "additionalProperties": False,
    }


def _expected() -> Schema:
    return {
        "type": "object",
        "description": "a finding by the keys that matter; `status` is open if it is not named",
        "properties": {name: _value(name) for name in FINDING_KEYS},
        "additionalProperties": False,
    }


def _given() -> Schema:
    words: Schema = {key: {"enum": list(GIVEN_WORDS[key])} if key in GIVEN_WORDS else _TEXT for key in GIVEN_KEYS}
    return {
        "type": "object",
        "description": "a finding by its rule and its time; the rule says the rest, if a pack has it",
        "properties": words | dict.fromkeys(GIVEN_MOMENTS, _MOMENT),
        "anyOf": [{"required": [name, time]} for name in ("rule", "code") for time in ("at", "since")],
        "not": {"required": ["at", "since"]},
        "additionalProperties": False,
    }  # fmt: skip


def _value(name: str) -> Schema:
    """The schema of a key of something expected; what a finding may lack may be `null`."""
    if name in ("rule", "code"):
        return _TEXT
    if name in WORDS:
        return {"enum": [*WORDS[name], None] if name in ("unit", "second_opinion") else list(WORDS[name])}
    if name == "evidence":
        return _one_or_more(_TEXT)
    if name == "review_soon":
        return {"type": "boolean"}
    kind = _one(INTERVALS.get(name, name))
    if name in INTERVALS:
        kind = {"type": "array", "items": kind, "minItems": 2}
    return kind if name == "at" else {"anyOf": [kind, {"type": "null"}]}


def _one(name: str) -> Schema:
    """The schema of one instant, number or text."""
    return _MOMENT if name in MOMENTS else {"type": "number"} if name in NUMBERS else _TEXT
