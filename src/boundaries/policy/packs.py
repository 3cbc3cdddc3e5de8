"""Packs: a folder of rule files, or one file, read into rules with a hash that names exactly what was applied."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boundaries
from boundaries.contract.node import Node
from boundaries.contract.source import compose, read_text
from boundaries.core.errors import BoundariesError, Diagnostic, PolicyError, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.reading import Problems, known_keys, mapping_of, text_of, tick
from boundaries.policy.rule import Rule
from boundaries.policy.spec import note_duplicates, read_rules

MANIFEST = "pack.yaml"
_TOP_KEY = re.compile(r"""^["']?(rule|contract|scenario|pack)["']?\s*:""", re.MULTILINE)
_SOME_RULE = re.compile(r"""^[ \t{]*["']?rule["']?[ \t]*:""", re.MULTILINE)
_LATER = ("extends", "parameters")
_EXAMPLES = re.compile(r"^(?:examples|contract):[ \t]*(?:#.*)?\r?\n(?:(?:[ \t#].*|-[ \t].*|-)?\r?\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack: its name and version, its rules in the order of their files, and a hash of what it was read from."""

    name: str
    version: str
    hash: str
    rules: tuple[Rule, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a pack: where it is, the name it goes by in errors and findings, and its text."""

    path: Path
    name: str
    text: str


def load_pack(name_or_path: str | Path) -> Pack:
    """A shipped pack by its name, or a pack by its folder or its one rule file.

    A shipped name comes before a folder of that name (`./core` is the folder). The examples in rule files are not
    read here. Raises `PolicyError` with every problem of every file.
    """
    root, shipped = find_pack(name_or_path)
    return _load(root, root.name if shipped else str(name_or_path))


def find_pack(name_or_path: str | Path) -> tuple[Path, bool]:
    """Where a pack stands, and whether it is a shipped one; raises `PolicyError` where there is none."""
    name = str(name_or_path)
    if name in shipped_packs():
        return rules_root() / name, True
    path = Path(name_or_path)
    if name and os.path.exists(path):  # never raises, as `Path.exists` does for a name that is too long
        return path, False
    hint = (
        did_you_mean(name, shipped_packs()) or f"shipped packs: {', '.join(shipped_packs())}; or the path of a folder"
    )
    raise PolicyError(Diagnostic("B118", f"there is no pack {tick(name)}", None, hint))


def rules_root() -> Path:
    """The folder of the shipped packs: inside the package, or beside its sources in a checkout."""
    package = Path(boundaries.__file__).parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent.parent / "rules"


def shipped_packs() -> tuple[str, ...]:
    """The names of the shipped packs."""
    root = rules_root()
    return tuple(sorted(p.name for p in root.iterdir() if p.is_dir())) if root.is_dir() else ()


def rule_files(root: Path, name: str) -> tuple[Source, ...]:
    """The rule files of a pack, sorted by path: those whose top key is `rule`, or is no key any file has.

    Raises `PolicyError` for a file that cannot be opened or is no UTF-8 text.
    """
    found = [s for s in _sources(root, name) if s.path.name != MANIFEST and _top_key(s.text) in ("rule", None)]
    if root.is_file():  # a file named by mistake may be a chat or a letter: not a word of it is shown
        found = [s for s in found if _SOME_RULE.search(s.text)]
    return tuple(found)


def _load(root: Path, name: str) -> Pack:
    problems, rules = Problems(), list[Rule]()
    sources = rule_files(root, name)
    title, version, shown = _manifest(root, name, problems)
    for source in sources:
        rules += _rules_without_examples(source, shown, problems)
    note_duplicates_of_pack(rules, problems)
    if not sources:
        problems.add(
            "B119", f"{tick(name)} holds no rule", Location(name, 1, 1), "a rule file begins with `rule: its-name`"
        )
    if problems.found:
        raise PolicyError(*problems.found)
    return Pack(shown, version, _hash(root, name), tuple(rules), title)


def note_duplicates_of_pack(rules: list[Rule], problems: Problems) -> None:
    """Note the names that stand in two files; twice in one file is noted where that file is read."""
    first: dict[str, Rule] = {}
    apart = [r for r in rules if (e := first.setdefault(r.name, r)) is r or _file(e) != _file(r)]
    note_duplicates(apart, problems)


def _file(rule: Rule) -> str:
    return rule.location.file if rule.location else ""


def _rules_without_examples(source: Source, pack: str, problems: Problems) -> tuple[Rule, ...]:
    """The rules of a file. The examples, most of its text, are blanked first; in case of doubt all of it is read."""
    quick = Problems(text=source.text)
    rules = read_rules(_EXAMPLES.sub(lambda found: "\n" * found[0].count("\n"), source.text), source.name, pack, quick)
    if quick.found:
        quick = Problems(text=source.text)
        rules = read_rules(source.text, source.name, pack, quick)
    problems.found.extend(quick.found)
    return rules


def _sources(root: Path, name: str) -> Iterator[Source]:
    if root.is_file():
        yield Source(root, name, _text(root, name))
        return
    files = [p for p in root.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file()]
    for path in sorted(files, key=lambda p: p.relative_to(root).as_posix()):
        shown = f"{name.rstrip('/')}/{path.relative_to(root).as_posix()}"
        yield Source(path, shown, _text(path, shown))


def _text(path: Path, name: str) -> str:
    try:
        return read_text(path, name)
    except BoundariesError as problem:
        raise PolicyError(*problem.diagnostics) from None


def _top_key(text: str) -> str | None:
    found = _TOP_KEY.search(text)
    return found[1] if found else None


def _hash(root: Path, name: str) -> str:
    """12 hex digits over the rule files and the manifest, in order of their paths; line ends do not count."""
    digest = hashlib.sha256()
    for source in _sources(root, name):
        if source.path.name == MANIFEST or _top_key(source.text) in ("rule", None):
            digest.update("\n".join(source.text.splitlines()).encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:12]


def _manifest(root: Path, name: str, problems: Problems) -> tuple[str, str, str]:
    """Title, version and name of a pack, from its pack.yaml; without one it is named after its folder or file."""
    path, own_name = root / MANIFEST, root.resolve().name.removesuffix(".yml").removesuffix(".yaml")
    if not path.is_file():
        return "", "0", own_name
    shown = f"{name.rstrip('/')}/{MANIFEST}"
    text = _text(path, shown)
    nodes, faults = compose(text, shown)
    here = Problems(list(faults), text)
    values = _manifest_values(nodes, shown, here) if not faults else {}
    problems.found.extend(here.found)
    return values.get("title", ""), values.get("version", "0"), values.get("pack", own_name)


def _manifest_values(nodes: list[Node], shown: str, problems: Problems) -> dict[str, str]:
    if len(nodes) != 1:
        problems.add("B119", "a pack has one manifest", Location(shown, 1, 1), "such as `pack: core`, `version: 1`")
        return {}
    keys = mapping_of(nodes[0], "a pack", problems, "such as `pack: core`, `version: 1`") or {}
    for key in [key for key in keys if key in _LATER]:
        problems.add("B111", f"{tick(key)} comes with a later version", nodes[0].key_place(key))
    if keys:
        known_keys(nodes[0], ("pack", "version", "title", "format", *_LATER), "a pack", problems)
    found = {k: text_of(keys[k], f"`{k}`", problems) for k in ("pack", "version", "title") if k in keys}
    return {key: text for key, text in found.items() if text is not None}
