"""A policy: contracts bound to the rules of their packs; frozen, picklable, free of pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boundaries.contract.versions import Exemption, Timeline
from boundaries.core.columns import NAMES
from boundaries.core.location import Location
from boundaries.policy.condition import Filter
from boundaries.policy.fields import columns_of
from boundaries.policy.rule import Rule
from boundaries.policy.silence import lacking
from boundaries.policy.stratify import strata

# What judging always takes: which row it is, of whom, when, what and by whom; a practitioner's row is many pairs'.
ALWAYS = frozenset({"id", "relationship", "at", "kind", "by", "practitioner"})


@dataclass(frozen=True, slots=True)
class PackInfo:
    """A pack as it was when the policy was compiled."""

    name: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Scoped:
    """An exception of the contract with its scope compiled; `scope` None covers every interaction."""

    terms: Exemption
    scope: Filter | None = None


@dataclass(frozen=True, slots=True)
class BoundContract:
    """A contract as the engines see it: its life, its versions, its exceptions, the rules that apply to it."""

    name: str
    relationships: tuple[str, ...]  # named or assigned; empty: a standard contract, for all without one of their own
    practitioner: str | None
    zone: str
    country: str | None
    timeline: Timeline
    rules: tuple[int, ...]  # indices into Policy.rules
    exemptions: tuple[Scoped, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)  # of its keys; of itself under ""


@dataclass(frozen=True, slots=True, repr=False)
class Policy:
    """Contracts and rules, ready to judge.

    `assigned` names the contract of each relationship; `layers` are the rules that draw conclusions, each layer resting
    on those before.
    """

    contracts: tuple[BoundContract, ...]
    rules: tuple[Rule, ...]
    packs: tuple[PackInfo, ...] = ()
    assigned: Mapping[str, int] = field(default_factory=dict)
    standard: int | None = None
    layers: tuple[tuple[int, ...], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(strata(self.rules, {contract.rules for contract in self.contracts})))

    def __repr__(self) -> str:
        return f"<Policy: {len(self.contracts)} contracts, {len(self.rules)} rules>"

    @property
    def columns(self) -> frozenset[str]:
        """The columns of a log that judging under this policy reads; the others may as well not be there."""
        ruled = {index for contract in self.contracts for index in contract.rules if self._speaks(index, contract)}
        scopes = (exemption.scope for contract in self.contracts for exemption in contract.exemptions)
        scoped = (columns_of(scope) for scope in scopes if scope is not None)
        return ALWAYS.union(*(self.rules[index].columns for index in ruled), *scoped) & set(NAMES)

    def _speaks(self, index: int, contract: BoundContract) -> bool:
        """Whether a rule has something to go by in a version of a contract; else it reads nothing."""
        rule = self.rules[index]
        return rule.enabled and any(lacking(rule, version) is None for version in contract.timeline.versions)

    def contract_of(self, relationship: str) -> int | None:
        """Index of the contract that judges a relationship, or None where no contract does."""
        return self.assigned.get(relationship, self.standard)

    def rule(self, name: str) -> Rule:
        """The rule of a name; raises KeyError where there is none."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(name)
