"""The oracle held by hand: what `ref` names, leave, what the contract leaves open, and how many it names."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from boundaries.civil.span import Span
from boundaries.policy.condition import Each, MoreThan, Not, Ref, StillOpen, Unanswered
from builders import AllOf, Among, Missing, compare, contract, days, has, row, t, version
from oracle_cases import PLAIN, anchors, judged, verdicts

NAMED = [
    row("before", "2025-12-01 10:00", kind="call"),  # outside the contract's life
    row("talk", "03-02 10:00", kind="session"),
    row("walk", "03-02 11:00", kind="x-walk"),
    row("of-before", "03-03 10:00", kind="record", ref="before"),
    row("of-talk", "03-03 11:00", kind="record", ref="talk"),
    row("of-walk", "03-03 12:00", kind="record", ref="walk"),
    row("of-later", "03-03 13:00", kind="record", ref="later"),
    row("of-record", "03-03 14:00", kind="record", ref="of-talk"),  # one step only
    row("of-itself", "03-03 15:00", kind="record", ref="of-itself"),
    row("of-nothing", "03-03 16:00", kind="record", ref="gone"),
    row("of-nobody", "03-03 17:00", kind="record"),
    row("later", "03-04 10:00"),
]


def test_the_kind_of_the_row_that_ref_names_one_step_whenever_it_was() -> None:
    record, lacking = has(kind="record"), {"of-nothing": "ref", "of-nobody": "ref"}
    for word, ids in {"call": "of-before", "session": "of-talk", "x-walk": "of-walk", "message": "of-later"}.items():
        assert verdicts(AllOf((record, has(ref_kind=word))), *NAMED) == {ids: "true", **lacking}
    either = AllOf((record, has(ref_kind=("record", "session"))))
    assert verdicts(either, *NAMED) == {"of-talk": "true", "of-record": "true", "of-itself": "true", **lacking}
    other = AllOf((record, Among("ref_kind", frozenset({"record", "session", "message"}), negated=True)))
    assert verdicts(other, *NAMED) == {"of-before": "true", "of-walk": "true", **lacking}


def test_where_ref_names_nothing_it_is_missing() -> None:
    record = has(kind="record")
    assert set(verdicts(AllOf((record, Missing("ref_kind", True))), *NAMED)) == {"of-nothing", "of-nobody"}
    there = verdicts(AllOf((record, Missing("ref_kind", False))), *NAMED)
    assert set(there) == {r["id"] for r in NAMED if r["kind"] == "record"} - {"of-nothing", "of-nobody"}
    assert set(there.values()) == {"true"}


def test_what_ref_names_stays_in_its_relationship_and_in_the_world() -> None:
    rows = [row("s", "03-02 10:00", kind="session", relationship="q"), row("r", "03-02 11:00", ref="s")]
    assert verdicts(has(ref_kind="session"), *rows) == {"r": "ref"}
    mine, late = row("r", "03-02 11:00", ref="late"), row("late", "03-09 10:00", kind="session")
    found = judged(Each(has(ref_kind="session")), [mine, late], as_of="03-05 10:00")
    assert [f.unknown for f in found] == ["ref"]


def test_a_practitioners_row_can_be_named_too() -> None:
    shared = contract(version("01-01 00:00", {}), practitioner="p-1")
    rows = [row("s", "03-02 10:00", kind="supervision", relationship=None, practitioner="p-1"),
            row("r", "03-02 11:00", ref="s")]  # fmt: skip
    assert verdicts(AllOf((has(kind="message"), has(ref_kind="supervision"))), *rows, agreement=shared) == {"r": "true"}


def test_an_answer_by_what_it_records() -> None:
    waits = Unanswered(has(kind="call"), AllOf((has(kind="record"), has(ref_kind=("message", "call")))), days(2))
    call, end = row("c", "03-02 10:00", kind="call"), "03-20 10:00"
    recorded = row("r", "03-03 10:00", kind="record", ref="c")
    assert anchors(waits, [call, recorded], as_of=end) == []
    session = row("s", "03-02 12:00", kind="session")
    assert anchors(waits, [call, session, {**recorded, "ref": "s"}], as_of=end) == ["c"]
    assert anchors(waits, [call, {**recorded, "ref": None}], as_of=end) == ["?ref", "c"]


@pytest.mark.parametrize(
    ("at", "away"),
    [("03-01 23:59:59.999999", "false"), ("03-02 00:00", "true"), ("03-04 23:59:59.999999", "true"),
     ("03-05 00:00", "false")],
)  # fmt: skip
def test_leave_spans_its_plan_half_open_whenever_it_was_told(at: str, away: str) -> None:
    for told in ("02-20 10:00", "03-10 10:00"):
        leave = row("l", told, kind="leave", planned_start="03-02 00:00", planned_end="03-05 00:00")
        rows = [leave, row("m", at)]
        for word in ("true", "false"):
            said = verdicts(AllOf((has(kind="message"), has(on_leave=word))), *rows)
            assert said == ({"m": "true"} if word == away else {})


def test_leave_is_never_unknown() -> None:
    leave = row("l", "03-02 10:00", kind="leave")  # a day from its own instant
    rows = [leave, row("in", "03-03 09:59", certainty="date_only"), row("out", "03-03 10:00")]
    assert verdicts(has(on_leave="true"), *rows) == {"l": "true", "in": "true"}
    assert verdicts(Among("on_leave", frozenset({"true"}), negated=True), *rows) == {"out": "true"}
    assert verdicts(Missing("on_leave", True), *rows) == {}
    assert verdicts(Missing("on_leave", False), *rows) == dict.fromkeys(("l", "in", "out"), "true")
    shared = contract(version("01-01 00:00", {}), practitioner="p-1")
    spread = {**leave, "relationship": None, "practitioner": "p-1"}
    assert "in" in verdicts(has(on_leave="true"), spread, *rows[1:], agreement=shared)
    assert verdicts(has(on_leave="true"), spread, *rows[1:]) == {}  # somebody else's leave


def test_what_opens_a_thread_and_what_goes_on_in_one() -> None:
    rows = [
        row("one", "03-02 09:00", by="client"), row("two", "03-02 20:59", by="unknown"),
        row("late", "03-03 08:59", by="practitioner"), row("far", "03-03 20:58", by="system"),
        row("session", "03-03 21:00", kind="session"), row("call", "03-03 21:00", kind="call"),
    ]  # fmt: skip
    opens = Among("opens_thread", frozenset({"true"}))
    assert verdicts(opens, *rows) == dict.fromkeys(("one", "late", "call"), "true")
    going_on = {"two": "true"}
    assert verdicts(has(opens_thread="false"), *rows) == going_on
    assert verdicts(replace(opens, negated=True), *rows) == going_on  # of what is in no thread nothing holds
    assert verdicts(Missing("opens_thread", True), *rows) == dict.fromkeys(("far", "session"), "true")
    assert set(verdicts(Not(opens), *rows)) == {"two", "far", "session"}


WAITED = [
    row("c-1", "03-02 09:00", by="client"), row("c-2", "03-02 10:00", by="client", kind="call"),
    row("nobody", "03-02 10:10", by="unknown"), row("third", "03-02 10:20", by="other"),
    row("auto", "03-02 10:25", by="system"), row("note", "03-02 10:26", by="practitioner", kind="record"),
    row("p-1", "03-02 10:30", kind="call"), row("p-2", "03-02 11:00"),
    row("c-3", "03-20 11:00", by="client"), row("both", "03-20 11:30", by="both", kind="call"),
    row("p-3", "03-21 11:00:00.000001"), row("c-4", "03-22 11:00", by="client"),
]  # fmt: skip


def test_an_answer_takes_as_long_as_the_first_of_the_clients_row_has_waited() -> None:
    for op, limit, ids in (
        ("eq", 90, "p-1"), ("lt", 90, ""), ("le", 90, "p-1"), ("gt", 24 * 60, "p-3"), ("ge", 0, "p-1 p-3"),
        ("ne", 90, "p-3"),
    ):  # fmt: skip
        assert verdicts(compare("reply_minutes", op, limit), *WAITED) == dict.fromkeys(ids.split(), "true")
    assert set(verdicts(Missing("reply_minutes", False), *WAITED)) == {"p-1", "p-3"}
    every = {r["id"] for r in WAITED}
    assert set(verdicts(Not(compare("reply_minutes", "ge", 0)), *WAITED)) == every - {"p-1", "p-3"}  # none is unknown


def test_answers_are_added_up_and_what_answers_nothing_adds_nothing() -> None:
    over = MoreThan(Fraction(89), has(kind=("message", "call")), days(30), "reply_minutes")
    assert anchors(over, WAITED[:8]) == ["p-1"]  # the others are neither over nor undetermined
    assert anchors(replace(over, limit=Fraction(90)), WAITED[:8]) == []


def left_open(*paths: str) -> StillOpen:
    return StillOpen(tuple(f"administrative.{path}" for path in paths))


def test_what_is_open_by_the_version_in_force() -> None:
    agreed = contract(
        version("01-01 00:00", {}), version("02-01 00:00", {"sessions.minutes": 50}),
        version("03-01 00:00", {"sessions.minutes": 50}, ("sessions.overrun", "hours")),
        version("04-01 00:00", {}, ("sessions",)),
    )  # fmt: skip
    rows = [row(month, f"{month}-10 10:00") for month in ("01", "02", "03", "04")]
    found = {
        "sessions": "01", "sessions.minutes": "01", "sessions.overrun": "01 02", "hours": "01 02 04",
        "sharing.gp": "01 02 03 04",
    }  # fmt: skip
    for path, months in found.items():
        assert verdicts(left_open(path), *rows, agreement=agreed) == dict.fromkeys(months.split(), "true")
        closed = [r["id"] for r in rows if r["id"] not in months.split()]
        assert verdicts(Not(left_open(path)), *rows, agreement=agreed) == dict.fromkeys(closed, "true")
    either = left_open("sessions.minutes", "hours")
    assert verdicts(either, *rows, agreement=agreed) == dict.fromkeys(("01", "02", "04"), "true")


def test_a_default_agrees_to_nothing() -> None:
    agreed = contract(version("01-01 00:00", {"sessions.minutes": 50}))
    test, default = left_open("sessions.overrun"), {"administrative.sessions.overrun": Fraction(10)}
    assert anchors(Each(test), [row("m", "03-02 10:00")], agreed, defaults=default) == ["m"]


def test_what_is_open_silences_nothing_and_may_be_counted() -> None:
    goals = StillOpen(("professional.goals",))
    rows = [row(str(n), f"03-0{n} 10:00", kind="session") for n in (2, 3, 4, 5)]
    over = MoreThan(Fraction(3), AllOf((has(kind="session"), goals)), days(30))
    assert anchors(over, rows) == ["5"]
    assert anchors(over, rows[1:]) == []


def test_how_many_the_contract_names() -> None:
    couple = replace(version("01-01 00:00", {}), parties=Fraction(3))
    rows = [row(str(n), "03-02 10:00", people=n) for n in (2, 3, 4, 5, 6, 7)] + [row("two", "03-02 10:00")]
    more, twice = compare("people", "gt", Ref("parties")), compare("people", "gt", Ref("parties", Fraction(2)))
    assert set(verdicts(more, *rows, agreement=contract(couple))) == set("4567")
    assert set(verdicts(twice, *rows, agreement=contract(couple))) == {"7"}
    assert set(verdicts(more, *rows)) == set("34567")  # PLAIN names nobody: the two
    assert PLAIN.timeline.versions[0].parties == 2
    limit = MoreThan(Ref("parties"), has(kind="message"), Span(0, 60_000_000))
    assert anchors(limit, rows[:3], contract(couple)) == []
    assert anchors(limit, rows[:4], contract(couple)) == ["5"]
    assert t("03-02 10:00") == rows[0]["at"]
