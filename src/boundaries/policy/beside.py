"""Packs that stand side by side in a contract: the rules they share once, with what each of them changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy.lineage import Opened, Opener, above
from boundaries.policy.pack_files import find_pack
from boundaries.policy.pack_rules import PackRules
from boundaries.policy.packs import Pack, with_bases
from boundaries.policy.rule import Rule
from boundaries.source.node import Node

_NOWHERE = "\0"  # the file of entries that stand in none


def rules_beside(
    packs: Mapping[str, Pack], entries: Mapping[str, Node], problems: list[Diagnostic]
) -> tuple[Rule, ...]:
    """The rules of packs that are listed together, each under the name, or the path, it is listed by.

    Packs that rest on one pack are read as by a pack of its own that extends them all; what two of them say
    differently is a problem at the second one's entry. Packs that share nothing are as they are by themselves.
    """
    found: list[Rule] = []
    for names in _families(packs):
        found += packs[names[0]].rules if len(names) == 1 else _together(names, entries, problems)
    return tuple(found)


def _families(packs: Mapping[str, Pack]) -> list[list[str]]:
    """The names of packs, those together that rest on one another or on a third; in the order they are listed."""
    families: list[list[str]] = []
    brought = {name: _brought(name, pack) for name, pack in packs.items()}
    for name in packs:
        near = [family for family in families if any(brought[name] & brought[other] for other in family)]
        families = [family for family in families if family not in near]
        families.append([*(other for family in near for other in family), name])
    order = list(packs)
    return sorted((sorted(family, key=order.index) for family in families), key=lambda family: order.index(family[0]))


def _brought(name: str, pack: Pack) -> frozenset[tuple[str, str, str]]:
    """A pack and all it rests on; of one rule file alone nothing, as it brings no rules but its own."""
    alone = find_pack(name)[0].is_file()
    return frozenset() if alone else frozenset((p.name, p.version, p.hash) for p in with_bases(pack))


def _together(names: Sequence[str], entries: Mapping[str, Node], problems: list[Diagnostic]) -> tuple[Rule, ...]:
    """The rules of packs that share some, each of which can be read by itself."""
    opener, bases = Opener(), dict[Opened, Node]()
    for column, name in enumerate(names, 1):
        root, shipped = find_pack(name)
        opened = opener.folder(root, root.name if shipped else name)
        assert opened is not None
        bases.setdefault(opened, entries.get(name) or Node(name, Location(_NOWHERE, 1, column)))
    rules = PackRules(opener.problems)
    for pack in dict.fromkeys(other for base in bases for other in base.lineage):
        rules.of(pack, alone=False)
    found = rules.of(above(tuple(bases.items())), alone=False)
    problems += [_in_list(problem) for problem in dict.fromkeys(rules.problems.found)]
    return tuple({rule.name: rule for rule in found}.values())  # two of one name have been told


def _in_list(problem: Diagnostic) -> Diagnostic:
    """A problem of packs that are listed together, with the way out of whoever lists them."""
    hint = "list one of them, or a pack of your own that extends both and says which it is to be"
    if problem.code == "B116":
        hint = "list one of them, or rename one of the rules"
    place = None if problem.location is None or problem.location.file == _NOWHERE else problem.location
    return replace(problem, location=place, hint=hint)
