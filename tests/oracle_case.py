"""What a rule sees of a relationship, and what excuses: the middle storey of the oracle.

Numbers in comments are those of the project's rulings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from boundaries.civil.deadline import due
from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline, Span, add
from boundaries.contract.versions import Exemption, Timeline, Version
from boundaries.core.columns import KINDS
from boundaries.policy.condition import Duration, Each, Filter, MoreThan, NoneFor, Ref, Trend, Unanswered
from boundaries.policy.condition import Sequence as Succession
from boundaries.policy.rule import Rule
from boundaries.table.log import Coverage
from oracle_fields import Row, Setting, column_value, resolve, spans
from oracle_filters import TRUE, judge, named_kinds, references, with_only_kind

HOURS = "administrative.hours"
NOT_REASONS = ("agreed", "cover", "scheduling", "incidental")


@dataclass(frozen=True)
class OracleContract:
    """A contract as far as the rule language needs it."""

    name: str
    relationships: tuple[str, ...]  # none: a standard contract, for every relationship without one of its own
    practitioner: str | None
    timezone: str
    country: str | None
    timeline: Timeline
    rules: tuple[str, ...]  # names of the rules that apply to it
    scopes: Mapping[str, Filter] = field(default_factory=dict)  # the scope of an exception, by the exception's id


@dataclass(frozen=True)
class Case:
    """One rule, one relationship: everything there is to know."""

    rule: Rule
    contract: OracleContract
    relationship: str
    rows: tuple[Row, ...]  # up to as_of, in the order (at, id), practitioner rows included
    as_of: int
    coverage: tuple[Coverage, ...] | None  # of this relationship; None: everything is covered
    rules: tuple[Rule, ...] = ()  # every rule there is; the contract names those that apply to it


@dataclass(frozen=True)
class Hit:
    """A clause was crossed: excuses still to be tried on `carrier` and at `at` (30).

    `anchor` is an event's id, empty for the contract's start; `named`: it is a name, of an amendment, say, instead.
    `lasted`: when what is absent had been so for as long as `beyond` of the rule's `escalate`, if longer.
    `clause` and `terms` are what the hit itself is about, where that is not the rule's clause.
    """

    anchor: str
    at: int
    until: int | None
    measured: Fraction | None
    evidence: tuple[str, ...]
    carrier: Row | None = None
    named: bool = False
    clause: str | None = None
    terms: str | None = None
    lasted: int | None = None
    moved: tuple[object, ...] | None = None  # of a trend: since when, from what to what, how sure


@dataclass(frozen=True)
class OracleFinding:
    """What the oracle says; `anchor` is that of its hit, `?column` if undetermined."""

    rule: str
    relationship: str
    anchor: str
    at: int
    until: int | None
    measured: float | None
    status: str
    severity: str
    excused_by: str | None
    unknown: str | None
    evidence: tuple[str, ...]
    named: bool = False
    clause: str | None = None
    terms: str | None = None
    moved: tuple[object, ...] | None = None
    premises: tuple[str, ...] | None = None  # of a conclusion: ids of the findings it rests on
    crossed: int | None = None  # since when it is a crossing, where it was a notice first


def order(row: Row) -> tuple[int, str]:
    """(at, id), ids by code points (10)."""
    return row["at"], row["id"]


# ---- what a rule sees -------------------------------------------------------------------------------------


def version_at(at: int, case: Case) -> Version:
    """The version in force at an instant; after the end the last one of the contract's life (3)."""
    timeline = case.contract.timeline
    version = timeline.versions[0]
    for later in timeline.versions[1:]:
        if later.start_us <= at and (timeline.end_us is None or later.start_us < timeline.end_us):
            version = later
    return version


def speaks(version: Version, rule: Rule) -> bool:
    """Its clause and every reference it makes are there (1, 63), and `hours` where its own duration needs them (76)."""
    if rule.clause is not None and rule.clause not in version.terms:
        return False
    if any(resolve(ref, version, rule.defaults) is None for ref in rule.needs):
        return False
    when = rule.when
    waits = [when.within] if isinstance(when, Unanswered) else [when.duration] if isinstance(when, NoneFor) else []
    if rule.escalate is not None and rule.escalate.beyond is not None:
        waits.append(rule.escalate.beyond)
    needs_hours = any(isinstance(duration(wait, version, rule), Deadline) for wait in waits)
    return HOURS in version.terms or not needs_hours


def visible(case: Case) -> list[Row]:
    """The rows that exist for the rule: within its part of the contract's life, where it speaks (1, 3)."""
    start, end = case.contract.timeline.start_us, case.contract.timeline.end_us
    if case.rule.after_end:
        life = [row for row in case.rows if end is not None and row["at"] >= max(start, end)]
    else:
        life = [row for row in case.rows if row["at"] >= start and (end is None or row["at"] < end)]
    return [row for row in life if speaks(version_at(row["at"], case), case.rule)]


def setting(row: Row, case: Case) -> Setting:
    contract = case.contract
    return Setting(case.rows, version_at(row["at"], case), case.rule.defaults, contract.timezone, contract.country)


def matches(test: Filter, row: Row, case: Case) -> bool:
    """Filters are judged with the version in force at the row (2); an unknown row does not match (16)."""
    return judge(test, row, setting(row, case)).truth is True


def world_end(case: Case) -> int:
    """The earlier of as_of and the contract's end; as_of for a rule about what comes after it (8)."""
    end = case.contract.timeline.end_us
    return case.as_of if end is None or case.rule.after_end else min(case.as_of, end)


