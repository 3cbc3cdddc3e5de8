"""The agreement by itself, and what it does not name: remembered cases that oracle and kernel see alike."""

from __future__ import annotations

from typing import Any

import pytest

from agreement_cases import HOURS, TIGHTER, amendment, anchor_id, anchored, contract, found, told
from builders import row

# ---- incomplete -----------------------------------------------------------------------------------------------

THREE = """\
professional: {goals: [{goal: sleep}], tasks: {not_applicable: none were set}}
psychological:
  commitments: [{by: practitioner, says: name it}]
  expectations: [{voiced_by: client, says: an answer}]
  needs: [{of: client, says: quiet}]"""
LEFT = "expectations, review"


def test_a_part_with_open_clauses_is_named_with_them() -> None:
    text, at = contract(HOURS, THREE), "01-12 00:00"
    lines = found(text, "incomplete, at_least: 2")
    assert [line[:5] for line in lines] == [
        (at, None, lines[0][2], "", "administrative"), (at, None, 2.0, "", "professional")
    ]  # fmt: skip
    assert lines[1][5] == LEFT
    assert "hours" not in lines[0][5].split(", ")
    assert lines[0][5].startswith("channels, accounts, reply, between sessions, calls, after hours, sessions")
    assert len(lines[0][5].split(", ")) == lines[0][2]


def test_three_open_clauses_are_asked_for_and_two_are_there() -> None:
    assert [line[4] for line in found(contract(HOURS, THREE), "incomplete, at_least: 3")] == ["administrative"]


def test_a_part_that_is_not_there_at_all_is_open_in_every_clause() -> None:
    terms = {line[4]: line[5] for line in found(contract(), "incomplete, at_least: 3")}
    assert terms["professional"] == "goals, tasks, expectations, review"
    assert terms["psychological"] == "commitments, voiced expectations, needs"


CLOSES = "professional.expectations: [{says: slow}], professional.review_every: P12W"


def professional(*amendments: str, when: str = "incomplete", as_of: str = "12-31 00:00") -> list[tuple[Any, ...]]:
    text = contract(HOURS, THREE, *(("amendments:", *amendments) if amendments else ()))
    return [line[:3] for line in found(text, when, as_of=as_of) if line[4] == "professional"]


def test_it_is_open_until_the_version_that_closes_it() -> None:
    closes = amendment("2026-03-02", CLOSES)
    assert professional(closes) == [("01-12 00:00", "03-02 00:00", 2.0)]
    assert professional(closes, as_of="03-02 00:00") == [("01-12 00:00", "03-02 00:00", 2.0)]
    assert professional(closes, as_of="03-01 23:59:59.999999") == [("01-12 00:00", None, 2.0)]


def test_what_is_measured_is_what_was_open_at_first() -> None:
    steps = amendment("2026-02-02", "professional.review_every: P12W"), amendment("2026-03-02", CLOSES, id="a2")
    assert professional(*steps) == [("01-12 00:00", "03-02 00:00", 2.0)]
    assert professional(*steps, when="incomplete, at_least: 2") == [("01-12 00:00", "02-02 00:00", 2.0)]


def test_a_part_that_is_opened_again_is_a_finding_of_its_own() -> None:
    steps = amendment("2026-03-02", CLOSES), amendment("2026-04-06", "professional.review_every: null", id="a2")
    assert professional(*steps) == [("01-12 00:00", "03-02 00:00", 2.0), ("04-05 23:00", None, 1.0)]
    assert professional(*steps, as_of="04-05 22:59") == [("01-12 00:00", "03-02 00:00", 2.0)]


def test_of_two_amendments_at_one_instant_only_what_both_leave_is_a_version() -> None:
    both = amendment("2026-03-02", CLOSES), amendment("2026-03-02", "professional.review_every: null", id="a2")
    assert professional(*both) == [("01-12 00:00", None, 2.0)]


def test_a_clause_said_not_to_apply_is_not_open_and_an_empty_one_is() -> None:
    text = contract(HOURS, "psychological: {commitments: null, expectations: {not_applicable: why}, needs: []}")
    assert [line[5] for line in found(text, "incomplete") if line[4] == "psychological"] == ["commitments"]


