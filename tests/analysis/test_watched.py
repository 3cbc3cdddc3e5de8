"""What the rules of a contract's packs cannot say of it, and what of it no rule looks at: a note each, no more."""

from __future__ import annotations

from pathlib import Path

from analysis.written import HEAD, places, rule_text, said

RULES = {
    "mine__a_yaml": rule_text("{event: {kind: call, outside: $hours}}", "hours-rule"),
    "mine__b_yaml": rule_text("{none: {kind: session}, for: $sessions.every}", "gap-rule", clause="sessions"),
    "mine__c_yaml": rule_text("{event: {channel_agreed: false}}", "channel-rule", clause="channels"),
}


def notes(folder: Path, contract: str, **files: str) -> list[str]:
    text = HEAD + "packs: [mine]\n" + contract
    return [d.message for d in said(folder, "B143", "B144", contract_yaml=text, **(files or RULES))]


def test_the_rules_that_stay_silent_stand_in_one_note_by_what_they_lack(tmp_path: Path) -> None:
    found = said(
        tmp_path, "B143", contract_yaml=HEAD + "packs: [mine]\nadministrative: {sessions: {minutes: 50}}\n", **RULES
    )
    assert places(found) == ["B143 note contract.yaml:6:8"]
    assert found[0].message == (
        "3 rules have nothing to go by here: `hours-rule` (no hours); `gap-rule` (no `sessions.every`); "
        "`channel-rule` (no channels)"
    )


def test_a_rule_that_some_version_lets_speak_is_not_silent(tmp_path: Path) -> None:
    clauses = "administrative: {hours: Mo 09:00-18:00, sessions: {every: P7D}}\n"
    amended = "amendments: [{agreed: 2026-02-01, agreed_by: [practitioner, client], set: {channels: [sms]}}]\n"
    assert notes(tmp_path, clauses) == ["1 rule has nothing to go by here: `channel-rule` (no channels)"]
    assert notes(tmp_path, clauses + amended) == []


def test_what_is_said_not_to_apply_is_no_surprise_and_a_default_speaks(tmp_path: Path) -> None:
    clauses = "administrative: {hours: {not_applicable: x}, sessions: {minutes: 50}, channels: {not_applicable: y}}\n"
    given = RULES | {"mine__b_yaml": RULES["mine__b_yaml"] + "defaults: {sessions.every: P7D}\n"}
    assert notes(tmp_path, clauses, **given) == []


def test_a_rule_switched_off_is_not_missed_and_watches_nothing(tmp_path: Path) -> None:
    given = {"mine__a_yaml": RULES["mine__a_yaml"] + "enabled: false\n"}
    clauses = "administrative: {hours: Mo 09:00-18:00, gifts: {at_most: 1, per: P1Y}}\n"
    assert notes(tmp_path, clauses, **given) == ["no rule of the packs watches hours, gifts"]
    assert notes(tmp_path, "administrative: {channels: [sms]}\n", **given)[1:] == []


def test_of_many_silent_rules_only_what_they_lack_is_said(tmp_path: Path) -> None:
    given = {f"mine__{n}_yaml": rule_text("{event: {kind: call}}", f"{n}-rule", clause="calls") for n in "abcd"}
    more = {f"mine__{n}_yaml": rule_text("{event: {kind: gift}}", f"{n}-rule", clause="gifts") for n in "efg"}
    clauses = "administrative: {hours: Mo 09:00-18:00}\n"
    (found,) = [note for note in notes(tmp_path, clauses, **given, **more) if "nothing" in note]
    assert found == "7 rules have nothing to go by here: no calls (4); no gifts (3)"


def test_a_contract_without_an_end_is_no_surprise(tmp_path: Path) -> None:
    given = {"mine__a_yaml": rule_text("{event: {kind: call}}", "after", after_end="true")}
    clauses = "administrative: {hours: Mo 09:00-18:00}\n"
    assert notes(tmp_path, clauses, **given) == []
    assert notes(tmp_path, "ends: 2026-06-30\n" + clauses, **given) == []
    lacking = "ends: 2026-06-30\nadministrative: {calls: {minutes: 5}}\n"
    assert notes(tmp_path, lacking, **given)[:1] == ["1 rule has nothing to go by here: `after` (no hours)"]


def test_clauses_nobody_watches_are_one_note_and_a_reference_is_enough(tmp_path: Path) -> None:
    clauses = (
        "administrative: {hours: Mo 09:00-18:00, channels: [sms], sessions: {every: P7D}, fee: {amount: 5}}\n"
        "professional: {goals: [{goal: x}]}\n"
    )
    assert notes(tmp_path, clauses) == ["no rule of the packs watches fee, goals"]
    given = RULES | {
        "mine__d_yaml": rule_text("{event: {kind: payment, amount: {lt: $fee.amount}}}", "d", clause="hours")
    }
    assert notes(tmp_path, clauses, **given) == ["no rule of the packs watches goals"]


def test_a_rule_that_looks_for_what_is_open_watches_the_clause(tmp_path: Path) -> None:
    given = {"mine__a_yaml": rule_text("{event: {kind: session, open: [goals, sessions.minutes]}}", "open-goals")}
    clauses = (
        "administrative: {hours: Mo 09:00-18:00, sessions: {every: P7D}, fee: {amount: 5}}\n"
        "professional: {goals: [{goal: x}]}\n"
    )
    assert notes(tmp_path, clauses, **given) == ["no rule of the packs watches fee"]


def test_a_rule_that_is_looked_at_beside_a_contract_is_held_to_it(tmp_path: Path) -> None:
    """Values count only where a contract is looked at, too."""
    rule = rule_text("{first: {kind: invoice}, then: {kind: payment}, within: $fee.due_within}", clause="fee")
    assert [d.code for d in said(tmp_path, "B143", "B121", rule_yaml=rule)] == []
    (found,) = said(tmp_path, "B143", "B121", contract_yaml=HEAD + "packs: []\n")
    assert found.message == "1 rule has nothing to go by here: `x` (no fee)"
    fee = "packs: []\nadministrative: {hours: Mo 09:00-18:00, fee: {due_within: 2 working days}}\n"
    assert places(said(tmp_path, "B143", "B121", contract_yaml=HEAD + fee)) == ["B121 warning contract.yaml:7:59"]


def test_a_trend_watches_what_it_is_about_and_not_what_it_begins_anew_with(tmp_path: Path) -> None:
    trend = "{trend: count, of: {kind: message, outside: $hours}, restarts: [gifts]}"
    given = {"mine__a_yaml": rule_text(trend, "more-and-more", clause="between_sessions")}
    clauses = (
        "administrative: "
        "{hours: Mo 09:00-18:00, between_sessions: {at_most: 5, per: P7D}, gifts: {at_most: 1, per: P1Y}}"
    )
    assert notes(tmp_path, clauses + "\n", **given) == ["no rule of the packs watches gifts"]
