"""The shipped packs as their pages show them: each rule with its file, and with its examples run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from boundaries.policy.context import Context
from boundaries.policy.document import rule_document
from boundaries.policy.packs import (
    Pack,
    Source,
    context_of,
    find_pack,
    load_pack,
    rule_files,
    shipped_packs,
    with_bases,
)
from boundaries.policy.rule import Rule
from boundaries.source.document import compose
from boundaries.source.node import Node
from boundaries.source.reading import items_of
from boundaries.testing.model import Unread
from boundaries.testing.outcome import Outcome
from boundaries.testing.suite import Report, run_tests

_NAMED = re.compile(r"\$(parameters|lists)\.([a-z][a-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule: its place in the file, its lines there, and what became of it."""

    node: Node
    text: str
    result: Outcome | Unread


@dataclass(frozen=True)
class Entry:
    """A rule of a shipped pack: compiled, and as its file has it."""

    pack: Pack
    rule: Rule
    source: Source
    node: Node
    examples: tuple[Example, ...]

    @property
    def page(self) -> str:
        """The name of its page, as seen from the folder of all of them."""
        return f"{self.pack.name}/{self.rule.name}"

    @cached_property
    def context(self) -> Context:
        """What its pack gives it."""
        return context_of(self.source.path)

    def said(self, key: str) -> Node | None:
        """What the file says under a key."""
        return self.node.get(key)

    def written(self, key: str) -> str:
        """The lines of a key, as they stand in the file."""
        start = self.node.key_place(key).line
        later = [place.line for place in self.node.key_locations.values() if place.line > start]
        lines = self.source.text.splitlines()[start - 1 : min(later) - 1 if later else None]
        return _without_tail(lines)

    def names(self, *keys: str) -> list[tuple[str, str]]:
        """The parameters and lists it names under some keys: (`parameters` or `lists`, name), each once."""
        texts = [self.written(key) for key in keys if self.said(key) is not None]
        return list(dict.fromkeys(found for text in texts for found in _NAMED.findall(text)))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every shipped pack with the rules that are its own."""

    packs: tuple[Pack, ...]
    entries: tuple[Entry, ...]

    def of(self, pack: Pack) -> tuple[Entry, ...]:
        """The entries of a pack's own rules."""
        return tuple(entry for entry in self.entries if entry.pack is pack)


def shelf() -> Shelf:
    """All shipped packs, read, and their examples run; those that others rest on first.

    Raises `PolicyError` for a pack that cannot be read.
    """
    packs = tuple(sorted((load_pack(name) for name in shipped_packs()), key=lambda pack: len(with_bases(pack))))
    return Shelf(packs, tuple(entry for pack in packs for entry in _entries(pack)))


@cache
def ran(pack: str) -> Report:
    """What becomes of the examples and scenarios of a shipped pack; they are run once a build."""
    return run_tests([pack])


def _entries(pack: Pack) -> Iterator[Entry]:
    own = {rule.name: rule for rule in pack.rules if rule.pack == pack.name}
    results = {file.file: list(file.results) for file in ran(pack.name).files}
    for source in rule_files(find_pack(pack.name)[0], pack.name):
        left = results.get(source.name, [])
        for node in compose(source.text, source.name)[0]:
            name = node.get("rule")
            if name is None or name.value not in own:
                continue
            nodes = items_of(listed) if (listed := node.get("examples")) is not None else []
            examples = tuple(
                Example(item, _lines(source, nodes, number), left.pop(0)) for number, item in enumerate(nodes)
            )
            yield Entry(pack, own[str(name.value)], source, node, examples)


def _lines(source: Source, items: list[Node], number: int) -> str:
    """The lines of an item of a list, the dash and its indent left out."""
    lines = source.text.splitlines()
    start = items[number].location
    behind = items[number + 1].location.line - 1 if number + 1 < len(items) else None
    own: list[str] = []
    for line in lines[start.line - 1 : behind]:
        if own and line.strip() and not line[: start.column - 1].isspace():
            break
        own.append(line[start.column - 1 :])
    return _without_tail(own)


def _without_tail(lines: list[str]) -> str:
    """Lines without the blank ones, and the comments, that they end with."""
    while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines = lines[:-1]
    return "\n".join(lines)


def changes_of(pack: Pack, entry: Entry) -> Mapping[str, tuple[object, object]]:
    """By key what a pack that extends another one has different in a rule of it: there, and here."""
    here = next((rule for rule in pack.rules if rule.name == entry.rule.name and rule.pack == entry.rule.pack), None)
    if here is None or pack is entry.pack:
        return {}
    before, after = rule_document(entry.rule), rule_document(here)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: (before.get(key), after.get(key)) for key in keys}
