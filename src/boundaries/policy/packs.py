"""Packs: a folder of rule files, or one file, read into rules with a hash that names exactly what was applied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from boundaries.core.errors import PolicyError
from boundaries.policy.context import Context
from boundaries.policy.lineage import Opened, Opener, settle
from boundaries.policy.pack_files import (
    MANIFEST,
    Source,
    find_pack,
    manifest_above,
    rule_files,
    rules_root,
    shipped_packs,
)
from boundaries.policy.pack_rules import PackRules
from boundaries.policy.rule import Rule

__all__ = [
    "MANIFEST", "Pack", "Source", "context_of", "find_pack", "load_pack", "open_pack", "rule_files", "rules_root",
    "shipped_packs", "with_bases",
]  # fmt: skip


State: TypeAlias = tuple[tuple[str, int, int], ...]  # of files: where each is, when it was changed, how long it is


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack: its name and version, its rules, and a hash of what it was read from.

    The rules of the packs it extends come first, each as this pack changes it; `extends` has those packs as they are
    by themselves. The hash is that of its own files.
    """

    name: str
    version: str
    hash: str
    rules: tuple[Rule, ...]
    title: str = ""
    # Neither shown nor compared: of diamonds upon diamonds, every way down would be gone.
    extends: tuple[Pack, ...] = field(default=(), repr=False, compare=False)


def load_pack(name_or_path: str | Path) -> Pack:
    """A shipped pack by its name, or a pack by its folder or its one rule file.

    A shipped name comes before a folder of that name (`./core` is the folder). Of one rule file the rules are those
    of the file alone, read with the pack.yaml of its folder or the nearest above. The examples in rule files are not
    read here. Raises `PolicyError` with every problem of every file, those of the packs it extends included.
    """
    return open_pack(name_or_path)[1]


def open_pack(name_or_path: str | Path) -> tuple[Opened, Pack]:
    """The same pack, and what its own files say; raises as `load_pack` does."""
    root, shipped = find_pack(name_or_path)
    return _shipped(root, tuple(_state(root.parent))) if shipped else _open(root, str(name_or_path))


@lru_cache(maxsize=32)
def _shipped(root: Path, _: State) -> tuple[Opened, Pack]:
    """A shipped pack; nearly every policy asks for one, so it is read again only when a shipped file has changed."""
    return _open(root, root.name)


def _state(folder: Path) -> Iterator[tuple[str, int, int]]:
    for above, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            now = os.stat(path)
            yield path, now.st_mtime_ns, now.st_size


def _open(root: Path, name: str) -> tuple[Opened, Pack]:
    opener = Opener()
    opened = opener.file(root, name) if root.is_file() else opener.folder(root, name)
    rules = PackRules(opener.problems)
    pack = _loaded(opened, rules, {}, root.is_file()) if opened else None
    _raise(opener)
    assert opened is not None
    assert pack is not None
    return opened, pack


def context_of(path: str | Path) -> Context:
    """What the rules of a file are read with: the pack.yaml of its folder, or the nearest above, and what it extends.

    Raises `PolicyError` with every problem of those manifests.
    """
    manifest, opener = manifest_above(Path(path)), Opener()
    if manifest is None:
        return Context(Path(path).stem)
    opened = opener.manifest(manifest)
    context = settle(opened, opener.problems).context(opened)
    _raise(opener)
    return context


def with_bases(pack: Pack) -> tuple[Pack, ...]:
    """A pack and all it rests on, each once."""
    found: dict[tuple[str, str, str], Pack] = {}
    left = [pack]
    while left:
        pack = left.pop(0)
        if _identity(pack) not in found:
            found[_identity(pack)] = pack
            left += pack.extends
    return tuple(found.values())


def _identity(pack: Pack) -> tuple[str, str, str]:
    return pack.name, pack.version, pack.hash


def _loaded(opened: Opened, rules: PackRules, known: dict[Opened, Pack], alone: bool = False) -> Pack:
    """A pack, after those it extends; `alone`: without their rules."""
    if opened not in known:
        bases = tuple(_loaded(base, rules, known) for base, _ in opened.bases)
        said = opened.written.manifest
        known[opened] = Pack(opened.name, said.version, opened.hash, rules.of(opened, alone), said.title, bases)
    return known[opened]


def _raise(opener: Opener) -> None:
    """Raise what was noted, each problem once: what a pack cannot read, those that extend it cannot either."""
    if opener.problems.found:
        raise PolicyError(*dict.fromkeys(opener.problems.found))
