"""Conditions registered from Python for generated worlds: on the contract's clock, on money, on who, on where."""

from __future__ import annotations

import zlib
from datetime import datetime

from boundaries.core.columns import NAMES
from boundaries.core.interaction import Interaction
from boundaries.plugins.conditions import condition, find_condition
from boundaries.policy.condition import Registered


@condition("on-a-weekend", reads=("at",))
def on_a_weekend(interaction: Interaction) -> bool:
    return interaction.at.weekday() >= 5


@condition("in-the-second-of-two-hours", reads=("at", "kind"))
def in_the_second_of_two_hours(interaction: Interaction) -> bool:
    return interaction.at.fold == 1


@condition("more_than_ten", reads=("amount",))
def more_than_ten(interaction: Interaction) -> bool:
    assert interaction.amount is not None
    return interaction.amount > 10


@condition("call-of-the-client", reads=("kind", "by"))
def call_of_the_client(interaction: Interaction) -> bool:
    return interaction.kind == "call" and interaction.by == "client"


@condition("in-a-room", reads=("place",))
def in_a_room(interaction: Interaction) -> bool:
    assert interaction.place is not None
    return interaction.place.startswith("room")


@condition("planned-for-the-afternoon", reads=("planned_start",))
def planned_for_the_afternoon(interaction: Interaction) -> bool:
    assert interaction.planned_start is not None
    return interaction.planned_start.hour >= 12


def everything(interaction: Interaction) -> str:
    """All an interaction tells, types and clocks included."""
    values = (getattr(interaction, name) for name in NAMES)
    return repr([value.isoformat() if isinstance(value, datetime) else value for value in values])


def _even(interaction: Interaction) -> bool:
    return zlib.crc32(everything(interaction).encode()) % 2 == 0


# These hang on every column a condition is given, and on those it is not.
condition("even-by-kind", reads=("kind",))(_even)
condition("even-by-all", reads=("length", "people", "certainty", "channel"))(_even)
condition("even-by-sums", reads=("minutes", "amount", "reason"))(_even)
condition("even-by-pair", reads=("relationship", "ref", "practitioner"))(_even)

_NAMED = (
    "on-a-weekend", "in-the-second-of-two-hours", "more_than_ten", "call-of-the-client", "in-a-room",
    "planned-for-the-afternoon", "even-by-kind", "even-by-all", "even-by-sums", "even-by-pair",
)  # fmt: skip
CONDITIONS = tuple(Registered(found.name, found.reads) for name in _NAMED if (found := find_condition(name)))
