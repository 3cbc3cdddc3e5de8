"""Equal care (P15): what is right for some and looks unusual from outside keeps quiet where it was agreed or noted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import yaml

from boundaries.core.finding import Finding
from boundaries.testing.judge import run
from boundaries.testing.scenario import read_scenarios

BASE: dict[str, Any] = {
    "contract": "care", "relationship": "c-1", "practitioner": "p-1", "timezone": "Europe/London", "country": "GB",
    "agreed": "2026-01-12", "consent": ["practitioner", "client"], "currency": "GBP",
}  # fmt: skip
BOTH = ["practitioner", "client"]


def spoken(pack: str, terms: dict[str, Any], *timeline: str, **more: Any) -> list[Finding]:
    """What a pack finds under an agreement; the agreement itself, and what was kept, is not looked at here."""
    contract = {**BASE, "packs": [pack], "administrative": terms, **more}
    text = yaml.safe_dump({"scenario": "care", "contract": contract, "timeline": list(timeline), "exactly": "true"})
    (scenario,) = read_scenarios(text, "care.scenario.yaml")
    ignored = ("parts-still-open", "unnamed-practice", "session-gap")
    found = [finding for finding in run(scenario).findings if finding.rule not in ignored]
    return [finding for finding in found if finding.type != "strength"]


def rules(findings: Iterable[Finding], status: str = "open") -> set[str]:
    return {finding.rule for finding in findings if finding.status == status}


def day(reason: str, date: str) -> str:
    """A day for which an exception is noted."""
    return f"{date} 08:00 practitioner > exception reason={reason} planned_start={date}T00:00 planned_end={date}T23:59"


# ---- access -------------------------------------------------------------------------------------------------

SESSIONS = {"at_most": 1, "per": "week", "minutes": 50, "overrun": 10, "places": ["room"]}
SHARING = [{"with": "gp", "basis": "consent"}]
THREE = "2026-03-03 10:00-10:50 both > session in_person people=3"


@pytest.mark.parametrize("pack", ["core", "small-community", "telehealth-text"])
def test_an_interpreter_whom_the_agreement_names_belongs_to_it(pack: str) -> None:
    terms = {"sharing": SHARING}
    parties = [{"id": "c-1a", "role": "client"}, {"id": "i-1", "role": "interpreter"}]
    named = {"parties": parties, "consent": ["practitioner", "c-1a"], "consent_required": BOTH}
    assert not rules(spoken(pack, terms, THREE, **named))
    assert rules(spoken(pack, terms, THREE)) == {"others-present"}


def test_a_relay_service_on_the_line_is_noted_for_access() -> None:
    call = "2026-03-03 11:00 client > call phone minutes=9 people=3"
    findings = spoken("core", {"sharing": SHARING}, call, day("access", "2026-03-03"))
    assert rules(findings) == set()
    assert rules(findings, "excused") == {"others-present"}


LONG = "2026-03-03 10:00-11:15 both > session in_person"


def test_longer_sessions_that_were_agreed_run_over_nothing() -> None:
    assert rules(spoken("core", {"sessions": SESSIONS}, LONG)) == {"session-overrun"}
    assert not rules(spoken("core", {"sessions": {**SESSIONS, "minutes": 75}}, LONG))
    exception = {"id": "e1", "clause": "sessions", "from": "2026-02-01", "until": "2026-06-30", "reason": "access"}
    findings = spoken("core", {"sessions": SESSIONS}, LONG, exceptions=[{**exception, "agreed_by": BOTH}])
    assert (rules(findings), rules(findings, "excused")) == (set(), {"session-overrun"})


def test_meeting_somewhere_else_for_access_is_excused() -> None:
    elsewhere = "2026-03-03 10:00-10:50 both > session in_person place=garden"
    assert rules(spoken("core", {"sessions": SESSIONS}, elsewhere)) == {"place-not-agreed"}
    findings = spoken("core", {"sessions": SESSIONS}, elsewhere, day("access", "2026-03-03"))
    assert (rules(findings), rules(findings, "excused")) == (set(), {"place-not-agreed"})


# ---- small communities, customs -----------------------------------------------------------------------------


def test_a_second_role_that_was_taken_to_supervision_leaves_a_notice_and_nothing_more() -> None:
    timeline = "2026-03-03 10:00 practitioner > role_change", "2026-03-10 10:00 practitioner > supervision"
    (finding,) = spoken("small-community", {}, *timeline, "2026-06-30 10:00-10:50 both > session in_person")
    assert (finding.rule, finding.severity, finding.review_soon) == ("second-role", "notice", False)


@pytest.mark.parametrize("pack", ["core", "small-community"])
def test_a_second_role_by_custom_is_excused(pack: str) -> None:
    findings = spoken(pack, {}, "2026-03-03 10:00 practitioner > role_change", day("culture", "2026-03-03"))
    assert (rules(findings), rules(findings, "excused")) == (set(), {"second-role"})


def test_meetings_by_chance_are_no_finding_by_themselves() -> None:
    timeline = [f"2026-03-{date:02} 10:00 both > x-chance-meeting" for date in (3, 4)]
    assert not spoken("small-community", {}, *timeline, "2026-06-30 10:00-10:50 both > session in_person")


def test_a_relative_who_sits_in_by_custom_is_excused_in_a_small_community() -> None:
    timeline = THREE, day("culture", "2026-03-03")
    assert rules(spoken("core", {"sharing": SHARING}, *timeline)) == {"others-present"}
    assert not rules(spoken("small-community", {"sharing": SHARING}, *timeline))


@pytest.mark.parametrize("pack", ["core", "small-community"])
def test_a_gift_by_custom_is_excused(pack: str) -> None:
    terms = {"gifts": {"at_most": 10, "per": "P1Y"}}
    received, given = "2026-03-03 10:00 client > gift amount=40", "2026-03-03 10:30 practitioner > gift amount=40"
    assert rules(spoken(pack, terms, received, given))
    assert not rules(spoken(pack, terms, received, given, day("culture", "2026-03-03")))


def test_an_exchange_by_custom_asks_for_supervision_and_nothing_else() -> None:
    timeline = "2026-03-03 10:00 both > barter amount=20", day("culture", "2026-03-03")
    assert not rules(spoken("small-community", {}, *timeline, "2026-03-10 10:00 practitioner > supervision"))
    later = "2026-04-14 10:00-10:50 both > session in_person"
    assert rules(spoken("small-community", {}, *timeline, later)) == {"exchange-to-supervision"}


# ---- DBT ----------------------------------------------------------------------------------------------------

COACHING = {"hours": "Mo-Fr 09:00-18:00", "between_sessions": {"at_most": 2, "per": "P7D"}}
EVENINGS = [
    line
    for date in ("03", "10", "17")
    for line in (
        f"2026-03-{date} 20:50 client > message sms length=140",
        f"2026-03-{date} 21:10 practitioner > call phone minutes=8",
    )
]


def test_coaching_in_the_evening_is_part_of_the_treatment() -> None:
    assert rules(spoken("core", COACHING, *EVENINGS)) == {"reply-outside-hours"}
    assert not rules(spoken("dbt-coaching", COACHING, *EVENINGS))


def test_calls_that_were_agreed_as_part_of_the_treatment_are_excused_and_counted() -> None:
    calls = [f"2026-03-03 {hour}:10 practitioner > call phone minutes=8" for hour in (19, 20, 21)]
    agreed = day("modality", "2026-03-03")
    assert rules(spoken("core", COACHING, *calls, agreed)) == {"contact-outside-hours", "contact-volume"}
    findings = spoken("dbt-coaching", COACHING, *calls, agreed)
    assert (rules(findings), rules(findings, "excused")) == (set(), {"contact-outside-hours"})


def test_care_in_a_crisis_is_never_set_aside() -> None:
    timeline = "2026-03-03 09:00 client > x-self-harm", "2026-03-03 10:00 practitioner > call phone purpose=crisis"
    findings = spoken("dbt-coaching", {}, *timeline)
    assert (rules(findings), rules(findings, "excused")) == (set(), {"coaching-after-self-harm"})
