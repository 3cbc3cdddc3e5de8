"""The compiled form of a rule: frozen, picklable, free of pydantic; what every engine executes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, get_args

from boundaries.civil.span import Span
from boundaries.core.columns import REASONS
from boundaries.core.finding import Audience, Bearer, Severity, Type
from boundaries.core.language import answering
from boundaries.core.location import Location
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import (
    Agreement,
    Duration,
    Each,
    MoreThan,
    NoneFor,
    Ref,
    Sequence,
    Trend,
    Unanswered,
)

_OWN_CLAUSES = ("administrative.rest", "psychological.needs")  # what the practitioner needs is nobody else's matter

TYPES: tuple[str, ...] = get_args(Type)
EXCUSES: tuple[str, ...] = tuple(dict.fromkeys(("agreed", "crisis", "scheduling", "cover", "incidental", *REASONS)))
When: TypeAlias = Each | MoreThan | Sequence | Unanswered | NoneFor | Agreement | Trend | Conclude


@dataclass(frozen=True, slots=True)
class Escalate:
    """A finding is at severity `to` from the `at_count`-th open hit of its rule within `within`, or where what is
    absent is so for longer than `beyond`; one of the two ways at least is there.
    """

    to: Severity
    at_count: int | None = None
    within: Span | None = None
    beyond: Duration | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in every language it has; where a language counts, `one` is used for a count of one."""

    texts: Mapping[str, tuple[str, str]]  # language -> (one, other)

    def spoken(self, language: str) -> str:
        """The language that answers for another: itself, a wider one, else English, else the first there is."""
        return next(word for word in (*answering(language), *self.texts) if word in self.texts)

    def pick(self, language: str, count: int = 2) -> str:
        """The text in a language, or in the one that answers for it, for a count."""
        one, other = self.texts[self.spoken(language)]
        return one if count == 1 else other


NO_WORDS = Wording({"en": ("", "")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A compiled rule.

    `needs` holds every `$` reference it makes, those inside derived columns included; `columns` those of a log that it
    reads, beside what judging always takes.
    """

    name: str
    code: str
    pack: str
    type: Type
    severity: Severity
    bearer: Bearer
    dimension: str
    clause: str | None  # full path, or None: always speaks
    when: When
    title: Wording
    says: Wording
    asks: Wording
    suggests: Wording
    why: Wording
    retracts: Wording = NO_WORDS  # of a conclusion: what would end it
    unless: tuple[str, ...] = ()
    escalate: Escalate | None = None
    after_end: bool = False
    enabled: bool = True
    review_soon: bool = False
    audience: Audience = "shared"
    defaults: Mapping[str, object] = field(default_factory=dict)  # full path -> value (number, Span, Hours, text)
    needs: tuple[Ref, ...] = ()
    columns: frozenset[str] = frozenset()
    location: Location | None = None


def usual_type(when: When | None) -> Type:
    """What a finding of a condition is, where the rule's file does not say."""
    return "drift" if isinstance(when, Trend) else "conclusion" if isinstance(when, Conclude) else "breach"


def usual_audience(clause: str | None) -> Audience:
    """Who may be shown what a rule finds, where its file does not say: what it says of rest and needs stays own."""
    inside = clause is not None and any(clause == own or clause.startswith(f"{own}.") for own in _OWN_CLAUSES)
    return "own" if inside else "shared"
