"""Mapping files as they are written: YAML or JSON to a `MapFile`, with every problem and its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import cast

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.core.errors import UsageError
from boundaries.core.location import Location
from boundaries.readers.directory import LISTS, IdentityKind
from boundaries.readers.hand_written import load, one_document
from boundaries.readers.mapped_cells import read_cell
from boundaries.readers.mapped_model import (
    Condition,
    Constant,
    Identified,
    Layout,
    MapFile,
    Moment,
    Recipe,
    Shape,
    Test,
    Who,
    Words,
)
from boundaries.readers.mapped_words import (
    DELIMITERS,
    ENCODINGS,
    FORMS,
    KEYS,
    LAYOUTS,
    ROW_KEYS,
    WHO_KEYS,
)
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    flag_of,
    items_of,
    known_format,
    known_keys,
    listed,
    mapping_of,
    missing_key,
    nearest,
    text_of,
    tick,
    word_of,
    wordless,
)

_WHAT = "a mapping file"
_LIKE_A_MAP = re.compile(r"^[\s{\"]*(?:map|export|columns|rows)[\"]?\s*:", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_TESTS = ("not", "missing")
_EXAMPLE = "such as `columns: {at: {from: Sent, format: iso}, kind: {is: message}, ...}`"
_CONDITION = "such as `{Status: [sent, received]}`, `{Cancelled: {missing: false}}`"
_KINDS: dict[str, IdentityKind] = {kind: kind for kind in LISTS.values()}
_NEEDS = ("at", "kind", "by")


def load_map(path: Path, shown: str | None = None) -> MapFile:
    """The map of a YAML or JSON file; raises `UsageError` with every problem of it, each with its place."""
    return load(path, shown, parse_map)


def parse_map(text: str, file: str) -> MapFile:
    """The map that a text says; raises `UsageError` with every problem."""
    problems = Problems(text=text)
    hint = "it begins with `map: its-name`"
    node = one_document(text, file, problems, "B280", f"{_WHAT} is one document", hint)
    found = None if node is None else read_map(node, problems)
    if found is None or problems.found:
        ours = _LIKE_A_MAP.search(text)  # else it may be the log, or the file of people
        raise UsageError(*problems.found if ours else (wordless(problem, KEYS) for problem in problems.found))
    return found


def read_map(node: Node, problems: Problems) -> MapFile | None:
    """The map of a document; None, or one that cannot be used, where there are problems."""
    keys = mapping_of(node, _WHAT, problems, "it begins with `map: its-name`")
    if keys is None:
        return None
    known_keys(node, KEYS, _WHAT, problems, {"columns": _EXAMPLE})
    known_format(keys, "a map", problems)
    for key in KEYS.values():
        if key.required and key.name not in keys:
            missing_key(key.name, _WHAT, node.location, problems, f"one of {listed(LAYOUTS)}" * (key.name == "export"))
    name = _name(keys, problems)
    layout = word_of(keys["export"], "export", LAYOUTS, problems) if "export" in keys else None
    who = _who(keys["who"], problems) if "who" in keys else None
    shapes = _shapes(node, keys, name, who, problems)
    found = MapFile(
        name, cast(Layout, layout or "csv"), shapes,
        list_at=_one(keys, "list", problems), delimiter=_delimiter(keys, problems),
        encoding=_encoding(keys, problems), timezone=_zone(keys, problems),
        only=_condition(keys, "only", problems), leave_out=_condition(keys, "leave_out", problems), who=who,
        written=_written(keys, name, shapes, problems),
    )  # fmt: skip
    for of, only in (("list", "json"), ("delimiter", "csv")):
        if of in keys and layout not in (None, only):
            problems.add("B280", f"`{of}` is of an export in {only}", node.key_place(of), "leave it out")
    return replace(found, covers=_covers(keys, shapes, problems))


# ---- what the file is ---------------------------------------------------------------------------------------


def _name(keys: Mapping[str, Node], problems: Problems) -> str:
    if "map" not in keys:
        return ""
    text = text_of(keys["map"], "the name of a map", problems)
    if text is not None and not _NAME.fullmatch(text):
        hint = "letters, digits, `-` and `_`, up to forty, such as `practice-messages`"
        problems.add("B105", f"{tick(text)} is no name of a map", keys["map"].location, hint)
    return text or ""


def _one(keys: Mapping[str, Node], key: str, problems: Problems) -> str | None:
    return text_of(keys[key], f"`{key}`", problems) if key in keys else None


def _delimiter(keys: Mapping[str, Node], problems: Problems) -> str | None:
    node = keys.get("delimiter")
    if node is None:
        return None
    if isinstance(node.value, str) and node.value in DELIMITERS:
        return DELIMITERS[node.value]
    word = text_of(node, "a delimiter", problems, 'one of ",", ";", "|", tab')
    if word is not None:
        problems.add("B104", f"{tick(word)} is no delimiter", node.location, 'one of ",", ";", "|", tab')
    return None


def _encoding(keys: Mapping[str, Node], problems: Problems) -> str:
    word = word_of(keys["encoding"], "encoding", ENCODINGS, problems) if "encoding" in keys else None
    return ENCODINGS.get(word or "", "utf-8")


def _zone(keys: Mapping[str, Node], problems: Problems) -> str | None:
    zone = _one(keys, "timezone", problems)
    try:
        if zone is not None:
            load_zone(zone)
    except UnknownZone as problem:
        problems.add("B239", problem.message, keys["timezone"].location, problem.hint)
        return None
    return zone


def _written(keys: Mapping[str, Node], name: str, shapes: tuple[Shape, ...], problems: Problems) -> Moment | None:
    recipe = read_cell("at", keys["written"], name, problems) if "written" in keys else None
    if "written" in keys and not any(shape.planned for shape in shapes):
        hint = "`planned: true` in an item of `rows` says which rows are plans"
        problems.add("B283", "`written` is for plans, and no rows are", keys["written"].location, hint)
    return recipe if isinstance(recipe, Moment) else None


def _covers(keys: Mapping[str, Node], shapes: tuple[Shape, ...], problems: Problems) -> frozenset[str]:
    """The kinds that are recorded completely: those named, else all that the map can give."""
    given = frozenset(kind for shape in shapes for kind in _kinds(shape.recipes.get("kind")))
    node = keys.get("covers")
    if node is None:
        return given
    named = set()
    for item in items_of(node):
        kind = text_of(item, "a kind", problems)
        if kind is not None and kind not in given:
            message = f"the map gives no {tick(kind)}, so it cannot tell that there was none"
            problems.add("B287", message, item.location, nearest(kind, sorted(given)) if given else "")
        elif kind is not None:
            named.add(kind)
    return frozenset(named)


def _kinds(recipe: Recipe | None) -> list[str]:
    if isinstance(recipe, Constant):
        return [str(recipe.value)]
    if not isinstance(recipe, Words):
        return []
    words = [*recipe.words.values(), recipe.otherwise]
    return [word for word in words if word not in ("", "reject", "leave_out", "missing")]


# ---- who ----------------------------------------------------------------------------------------------------


def _who(node: Node, problems: Problems) -> Who | None:
    hint = "such as `who: {from: {number: From}, to: {number: To}}`"
    keys = mapping_of(node, "`who`", problems, hint)
    if keys is None:
        return None
    known_keys(node, WHO_KEYS, "`who`", problems)
    sender, receiver, other = (_person(keys[key], problems) if key in keys else () for key in ("from", "to", "with"))
    thread = _one(keys, "thread", problems)
    if not keys.keys() & {"from", "with"}:
        missing_key("from", "`who`", node.location, problems, hint)
    for key, against in (("with", ("from", "to")), ("thread", ("to", "with"))):
        for one in against:
            if key in keys and one in keys:
                message = f"`{key}` does not stand beside `{one}`"
                way = "`with` alone says whom, `from` and `to` say both; `thread` is for `from` alone"
                problems.add("B283", message, node.key_place(key), way)
    return Who(sender, receiver, other, thread)


def _person(node: Node, problems: Problems) -> Identified:
    """Where a person's name, number or address stands."""
    keys = mapping_of(node, "a person", problems, "such as `{number: From}`")
    if keys is None:
        return ()
    known_keys(node, _KINDS, "a person", problems)
    if not keys:
        missing_key("number", "a person", node.location, problems, f"one of {listed(_KINDS)}")
    pairs = ((kind, text_of(keys[key], f"`{key}`", problems)) for key, kind in _KINDS.items() if key in keys)
    return tuple((kind, source) for kind, source in pairs if source is not None)


