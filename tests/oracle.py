"""The oracle: what the rule language means, in plain loops over plain values.

Each function is a literal reading of a ruling, whose number stands beside it. Everything fast is held to this by
property tests; this is held to the rulings by `properties/test_oracle.py`. Quadratic, and meant to be.
`oracle_filters` says what a filter means, `oracle_case` what a rule sees and what excuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from boundaries.civil.span import Calendar, Span, add, subtract
from boundaries.civil.zone import to_local
from boundaries.core.columns import KINDS
from boundaries.policy import rule as form
from boundaries.policy.rule import Filter, Ref, Rule
from boundaries.table.log import Coverage
from oracle_case import (
    DAY,
    Case,
    OracleContract,
    after,
    doubt,
    duration,
    excuse,
    matches,
    setting,
    speaks,
    version_at,
    visible,
    world_end,
)  # fmt: skip
from oracle_filters import Row, judge, lacking_column, named_kinds, number, resolve, with_only_kind

__all__ = ["OracleContract", "OracleFinding", "run"]

START = ""  # the anchor of what is counted from the contract's start; sorts before every id


@dataclass(frozen=True)
class OracleFinding:
    """What the oracle says; `anchor` is an event's id, empty for the contract's start, `?column` if undetermined."""

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


@dataclass(frozen=True)
class Hit:
    """A clause was crossed: excuses still to be tried on `carrier` and at `at` (30)."""

    anchor: str
    at: int
    until: int | None
    measured: Fraction | None
    evidence: tuple[str, ...]
    carrier: Row | None = None


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
    for relationship in sorted({row["relationship"] for row in world if row.get("relationship") is not None}):  # 7
        contract = contract_of(relationship, contracts)
        if contract is None:  # 46
            continue
        seen = rows_of(relationship, contract, world)
        covered = None if coverage is None else tuple(c for c in coverage if c.relationship in (None, relationship))
        for rule in rules:
            if rule.enabled and rule.name in contract.rules:
                findings += judge_rule(Case(rule, contract, relationship, seen, until, covered))
    return sorted(findings, key=lambda f: (f.relationship, f.at, f.rule, f.anchor))


def order(row: Row) -> tuple[int, str]:
    """(at, id), ids by code points (10)."""
    return row["at"], row["id"]


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
    return none_for(case, when)


def finding_of(hit: Hit, case: Case) -> OracleFinding:
    word = excuse(hit.carrier, hit.at, case) if not isinstance(case.rule.when, form.MoreThan) else None  # 31
    measured = None if hit.measured is None else float(hit.measured)
    status = "open" if word is None else "excused"
    unknown = doubt(carriers(hit, case), case) if word is None else None
    return OracleFinding(
        case.rule.name, case.relationship, hit.anchor, hit.at, hit.until, measured, status, case.rule.severity,
        word, unknown, hit.evidence,
    )  # fmt: skip


def carriers(hit: Hit, case: Case) -> list[Row]:
    """The rows that can carry an excuse of a hit: those a window counted, else the event that was judged (30)."""
    if isinstance(case.rule.when, form.MoreThan):
        return [row for row in case.rows if row["id"] in hit.evidence]
    return [] if hit.carrier is None else [hit.carrier]


# ---- the forms --------------------------------------------------------------------------------------------


def each(case: Case, when: form.Each) -> list[Hit]:
    """One hit for every matching event (27)."""
    events = [row for row in visible(case) if matches(when.event, row, case)]
    return [Hit(row["id"], row["at"], None, None, (row["id"],), row) for row in events]


def more_than(case: Case, when: form.MoreThan) -> list[Hit]:
    """Episodes of rolling windows and one hit for each calendar window over the limit (22-25, 31, 44, 45)."""
    events = [row for row in visible(case) if matches(when.of, row, case) and amount(row, case, when) is not None]
    events = [row for row in events if excuse(row, row["at"], case) is None]  # 31
    return [*episodes(events, case, when), *windows(events, case, when)]


def amount(row: Row, case: Case, when: form.MoreThan) -> Fraction | None:
    """What an event adds: one, or with `total` a column, unknown where it is missing (16)."""
    return Fraction(1) if when.total is None else number(when.total, row, setting(row, case))


def total(events: Sequence[Row], case: Case, when: form.MoreThan) -> Fraction:
    """Sums are exact decimals (25)."""
    return sum((value for row in events if (value := amount(row, case, when)) is not None), Fraction(0))


def window_at(row: Row, case: Case, when: form.MoreThan) -> Span | Calendar:
    window = when.window
    found = resolve(window, version_at(row["at"], case), case.rule.defaults) if isinstance(window, Ref) else window
    assert isinstance(found, Span | Calendar)
    return found


def limit_at(row: Row, case: Case, when: form.MoreThan) -> Fraction:
    limit = when.limit
    found = resolve(limit, version_at(row["at"], case), case.rule.defaults) if isinstance(limit, Ref) else limit
    assert isinstance(found, Fraction)
    return found


def counted(place: int, events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Row] | None:
    """The events a rolling window counts: the event itself and those before it, younger than P (22); else None (24)."""
    window = window_at(events[place], case, when)
    if not isinstance(window, Span):
        return None
    edge = subtract(events[place]["at"], window, case.contract.timezone)
    return [row for row in events[: place + 1] if row["at"] > edge]


def episodes(events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Hit]:
    """Maximal runs of consecutive matching events that are over (25, 45)."""
    runs: list[list[tuple[Row, list[Row], Fraction]]] = [[]]
    for place, row in enumerate(events):
        window = counted(place, events, case, when)
        if window is not None and (count := total(window, case, when)) > limit_at(row, case, when):
            runs[-1].append((row, window, count))
        else:
            runs.append([])
    found = []
    for run_ in (run_ for run_ in runs if run_):
        ids = {row["id"] for _, window, _ in run_ for row in window}
        evidence = tuple(row["id"] for row in events if row["id"] in ids)
        first, last, most = run_[0][0], run_[-1][0], max(count for _, _, count in run_)
        found.append(Hit(first["id"], first["at"], last["at"], most, evidence))
    return found


def windows(events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Hit]:
    """The first event of a calendar window at which the running total is over what is agreed then (23, 24, 44)."""
    found: dict[tuple[str, str], Hit] = {}
    for row in events:
        kind = window_at(row, case, when)
        if not isinstance(kind, Calendar):
            continue
        label = calendar_label(row["at"], kind, case)
        mates = [other for other in events if calendar_label(other["at"], kind, case) == label]
        running = total(mates[: mates.index(row) + 1], case, when)
        if running > limit_at(row, case, when) and (kind.unit, label) not in found:
            evidence = tuple(mate["id"] for mate in mates)
            hit = Hit(row["id"], row["at"], mates[-1]["at"], total(mates, case, when), evidence)
            found[kind.unit, label] = hit
    return list(found.values())


def calendar_label(at: int, kind: Calendar, case: Case) -> str:
    """The local day, ISO week or month an instant lies in (SPEC 4)."""
    local: datetime = to_local(at, case.contract.timezone)
    year, week, _ = local.isocalendar()
    return {"day": f"{local:%Y-%m-%d}", "week": f"{year}-W{week}", "month": f"{local:%Y-%m}"}[kind.unit]


def sequence(case: Case, when: form.Sequence) -> list[Hit]:
    """A `then` whose direct predecessor in the merge is a `first`; matching both is `then` only (26)."""
    found = []
    before: Row | None = None  # the predecessor, if it is a `first`
    for row in visible(case):
        if matches(when.then, row, case):
            if before is not None and near(before["at"], row["at"], case, when):
                gap = Fraction(row["at"] - before["at"], 60_000_000)
                found.append(Hit(row["id"], row["at"], None, gap, (before["id"], row["id"]), row))
            before = None
        elif matches(when.first, row, case):
            before = row
    return found


def near(first: int, then: int, case: Case, when: form.Sequence) -> bool:
    """gap <= within and gap < sooner_than, durations being those in force at `then` (2, 26)."""
    for value, inclusive in ((when.within, True), (when.sooner_than, False)):
        if value is not None:
            length = duration(value, version_at(then, case), case.rule)
            assert isinstance(length, Span)  # 77
            edge = add(first, length, case.contract.timezone)
            if then > edge or (then == edge and not inclusive):
                return False
    return True


def unanswered(case: Case, when: form.Unanswered) -> list[Hit]:
    """The first event of a run that no `without` event answers in time (26, 27)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    waiting = False  # inside a run of events
    for row in rows:
        if row in answers:
            waiting = False
        elif matches(when.event, row, case):
            if not waiting:
                found += missed(row, [a for a in answers if order(a) > order(row)], case, when)
            waiting = True
    return found


