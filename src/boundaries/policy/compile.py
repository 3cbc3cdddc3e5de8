"""Binds contracts to the rules of their packs: pydantic and YAML in, a frozen policy out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from boundaries.contract.model import Contract
from boundaries.contract.node import Node, with_source
from boundaries.contract.versions import Exemption
from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.location import Location
from boundaries.policy.filters import parse_filter
from boundaries.policy.misfits import misfits, scope_misfits
from boundaries.policy.packs import Pack, load_pack, shipped_packs
from boundaries.policy.policy import BoundContract, PackInfo, Policy, Scoped
from boundaries.policy.rule import Rule


def compile_policy(
    contracts: Sequence[Contract], packs: Sequence[str | Path] | None = None, rules: Iterable[Rule] = ()
) -> Policy:
    """The policy of some contracts.

    `packs` (names, folders or rule files) replaces the contracts' own lists; `rules` are added to them for every
    contract. Raises `PolicyError` with every problem of every pack and scope, also where two packs of one contract
    name a rule alike, or two contracts claim one relationship.
    """
    problems: list[Diagnostic] = []
    loaded: dict[str, Pack] = {}
    names = [str(p) for p in packs] if packs is not None else [n for c in contracts for n in _listed(c)]
    for name in dict.fromkeys(names):
        try:
            loaded[name] = load_pack(name)
        except PolicyError as error:
            place = None if packs is not None else _where_named(name, contracts)
            problems += [replace(d, location=place) if d.location is None else d for d in error.diagnostics]
    extra = tuple(rules)
    every: list[Rule] = [rule for pack in loaded.values() for rule in pack.rules] + list(extra)
    index = {id(rule): i for i, rule in enumerate(every)}
    bound: list[BoundContract] = []
    for contract in contracts:
        listed = [str(p) for p in packs] if packs is not None else _listed(contract)
        chosen = [r for n in dict.fromkeys(listed) if n in loaded for r in loaded[n].rules] + list(extra)
        problems += _doubled(chosen)
        bound.append(_bind(contract, tuple(index[id(rule)] for rule in chosen), problems))
        problems += [m for rule in chosen for m in misfits(rule, bound[-1])]
        problems += [m for exemption in bound[-1].exemptions for m in scope_misfits(exemption, bound[-1])]
    assigned, standard = _assign(bound, problems)
    if problems:
        texts = {contract.source.location.file: contract.text for contract in contracts}
        raise PolicyError(*(_shown(problem, texts) for problem in problems))
    infos = tuple(PackInfo(pack.name, pack.version, pack.hash) for pack in loaded.values())
    return Policy(tuple(bound), tuple(every), infos, assigned, standard)


def _listed(contract: Contract) -> list[str]:
    """The packs a contract lists; a path of its own is read from the folder the contract stands in."""
    shipped, folder = shipped_packs(), Path(contract.source.location.file).parent
    return [str(folder / n) if n not in shipped and (folder / n).exists() else n for n in contract.packs]


def _shown(problem: Diagnostic, texts: Mapping[str, str]) -> Diagnostic:
    """A problem of a contract with the line it points into."""
    text = texts.get(problem.location.file) if problem.location else None
    return problem if text is None else with_source(problem, text)


def _where_named(pack: str, contracts: Sequence[Contract]) -> Location | None:
    """Where a contract names a pack."""
    for contract in contracts:
        node = contract.source.get("packs")
        entries = node.value if node is not None and isinstance(node.value, list) else [node]
        for entry in entries:
            if entry is not None and entry.value == pack:
                return entry.location
    return None


def _doubled(rules: Sequence[Rule]) -> list[Diagnostic]:
    first: dict[str, Rule] = {}
    return [
        Diagnostic(
            "B116",
            f"two rules of one contract are named `{rule.name}`",
            rule.location,
            f"the first is in pack `{first[rule.name].pack}`; rename one, or leave one pack out",
        )
        for rule in rules
        if first.setdefault(rule.name, rule) is not rule
    ]


def _bind(contract: Contract, rules: tuple[int, ...], problems: list[Diagnostic]) -> BoundContract:
    life = contract.timeline
    return BoundContract(
        name=contract.contract, relationships=tuple(contract.relationships), practitioner=contract.practitioner,
        zone=contract.timezone, country=contract.country, timeline=life, rules=rules,
        exemptions=tuple(_scoped(e, problems) for e in life.exemptions),
    )  # fmt: skip


def _scoped(terms: Exemption, problems: list[Diagnostic]) -> Scoped:
    if terms.scope is None:
        return Scoped(terms)
    assert isinstance(terms.scope, Node)
    return Scoped(terms, parse_filter(terms.scope, problems))


def _assign(bound: Sequence[BoundContract], problems: list[Diagnostic]) -> tuple[dict[str, int], int | None]:
    """Which contract judges which relationship; a contract that names none is the standard one."""
    assigned: dict[str, int] = {}
    standard: int | None = None
    for i, contract in enumerate(bound):
        if not contract.relationships:
            if standard is not None:
                problems.append(_claimed("every relationship", bound[standard], contract))
            standard = i
        for name in contract.relationships:
            if name in assigned:
                problems.append(_claimed(f"relationship `{name}`", bound[assigned[name]], contract))
            assigned[name] = i
    return assigned, standard


def _claimed(what: str, first: BoundContract, second: BoundContract) -> Diagnostic:
    return Diagnostic(
        "B120",
        f"contracts `{first.name}` and `{second.name}` both judge {what}",
        None,
        "give each relationship one contract; only one may name none",
    )
