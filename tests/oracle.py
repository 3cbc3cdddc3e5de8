"""The oracle: what the rule language means, in plain loops over plain values.

Each function is a literal reading of a ruling, whose number stands beside it. Everything fast is held to this by
property tests; this is held to the rulings by `properties/test_oracle.py`. Quadratic, and meant to be.
`oracle_filters` says what a filter means, `oracle_case` what a rule sees and what excuses, `oracle_forms`,
`oracle_trend`, `oracle_agreement` and `oracle_conclude` what the forms find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from boundaries.civil.span import subtract
from boundaries.policy import condition as form
from boundaries.policy.conclusion import Conclude
from boundaries.policy.rule import Rule, When
from boundaries.table.log import Coverage
from oracle_agreement import agreement
from oracle_case import (
    Case,
    Hit,
    OracleContract,
    OracleFinding,
    covers,
    doubt,
    excuse,
    filters_of,
    matches,
    order,
    setting,
    visible,
    waited_kinds,
)
from oracle_conclude import conclusions
from oracle_episodes import trend
from oracle_fields import Row, lacking_column
from oracle_filters import judge
from oracle_forms import amount, answered_by_ref, each, more_than, none_for, sequence, unanswered
from oracle_trend import unknown_columns, waited

__all__ = ["OracleContract", "OracleFinding", "run"]


def run(
    rules: Sequence[Rule],
    contracts: Sequence[OracleContract],
    rows: Sequence[Row],
    as_of: int | None,
    coverage: Sequence[Coverage] | None = None,
) -> list[OracleFinding]:
    """Every finding of the rules on the rows, sorted. Rows come without duplicates, in any order."""
    if not rows:
        return []
    until = max(row["at"] for row in rows) if as_of is None else as_of  # 6, 46, 71
    world = sorted((row for row in rows if row["at"] <= until), key=order)  # 6, 10
    findings: list[OracleFinding] = []
    concluding: dict[str, dict[str, Case]] = {}
    for relationship in sorted({row["relationship"] for row in world if row.get("relationship") is not None}):  # 7
        contract = contract_of(relationship, contracts)
        if contract is None:  # 46
            continue
        seen = rows_of(relationship, contract, world)
        covered = None if coverage is None else tuple(c for c in coverage if c.relationship in (None, relationship))
        for rule in rules:
            if rule.enabled and rule.name in contract.rules:
                case = Case(rule, contract, relationship, seen, until, covered, tuple(rules))
                if isinstance(rule.when, Conclude):
                    concluding.setdefault(rule.name, {})[relationship] = case
                else:
                    findings += judge_rule(case)
    findings += conclusions(concluding, findings, judge_rule)
    return sorted(findings, key=lambda f: (f.relationship, f.at, f.rule, f.anchor))


def contract_of(relationship: str, contracts: Sequence[OracleContract]) -> OracleContract | None:
    """The contract that names the relationship, else the standard one (SPEC 3)."""
    for contract in contracts:
        if relationship in contract.relationships:
            return contract
    return next((contract for contract in contracts if not contract.relationships), None)


def rows_of(relationship: str, contract: OracleContract, world: Sequence[Row]) -> tuple[Row, ...]:
    """The relationship's own rows and those of its practitioner, own ones first where ids meet (69, 70, 72)."""
    own = {row["id"] for row in world if row.get("relationship") == relationship}
    return tuple(
        row
        for row in world
        if row.get("relationship") == relationship
        or (
            row.get("relationship") is None
            and contract.practitioner is not None
            and row.get("practitioner") == contract.practitioner
            and row["id"] not in own
        )
    )


def judge_rule(case: Case) -> list[OracleFinding]:
    """Every finding of one rule on one relationship."""
    if not is_checked(case):  # 81
        return []
    found = [finding_of(hit, case) for hit in hits(case)]
    return escalated(found, case) + undetermined(case)


def hits(case: Case) -> list[Hit]:
    when = case.rule.when
    if isinstance(when, form.Each):
        return each(case, when)
    if isinstance(when, form.MoreThan):
        return more_than(case, when)
    if isinstance(when, form.Sequence):
        return sequence(case, when)
    if isinstance(when, form.Unanswered):
        return answered_by_ref(case, when) if when.by_ref else unanswered(case, when)
    if isinstance(when, form.Trend):
        return trend(case, when)
    if isinstance(when, form.NoneFor):
        return none_for(case, when)
    assert isinstance(when, form.Agreement), "conclusions are drawn when all others are judged"
    return agreement(case, when, judge_rule)


