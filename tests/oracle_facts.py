"""What conclusions are drawn from, as plain records: findings with ids and rows, and facts with their instants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from boundaries.civil.span import DAY, Span
from boundaries.core.finding import event_anchor, finding_id
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement, Length, NoneFor, Ref, Trend, Unanswered
from boundaries.policy.rule import Rule
from oracle_case import Case, OracleFinding, version_at
from oracle_fields import Row, resolve

RowKey = tuple[str | None, str]  # a practitioner's row is the same one in each of the relationships
Judge = Callable[[Case], Sequence[OracleFinding]]
USUAL_WINDOW = Span(0, 90 * DAY)


@dataclass(frozen=True)
class Found:
    """A finding, its id, and the rows it rests on."""

    finding: OracleFinding
    rule: Rule
    id: str
    rows: frozenset[RowKey]


@dataclass(frozen=True)
class Fact:
    """It counts in [due, gone), `gone` None: for ever. `clauses` None: it is of none, and counts for each."""

    scope: str
    at: int
    due: int
    end: int | None
    gone: int | None
    lasts: bool = False
    clauses: tuple[str, ...] | None = None
    found: Found | None = None
    row: Row | None = None  # the interaction it is
    part: bool = True  # False: only of those that a share is a share of


@dataclass(frozen=True)
class Side:
    """What conclusions are drawn from: the conclude rule on each relationship, and what the others found there.

    `peers` are all relationships of the practitioner; `delay` is how much later each fact of `all` counts.
    """

    cases: tuple[Case, ...]
    peers: tuple[Case, ...]
    found: Mapping[str, Sequence[Found]]
    judge: Judge

    @property
    def rule(self) -> Rule:
        return self.cases[0].rule


def of_oracle(finding: OracleFinding, rule: Rule, case: Case) -> Found:
    """A finding as premises see it."""
    anchor = finding.anchor if finding.named or finding.status == "undetermined" else event_anchor(finding.anchor)
    name = finding_id(finding.rule, finding.relationship, case.contract.name, anchor)
    rows = frozenset(key_of(row) for row in case.rows if row["id"] in finding.evidence)
    return Found(finding, rule, name, rows)


def key_of(row: Row) -> RowKey:
    return row.get("relationship"), row["id"]


def span_at(value: Length | None, at: int, case: Case) -> Span | None:
    """A length by the version in force at an instant; None where there is none."""
    if isinstance(value, Ref):
        found = resolve(value, version_at(at, case), case.rule.defaults)
        return found if isinstance(found, Span) else None
    return value


def end_of(one: Found) -> int | None:
    """When a finding was over; None where it still lasts. What could not be told has an instant only."""
    if one.finding.status == "undetermined":
        return one.finding.at
    when = one.rule.when
    lasts = isinstance(when, Unanswered | NoneFor | Trend | Conclude)
    lasts = lasts or (isinstance(when, Agreement) and when.about == "incomplete")
    return one.finding.until if one.finding.until is not None or lasts else one.finding.at


def type_of(one: Found) -> str:
    """What could not be told is a breach, whatever its rule looks for."""
    return "breach" if one.finding.status == "undetermined" else one.rule.type