def duration(value: Duration, version: Version, rule: Rule) -> Span | Deadline:
    """A duration, in the version in force at the judging event (2)."""
    found = resolve(value, version, rule.defaults) if isinstance(value, Ref) else value
    assert isinstance(found, Span | Deadline)
    return found


def after(at: int, value: Duration, case: Case) -> int | None:
    """The instant a duration after `at`, by the version in force there (19, 56, 78); None: never (77)."""
    version, contract = version_at(at, case), case.contract
    length = duration(value, version, case.rule)
    if isinstance(length, Span):
        return add(at, length, contract.timezone)
    hours = version.terms[HOURS].value
    assert isinstance(hours, Hours)
    return due(at, length, hours, contract.country, contract.timezone)


def filters_of(rule: Rule) -> list[Filter]:
    """The filters of a form, but for a trend's, which are not to be told row by row."""
    when = rule.when
    if isinstance(when, Each):
        return [when.event]
    if isinstance(when, MoreThan):
        return [when.of] if when.among is None else [when.of, when.among]
    if isinstance(when, Succession):
        return [when.first, when.then]
    if isinstance(when, Unanswered):
        return [when.event, when.without]
    return [when.none] if isinstance(when, NoneFor) else []


# ---- excuses ----------------------------------------------------------------------------------------------


def excuse(carrier: Row | None, at: int, case: Case) -> str | None:
    """The first word of `unless` that excuses (35), by the carrying event or by what covers the instant (30)."""
    for word in case.rule.unless:
        if (carrier is not None and excused_by_itself(word, carrier)) or excused_by_cover(word, carrier, at, case):
            return word
    return None


def excused_by_itself(word: str, row: Row) -> bool:
    """An excuse needs evidence: a missing purpose or length excuses nothing (17)."""
    if word in ("crisis", "scheduling"):
        return row.get("purpose") == word
    return word == "incidental" and (row["by"] == "system" or (row.get("length") is not None and row["length"] <= 20))


def doubt(rows: Sequence[Row], case: Case) -> str | None:
    """The first column that an excuse of the rows themselves looks for and one of them lacks (SPEC 2)."""
    for word in case.rule.unless:
        if word in ("crisis", "scheduling") and any(row.get("purpose") is None for row in rows):
            return "purpose"
        messages = [row for row in rows if row["kind"] == "message"]
        if word == "incidental" and any(row.get("length") is None for row in messages):
            return "length"
    return None


def excused_by_cover(word: str, carrier: Row | None, at: int, case: Case) -> bool:
    """A leave, an `exception` row or an exception of the contract covers the instant (32, 33, 53, 66-68)."""
    for row in case.rows:
        if row["kind"] == "leave" and word == "cover" and spans(row, at):
            return True
        reason = column_value("reason", row)
        if row["kind"] == "exception" and word not in NOT_REASONS and word == reason and spans(row, at):
            return True
    return any(
        word == "agreed" or (word not in NOT_REASONS and word == exemption.reason)
        for exemption in case.contract.timeline.exemptions
        if exempts(exemption, carrier, at, case)
    )


def exempts(exemption: Exemption, carrier: Row | None, at: int, case: Case) -> bool:
    """Both agreed, the clause is the rule's or above it, the instant is inside, the scope is true (33, 43).

    A trend goes by the clauses of `restarts` as well.
    """
    clauses = [] if case.rule.clause is None else [case.rule.clause]
    clauses += case.rule.when.restarts if isinstance(case.rule.when, Trend) else ()
    if not exemption.agreed:
        return False
    if not any(clause == exemption.clause or clause.startswith(exemption.clause + ".") for clause in clauses):
        return False
    if exemption.from_us is not None and at < exemption.from_us:
        return False
    if exemption.until_us is not None and at >= exemption.until_us:
        return False
    if exemption.scope is None:
        return True
    return carrier is not None and in_scope(case.contract.scopes[exemption.id], carrier, case)


def in_scope(scope: Filter, carrier: Row, case: Case) -> bool:
    """True, not unknown, every reference there in the contract itself: defaults do not reach a scope (43, 65)."""
    place = replace(setting(carrier, case), defaults={})
    if any(resolve(ref, place.version, {}) is None for ref in references(scope)):
        return False
    return judge(scope, carrier, place) == TRUE


# ---- what the log can show ------------------------------------------------------------------------------------


def waited_kinds(test: Filter) -> list[str]:
    """Every kind for which the filter, nothing else being known, is not false (79)."""
    kinds = [*KINDS, *sorted(kind for kind in named_kinds(test) if kind not in KINDS)]
    return [kind for kind in kinds if with_only_kind(test, kind) is not False]


def covers(absent: Filter, start: int, end: int, case: Case) -> bool:
    """Whether the log covers every kind waited for at every instant of [start, end] (52, 79)."""
    return covers_kinds(waited_kinds(absent), start, end, case)


def covers_kinds(kinds: Collection[str], start: int, end: int, case: Case) -> bool:
    """Whether the log covers each of some kinds at every instant of [start, end] (52)."""
    if case.coverage is None:
        return True
    for kind in kinds:
        reached = start  # the first instant not known to be covered
        for piece in sorted(case.coverage, key=lambda c: c.start_us):
            if (piece.kinds is None or kind in piece.kinds) and piece.start_us <= reached:
                reached = max(reached, piece.end_us + 1)
        if reached <= end:
            return False
    return True
