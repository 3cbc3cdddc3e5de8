"""Filters: a mapping of tests on one interaction, read into the compiled tests of `policy.rule`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from boundaries.contract import clauses
from boundaries.core.columns import BASES, BY_NAME, is_kind, looks_like_content
from boundaries.core.errors import Diagnostic, PolicyError, did_you_mean
from boundaries.plugins.conditions import condition_names, find_condition
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Comparison,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Registered,
    StillOpen,
)
from boundaries.policy.context import NAME, Context
from boundaries.policy.fields import FIELDS, Field, other_kind
from boundaries.policy.operands import WORDS, read_hours, read_number, read_reference, resolve_path
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    flag_of,
    items_of,
    listed,
    mapping_of,
    nearest,
    text_of,
    tick,
)

WORKING = ("within", "outside", "open", "any", "not", "is")  # the keys of a filter that are no fields
_ORDER: dict[str, Comparison] = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le"}
_OPERATORS = (*_ORDER, "not", "missing")
EVERYTHING: Filter = AllOf(())


def parse_filter(node: Node, diagnostics: list[Diagnostic]) -> Filter | None:
    """The filter of a contract's own; None, with every problem added to `diagnostics`, if it says none.

    It may name conditions registered from Python. Parameters, lists and macros are a pack's.
    """
    problems = Problems()
    test = read_filter(node, Context(), problems)
    diagnostics.extend(problems.found)
    return None if problems.found else test


def read_filter(node: Node, context: Context, problems: Problems) -> Filter:
    """The filter a mapping or a name says; a test that could not be read is noted in `problems` and left out."""
    if isinstance(node.value, str) and node.value.strip():
        return _named(node, context, problems) or EVERYTHING
    tests = mapping_of(node, "a filter", problems, "such as `{kind: message, by: practitioner}`") or {}
    parts = tuple(part for name in tests if (part := _test(name, node, context, problems)) is not None)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _test(name: str, node: Node, context: Context, problems: Problems) -> Filter | None:
    value = cast("dict[str, Node]", node.value)[name]
    match name:
        case "within" | "outside":
            hours = read_hours(value, f"`{name}` in a filter", problems)
            return None if hours is None else Inside(hours, name == "within")
        case "open":
            return _open(value, problems)
        case "any":
            return _any(value, context, problems)
        case "not":
            return Not(read_filter(value, context, problems))
        case "is":
            return _any_named(value, context, problems)
    field = FIELDS.get(name)
    if field is None:
        problems.add("B112", f"{tick(name)} is nothing a filter can test", node.key_place(name), _other_field(name))
        return None
    if isinstance(value.value, dict):
        return _operators(field, value, problems)
    return _is(field, value, problems)


def _other_field(name: str) -> str:
    if is_kind(name):
        return f"did you mean `kind: {name}`?"
    if looks_like_content(name):
        return "an interaction has no content: it says when, by whom, how long and the like"
    return nearest(name, (*FIELDS, *WORKING), "see `boundaries schema interaction` for the columns")


# ---- filters by name ----------------------------------------------------------------------------------------


def names_in(node: Node) -> Iterator[Node]:
    """Where a filter names others: alone, under `is`, and inside `any` and `not`."""
    if isinstance(node.value, str):
        yield node
    elif isinstance(node.value, dict):
        if "is" in node.value:
            yield from (item for item in items_of(node.value["is"]) if isinstance(item.value, str))
        inner = [*items_of(node.value["any"])] if "any" in node.value else []
        for part in (*inner, *([node.value["not"]] if "not" in node.value else ())):
            yield from names_in(part)


def _any_named(node: Node, context: Context, problems: Problems) -> Filter | None:
    """The one filter of a name, or of several names the one that any of them makes true."""
    found: list[Filter] = []
    for item in items_of(node):
        if isinstance(item.value, str) and item.value.strip():
            found += [test] if (test := _named(item, context, problems)) else []
        else:
            hint = "such as `is: weekend-call`; `not: weekend-call` for its opposite"
            problems.add("B103", "`is` names a macro or a condition, or a list of them", item.location, hint)
    if not items_of(node):
        problems.add("B103", "`is: []` can never be true", node.location, "name a filter, or leave it out")
    return None if not found else found[0] if len(found) == 1 else AnyOf(tuple(found))


def _named(node: Node, context: Context, problems: Problems) -> Filter | None:
    """A macro of the pack, else a condition registered from Python."""
    name = str(node.value).strip()
    if name in context.macros:
        return context.macros[name]
    if not NAME.fullmatch(name):
        hint = "a filter is a mapping such as `{kind: message, by: practitioner}`, or a name such as `weekend-call`"
        problems.add("B103", f"{tick(name)} is no filter", node.location, hint)
        return None
    try:
        condition = find_condition(name)
    except PolicyError as error:
        problems.found += [replace(d, location=d.location or node.location) for d in error.diagnostics]
        return None
    if condition is None:
        problems.add("B126", f"no filter is called {tick(name)}", node.location, _other_names(name, context))
        return None
    return Registered(condition.name, condition.reads)


def _other_names(name: str, context: Context) -> str:
    if is_kind(name):
        return f"did you mean `{{kind: {name}}}`?"
    otherwise = "register it with `@boundaries.condition`"
    if context.pack:
        otherwise = f"define it under `macros` of pack.yaml, or {otherwise}"
    if context.macros:
        otherwise = f"the pack has {listed(tick(macro) for macro in sorted(context.macros))}"
    return nearest(name, (*context.macros, *condition_names()), otherwise)


# ---- what a filter is made of -------------------------------------------------------------------------------


def _any(node: Node, context: Context, problems: Problems) -> Filter | None:
    if not isinstance(node.value, list) or not node.value:
        problems.add("B103", "`any` is a list of filters", node.location, "such as `any: [{by: client}, {by: both}]`")
        return None
    return AnyOf(tuple(read_filter(item, context, problems) for item in node.value))


def _open(node: Node, problems: Problems) -> Filter | None:
    """One of the clauses or fields named is still open."""
    if not items_of(node):
        problems.add("B103", "`open: []` can never be true", node.location, "name a clause, or leave it out")
        return None
    found = (_path(item, problems) for item in items_of(node))
    paths = tuple(dict.fromkeys(path for path in found if path is not None))
    return StillOpen(paths) if paths else None


def _path(node: Node, problems: Problems) -> str | None:
    text = text_of(node, "`open`", problems, "it names a clause or a field, such as `open: goals`")
    if text is not None and text.startswith("$"):
        hint = f"did you mean `{text[1:]}`?"
        problems.add("B106", f"`open` names a clause by its path, not {tick(text)}", node.location, hint)
        return None
    return None if text is None else resolve_path(text, node.location, problems)


def _is(field: Field, node: Node, problems: Problems, negated: bool = False) -> Filter | None:
    """The field is (negated: is not) one of the values given."""
    items = items_of(node)
    if not items:
        problems.add("B103", f"`{field.name}: []` can never be true", node.location, "name a value, or leave it out")
        return None
    if field.sort == "instant":
        hint = "test its presence with `{missing: true}`, and its time with `within:` or `outside:`"
        problems.add("B113", f"`{field.name}` is an instant and equals nothing", node.location, hint)
        return None
    if field.sort == "number":
        return _equals(field, items, negated, problems)
    if isinstance(node.value, str) and node.value.strip().startswith("$"):
        return _listed(field, node, negated, problems)
    words = [w for item in items if (w := _word(field, item, problems)) is not None]
    return Among(field.name, frozenset(words), negated) if words else None


def _listed(field: Field, node: Node, negated: bool, problems: Problems) -> Filter | None:
    """The field is (negated: is not) among the words the contract lists at a reference."""
    text = str(node.value).strip()
    if field.name not in BY_NAME:
        hint = f"name its words: {listed(field.words)}"
        problems.add("B113", f"`{field.name}` is compared with words, not with {tick(text)}", node.location, hint)
        return None
    reference = read_reference(node, text, f"`{field.name}`", WORDS, problems)
    if reference is None:
        return None
    words = BASES if clauses.recipient_of(reference.path) else clauses.FIELDS[reference.path].words
    if field.words and words and not set(field.words) & set(words):
        message = f"`{field.name}` is never one of {tick(text)}, which are {listed(words)}"
        problems.add("B106", message, node.location, f"it is one of {listed(field.words)}")
        return None
    return Listed(field.name, reference, negated)


def _equals(field: Field, items: list[Node], negated: bool, problems: Problems) -> Filter | None:
    numbers = [n for i in items if (n := read_number(i, f"`{field.name}`", problems, field.unit)) is not None]
    tests = tuple(Compare(field.name, "ne" if negated else "eq", n) for n in numbers)
    if len(tests) < 2:
        return tests[0] if tests else None
    return AllOf(tests) if negated else AnyOf(tests)


def _word(field: Field, node: Node, problems: Problems) -> str | None:
    text = text_of(node, f"`{field.name}`", problems, "a missing value is tested with `{missing: true}`")
    if text is None:
        return None
    if text.startswith("$"):
        hint = f"write `{field.name}: {text}` alone, and other words beside it with `any`"
        problems.add("B106", f"a reference stands alone, not in a list: {tick(text)}", node.location, hint)
        return None
    known = is_kind(text) if field.of_kinds else not field.words or text in field.words
    if known:
        return text.lower() if field.name == "channel" else text
    hint = other_kind(text) if field.of_kinds else nearest(text, field.words)
    problems.add("B104", f"`{field.name}` cannot be {tick(text)}", node.location, hint)
    return None


def _operators(field: Field, node: Node, problems: Problems) -> Filter | None:
    tests = cast("dict[str, Node]", node.value)
    if not tests:
        problems.add("B103", f"`{field.name}` is compared with nothing", node.location, "such as `{gt: 10}`")
    parts = tuple(part for name in tests if (part := _operator(field, name, node, problems)) is not None)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _operator(field: Field, name: str, node: Node, problems: Problems) -> Filter | None:
    value, where = cast("dict[str, Node]", node.value)[name], node.key_place(name)
    if name == "missing":
        missing = flag_of(value, "`missing`", problems)
        return None if missing is None else Missing(field.name, missing)
    if name == "not":
        return _is(field, value, problems, negated=True)
    if name not in _ORDER:
        problems.add("B113", f"{tick(name)} is no comparison", where, _other_comparison(field, name))
        return None
    if field.sort != "number":
        hint = "name the words it may be, or use `not`, `missing`"
        problems.add("B113", f"`{field.name}` is no number: `{name}` cannot compare it", where, hint)
        return None
    number = read_number(value, f"`{field.name}`", problems, field.unit)
    return None if number is None else Compare(field.name, _ORDER[name], number)


def _other_comparison(field: Field, name: str) -> str:
    fitting = _OPERATORS if field.sort == "number" else ("missing",) if field.sort == "instant" else ("not", "missing")
    example = {"number": "`{gt: 60}`", "instant": "`{missing: true}`"}.get(field.sort, "`{not: ...}`")
    return did_you_mean(name, fitting) or f"one of {listed(fitting)}, such as {example}"
