"""Who has to agree, and whether they did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boundaries.source.node import Node

if TYPE_CHECKING:
    from boundaries.contract.model import Contract

BOTH = ("practitioner", "client")


def known_names(node: Node) -> frozenset[str]:
    """The names an agreement may carry: the two, the practitioner's pseudonym, ids and roles under `parties`."""
    names = set(BOTH)
    practitioner, parties = node.get("practitioner"), node.get("parties")
    if practitioner and isinstance(practitioner.value, str):
        names.add(practitioner.value)
    for party in parties.value if parties and isinstance(parties.value, list) else []:
        found = (party.get(key) for key in ("id", "role"))
        names.update(node.value for node in found if node and isinstance(node.value, str))
    return frozenset(names)


def named(contract: Contract, agreed_by: Iterable[str] | None) -> frozenset[str]:
    """Everybody, and every role, that an agreement carries.

    A role that is named has agreed for every party who has it; one that is not has agreed if all of them did.
    """
    said, parties = frozenset(agreed_by or ()), contract.parties or []
    found = {*said, *(party.id for party in parties if party.role in said)}
    if contract.practitioner is not None and {contract.practitioner, "practitioner"} & found:
        found |= {contract.practitioner, "practitioner"}
    for role in {party.role for party in parties}:
        if all(party.id in found for party in parties if party.role == role):
            found.add(role)
    return frozenset(found)


def people(contract: Contract) -> int:
    """How many people a contract names, the practitioner included; where it names no parties, the two."""
    parties = contract.parties or []
    known = {party.id for party in parties}
    listed = contract.practitioner in known or any(party.role == "practitioner" for party in parties)
    return len(known) + (not listed) if parties else len(BOTH)


def missing(contract: Contract, agreed_by: Iterable[str] | None) -> tuple[str, ...]:
    """Those who have to agree and did not: the two, or whoever `consent_required` names."""
    agreed = named(contract, agreed_by)
    return tuple(name for name in required(contract) if name not in agreed)


def required(contract: Contract) -> tuple[str, ...]:
    """Those who have to agree: the two, or whoever `consent_required` names."""
    return contract.consent_required or BOTH


def everybody(contract: Contract) -> str:
    """Those who have to agree, in one word."""
    return "both" if len(set(required(contract))) == 2 else "all"


def once_agreed(contract: Contract, key: str) -> str:
    """The way out where an agreement is lacking: what to write, and when."""
    return f"`{key}: [{', '.join(required(contract))}]` once {everybody(contract)} have agreed"
