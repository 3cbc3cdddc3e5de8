"""The rules of packs that are open: each pack by itself, and as those that extend it have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.context import Context
from boundaries.policy.lineage import Opened, Settled, settle
from boundaries.policy.pack_files import MANIFEST, Source
from boundaries.policy.rule import Rule
from boundaries.policy.spec import documents_of, note_duplicates, read_rule
from boundaries.policy.translations import Shelf, Translations, read_translations
from boundaries.source.node import Node, with_source
from boundaries.source.reading import Problems, tick

_EXAMPLES = re.compile(r"^(?:examples|contract):[ \t]*(?:#.*)?\r?\n(?:(?:[ \t#].*|-[ \t].*|-)?\r?\n)*", re.MULTILINE)

Changes: TypeAlias = Mapping[str, tuple[Opened, Node]]  # of one rule, by key: who says what instead
Key: TypeAlias = tuple[Path, frozenset[Location]]  # a file, and where the values it is read with stand


class PackRules:
    """Reads the rules of packs; what is read with the same values twice is read once.

    Invariant: a pack is read for itself before it is read for one that extends it, so a problem that comes up only
    then comes of what that one says differently.
    """

    def __init__(self, problems: Problems) -> None:
        """`problems`: those of the manifests, to which those of the rules are added."""
        self.problems = problems
        self._told = frozenset(problem.location for problem in problems.found)  # where a manifest cannot be read
        self._documents: dict[tuple[Path, bool], tuple[list[Node], list[Diagnostic]]] = {}
        self._rules: dict[Key, tuple[Rule, ...]] = {}
        self._unread: set[Path] = set()
        self._translations: dict[Opened, Translations] = {}

    def of(self, pack: Opened, alone: bool) -> tuple[Rule, ...]:
        """The rules of a pack: those of the packs it extends (not if `alone`), then its own."""
        here = Problems(texts=self.problems.texts)
        settled = settle(pack, here)
        changes, shelf = settled.changes(), self._shelf(pack)
        theirs = [
            shelf.translated(rule, other, changes.get(rule.name, {}), here)
            for other in pack.rests_on
            for rule in self._of_files(other, settled, changes, here)
        ]
        own = [shelf.translated(rule, pack, {}, here) for rule in self._of_files(pack, settled, {}, here)]
        _note_twice(own, here)
        self._note_shadows(pack, here)
        self._note_changes_of_nothing(pack, here)
        if pack.sources or not alone:
            self._note_words_of_nothing(pack, here)
        if not pack.sources and (alone or not pack.written.extends):  # one file is asked for its own rules
            where = Location(pack.shown, 1, 1)
            here.add("B119", f"{tick(pack.shown)} holds no rule", where, "a rule file begins with `rule: its-name`")
        follows = () if pack.whole else ("B124", "B126")  # names that a pack that cannot be read may well have
        self.problems.found += [p for p in here.found if p.location not in self._told and p.code not in follows]
        return tuple(own) if alone else (*theirs, *own)

    # ---- files ----------------------------------------------------------------------------------------------

    def _of_files(
        self, pack: Opened, settled: Settled, changes: Mapping[str, Changes], problems: Problems
    ) -> list[Rule]:
        """The rules of a pack's own files with the values, and the changes, that hold."""
        context, found = settled.context(pack), list[Rule]()
        for source in pack.sources:
            mine = {name: changes[name] for name in self._names(source) if name in changes}
            key = (source.path, _places(context, settled, mine))
            if key not in self._rules and source.path not in self._unread:
                here = self._read(source, context, settled, mine, key)
                problems.found += here.found
                if here.found and not changes:
                    self._unread.add(source.path)
            found += self._rules.get(key, ())
        return found

    def _read(
        self, source: Source, context: Context, settled: Settled, changes: Mapping[str, Changes], key: Key
    ) -> Problems:
        """Read a file. The examples, most of its text, are blanked first; in case of doubt all of it is read."""
        for quick in (True, False):
            here = Problems(text=source.text, texts=dict(context.texts))
            rules = [
                self._rule(node, context, settled, changes.get(_name(node), {}), here)
                for node in self._nodes(source, quick, here)
            ]
            self._rules[key] = tuple(rule for rule in rules if rule is not None)
            note_duplicates(self._rules[key], here)
            if not here.found:
                break
        return here

    def _nodes(self, source: Source, quick: bool, problems: Problems) -> list[Node]:
        key = (source.path, quick)
        if key not in self._documents:
            here = Problems(text=source.text)
            text = _EXAMPLES.sub(lambda found: "\n" * found[0].count("\n"), source.text) if quick else source.text
            self._documents[key] = documents_of(text, source.name, here), here.found
        nodes, faults = self._documents[key]
        problems.found += faults
        return nodes

    def _names(self, source: Source) -> list[str]:
        """The names of the rules of a file, also of those that cannot be read."""
        return [_name(node) for node in self._nodes(source, True, Problems())]

    def _rule(
        self, node: Node, context: Context, settled: Settled, changes: Changes, problems: Problems
    ) -> Rule | None:
        """A rule with its changes; a problem that comes of them is told where they are said."""
        if not changes:
            return read_rule(node, context, problems)
        before = len(problems.found)
        rule = read_rule(_changed(node, changes), _wider(context, settled, changes), problems)
        own_file = node.location.file
        problems.found[before:] = [
            _blamed(p, _name(node), changes) if p.location and p.location.file == own_file else p
            for p in problems.found[before:]
        ]
        return rule

    # ---- languages ------------------------------------------------------------------------------------------

    def _shelf(self, pack: Opened) -> Shelf:
        return Shelf(pack, {other: self._translated(other) for other in pack.lineage})

    def _translated(self, pack: Opened) -> Translations:
        """What the wording files of a pack say; their problems are noted once."""
        if pack not in self._translations:
            here = Problems(texts={source.name: source.text for source in pack.wordings})
            self._translations[pack] = read_translations(pack.wordings, here)
            self.problems.texts |= here.texts
            self.problems.found += here.found
        return self._translations[pack]

    def _note_words_of_nothing(self, pack: Opened, problems: Problems) -> None:
        """Note the rules that a wording file of the pack names and that are neither its own nor those it rests on."""
        known = sorted({name for other in pack.lineage for source in other.sources for name in self._names(source)})
        for rule, place in self._translated(pack).named:
            if rule in known:
                continue
            near = did_you_mean(rule, known)
            if pack.whole or near:
                problems.add("B128", f"the pack has no rule {tick(rule)}", place, near or "the name a rule file has")

    # ---- names ----------------------------------------------------------------------------------------------

    def _note_shadows(self, pack: Opened, problems: Problems) -> None:
        """Note the pack's own rules that are called like one it extends, and two of these that are called alike.

        By the names in the files: also of rules that cannot be read.
        """
        first: dict[str, Opened] = {}
        for other in pack.rests_on:
            for name in (name for source in other.sources for name in self._names(source)):
                earlier = first.setdefault(name, other)
                if earlier is not other:
                    _note_two(name, (earlier, other), pack, problems)
        for source in pack.sources:
            for node in self._nodes(source, True, Problems()):
                name, said = _name(node), node.get("rule")
                if said is not None and name in first:
                    message = f"pack {tick(first[name].name)}, which is extended, has a rule {tick(name)} too"
                    hint = f"to change that one, write it under `rules` of {MANIFEST}; else give this one another name"
                    problem = Diagnostic("B123", message, said.location, hint)
                    problems.found.append(with_source(problem, source.text))

    def _note_changes_of_nothing(self, pack: Opened, problems: Problems) -> None:
        """Note the changes of rules that no pack it extends has."""
        theirs = {name for other in pack.rests_on for source in other.sources for name in self._names(source)}
        own = {name for source in pack.sources for name in self._names(source)}
        for rule, place in pack.written.rules.items():
            if rule in own and rule not in theirs:
                message, hint = f"{tick(rule)} is a rule of this pack itself", "change it in its own file"
                problems.add("B125", message, place, hint)
            elif rule not in theirs and (pack.whole or did_you_mean(rule, theirs)):
                hint = did_you_mean(rule, sorted(theirs)) or "`rules` changes rules of the packs under `extends`"
                problems.add("B125", f"no pack that is extended has a rule {tick(rule)}", place, hint)


