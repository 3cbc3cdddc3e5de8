"""Filters: a mapping of tests on one interaction, read into the compiled tests of `policy.rule`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from boundaries.contract.node import Node
from boundaries.core.columns import COLUMNS, KINDS, PARTIES, is_kind
from boundaries.core.errors import Diagnostic
from boundaries.policy.operands import TimeUnit, read_hours, read_number
from boundaries.policy.reading import (
    Problems,
    flag_of,
    items_of,
    mapping_of,
    nearest,
    text_of,
    tick,
)
from boundaries.policy.rule import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Comparison,
    Filter,
    Inside,
    Missing,
    Not,
    Ref,
)

Sort = Literal["words", "text", "number", "instant"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a filter may test: a column of the log or a value derived from some; `reads` names those columns."""

    name: str
    sort: Sort
    words: tuple[str, ...] = ()
    unit: TimeUnit | None = None
    reads: tuple[str, ...] = ()
    needs: str | None = None  # the clause or field of the contract it is derived with


_SORTS: dict[str, Sort] = {
    "enum": "words", "text": "text", "number": "number", "integer": "number", "instant": "instant",
}  # fmt: skip
_DERIVED = (
    Field("overrun_minutes", "number", unit="minutes", reads=("minutes",), needs="administrative.sessions.minutes"),
    Field("notice_hours", "number", unit="hours", reads=("at", "planned_start", "ref")),
    Field("thread_by", "words", PARTIES, reads=("at", "kind", "by")),
    Field("channel_agreed", "words", ("true", "false"), reads=("channel", "purpose"), needs="administrative.channels"),
)
FIELDS: dict[str, Field] = {
    c.name: Field(c.name, _SORTS[c.type], c.words, "minutes" if c.name == "minutes" else None, (c.name,))
    for c in COLUMNS
} | {f.name: f for f in _DERIVED}  # fmt: skip
_WORKING = ("within", "outside", "any", "not")
_ORDER: dict[str, Comparison] = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le"}
_OPERATORS = (*_ORDER, "not", "missing")
_EVERYTHING: Filter = AllOf(())


def parse_filter(node: Node, diagnostics: list[Diagnostic]) -> Filter | None:
    """The filter a mapping says; None, with every problem added to `diagnostics`, if it says none."""
    problems = Problems()
    test = read_filter(node, problems)
    diagnostics.extend(problems.found)
    return None if problems.found else test


def read_filter(node: Node, problems: Problems) -> Filter:
    """The filter a mapping says; a test that could not be read is noted in `problems` and left out."""
    if isinstance(node.value, str):
        hint = "a filter is a mapping such as `{kind: message, by: practitioner}`; conditions from Python come later"
        problems.add("B103", f"{tick(node.value)} is no filter", node.location, hint)
        return _EVERYTHING
    tests = mapping_of(node, "a filter", problems, "such as `{kind: message, by: practitioner}`") or {}
    parts = tuple(part for name in tests if (part := _test(name, node, problems)) is not None)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _test(name: str, node: Node, problems: Problems) -> Filter | None:
    value = cast("dict[str, Node]", node.value)[name]
    if name in ("within", "outside"):
        hours = read_hours(value, f"`{name}` in a filter", problems)
        return None if hours is None else Inside(hours, name == "within")
    if name == "any":
        return _any(value, problems)
    if name == "not":
        return Not(read_filter(value, problems))
    field = FIELDS.get(name)
    if field is None:
        hint = nearest(name, (*FIELDS, *_WORKING), "see `boundaries schema interaction` for the columns")
        problems.add("B112", f"{tick(name)} is nothing a filter can test", node.key_place(name), hint)
        return None
    if isinstance(value.value, dict):
        return _operators(field, value, problems)
    return _is(field, value, problems)


def _any(node: Node, problems: Problems) -> Filter | None:
    if not isinstance(node.value, list) or not node.value:
        problems.add("B103", "`any` is a list of filters", node.location, "such as `any: [{by: client}, {by: both}]`")
        return None
    return AnyOf(tuple(read_filter(item, problems) for item in node.value))


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
    words = [w for item in items if (w := _word(field, item, problems)) is not None]
    return Among(field.name, frozenset(words), negated) if words else None


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
        hint = "references stand with numbers, durations and hours"
        problems.add("B113", f"`{field.name}` is compared with words, not with {tick(text)}", node.location, hint)
        return None
    known = is_kind(text) if field.name == "kind" else not field.words or text in field.words
    if known:
        return text.lower() if field.name == "channel" else text
    hint = nearest(text, field.words, "a kind of your own begins with `x-`" if field.words == KINDS else "")
    problems.add("B104", f"{tick(text)} is no {field.name}", node.location, hint)
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
        problems.add("B113", f"{tick(name)} is no comparison", where, nearest(name, _OPERATORS))
        return None
    if field.sort != "number":
        hint = "name the words it may be, or use `not`, `missing`"
        problems.add("B113", f"`{field.name}` is no number: `{name}` cannot compare it", where, hint)
        return None
    number = read_number(value, f"`{field.name}`", problems, field.unit)
    return None if number is None else Compare(field.name, _ORDER[name], number)


# ---- what a filter reads ------------------------------------------------------------------------------------


def leaves(test: Filter) -> Iterator[Among | Compare | Missing | Inside]:
    """The tests of a filter on single fields, in the order they are written."""
    if isinstance(test, AllOf | AnyOf):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Not):
        yield from leaves(test.part)
    else:
        yield test


def columns_of(test: Filter) -> frozenset[str]:
    """The fields a filter names and every column of the log behind them."""
    names: set[str] = set()
    for leaf in leaves(test):
        if isinstance(leaf, Inside):
            names |= {"at", "certainty"}
        else:
            names |= {leaf.column, *FIELDS[leaf.column].reads}
    return frozenset(names)


def references_of(test: Filter) -> Iterator[Ref]:
    """Every reference to the contract a filter makes, those of its derived fields included."""
    for leaf in leaves(test):
        if isinstance(leaf, Inside):
            if isinstance(leaf.hours, Ref):
                yield leaf.hours
            continue
        needs = FIELDS[leaf.column].needs
        if needs is not None:
            yield Ref(needs)
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Ref):
            yield leaf.operand
