"""The keys of a mapping file, each with its meaning and its JSON Schema: one list for the reader and for editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boundaries.core.columns import COLUMNS, Column
from boundaries.readers.mapped_clocks import WORDS as CLOCKS

Schema = dict[str, Any]
LAYOUTS = ("csv", "jsonl", "json")
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16", "cp1252": "cp1252", "latin-1": "latin-1"}
DELIMITERS = {",": ",", ";": ";", "\t": "\t", "tab": "\t", "|": "|"}
UNITS = ("s", "min", "h", "h:mm", "h:mm:ss", "mm:ss")
DECIMALS = (".", ",")
UNLISTED = ("reject", "leave_out", "missing")  # what `otherwise` may say beside a word

# What may become of each column of a log. No form lets free text pass.
FORMS: dict[str, tuple[str, ...]] = {
    "id": ("from",),
    "ref": ("from",),
    "relationship": ("from", "is"),
    "practitioner": ("from", "is"),
    "actor": ("from", "is"),
    "at": ("from", "date"),
    "planned_start": ("from", "date"),
    "planned_end": ("from", "date"),
    "length": ("length_of", "from"),
    "minutes": ("from", "start", "is"),
} | dict.fromkeys(
    (
        "kind",
        "by",
        "channel",
        "purpose",
        "account",
        "amount",
        "place",
        "people",
        "party",
        "basis",
        "reason",
        "certainty",
    ),
    ("from", "is"),
)
NAMED = ("id", "ref", "relationship", "practitioner", "actor")
MOMENTS = ("at", "planned_start", "planned_end")
NUMBERS = ("length", "minutes", "amount", "people")
LISTED = ("channel", "place", "party")  # no list of words is theirs, so the map has to list them

_TEXT: Schema = {"type": "string", "minLength": 1}
_WORD: Schema = {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its meaning, its schema, and whether there must be one."""

    name: str
    meaning: str
    schema: Schema
    required: bool = False


def _keys(*keys: Key) -> dict[str, Key]:
    return {key.name: key for key in keys}


_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_COLUMNS: Schema = {"$ref": "#/$defs/columns"}
_PERSON: Schema = {"$ref": "#/$defs/person"}
_FORMATS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_WORDS: Schema = {"type": "object", "additionalProperties": _WORD, "minProperties": 1}

