"""Packs that extend packs: each opened once, and what holds where several say a name, or change a rule."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.core.errors import PolicyError
from boundaries.policy.condition import Filter
from boundaries.policy.context import Context
from boundaries.policy.filters import EVERYTHING
from boundaries.policy.macros import Macro, read_macros
from boundaries.policy.manifest import Said, Written, read_manifest
from boundaries.policy.pack_files import (
    MANIFEST,
    Source,
    files_of,
    hash_of,
    manifest_above,
    no_such_pack,
    rules_among,
    rules_root,
    shipped_packs,
    wordings_among,
)
from boundaries.source.node import Node
from boundaries.source.reading import Problems, tick

_DEEPEST = 32  # packs that rest on one another in a row


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A pack as its own files say it: its manifest, its files not read yet, and the packs it extends."""

    name: str
    written: Written
    texts: Mapping[str, str]  # of pack.yaml, by its name in errors; empty without one
    sources: tuple[Source, ...]  # rule files
    hash: str
    shown: str
    root: Path
    bases: tuple[tuple[Opened, Node], ...] = ()  # each with the entry of `extends`
    rests_on: tuple[Opened, ...] = ()  # directly or not, each before those that rest on it
    wordings: tuple[Source, ...] = ()  # files with texts of rules in other languages
    whole: bool = True  # whether every manifest it rests on is there and could be read

    @property
    def lineage(self) -> tuple[Opened, ...]:
        """The packs it rests on, then itself."""
        return (*self.rests_on, self)


# ---- opening ------------------------------------------------------------------------------------------------


class Opener:
    """Opens packs and the packs they extend, each folder once."""

    def __init__(self) -> None:
        self.problems = Problems()
        self._opened: dict[Path, Opened | None] = {}
        self._path: dict[Path, str] = {}  # the packs being opened, each extended by the one before

    def folder(self, root: Path, shown: str) -> Opened | None:
        """The pack of a folder; None, with the reason noted, where its files cannot be read."""
        key = root.resolve()
        if key not in self._opened:
            self._opened[key] = self._folder(root, shown, key)
        return self._opened[key]

    def _folder(self, root: Path, shown: str, key: Path) -> Opened | None:
        try:
            files = files_of(root, shown)
        except PolicyError as error:
            self.problems.found.extend(error.diagnostics)
            return None
        manifest = next((source for source in files if source.path == root / MANIFEST), None)
        return self._pack(key, shown, manifest, files)

    def file(self, path: Path, shown: str) -> Opened:
        """One rule file with the manifest of the pack it stands in; raises `PolicyError` if either is no text."""
        files, manifest = files_of(path, shown), manifest_above(path)
        key = (manifest.path.parent if manifest else path).resolve()
        return self._pack(key, shown, manifest, (*files, manifest) if manifest else files)

    def manifest(self, manifest: Source) -> Opened:
        """A pack without its rules."""
        return self._pack(manifest.path.parent.resolve(), manifest.name, manifest, ())

    def _pack(self, key: Path, shown: str, manifest: Source | None, files: tuple[Source, ...]) -> Opened:
        written = read_manifest(manifest.text, manifest.name, self.problems) if manifest else Written()
        name = written.manifest.pack or key.name.removesuffix(".yml").removesuffix(".yaml")
        self._path[key] = name
        folder, seen_from = (manifest.path.parent, manifest.name.removesuffix(MANIFEST)) if manifest else (key, shown)
        found = [(self._base(entry, folder, seen_from), entry) for entry in written.extends]
        del self._path[key]
        bases = tuple((base, entry) for base, entry in found if base is not None)
        theirs = {base.root for base, _ in bases if key in base.root.parents}  # folders without a pack.yaml, inside it
        own = (
            [source for source in files if not theirs.intersection(source.path.resolve().parents)] if theirs else files
        )
        rules, wordings = rules_among(own), wordings_among(own)
        kept = frozenset((*rules, *wordings))
        hashed = hash_of(source for source in own if source in kept or source.path.name == MANIFEST)
        return Opened(
            name, written, {manifest.name: manifest.text} if manifest else {}, rules, hashed, shown, key, bases,
            rests_on=tuple(dict.fromkeys(other for base, _ in bases for other in base.lineage)),
            wordings=wordings,
            whole=written.readable and len(bases) == len(found) and all(base.whole for base, _ in bases),
        )  # fmt: skip

    def _base(self, entry: Node, folder: Path, shown: str) -> Opened | None:
        """The pack that an entry of `extends` names."""
        name = str(entry.value).strip()
        found = self._where(entry, name, folder, shown)
        if found is None:
            return None
        root, seen_as = found
        key = root.resolve()
        if key in self._path or len(self._path) >= _DEEPEST:
            self._note_circle(key, entry)
            return None
        base = self.folder(root, seen_as)
        if base is not None and not base.sources and not base.written.extends:
            self.problems.add("B119", f"{tick(name)} holds no rule, and extends no pack", entry.location)
            return None
        return base

    def _where(self, entry: Node, name: str, folder: Path, shown: str) -> tuple[Path, str] | None:
        if name in shipped_packs():
            return rules_root() / name, name
        root = folder / name
        if not os.path.exists(root):  # never raises, as `Path.exists` does for a name that is too long
            problem = no_such_pack(name, "a folder, as seen from the folder of this pack.yaml")
            self.problems.add(problem.code, problem.message, entry.location, problem.hint)
            return None
        if not root.is_dir():
            hint = "name the folder of a pack, or a shipped pack"
            self.problems.add("B118", f"{tick(name)} is a file, and no pack", entry.location, hint)
            return None
        return root, Path(os.path.normpath(Path(shown) / name)).as_posix()

    def _note_circle(self, key: Path, entry: Node) -> None:
        names = [*self._path.values()]
        hint = "leave out one of the `extends`"
        if key not in self._path:
            message = f"more than {_DEEPEST} packs rest on one another: {tick(names[0])} ... {tick(names[-1])}"
        elif key == [*self._path][-1]:
            message, hint = f"pack {tick(names[-1])} extends itself", "leave it out"
        else:
            round_trip = names[[*self._path].index(key) :]
            message = f"packs in a circle: {' extends '.join(tick(n) for n in (*round_trip, round_trip[0]))}"
        self.problems.add("B122", message, entry.location, hint)


