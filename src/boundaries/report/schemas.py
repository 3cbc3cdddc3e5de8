"""JSON Schema of what goes in (an interaction) and what comes out (a finding), from the one list each is made from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from boundaries.core.columns import COLUMNS, OWN_KIND, Column
from boundaries.core.finding import (
    AUDIENCES,
    CONCLUSION_FIELDS,
    DIMENSIONS,
    DRIFT_FIELDS,
    Bearer,
    Finding,
    SecondOpinion,
    Severity,
    Status,
    Type,
    Unit,
)  # fmt: skip

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_TEXT: Schema = {"type": "string"}
_PAIR: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2, "description": "by 90 %"}
_FINDING: dict[str, Schema] = {
    "id": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "the same on every run, re-import and engine"},
    "type": {"enum": list(get_args(Type))},
    "bearer": {"enum": list(get_args(Bearer)), "description": "never the client"},
    "dimension": {"enum": list(DIMENSIONS)},
    "severity": {"enum": list(get_args(Severity))},
    "status": {"enum": list(get_args(Status))},
    "excused_by": {"description": "the excuse, where the status is excused"},
    "unknown": {"description": "the missing column, where the status is undetermined"},
    "version": {"description": "the version of the contract in force: since when"},
    "audience": {"enum": list(AUDIENCES), "description": "who may be shown it"},
    "review_soon": {"type": "boolean"},
    "at": _INSTANT,
    "until": _INSTANT,
    "measured": {"type": "number"},
    "unit": {"enum": list(get_args(Unit))},
    "evidence": {"type": "array", "items": _TEXT, "description": "ids of interactions"},
    "params": {"type": "object", "description": "the values in the sentence"},
    "since": _INSTANT | {"description": "of a drift: when it most likely began; the start of a week"},
    "since_interval": {"type": "array", "items": _INSTANT, "minItems": 2, "maxItems": 2, "description": "by 90 %"},
    "before": {"type": "number", "description": "of a drift: what a week was, in its unit; of a share, 0 to 1"},
    "before_interval": _PAIR,
    "after": {"type": "number", "description": "of a drift: what a week is now"},
    "after_interval": _PAIR,
    "factor": {"type": "number", "description": "of a drift: how many times that; of a share, its odds"},
    "factor_interval": _PAIR,
    "evidence_factor": {"type": "number", "description": "how much better a change explains the weeks"},
    "second_opinion": {"enum": list(get_args(SecondOpinion)), "description": "of ranks alone"},
    "promise": _TEXT | {"description": "how often such a finding comes by chance alone, and where that holds"},
    "premises": {
        "type": "array",
        "items": _TEXT,
        "description": "of a conclusion or a strength: ids of the findings it rests on",
    },
    "retracts": {"description": "of a conclusion or a strength: what would end it"},
    "location": {"pattern": "^.*:[0-9]+:[0-9]+$", "description": "file:line:column of what it is about"},
}
_MAY_BE_NULL = frozenset("clause excused_by unknown practitioner until measured agreed unit location retracts".split())


def interaction_schema() -> Schema:
    """One row of a log, a JSONL line. A row names a relationship, a practitioner, or both."""
    return {
        "$schema": DRAFT,
        "title": "An interaction: one thing that happened, as metadata",
        "type": "object",
        "properties": {column.name: _column(column) for column in COLUMNS},
        "required": [column.name for column in COLUMNS if column.required],
        "anyOf": [{"required": ["relationship"]}, {"required": ["practitioner"]}],
        "additionalProperties": False,
    }


def _column(column: Column) -> Schema:
    number: Schema = {"minimum": 0} if column.name != "amount" else {}
    kinds: dict[str, Schema] = {
        "text": _TEXT,
        "instant": _INSTANT,
        "number": {"type": "number"} | number,
        "integer": {"type": "integer"} | number,
        "enum": {"enum": list(column.words)},
    }
    kind = kinds[column.type]
    if column.name == "kind":
        kind = {"anyOf": [kind, {"type": "string", "pattern": f"^{OWN_KIND.pattern}$"}]}
    if not column.required:
        kind = {"anyOf": [kind, {"type": "null"}]}
    return {"description": column.meaning} | kind


def finding_schema() -> Schema:
    """One finding, as `--output-format jsonl` writes it; later versions may add keys.

    Some keys only a drift has, some only a conclusion.
    """
    names = [f.name for f in fields(Finding)]
    return {
        "$schema": DRAFT,
        "title": "A finding: what a rule says about a relationship",
        "type": "object",
        "properties": {name: _property(name) for name in names},
        "required": [name for name in names if name not in (*DRIFT_FIELDS, *CONCLUSION_FIELDS)],
    }


def _property(name: str) -> Schema:
    schema = _FINDING.get(name, {})
    schema = schema if {"enum", "type"} & set(schema) else _TEXT | schema
    if name not in _MAY_BE_NULL:
        return schema
    described = {"description": schema["description"]} if "description" in schema else {}
    return described | {"anyOf": [{k: v for k, v in schema.items() if k != "description"}, {"type": "null"}]}
