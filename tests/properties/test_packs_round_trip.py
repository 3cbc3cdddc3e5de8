"""A pack written down as an author would, names and all, is read back as the same pack with the same rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from boundaries.policy.manifest import Manifest, manifest_document, read_manifest
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.source.reading import Problems
from pack_folders import write
from rules_alike import flat
from world_filters import Dice, dice
from world_rules import any_rule, rule_document

WORDS = ("kind", "by", "channel", "place", "purpose", "party", "reason", "account", "actor")
VALUES = ("gt", "ge", "lt", "le", "in", "within", "for", "sooner_than", "more_than", "at", "outside")
FILTERS = ("event", "of", "first", "then", "without", "none", "not")


class Author:
    """Moves what stands in a rule into the pack.yaml, by chance, and leaves its name."""

    def __init__(self, by: Dice) -> None:
        self.by = by
        self.parameters: dict[str, str] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self.macros: dict[str, Any] = {}

    def rule(self, document: dict[str, Any]) -> dict[str, Any]:
        """A rule's document with names in it."""
        moved = {key: self.part(document[key]) for key in ("when", "escalate") if key in document}
        if "unless" in document and self.by.roll(2):
            moved["unless"] = self.name("lists", tuple(document["unless"]))
        return document | moved

    def part(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            inside = {k: self.part(v, k) for k, v in value.items()}
            return self.name("macros", as_text(inside)) if key in FILTERS and inside and self.by.roll(2) else inside
        if isinstance(value, list) and key == "any":
            return [self.part(item) for item in value]
        if isinstance(value, list):
            return self.name("lists", tuple(map(str, value))) if key in (*WORDS, "not") and self.by.roll(2) else value
        own = not str(value).startswith("$") and key in (*WORDS, *VALUES)
        return self.name("parameters", str(value)) if own and self.by.roll(2) else value

    def name(self, kind: str, value: Any) -> str:
        """The name of a value, the one it has or a new one."""
        known: dict[str, Any] = getattr(self, kind)
        found = next((name for name, other in known.items() if other == value), f"{kind[0]}_{len(known)}")
        known[found] = value
        return found if kind == "macros" else f"${kind}.{found}"


def as_text(value: Any) -> Any:
    """What a file holds: text in mappings and lists."""
    if isinstance(value, dict):
        return {key: as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@settings(max_examples=120)
@given(by=dice(90))
def test_a_pack_is_read_as_it_is_written(by: Dice, tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = [replace(any_rule(f"rule-{n}", by), pack="own") for n in range(1 + by.roll(3))]
    author = Author(by)
    documents = [author.rule(rule_document(rule)) for rule in rules]
    manifest = Manifest("own", "1.2", "A title", (), author.parameters, author.lists, author.macros)
    assert again(manifest) == manifest
    folder = tmp_path_factory.mktemp("own")
    write(folder, {"pack.yaml": written(manifest)} | {f"{n}.yaml": dumped(d) for n, d in enumerate(documents)})
    pack = load_pack(folder)
    assert (pack.name, pack.version, pack.title) == ("own", "1.2", "A title")
    assert [compared(rule) for rule in pack.rules] == [compared(rule) for rule in rules]


@settings(max_examples=60)
@given(by=dice(90))
def test_a_pack_that_changes_nothing_has_the_rules_it_extends(
    by: Dice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is said again above in the same words, or as a change that changes nothing, makes no difference."""
    folder = tmp_path_factory.mktemp("packs")
    rules = [any_rule(f"rule-{n}", by) for n in range(1 + by.roll(3))]
    author = Author(by)
    base = {f"base/{n}.yaml": dumped(author.rule(rule_document(rule))) for n, rule in enumerate(rules)}
    manifest = Manifest(parameters=author.parameters, lists=author.lists, macros=author.macros)
    top = Manifest(
        extends=("../base",), parameters={n: v for n, v in author.parameters.items() if by.roll(2)},
        macros={n: v for n, v in author.macros.items() if by.roll(2)},
        rules={rule.name: {"severity": rule.severity, "title": None} for rule in rules if by.roll(2)},
    )  # fmt: skip
    write(folder, base | {"base/pack.yaml": written(replace(manifest, pack="base")), "top/pack.yaml": written(top)})
    assert [compared(r) for r in load_pack(folder / "top").rules] == [compared(replace(r, pack="base")) for r in rules]


def written(manifest: Manifest) -> str:
    return dumped(manifest_document(manifest))


def dumped(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def again(manifest: Manifest) -> Manifest:
    problems = Problems()
    found = read_manifest(written(manifest), "pack.yaml", problems).manifest
    assert not problems.found
    return found


def compared(rule: Rule) -> dict[str, object]:
    """What a file says of a rule; the order of the paths it needs is that of its tests."""
    names = ("name", "pack", "clause", "unless", "escalate", "defaults", "after_end", "severity", "enabled")
    found: dict[str, object] = {name: getattr(rule, name) for name in names}
    return found | {"when": flat(rule.when), "needs": frozenset(rule.needs)}


def test_the_shipped_pack_is_written_down_as_it_is(tmp_path: Path) -> None:
    core = load_pack("core")
    documents = {f"{rule.name}.yaml": dumped(rule_document(rule)) for rule in core.rules}
    write(tmp_path, documents | {"pack.yaml": written(Manifest(core.name, core.version, core.title))})
    found = {rule.name: compared(rule) for rule in load_pack(tmp_path).rules}
    assert found == {rule.name: compared(rule) for rule in core.rules}
