"""The oracle held to the rulings, by hand: sequence, unanswered, none_for, coverage (26-29, 48, 52, 60-62, 74-81)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import oracle
from boundaries.civil.hours import parse_hours
from boundaries.policy.rule import Rule
from boundaries.table.log import Coverage
from builders import (
    AllOf,
    Among,
    AnyOf,
    Deadline,
    Each,
    NoneFor,
    Not,
    Sequence,
    Unanswered,
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
)
from oracle import OracleFinding
from oracle_cases import CLIENT, OFFICE, PRACTITIONER, SESSION, Rows, anchors, judged, lines


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
    rows = [row("a", "03-02 10:00", kind="session"), row("i", "03-03 10:00", kind="invoice")]
    assert anchors(when, [*rows, row("m", "03-03 11:00")], as_of="04-01 00:00") == ["a"]


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
    never = "2020 Mo-Fr 09:00-18:00"
    assert due_after(1, "open_hours", "03-02 10:00", never) == []
    agreed = contract(version("01-01 00:00", {"hours": parse_hours(never)}))
    absent = NoneFor(SESSION, Deadline("working_days", Fraction(1)))
    assert anchors(absent, [row("a", "03-02 10:00", kind="session")], agreed, "12-31 00:00") == []


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
    longer = piece("03-01 00:00", "03-09 00:00", "message")
    assert covered(WAITS, ASKED, halves[0], longer) == []  # of another kind
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
        (Not(Not(has(kind="call"))), True), (Not(Among("kind", frozenset({"call"}), negated=True)), True),
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