def answered_by_ref(case: Case, when: form.Unanswered) -> list[Hit]:
    """Every event is a start, answered by rows whose `ref` is its id, also by earlier ones (48, 60-62)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    for row in rows:
        if row not in answers and matches(when.event, row, case):
            found += missed(row, [a for a in answers if a.get("ref") == row["id"]], case, when)
    return found


def missed(start: Row, answers: Sequence[Row], case: Case, when: form.Unanswered) -> list[Hit]:
    """A hit if no answer comes up to the due instant, and that lies in the world and in the log (27, 52)."""
    until = after(start["at"], when.within, case)
    if until is None or until >= world_end(case) or any(answer["at"] <= until for answer in answers):
        return []
    if not covers(when.without, start["at"], until, case):
        return []
    late = answers[0]["at"] if answers else None
    return [Hit(start["id"], until, late, None, (start["id"],), start)]


def none_for(case: Case, when: form.NoneFor) -> list[Hit]:
    """From the contract's start and from each matching event: none comes for longer than D (28, 29)."""
    start = case.contract.timeline.start_us
    events = [row for row in visible(case) if matches(when.none, row, case)]
    anchors: list[tuple[str, int, tuple[str, ...]]] = [(row["id"], row["at"], (row["id"],)) for row in events]
    if not case.rule.after_end and speaks(version_at(start, case), case.rule):
        anchors.insert(0, (START, start, ()))
    found = []
    for place, (anchor, at, evidence) in enumerate(anchors):
        following = anchors[place + 1][1] if place + 1 < len(anchors) else None
        until = world_end(case) if following is None else following
        edge = after(at, when.duration, case)
        if edge is not None and until > edge and covers(when.none, at, edge, case):
            found.append(Hit(anchor, edge, following, Fraction(until - at, DAY), evidence))
    return found


