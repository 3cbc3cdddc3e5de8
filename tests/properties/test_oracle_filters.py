"""The oracle held to the rulings, by hand: filters, threads, references and defaults (10-21, 57-66)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from boundaries.civil.span import Calendar, Span
from boundaries.policy.rule import Escalate
from builders import (
    AllOf,
    Among,
    AnyOf,
    Each,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    Sequence,
    Unanswered,
    compare,
    contract,
    days,
    has,
    hours,
    ref,
    row,
    t,
    version,
)
from oracle import OracleFinding
from oracle_cases import MESSAGE, OUTSIDE, SESSION, anchors, judged, lines, verdicts


def test_r10_people_and_certainty_are_never_missing() -> None:
    plain, three = row("a", "03-02 10:00"), row("b", "03-02 11:00", people=3, certainty="date_only")
    assert verdicts(compare("people", "eq", 2), plain, three) == {"a": "true"}
    assert verdicts(has(certainty="exact"), plain, three) == {"a": "true"}
    assert verdicts(AnyOf((Missing("people", True), Missing("certainty", True))), plain, three) == {}


def test_r11_a_test_on_an_unknown_party_is_unknown_unless_it_names_it() -> None:
    rows = [row("u", "03-02 10:00", "unknown"), row("c", "03-02 11:00", "client")]
    assert verdicts(has(by="client"), *rows) == {"u": "by", "c": "true"}
    assert verdicts(Among("by", frozenset({"client"}), negated=True), *rows) == {"u": "by"}
    assert verdicts(has(by=("client", "unknown")), *rows) == {"u": "true", "c": "true"}
    assert verdicts(Among("by", frozenset({"unknown"}), negated=True), *rows) == {"c": "true"}
    assert verdicts(Missing("by", True), *rows) == {}


@pytest.mark.parametrize(("certainty", "said"), [("zone_assumed", "true"), ("date_only", "at"), ("ambiguous", "at")])
def test_r12_civil_tests_on_unsure_rows_are_unknown(certainty: str, said: str) -> None:
    assert verdicts(OUTSIDE.event, row("m", "03-02 20:00", certainty=certainty)) == {"m": said}


def test_r12_windows_and_gaps_take_unsure_instants_at_face_value() -> None:
    rows = [row(str(n), f"03-02 1{n}:00", certainty="date_only") for n in range(3)]
    assert lines(MoreThan(Fraction(2), MESSAGE, Calendar("day")), rows) == [("2", "03-02 12:00", "03-02 12:00", 3.0)]


def test_r13_notice_of_the_row_itself_else_of_the_row_it_refers_to() -> None:
    late = compare("notice_hours", "lt", 48)
    rows = [
        row("before", "2025-12-01 10:00", planned_start="03-05 10:00"),  # outside the contract's life
        row("own", "03-03 10:00", planned_start="03-05 10:00"),  # 48 h exactly
        row("late", "03-03 10:00:00.000001", planned_start="03-05 10:00", ref="far"),
        row("by-ref", "03-04 10:00", ref="before"),
        row("far", "03-04 11:00", planned_start="04-30 10:00"),
        row("dangling", "03-04 12:00", ref="nothing"),
        row("two-steps", "03-04 13:00", ref="by-ref"),
        row("self", "03-04 14:00", ref="self"),
    ]
    lacking = dict.fromkeys(("dangling", "two-steps", "self"), "planned_start")
    assert verdicts(late, *rows) == {"late": "true", "by-ref": "true", **lacking}


def test_r13_ref_stays_in_its_relationship() -> None:
    rows = [row("s", "03-02 10:00", relationship="q", planned_start="03-05 10:00"), row("c", "03-04 10:00", ref="s")]
    assert verdicts(compare("notice_hours", "lt", 48), *rows) == {"c": "planned_start"}


def test_r14_kleene() -> None:
    unknown, true, false = has(purpose="other"), MESSAGE, SESSION
    m = row("m", "03-02 10:00")
    assert verdicts(AllOf((unknown, true)), m) == {"m": "purpose"}
    assert verdicts(AllOf((unknown, false)), m) == {}
    assert verdicts(AnyOf((unknown, true)), m) == {"m": "true"}
    assert verdicts(AnyOf((unknown, false)), m) == {"m": "purpose"}
    assert verdicts(Not(unknown), m) == {"m": "purpose"}
    assert verdicts(Not(false), m) == {"m": "true"}
    assert verdicts(Missing("purpose", True), m) == {"m": "true"}
    assert verdicts(Missing("purpose", False), m) == {}
    assert verdicts(Among("purpose", frozenset({"other"}), negated=True), m) == {"m": "purpose"}
    assert verdicts(AllOf(()), m) == {"m": "true"}


def test_r14_whether_a_derived_field_is_missing() -> None:
    agreed = contract(version("01-01 00:00", {"channels": {"sms": None}, "sessions.minutes": 50}))
    full = row("f", "03-02 10:00", channel="sms", minutes=5.0, planned_start="03-05 10:00")
    empty = row("e", "03-02 11:00")
    for field in ("notice_hours", "overrun_minutes", "channel_agreed"):
        assert verdicts(Missing(field, True), full, empty, agreement=agreed) == {"e": "true"}
        assert verdicts(Missing(field, False), full, empty, agreement=agreed) == {"f": "true"}


def test_the_six_comparisons() -> None:
    rows = [row(str(length), "03-02 10:00", length=length) for length in (19, 20, 21)]
    held = {"gt": "21", "ge": "20 21", "lt": "19", "le": "19 20", "eq": "20", "ne": "19 21"}
    for op, ids in held.items():
        assert verdicts(compare("length", op, 20), *rows) == dict.fromkeys(ids.split(), "true")


def test_r14_several_operators_must_all_hold() -> None:
    between = AllOf((compare("length", "gt", 20), compare("length", "le", 40)))
    rows = [row(str(length), "03-02 10:00", length=length) for length in (20, 21, 40, 41)]
    assert verdicts(between, *rows) == {"21": "true", "40": "true"}


def test_r15_every_field_that_makes_it_unknown_and_no_other() -> None:
    purpose, channel, place = has(purpose="other"), has(channel="sms"), has(place="room")
    true_branch = AnyOf((MESSAGE, place))
    false_branch = AllOf((SESSION, place))
    test = AllOf((purpose, true_branch, AnyOf((false_branch, Not(channel)))))
    assert verdicts(test, row("m", "03-02 10:00")) == {"m": "channel purpose"}
    agreed = contract(version("01-01 00:00", {"channels": {"sms": None}, "sessions.minutes": 50}))
    derived = AllOf((has(channel_agreed="true"), compare("overrun_minutes", "gt", 0), compare("notice_hours", "lt", 1)))
    found = judged(Each(derived), [row("m", "03-02 10:00")], agreed)
    assert [f.unknown for f in found] == ["channel", "minutes", "planned_start"]


def test_r16_the_undetermined_finding() -> None:
    rows = [row("b", "03-03 10:00"), row("a", "03-02 10:00"), row("c", "03-04 10:00", purpose="other")]
    found = judged(Each(has(purpose="other")), rows, severity="crossing", escalate=Escalate("crossing", 1, days(7)))
    assert found[0] == OracleFinding(
        "x", "r", "?purpose", t("03-02 10:00"), t("03-03 10:00"), 2.0, "undetermined", "crossing", None, "purpose",
        ("a", "b"),
    )  # fmt: skip
    (alone,) = judged(Each(has(purpose="other")), rows[:1])
    assert (alone.at, alone.until, alone.measured) == (t("03-03 10:00"), t("03-03 10:00"), 1.0)


def test_r16_an_undetermined_finding_is_never_escalated() -> None:
    found = judged(Each(has(purpose="other")), [row("a", "03-02 10:00")], escalate=Escalate("crossing", 1, days(7)))
    assert [f.severity for f in found] == ["notice"]


@pytest.mark.parametrize(
    "when",
    [
        MoreThan(Fraction(9), has(purpose="other"), days(7)), Sequence(has(purpose="other"), SESSION, days(1)),
        Sequence(SESSION, has(purpose="other"), days(1)), Unanswered(has(purpose="other"), SESSION, days(1)),
        Unanswered(SESSION, has(purpose="other"), days(1)), NoneFor(has(purpose="other"), days(900)),
    ],
)  # fmt: skip
def test_r16_every_filter_of_every_form_is_judged_by_itself(when: Any) -> None:
    assert anchors(when, [row("m", "03-02 10:00")]) == ["?purpose"]


def test_r16_an_unknown_row_does_not_match() -> None:
    rows = [row("c", "03-02 10:00", "client"), row("u", "03-02 11:00", "unknown"), row("p", "03-02 12:00")]
    found = lines(Sequence(has(by="client"), has(by="practitioner"), days(1)), rows)
    assert found == [("?by", "03-02 11:00", "03-02 11:00", 1.0), ("p", "03-02 12:00", None, 120.0)]


def test_r16_total_without_its_field() -> None:
    rows = [row("a", "03-02 10:00", kind="gift", amount=5.0), row("b", "03-02 11:00", kind="gift")]
    rows += [row("m", "03-02 12:00")]  # no gift, so its amount does not matter
    found = lines(MoreThan(Fraction(4), has(kind="gift"), days(7), total="amount"), rows)
    assert found == [("a", "03-02 10:00", "03-02 10:00", 5.0), ("?amount", "03-02 11:00", "03-02 11:00", 1.0)]


def test_r18_durations_become_the_fields_unit() -> None:
    terms = {"cancellation.notice": hours(48), "sessions.minutes": 50, "sessions.every": Span(0, 600_000_000)}
    agreed = contract(version("01-01 00:00", terms))
    rows = [
        row("a", "03-03 10:00", planned_start="03-05 10:00"),
        row("b", "03-03 10:00:01", planned_start="03-05 10:00"),
    ]
    assert verdicts(compare("notice_hours", "lt", ref("cancellation.notice")), *rows, agreement=agreed) == {"b": "true"}
    ten_over = [row("a", "03-03 10:00", minutes=60.0), row("b", "03-03 11:00", minutes=60.1)]
    assert verdicts(compare("overrun_minutes", "gt", ref("sessions.every")), *ten_over, agreement=agreed) == {
        "b": "true"
    }
    assert verdicts(compare("minutes", "le", hours(1)), *ten_over, agreement=agreed) == {"a": "true"}


def test_references_are_scaled() -> None:
    agreed = contract(version("01-01 00:00", {"calls.minutes": 10}))
    rows = [row("a", "03-02 10:00", minutes=20.0), row("b", "03-02 11:00", minutes=20.5)]
    assert verdicts(compare("minutes", "gt", ref("calls.minutes", 2)), *rows, agreement=agreed) == {"b": "true"}


def test_numbers_are_the_decimals_they_are_written_as() -> None:
    agreed = contract(version("01-01 00:00", {"sessions.minutes": 50, "sessions.overrun": 10.1}))
    over = compare("overrun_minutes", "gt", ref("sessions.overrun"))
    assert verdicts(over, row("s", "03-02 10:00", minutes=60.1), agreement=agreed) == {}


def test_r20_channel_agreed() -> None:
    agreed = contract(version("01-01 00:00", {"channels": {"sms": ("scheduling",), "email": None}}))
    rows = [
        row("any", "03-02 10:00", channel="email", purpose="other"), row("known", "03-02 11:00", channel="sms"),
        row("fits", "03-02 12:00", channel="sms", purpose="scheduling"),
        row("not", "03-02 13:00", channel="sms", purpose="support"), row("new", "03-02 14:00", channel="whatsapp"),
        row("none", "03-02 15:00", purpose="support"),
    ]  # fmt: skip
    no, yes = has(channel_agreed="false"), has(channel_agreed="true")
    assert verdicts(no, *rows, agreement=agreed) == {"not": "true", "new": "true", "none": "channel"}
    assert verdicts(yes, *rows, agreement=agreed) == {"any": "true", "known": "true", "fits": "true", "none": "channel"}


def test_r57_a_row_in_no_thread_fails_every_test_but_missing() -> None:
    rows = [
        row("s", "03-02 10:00", kind="session"),
        row("b", "03-02 11:00", "system"),
        row("m", "03-02 12:00", "client"),
    ]
    assert verdicts(has(thread_by="client"), *rows) == {"m": "true"}
    assert verdicts(Among("thread_by", frozenset({"practitioner"}), negated=True), *rows) == {"m": "true"}
    assert verdicts(Not(has(thread_by="client")), *rows) == {"s": "true", "b": "true"}
    assert verdicts(Missing("thread_by", True), *rows) == {"s": "true", "b": "true"}
    assert verdicts(Missing("previous_by", False), *rows) == {}


def test_r58_threads_end_after_twelve_hours_and_take_in_rows_the_rule_does_not_see() -> None:
    rows = [
        row("out", "03-01 23:00", "client"), row("a", "03-02 10:59:59.999999"), row("x", "03-02 16:00", kind="session"),
        row("sys", "03-02 17:00", "system"), row("b", "03-02 22:59:59.999999", kind="call"), row("c", "03-03 01:00"),
    ]  # fmt: skip
    began = contract(version("03-02 00:00", {}))
    assert verdicts(has(thread_by="client"), *rows, agreement=began) == {"a": "true"}
    assert verdicts(has(thread_by="practitioner"), *rows, agreement=began) == {"b": "true", "c": "true"}


def test_who_came_before_is_asked_inside_a_thread_only() -> None:
    rows = [
        row("a", "03-02 10:00", "client"), row("x", "03-02 11:00", kind="session"), row("s", "03-02 11:30", "system"),
        row("b", "03-02 12:00", "practitioner"), row("c", "03-02 23:59:59.999999", "client", kind="call"),
        row("d", "03-03 12:00", "client"), row("u", "03-03 13:00", "unknown"), row("v", "03-03 14:00", "client"),
    ]  # fmt: skip
    assert verdicts(has(previous_by="client"), *rows) == {"b": "true", "u": "true", "v": "by"}
    assert verdicts(has(previous_by="practitioner"), *rows) == {"c": "true", "v": "by"}
    assert verdicts(Missing("previous_by", False), *rows) == {"b": "true", "c": "true", "u": "true", "v": "true"}
    away = Among("previous_by", frozenset({"practitioner"}), negated=True)
    assert verdicts(away, *rows) == {"b": "true", "u": "true", "v": "by"}


def test_r58_ties_by_id_and_practitioner_rows_count() -> None:
    rows = [row("b", "03-02 10:00", "client"), row("a", "03-02 10:00", "practitioner", kind="call")]
    assert verdicts(has(thread_by="practitioner"), *rows) == {"a": "true", "b": "true"}
    shared = contract(version("01-01 00:00", {}), practitioner="p-1")
    rows = [row("a", "03-02 10:00", "other", relationship=None, practitioner="p-1"), row("b", "03-02 11:00", "client")]
    assert verdicts(has(thread_by="other"), *rows, agreement=shared) == {"a": "true", "b": "true"}


def test_r59_a_thread_begun_by_nobody_known() -> None:
    rows = [row("u", "03-02 10:00", "unknown"), row("m", "03-02 11:00")]
    assert verdicts(has(thread_by="client"), *rows) == {"u": "by", "m": "by"}
    assert verdicts(has(thread_by=("client", "unknown")), *rows) == {"u": "true", "m": "true"}
    assert verdicts(Missing("thread_by", True), *rows) == {}


def test_r63_defaults_serve_references_but_never_the_clause_itself() -> None:
    default = {"administrative.sessions.minutes": Fraction(50), "administrative.sessions.overrun": Fraction(10)}
    over = Each(compare("overrun_minutes", "gt", ref("sessions.overrun")))
    rows = [row("s", "03-02 10:00", kind="session", minutes=60.5)]
    sessions, nothing = contract(version("01-01 00:00", {"sessions.at_most": 1})), contract(version("01-01 00:00", {}))
    assert anchors(over, rows, sessions, defaults=default) == ["s"]
    assert anchors(over, rows, sessions) == []
    assert anchors(over, rows, nothing, defaults=default) == []  # the clause itself is not there
    assert anchors(over, rows, sessions, defaults=default, clause="sessions.minutes") == []


def test_r64_what_is_said_not_to_apply_has_no_default() -> None:
    default = {"administrative.sessions.overrun": Fraction(10)}
    agreed = contract(version("01-01 00:00", {"sessions.minutes": 50}, ("sessions.overrun",)))
    over = Each(compare("overrun_minutes", "gt", ref("sessions.overrun")))
    assert anchors(over, [row("s", "03-02 10:00", minutes=99.0)], agreed, defaults=default) == []
