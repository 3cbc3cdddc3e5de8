"""The facts that the premises of a conclusion count: findings, events, amendments, exceptions, kept clauses, hits.

Each is a plain record with the instant it came to be, from when on it counts and until when; nothing is counted here.
`oracle_conclude` says what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from boundaries.civil.span import add
from boundaries.contract.versions import Amended
from boundaries.policy import conclusion as asked
from boundaries.policy.conclusion import Facts, OfEvents, OfFindings, Premise, Said
from boundaries.policy.condition import Agreement, Length, Trend
from oracle_case import (
    Case,
)
from oracle_facts import USUAL_WINDOW, Fact, Found, Side, end_of, span_at, type_of
from oracle_happened import events, hits, kept, on_days, usual


def facts_of(premise: Premise, side: Side, delay: Length | None, against: bool) -> list[Fact]:
    """The facts of a premise that is no `Several`; `against`: also rows of which it is not known whether they match."""
    made = [fact for case in side.cases for fact in raw(premise, case, side, against)]
    every = list(once(made))
    dated = [dated_fact(fact, premise, side, delay) for fact in every]
    return [fact for fact in dated if fact is not None]


def once(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Each row of a practitioner only in the first of the relationships."""
    met = set()
    for fact in facts:
        if fact.row is not None and fact.row.get("relationship") is None:
            if fact.row["id"] in met:
                continue
            met.add(fact.row["id"])
        yield fact


def dated_fact(fact: Fact, premise: Premise, side: Side, delay: Length | None) -> Fact | None:
    """With the instants from which on and until which it counts; None where the contract then has no such length."""
    (case,) = [case for case in side.cases if case.relationship == fact.scope]
    zone, due = case.contract.timezone, fact.at
    counting = isinstance(premise, asked.Counting)
    for later in (delay, premise.after if isinstance(premise, asked.Counting) else None):
        if later is not None:
            length = span_at(later, fact.at, case)
            if length is None:
                return None
            due = add(due, length, zone)
    end = fact.end if fact.lasts else due
    if not counting or (isinstance(premise, OfEvents) and premise.usual):
        return replace(fact, due=due, end=end, gone=end)
    assert isinstance(premise, asked.Counting)
    window = USUAL_WINDOW if premise.window is None else span_at(premise.window, fact.at, case)
    if window is None:
        return None
    return replace(fact, due=due, end=end, gone=None if end is None else add(end, window, zone))


def raw(premise: Premise, case: Case, side: Side, against: bool) -> list[Fact]:
    """The facts in one relationship, as they came to be."""
    if isinstance(premise, OfFindings):
        return findings(premise, side.found[case.relationship], case)
    if isinstance(premise, asked.OfAmendments):
        return amendments(premise, side.found[case.relationship], case)
    if isinstance(premise, asked.OfExceptions):
        return exceptions(premise, case)
    if isinstance(premise, asked.OfKept):
        return kept(premise, side.found[case.relationship], case)
    if isinstance(premise, asked.OfCondition):
        return hits(premise, case, side.judge)
    assert isinstance(premise, OfEvents)
    rows = events(premise.of, case, against)
    if premise.on_days is not None:
        return on_days(premise.on_days, premise.weeks, rows, case)
    return usual(premise, rows, case, side.peers, against) if premise.usual else [
        Fact(case.relationship, row["at"], 0, None, None, row=row) for row in rows
    ]  # fmt: skip


# ---- filters of findings and amendments -------------------------------------------------------------------


def asks(chosen: Facts, keys: Sequence[str]) -> bool:
    """Whether a filter has a test of one of some keys anywhere."""
    parts = [*(part for either in chosen.any for part in either), *chosen.none]
    return any(test.key in keys for test in chosen.tests) or any(asks(part, keys) for part in parts)


def lets(chosen: Facts, words: Mapping[str, str | None]) -> bool:
    return (
        all(holds(test, words[test.key]) for test in chosen.tests)
        and all(any(lets(part, words) for part in either) for either in chosen.any)
        and not any(lets(part, words) for part in chosen.none)
    )


def holds(test: Said, word: str | None) -> bool:
    """What is missing is no word, and so another than any."""
    if test.missing is not None:
        return (word is None) == test.missing
    inside = test.key == "clause" and any((word or "").startswith(path + ".") for path in test.words)
    return (word in test.words or inside) != test.negated


# ---- findings ---------------------------------------------------------------------------------------------