# ---- undetermined rows, escalation, coverage --------------------------------------------------------------


def filters_of(rule: Rule) -> list[Filter]:
    when = rule.when
    if isinstance(when, form.Each):
        return [when.event]
    if isinstance(when, form.MoreThan):
        return [when.of]
    if isinstance(when, form.Sequence):
        return [when.first, when.then]
    return [when.event, when.without] if isinstance(when, form.Unanswered) else [when.none]


def undetermined(case: Case) -> list[OracleFinding]:
    """One finding for each missing field, unexcused rows that want for it as evidence (15, 16, 17, 42, 51)."""
    wanting: dict[str, list[Row]] = {}
    for row in visible(case):
        columns = {column for test in filters_of(case.rule) for column in judge(test, row, setting(row, case)).lacking}
        when = case.rule.when
        if isinstance(when, form.MoreThan) and matches(when.of, row, case) and amount(row, case, when) is None:
            columns.add(lacking_column(when.total or ""))
        if excuse(row, row["at"], case) is None:
            for column in columns:
                wanting.setdefault(column, []).append(row)
    return [
        OracleFinding(
            case.rule.name, case.relationship, f"?{column}", rows[0]["at"], rows[-1]["at"], float(len(rows)),
            "undetermined", case.rule.severity, None, column, tuple(row["id"] for row in rows),
        )
        for column, rows in wanting.items()
    ]  # fmt: skip


def escalated(findings: Sequence[OracleFinding], case: Case) -> list[OracleFinding]:
    """At `to` from the n-th open finding in (t - in, t] on, in the order of (at, anchor) (34)."""
    ladder = case.rule.escalate
    if ladder is None:
        return list(findings)
    opened = sorted((f for f in findings if f.status == "open"), key=lambda f: (f.at, f.anchor))
    out = [f for f in findings if f.status != "open"]
    for place, finding in enumerate(opened):
        edge = subtract(finding.at, ladder.within, case.contract.timezone)
        recent = [other for other in opened[: place + 1] if other.at > edge]
        out.append(replace(finding, severity=ladder.to) if len(recent) >= ladder.at_count else finding)
    return out


def waited_kinds(test: Filter) -> list[str]:
    """Every kind for which the filter, nothing else being known, is not false (79)."""
    kinds = [*KINDS, *sorted(kind for kind in named_kinds(test) if kind not in KINDS)]
    return [kind for kind in kinds if with_only_kind(test, kind) is not False]


def is_checked(case: Case) -> bool:
    """Whether at some instant every kind is covered whose absence the rule judges (81); no kind at all always is."""
    when = case.rule.when
    if not isinstance(when, form.Unanswered | form.NoneFor) or case.coverage is None:
        return True
    absent = when.without if isinstance(when, form.Unanswered) else when.none
    covered_once = any(covers(absent, piece.start_us, piece.start_us, case) for piece in case.coverage)
    return covered_once or not waited_kinds(absent)


def covers(absent: Filter, start: int, end: int, case: Case) -> bool:
    """Whether the log covers every kind waited for at every instant of [start, end] (52, 79)."""
    if case.coverage is None:
        return True
    for kind in waited_kinds(absent):
        reached = start  # the first instant not known to be covered
        for piece in sorted(case.coverage, key=lambda c: c.start_us):
            if (piece.kinds is None or kind in piece.kinds) and piece.start_us <= reached:
                reached = max(reached, piece.end_us + 1)
        if reached <= end:
            return False
    return True
