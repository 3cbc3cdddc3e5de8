"""Findings as objects, with their sentences, made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from boundaries import drift
from boundaries.core.catalogue import catalogue
from boundaries.core.columns import NAMES
from boundaries.core.finding import DRIFT_FIELDS, STATUSES, Finding, Status, Type
from boundaries.core.instants import to_datetime
from boundaries.core.sentence import may_have_been, render
from boundaries.engine.findings import Findings
from boundaries.engine.primitives import NOTHING
from boundaries.engine.wording import parameters, unit_of
from boundaries.policy.condition import Trend
from boundaries.policy.rule import Rule


def finding(found: Findings, i: int, language: str = "en") -> Finding:
    """One finding as an object, its sentences in a language."""
    rule, hits, world = found.world.policy.rules[int(found.rule[i])], found.hits, found.world
    version, contract = found.version(i), found.contract(i)
    about, clause = found.about(i), found.clause(i)
    term = version.terms.get(clause) if clause else None
    status = STATUSES[hits.status_of(i)]
    params = parameters(found, i, language)
    count = int(cast(int, params["count"]))
    unknown = NAMES[int(found.unknown[i])] if found.unknown[i] >= 0 else None
    return Finding(
        id=found.ids[i], type=type_of(rule, status), rule=rule.name, code=rule.code, pack=rule.pack,
        title=rule.title.pick(language, count), relationship=world.names[int(hits.pair[i])], bearer=rule.bearer,
        dimension=rule.dimension, clause=clause, contract=contract.name, version=version.effective,
        severity="crossing" if hits.is_crossing(i) else "notice", status=status,
        excused_by=rule.unless[int(hits.excuse[i])] if status == "excused" else None,
        unknown=unknown,
        audience="own" if found.own[i] else "shared", review_soon=rule.review_soon, practitioner=contract.practitioner,
        at=to_datetime(int(hits.at[i])), until=None if hits.until[i] == NOTHING else to_datetime(int(hits.until[i])),
        measured=cast("float | None", params["measured"]), agreed=cast("str | None", params["agreed"]),
        unit="count" if status == "undetermined" else unit_of(rule.when),
        evidence=found.evidence_ids(i),
        says=says(rule, params, status, unknown, language), asks=rule.asks.pick(language, count),
        suggests=rule.suggests.pick(language, count), params=params,
        location=about.location if about else term.location if term else None,
        **_drift(found, i, language), **_conclusion(found, i, language, count),
    )  # fmt: skip


def type_of(rule: Rule, status: Status) -> Type:
    """The type of a rule's finding: of rows that could not be told it is a breach, whatever the rule looks for."""
    return "breach" if status == "undetermined" else rule.type


def _drift(found: Findings, i: int, language: str) -> Mapping[str, Any]:
    """What a finding has beside, where it is a drift."""
    moved, rule = found.drift(i), found.world.policy.rules[int(found.rule[i])]
    if moved is None or not isinstance(rule.when, Trend):
        return {}
    known = {name: getattr(moved, name) for name in DRIFT_FIELDS if name != "promise"}
    first, last = map(to_datetime, moved.since_interval)
    known |= {"since": to_datetime(moved.since), "since_interval": (first, last)}
    return known | {"promise": drift.promise(rule.when.mode, language)}


def _conclusion(found: Findings, i: int, language: str, count: int) -> Mapping[str, Any]:
    """What a finding has beside, where it is a conclusion or a strength."""
    drawn, rule = found.conclusion(i), found.world.policy.rules[int(found.rule[i])]
    if drawn is None:
        return {}
    return {"premises": drawn.premises, "retracts": rule.retracts.pick(language, count) or None}


def says(rule: Rule, params: dict[str, object], status: Status, unknown: str | None, language: str) -> str:
    """The sentence of a finding; where a column was missing it also says what could not be known for want of it."""
    count = int(cast(int, params["count"]))
    if status == "undetermined":
        return catalogue(language).say("finding.undetermined", count=count, column=unknown)
    spoken = rule.says.spoken(language)
    sentence = render(rule.says.pick(language, count), params, rule.title.pick(language, count), spoken)
    if unknown is None:
        return sentence
    maybe = may_have_been(unknown, rule.unless, spoken)
    return f"{sentence} {catalogue(spoken).say('finding.doubt', column=unknown, maybe=maybe)}"
