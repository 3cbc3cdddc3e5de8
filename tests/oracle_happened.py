"""The facts of conclusions that are told by what happened, or did not: interactions, weeks, hits, clauses kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from boundaries.civil.span import add, subtract
from boundaries.civil.zone import first_instant, to_local
from boundaries.policy import conclusion as asked
from boundaries.policy.conclusion import OfEvents
from boundaries.policy.condition import Agreement, Filter, NoneFor, Trend, Unanswered
from boundaries.policy.rule import Rule
from oracle_case import Case, covers_kinds, filters_of, order, setting, speaks, version_at, visible, waited_kinds
from oracle_facts import USUAL_WINDOW, Fact, Found, Judge, end_of, span_at, type_of
from oracle_fields import Row
from oracle_filters import judge

# ---- clauses kept -----------------------------------------------------------------------------------------


def kept(premise: asked.OfKept, found: Sequence[Found], case: Case) -> list[Fact]:
    """For each clause that rules watch and each anchor: it has been kept for so long since."""
    listed = [r for r in case.rules if r.enabled and r.name in case.contract.rules and r.type == "breach"]
    clauses = sorted({rule.clause for rule in listed if rule.clause is not None})
    narrow = premise.clause
    wanted = [c for c in clauses if narrow is None or c == narrow or c.startswith(narrow + ".")]
    return [fact for clause in wanted for fact in kept_clause(clause, listed, premise, found, case)]


def kept_clause(
    clause: str, listed: Sequence[Rule], premise: asked.OfKept, found: Sequence[Found], case: Case
) -> Iterator[Fact]:
    watching = [rule for rule in listed if rule.clause == clause]
    broken = [
        (one.finding.at, end_of(one))
        for one in found
        if one.rule.clause == clause
        and type_of(one) in ("breach", "drift")
        and one.finding.status in ("open", "undetermined")
    ]
    own = [row["at"] for row in case.rows if row.get("relationship") == case.relationship]
    over = {end for _, end in broken if end is not None}
    for anchor in sorted({max(case.contract.timeline.start_us, min(own)), *over}):
        if any(since <= anchor and (end is None or end > anchor) for since, end in broken):
            continue
        length = span_at(premise.length, anchor, case)
        if length is None:
            continue
        at = add(anchor, length, case.contract.timezone)
        if not any(anchor < since <= at for since, _ in broken) and is_shown(anchor, at, watching, case):
            end = min((since for since, _ in broken if since > at), default=None)
            yield Fact(case.relationship, at, 0, end, None, True, (clause,))


def is_shown(since: int, at: int, watching: Sequence[Rule], case: Case) -> bool:
    """Whether rules spoke of the clause all the time, the log can tell, and it tells of something at all."""
    timeline = case.contract.timeline
    if at > case.as_of or (timeline.end_us is not None and at >= timeline.end_us):
        return False
    in_force = [version_at(since, case)] + [v for v in timeline.versions if since < v.start_us <= at]
    if not all(any(speaks(version, rule) for rule in watching) for version in in_force):
        return False
    looking = [rule for rule in watching if not isinstance(rule.when, Agreement)]
    kinds = {kind for rule in looking for test in filters_of(rule) for kind in waited_kinds(test)}
    own = [row for row in case.rows if row.get("relationship") == case.relationship]
    met = any(row["kind"] in kinds and since <= row["at"] <= at for row in own)
    return met and covers_kinds(kinds, since, at, case)


# ---- what happened ----------------------------------------------------------------------------------------


def hits(premise: asked.OfCondition, case: Case, judge_rule: Judge) -> list[Fact]:
    """What a rule with this condition, and nothing excused, would find."""
    found = judge_rule(replace(case, rule=replace(case.rule, when=premise.when, unless=(), escalate=None)))
    endless = isinstance(premise.when, Unanswered | NoneFor | Trend)
    return [
        Fact(case.relationship, one.at, 0, one.until, None, one.until > one.at if one.until is not None else endless)
        for one in found
        if one.status == "open"
    ]


def events(test: Filter, case: Case, against: bool) -> list[Row]:
    """The rows that match, in order; what might speak against a conclusion does."""
    judged = ((row, judge(test, row, setting(row, case)).truth) for row in visible(case))
    return [
        row for row, truth in sorted(judged, key=lambda each: order(each[0])) if truth or (against and truth is None)
    ]


def on_days(days: int, weeks: int, rows: Sequence[Row], case: Case) -> list[Fact]:
    """The first row of the n-th day of each week that ends so many weeks running with so many days each."""
    zone, facts = case.contract.timezone, []
    by_day: dict[date, Row] = {}
    for row in rows:
        by_day.setdefault(to_local(row["at"], zone).date(), row)

    def of_week(monday: date) -> list[Row]:
        return [row for day, row in sorted(by_day.items()) if day - timedelta(days=day.weekday()) == monday]

    for monday in sorted({day - timedelta(days=day.weekday()) for day in by_day}):
        if all(len(of_week(monday - timedelta(days=7 * n))) >= days for n in range(weeks)):
            row = of_week(monday)[days - 1]
            facts.append(Fact(case.relationship, row["at"], 0, None, None, row=row))
    return facts


def usual(premise: OfEvents, rows: Sequence[Row], case: Case, peers: Sequence[Case], against: bool) -> list[Fact]:
    """The Mondays on which there are more than in 95 of 100 of the practitioner's other relationships."""
    zone, facts, life = case.contract.timezone, [], case.contract.timeline
    others = [(peer, events(premise.of, peer, against)) for peer in peers if peer.relationship != case.relationship]
    day = to_local(life.start_us, zone).date()
    monday = day - timedelta(days=day.weekday())
    while (at := first_instant(monday, zone)) <= case.as_of:
        monday += timedelta(days=7)
        window = USUAL_WINDOW if premise.window is None else span_at(premise.window, at, case)
        if at < life.start_us or window is None:
            continue
        since = subtract(at, window, zone)
        numbers = sorted(
            sum(since < row["at"] <= at for row in theirs)
            for peer, theirs in others
            if peer.contract.timeline.start_us <= since
            and (peer.contract.timeline.end_us is None or at < peer.contract.timeline.end_us)
        )
        mine = sum(since < row["at"] <= at for row in rows)
        if len(numbers) >= 7 and mine > numbers[-(-95 * len(numbers) // 100) - 1]:
            facts.append(Fact(case.relationship, at, 0, first_instant(monday, zone), None, True))
    return facts
