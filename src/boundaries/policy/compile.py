"""Binds contracts to the rules of their packs: pydantic and YAML in, a frozen policy out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from boundaries.contract.folder import namesakes
from boundaries.contract.model import Contract
from boundaries.contract.versions import Exemption
from boundaries.core.errors import Diagnostic, PolicyError, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.beside import rules_beside
from boundaries.policy.filters import parse_filter
from boundaries.policy.misfits import misfits, scope_misfits
from boundaries.policy.packs import Pack, load_pack, shipped_packs, with_bases
from boundaries.policy.policy import BoundContract, PackInfo, Policy, Scoped
from boundaries.policy.rule import Rule
from boundaries.policy.stratify import circles
from boundaries.source.node import Node, with_source
from boundaries.source.reading import items_of, tick

Entry: TypeAlias = tuple[str, Node]  # of the packs of a contract: what it names, and where


def compile_policy(
    contracts: Sequence[Contract], packs: Sequence[str | Path] | None = None, rules: Iterable[Rule] = (),
    assigned: Mapping[str, str] | None = None,
) -> Policy:  # fmt: skip
    """The policy of some contracts.

    `packs` (names, folders or rule files) replaces the contracts' own lists; `rules` are added to them for every
    contract; `assigned` gives relationships the name of their contract. Raises `PolicyError` with every problem of
    every pack and scope, also where two packs of one contract name a rule alike, or two contracts claim one
    relationship.
    """
    problems: list[Diagnostic] = []
    lists = _lists(contracts) if packs is None else [tuple(str(pack) for pack in packs)] * len(contracts)
    loaded = _loaded(lists, contracts if packs is None else (), problems)
    extra = tuple(rules)
    chosen: dict[tuple[str, ...], tuple[Rule, ...]] = {}
    for names in dict.fromkeys(lists):
        entries = _named(names, contracts[lists.index(names)]) if packs is None else []
        problems += _listed_twice(entries)
        chosen[names] = (*_chosen(names, loaded, entries, problems), *extra)
        problems += _doubled(chosen[names])
    every = list({id(rule): rule for its in (*chosen.values(), extra) for rule in its}.values())
    index = {id(rule): i for i, rule in enumerate(every)}
    numbers = {names: tuple(index[id(rule)] for rule in its) for names, its in chosen.items()}
    problems += circles(every, numbers.values())
    bound: list[BoundContract] = []
    for contract, names, pairs in zip(contracts, lists, _pairs(contracts, assigned or {}, problems), strict=True):
        bound.append(_bind(contract, pairs, numbers[names], problems))
        problems += [m for rule in chosen[names] for m in misfits(rule, bound[-1])]
        problems += [m for exemption in bound[-1].exemptions for m in scope_misfits(exemption, bound[-1])]
    contract_of, standard = _assign(bound, contracts, problems)
    if problems:
        texts = {contract.source.location.file: contract.text for contract in contracts}
        raise PolicyError(*(_shown(problem, texts) for problem in problems))
    used = (base for pack in loaded.values() for base in with_bases(pack))
    infos = tuple(dict.fromkeys(PackInfo(pack.name, pack.version, pack.hash) for pack in used))
    return Policy(tuple(bound), tuple(every), infos, contract_of, standard)


def _lists(contracts: Sequence[Contract]) -> list[tuple[str, ...]]:
    """The packs each contract lists; a path of its own is read from the folder the contract stands in."""
    shipped = shipped_packs()
    first: dict[str, str] = {}  # of the ways to name one folder

    @cache
    def found(pack: str, folder: str) -> str:
        beside = pack_beside(pack, folder, shipped)
        return pack if beside is None else first.setdefault(os.path.realpath(beside), beside)

    folders = [os.path.dirname(contract.source.location.file) for contract in contracts]
    return [tuple(found(p, folder) for p in c.packs) for c, folder in zip(contracts, folders, strict=True)]


def pack_beside(pack: str, folder: str, shipped: Sequence[str]) -> str | None:
    """The path of a pack that a contract in a folder lists; None for one that is shipped, or is not there."""
    beside = str(Path(folder, pack))
    there = pack not in shipped and os.path.exists(beside)  # never raises, as `Path.exists` does
    return beside if there else None


def _loaded(
    lists: Iterable[tuple[str, ...]], contracts: Sequence[Contract], problems: list[Diagnostic]
) -> dict[str, Pack]:
    """Every pack that is listed, read once; one that is not there is a problem where a contract names it."""
    loaded: dict[str, Pack] = {}
    for name in dict.fromkeys(name for names in dict.fromkeys(lists) for name in names):
        try:
            loaded[name] = load_pack(name)
        except PolicyError as error:
            place = _where_named(name, contracts)
            problems += [replace(d, location=place) if d.location is None else d for d in error.diagnostics]
    return loaded


def _chosen(
    names: Iterable[str], loaded: Mapping[str, Pack], entries: Iterable[Entry], problems: list[Diagnostic]
) -> tuple[Rule, ...]:
    """The rules of some packs, each pack once; `entries` name them in a contract, if one lists them."""
    listed = {name: loaded[name] for name in names if name in loaded}
    return rules_beside(listed, dict(entries), problems)


def _shown(problem: Diagnostic, texts: Mapping[str, str]) -> Diagnostic:
    """A problem of a contract with the line it points into."""
    text = texts.get(problem.location.file) if problem.location else None
    return problem if text is None else with_source(problem, text)


def _where_named(pack: str, contracts: Sequence[Contract]) -> Location | None:
    """Where a contract names a pack."""
    named = (entry for contract in contracts for entry in _entries(contract) if entry.value == pack)
    return next((entry.location for entry in named), None)


def _entries(contract: Contract) -> list[Node]:
    """The entries of `packs` of a contract, or the one that stands for a list."""
    node = contract.source.get("packs")
    return [] if node is None or node.value is None else items_of(node)


def _named(names: Sequence[str], lister: Contract) -> list[Entry]:
    """The entries of a contract's `packs`, each with the pack it names."""
    found = dict(zip(lister.packs, names, strict=True))
    return [(found[str(entry.value)], entry) for entry in _entries(lister)]


