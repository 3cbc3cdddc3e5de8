"""The contracts, packs and policies that scenarios have used so far: each is read once, however many share it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.contract.folder import PACK_CONTRACT, identity
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.policy.compile import compile_policy
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement
from boundaries.policy.packs import MANIFEST, shipped_packs
from boundaries.policy.policy import Policy
from boundaries.policy.rule import Rule
from boundaries.source.document import read_text
from boundaries.source.reading import tick

_LEVELS = 6  # how far above a rule's file the contract of its pack's examples is looked for


@dataclass(frozen=True, slots=True)
class Shelved:
    """A contract that scenarios share, or the problems for which there is none.

    `path` is what errors call its file; problems without a place of their own belong where the file is named.
    """

    contract: Contract | None
    problems: tuple[Diagnostic, ...]
    path: str


@dataclass(slots=True)
class Shelf:
    """What scenarios share. It keeps what could not be read, too, so that each problem is the same one each time."""

    _contracts: dict[object, Shelved] = field(default_factory=dict)
    _rules: dict[tuple[tuple[str, ...], str], tuple[Rule, ...]] = field(default_factory=dict)
    # By identity: contracts and rules are values that stay as they are, and are kept with the policy.
    _policies: dict[tuple[int, int], tuple[Contract, Rule | None, Policy | BoundariesError]] = field(
        default_factory=dict
    )

    def contract(self, path: Path, shown: str) -> Shelved:
        """The one contract of a file."""
        key = identity(path)  # a text of a file may be no path at all: this raises for none
        if key not in self._contracts:
            self._contracts[key] = _read(path, shown)
        return self._contracts[key]

    def policy(self, contract: Contract, rule: Rule | None) -> Policy:
        """What judges under a contract: one rule, and those it looks at; or the contract's packs.

        Raises as `compile_policy` does.
        """
        key = id(contract), id(rule)
        if key not in self._policies:
            try:
                policy: Policy | BoundariesError = self._compiled(contract, rule)
            except BoundariesError as error:
                policy = error
            self._policies[key] = contract, rule, policy
        policy = self._policies[key][2]
        if isinstance(policy, BoundariesError):
            raise policy
        return policy

    def _compiled(self, contract: Contract, rule: Rule | None) -> Policy:
        if rule is not None:
            others = self._rules_of(contract) if _looks_at_others(rule) else ()
            return compile_policy([contract], (), (*(other for other in others if other.name != rule.name), rule))
        return compile_policy([contract], (), self._rules_of(contract))

    def _rules_of(self, contract: Contract) -> tuple[Rule, ...]:
        """The rules of a contract's packs; a path of its own is read from the folder the contract stands in."""
        own = set(contract.packs) - set(shipped_packs())
        packs = contract.packs, os.path.dirname(contract.source.location.file) if own else ""
        if packs not in self._rules:
            self._rules[packs] = compile_policy([contract]).rules
        return self._rules[packs]


def _looks_at_others(rule: Rule) -> bool:
    """Whether a rule asks what other rules found; by itself it would never speak."""
    if isinstance(rule.when, Conclude):
        return True
    return isinstance(rule.when, Agreement) and rule.when.about in ("after_practice", "expired_exception")


def _read(path: Path, shown: str) -> Shelved:
    try:
        contracts = load_contracts(read_text(path, shown), shown)
    except BoundariesError as error:
        return Shelved(None, error.diagnostics, shown)
    if len(contracts) == 1:
        return Shelved(contracts[0], (), shown)
    problem = Diagnostic("B137", f"{tick(shown)} holds {len(contracts)} contracts", None, "a scenario has one")
    return Shelved(None, (problem,), shown)


def pack_contract(folder: Path, shown: Path) -> tuple[Path, str] | None:
    """Where the contract of a pack's examples stands, and its name: beside a rule, or above it inside the pack."""
    here, name = folder.resolve(), shown
    for _ in range(_LEVELS):
        if os.path.isfile(here / PACK_CONTRACT):
            return here / PACK_CONTRACT, (name / PACK_CONTRACT).as_posix()
        if os.path.isfile(here / MANIFEST) or here.parent == here:
            return None
        here, name = here.parent, _above(name)
    return None


def _above(name: Path) -> Path:
    """The folder above one, by its name as it was given."""
    return name.parent if name.name not in ("", "..") else name / ".."
