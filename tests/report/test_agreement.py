"""A contract in plain words."""

from __future__ import annotations

from dataclasses import replace

from boundaries.contract.versions import Exemption, Term, Version
from boundaries.core.location import Location
from boundaries.policy.policy import BoundContract, Policy, Scoped
from boundaries.policy.rule import Escalate, Span
from boundaries.report.agreement import agreement
from made_result import AT, DAY, HOURS, rule, sample


def said(contract: BoundContract, policy: Policy) -> list[str]:
    return [" " * line.indent + line.text for line in agreement(contract, policy)]


def made(**changes: object) -> tuple[BoundContract, Policy]:
    policy = sample().policy
    return replace(policy.contracts[0], **changes), policy  # type: ignore[arg-type]


def test_whom_it_is_for() -> None:
    assert said(*made())[0] == "riverside-017: c-207 (clock Europe/London, public holidays GB)"
    standard = said(*made(relationships=(), country=None))[0]
    assert standard == "riverside-017: every relationship without a contract of its own (clock Europe/London)"


def test_versions_say_what_changed_only() -> None:
    lines = said(*made())
    first, second = (n for n, line in enumerate(lines) if "in force since" in line)
    assert lines[first + 1] == "    administrative.hours: Mo-Fr 09:00-18:00; PH off (contract.yaml:7:10)"
    assert lines[second : second + 2] == [
        "  in force since 2026-04-02", "    administrative.hours: Mo-Fr 09:00-19:00; PH off (contract.yaml:7:10)",
    ]  # fmt: skip


def test_what_is_gone_and_what_does_not_apply() -> None:
    contract, policy = made()
    gifts = {"administrative.gifts": Term(None, HOURS, "none"), "administrative.gifts.per": Term(1, HOURS, "")}
    more = {**contract.timeline.versions[0].terms, **gifts}
    versions = (Version(0, "2026-01-12", more), Version(AT, "2026-03-03", {}, frozenset(["administrative.fee"])))
    lines = said(replace(contract, timeline=replace(contract.timeline, versions=versions, end_us=AT + DAY)), policy)
    assert "    administrative.gifts: no longer agreed" in lines
    assert "    administrative.fee: does not apply" in lines
    assert "  ends Wed 4 Mar 2026 21:10" in lines
    assert not any("gifts.per" in line for line in lines)


def test_exceptions() -> None:
    place = Location("contract.yaml", 30, 3)
    terms = Exemption("e1", "administrative.hours", AT, AT + DAY, "crisis", True, None, place)
    endless = replace(terms, id="e2", from_us=None, until_us=None, reason=None, agreed=False, scope=object())
    contract, policy = made(exemptions=(Scoped(terms), Scoped(endless)))
    lines = said(contract, policy)
    assert (
        "  exception e1: administrative.hours from Tue 3 Mar 2026 21:10 until Wed 4 Mar 2026 21:10, crisis"
        " (contract.yaml:30:3)" in lines
    )
    assert (
        "  exception e2: administrative.hours, without an end, within its scope; not agreed by both, so it excuses"
        " nothing (contract.yaml:30:3)" in lines
    )


def test_rules_say_what_they_watch_or_why_they_are_silent() -> None:
    contract, policy = made(rules=(0, 1, 2, 3))
    rules = (
        replace(rule(), escalate=Escalate("crossing", 3, Span(micros=14 * DAY))),
        replace(rule("off"), enabled=False),
        replace(rule("gifts"), clause="administrative.gifts", unless=()),
        replace(rule("any"), clause=None, unless=()),
    )
    lines = said(contract, replace(policy, rules=rules))
    start = lines.index("  rules")
    assert lines[start + 1 :] == [
        "    reply-outside-hours (COM-REPLY-HOURS): Replies wait for the hours",
        "      notice, crossing from the 3rd on; unless crisis, agreed",
        "      administrative.hours: Mo-Fr 09:00-19:00; PH off (contract.yaml:7:10)",
        "      Replies wait for the hours",
        "    off (COM-REPLY-HOURS): Replies wait for the hours: switched off",
        "    gifts (COM-REPLY-HOURS): Replies wait for the hours: silent, the contract has no administrative.gifts",
        "    any (COM-REPLY-HOURS): Replies wait for the hours",
        "      notice",
        "      Replies wait for the hours",
    ]