# ---- which records ------------------------------------------------------------------------------------------


def _condition(keys: Mapping[str, Node], key: str, problems: Problems) -> Condition | None:
    """A mapping of tests that must all hold, or a list of such, one of which must."""
    if key not in keys:
        return None
    found = []
    for item in items_of(keys[key]):
        tests = mapping_of(item, f"`{key}`", problems, _CONDITION)
        if tests is not None and not tests:
            problems.add("B103", f"`{key}` says nothing", item.location, _CONDITION)
        found.append(tuple(_test(source, node, problems) for source, node in (tests or {}).items()))
    if not found:
        problems.add("B103", f"`{key}` says nothing", keys[key].location, _CONDITION)
    return tuple(found)


def _test(source: str, node: Node, problems: Problems) -> Test:
    if not isinstance(node.value, dict):
        return Test(source, _cells(node, problems))
    known_keys(node, _TESTS, "a test", problems)
    if len(node.value) != 1:
        message = f"a test of {tick(source)} is one of `not` and `missing`"
        problems.add("B103", message, node.location, _CONDITION)
    if "missing" in node.value:
        return Test(source, missing=bool(flag_of(node.value["missing"], "`missing`", problems)))
    return Test(source, _cells(node.value["not"], problems) if "not" in node.value else frozenset(), negated=True)


