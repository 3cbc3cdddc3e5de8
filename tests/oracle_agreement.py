"""What the agreement form means: the contract itself against the log (SPEC 4, form 8; RULINGS A50, A52).

Two of its questions judge the relationship a second time, on a contract in which one thing is different.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from boundaries.civil.span import Span, add, subtract
from boundaries.civil.zone import to_local
from boundaries.contract.clauses import CLAUSES, PARTS, clause_of, label_of
from boundaries.contract.versions import Timeline, Version
from boundaries.core.finding import event_anchor
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement, AllOf, MoreThan, Trend
from boundaries.policy.rule import Rule
from oracle_case import Case, Hit, OracleFinding, excuse, speaks, version_at, visible
from oracle_fields import Row
from oracle_forms import episodes

Judge = Callable[[Case], Sequence[OracleFinding]]

# What people do, in a word; the clause that names it; the kinds of its rows; and whether a row needs a channel.
PRACTICES = (
    ("messages and calls", "administrative.hours", ("message", "call"), False),
    ("ways of contact", "administrative.channels", ("message", "call"), True),
    ("calls", "administrative.calls", ("call",), False),
    ("gifts", "administrative.gifts", ("gift",), False),
    ("cancellations", "administrative.cancellation", ("cancellation",), False),
)


def agreement(case: Case, when: Agreement, judge: Judge) -> list[Hit]:
    """What is found, as far as it came about while the contract lasted and the rule speaks there (1, 3, 6)."""
    if when.about == "incomplete":
        found = incomplete(case, when)
    elif when.about == "late":
        found = late(case, when)
    elif when.about == "one_sided":
        found = one_sided(case)
    elif when.about == "after_practice":
        found = after_practice(case, when, judge)
    elif when.about == "expired_exception":
        found = expired_exception(case, when, judge)
    else:
        found = unnamed_practice(case, when)
    return [hit for hit in found if counts(hit.at, case)]


def counts(at: int, case: Case) -> bool:
    start, end = case.contract.timeline.start_us, case.contract.timeline.end_us
    alive = at >= start and (end is None or at < end)
    return alive and at <= case.as_of and speaks(version_at(at, case), case.rule)


def named(paths: Sequence[str]) -> str | None:
    """The clauses that paths are, or are fields of, by their plain labels; a whole part by its name."""
    return ", ".join(path if path in PARTS else label_of(path).lower() for path in paths) or None


# ---- the contract by itself -------------------------------------------------------------------------------


def still_open(part: str, version: Version) -> list[str]:
    """The clauses of a part that are neither agreed nor said not to apply."""
    paths = [clause.path for clause in CLAUSES if clause.part == part]
    return [path for path in paths if path not in version.terms and path not in version.not_applicable]


def incomplete(case: Case, when: Agreement) -> list[Hit]:
    """For each part the times, from version to version, in which so many of its clauses are open."""
    found = []
    for part in PARTS:
        begun: Version | None = None
        for version in case.contract.timeline.versions:
            lacks = len(still_open(part, version)) >= when.at_least
            if lacks and begun is None:
                begun = version
            elif not lacks and begun is not None:
                found.append(left_open(part, begun, version.start_us, case))
                begun = None
        if begun is not None:
            found.append(left_open(part, begun, None, case))
    return found


def left_open(part: str, begun: Version, until: int | None, case: Case) -> Hit:
    paths = still_open(part, begun)
    at = max(begun.start_us, case.contract.timeline.start_us)
    closed = until if until is not None and until <= case.as_of else None
    anchor = f"?part {part} {begun.effective}"
    return Hit(anchor, at, closed, Fraction(len(paths)), (), named=True, clause=part, terms=named(paths))


def late(case: Case, when: Agreement) -> list[Hit]:
    """Sessions on a local day before the day of agreement, also before the contract starts."""
    timeline, zone = case.contract.timeline, case.contract.timezone
    day = to_local(timeline.agreed_us, zone).date()
    sessions = [row["id"] for row in case.rows if row["kind"] == "session" and to_local(row["at"], zone).date() < day]
    if len(sessions) < when.at_least:
        return []
    at = max(timeline.agreed_us, timeline.start_us)
    return [Hit(sessions[0], at, None, Fraction(len(sessions)), tuple(sessions))]


def one_sided(case: Case) -> list[Hit]:
    """Amendments that were not applied for want of agreement."""
    found = []
    for change in case.contract.timeline.amendments:
        if not change.applied:
            paths = [path for path, _ in change.changes]
            at = max(change.agreed_us, case.contract.timeline.start_us)
            anchor, clause = f"?amendment {change.name}", paths[0] if paths else None
            found.append(Hit(anchor, at, None, None, (), named=True, clause=clause, terms=named(paths)))
    return found


# ---- as if one thing had been different -------------------------------------------------------------------


def vanished(rules: Sequence[Rule], otherwise: Timeline, case: Case, judge: Judge) -> list[OracleFinding]:
    """The open findings of some rules that are not open where the contract had this timeline, by (at, anchor)."""

    def opened(timeline: Timeline) -> list[OracleFinding]:
        contract = replace(case.contract, timeline=timeline)
        found = [f for rule in rules for f in judge(replace(case, rule=rule, contract=contract))]
        return [f for f in found if f.status == "open"]

    kept = {(f.rule, f.anchor) for f in opened(otherwise)}
    gone = [f for f in opened(case.contract.timeline) if (f.rule, f.anchor) not in kept]
    return sorted(gone, key=lambda f: (f.at, f.rule, f.anchor))


def others(case: Case) -> list[Rule]:
    """The contract's own rules that look at single things that happened: a drift breaks nothing (SPEC 4, form 8)."""
    applied = [rule for rule in case.rules if rule.enabled and rule.name in case.contract.rules]
    return [rule for rule in applied if not isinstance(rule.when, Agreement | Trend | Conclude)]


