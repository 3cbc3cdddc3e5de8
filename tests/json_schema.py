"""A small reader of JSON Schema: whether a document keeps to one, by the keywords that the schemas here use.

Any other keyword stops it, so that no schema passes by what nobody looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SAID = frozenset(("title", "description", "default", "examples", "$schema", "$defs", "$id", "$comment"))
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def faults(document: Any, schema: dict[str, Any]) -> list[str]:
    """Where and how a document does not keep to a schema."""
    return list(_faults(document, schema, schema, "$"))


def _faults(value: Any, schema: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(schema, bool):
        yield from () if schema else (f"{at}: nothing can stand here",)
        return
    for keyword, wanted in schema.items():
        if keyword not in _SAID:
            yield from _KEYWORDS[keyword](value, wanted, schema, root, at)


def _keeps(value: Any, schema: Any, root: dict[str, Any]) -> bool:
    return not any(True for _ in _faults(value, schema, root, ""))


def _ref(value: Any, wanted: str, _: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    found: Any = root
    for step in wanted.removeprefix("#/").split("/"):
        found = found[step]
    yield from _faults(value, found, root, at)


def _type(value: Any, wanted: Any, _: Any, __: Any, at: str) -> Iterator[str]:
    names = wanted if isinstance(wanted, list) else [wanted]
    fits = any(isinstance(value, _TYPES[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names)
    if not fits:
        yield f"{at}: {value!r} is no {wanted}"


def _properties(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    for key, schema in wanted.items() if isinstance(value, dict) else ():
        if key in value:
            yield from _faults(value[key], schema, root, f"{at}.{key}")


def _patterns(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        for pattern, schema in wanted.items():
            if re.search(pattern, key):
                yield from _faults(value[key], schema, root, f"{at}.{key}")


def _additional(value: Any, wanted: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        if key not in schema.get("properties", {}) and not any(map(_in(key), schema.get("patternProperties", {}))):
            yield from _faults(value[key], wanted, root, f"{at}.{key}")


def _in(key: str) -> Any:
    return lambda pattern: re.search(pattern, key)


def _names(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        yield from _faults(key, wanted, root, f"{at}.{key}")


def _items(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _faults(item, wanted, root, f"{at}[{index}]")


def _required(value: Any, wanted: Any, _: Any, __: Any, at: str) -> Iterator[str]:
    yield from (f"{at}: `{key}` is missing" for key in wanted if isinstance(value, dict) and key not in value)


def _dependent(value: Any, wanted: Any, _: Any, __: Any, at: str) -> Iterator[str]:
    for key, others in wanted.items() if isinstance(value, dict) else ():
        yield from (f"{at}: `{key}` needs `{other}`" for other in others if key in value and other not in value)


def _any_of(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if not any(_keeps(value, schema, root) for schema in wanted):
        yield f"{at}: {value!r} is none of {len(wanted)}"


def _one_of(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if sum(_keeps(value, schema, root) for schema in wanted) != 1:
        yield f"{at}: {value!r} is not one of {len(wanted)}"


def _not(value: Any, wanted: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if _keeps(value, wanted, root):
        yield f"{at}: what must not be"


def _test(name: str, holds: Any) -> Any:
    def check(value: Any, wanted: Any, _: Any, __: Any, at: str) -> Iterator[str]:
        if not holds(value, wanted):
            yield f"{at}: {value!r} fails {name} {wanted!r}"

    return check


_KEYWORDS: dict[str, Any] = {
    "$ref": _ref, "type": _type, "properties": _properties, "patternProperties": _patterns,
    "additionalProperties": _additional, "propertyNames": _names, "items": _items, "required": _required,
    "dependentRequired": _dependent, "anyOf": _any_of, "oneOf": _one_of, "not": _not,
    "enum": _test("enum", lambda value, wanted: any(value == w and type(value) is type(w) for w in wanted)),
    "const": _test("const", lambda value, wanted: value == wanted and type(value) is type(wanted)),
    "pattern": _test("pattern", lambda value, wanted: not isinstance(value, str) or re.search(wanted, value)),
    "minLength": _test("minLength", lambda value, wanted: not isinstance(value, str) or len(value) >= wanted),
    "minimum": _test("minimum", lambda value, wanted: not isinstance(value, int | float) or value >= wanted),
    "minProperties": _test("minProperties", lambda value, wanted: not isinstance(value, dict) or len(value) >= wanted),
    "maxProperties": _test("maxProperties", lambda value, wanted: not isinstance(value, dict) or len(value) <= wanted),
    "maximum": _test("maximum", lambda value, wanted: not isinstance(value, int | float) or value <= wanted),
    "maxItems": _test("maxItems", lambda value, wanted: not isinstance(value, list) or len(value) <= wanted),
    "minItems": _test("minItems", lambda value, wanted: not isinstance(value, list) or len(value) >= wanted),
}  # fmt: skip