def _name(node: Node) -> str:
    """The name a document gives its rule; an empty text where it gives none."""
    name = node.get("rule")
    return name.value.strip() if name is not None and isinstance(name.value, str) else ""


def _places(context: Context, settled: Settled, changes: Mapping[str, Changes]) -> frozenset[Location]:
    """Where everything stands that a file is read with."""
    nodes = [*context.parameters.values(), *context.lists.values()]
    if context.macros or changes:  # these may name what the pack itself cannot
        nodes = [node for said, (_, node) in settled.said.items() if said[0] != "rules"]
    nodes += [node for change in changes.values() for _, node in change.values()]
    return frozenset(node.location for node in nodes)


def _changed(node: Node, changes: Changes) -> Node:
    """A rule with other values under some keys; one that is null is left out."""
    assert isinstance(node.value, dict)
    values, places = dict(node.value), dict(node.key_locations)
    for key, (sayer, value) in changes.items():
        places[key] = sayer.written.places["rules", _name(node), key]
        values[key] = value
    values = {key: value for key, value in values.items() if key not in changes or value.value is not None}
    return replace(node, value=values, key_locations=places)


def _wider(context: Context, settled: Settled, changes: Changes) -> Context:
    """What a changed rule is read with: the changes may name what the packs that say them have."""
    wider = [settled.context(sayer) for sayer in dict.fromkeys(sayer for sayer, _ in changes.values())]
    parameters = {name: node for said in wider for name, node in said.parameters.items()}
    lists = {name: node for said in wider for name, node in said.lists.items()}
    return replace(context, parameters=parameters, lists=lists)


def _blamed(problem: Diagnostic, rule: str, changes: Changes) -> Diagnostic:
    key = "severity" if "severity" in changes else next(iter(changes))
    sayer, _ = changes[key]
    message = f"rule {tick(rule)} cannot be changed so: {problem.message}"
    hint = f"{problem.hint}; " * bool(problem.hint) + "a key whose value is `null` is left out"
    told = Diagnostic(problem.code, message, sayer.written.places["rules", rule, key], hint)
    return with_source(told, next(iter(sayer.texts.values())))


def _note_twice(rules: list[Rule], problems: Problems) -> None:
    """Note the names that stand in two files; twice in one file is noted where that file is read."""
    first: dict[str, Rule] = {}
    apart = [r for r in rules if (e := first.setdefault(r.name, r)) is r or _file(e) != _file(r)]
    note_duplicates(apart, problems)


def _file(rule: Rule) -> str:
    return rule.location.file if rule.location else ""


def _note_two(name: str, packs: tuple[Opened, Opened], top: Opened, problems: Problems) -> None:
    """Note two packs with a rule of one name, unless one of the packs extended brings both and has noted it."""
    if any(set(packs) <= set(base.lineage) for base, _ in top.bases):
        return
    entry = next(entry for base, entry in top.bases if packs[1] in base.lineage)
    message = f"packs {tick(packs[0].name)} and {tick(packs[1].name)} both have a rule {tick(name)}"
    problems.add("B116", message, entry.location, "extend one of them")