def test_its_anchor_is_the_part_and_the_version_it_began_with() -> None:
    lines = told(contract(HOURS, THREE), "incomplete, at_least: 2")
    assert anchored(lines, *sorted(("?part administrative 2026-01-12", "?part professional 2026-01-12"), key=anchor_id))


# ---- late -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "late"),
    [("01-11 23:59:59.999999", True), ("01-12 00:00", False), ("01-12 10:00", False), ("01-11 00:00", True)],
)
def test_a_session_is_early_on_a_day_before_the_day_of_agreement(at: str, late: bool) -> None:
    found_ = found(contract(), "late", row("s", at, kind="session"), row("m", "02-02 10:00"))
    assert found_ == ([("01-12 00:00", None, 1.0, "s", None, None)] if late else [])


def test_days_are_local() -> None:
    rows = row("a", "03-30 22:59:59.999999", kind="session"), row("b", "03-30 23:00", kind="session")
    assert found(contract(agreed="2026-03-31"), "late", *rows) == [("03-30 23:00", None, 1.0, "a", None, None)]


def test_an_agreement_at_an_instant_counts_from_its_day_on() -> None:
    rows = row("a", "01-11 20:00", kind="session"), row("b", "01-12 08:00", kind="session")
    text = contract(agreed="2026-01-12T15:00:00Z")
    assert found(text, "late", *rows) == [("01-12 15:00", None, 1.0, "a", None, None)]


def test_it_takes_as_many_as_the_rule_says() -> None:
    rows = row("b", "01-09 10:00", kind="session"), row("a", "01-10 10:00", kind="session"), row("c", "01-10 11:00")
    assert found(contract(), "late, at_least: 2", *rows) == [("01-12 00:00", None, 2.0, "b a", None, None)]
    assert found(contract(), "late, at_least: 3", *rows) == []
    assert anchored(told(contract(), "late", *rows), "b")


def test_agreed_after_it_started() -> None:
    text = contract(HOURS, "starts: 2026-01-05")
    assert found(text, "late", row("s", "01-08 10:00", kind="session"))[0][:3] == ("01-12 00:00", None, 1.0)
    later = contract(HOURS, "starts: 2026-01-19")
    assert found(later, "late", row("s", "01-08 10:00", kind="session"))[0][0] == "01-19 00:00"
    assert found(later, "late", row("s", "01-15 10:00", kind="session")) == []


def test_nothing_is_late_before_the_agreement_is_in_the_world() -> None:
    session = row("s", "01-08 10:00", kind="session")
    assert found(contract(), "late", session, as_of="01-11 23:59:59.999999") == []
    assert len(found(contract(), "late", session, as_of="01-12 00:00")) == 1
    assert found(contract(), "late", session, as_of=None) == []


def test_agreed_after_the_end_is_too_late_to_be_late() -> None:
    text = contract(HOURS, "starts: 2026-01-01", "ends: 2026-01-11")
    assert found(text, "late", row("s", "01-08 10:00", kind="session")) == []


def test_a_rule_that_does_not_speak_when_it_was_agreed_says_nothing() -> None:
    session = row("s", "01-08 10:00", kind="session")
    assert len(found(contract(), "late", session, more="clause: hours")) == 1
    assert found(contract(), "late", session, more="clause: fee") == []


def test_a_practitioners_row_and_a_standard_contract() -> None:
    text = contract(HOURS, "practitioner: p-1", whose="# a standard contract")
    own = {**row("g", "01-08 10:00", kind="session"), "relationship": None, "practitioner": "p-1"}
    assert found(text, "late", own, row("m", "02-02 10:00"))[0][3] == "g"
    assert found(text, "late", own) == []  # a practitioner's row makes no relationship judged


# ---- one-sided ------------------------------------------------------------------------------------------------


def test_an_amendment_of_one_side_is_found_when_it_was_agreed() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-03-02", "calls: {minutes: 9}, hours: 24/7", by="[client]"))
    assert found(text, "one_sided") == [("03-02 00:00", None, None, "", "administrative.hours", "hours, calls")]
    assert anchored(told(text, "one_sided"), "?amendment a1")
    assert found(text, "one_sided", as_of="03-01 23:59:59.999999") == []
    assert len(found(text, "one_sided", as_of="03-02 00:00")) == 1


