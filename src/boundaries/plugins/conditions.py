"""Conditions: functions that say of one interaction whether something holds, for filters. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from boundaries.plugins.registry import Registry

if TYPE_CHECKING:
    from boundaries.core.interaction import Interaction

Holds = Callable[["Interaction"], bool]
AnyHolds = TypeVar("AnyHolds", bound=Holds)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition by its name: the columns it reads, and the function that says whether it holds."""

    name: str
    reads: tuple[str, ...]
    holds: Holds


CONDITIONS: Registry[Condition] = Registry("condition", "weekend-call", "an interaction", "boundaries.conditions")


def condition(name: str, reads: Iterable[str]) -> Callable[[AnyHolds], AnyHolds]:
    """Register a function under a name that the filters of rules can use; a decorator::

        @bd.condition("weekend-call", reads=("at", "kind"))
        def weekend_call(interaction: bd.Interaction) -> bool:
            return interaction.kind == "call" and interaction.at.weekday() >= 5

    `reads` are the columns it depends on. Where a row lacks one, where it says `by: unknown` and `by` is read, or
    where it says `at` as a date only and `at` is read, the condition is unknown and the function is not asked. The
    function is given an `Interaction` with these columns and `id`, `relationship`, `kind`, `by` and `at`, nothing
    else; its instants are read on the clock of the contract. It answers True or False, from this interaction alone.

    The function itself is returned. Registering the same function again (by module and name) replaces it. Raises
    `UsageError` for a name that cannot be one or is another function's, and for columns that no interaction has.
    """
    columns = CONDITIONS.checked(name, reads)

    def register(holds: AnyHolds) -> AnyHolds:
        CONDITIONS.put(name, holds, Condition(name, columns, holds))
        return holds

    return register


def find_condition(name: str) -> Condition | None:
    """The condition of a name; raises `PolicyError` where the entry point of that name cannot be used."""
    return CONDITIONS.find(name)


def condition_names() -> tuple[str, ...]:
    """Every name a condition can be found by, sorted."""
    return CONDITIONS.names()