KEYS = _keys(
    Key("map", "its name", {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"}, True),
    Key("export", "how the export is written: a table, JSON objects one a line, or one JSON document",
        {"enum": list(LAYOUTS)}, True),
    Key("list", "of `json`: the path of the list of records, such as `data.messages`; absent: the document is it",
        _TEXT),
    Key("delimiter", "of `csv`: `,` `;` `|` or `tab`; absent: found out", {"enum": list(DELIMITERS)}),
    Key("encoding", "`utf-8` if absent", {"enum": list(ENCODINGS)}),
    Key("timezone", "the clock of times that name no offset, such as `Europe/London`; `--timezone` if absent", _TEXT),
    Key("only", "records that are interactions; the others are left out and counted", _CONDITION),
    Key("leave_out", "records that are none: bots, drafts, failures; left out and counted", _CONDITION),
    Key("who", "where the export says who the two people are, for `--people`", {"$ref": "#/$defs/who"}),
    Key("columns", "the columns of the log, each with what it is made of", _COLUMNS),
    Key("rows", "different rows for different records: each record becomes a row of the first that fits",
        {"type": "array", "items": {"$ref": "#/$defs/row"}, "minItems": 1}),
    Key("written", "when a record was last changed, as for `at`: plans after the newest of these lie ahead",
        {"$ref": "#/$defs/columns/properties/at"}),
    Key("covers", "the kinds that the export records completely; absent: those that the map can give",
        {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}),
    Key("format", "the version of the file format", {"enum": ["1", 1]}),
)  # fmt: skip
WHO_KEYS = _keys(
    Key("from", "who did it: by `name`, `number` or `address`, a column of the export for each", _PERSON),
    Key("to", "whom it went to", _PERSON),
    Key("with", "whom the practitioner had contact with, whoever did it (`by` says who)", _PERSON),
    Key("thread", "where the sender alone is named: the column that tells the conversations apart", _TEXT),
)
ROW_KEYS = _keys(
    Key("when", "which records; absent: all that no row before it takes", _CONDITION),
    Key("columns", "what is different from the map's own `columns`", _COLUMNS),
    Key("planned", "`true`: plans, presumed held; those that still lie ahead (`--as-of`, else `written`) are left out",
        {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}),
)  # fmt: skip
CELL_KEYS = _keys(
    Key("is", "the same in every row", _WORD),
    Key("from", "the column of the export it is made of; of a name, several may make one",
        {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}),
    Key("words", "a word of the log for each word of the export; `\"\"` is a missing one", _WORDS),
    Key("otherwise", "what becomes of a cell that `words` does not list: `reject` the row (if absent), `leave_out` "
        "the row, the value is `missing`, or a word", _TEXT),
    Key("format", "how a time is written, or several ways to try in turn", _FORMATS),
    Key("date", "the column of the date, where the time of day has its own", _TEXT),
    Key("time", "the column of the time of day", _TEXT),
    Key("length_of", "the column of a text, of which nothing but its number of characters is taken", _TEXT),
    Key("unit", "of `minutes`: what the export counts in", {"enum": list(UNITS)}),
    Key("start", "of `minutes`: the column of the beginning", _TEXT),
    Key("end", "of `minutes`: the column of the end", _TEXT),
    Key("decimal", "the sign before decimals, `.` or `,`; with it groups of three digits may be told apart",
        {"enum": list(DECIMALS)}),
    Key("as_is", "`true`: the export's own name is kept, where it is shaped like one; otherwise it becomes a keyed one",
        {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}),
    Key("of", "the map in which the name is an id, where it is another one", _TEXT),
)  # fmt: skip
# The keys that may stand beside each form.
_BESIDE: dict[str, tuple[str, ...]] = {
    "is": (), "length_of": (), "date": ("time", "format"), "start": ("end", "format"),
}  # fmt: skip


def beside(form: str, column: str) -> tuple[str, ...]:
    """The keys that may stand beside a form in a column."""
    if form != "from":
        return _BESIDE[form]
    if column in MOMENTS:
        return ("format",)
    if column in NUMBERS:
        return ("unit", "decimal") if column == "minutes" else ("decimal",)
    if column in NAMED:
        return ("as_is", "of") if column in ("id", "ref") else ("words", "otherwise", "as_is", "of")
    return ("words", "otherwise")


def cell_keys(column: str) -> tuple[str, ...]:
    """All keys that may stand in a column, in one form or another."""
    return tuple(dict.fromkeys(key for form in FORMS[column] for key in (form, *beside(form, column))))


def map_schema() -> Schema:
    """The JSON Schema (2020-12) of a mapping file, for editors that complete and check."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A mapping file of boundaries: how an export becomes an interaction log",
        **_object(KEYS),
        "anyOf": [{"required": ["columns"]}, {"required": ["rows"]}],
        "$defs": {
            "columns": {
                "type": "object",
                "properties": {column.name: _cell(column) for column in COLUMNS},
                "additionalProperties": False,
                "minProperties": 1,
            },
            "condition": {"anyOf": [_tests(), {"type": "array", "items": _tests(), "minItems": 1}]},
            "who": _object(WHO_KEYS) | {"minProperties": 1},
            "row": _object(ROW_KEYS) | {"required": ["columns"]},
            "person": {
                "type": "object",
                "properties": dict.fromkeys(("name", "number", "address"), _TEXT),
                "additionalProperties": False,
                "minProperties": 1,
            },
        },
    }


def _object(keys: dict[str, Key]) -> Schema:
    required = [key.name for key in keys.values() if key.required]
    return {
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **key.schema} for key in keys.values()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _tests() -> Schema:
    words: Schema = {"anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}
    compared: Schema = {
        "type": "object",
        "properties": {"not": words, "missing": {"enum": [True, False, "true", "false"]}},
        "additionalProperties": False,
        "oneOf": [{"required": ["not"]}, {"required": ["missing"]}],
    }
    return {"type": "object", "additionalProperties": {"anyOf": [*words["anyOf"], compared]}, "minProperties": 1}


def _cell(column: Column) -> Schema:
    forms = FORMS[column.name]
    properties = {
        key: {"description": CELL_KEYS[key].meaning, **CELL_KEYS[key].schema} for key in cell_keys(column.name)
    }
    if column.words and column.name != "kind":
        properties["is"] = {"enum": list(column.words)}
    if column.name not in NAMED:
        properties |= {"from": _TEXT} if "from" in properties else {}
    needs = {"date": ["time"], "start": ["end"]}
    return {
        "description": column.meaning,
        "type": "object",
        "properties": properties,
        "oneOf": [{"required": [form, *needs.get(form, [])]} for form in forms],
        "additionalProperties": False,
    }


FORMAT_HINT = f"one of {', '.join(CLOCKS)}, or a pattern such as `%d/%m/%Y %H:%M`"
