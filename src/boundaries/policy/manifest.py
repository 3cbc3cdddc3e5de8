"""pack.yaml: what a pack is called, which packs it rests on, what it gives its rules and changes in theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from boundaries.core.location import Location
from boundaries.policy.context import NAME, is_name_of_pack
from boundaries.policy.schema import CHANGEABLE, KEYS, PACK_KEYS
from boundaries.source.document import compose
from boundaries.source.node import Node
from boundaries.source.reading import Problems, items_of, known_format, known_keys, mapping_of, nearest, text_of, tick

_EXAMPLE = "such as `pack: riverside`, `version: 1`"
_MOST = 1_000  # names of one kind
_WHAT = {"parameters": "a parameter", "lists": "a list", "macros": "a macro"}

# What a pack says: ("parameters", its name), ("lists", ..), ("macros", ..), or ("rules", a rule, a key of it).
Said: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A pack.yaml. Macros are filters and changes of rules are keys of rule files, both as they are written."""

    pack: str = ""  # empty: named after its folder
    version: str = "0"
    title: str = ""
    extends: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    macros: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A manifest with where it says what: the node of every name and change, and of every entry of `extends`.

    `said` has a name also where its value cannot be read, which is noted. `readable`: whether the file is a mapping.
    """

    manifest: Manifest = Manifest()
    said: Mapping[Said, Node] = field(default_factory=dict)
    places: Mapping[Said, Location] = field(default_factory=dict)  # of the keys
    rules: Mapping[str, Location] = field(default_factory=dict)  # where each rule that is changed is named
    extends: tuple[Node, ...] = ()
    readable: bool = True


def manifest_document(manifest: Manifest) -> dict[str, Any]:
    """The mapping of a pack.yaml; keys that say no more than their default are left out."""
    found = {
        "pack": manifest.pack, "version": "" if manifest.version == "0" else manifest.version,
        "title": manifest.title, "extends": list(manifest.extends), "parameters": dict(manifest.parameters),
        "lists": {name: list(words) for name, words in manifest.lists.items()}, "macros": dict(manifest.macros),
        "rules": {rule: dict(changes) for rule, changes in manifest.rules.items()},
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def read_manifest(text: str, file: str, problems: Problems) -> Written:
    """What a pack.yaml says; what cannot be read is noted in `problems` and left out."""
    problems.texts[file] = text
    nodes, faults = compose(text, file)
    problems.found.extend(faults)
    if len(nodes) != 1 and not faults:
        problems.add("B119", "a pack has one manifest", Location(file, 1, 1), _EXAMPLE)
    keys = mapping_of(nodes[0], "a pack", problems, _EXAMPLE) if len(nodes) == 1 else None
    if keys is None:
        return Written(readable=False)
    known_keys(nodes[0], PACK_KEYS, "a pack", problems)
    known_format(keys, "a pack", problems)
    return _Reader(keys, problems).written()


class _Reader:
    """Reads the keys of one manifest."""

    def __init__(self, keys: dict[str, Node], problems: Problems) -> None:
        self.keys, self.problems = keys, problems
        self.said: dict[Said, Node] = {}
        self.places: dict[Said, Location] = {}

    def written(self) -> Written:
        extends = self._extends()
        manifest = Manifest(
            pack=self._text("pack"), version=self._text("version") or "0", title=self._text("title"),
            extends=tuple(str(entry.value).strip() for entry in extends),
            parameters=self._named("parameters", self._parameter), lists=self._named("lists", self._list),
            macros=self._named("macros", self._macro), rules=self._rules(),
        )  # fmt: skip
        changed = self.keys["rules"].key_locations if "rules" in self.keys else {}
        return Written(manifest, self.said, self.places, changed, extends)

    def _text(self, key: str) -> str:
        return (text_of(self.keys[key], f"`{key}`", self.problems) if key in self.keys else None) or ""

    def _extends(self) -> tuple[Node, ...]:
        found: dict[str, Node] = {}
        for entry in items_of(self.keys["extends"]) if "extends" in self.keys else ():
            name = text_of(entry, "`extends`", self.problems, "the name of a shipped pack, or a folder")
            if name in found:
                self.problems.add("B104", f"{tick(name)} stands twice in `extends`", entry.location)
            elif name is not None:
                found[name] = entry
        return tuple(found.values())

    # ---- parameters, lists, macros --------------------------------------------------------------------------

    def _named(self, kind: str, read: Callable[[str, Node], Any]) -> dict[str, Any]:
        """What stands under each name that can be one, where it can be read."""
        if kind not in self.keys:
            return {}
        what, found = _WHAT[kind], dict[str, Any]()
        node = self.keys[kind]
        values = mapping_of(node, f"`{kind}`", self.problems, "names, each with its value") or {}
        if len(values) > _MOST:
            self.problems.add("B124", f"a pack has no more than {_MOST:,} {kind}", node.location)
            return {}
        for name, value in values.items():
            where = node.key_place(name)
            if not NAME.fullmatch(name):
                near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
                hint = f"did you mean `{near}`?" if NAME.fullmatch(near) else "such as `follow_up`"
                self.problems.add("B124", f"{what} cannot be called {tick(name)}", where, hint)
                continue
            self.said[kind, name], self.places[kind, name] = value, where
            if (plain := read(name, value)) is not None:
                found[name] = plain
        return found

    def _parameter(self, name: str, node: Node) -> str | None:
        if isinstance(node.value, list):
            hint = "a list of words belongs under `lists`"
            self.problems.add("B103", f"parameter `{name}` is one value, not a list", node.location, hint)
            return None
        return self._word(f"parameter `{name}`", node)

    def _list(self, name: str, node: Node) -> tuple[str, ...]:
        items = items_of(node)
        if not items:
            self.problems.add("B103", f"list `{name}` holds nothing", node.location, "name a word, or leave it out")
        self.said["lists", name] = Node(items, node.location)
        words = (self._word(f"a word of list `{name}`", item) for item in items)
        return tuple(word for word in words if word is not None)

    def _word(self, what: str, node: Node) -> str | None:
        """A scalar that stands for itself."""
        text = text_of(node, what, self.problems, "a number, a duration, hours or a word")
        if text is None or not text.startswith("$"):
            return text
        other = "that of another name" if is_name_of_pack(text) else "the contract's"
        hint = "write the value itself" if is_name_of_pack(text) else f"write {tick(text)} in the rule"
        self.problems.add("B124", f"{what} is a value of its own, not {other}: {tick(text)}", node.location, hint)
        return None

    def _macro(self, name: str, node: Node) -> Any:
        if isinstance(node.value, dict) or (isinstance(node.value, str) and node.value.strip()):
            return node.plain()
        hint = "such as `{kind: message, by: practitioner}`"
        self.problems.add("B103", f"macro `{name}` is a filter: a mapping, or the name of one", node.location, hint)
        return None

    # ---- what is different in rules of other packs ----------------------------------------------------------

    def _rules(self) -> dict[str, dict[str, Any]]:
        if "rules" not in self.keys:
            return {}
        node, example = self.keys["rules"], "such as `{session-overrun: {severity: crossing}}`"
        rules = mapping_of(node, "`rules`", self.problems, example) or {}
        return {rule: self._changes(rule, changes, node.key_place(rule)) for rule, changes in rules.items()}

    def _changes(self, rule: str, node: Node, where: Location) -> dict[str, Any]:
        what = f"what is different in rule {tick(rule)}"
        changes = mapping_of(node, what, self.problems, "such as `{enabled: true}`") or {}
        if node.value == {}:
            self.problems.add("B103", f"nothing is different in rule {tick(rule)}", where, "such as `{enabled: true}`")
        found: dict[str, Any] = {}
        for key, value in changes.items():
            place = node.key_place(key)
            if self._may_change(key, value, rule, place):
                self.said["rules", rule, key], self.places["rules", rule, key] = value, place
                found[key] = value.plain()
        return found

    def _may_change(self, key: str, value: Node, rule: str, place: Location) -> bool:
        if key not in KEYS:
            self.problems.add("B101", f"{tick(key)} is no key of a rule", place, nearest(key, CHANGEABLE))
        elif key not in CHANGEABLE:
            hint = "switch the rule off with `enabled: false`, and write one of your own"
            self.problems.add("B125", f"`{key}` of rule {tick(rule)} is not a pack's to change", place, hint)
        elif value.value is None and KEYS[key].required:
            hint = "give it another value"
            self.problems.add("B125", f"rule {tick(rule)} cannot be without `{key}`", place, hint)
        else:
            return True
        return False