def _listed_twice(entries: Iterable[Entry]) -> Iterator[Diagnostic]:
    """The entries of a contract's `packs` that name a pack an earlier one names, in the same words or in others."""
    seen: set[str] = set()
    for name, entry in entries:
        if name in seen:
            yield Diagnostic("B116", f"pack {tick(entry.value)} is listed twice", entry.location, "leave one out")
        seen.add(name)


def _doubled(rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Rules of one name among those of a contract."""
    first: dict[str, Rule] = {}
    for rule in rules:
        earlier = first.setdefault(rule.name, rule)
        if earlier is not rule:
            standing = f"in pack `{earlier.pack}`" if earlier.pack != rule.pack else f"at {earlier.location}"
            hint = f"the first is {standing}; rename one, or leave one out"
            yield Diagnostic("B116", f"two rules of one contract are named `{rule.name}`", rule.location, hint)


def _pairs(
    contracts: Sequence[Contract], assigned: Mapping[str, str], problems: list[Diagnostic]
) -> list[tuple[str, ...]]:
    """The relationships of each contract: those it names, then those assigned to it."""
    if assigned:
        problems += namesakes(contracts)
    given: dict[str, list[str]] = {contract.name: [] for contract in contracts}
    unknown: dict[str, list[str]] = {}
    for pair, name in assigned.items():
        (given if name in given else unknown).setdefault(name, []).append(pair)
    for name, pairs in unknown.items():
        what = f"no contract is called `{name}`, to which relationship `{pairs[0]}` is assigned"
        problems.append(Diagnostic("B243", what, None, did_you_mean(name, given)))
    return [tuple(dict.fromkeys((*contract.relationships, *given[contract.name]))) for contract in contracts]


def _bind(
    contract: Contract, pairs: tuple[str, ...], rules: tuple[int, ...], problems: list[Diagnostic]
) -> BoundContract:
    life = contract.timeline
    return BoundContract(
        name=contract.contract, relationships=pairs, practitioner=contract.practitioner,
        zone=contract.timezone, country=contract.country, timeline=life, rules=rules,
        exemptions=tuple(_scoped(e, problems) for e in life.exemptions),
        places={"": contract.source.document or contract.source.location, **contract.source.key_locations},
    )  # fmt: skip


def _scoped(terms: Exemption, problems: list[Diagnostic]) -> Scoped:
    if terms.scope is None:
        return Scoped(terms)
    assert isinstance(terms.scope, Node)
    return Scoped(terms, parse_filter(terms.scope, problems))


def _assign(
    bound: Sequence[BoundContract], contracts: Sequence[Contract], problems: list[Diagnostic]
) -> tuple[dict[str, int], int | None]:
    """Which contract judges which relationship; a contract that names none is the standard one."""
    assigned: dict[str, int] = {}
    standard: int | None = None
    for i, contract in enumerate(bound):
        if not contract.relationships:
            if standard is not None:
                where = contracts[i].source.get("contract")
                place = where.location if where else None
                problems.append(_claimed("every relationship", bound[standard], contract, place))
            standard = i
        for name in contract.relationships:
            if name in assigned:
                earlier = assigned[name]
                place = _claimed_at(name, contracts[i]) or _claimed_at(name, contracts[earlier])
                problems.append(_claimed(f"relationship `{name}`", bound[earlier], contract, place))
            assigned[name] = i
    return assigned, standard


def _claimed_at(name: str, contract: Contract) -> Location | None:
    """Where a contract names a relationship; None where it is assigned to it."""
    nodes = [node for key in ("relationship", "relationships") if (node := contract.source.get(key)) is not None]
    named = (item for node in nodes for item in items_of(node) if str(item.value).strip() == name)
    return next((item.location for item in named), None)


def _claimed(what: str, first: BoundContract, second: BoundContract, place: Location | None) -> Diagnostic:
    return Diagnostic(
        "B120",
        f"contracts `{first.name}` and `{second.name}` both judge {what}",
        place,
        "give each relationship one contract; only one may name none",
    )
