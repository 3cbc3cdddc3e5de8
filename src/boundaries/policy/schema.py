"""The keys of a rule file, each with its meaning and its JSON Schema: one list for the reader and for editors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from boundaries.core.columns import BY_NAME, OWN_KIND
from boundaries.core.finding import AUDIENCES, BEARERS, DIMENSIONS, SEVERITIES
from boundaries.policy.agreement import ABOUTS
from boundaries.policy.fields import FIELDS, NUMBERS, Field
from boundaries.policy.forms import FILTERS, FORMS, Form
from boundaries.policy.operands import USUAL
from boundaries.policy.premises_schema import conclude_schema, definitions
from boundaries.policy.rule import EXCUSES, TYPES
from boundaries.policy.trend import DIRECTIONS, MODES, NEEDS
from boundaries.policy.wording import TEXTS

Schema = dict[str, Any]
_TEXT: Schema = {"type": ["string", "number"]}  # what YAML takes for a number is a text all the same
_STRING: Schema = {"type": "string"}  # of places where no number can stand
_FLAG: Schema = {"type": "boolean"}
_WORDING: Schema = {"$ref": "#/$defs/wording"}
_FILTER: Schema = {"$ref": "#/$defs/filter"}
_OPERAND: Schema = {"type": ["string", "number"]}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_NAMED: Schema = {"type": "string", "pattern": r"^\$(parameters|lists)\."}
_LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_NAMES = "^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"  # of parameters, lists, macros


_APART = ("trend", "conclude")  # forms whose schemas are written out


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


def _any_number(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


def _by_name(schema: Schema) -> Schema:
    return {"type": "object", "patternProperties": {_NAMES: schema}, "additionalProperties": False}


def _or_named(schema: Schema) -> Schema:
    """A value, or the name the pack has for one."""
    return {"anyOf": [schema, _NAMED]}


_FORMAT = Key("format", "the version of the file format", _words("1", 1))
_ESCALATE: Schema = {
    "type": "object",
    "properties": {
        "to": _or_named(_words("crossing")),
        "at": _or_named(_COUNT),
        "in": _STRING,
        "beyond": _STRING,
    },
    "anyOf": [{"required": ["to", "at", "in"]}, {"required": ["to", "beyond"]}],
    "dependentRequired": {"at": ["in"], "in": ["at"]},
    "additionalProperties": False,
}
KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("rule", "its name, in kebab-case", {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}, True),
        Key("code", "the catalogue's id, or the author's own; the name if absent", _TEXT),
        Key("title", "what the rule asks for, in a few words", _WORDING),
        Key("clause", "the clause it watches; without one it always speaks", _STRING),
        Key("dimension", "which side of the frame it looks at", _or_named(_words(*DIMENSIONS))),
        Key("bearer", "who owes what the clause says; never the client", _or_named(_words(*BEARERS))),
        Key("severity", "notice or crossing", _or_named(_words(*SEVERITIES))),
        Key("type", "what a finding of it is", _or_named(_words(*TYPES))),
        Key("when", "its condition: the keys tell the form", {"$ref": "#/$defs/when"}, True),
        Key("unless", "what excuses a finding", _any_number(_or_named(_words(*EXCUSES)))),
        Key("escalate", "from which open finding on, or after how long, it is more severe", _ESCALATE),
        Key("defaults", "values for fields the contract leaves out", {"type": "object"}),
        Key("after_end", "whether it looks at what happens after the contract's end, and only there", _FLAG),
        Key("enabled", "whether it is switched on", _FLAG),
        Key("review_soon", "whether its crossings are taken up before the next session", _FLAG),
        Key("audience", "who may be shown it; own of rest and needs, else shared", _or_named(_words(*AUDIENCES))),
        Key("says", "the sentence of a finding", _WORDING, True),
        Key("asks", "one open question", _WORDING),
        Key("suggests", "one small next step", _WORDING),
        Key("why", "why the rule exists, in a sentence or two", _WORDING),
        Key("retracts", "of a conclusion: what would end it, in a sentence", _WORDING),
        Key("sources", "what it rests on", _any_number(_TEXT)),
        Key("contract", "the contract of its examples", {"type": ["string", "object"]}),
        Key("examples", "scenarios: its tests and its page", {"type": "array", "items": {"type": "object"}}),
        _FORMAT,
    )
}
CHANGEABLE = (
    "enabled", "severity", "bearer", "dimension", "unless", "escalate", "defaults", "title", "says", "asks",
    "suggests", "why", "retracts", "sources", "review_soon", "audience",
)  # fmt: skip
PACK_KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("pack", "its name; that of its folder if absent", _TEXT),
        Key("version", "its version, a text", _OPERAND),
        Key("title", "what it is for, in a few words", _TEXT),
        Key("extends", "packs it rests on: names of shipped ones, folders seen from its own", _any_number(_TEXT)),
        Key("parameters", "values that rules name as `$parameters.name`", _by_name(_OPERAND)),
        Key("lists", "lists of words that rules name as `$lists.name`", _by_name(_one_or_more(_OPERAND))),
        Key("macros", "filters that rules name where a filter may stand", _by_name(_FILTER)),
        Key("rules", "what is different in rules of the packs it extends", {"$ref": "#/$defs/changes"}),
        _FORMAT,
    )
}
WORDING_KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("wording", "the language of its texts", {"type": "string", "pattern": _LANGUAGE}, True),
        Key("rules", "rule by rule, what each says", {"$ref": "#/$defs/rules"}, True),
        _FORMAT,
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
            "when": {"anyOf": [*(_form(f) for f in FORMS if f.name not in _APART), *_trends(), conclude_schema()]},
            "filter": _filter(),
            **definitions(),
        },
    }


def pack_schema() -> Schema:
    """The JSON Schema (2020-12) of a pack.yaml, for editors that complete and check."""
    of_rule = {name: _or_nothing(KEYS[name]) for name in CHANGEABLE}
    changes: Schema = {"type": "object", "properties": of_rule, "additionalProperties": False, "minProperties": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule pack of boundaries",
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **key.schema} for key in PACK_KEYS.values()},
        "additionalProperties": False,
        "$defs": {
            "wording": _wording(),
            "filter": _filter(),
            "changes": {"type": "object", "additionalProperties": changes},
        },
    }


def _or_nothing(key: Key) -> Schema:
    """The schema of a key of a rule, where null leaves one out that the rule can be without."""
    return key.schema if key.required else {"anyOf": [key.schema, {"type": "null"}]}


def wording_schema() -> Schema:
    """The JSON Schema (2020-12) of a wording file, for editors that complete and check."""
    nothing_yet: Schema = {"type": "null"}
    text: Schema = {"anyOf": [_TEXT, _counted({"anyOf": [_TEXT, nothing_yet]}), nothing_yet]}
    texts = {key: {"description": KEYS[key].meaning, **text} for key in TEXTS}
    rule: Schema = {"type": "object", "properties": texts, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A wording file of boundaries",
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **key.schema} for key in WORDING_KEYS.values()},
        "required": [key.name for key in WORDING_KEYS.values() if key.required],
        "additionalProperties": False,
        "$defs": {
            "rules": {
                "anyOf": [{"type": "object", "additionalProperties": {"anyOf": [rule, nothing_yet]}}, nothing_yet]
            }
        },
    }


def _counted(text: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"one": text, "other": text},
        "required": ["one", "other"],
        "additionalProperties": False,
    }


def _wording() -> Schema:
    counted = _counted(_TEXT)
    by_language: Schema = {
        "type": "object",
        "patternProperties": {_LANGUAGE: {"anyOf": [_TEXT, counted]}},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [_TEXT, counted, by_language]}


def _trends() -> Iterator[Schema]:
    """A trend by what it measures, beside the usual value, or by an indicator from Python."""
    usual: Schema = {"enum": [USUAL]}
    tests = {field.name: _beside_usual(field, usual) for field in FIELDS.values() if field.sort != "instant"}
    beside_usual: Schema = {
        "type": "object", "properties": tests, "additionalProperties": False, "minProperties": 1, "maxProperties": 1,
    }  # fmt: skip
    own: Schema = {"of": _FILTER, "among": _FILTER, "field": _words(*NUMBERS)}
    common: Schema = {
        "per": _words("week"), "direction": _or_named(_words(*DIRECTIONS)), "mode": _or_named(_words(*MODES)),
        "at_least": _or_named(_COUNT), "restarts": _any_number(_STRING),
    }  # fmt: skip
    found: list[Schema] = [
        {"trend": _words(measure), **{key: own[key] for key in keys}} for measure, keys in NEEDS.items()
    ]
    found.append({"trend": _words("share"), "of": beside_usual, "among": _FILTER})
    found.append({"trend": _words("count", "share"), "indicator": {"type": "string", "pattern": _NAMES}})
    for keys in found:
        more = {"otherwise": _OPERAND} if keys.get("of") is beside_usual else {}
        props = keys | more | common
        yield {"type": "object", "properties": props, "required": list(keys), "additionalProperties": False}


def _beside_usual(field: Field, usual: Schema) -> Schema:
    signs = ("lt", "gt") if field.sort == "number" else ("not",)
    return {
        "type": "object", "properties": dict.fromkeys(signs, usual), "additionalProperties": False, "minProperties": 1,
        "maxProperties": 1,
    }  # fmt: skip


def _form(form: Form) -> Schema:
    special = {
        "matching": _words("ref"), "total": _words(*NUMBERS), "agreement": _words(*ABOUTS),
        "at_least": {"anyOf": [_COUNT, _STRING]},
    }  # fmt: skip
    keys = {key: _FILTER if key in FILTERS else special.get(key, _OPERAND) for key in (*form.needs, *form.may)}
    found: Schema = {"type": "object", "properties": keys, "required": list(form.needs), "additionalProperties": False}
    if form.beside:
        found["dependentRequired"] = {key: [other] for key, other in form.beside.items()}
    if form.against:
        never = [{"required": [key, other]} for key, others in form.against.items() for other in others]
        found["not"] = {"anyOf": never}
    return found


def _filter() -> Schema:
    tests = {name: _test(name) for name in FIELDS}
    hours: Schema = {"type": "string", "description": "`$hours`, or hours in opening_hours syntax"}
    working: Schema = {
        "within": hours, "outside": hours, "any": {"type": "array", "items": _FILTER}, "not": _FILTER,
        "open": {"description": "a clause or field that the contract leaves open", **_one_or_more(_STRING)},
        "is": {"description": "a macro of the pack, or a condition from Python", **_one_or_more(_STRING)},
    }  # fmt: skip
    mapping: Schema = {"type": "object", "properties": tests | working, "additionalProperties": False}
    return {"anyOf": [{"type": "string", "pattern": _NAMES}, mapping]}


def _test(name: str) -> Schema:
    field = FIELDS[name]
    value: Schema = _OPERAND if field.sort == "number" else _TEXT
    if field.words:
        flags = (True, False) if field.words == ("true", "false") else ()
        others = rf"^(\$.*|{OWN_KIND.pattern})$" if field.of_kinds else r"^\$"
        value = {"anyOf": [_words(*field.words, *flags), {"type": "string", "pattern": others}]}
    operators: Schema = {"not": _one_or_more(value), "missing": _FLAG}
    if field.sort == "number":
        operators |= dict.fromkeys(("gt", "ge", "lt", "le"), _OPERAND)
    compared: Schema = {"type": "object", "properties": operators, "additionalProperties": False, "minProperties": 1}
    described = {"description": BY_NAME[name].meaning} if name in BY_NAME else {}
    if field.sort == "instant":
        operators.pop("not")
        return described | compared
    return described | {"anyOf": [*_one_or_more(value)["anyOf"], compared]}
