"""What may hold of one interaction at the same time: facts about it, and whether they agree.

The answer "they do not agree" is certain; where it cannot be told, they agree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TypeAlias

from boundaries.civil.hours import Hours, day_table
from boundaries.core.columns import BY_NAME, PARTIES
from boundaries.policy.condition import Ref

NEVER_MISSING = frozenset(("id", "at", "kind", "by", "people", "certainty", "on_leave"))
_DOMAINS = {column.name: frozenset(column.words) for column in BY_NAME.values() if column.name != "kind"} | {
    "thread_by": frozenset(PARTIES) - {"system"},  # system rows stand in no thread
    "previous_by": frozenset(PARTIES) - {"system"},
    "opens_thread": frozenset(("true", "false")),
    "channel_agreed": frozenset(("true", "false")),
    "on_leave": frozenset(("true", "false")),
}
_WHOLE = frozenset(column.name for column in BY_NAME.values() if column.type == "integer")
_FROM_ZERO = frozenset(("minutes", "reply_minutes", *_WHOLE))
# In 28 years every date has met every weekday, in leap years too.
_CYCLE = (date(2001, 1, 1).toordinal(), date(2028, 12, 31).toordinal())
_ALL_DAY = (1 << (8 * 1440)) - 1


@dataclass(frozen=True, slots=True)
class Present:
    """The column has a value, or (`there` false) has none."""

    column: str
    there: bool = True


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column has a value, which is (negated: is not) one of the words."""

    column: str
    words: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A number, plus so many times a number or duration of the contract, none of which is below zero."""

    constant: Fraction
    terms: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """The column has a number, which is at most (`upper`) or at least a limit; strictly: never the limit itself."""

    column: str
    upper: bool
    strict: bool
    limit: Limit


@dataclass(frozen=True, slots=True)
class Open:
    """The instant is inside, or outside, the hours."""

    hours: Hours | Ref
    inside: bool


@dataclass(frozen=True, slots=True)
class Holds:
    """Something of which no more is known holds, or does not."""

    what: Hashable
    truth: bool


Fact: TypeAlias = Present | OneOf | Bound | Open | Holds


def agree(facts: Sequence[Fact]) -> bool:
    """Whether one interaction can have all of them; false only where none can."""
    return _presence(facts) and _words(facts) and _numbers(facts) and _hours(facts) and _held(facts)


def _presence(facts: Iterable[Fact]) -> bool:
    there: dict[str, bool] = {}
    for fact in facts:
        if not isinstance(fact, Open | Holds):
            present = not isinstance(fact, Present) or fact.there
            if there.setdefault(fact.column, present) != present or not (present or fact.column not in NEVER_MISSING):
                return False
    return True


def _words(facts: Iterable[Fact]) -> bool:
    allowed: dict[str, frozenset[str]] = {}
    excluded: dict[str, frozenset[str]] = {}
    for fact in facts:
        if isinstance(fact, OneOf):
            if fact.negated:
                excluded[fact.column] = excluded.get(fact.column, frozenset()) | fact.words
            else:
                allowed[fact.column] = allowed.get(fact.column, fact.words) & fact.words
    for column in {*allowed, *excluded}:
        domain = _DOMAINS.get(column) or allowed.get(column)  # without either, any other word will do
        if domain is not None and not (allowed.get(column, domain) & domain) - excluded.get(column, frozenset()):
            return False
    return True


def _numbers(facts: Iterable[Fact]) -> bool:
    bounds = [fact for fact in facts if isinstance(fact, Bound)]
    for column in {bound.column for bound in bounds}:
        here = [bound for bound in bounds if bound.column == column]
        if column in _FROM_ZERO:
            here.append(Bound(column, False, False, Limit(Fraction(0))))
        uppers, lowers = ([b for b in here if b.upper is upper] for upper in (True, False))
        if not all(_room(lower, upper) for lower in lowers for upper in uppers):
            return False
    return True


def _room(lower: Bound, upper: Bound) -> bool:
    """Whether a number can lie between two limits, whatever the contract says."""
    strict = lower.strict or upper.strict
    if not (lower.limit.terms or upper.limit.terms) and lower.column in _WHOLE:
        low, high = lower.limit.constant, upper.limit.constant
        least = floor(low) + 1 if lower.strict else ceil(low)
        most = ceil(high) - 1 if upper.strict else floor(high)
        return least <= most
    gap = dict(upper.limit.terms)
    for path, factor in lower.limit.terms:
        gap[path] = gap.get(path, Fraction(0)) - factor
    if any(factor > 0 for factor in gap.values()):
        return True
    apart = upper.limit.constant - lower.limit.constant  # at its widest where the contract's numbers are zero
    return apart > 0 or (apart == 0 and not strict)


def _hours(facts: Iterable[Fact]) -> bool:
    said: dict[Hashable, bool] = {}
    fixed: dict[Hours, bool] = {}
    for fact in facts:
        if isinstance(fact, Open):
            key = fact.hours if isinstance(fact.hours, Ref) else fact.hours.rules
            if said.setdefault(key, fact.inside) != fact.inside:
                return False
            if isinstance(fact.hours, Hours):
                fixed[fact.hours] = fact.inside
    return not fixed or _some_minute(frozenset(fixed.items()))


@lru_cache(maxsize=256)
def _some_minute(wanted: frozenset[tuple[Hours, bool]]) -> bool:
    """Whether a minute lies inside and outside the hours as wanted; of holidays and single years nothing is said."""
    told = [(hours, inside) for hours, inside in wanted if not _depends(hours)]
    tables = [day_table(hours, None, *_CYCLE) for hours, _ in told]
    for day in set(zip(*(table.pattern_of_day for table in tables), strict=True)):
        left = _ALL_DAY
        for number, table, (_, inside) in zip(day, tables, told, strict=True):
            minutes = int.from_bytes(table.patterns[number].replace(b"\1", b"\xff"), "big")
            left &= minutes if inside else ~minutes
        if left:
            return True
    return not told


def _depends(hours: Hours) -> bool:
    """Whether hours depend on a country's holidays, or on the year."""
    days = [rule.days for rule in hours.rules]
    return hours.mentions_holidays or any(d.years or any(r.first_year for r in d.dates) for d in days)


def _held(facts: Iterable[Fact]) -> bool:
    said: dict[Hashable, bool] = {}
    return all(said.setdefault(f.what, f.truth) == f.truth for f in facts if isinstance(f, Holds))
