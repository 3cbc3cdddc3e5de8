"""The oracle held to the rulings: small cases, expected by hand from the text. London; 2 March 2026 is a Monday."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from fractions import Fraction
from typing import Any

import pytest

import oracle
from boundaries.civil.hours import parse_hours
from boundaries.civil.span import Calendar, Span
from boundaries.policy.rule import Escalate, Filter, Rule
from boundaries.table.log import Coverage
from builders import (
    HERE,
    LONDON,
    AllOf,
    Among,
    AnyOf,
    Deadline,
    Each,
    Exemption,
    Inside,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    OracleContract,
    Sequence,
    Unanswered,
    compare,
    contract,
    days,
    has,
    hours,
    ref,
    row,
    rule,
    shown,
    t,
    version,
)  # fmt: skip
from oracle import OracleFinding

OFFICE = parse_hours("Mo-Fr 09:00-18:00")
PLAIN = contract(version("01-01 00:00", {"hours": OFFICE}))
MESSAGE, SESSION = has(kind="message"), has(kind="session")
EACH = Each(MESSAGE)
OUTSIDE = Each(AllOf((MESSAGE, Inside(ref("hours"), inside=False))))
Rows = Listed[dict[str, Any]]


def judged(
    when: Any, rows: Rows, agreement: OracleContract = PLAIN, as_of: str | None = None, **fields: Any
) -> list[OracleFinding]:
    """The findings of one rule `x`."""
    return oracle.run([rule("x", when, **fields)], [agreement], rows, None if as_of is None else t(as_of))


def anchors(*args: Any, **fields: Any) -> list[str]:
    return [f.anchor for f in judged(*args, **fields)]


def lines(*args: Any, **fields: Any) -> list[tuple[str, str | None, str | None, float | None]]:
    """(anchor, at, until, measured) of each finding."""
    return [(f.anchor, shown(f.at), shown(f.until), f.measured) for f in judged(*args, **fields)]


def statuses(*args: Any, **fields: Any) -> list[tuple[str, str, str | None]]:
    """(anchor, status, excused_by) of each finding."""
    return [(f.anchor, f.status, f.excused_by) for f in judged(*args, **fields)]


def verdicts(test: Filter, *rows: dict[str, Any], **fields: Any) -> dict[str, str]:
    """For each row what a filter said of it: `true`, or the columns that make it unknown; nothing for false."""
    said: dict[str, str] = {}
    for finding in judged(Each(test), rows, **fields):
        for id in finding.evidence:
            said[id] = " ".join(filter(None, (said.get(id), finding.unknown or "true")))
    return said


# ---- a whole finding, and the edges of hours (SPEC 5) -------------------------------------------------------


def test_a_finding_in_full() -> None:
    assert judged(EACH, [row("m", "03-02 10:00")], clause="hours") == [
        OracleFinding("x", "r", "m", t("03-02 10:00"), None, None, "open", "notice", None, None, ("m",))
    ]


@pytest.mark.parametrize(
    ("at", "outside"),
    [
        ("03-02 08:59:59.999999", True), ("03-02 09:00", False),
        ("03-02 17:59:59.999999", False), ("03-02 18:00", True),
        ("03-01 12:00", True), ("03-31 08:00", False), ("03-31 07:59:59.999999", True), ("03-31 17:00", True),
    ],
)  # fmt: skip
def test_hours_are_half_open_on_the_local_clock(at: str, outside: bool) -> None:
    assert bool(anchors(OUTSIDE, [row("m", at)])) is outside  # the last three: summer time since 29 March


def test_r21_the_repeated_hour_is_judged_by_its_reading_both_times() -> None:
    early = contract(version("01-01 00:00", {"hours": parse_hours("01:00-02:00")}))
    inside = Each(Inside(ref("hours"), inside=True))
    times = ["10-24 23:59:59", "10-25 00:00", "10-25 00:59:59", "10-25 01:00", "10-25 01:59:59", "10-25 02:00"]
    rows = [row(str(place), at) for place, at in enumerate(times)]
    assert anchors(inside, rows, early) == ["1", "2", "3", "4"]  # 01:00-02:00 BST and again GMT
    spring = [row("a", "03-29 00:59:59.999999"), row("b", "03-29 01:00")]  # 00:59 GMT, then 02:00 BST
    assert anchors(inside, spring, early) == []


def test_r21_ph_is_no_day_without_a_country() -> None:
    open_but_ph = {"hours": parse_hours("Mo-Su 09:00-18:00; PH off")}
    rows = [row("m", "12-25 12:00")]
    assert anchors(OUTSIDE, rows, contract(version("01-01 00:00", open_but_ph))) == []
    assert anchors(OUTSIDE, rows, contract(version("01-01 00:00", open_but_ph), country="GB")) == ["m"]


# ---- what a rule sees (1-8) ---------------------------------------------------------------------------------


def test_r1_a_rule_speaks_where_its_clause_is_there() -> None:
    versions = (
        version("01-01 00:00", {}),
        version("03-02 10:00", {"hours": OFFICE}),
        version("03-02 12:00", {}, ("hours",)),
    )
    rows = [row("a", "03-02 09:59"), row("b", "03-02 10:00"), row("c", "03-02 11:59:59"), row("d", "03-02 12:00")]
    assert anchors(EACH, rows, contract(*versions), clause="hours") == ["b", "c"]


def test_r1_and_where_every_reference_is_there_hidden_ones_too() -> None:
    rows = [row("s", "03-02 10:00", kind="session", minutes=70.0)]
    over = Each(compare("overrun_minutes", "gt", 10))
    assert anchors(over, rows, contract(version("01-01 00:00", {"sessions.minutes": 50}))) == ["s"]
    assert anchors(over, rows, contract(version("01-01 00:00", {"sessions.every": days(7)}))) == []
    named = Each(has(channel_agreed="false"))
    assert anchors(named, [row("m", "03-02 10:00", channel="sms")], PLAIN) == []


def test_r1_an_event_where_the_rule_does_not_speak_is_no_predecessor_and_not_undetermined() -> None:
    gap = contract(
        version("01-01 00:00", {"hours": OFFICE}), version("03-02 10:00", {}), version("03-02 11:00", {"hours": OFFICE})
    )
    when = Sequence(has(by="client"), has(by="practitioner"), within=days(1))
    rows = [row("a", "03-02 09:00", "client"), row("b", "03-02 10:30"), row("c", "03-02 11:00")]
    assert lines(when, rows, gap, clause="hours") == [("c", "03-02 11:00", None, 120.0)]
    assert anchors(Each(has(purpose="other")), rows, gap, clause="hours") == ["?purpose"]
    (finding,) = judged(Each(has(purpose="other")), rows, gap, clause="hours")
    assert finding.evidence == ("a", "c")


def test_a4_a_rule_without_clause_always_speaks() -> None:
    assert anchors(EACH, [row("m", "03-02 10:00")], contract(version("01-01 00:00", {}))) == ["m"]


def test_r2_filters_by_the_version_at_each_event_limits_by_the_judging_event() -> None:
    wider = (
        version("01-01 00:00", {"hours": OFFICE, "between_sessions.at_most": 1}),
        version("03-03 00:00", {"hours": parse_hours("Mo-Fr 09:00-19:00"), "between_sessions.at_most": 2}),
    )
    rows = [row("a", "03-02 18:30"), row("b", "03-02 18:31"), row("c", "03-03 18:30"), row("d", "03-03 19:00")]
    assert anchors(OUTSIDE, rows, contract(*wider)) == ["a", "b", "d"]
    cap = MoreThan(ref("between_sessions.at_most"), OUTSIDE.event, days(7))
    assert lines(cap, rows, contract(*wider)) == [("b", "03-02 18:31", "03-03 19:00", 3.0)]  # 2 > 1, then 3 > 2


def test_r2_a_duration_is_that_of_then_start_and_anchor() -> None:
    shorter = contract(
        version("01-01 00:00", {"fee.due_within": hours(2), "sessions.every": days(3)}),
        version("03-02 12:00", {"fee.due_within": hours(1), "sessions.every": days(2)}),
    )
    rows = [row("a", "03-02 11:00", "client"), row("b", "03-02 12:30"), row("c", "03-02 12:31", "client")]
    client, practitioner = has(by="client"), has(by="practitioner")
    assert anchors(Sequence(client, practitioner, within=ref("fee.due_within")), rows, shorter) == []
    waits = Unanswered(client, practitioner, ref("fee.due_within"))
    assert lines(waits, rows, shorter, "03-09 00:00") == [("c", "03-02 13:31", None, None)]
    held = [row("s", "03-02 11:00", kind="session"), row("z", "03-02 12:00", kind="session")]
    gaps = lines(NoneFor(SESSION, ref("sessions.every")), held, shorter, "03-04 12:00:01")
    assert [line[:2] for line in gaps] == [("", "01-04 00:00"), ("z", "03-04 12:00")]


def test_r3_no_rule_sees_before_the_start_or_from_the_end_on() -> None:
    life = contract(version("03-02 10:00", {}), end="03-02 12:00")
    rows = [row("a", "03-02 09:59:59.999999"), row("b", "03-02 10:00"), row("c", "03-02 11:59:59.999999")]
    rows += [row("d", "03-02 12:00")]
    assert anchors(EACH, rows, life) == ["b", "c"]
    assert anchors(EACH, rows, life, after_end=True) == ["d"]
    assert anchors(EACH, rows, contract(version("03-02 10:00", {})), after_end=True) == []


def test_r3_after_the_end_the_last_version_of_the_life_judges() -> None:
    life = contract(
        version("01-01 00:00", {}), version("03-01 00:00", {"hours": OFFICE}), version("03-03 00:00", {}),
        end="03-02 12:00",
    )  # fmt: skip
    rows = [row("a", "03-02 19:00"), row("b", "03-04 19:00")]
    assert anchors(OUTSIDE, rows, life, after_end=True, clause="hours") == ["a", "b"]


def test_r6_as_of_is_inclusive_and_later_rows_do_not_exist() -> None:
    rows = [row("a", "03-02 10:00"), row("b", "03-02 11:00"), row("c", "03-02 11:00:00.000001")]
    assert anchors(EACH, rows, as_of="03-02 11:00") == ["a", "b"]
    named = [
        row("a", "03-02 10:00", kind="cancellation", ref="s"),
        row("s", "03-02 12:00", planned_start="03-02 12:00"),
    ]
    assert anchors(Each(compare("notice_hours", "lt", 48)), named, as_of="03-02 11:00") == ["?planned_start"]
    later = [row("a", "03-02 10:00"), row("e", "03-02 12:00", kind="exception", planned_start="03-02 09:00")]
    assert statuses(EACH, later, as_of="03-02 11:00", unless=("crisis",)) == [("a", "open", None)]


def test_r6_the_default_is_the_latest_row_of_the_run() -> None:
    rows = [row("a", "03-02 10:00", "client"), row("z", "03-09 10:00", relationship="nobody's")]
    assert lines(Unanswered(MESSAGE, SESSION, days(1)), rows) == [("a", "03-03 10:00", None, None)]
    rows += [row("p", "03-02 10:00", relationship=None, practitioner="p-1")]
    assert lines(Unanswered(MESSAGE, SESSION, days(7)), rows) == []  # due must lie before the end


def test_r7_r46_r71_who_is_judged() -> None:
    two = contract(version("01-01 00:00", {}), relationships=("r", "q"), practitioner="p-1")
    leave = row("l", "03-02 10:00", relationship=None, practitioner="p-1", kind="leave")
    rows = [row("a", "03-02 10:00"), leave, row("z", "03-02 10:00", relationship="other")]
    found = judged(NoneFor(SESSION, days(7)), rows, two, "04-01 00:00")
    assert [f.relationship for f in found] == ["r"]  # q has no row of its own, other no contract
    assert judged(NoneFor(SESSION, days(7)), [row("a", "04-02 00:00")], two, "04-01 00:00") == []


def test_a_standard_contract_takes_those_without_one_of_their_own() -> None:
    own = contract(version("01-01 00:00", {}), rules=())
    standard = contract(version("01-01 00:00", {}), relationships=(), rules=("x",))
    rows = [row("a", "03-02 10:00"), row("b", "03-02 10:00", relationship="q")]
    found = oracle.run([rule("x", EACH)], [standard, own], rows, None)
    assert [(f.relationship, f.anchor) for f in found] == [("q", "b")]


def test_r8_the_end_is_the_earlier_of_as_of_and_the_contracts_end() -> None:
    life = contract(version("03-01 00:00", {}), end="03-05 00:00")
    rows = [row("a", "03-02 00:00", "client")]
    due_at_end, due_before = Unanswered(MESSAGE, SESSION, days(3)), Unanswered(MESSAGE, SESSION, days(2.5))
    assert anchors(due_at_end, rows, life, "04-01 00:00") == []
    assert anchors(due_before, rows, life, "04-01 00:00") == ["a"]
    assert anchors(due_before, rows, life, "03-04 12:00") == []
    assert anchors(due_before, rows, life, "03-04 12:00:00.000001") == ["a"]
    late = [row("b", "03-06 00:00", "client")]
    assert anchors(due_at_end, late, life, "03-09 00:00:00.000001", after_end=True) == ["b"]


def test_r10_ties_by_code_points_of_the_id() -> None:
    rows = [row("é", "03-02 10:00"), row("z", "03-02 10:00"), row("Z", "03-02 10:00"), row("10", "03-02 10:00")]
    (finding,) = judged(MoreThan(Fraction(0), MESSAGE, days(1)), rows)
    assert finding.evidence == ("10", "Z", "z", "é")


def test_r83_a_rule_switched_off_says_nothing() -> None:
    assert anchors(EACH, [row("m", "03-02 10:00")], enabled=False) == []


# ---- filters (10-21, 57-66) ---------------------------------------------------------------------------------


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


def test_r58_threads_end_after_twelve_hours_and_take_in_rows_the_rule_does_not_see() -> None:
    rows = [
        row("out", "03-01 23:00", "client"), row("a", "03-02 10:59:59.999999"), row("x", "03-02 16:00", kind="session"),
        row("sys", "03-02 17:00", "system"), row("b", "03-02 22:59:59.999999", kind="call"), row("c", "03-03 01:00"),
    ]  # fmt: skip
    began = contract(version("03-02 00:00", {}))
    assert verdicts(has(thread_by="client"), *rows, agreement=began) == {"a": "true"}
    assert verdicts(has(thread_by="practitioner"), *rows, agreement=began) == {"b": "true", "c": "true"}


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


# ---- more_than (19, 22-25, 31, 44, 45) ----------------------------------------------------------------------


def test_r22_an_event_exactly_p_older_is_out_and_later_ties_do_not_count() -> None:
    rows = [row("a", "03-01 10:00"), row("b", "03-08 10:00"), row("c", "03-08 10:00")]
    cap = MoreThan(Fraction(1), MESSAGE, days(7))
    assert lines(cap, rows) == [("c", "03-08 10:00", "03-08 10:00", 2.0)]
    rows[0] = row("a", "03-01 10:00:00.000001")
    found = judged(cap, rows)
    assert [(f.anchor, f.measured, f.evidence) for f in found] == [("b", 3.0, ("a", "b", "c"))]


def test_r25_a_run_ends_with_an_event_that_is_not_over_and_evidence_is_the_union_of_windows() -> None:
    times = ["03-02 08:00", "03-02 09:00", "03-02 10:00", "03-03 09:59", "03-05 10:00", "03-05 11:00", "03-05 12:00"]
    rows = [row(str(place), at) for place, at in enumerate(times)]
    found = judged(MoreThan(Fraction(1), MESSAGE, days(1)), rows)
    assert [(f.anchor, shown(f.at), shown(f.until), f.measured, f.evidence) for f in found] == [
        ("1", "03-02 09:00", "03-03 09:59", 3.0, ("0", "1", "2", "3")),
        ("5", "03-05 11:00", "03-05 12:00", 3.0, ("4", "5", "6")),
    ]


def test_r25_events_that_do_not_match_do_not_end_a_run() -> None:
    rows = [row("a", "03-02 08:00"), row("b", "03-02 09:00"), row("s", "03-02 09:30", kind="session")]
    rows += [row("c", "03-02 10:00")]
    assert lines(MoreThan(Fraction(1), MESSAGE, days(1)), rows) == [("b", "03-02 09:00", "03-02 10:00", 3.0)]


def test_r25_totals_are_exact_decimals() -> None:
    rows = [row(str(n), f"03-02 1{n}:00", kind="gift", amount=0.1) for n in range(3)]
    gifts = has(kind="gift")
    assert lines(MoreThan(Fraction("0.3"), gifts, days(1), total="amount"), rows) == []
    assert lines(MoreThan(Fraction("0.29"), gifts, days(1), total="amount"), rows) == [
        ("2", "03-02 12:00", "03-02 12:00", 0.3)
    ]


def test_r44_negative_amounts_are_summed() -> None:
    amounts = [8.0, 5.0, -9.0, 2.0]
    rows = [row(str(n), f"03-02 1{n}:00", kind="gift", amount=amount) for n, amount in enumerate(amounts)]
    gifts = has(kind="gift")
    rolling = MoreThan(Fraction(10), gifts, days(1), total="amount")
    assert lines(rolling, rows) == [("1", "03-02 11:00", "03-02 11:00", 13.0)]
    calendar = MoreThan(Fraction(10), gifts, Calendar("day"), total="amount")
    assert lines(calendar, rows) == [("1", "03-02 11:00", "03-02 13:00", 6.0)]


def test_r44_overrun_may_be_negative_and_is_summed_as_such() -> None:
    agreed = contract(version("01-01 00:00", {"sessions.minutes": 50}))
    rows = [row(str(n), f"03-0{n} 10:00", minutes=m) for n, m in ((2, 65.0), (3, 40.0), (4, 61.0))]
    assert lines(MoreThan(Fraction(15), MESSAGE, days(7), total="overrun_minutes"), rows, agreed) == [
        ("4", "03-04 10:00", "03-04 10:00", 16.0)
    ]


def test_r23_a_calendar_window_counts_all_of_it() -> None:
    rows = [row("x", "03-01 23:59:59.999999")]  # the Sunday before
    rows += [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4)] + [row("8", "03-08 23:59:59.999999")]
    rows += [row("9", "03-09 00:00")]
    found = judged(MoreThan(Fraction(2), MESSAGE, Calendar("week")), rows)
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("4", "03-08 23:59:59.999999", 4.0, ("2", "3", "4", "8"))
    ]


def test_r23_the_first_whose_rank_is_over_what_is_agreed_then() -> None:
    lower = contract(
        version("01-01 00:00", {"sessions.at_most": 3}), version("03-05 00:00", {"sessions.at_most": 1})
    )  # the third event's rank is not over 3, the fourth's is over 1
    rows = [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4, 5, 6)]
    assert lines(MoreThan(ref("sessions.at_most"), MESSAGE, Calendar("week")), rows, lower) == [
        ("5", "03-05 10:00", "03-06 10:00", 5.0)
    ]


def test_calendar_windows_are_local() -> None:
    rows = [row("a", "06-30 22:59"), row("b", "06-30 23:00"), row("c", "07-01 10:00")]  # b: 00:00 on 1 July in London
    for unit in ("day", "month"):
        assert lines(MoreThan(Fraction(1), MESSAGE, Calendar(unit)), rows) == [("c", "07-01 10:00", "07-01 10:00", 2.0)]


def test_iso_weeks_at_the_turn_of_the_year() -> None:
    rows = [row("a", "2026-12-28 10:00"), row("b", "2027-01-03 10:00"), row("c", "2027-01-04 10:00")]
    assert lines(MoreThan(Fraction(1), MESSAGE, Calendar("week")), rows) == [
        ("b", "2027-01-03 10:00", "2027-01-03 10:00", 2.0)
    ]


def test_r24_a_window_whose_kind_changes() -> None:
    changing = contract(
        version("01-01 00:00", {"between_sessions.at_most": 1, "between_sessions.per": days(7)}),
        version("03-04 00:00", {"between_sessions.at_most": 1, "between_sessions.per": Calendar("week")}),
    )
    cap = MoreThan(ref("between_sessions.at_most"), MESSAGE, ref("between_sessions.per"))
    rows = [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4, 5)]
    found = judged(cap, rows, changing)
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("3", "03-03 10:00", 2.0, ("2", "3")),  # rolling; the event of Wednesday, under weeks, ends the run
        ("4", "03-05 10:00", 4.0, ("2", "3", "4", "5")),  # rank 3 of the week, counting those of the rolling days
    ]


def test_r24_back_to_rolling_counts_what_the_calendar_judged() -> None:
    changing = contract(
        version("01-01 00:00", {"between_sessions.per": Calendar("day")}),
        version("03-03 00:00", {"between_sessions.per": days(7)}),
    )
    rows = [row("a", "03-02 10:00"), row("b", "03-03 10:00")]
    cap = MoreThan(Fraction(1), MESSAGE, ref("between_sessions.per"))
    assert lines(cap, rows, changing) == [("b", "03-03 10:00", "03-03 10:00", 2.0)]


def test_r19_months_are_steps_on_the_local_clock() -> None:
    cap = MoreThan(Fraction(1), MESSAGE, Span(months=1))
    assert anchors(cap, [row("a", "02-28 10:00"), row("b", "03-31 09:00")]) == []  # 31 March - 1 month = 28 February
    assert anchors(cap, [row("a", "02-28 10:00:01"), row("b", "03-31 09:00")]) == ["b"]


def test_r19_days_are_elapsed_hours() -> None:
    rows = [row("a", "03-28 10:00", "client"), row("z", "04-09 10:00", kind="session")]
    assert lines(Unanswered(MESSAGE, SESSION, days(1)), rows) == [("a", "03-29 10:00", "04-09 10:00", None)]


def test_r31_excused_events_are_not_counted_and_give_no_finding() -> None:
    rows = [row("a", "03-02 10:00"), row("b", "03-02 11:00", purpose="crisis"), row("c", "03-02 12:00")]
    for window in (days(7), Calendar("week")):
        cap = MoreThan(Fraction(1), MESSAGE, window)
        found = judged(cap, rows, unless=("crisis",))
        assert [(f.anchor, f.status, f.evidence) for f in found] == [("c", "open", ("a", "c"))]
        assert anchors(cap, rows[:2], unless=("crisis",)) == []


def test_r41_a_run_goes_on_over_a_time_in_which_the_rule_is_silent() -> None:
    pause = contract(
        version("01-01 00:00", {"hours": OFFICE}), version("03-03 00:00", {}, ("hours",)),
        version("03-04 00:00", {"hours": OFFICE}),
    )  # fmt: skip
    rows = [row(f"{n}", f"03-0{n} 10:00") for n in (1, 2, 3, 4)]
    found = judged(MoreThan(Fraction(1), MESSAGE, days(7)), rows, pause, clause="hours")
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("2", "03-04 10:00", 3.0, ("1", "2", "4"))
    ]


# ---- sequence, unanswered, none_for (26-29, 48, 56, 60-62, 74-78) --------------------------------------------

CLIENT, PRACTITIONER = has(by="client"), has(by="practitioner")


def test_r26_sequence_direct_predecessor_inclusive_and_strict() -> None:
    rows = [row("a", "03-02 10:00", "client"), row("b", "03-02 11:00")]
    assert judged(Sequence(CLIENT, PRACTITIONER, within=hours(1)), rows) == [
        OracleFinding("x", "r", "b", t("03-02 11:00"), None, 60.0, "open", "notice", None, None, ("a", "b"))
    ]
    assert anchors(Sequence(CLIENT, PRACTITIONER, sooner_than=hours(1)), rows) == []
    both = Sequence(CLIENT, PRACTITIONER, within=hours(2), sooner_than=hours(1))
    assert anchors(both, [rows[0], row("b", "03-02 10:59:59.999999")]) == ["b"]
    between = [rows[0], row("x", "03-02 10:30", "other"), row("y", "03-02 10:40"), rows[1]]
    assert anchors(Sequence(CLIENT, PRACTITIONER, within=hours(1)), between) == ["y"]  # `other` is not in the merge


def test_r26_what_matches_both_is_then_only() -> None:
    rows = [row("a", "03-02 10:00", "client"), row("b", "03-02 11:00", "client"), row("c", "03-02 12:00")]
    anyone = has(kind="message")
    assert anchors(Sequence(CLIENT, anyone, within=days(1)), rows) == []  # all three are `then`
    assert anchors(Sequence(anyone, PRACTITIONER, within=days(1)), rows) == ["c"]
    # unanswered: `without` only, so b is no start
    assert lines(Unanswered(anyone, PRACTITIONER, hours(1)), rows[2:], as_of="03-05 00:00") == []


def test_r27_the_first_of_a_run_waits_and_the_due_instant_is_inclusive() -> None:
    waits = Unanswered(CLIENT, PRACTITIONER, hours(2))
    asked = [row("a", "03-02 10:00", "client"), row("b", "03-02 11:00", "client")]
    assert lines(waits, [*asked, row("c", "03-02 12:00")], as_of="03-05 00:00") == []
    assert lines(waits, [*asked, row("c", "03-02 12:00:00.000001")], as_of="03-05 00:00") == [
        ("a", "03-02 12:00", "03-02 12:00:00.000001", None)
    ]
    assert lines(waits, asked, as_of="03-05 00:00") == [("a", "03-02 12:00", None, None)]
    assert [f.evidence for f in judged(waits, asked, as_of="03-05 00:00")] == [("a",)]


def test_r27_the_answer_comes_after_the_start_in_the_order() -> None:
    rows = [row("b", "03-02 10:00", "client"), row("a", "03-02 10:00")]
    waits = Unanswered(CLIENT, PRACTITIONER, hours(2))
    assert anchors(waits, rows, as_of="03-05 00:00") == ["b"]
    rows[1] = row("c", "03-02 10:00")
    assert anchors(waits, rows, as_of="03-05 00:00") == []


def test_r27_a_late_answer_outside_the_rules_world_is_none() -> None:
    life = contract(version("01-01 00:00", {}), end="03-03 00:00")
    rows = [row("a", "03-02 10:00", "client"), row("b", "03-03 00:00")]
    assert lines(Unanswered(CLIENT, PRACTITIONER, hours(2)), rows, life) == [("a", "03-02 12:00", None, None)]


def test_r28_none_for_from_the_start_and_from_each_event() -> None:
    life = contract(version("03-01 00:00", {}), end="04-01 00:00")
    rows = [row("a", "03-08 00:00", kind="session"), row("b", "03-20 12:00", kind="session")]
    found = judged(NoneFor(SESSION, days(7)), rows, life, "05-01 00:00")
    assert [(f.anchor, shown(f.at), shown(f.until), f.measured, f.evidence) for f in found] == [
        ("a", "03-15 00:00", "03-20 12:00", 12.5, ("a",)),
        ("b", "03-27 12:00", None, 11.5, ("b",)),
    ]
    late = [row("a", "03-08 00:00:00.000001", kind="session")]
    found = judged(NoneFor(SESSION, days(7)), late, life, "03-09 00:00")
    assert [(f.anchor, shown(f.at), f.evidence) for f in found] == [("", "03-08 00:00", ())]


def test_r28_the_end_must_be_later_too() -> None:
    rows = [row("a", "03-02 00:00", kind="session")]
    assert anchors(NoneFor(SESSION, days(61)), rows, as_of="05-02 00:00") == []
    assert anchors(NoneFor(SESSION, days(61)), rows, as_of="05-02 00:00:00.000001") == ["a"]


def test_r28_no_anchor_where_the_rule_does_not_speak() -> None:
    added = contract(version("01-01 00:00", {}), version("02-01 00:00", {"sessions.every": days(7)}))
    weekly = NoneFor(SESSION, ref("sessions.every", 2))
    assert anchors(weekly, [row("a", "03-02 00:00")], added, "04-01 00:00") == []
    assert anchors(weekly, [row("a", "03-02 00:00", kind="session")], added, "04-01 00:00") == ["a"]
    ended = contract(version("01-01 00:00", {"sessions.every": days(7)}), end="02-01 00:00")
    assert anchors(weekly, [row("a", "03-02 00:00")], ended, "04-01 00:00", after_end=True) == []


def test_r29_events_before_the_start_do_not_stop_the_clock() -> None:
    began = contract(version("03-02 00:00", {}))
    rows = [row("a", "03-01 23:00", kind="session"), row("b", "03-12 00:00", kind="session")]
    assert lines(NoneFor(SESSION, days(7)), rows, began) == [("", "03-09 00:00", "03-12 00:00", 10.0)]


BY_REF = Unanswered(SESSION, has(kind=("invoice", "waiver")), days(7), by_ref=True)


def test_r48_each_start_waits_for_its_own_answer() -> None:
    rows = [row("a", "03-02 10:00", kind="session"), row("b", "03-03 10:00", kind="session")]
    rows += [row("i", "03-04 10:00", kind="invoice", ref="b"), row("j", "03-12 10:00", kind="waiver", ref="a")]
    assert lines(BY_REF, rows, as_of="04-01 00:00") == [("a", "03-09 10:00", "03-12 10:00", None)]


def test_r60_an_answer_in_advance_counts() -> None:
    rows = [row("i", "03-01 10:00", kind="invoice", ref="a"), row("a", "03-02 10:00", kind="session")]
    assert anchors(BY_REF, rows, as_of="04-01 00:00") == []


def test_r61_what_matches_both_is_no_start() -> None:
    when = Unanswered(has(kind=("session", "invoice")), has(kind="invoice"), days(7), by_ref=True)
    rows = [row("a", "03-02 10:00", kind="session"), row("i", "03-03 10:00", kind="invoice", ref="i")]
    assert anchors(when, rows, as_of="04-01 00:00") == ["a"]


def test_r62_an_answer_without_ref_answers_nothing_and_is_not_undetermined() -> None:
    rows = [row("a", "03-02 10:00", kind="session"), row("i", "03-03 10:00", kind="invoice")]
    assert anchors(BY_REF, rows, as_of="04-01 00:00") == ["a"]


def due_after(amount: float, kind: Any, start: str, opening: str = "Mo-Fr 09:00-18:00") -> list[str | None]:
    agreed = contract(version("01-01 00:00", {"hours": parse_hours(opening)}))
    when = Unanswered(CLIENT, PRACTITIONER, Deadline(kind, Fraction(amount)))
    return [shown(f.at) for f in judged(when, [row("a", start, "client")], agreed, "12-31 00:00")]


def test_r74_open_hours_end_at_the_close() -> None:
    assert due_after(8, "open_hours", "03-02 10:00") == ["03-02 18:00"]
    assert due_after(8, "open_hours", "03-02 11:00") == ["03-03 10:00"]
    assert due_after(1, "open_hours", "03-06 20:00") == ["03-09 10:00"]  # Friday evening to Monday
    assert due_after(2, "open_hours", "03-28 12:00", "00:00-03:00") == ["03-29 02:00"]  # 01:00 does not exist


def test_r75_working_days_end_at_the_close_of_the_day() -> None:
    assert due_after(1, "working_days", "03-02 10:00") == ["03-03 18:00"]
    assert due_after(1, "working_days", "03-06 10:00") == ["03-09 18:00"]
    assert due_after(1, "working_days", "03-02 10:00", "22:00-07:00") == ["03-04 07:00"]
    assert due_after(1, "working_days", "03-02 10:00", "24/7") == ["03-04 00:00"]


def test_r76_a_rule_whose_duration_needs_hours_is_silent_without_them() -> None:
    reply = {"reply_within": Deadline("open_hours", Fraction(8))}
    rows = [row("a", "03-02 10:00", "client"), row("u", "03-02 11:00", "unknown")]
    when = Unanswered(CLIENT, PRACTITIONER, ref("reply_within"))
    assert anchors(when, rows, contract(version("01-01 00:00", reply)), "12-31 00:00") == []
    with_hours = contract(version("01-01 00:00", {"hours": OFFICE, **reply}))
    assert anchors(when, rows, with_hours, "12-31 00:00") == ["?by", "a"]
    elapsed = contract(version("01-01 00:00", {"reply_within": hours(8)}))
    assert anchors(when, rows, elapsed, "12-31 00:00") == ["?by", "a"]


def test_r77_hours_that_never_open_are_never_due() -> None:
    assert due_after(1, "open_hours", "03-02 10:00", "2020 Mo-Fr 09:00-18:00") == []


def test_r78_the_hours_of_the_start_decide_to_the_end() -> None:
    terms = {"reply_within": Deadline("open_hours", Fraction(8))}
    changing = contract(
        version("01-01 00:00", {"hours": OFFICE, **terms}),
        version("03-02 12:00", {"hours": parse_hours("Mo-Fr 14:00-16:00"), **terms}),
    )
    when = Unanswered(CLIENT, PRACTITIONER, ref("reply_within"))
    assert lines(when, [row("a", "03-02 10:00", "client")], changing, "12-31 00:00") == [
        ("a", "03-02 18:00", None, None)
    ]


# ---- excuses (17, 30-35, 42, 43, 53, 65-68) -----------------------------------------------------------------


def test_r17_excuses_need_evidence() -> None:
    rows = [
        row("a", "03-02 10:00"), row("b", "03-02 11:00", purpose="crisis"),
        row("c", "03-02 12:00", purpose="scheduling"),
        row("d", "03-02 13:00", length=20), row("e", "03-02 14:00", length=21), row("f", "03-02 15:00", "system"),
        row("g", "03-02 16:00", purpose="support"),
    ]  # fmt: skip
    assert statuses(EACH, rows, unless=("crisis", "scheduling", "incidental")) == [
        ("a", "open", None), ("b", "excused", "crisis"), ("c", "excused", "scheduling"), ("d", "excused", "incidental"),
        ("e", "open", None), ("f", "excused", "incidental"), ("g", "open", None),
    ]  # fmt: skip
    assert [s for _, s, _ in statuses(EACH, rows)] == ["open"] * 7


def test_r17_r42_an_excused_row_is_not_undetermined() -> None:
    rows = [
        row("a", "03-02 10:00", length=3),
        row("b", "03-03 10:00"),
        row("l", "03-03 09:00", kind="leave", length=99),
    ]
    for when in (
        Each(has(channel="sms")),
        NoneFor(has(channel="sms"), days(900)),
        Sequence(SESSION, has(channel="sms")),
    ):
        found = judged(when, rows, unless=("incidental", "cover"))
        assert [f.evidence for f in found] == []
        assert [f.evidence for f in judged(when, rows, unless=("incidental",))] == [("l", "b")]


def exempt(
    id: str = "e", clause: str = "hours", since: str | None = None, until: str | None = None,
    reason: str | None = None, agreed: bool = True, scope: object | None = None,
) -> Exemption:  # fmt: skip
    return Exemption(
        id, f"administrative.{clause}", since and t(since), until and t(until), reason, agreed, scope, HERE
    )  # type: ignore[arg-type]


def excused(exemption: Exemption, *rows: dict[str, Any], scope: Filter | None = None, **fields: Any) -> list[str]:
    """The rows an exception of the contract excuses, for a rule on `hours`."""
    agreed = contract(
        version("01-01 00:00", {"hours": OFFICE, "sessions.minutes": 50}), exemptions=(exemption,),
        scopes={} if scope is None else {exemption.id: scope},
    )  # fmt: skip
    settings = {"clause": "hours", "unless": ("agreed",)} | fields
    return [f.anchor for f in judged(EACH, rows, agreed, **settings) if f.status == "excused"]


def test_r33_an_exception_covers_its_period_half_open() -> None:
    rows = [
        row("a", "03-01 23:59:59.999999"),
        row("b", "03-02 00:00"),
        row("c", "03-03 23:59"),
        row("d", "03-04 00:00"),
    ]
    assert excused(exempt(since="03-02 00:00", until="03-04 00:00"), *rows) == ["b", "c"]
    assert excused(exempt(until="03-02 00:00"), *rows) == ["a"]
    assert excused(exempt(), *rows) == ["a", "b", "c", "d"]
    assert excused(exempt(agreed=False), *rows) == []


def test_r33_an_exception_covers_its_clause_and_what_is_below_it() -> None:
    m = row("m", "03-02 10:00")
    assert excused(exempt(clause="sessions"), m, clause="sessions.minutes") == ["m"]
    assert excused(exempt(clause="sessions.minutes"), m, clause="sessions.minutes") == ["m"]
    assert excused(exempt(clause="sessions.minutes"), m, clause="sessions") == []
    assert excused(exempt(clause="hours"), m, clause="sessions.minutes") == []
    assert excused(exempt(clause="session"), m, clause="sessions") == []
    assert excused(exempt(), m, clause=None) == []


def test_r33_r43_the_scope_must_be_true() -> None:
    rows = [row("a", "03-02 10:00", channel="sms"), row("b", "03-02 11:00", channel="email"), row("c", "03-02 12:00")]
    assert excused(exempt(scope="sms"), *rows, scope=has(channel="sms")) == ["a"]
    assert excused(exempt(scope="not sms"), *rows, scope=Not(has(channel="sms"))) == ["b"]
    absent = AnyOf((MESSAGE, compare("minutes", "gt", ref("calls.minutes"))))
    assert excused(exempt(scope="absent"), *rows, scope=absent) == []
    assert len(rows) == 3


def test_r65_defaults_do_not_reach_a_scope() -> None:
    long = row("m", "03-02 10:00", minutes=70.0)
    over = compare("overrun_minutes", "gt", ref("sessions.overrun"))
    default = {"administrative.sessions.overrun": Fraction(10)}
    assert excused(exempt(scope="over"), long, scope=over, defaults=default) == []
    assert excused(exempt(scope="over"), long, scope=compare("overrun_minutes", "gt", 10)) == ["m"]


def test_r30_where_an_excuse_looks_in_a_sequence() -> None:
    when = Sequence(CLIENT, PRACTITIONER, within=days(1))
    first = [row("a", "03-02 10:00", "client", purpose="crisis"), row("b", "03-02 11:00")]
    then = [row("a", "03-02 10:00", "client"), row("b", "03-02 11:00", purpose="crisis")]
    assert statuses(when, first, unless=("crisis",)) == [("b", "open", None)]
    assert statuses(when, then, unless=("crisis",)) == [("b", "excused", "crisis")]
    again = [*then, row("c", "03-02 12:00")]
    assert statuses(when, again, unless=("crisis",)) == [("b", "excused", "crisis")]  # it stays in the merge


def test_r30_where_an_excuse_looks_in_unanswered() -> None:
    when = Unanswered(CLIENT, has(by="practitioner", kind="message"), days(2))
    leave = row("l", "03-04 00:00", kind="leave", planned_end="03-05 00:00")
    on_start = row("l", "03-02 00:00", kind="leave", planned_end="03-03 00:00")
    asked = row("a", "03-02 10:00", "client")
    unless = {"as_of": "03-09 00:00", "unless": ("cover", "scheduling")}
    assert statuses(when, [asked, leave], **unless) == [("a", "excused", "cover")]  # the due instant, 03-04 10:00
    assert statuses(when, [asked, on_start], **unless) == [("a", "open", None)]
    planned = row("a", "03-02 10:00", "client", purpose="scheduling")
    assert statuses(when, [planned], **unless) == [("a", "excused", "scheduling")]
    follow = row("b", "03-02 11:00", "client")
    assert statuses(when, [planned, follow], **unless) == [("a", "excused", "scheduling")]  # it stays the start


def test_r30_r33_where_an_excuse_looks_in_none_for() -> None:
    when = NoneFor(SESSION, days(7))
    held = row("s", "03-02 10:00", "system", kind="session", purpose="scheduling", length=1)
    unless = {"as_of": "03-20 00:00", "unless": ("scheduling", "incidental", "cover", "agreed"), "clause": "hours"}
    began = version("03-02 00:00", {"hours": OFFICE})
    assert statuses(when, [held], contract(began), **unless) == [("s", "open", None)]
    leave = row("l", "03-09 10:00", kind="leave", planned_end="03-09 10:00:00.000001")
    assert statuses(when, [held, leave], contract(began), **unless) == [("s", "excused", "cover")]
    scopes = {"e": SESSION}
    scoped = contract(began, exemptions=(exempt(scope="x"),), scopes=scopes)
    assert statuses(when, [held], scoped, **unless) == [("s", "open", None)]
    assert statuses(when, [held], contract(began, exemptions=(exempt(),)), **unless) == [("s", "excused", "agreed")]


def test_r30_an_exception_of_the_contract_looks_at_the_due_instant_and_its_scope_at_the_start() -> None:
    when = Unanswered(CLIENT, PRACTITIONER, days(2))
    rows = [row("a", "03-02 10:00", "client", channel="sms")]
    base = version("01-01 00:00", {"hours": OFFICE})
    at_due = exempt(since="03-04 10:00", until="03-04 10:00:00.000001", scope="x")
    at_start = exempt(since="03-02 00:00", until="03-04 10:00", scope="x")
    for exemption, status in ((at_due, "excused"), (at_start, "open")):
        agreed = contract(base, exemptions=(exemption,), scopes={"e": has(channel="sms")})
        found = judged(when, rows, agreed, "03-09 00:00", clause="hours", unless=("agreed",))
        assert [f.status for f in found] == [status]


def test_r32_the_time_exception_and_leave_rows_cover() -> None:
    rows = [row(h, f"03-0{d} {h}:00") for d, h in ((2, "09"), (2, "10"), (3, "08"))]
    rows += [row("z", "03-03 09:59:59.999999"), row("zz", "03-03 10:00")]
    leave = row("l", "03-02 10:00", "client", kind="leave")
    assert [a for a, s, _ in statuses(EACH, [*rows, leave], unless=("cover",)) if s == "excused"] == ["10", "08", "z"]
    after_the_fact = row("l", "03-09 10:00", kind="leave", planned_start="03-03 09:00")
    assert [a for a, s, _ in statuses(EACH, [*rows, after_the_fact], unless=("cover",)) if s == "excused"] == [
        "z",
        "zz",
    ]
    ahead = row("l", "03-02 10:00", kind="leave", planned_end="03-03 08:00")
    assert [a for a, s, _ in statuses(EACH, [*rows, ahead], unless=("cover",)) if s == "excused"] == ["10"]


def test_r32_they_count_where_the_rule_does_not_see_them() -> None:
    began = contract(version("03-02 00:00", {}))
    rows = [row("e", "02-20 10:00", kind="exception", planned_end="03-05 00:00"), row("m", "03-02 10:00")]
    assert statuses(EACH, rows, began, unless=("crisis",)) == [("m", "excused", "crisis")]


def test_r53_r66_r68_reasons() -> None:
    m = row("m", "03-02 10:00")
    plain = row("e", "03-02 09:00", kind="exception")
    ill = row("e", "03-02 09:00", kind="exception", reason="illness")
    ill_leave = row("e", "03-02 09:00", kind="leave", reason="illness")
    assert statuses(EACH, [m, plain], unless=("crisis",)) == [("m", "excused", "crisis")]
    assert statuses(EACH, [m, ill], unless=("crisis",)) == [("m", "open", None)]
    assert statuses(EACH, [m, ill], unless=("illness",)) == [("m", "excused", "illness")]
    assert statuses(EACH, [m, plain], unless=("agreed", "cover")) == [("m", "open", None)]
    assert statuses(EACH, [m, ill_leave], unless=("illness", "crisis")) == [("m", "open", None)]
    assert statuses(EACH, [m, ill_leave], unless=("cover",)) == [("m", "excused", "cover")]


def test_r53_r67_an_exception_of_the_contract_excuses_under_agreed_and_its_reason() -> None:
    m = row("m", "03-02 10:00")
    assert excused(exempt(reason="illness"), m, unless=("illness",)) == ["m"]
    assert excused(exempt(reason="illness"), m, unless=("agreed",)) == ["m"]
    assert excused(exempt(reason="illness"), m, unless=("crisis",)) == []
    assert excused(exempt(reason="crisis"), m, unless=("crisis",)) == ["m"]
    assert excused(exempt(), m, unless=("crisis", "illness")) == []


def test_r66_the_reason_of_an_exception_row_is_crisis_unless_it_is_given() -> None:
    rows = [row("e", "03-02 09:00", kind="exception"), row("l", "03-02 09:00", kind="leave")]
    assert verdicts(has(reason="crisis"), *rows) == {"e": "true", "l": "reason"}
    assert verdicts(Missing("reason", True), *rows) == {"l": "true"}


def test_r35_the_first_in_the_order_of_unless() -> None:
    rows = [row("m", "03-02 10:00", "system", purpose="scheduling")]
    for unless in (("scheduling", "incidental"), ("incidental", "scheduling")):
        assert statuses(EACH, rows, unless=unless) == [("m", "excused", unless[0])]


# ---- escalation (34) ----------------------------------------------------------------------------------------


def severities(rows: Rows, when: Any = EACH, **fields: Any) -> list[tuple[str, str]]:
    ladder = Escalate("crossing", 2, days(7))
    return [(f.anchor, f.severity) for f in judged(when, rows, escalate=ladder, **fields)]


def test_r34_from_the_nth_open_finding_in_the_half_open_window_on() -> None:
    rows = [
        row("a", "03-01 10:00"),
        row("b", "03-08 10:00"),
        row("c", "03-15 09:59:59.999999"),
        row("d", "03-29 10:00"),
    ]
    assert severities(rows) == [("a", "notice"), ("b", "notice"), ("c", "crossing"), ("d", "notice")]


def test_r34_ties_in_the_order_of_the_anchors() -> None:
    assert severities([row("b", "03-01 10:00"), row("a", "03-01 10:00")]) == [("a", "notice"), ("b", "crossing")]


def test_r34_excused_and_undetermined_findings_neither_count_nor_rise() -> None:
    rows = [row("a", "03-01 10:00"), row("b", "03-02 10:00", purpose="crisis"), row("c", "03-03 10:00")]
    assert severities(rows, unless=("crisis",)) == [("a", "notice"), ("b", "notice"), ("c", "crossing")]
    assert severities(rows[:2], unless=("crisis",)) == [("a", "notice"), ("b", "notice")]
    unknown = [row("a", "03-01 10:00", purpose="other"), row("b", "03-02 10:00"), row("c", "03-03 10:00")]
    assert severities(unknown, Each(has(purpose="other"))) == [("a", "notice"), ("?purpose", "notice")]


def test_r34_an_episode_is_one_hit() -> None:
    rows = [row(str(n), f"03-02 1{n}:00") for n in range(4)] + [row("z", "03-05 10:00"), row("zz", "03-05 11:00")]
    assert severities(rows, MoreThan(Fraction(1), MESSAGE, days(1))) == [("1", "notice"), ("zz", "crossing")]


def test_r34_the_contracts_start_comes_first() -> None:
    began = contract(version("03-02 00:00", {}))
    rows = [row("0", "03-02 00:00", kind="session"), row("1", "03-02 00:00", kind="session")]
    found = severities(rows, NoneFor(SESSION, days(7)), agreement=began, as_of="04-01 00:00")
    assert found == [("1", "notice")]  # the start is followed at once by a session, and that by another


# ---- practitioner rows (69-72) ------------------------------------------------------------------------------

SHARED = contract(version("01-01 00:00", {}), practitioner="p-1")
LEAVE = row("l", "03-02 09:00", relationship=None, practitioner="p-1", kind="leave")


def test_a_practitioners_row_is_a_row_of_every_relationship_of_theirs() -> None:
    rows = [row("m", "03-02 10:00"), LEAVE]
    assert statuses(EACH, rows, SHARED, unless=("cover",)) == [("m", "excused", "cover")]
    assert anchors(Each(has(kind="leave")), rows, SHARED) == ["l"]


def test_r69_only_of_contracts_that_name_the_practitioner() -> None:
    rows = [row("m", "03-02 10:00"), LEAVE]
    assert statuses(EACH, rows, unless=("cover",)) == [("m", "open", None)]
    other = contract(version("01-01 00:00", {}), practitioner="p-2")
    assert statuses(EACH, rows, other, unless=("cover",)) == [("m", "open", None)]


def test_r70_a_row_with_a_relationship_is_a_row_of_that_one_only() -> None:
    two = contract(version("01-01 00:00", {}), practitioner="p-1", relationships=("r", "q"))
    rows = [row("m", "03-02 10:00"), row("l", "03-02 09:00", relationship="q", practitioner="p-1", kind="leave")]
    found = judged(EACH, rows, two, unless=("cover",))
    assert [(f.relationship, f.status) for f in found] == [("r", "open")]


def test_r72_a_row_of_ones_own_with_that_id_stays() -> None:
    rows = [row("l", "03-02 10:00"), LEAVE]
    for order in (rows, rows[::-1]):
        assert statuses(Each(has(kind=("message", "leave"))), order, SHARED, unless=("cover",)) == [("l", "open", None)]
    assert anchors(Each(has(kind="leave")), [row("m", "03-02 08:00"), row("l", "03-02 10:00"), LEAVE], SHARED,
                   "03-02 09:30") == ["l"]  # fmt: skip  # the own row lies beyond as_of


# ---- coverage of absence (52, 79-81) ------------------------------------------------------------------------


def covered(rules: Rule, rows: Rows, *coverage: Coverage, as_of: str = "04-01 00:00") -> list[str]:
    began = contract(version("03-01 00:00", {}))
    return [f.anchor for f in oracle.run([rules], [began], rows, t(as_of), coverage)]


def piece(since: str, until: str, *kinds: str, relationship: str | None = None) -> Coverage:
    return Coverage(t(since), t(until), frozenset(kinds) or None, relationship)


WAITS = rule("x", Unanswered(CLIENT, has(kind="call"), days(2)))
ASKED = [row("a", "03-02 10:00", "client")]


def test_r52_the_interval_from_start_to_due_must_be_covered() -> None:
    assert covered(WAITS, ASKED, piece("03-02 10:00", "03-04 10:00", "call")) == ["a"]
    assert covered(WAITS, ASKED, piece("03-02 10:00:00.000001", "03-09 10:00", "call")) == []
    assert covered(WAITS, ASKED, piece("03-01 00:00", "03-04 09:59:59.999999", "call")) == []
    assert covered(WAITS, ASKED, piece("03-01 00:00", "03-09 00:00", "call", relationship="q")) == []
    assert covered(WAITS, ASKED, piece("03-01 00:00", "03-09 00:00")) == ["a"]
    halves = (
        piece("03-03 00:00", "03-09 00:00", "call"),
        piece("03-01 00:00", "03-02 23:59:59.999999", "call", "session"),
    )
    assert covered(WAITS, ASKED, *halves) == ["a"]
    assert covered(WAITS, ASKED, halves[0], piece("03-01 00:00", "03-02 23:59:59.999998", "call")) == []


def test_r52_none_for_from_the_anchor_to_the_due_instant() -> None:
    absent = rule("x", NoneFor(SESSION, days(7)))
    rows = [row("s", "03-03 10:00", kind="session")]
    assert covered(absent, rows, piece("03-03 10:00", "03-10 10:00", "session")) == ["s"]
    assert covered(absent, rows, piece("03-03 10:00", "03-10 09:59", "session")) == []


def test_r79_every_kind_a_filter_may_wait_for() -> None:
    chat = piece("03-01 00:00", "04-01 00:00", "message", "call")
    for test, checked in (
        (has(kind="call", by="practitioner"), True), (has(kind=("call", "session")), False), (PRACTITIONER, False),
        (Not(AnyOf((has(kind="session"), has(kind="x-walk")))), False),
        (AllOf((has(kind=("call", "session")), Among("kind", frozenset({"session"}), negated=True))), True),
        (AnyOf((has(kind="call"), AllOf((has(kind="x-walk"), has(by="client"))))), False),
    ):  # fmt: skip
        assert bool(covered(rule("x", Unanswered(CLIENT, test, days(2))), ASKED, chat)) is checked


def test_r80_rows_of_uncovered_kinds_are_facts() -> None:
    rows = [*ASKED, row("s", "03-02 11:00", kind="session")]
    anything = rule("x", Unanswered(CLIENT, has(kind=("call", "session")), days(2)))
    assert covered(anything, rows, piece("03-01 00:00", "04-01 00:00", "call", "session")) == []
    assert covered(rule("x", Each(SESSION)), rows, piece("03-01 00:00", "04-01 00:00", "call")) == ["s"]


def test_r81_a_rule_that_is_not_checked_gives_no_undetermined_finding_either() -> None:
    rows = [row("u", "03-02 10:00", "unknown")]
    assert covered(WAITS, rows, piece("03-01 00:00", "04-01 00:00", "call")) == ["?by"]
    assert covered(WAITS, rows, piece("03-01 00:00", "04-01 00:00", "message")) == []
    two = rule("x", Unanswered(CLIENT, has(kind=("call", "session")), days(2)))
    apart = (piece("03-01 00:00", "03-20 00:00", "call"), piece("03-20 00:00:01", "04-01 00:00", "session"))
    assert covered(two, rows, *apart) == []  # at no instant both
    assert covered(two, rows, apart[0], piece("03-20 00:00", "04-01 00:00", "session")) == ["?by"]


# ---- as a whole ---------------------------------------------------------------------------------------------


def test_findings_are_sorted_and_free_of_the_order_of_rows() -> None:
    rows = [row("b", "03-02 10:00"), row("a", "03-02 10:00"), row("q", "03-01 10:00", relationship="q")]
    both = contract(version("01-01 00:00", {}), relationships=("r", "q"), rules=("x", "w"), timezone=LONDON)
    rules = [rule("x", EACH), rule("w", EACH), rule("v", EACH)]
    found = [oracle.run(rules, [both], given, None) for given in (rows, rows[::-1])]
    assert found[0] == found[1]
    assert [(f.relationship, f.rule, f.anchor) for f in found[0]] == [
        ("q", "w", "q"), ("q", "x", "q"), ("r", "w", "a"), ("r", "w", "b"), ("r", "x", "a"), ("r", "x", "b"),
    ]  # fmt: skip


def test_no_rows_no_findings() -> None:
    assert oracle.run([rule("x", NoneFor(SESSION, days(1)))], [PLAIN], [], t("12-31 00:00")) == []
