"""The JSON Schema of a conclusion: its premises, and the filters of findings and amendments in them."""

from __future__ import annotations

from typing import Any

from boundaries.policy.chosen import FLAGS, OF_AMENDMENTS, OF_FINDINGS, Words, may_lack, may_not_be
from boundaries.policy.premises import DISTINCT, MOST_PARTS

Schema = dict[str, Any]
_LENGTH: Schema = {"type": "string"}
_OPERAND: Schema = {"type": ["string", "number"]}
_PREMISE: Schema = {"$ref": "#/$defs/premise"}
_FINDINGS: Schema = {"$ref": "#/$defs/findings"}
_NAMED: Schema = {"type": "string", "pattern": r"^\$(parameters|lists)\."}  # what the pack has
_COUNT: Schema = {"anyOf": [{"type": "integer", "minimum": 1}, _NAMED]}
_DAYS: Schema = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 7}, _NAMED]}


def conclude_schema() -> Schema:
    """The schema of `when` of a conclusion."""
    properties = {
        "all": _list(1), "none": _list(1), "retract": _list(1), "after": _LENGTH, "in_order": {"type": "boolean"},
        "same": {"enum": ["clause", "part"]}, "across": {"enum": ["practitioner"]},
    }  # fmt: skip
    return {"type": "object", "properties": properties, "required": ["all"], "additionalProperties": False}


def definitions() -> dict[str, Schema]:
    """What that schema refers to, by name."""
    return {
        "premise": {"anyOf": [_premise(key, more) for key, more in _premises().items()]},
        "findings": _filter(OF_FINDINGS, "findings"),
        "amendments": _filter(OF_AMENDMENTS, "amendments"),
    }


def _list(least: int, most: int | None = None) -> Schema:
    return {"type": "array", "items": _PREMISE, "minItems": least} | ({} if most is None else {"maxItems": most})


def _premises() -> dict[str, Schema]:
    """The keys of each premise by the one that tells it."""
    counting = {"at_least": _COUNT, "more_than": _OPERAND, "in": _LENGTH, "after": _LENGTH}
    distinct = {kind: {"distinct": {"enum": list(words)}} for kind, words in DISTINCT.items()}
    parts = _list(2, MOST_PARTS)
    return {
        "findings": {"findings": _FINDINGS, "among": _FINDINGS, "each_within": _LENGTH,
                     **counting, **distinct["findings"]},
        "events": {"events": {"$ref": "#/$defs/filter"}, "on_days": _DAYS, "weeks": _COUNT,
                   "beyond": {"enum": ["usual"]}, **counting, **distinct["events"]},
        "amendments": {"amendments": {"$ref": "#/$defs/amendments"}, **counting, **distinct["amendments"]},
        "exceptions": {"exceptions": {"type": "string"}},
        "kept": {"kept": _LENGTH, "clause": {"type": "string"}},
        "when": {"when": {"$ref": "#/$defs/when"}, **counting},
        "any": {"any": parts, "at_least": _COUNT},
        "all": {"all": parts},
    }  # fmt: skip


def _premise(key: str, properties: Schema) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "required": [key], "additionalProperties": False}
    if "more_than" in properties:
        found["not"] = {"required": ["at_least", "more_than"]}
    if "among" in properties:
        found["dependentRequired"] = {"among": ["more_than"], "each_within": ["distinct"]}
    elif "on_days" in properties:
        found["dependentRequired"] = {"weeks": ["on_days"]}
    return found


def _filter(keys: Words, name: str) -> Schema:
    inner: Schema = {"$ref": f"#/$defs/{name}"}
    properties: Schema = {key: _test(key, keys) for key in keys}
    properties |= {"any": {"type": "array", "items": inner, "minItems": 1}, "not": inner}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _test(key: str, keys: Words) -> Schema:
    words = keys[key]
    value: Schema = {"type": ["string", "number"]}
    if words is FLAGS:
        return {"type": "boolean"}
    if words:
        value = {"anyOf": [{"enum": list(words)}, _NAMED]}
    several = {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}
    operators: Schema = {}
    if may_not_be(key, keys):
        operators["not"] = several
    if may_lack(key, keys):
        operators["missing"] = {"type": "boolean"}
    compared = {"type": "object", "properties": operators, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [*several["anyOf"], compared]} if may_not_be(key, keys) else compared