@pytest.mark.parametrize(
    ("change", "more", "refused"),
    [
        (TIGHTER, ", effective: 2026-03-03", False), (TIGHTER, "", True),
        ("hours: 24/7", ", effective: 2026-03-03", True), ("fee: {amount: 9}", ", effective: 2026-03-09", False),
    ],
)  # fmt: skip
def test_a_practitioner_may_tighten_alone_with_notice(change: str, more: str, refused: bool) -> None:
    text = contract(HOURS, "amendments:", amendment("2026-03-02", change, more, by="[practitioner]"))
    assert len(found(text, "one_sided")) == refused


def test_one_that_only_moves_the_end_is_about_no_clause() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-03-02", "ends: 2026-06-01", by="[client]"))
    assert found(text, "one_sided") == [("03-02 00:00", None, None, "", None, None)]


def test_one_agreed_before_the_start_counts_from_the_start() -> None:
    early = amendment("2026-01-02", "hours: 24/7", ", effective: 2026-03-02", by="[client]")
    assert found(contract(HOURS, "amendments:", early), "one_sided")[0][0] == "01-12 00:00"


def test_what_comes_after_the_end_is_found_no_more() -> None:
    late = amendment("2026-03-02", "hours: 24/7", by="[client]")
    assert found(contract(HOURS, "ends: 2026-03-01", "amendments:", late), "one_sided") == []


def test_two_at_one_instant_go_by_their_ids_and_escalate_by_their_names() -> None:
    both = [amendment("2026-03-02", "hours: 24/7", by="[client]", id=name) for name in ("b", "a")]
    more = "escalate: {to: crossing, at: 2, in: P1D}"
    lines = told(contract(HOURS, "amendments:", *both), "one_sided", more=more)
    severity = {line[3]: line[7] for line in lines}
    assert severity == {anchor_id("?amendment a"): "notice", anchor_id("?amendment b"): "crossing"}
    assert [line[3] for line in lines] == sorted(severity)


def test_what_covers_the_instant_excuses_it() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-03-02", "hours: 24/7", by="[client]"))
    leave = row("l", "03-01 12:00", kind="leave", purpose="crisis")
    (line,) = told(text, "one_sided", leave, more="unless: [crisis, cover]")
    assert line[6:10] == ("excused", "notice", "cover", None)
    (line,) = told(text, "one_sided", row("m", "02-02 10:00"), more="unless: [crisis, incidental]")
    assert line[6:10] == ("open", "notice", None, None)  # nothing carries it, so no purpose is wanting


# ---- what no clause names ---------------------------------------------------------------------------------------


def gifts(*at: str, by: str = "client", **columns: Any) -> tuple[dict[str, Any], ...]:
    return tuple(row(f"g{n}", when, by, "gift", **columns) for n, when in enumerate(at))


FOUR = "02-02 10:00", "02-09 10:00", "02-16 10:00", "02-23 10:00"
GIFTS = [("02-23 10:00", "02-23 10:00", 4.0, "g0 g1 g2 g3", "administrative.gifts", "gifts")]


def test_what_is_done_four_times_in_sixty_days_and_named_nowhere() -> None:
    assert found(contract(), "unnamed_practice", *gifts(*FOUR)) == GIFTS
    assert found(contract(), "unnamed_practice", *gifts(*FOUR[1:])) == []
    assert found(contract(), "unnamed_practice, at_least: 5", *gifts(*FOUR)) == []
    assert found(contract(), "unnamed_practice, in: P21D", *gifts(*FOUR)) == []
    assert found(contract(), "unnamed_practice, in: PT504H1M", *gifts(*FOUR)) == GIFTS
    assert anchored(told(contract(), "unnamed_practice", *gifts(*FOUR)), "?practice gifts g3")


@pytest.mark.parametrize("clause", ["gifts: {at_most: 1, per: P1Y}", "gifts: {not_applicable: none are given}"])
def test_what_a_clause_names_or_says_not_to_apply_is_no_such_practice(clause: str) -> None:
    assert found(contract(f"{{{clause}}}"), "unnamed_practice", *gifts(*FOUR)) == []