def above(bases: tuple[tuple[Opened, Node], ...]) -> Opened:
    """A pack that says nothing itself, and extends some: what a list of packs is."""
    written = Written(extends=tuple(entry for _, entry in bases))
    below = tuple(dict.fromkeys(other for base, _ in bases for other in base.lineage))
    return Opened("", written, {}, (), "", "", Path(), bases, below)


# ---- what holds ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds under one pack: who says each name and each change of a rule last, and the macros."""

    said: Mapping[Said, tuple[Opened, Node]]
    macros: Mapping[str, Filter]

    def context(self, pack: Opened) -> Context:
        """What a pack's rules are read with: the names it and those it rests on have, with the values that hold."""
        return _context(pack, self.said, self.macros)

    def changes(self) -> dict[str, dict[str, tuple[Opened, Node]]]:
        """By rule and key, what holds instead of what the rule's own file says."""
        found: dict[str, dict[str, tuple[Opened, Node]]] = {}
        for said, (pack, node) in self.said.items():
            if said[0] == "rules":
                found.setdefault(said[1], {})[said[2]] = pack, node
        return found


def settle(pack: Opened, problems: Problems) -> Settled:
    """What holds under a pack; where two packs it extends differ and it does not say, that is noted."""
    sayers: dict[Said, list[Opened]] = {}
    for other in pack.lineage:
        for name in other.written.said:
            sayers.setdefault(name, []).append(other)
    said = {name: _last(name, packs, pack, problems) for name, packs in sayers.items()}
    of_macros = {name: held for name, held in said.items() if name[0] == "macros"}
    unread = dict.fromkeys((name[1] for name in of_macros), EVERYTHING)
    contexts = {sayer: _context(sayer, said, unread) for sayer, _ in of_macros.values()}
    macros = {
        name[1]: Macro(node, sayer.written.places[name], contexts[sayer]) for name, (sayer, node) in of_macros.items()
    }
    return Settled(said, read_macros(macros, problems))


def _last(said: Said, packs: list[Opened], top: Opened, problems: Problems) -> tuple[Opened, Node]:
    """Who says it without one that rests on it saying it too; where they are several, they have to agree."""
    last = [p for p in packs if not any(p is not other and p in other.lineage for other in packs)]
    values = [p.written.said[said].plain() for p in last]
    if any(value != values[0] for value in values[1:]):
        _note_difference(said, last, top, problems)
    return last[0], last[0].written.said[said]


def _note_difference(said: Said, packs: list[Opened], top: Opened, problems: Problems) -> None:
    """Note it where the entry of `extends` brings the second, unless one of the packs extended knows both."""
    if any(set(packs) <= set(base.lineage) for base, _ in top.bases):
        return
    entry = next(entry for base, entry in top.bases if packs[1] in base.lineage)
    names = f"packs {tick(packs[0].name)} and {tick(packs[1].name)}"
    if said[0] == "rules":
        message = f"{names} change `{said[2]}` of rule {tick(said[1])} differently"
        problems.add("B125", message, entry.location, "say under `rules` of this pack which it is to be")
        return
    what = said[0].removesuffix("s")
    message = f"{names} say {what} {tick(said[1])} differently"
    problems.add("B124", message, entry.location, f"say under `{said[0]}` of this pack which it is to be")


def _names(pack: Opened) -> dict[Said, None]:
    """The names that a pack's rules may use: its own, and those of the packs it rests on."""
    return {said: None for other in pack.lineage for said in other.written.said if said[0] != "rules"}


def _context(pack: Opened, said: Mapping[Said, tuple[Opened, Node]], macros: Mapping[str, Filter]) -> Context:
    """What a pack's rules and macros may name; of `macros` those of other names are left out."""
    values: dict[str, dict[str, Node]] = {"parameters": {}, "lists": {}, "macros": {}}
    for name in _names(pack):
        values[name[0]][name[1]] = said[name][1]
    texts = {file: text for sayer, _ in said.values() for file, text in sayer.texts.items()}
    known = {name: macros[name] for name in values["macros"]}
    return Context(pack.name, values["parameters"], values["lists"], known, texts)
