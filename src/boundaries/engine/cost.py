"""What tests cost: the cheapest is asked first, and the others only about the rows still in question."""

from __future__ import annotations

from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Registered,
    StillOpen,
)

_DEAREST = 8  # of a test for which a row becomes an object, and a function of somebody else's runs


def asks(chosen: Filter) -> bool:
    """Whether a filter asks a condition registered from Python."""
    return cost(chosen) == _DEAREST


def cost(part: Filter) -> int:
    """What a test costs a row, compared with other tests."""
    match part:
        case Among(column="kind"):
            return 0
        case Among(column="by"):
            return 1
        case StillOpen():
            return 2
        case Among(column="channel_agreed" | "on_leave"):
            return 5
        case Among(column="ref_kind") | Missing(column="ref_kind"):
            return 6
        case Among() | Listed() | Missing():
            return 3
        case Compare():
            return 4
        case Inside():
            return 6
        case AllOf(parts) | AnyOf(parts):
            return max((7, *map(cost, parts)))
        case Not(inner):
            return max(7, cost(inner))
        case Registered():
            return _DEAREST
