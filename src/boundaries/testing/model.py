"""A scenario as a value: a timeline of interactions, and what the rules are to say about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from boundaries.contract.model import Contract
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.location import Location
from boundaries.policy.rule import Rule
from boundaries.testing.expect import Expected
from boundaries.testing.given import Derived
from boundaries.testing.timeline import Line


class ScenarioError(BoundariesError):
    """A scenario that cannot be read, or could not be evaluated; never a failure, and never a pass."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A timeline and what is expected of it.

    `rule` is the one rule an example is judged by; where it is None, the packs of the contract judge. `named_by` is
    the path by which the scenario names its contract, as written; without one the contract is written out in it, or
    (`shared`) its rule or its pack has one for all examples. Scenarios that say the same are equal, wherever they
    stand. `covers` are the kinds its log can show, None all of them; `given` findings taken as derived.
    Instants are int microseconds UTC.
    """

    name: str
    contract: Contract
    zone: str
    lines: tuple[Line, ...]
    as_of: int | None
    expect: tuple[Expected, ...]
    never: tuple[str, ...]
    exactly: bool
    rule: Rule | None
    location: Location = field(compare=False)
    named_by: str | None = None
    shared: bool = False
    covers: tuple[str, ...] | None = None
    given: tuple[Derived, ...] = ()

    @property
    def title(self) -> str:
        """Its name, after that of its rule."""
        return titled(self.name, self.rule)


@dataclass(frozen=True, slots=True)
class Unread:
    """A scenario that could not be evaluated, its place, and why.

    `title` is what it is called, or where that cannot be told (`known` False) its rule or its file.
    """

    title: str
    location: Location
    problems: tuple[Diagnostic, ...]
    known: bool = False


def titled(name: str, rule: Rule | None) -> str:
    """A scenario's name, after that of the rule whose example it is."""
    return f"{rule.name}: {name}" if rule else name
