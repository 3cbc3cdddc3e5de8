"""Who has to agree, and whether they did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boundaries.contract.source import Node

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


def missing(contract: Contract, agreed_by: Iterable[str] | None) -> tuple[str, ...]:
    """Those who have to agree and are not named: the two, or whoever `consent_required` names.

    A role has agreed if it is named itself, or if every party of that role is.
    """
    named = set(agreed_by or ())
    if contract.practitioner in named:
        named.add("practitioner")
    parties = contract.parties or []
    for role in {party.role for party in parties}:
        if all(party.id in named for party in parties if party.role == role):
            named.add(role)
    return tuple(name for name in contract.consent_required or BOTH if name not in named)