def rows_of(findings: Sequence[OracleFinding], case: Case) -> tuple[str, ...]:
    """The rows of some findings together, in order."""
    ids = {id for finding in findings for id in finding.evidence}
    return tuple(row["id"] for row in case.rows if row["id"] in ids)


def after_practice(case: Case, when: Agreement, judge: Judge) -> list[Hit]:
    """Amendments that allow what had gone before: had they been in force from the start, it were no finding (A50)."""
    timeline, found = case.contract.timeline, []
    for change in timeline.amendments:
        if not change.applied:
            continue
        paths = [path for path, _ in change.changes]
        watching = [rule for rule in others(case) if rule.clause is not None and clause_of(rule.clause) in paths]
        versions = tuple(
            replace(change.after, start_us=v.start_us) if v.start_us < change.since_us else v for v in timeline.versions
        )
        assert when.within is not None
        edge = subtract(change.agreed_us, when.within, case.contract.timezone)
        gone = vanished(watching, replace(timeline, versions=versions), case, judge)
        gone = [f for f in gone if edge < f.at <= change.agreed_us]
        if len(gone) >= when.at_least:
            at, measured = max(change.agreed_us, timeline.start_us), Fraction(len(gone))
            anchor, evidence = f"?amendment {change.name}", rows_of(gone, case)
            found.append(Hit(anchor, at, None, measured, evidence, named=True, clause=paths[0], terms=named(paths)))
    return found


def expired_exception(case: Case, when: Agreement, judge: Judge) -> list[Hit]:
    """Exceptions that went on being used: had they no end, what came after it were no finding."""
    timeline, found = case.contract.timeline, []
    for exemption in timeline.exemptions:
        if not exemption.agreed or exemption.until_us is None:
            continue
        endless = tuple(replace(e, until_us=None) if e is exemption else e for e in timeline.exemptions)
        assert when.within is not None
        edge = add(exemption.until_us, when.within, case.contract.timezone)
        gone = vanished(others(case), replace(timeline, exemptions=endless), case, judge)
        gone = [f for f in gone if exemption.until_us <= f.at < edge]
        if len(gone) >= when.at_least:
            at, last = gone[when.at_least - 1].at, gone[-1].at
            anchor, evidence = f"?exception {exemption.id}", rows_of(gone, case)
            until, clause = last if last > at else None, exemption.clause
            hit = Hit(
                anchor, at, until, Fraction(len(gone)), evidence, named=True, clause=clause, terms=named([clause])
            )
            found.append(hit)
    return found


# ---- what no clause names ---------------------------------------------------------------------------------


def unnamed_practice(case: Case, when: Agreement) -> list[Hit]:
    """Episodes of what people do where no clause says anything of it, each practice by itself (22, 25, 31, 45)."""
    assert isinstance(when.within, Span)
    cap, found = MoreThan(Fraction(when.at_least - 1), AllOf(()), when.within), []
    for practice, clause, kinds, on_channel in PRACTICES:
        events = [row for row in visible(case) if is_unnamed(row, clause, kinds, on_channel, case)]
        events = [row for row in events if excuse(row, row["at"], case) is None]
        for hit in episodes(events, case, cap):
            anchor = f"?practice {clause.partition('.')[2]} {event_anchor(hit.anchor)}"
            found.append(replace(hit, anchor=anchor, named=True, clause=clause, terms=practice))
    return found


def is_unnamed(row: Row, clause: str, kinds: Sequence[str], on_channel: bool, case: Case) -> bool:
    version = version_at(row["at"], case)
    silent = clause not in version.terms and clause not in version.not_applicable
    return silent and row["kind"] in kinds and row["by"] != "system" and not (on_channel and row.get("channel") is None)
