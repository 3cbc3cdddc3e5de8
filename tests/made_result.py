"""A small result, made by hand, that every report is tried on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from boundaries.contract.versions import Term, Timeline, Version
from boundaries.core.catalogue import Phrase
from boundaries.core.finding import Finding, finding_id
from boundaries.core.instants import to_datetime
from boundaries.core.location import Location
from boundaries.policy.condition import Among, Each
from boundaries.policy.policy import BoundContract, Policy
from boundaries.policy.rule import Rule, Wording
from boundaries.report.summary import ContractUse, NotChecked, PackUse, RunSummary
from boundaries.table.log import Reject, SourceSummary, Summary

HOURS = Location("contract.yaml", 7, 10)
DAY = 86_400_000_000
AT = 1_772_572_200_000_000  # 2026-03-03T21:10:00Z


def finding(**changes: Any) -> Finding:
    """A reply outside the hours, or what `changes` make of it."""
    at = changes.get("at", AT)
    values: dict[str, Any] = {
        "id": finding_id("reply-outside-hours", "c-207", "riverside-017", f"e{at}"), "type": "breach",
        "rule": "reply-outside-hours", "code": "COM-REPLY-HOURS", "pack": "core", "title": "Replies wait for the hours",
        "relationship": "c-207", "bearer": "practitioner", "dimension": "time", "clause": "administrative.hours",
        "contract": "riverside-017", "version": "2026-01-12", "severity": "notice", "status": "open",
        "excused_by": None, "unknown": None, "audience": "own", "review_soon": False, "practitioner": "p-03", "at": at,
        "until": None, "measured": None, "agreed": "Mo-Fr 09:00-18:00; PH off", "unit": None, "evidence": (f"e{at}",),
        "says": "One reply went out on Tue 3 Mar 2026 21:10, outside the agreed Mo-Fr 09:00-18:00; PH off.",
        "asks": "Is an evening reply now expected?", "suggests": "You could raise it in the next session.",
        "params": {"count": 1, "from": f"day {(at - AT) // DAY}", "until": None, "agreed": "Mo-Fr 09:00-18:00; PH off",
                   "channel": "sms"},
        "location": HOURS,
    }  # fmt: skip
    values |= changes
    for moment in ("at", "until"):
        values[moment] = None if values[moment] is None else to_datetime(values[moment])
    return Finding(**values)


def drift(**changes: Any) -> Finding:
    """Evening messages that became more, or what `changes` make of it."""
    since, week = to_datetime(AT), 7 * DAY
    values: dict[str, Any] = {
        "type": "drift", "rule": "evenings-drift", "unit": "share", "measured": 0.35, "says": "It has moved.",
        "params": {"count": 1, "from": "day 70", "until": "day 77", "since": "2 Mar 2026",
                   "since_from": "5 Jan 2026", "since_until": "13 Apr 2026", "before": "12 %", "after": "35 %",
                   "factor": "3.9"},
        "since": since, "since_interval": (to_datetime(AT - 8 * week), to_datetime(AT + 6 * week)),
        "before": 0.12, "before_interval": (0.081, 0.17), "after": 0.35, "after_interval": (0.27, 0.44),
        "factor": 3.94, "factor_interval": (2.1, 7.25), "evidence_factor": 31.4, "second_opinion": "agrees",
        "promise": "What is promised, and where it holds.", "at": AT + 10 * week,
    }  # fmt: skip
    return finding(**(values | changes))


def conclusion(*premises: Finding, **changes: Any) -> Finding:
    """What follows from some findings, or what `changes` make of it."""
    at = AT + 20 * DAY
    values: dict[str, Any] = {
        "id": finding_id("many-replies", "c-207", "riverside-017", f"conclusion:{changes.get('at', at)}"),
        "type": "conclusion", "rule": "many-replies", "code": "C4", "title": "Replies in many places", "clause": None,
        "location": None, "measured": 3.0, "agreed": None, "unit": "count", "evidence": (), "audience": "shared",
        "says": "Replies have moved in 3 places.", "asks": "What holds the frame?", "suggests": "Look at it together.",
        "params": {"count": 3, "from": "day 20", "until": "day 20"}, "at": at,
        "premises": tuple(sorted(premise.id for premise in premises)), "retracts": "A supervision of this client.",
    }  # fmt: skip
    return finding(**(values | changes))


def rule(name: str = "reply-outside-hours") -> Rule:
    """The rule of those findings."""
    says = Wording({
        "en": ("One reply went out on {from}.", "{count} replies, {from} to {until}, by {channel}, outside {agreed}."),
        "de": ("Eine Antwort ging am {from} hinaus.", "{count} Antworten gingen zwischen {from} und {until} hinaus."),
    })  # fmt: skip
    words = Wording({"en": ("Replies wait for the hours",) * 2})
    return Rule(
        name=name, code="COM-REPLY-HOURS", pack="core", type="breach", severity="notice", bearer="practitioner",
        dimension="time", clause="administrative.hours", when=Each(Among("kind", frozenset(["message"]))), title=words,
        says=says, asks=words, suggests=words, why=words, unless=("crisis", "agreed"),
    )  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What a report is made of."""

    policy: Policy
    summary: RunSummary
    rejects: tuple[Reject, ...]

    def with_summary(self, **changes: Any) -> Sample:
        return replace(self, summary=replace(self.summary, **changes))


def sample() -> Sample:
    terms = {"administrative.hours": Term("Mo-Fr 09:00-18:00; PH off", HOURS)}
    later = {"administrative.hours": Term("Mo-Fr 09:00-19:00; PH off", HOURS)}
    versions = (Version(0, "2026-01-12", terms), Version(AT + 30 * DAY, "2026-04-02", later))
    bound = BoundContract(
        "riverside-017", ("c-207",), "p-03", "Europe/London", "GB", Timeline(0, None, versions, ()), (0,)
    )  # fmt: skip
    policy = Policy((bound,), (rule(),), assigned={"c-207": 0})
    rows = Summary(120, 110, 2, 3, 5)
    summary = RunSummary(
        rows=rows, sources=(SourceSummary("log 1", "whatsapp", rows),), period=(AT, AT + 40 * DAY), as_of=AT + 40 * DAY,
        contracts=(ContractUse("riverside-017", ("2026-01-12", "2026-04-02")),),
        packs=(PackUse("core", "1", "0123456789abcdef" * 4),), engine="kernel 0.1.0", tzdata="2026a",
        relationships_judged=1, relationships_without_contract=2, rows_without_contract=9,
        not_checked=(NotChecked("late-cancellation", "c-207", Phrase("silent.not_covered")),),
        practitioner="p-03",
    )  # fmt: skip
    rejects = tuple(Reject(n, "no such date or time", line=n + 1, column="at") for n in range(1, 4))
    return Sample(policy, summary, rejects)