def counts_events(when: When) -> bool:
    """Whether excused events are left out before counting, so that no hit is excused afterwards (31)."""
    of_practice = isinstance(when, form.Agreement) and when.about == "unnamed_practice"
    return isinstance(when, form.MoreThan | form.Trend) or of_practice


def finding_of(hit: Hit, case: Case) -> OracleFinding:
    word = None if counts_events(case.rule.when) else excuse(hit.carrier, hit.at, case)
    measured = None if hit.measured is None else float(hit.measured)
    status = "open" if word is None else "excused"
    unknown = doubt(carriers(hit, case), case) if word is None else None
    ladder, severity = case.rule.escalate, case.rule.severity
    crossed = hit.lasted if ladder is not None and status == "open" else None
    if ladder is not None and crossed is not None:
        severity = ladder.to
    return OracleFinding(
        case.rule.name, case.relationship, hit.anchor, hit.at, hit.until, measured, status, severity,
        word, unknown, hit.evidence, hit.named, hit.clause or case.rule.clause, hit.terms, hit.moved,
        crossed=crossed,
    )  # fmt: skip


def carriers(hit: Hit, case: Case) -> list[Row]:
    """The rows that can carry an excuse of a hit: those a window counted, else the event that was judged (30)."""
    if counts_events(case.rule.when):
        return [row for row in case.rows if row["id"] in hit.evidence]
    return [] if hit.carrier is None else [hit.carrier]


# ---- undetermined rows, escalation, coverage --------------------------------------------------------------


def undetermined(case: Case) -> list[OracleFinding]:
    """One finding for each missing field, unexcused rows that want for it as evidence (15, 16, 17, 42, 51)."""
    wanting: dict[str, list[Row]] = {}
    for row in visible(case):
        columns = {column for test in filters_of(case.rule) for column in judge(test, row, setting(row, case)).lacking}
        when = case.rule.when
        if isinstance(when, form.Trend):
            columns = unknown_columns(row, case, when)
        if isinstance(when, form.MoreThan) and matches(when.of, row, case) and amount(row, case, when) is None:
            columns |= {lacking_column(when.total or "")} - {"reply_minutes"}  # what answers nothing adds nothing (57)
        if excuse(row, row["at"], case) is None:
            for column in columns:
                wanting.setdefault(column, []).append(row)
    return [
        OracleFinding(
            case.rule.name, case.relationship, f"?{column}", rows[0]["at"], rows[-1]["at"], float(len(rows)),
            "undetermined", case.rule.severity, None, column, tuple(row["id"] for row in rows),
            clause=case.rule.clause,
        )
        for column, rows in wanting.items()
    ]  # fmt: skip


def escalated(findings: Sequence[OracleFinding], case: Case) -> list[OracleFinding]:
    """At `to` from the n-th open finding in (t - in, t] on, in the order of (at, anchor) (34)."""
    ladder = case.rule.escalate
    if ladder is None or ladder.at_count is None or ladder.within is None:
        return list(findings)
    opened = sorted((f for f in findings if f.status == "open"), key=lambda f: (f.at, f.anchor))
    out = [f for f in findings if f.status != "open"]
    for place, finding in enumerate(opened):
        edge = subtract(finding.at, ladder.within, case.contract.timezone)
        recent = [other for other in opened[: place + 1] if other.at > edge]
        reached = len(recent) >= ladder.at_count
        out.append(replace(finding, severity=ladder.to, crossed=None) if reached else finding)
    return out


def is_checked(case: Case) -> bool:
    """Whether at some instant every kind is covered whose absence the rule judges (81); no kind at all always is."""
    when = case.rule.when
    if not isinstance(when, form.Unanswered | form.NoneFor | form.Trend) or case.coverage is None:
        return True
    absent = (
        waited(when) if isinstance(when, form.Trend) else when.none if isinstance(when, form.NoneFor) else when.without
    )
    covered_once = any(covers(absent, piece.start_us, piece.start_us, case) for piece in case.coverage)
    return covered_once or not waited_kinds(absent)
