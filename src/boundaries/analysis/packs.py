"""Rules that stand together: in a pack with its pack.yaml, or loose in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from boundaries.analysis.documents import File
from boundaries.analysis.languages import languages
from boundaries.analysis.pairs import pairs
from boundaries.analysis.spare import spare, unused_names
from boundaries.analysis.unmet import unmet
from boundaries.analysis.wording import wording
from boundaries.contract.model import Contract
from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.location import Location
from boundaries.policy.context import Context
from boundaries.policy.lineage import Opened
from boundaries.policy.pack_files import MANIFEST, pack_above, shipped_packs
from boundaries.policy.packs import Pack, context_of, open_pack
from boundaries.policy.rule import Rule
from boundaries.policy.spec import documents_of, note_duplicates
from boundaries.policy.stratify import circles
from boundaries.source.node import Node
from boundaries.source.reading import Problems
from boundaries.testing.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Linted:
    """A rule and the file it was read from."""

    rule: Rule
    file: File


@dataclass(slots=True)
class Shelves:
    """What the files have given so far: contracts, those of packs' examples, rules; and what scenarios share."""

    contracts: list[Contract] = field(default_factory=list)
    examples: list[Contract] = field(default_factory=list)
    rules: list[Linted] = field(default_factory=list)
    scenarios: Shelf = field(default_factory=Shelf)
    _contexts: dict[Path, Context | PolicyError] = field(default_factory=dict)

    def context(self, file: File, problems: Problems) -> Context | None:
        """What the rules of a file are read with; None, with the reasons noted, where its pack cannot be read."""
        folder = pack_above(file.path)
        if folder is None:
            return context_of(file.path)
        if folder not in self._contexts:
            try:
                self._contexts[folder] = context_of(file.path)
            except PolicyError as error:
                self._contexts[folder] = error
        found = self._contexts[folder]
        if isinstance(found, PolicyError):
            problems.found += found.diagnostics
            return None
        return found


def of_folders(files: Iterable[File], shelves: Shelves) -> Iterator[Diagnostic]:
    """What rules that stand in one folder are to each other, where no pack.yaml that is looked at holds them."""
    whole = {os.path.realpath(file.path.parent) for file in files if _is_manifest(file)}
    groups: dict[str, list[Linted]] = {}
    for linted in shelves.rules:
        root = os.path.realpath(pack_above(linted.file.path) or linted.file.path.parent)
        if root not in whole:
            groups.setdefault(root, []).append(linted)
    for group in groups.values():
        problems = Problems()
        first: dict[str, Linted] = {}
        apart = [one for one in group if (e := first.setdefault(one.rule.name, one)) is one or e.file is not one.file]
        note_duplicates([one.rule for one in apart], problems)
        yield from problems.found
        alone = [one.rule for one in first.values()]
        yield from (*pairs(alone), *circles(alone))


def of_packs(files: Iterable[File], shelves: Shelves) -> Iterator[Diagnostic]:
    """What is wrong with each pack whose pack.yaml is looked at, as a whole; and wording files beside their packs."""
    files = list(files)
    own = {os.path.realpath(linted.file.path): linted.file.name for linted in shelves.rules}
    yield from _words_alone(files)
    for file in files:
        for node in file.nodes("pack"):
            if _is_manifest(file):
                yield from _pack(file, node, own)
            else:
                hint = f"rename it: a pack's manifest is called `{MANIFEST}`"
                place = node.document or node.location
                yield Diagnostic("B119", "a manifest under this name belongs to no pack", place, hint, "warning")


def _is_manifest(file: File) -> bool:
    return file.path.name == MANIFEST and bool(file.nodes("pack"))


def _pack(file: File, node: Node, looked_at: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The problems of one pack: `looked_at` are the names of the files whose rules may be remarked upon, by path."""
    try:
        opened, pack = _loaded(file.path.parent)
    except PolicyError as error:
        yield from error.diagnostics
        return
    yield from _changes(node, pack, file)
    extended = frozenset((said[0], said[1]) for base in opened.rests_on for said in base.written.said)
    rules = [n for source in opened.sources for n in documents_of(source.text, source.name, Problems())]
    yield from unused_names(opened.written, node, rules, extended)
    yield from languages(opened, pack)
    called = [_as_called(rule, looked_at) for rule in pack.rules]
    for problem in (*pairs(called), *circles(called), *unmet(called)):
        if problem.location and problem.location.file in looked_at.values():
            yield problem


def _loaded(folder: Path) -> tuple[Opened, Pack]:
    """The pack of a folder, as its files say it and as it is read; raises `PolicyError` where it cannot be."""
    name = str(folder)
    return open_pack(os.path.join(".", name) if name in shipped_packs() else name)  # by its path, not another's name


def _words_alone(files: list[File]) -> Iterator[Diagnostic]:
    """What is wrong with wording files whose pack.yaml is not looked at, as far as it stands in them."""
    whole = {os.path.realpath(file.path.parent) for file in files if _is_manifest(file)}
    packs: dict[str, Path] = {}
    for file in files:
        above = pack_above(file.path) if file.nodes("wording") else None
        if above is not None:
            packs.setdefault(os.path.realpath(above), above)
    looked_at = {os.path.realpath(file.path) for file in files if file.nodes("wording")}
    for root, folder in packs.items():
        if root in whole:
            continue
        try:
            found = languages(*_loaded(folder))
        except PolicyError as error:
            found = iter(error.diagnostics)
        yield from (p for p in found if p.location and os.path.realpath(p.location.file) in looked_at)


def _as_called(rule: Rule, looked_at: Mapping[str, str]) -> Rule:
    """A rule whose file is called what it was called when it was asked for."""
    place = rule.location
    name = looked_at.get(os.path.realpath(place.file)) if place else None
    return replace(rule, location=Location(name, place.line, place.column)) if place and name else rule


def _changes(node: Node, pack: Pack, file: File) -> Iterator[Diagnostic]:
    """What a pack says differently of the rules it extends."""
    changes, rules = node.get("rules"), {rule.name: rule for rule in pack.rules}
    for name, change in changes.value.items() if changes is not None and isinstance(changes.value, dict) else ():
        yield from wording(change, file.text)
        if name in rules:
            yield from spare(rules[name], change)
