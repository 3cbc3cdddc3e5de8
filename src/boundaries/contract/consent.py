"""Who has to agree, and whether they did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boundaries.contract.node import Node

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
    """Everybody, and every role, that an agreement carries: a role has agreed if all the parties who have it did."""
    found = set(agreed_by or ())
    if contract.practitioner in found:
        found.add("practitioner")
    parties = contract.parties or []
    for role in {party.role for party in parties}:
        if all(party.id in found for party in parties if party.role == role):
            found.add(role)
    return frozenset(found)


def missing(contract: Contract, agreed_by: Iterable[str] | None) -> tuple[str, ...]:
    """Those who have to agree and did not: the two, or whoever `consent_required` names."""
    agreed = named(contract, agreed_by)
    return tuple(name for name in contract.consent_required or BOTH if name not in agreed)
