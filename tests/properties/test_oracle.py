"""The oracle held to the rulings, by hand: what a rule sees, escalation, practitioner rows, coverage."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import oracle
from boundaries.civil.hours import parse_hours
from boundaries.policy.rule import Escalate
from builders import (
    LONDON,
    Each,
    Inside,
    MoreThan,
    NoneFor,
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
    t,
    version,
)
from oracle import OracleFinding
from oracle_cases import EACH, MESSAGE, OFFICE, OUTSIDE, PLAIN, SESSION, Rows, anchors, judged, lines, statuses


def test_a_finding_in_full() -> None:
    assert judged(EACH, [row("m", "03-02 10:00")], clause="hours") == [
        OracleFinding("x", "r", "m", t("03-02 10:00"), None, None, "open", "notice", None, None, ("m",),
                      clause="administrative.hours"),
    ]  # fmt: skip


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
    without: dict[str, object] = {}
    with_hours = {"hours": OFFICE}
    rows = [row("a", "03-02 19:00"), row("b", "03-04 19:00")]
    for later in ("03-02 12:00", "03-03 00:00"):  # at the end and after it, no version comes into force
        versions = (version("01-01 00:00", without), version("03-01 00:00", with_hours), version(later, without))
        life = contract(*versions, end="03-02 12:00")
        assert anchors(OUTSIDE, rows, life, after_end=True, clause="hours") == ["a", "b"]


def test_r3_a_contract_that_ends_before_it_starts_is_never_seen_before_its_start() -> None:
    life = contract(version("03-02 00:00", {}), end="02-01 00:00")
    rows = [row("a", "02-20 10:00"), row("b", "03-03 10:00")]
    assert anchors(EACH, rows, life) == []
    assert anchors(EACH, rows, life, after_end=True) == ["b"]


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
