"""Indicators: functions that say what every interaction adds to its week, for trends. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from boundaries.core.errors import Diagnostic, UsageError, printable
from boundaries.plugins.registry import Registry

if TYPE_CHECKING:
    from boundaries.core.interaction import Interaction

Measure = Literal["count", "share"]
Adds = Callable[[Sequence["Interaction"]], Sequence[Any]]
AnyAdds = TypeVar("AnyAdds", bound=Adds)

MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator by its name: what it measures, the columns it reads, and the function that says what each adds."""

    name: str
    measure: Measure
    reads: tuple[str, ...]
    adds: Adds


INDICATORS: Registry[Indicator] = Registry(
    "indicator", "long-evenings", "a sequence of interactions", "boundaries.indicators"
)


def indicator(name: str, *, measure: Measure, reads: Iterable[str]) -> Callable[[AnyAdds], AnyAdds]:
    """Register a function under a name that `trend` can use; a decorator::

        @bd.indicator("long-evenings", measure="count", reads=("at", "by", "length"))
        def long_evenings(interactions: Sequence[bd.Interaction]) -> list[int]:
            return [int((i.length or 0) > 400 and i.by == "practitioner" and i.at.hour >= 20) for i in interactions]

    It is given the interactions of one relationship that the rule sees, in the order of the log, and says of each of
    them what it adds to its week: for a `count` how many events, from 0 on (events, not sizes: what is promised is
    promised of events that are counted), for a `share` a pair `(k, n)`, `k` of `n`.
    What one adds may depend on those before it, never on those after it, and not on another relationship.
    `reads` are the columns it depends on: every `Interaction` has these and `id`, `relationship`, `kind`, `by` and
    `at`, nothing else. What a row lacks is None; instants are read on the clock of the contract.
    `boundaries.testing.check_indicator` holds it to all of this.

    The function itself is returned. Registering the same function again (by module and name) replaces it. Raises
    `UsageError` for a name that cannot be one or is another function's, for columns that no interaction has, and for
    another measure.
    """
    columns = INDICATORS.checked(name, reads, _problems_of_measure(measure))

    def register(adds: AnyAdds) -> AnyAdds:
        INDICATORS.put(name, adds, Indicator(name, measure, columns, adds))
        return adds

    return register


def _problems_of_measure(measure: object) -> list[Diagnostic]:
    if measure in MEASURES:
        return []
    message = f"`{printable(str(measure))[:60]}` is no measure of an indicator"
    return [Diagnostic("B309", message, hint='`measure="count"` or `measure="share"`')]


def find_indicator(name: str) -> Indicator | None:
    """The indicator of a name; raises `PolicyError` where the entry point of that name cannot be used."""
    return INDICATORS.find(name)


def indicator_names() -> tuple[str, ...]:
    """Every name an indicator can be found by, sorted."""
    return INDICATORS.names()


def registered_as(function: object) -> Indicator:
    """The indicator that a function is registered as; raises `UsageError` where it is none."""
    for known, found in INDICATORS.registered.values():
        if known == function:
            return found
    message = "the function is not registered as an indicator"
    raise UsageError(Diagnostic("B309", message, hint="put `@boundaries.indicator(...)` above it"))
