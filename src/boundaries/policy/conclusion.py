"""The compiled form of a conclusion: its premises over findings, amendments, exceptions and interactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from boundaries.policy.condition import Each, Filter, Length, MoreThan, NoneFor, Number, Sequence, Trend, Unanswered

Distinct = Literal["dimension", "rule", "clause", "relationship", "day"]
Same = Literal["clause", "part"]


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a finding or an amendment is (negated: is not) one of some; of a clause also one inside them.

    `missing`: whether it has none at all (None: not asked).
    """

    key: str
    words: frozenset[str] = frozenset()
    negated: bool = False
    missing: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A filter of findings or amendments: every test holds, and of each list of `any` one of its filters does."""

    tests: tuple[Said, ...] = ()
    any: tuple[tuple[Facts, ...], ...] = ()
    none: tuple[Facts, ...] = ()  # `not`


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How many facts it takes, in what time, and from when on each counts (`after` its instant)."""

    at_least: int = 1
    more_than: Number | None = None  # strictly more, instead of `at_least`
    distinct: Distinct | None = None  # not facts are counted, but so many different ones
    window: Length | None = None  # None: 90 days
    after: Length | None = None


@dataclass(frozen=True, slots=True)
class OfFindings(Counting):
    """Findings; with `among` a share of those.

    With `each_within` the first of each distinct one counts, as far back as each is that close behind the one before.
    """

    of: Facts
    among: Facts | None = None
    each_within: Length | None = None


@dataclass(frozen=True, slots=True)
class OfEvents(Counting):
    """Interactions that a filter matches.

    With `on_days` weeks count: those that end `weeks` ISO weeks running with one on so many days each. With `usual`
    weeks at whose end there are more in `window` than in the practitioner's other relationships (95 of 100).
    """

    of: Filter
    on_days: int | None = None
    weeks: int = 1
    usual: bool = False


@dataclass(frozen=True, slots=True)
class OfAmendments(Counting):
    """Amendments of the contract, each from when it was in force, or agreed where it was not applied."""

    of: Facts


@dataclass(frozen=True, slots=True)
class OfExceptions:
    """An exception of the contract is in force whose id or reason names a word."""

    naming: str


@dataclass(frozen=True, slots=True)
class OfKept:
    """A clause that rules watch has been kept for so long (`clause`: only this one, or what is inside it)."""

    length: Length
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class OfCondition(Counting):
    """What a condition of its own finds: any form but an agreement and a conclusion."""

    when: Each | MoreThan | Sequence | Unanswered | NoneFor | Trend


@dataclass(frozen=True, slots=True)
class Several:
    """At least so many of some premises (`all`: every one)."""

    parts: tuple[Premise, ...]
    at_least: int


Premise: TypeAlias = OfFindings | OfEvents | OfAmendments | OfExceptions | OfKept | OfCondition | Several


def leaves(premises: Iterable[Premise]) -> Iterator[Premise]:
    """The premises that count something, in the order they are written, those inside others in their place."""
    for premise in premises:
        yield from leaves(premise.parts) if isinstance(premise, Several) else (premise,)


@dataclass(frozen=True, slots=True)
class Conclude:
    """What follows from other findings, amendments and interactions: every premise of `all` holds, and none of `none`.

    What `retract` tells ends it, and nothing before that counts any more. `in_order`: the premises of `all` are steps.
    `same`: of one clause (or part) each. `practitioner`: from all relationships of a practitioner together.
    """

    all: tuple[Premise, ...]
    none: tuple[Premise, ...] = ()
    retract: tuple[Premise, ...] = ()
    after: Length | None = None
    in_order: bool = False
    same: Same | None = None
    practitioner: bool = False