def _cells(node: Node, problems: Problems) -> frozenset[str]:
    """Words of the export, as it writes them."""
    hint = "`{missing: true}` tests for an empty one"
    texts = [text_of(item, "a word of the export", problems, hint) for item in items_of(node)]
    if not texts:
        problems.add("B103", "a list of no words", node.location, hint)
    return frozenset(text for text in texts if text is not None)


# ---- rows ---------------------------------------------------------------------------------------------------


def _shapes(node: Node, keys: Mapping[str, Node], name: str, who: Who | None, problems: Problems) -> tuple[Shape, ...]:
    """The rows that records become: one shape, or each of `rows` over the map's own columns."""
    common = _columns(keys["columns"], name, problems) if "columns" in keys else {}
    if "columns" not in keys and "rows" not in keys:
        missing_key("columns", _WHAT, node.location, problems, _EXAMPLE)
        return ()
    if "rows" not in keys:
        shape = Shape(None, common)
        _complete(shape, who, keys["columns"].location, problems)
        return (shape,)
    return tuple(_row(item, common, name, who, problems) for item in _items(keys["rows"], problems))


def _items(node: Node, problems: Problems) -> list[Node]:
    items = items_of(node)
    for item, after in pairwise(items):
        if isinstance(item.value, dict) and "when" not in item.value:
            hint = "the one without `when` stands last"
            problems.add("B283", "these rows are never made: those above take every record", after.location, hint)
    if not items:
        problems.add("B103", "`rows` says nothing", node.location, "`- {when: ..., columns: ...}`")
    return items


def _row(item: Node, common: Mapping[str, Recipe], name: str, who: Who | None, problems: Problems) -> Shape:
    keys = mapping_of(item, "an item of `rows`", problems, "`- {when: ..., columns: ...}`")
    if keys is None:
        return Shape(None, {})
    known_keys(item, ROW_KEYS, "an item of `rows`", problems)
    own = _columns(keys["columns"], name, problems) if "columns" in keys else {}
    planned = "planned" in keys and bool(flag_of(keys["planned"], "`planned`", problems))
    shape = Shape(_condition(keys, "when", problems), {**common, **own}, planned)
    _complete(shape, who, item.location, problems)
    return shape


def _columns(node: Node, name: str, problems: Problems) -> dict[str, Recipe]:
    keys = mapping_of(node, "`columns`", problems, _EXAMPLE)
    if keys is None:
        return {}
    known_keys(node, FORMS, "a log", problems)
    read = {column: read_cell(column, cell, name, problems) for column, cell in keys.items() if column in FORMS}
    return {column: recipe for column, recipe in read.items() if recipe is not None}


def _complete(shape: Shape, who: Who | None, where: Location, problems: Problems) -> None:
    """Note the columns that a row has to have and that nothing gives; what was written wrong is noted already."""
    if any(problem.code != "B102" for problem in problems.found):
        return
    for column in _NEEDS:
        if column not in shape.recipes and not (column == "by" and who is not None and who.sender):
            hint = "or `who: {from: ...}`, which says who did it" if column == "by" else _EXAMPLE
            missing_key(column, "every row", where, problems, hint)