def test_rows_of_the_system_are_nobodys_practice_and_those_of_anyone_else_are() -> None:
    assert found(contract(), "unnamed_practice", *gifts(*FOUR, by="system")) == []
    assert found(contract(), "unnamed_practice", *gifts(*FOUR, by="unknown")) == GIFTS


PRACTICES = {
    "hours": ("message", "messages and calls", {}), "channels": ("call", "ways of contact", {"channel": "sms"}),
    "calls": ("call", "calls", {}), "cancellation": ("cancellation", "cancellations", {}),
}  # fmt: skip
ALL = {
    "hours": "24/7",
    "channels": "[sms]",
    "calls": "{minutes: 9}",
    "cancellation": "{fee: 9}",
    "gifts": "{at_most: 9}",
}


@pytest.mark.parametrize("clause", PRACTICES)
def test_each_practice_has_its_clause(clause: str) -> None:
    kind, words, columns = PRACTICES[clause]
    rows = [row(f"m{n}", at, "client", kind, **columns) for n, at in enumerate(FOUR)]
    terms = ", ".join(f"{name}: {value}" for name, value in ALL.items() if name != clause)
    (line,) = found(contract(f"{{{terms}}}"), "unnamed_practice", *rows)
    assert line[3:] == ("m0 m1 m2 m3", f"administrative.{clause}", words)
    agreed = contract(f"{{{', '.join(f'{name}: {value}' for name, value in ALL.items())}}}")
    assert found(agreed, "unnamed_practice", *rows) == []


def test_contact_without_a_channel_is_no_way_of_contact() -> None:
    rows = [row(f"m{n}", at, "client") for n, at in enumerate(FOUR)]
    assert found(contract("{hours: 24/7}"), "unnamed_practice", *rows) == []


def test_one_row_may_be_of_several_practices_each_a_finding_of_its_own() -> None:
    rows = [row(f"m{n}", at, "client", "call") for n, at in enumerate(FOUR)]
    lines = told(contract("{fee: {amount: 9}}"), "unnamed_practice", *rows)
    assert anchored(lines, *sorted(("?practice hours m3", "?practice calls m3"), key=anchor_id))


def test_each_episode_is_a_finding() -> None:
    more = "05-04 10:00", "05-04 11:00", "05-05 10:00", "05-05 11:00", "05-06 10:00"
    assert [line[:4] for line in found(contract(), "unnamed_practice", *gifts(*FOUR, *more))] == [
        ("02-23 10:00", "02-23 10:00", 4.0, "g0 g1 g2 g3"), ("05-05 11:00", "05-06 10:00", 5.0, "g4 g5 g6 g7 g8"),
    ]  # fmt: skip


def test_rows_after_a_clause_was_agreed_are_not_seen() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-02-20", "gifts: {at_most: 2, per: P1Y}"))
    assert found(text, "unnamed_practice", *gifts(*FOUR)) == []
    gone = contract("{hours: 24/7, gifts: {at_most: 2}}", "amendments:", amendment("2026-02-05", "gifts: null"))
    assert found(gone, "unnamed_practice, at_least: 3", *gifts(*FOUR))[0][3] == "g1 g2 g3"


def test_an_excused_row_is_left_out_and_one_that_could_be_is_told() -> None:
    rows = gifts(*FOUR, purpose="other")
    (line,) = told(contract(), "unnamed_practice", *rows, more="unless: [crisis]")
    assert line[6:10] == ("open", "notice", None, None)
    crisis = rows[0] | {"purpose": "crisis"}
    assert told(contract(), "unnamed_practice", crisis, *rows[1:], more="unless: [crisis]") == []
    (line,) = told(contract(), "unnamed_practice", *gifts(*FOUR), more="unless: [crisis]")
    assert line[6:10] == ("open", "notice", None, "purpose")
    away = row("l", "02-16 09:00", kind="leave")
    assert told(contract(), "unnamed_practice", away, *rows, more="unless: [cover]") == []


def test_only_the_time_of_the_contract_counts() -> None:
    assert found(contract(agreed="2026-02-03"), "unnamed_practice", *gifts(*FOUR)) == []
    assert found(contract(HOURS, "ends: 2026-02-20"), "unnamed_practice", *gifts(*FOUR)) == []
    assert found(contract(), "unnamed_practice", *gifts(*FOUR), as_of="02-23 09:59") == []