def findings(premise: OfFindings, found: Sequence[Found], case: Case) -> list[Fact]:
    facts = []
    for one in found:
        part = any(chosen(premise.of, stage) for stage, *_ in stages(one))
        let = [(at, end) for stage, at, end in stages(one) if chosen(premise.among or premise.of, stage)]
        if let:
            clause, at, end = one.finding.clause, let[0][0], let[-1][1]
            facts.append(
                Fact(
                    case.relationship, at, 0, end, None, end != at, () if clause is None else (clause,), one, part=part
                )
            )  # fmt: skip
    return facts


def stages(one: Found) -> list[tuple[Found, int, int | None]]:
    """What a finding was from when to when: one that lasted may have been a notice first."""
    at, crossed, end = one.finding.at, one.finding.crossed, end_of(one)
    if crossed is None or crossed <= at:
        return [(one, at, end)]
    notice = replace(one, finding=replace(one.finding, severity="notice", crossed=None))
    return [(notice, at, crossed), (one, crossed, end)]


def chosen(test: Facts, one: Found) -> bool:
    """Where it does not ask otherwise, what is open; and breaches and drifts only."""
    words = words_of(one)
    if words["status"] != "open" and not names(test, words, ("status", "excused_by")):
        return False
    if words["type"] not in ("breach", "drift") and not names(test, words, ("type", "rule", "code")):
        return False
    return lets(test, words)


def names(test: Facts, words: Mapping[str, str | None], keys: Sequence[str]) -> bool:
    """Whether the filter holds on a way on which it names one of some keys; what it only excludes it does not name."""
    here = any(said.key in keys and not said.negated and said.missing is None for said in test.tests)
    there = any(names(part, words, keys) for either in test.any for part in either)
    return lets(test, words) and (here or there)


def words_of(one: Found) -> dict[str, str | None]:
    rule, finding = one.rule, one.finding
    return {
        "rule": rule.name, "code": rule.code, "type": type_of(one), "severity": finding.severity,
        "status": finding.status, "dimension": rule.dimension, "bearer": rule.bearer, "clause": finding.clause,
        "excused_by": finding.excused_by, "pack": rule.pack, "audience": rule.audience,
        "direction": rule.when.direction if isinstance(rule.when, Trend) else None,
    }  # fmt: skip


# ---- the contract -----------------------------------------------------------------------------------------


def amendments(premise: asked.OfAmendments, found: Sequence[Found], case: Case) -> list[Fact]:
    facts = []
    for change in case.contract.timeline.amendments:
        if agreed_so(premise.of, change, follows(change, found)):
            at = max(change.since_us if change.applied else change.agreed_us, case.contract.timeline.start_us)
            clauses = tuple(path for path, _ in change.changes)
            facts.append(Fact(case.relationship, at, 0, None, None, clauses=clauses))
    return facts


def follows(change: Amended, found: Sequence[Found]) -> bool:
    """Whether a finding tells that the amendment allowed what had gone before."""
    return any(
        isinstance(one.rule.when, Agreement)
        and one.rule.when.about == "after_practice"
        and one.finding.status in ("open", "excused")
        and one.finding.anchor == f"?amendment {change.name}"
        for one in found
    )


def agreed_so(test: Facts, change: Amended, followed: bool) -> bool:
    """Whether the filter holds of one of the clauses it changes; where it does not ask, only of one applied."""
    if not change.applied and not asks(test, ("applied",)):
        return False
    words: dict[str, str | None] = {
        "direction": direction(change), "proposed_by": change.proposed_by, "because": change.because,
        "need_of": change.need_of, "applied": str(change.applied).lower(), "followed_practice": str(followed).lower(),
    }  # fmt: skip
    paths: list[str | None] = [path for path, _ in change.changes]
    return any(lets(test, words | {"clause": path}) for path in paths or [None])


def direction(change: Amended) -> str:
    ways = {way for _, way in change.changes if way != "equal"}
    if "both" in ways or {"looser", "tighter"} <= ways:
        return "both"
    return "changed" if "changed" in ways else next(iter(ways), "equal")


def exceptions(premise: asked.OfExceptions, case: Case) -> list[Fact]:
    facts = []
    for exemption in case.contract.timeline.exemptions:
        names = [exemption.id, exemption.reason or ""]
        if exemption.agreed and any(premise.naming.casefold() in name.casefold() for name in names):
            start = case.contract.timeline.start_us
            at = start if exemption.from_us is None else max(start, exemption.from_us)
            facts.append(Fact(case.relationship, at, 0, exemption.until_us, None, True))
    return facts
