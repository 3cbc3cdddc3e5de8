"""What is concluded, and from when to when: cases worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from boundaries.policy.conclusion import (
    Facts,
    OfFindings,
    Said,
    Several,
)
from boundaries.table.log import Coverage
from builders import days, has, ref, row, t
from drawn import (
    ANY,
    SUPERVISION,
    call,
    conclude,
    contract,
    drawn,
    events,
    findings,
    gift,
    moment,
    named,
    premises,
    raised,
    spans,
)

# ---- how long a finding counts --------------------------------------------------------------------------------


def test_a_finding_counts_from_its_instant_on_for_as_long_as_its_window() -> None:
    assert spans(conclude(findings("call", window=days(7))), call("a", "03-02 10:00")) == [
        ("03-02 10:00", "03-09 10:00")
    ]


def test_without_a_window_it_is_ninety_days() -> None:
    assert spans(conclude(findings("call")), call("a", "03-02 10:00")) == [("03-02 10:00", "05-31 10:00")]


def test_what_still_holds_at_the_end_of_the_world_has_no_end() -> None:
    when = conclude(findings("call", window=days(7)))
    assert spans(when, call("a", "03-02 10:00"), as_of="03-09 09:59") == [("03-02 10:00", None)]
    assert spans(when, call("a", "03-02 10:00"), as_of="03-09 10:00") == [("03-02 10:00", "03-09 10:00")]
    assert spans(when, call("a", "03-02 10:00"), texts=[contract(ends="2026-03-05")]) == [("03-02 10:00", None)]


def test_two_of_three_lie_within_a_week_and_the_number_is_that_at_the_beginning() -> None:
    when = conclude(findings("call", at_least=2, window=days(7)))
    rows = call("a", "03-02 10:00"), call("b", "03-09 10:00"), call("c", "03-12 10:00"), call("d", "03-12 11:00")
    (one,) = drawn(when, *rows)
    assert (moment(one.at), one.measured, one.unit) == ("03-12 10:00", 2.0, "count")
    assert one.premises == premises("call", "b", "c")
    assert spans(when, *rows) == [("03-12 10:00", "03-19 10:00")]


def test_more_than_is_strictly_more() -> None:
    rows = call("a", "03-02 10:00"), call("b", "03-03 10:00")
    assert spans(conclude(findings("call", more_than=Fraction(2))), *rows) == []
    assert spans(conclude(findings("call", more_than=ref("gifts.at_most"))), *rows) == [("03-03 10:00", "05-31 10:00")]


def test_it_goes_on_while_more_comes_and_begins_anew_after_a_gap() -> None:
    when = conclude(findings("call", window=days(7)))
    rows = call("a", "03-02 10:00"), call("b", "03-09 09:59"), call("c", "03-20 10:00")
    assert spans(when, *rows) == [("03-02 10:00", "03-16 09:59"), ("03-20 10:00", "03-27 10:00")]


def test_what_is_open_and_is_a_breach_matches_where_nothing_else_is_asked() -> None:
    rows = [call("a", "03-02 10:00", channel="signal", purpose="crisis")]
    (one,) = drawn(conclude(OfFindings(of=ANY)), *rows)
    assert one.premises == premises("call", "a")
    excused = Facts((Said("status", frozenset({"excused"})),))
    (one,) = drawn(conclude(OfFindings(of=excused)), *rows)
    assert one.premises == premises("signal", "a")


# ---- judged later ---------------------------------------------------------------------------------------------


def test_judged_two_weeks_later_unless_it_was_raised() -> None:
    when = conclude(findings("call", window=days(1)), none=[events(SUPERVISION, window=days(14))], after=days(14))
    assert spans(when, call("a", "03-02 10:00")) == [("03-16 10:00", "03-17 10:00")]
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-16 10:00")) == []
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-02 10:00:00.000001")) == []
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-02 10:00")) == [("03-16 10:00", "03-17 10:00")]


def test_a_premise_can_be_judged_later_by_itself() -> None:
    when = conclude(findings("call", after=days(3)), findings("gift"))
    assert spans(when, call("a", "03-02 10:00"), gift("g", "03-03 10:00")) == [("03-05 10:00", "06-01 10:00")]


def test_time_alone_begins_nothing() -> None:
    """When the supervision is long ago there is no fact at which it could begin."""
    when = conclude(findings("call"), none=[events(SUPERVISION, window=days(7))])
    rows = raised("s", "03-01 10:00"), call("a", "03-02 10:00")
    assert spans(when, *rows) == []
    assert spans(when, *rows, call("b", "03-10 10:00")) == [("03-10 10:00", "06-08 10:00")]


# ---- what ends it ---------------------------------------------------------------------------------------------


def test_none_ends_it_while_it_holds() -> None:
    when = conclude(findings("call", window=days(30)), none=[events(SUPERVISION, window=days(7))])
    rows = call("a", "03-02 10:00"), raised("s", "03-05 10:00"), call("b", "03-14 10:00")
    assert spans(when, *rows) == [("03-02 10:00", "03-05 10:00"), ("03-14 10:00", "04-13 10:00")]


def test_a_retract_ends_it_and_what_was_before_counts_no_more() -> None:
    when = conclude(findings("call", at_least=2), retract=[events(SUPERVISION)])
    rows = call("a", "03-02 10:00"), call("b", "03-03 10:00"), raised("s", "03-05 10:00"), call("c", "03-06 10:00")
    assert spans(when, *rows) == [("03-03 10:00", "03-05 10:00")]
    later = call("d", "03-07 10:00")
    assert spans(when, *rows, later) == [("03-03 10:00", "03-05 10:00"), ("03-07 10:00", "06-04 10:00")]


def test_a_retract_at_its_own_instant_wins() -> None:
    when = conclude(findings("call"), retract=[events(SUPERVISION)])
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-02 10:00")) == []


def test_what_may_be_a_supervision_speaks_against_it_and_what_may_be_an_event_not_for_it() -> None:
    loud = has(kind="message", purpose="crisis")
    unknown = row("m", "03-02 11:00")
    assert spans(conclude(findings("call"), none=[events(loud)]), unknown, call("a", "03-03 10:00")) == []
    assert spans(conclude(findings("call"), retract=[events(loud)]), call("a", "03-01 10:00"), unknown) == [
        ("03-01 10:00", "03-02 11:00")
    ]
    assert spans(conclude(events(loud)), unknown) == []


def test_nothing_is_concluded_of_what_the_log_cannot_show() -> None:
    when = conclude(findings("call"), none=[events(SUPERVISION, window=days(14))])
    short = Coverage(t("03-01 00:00"), t("12-31 00:00"))
    assert spans(when, call("a", "03-10 10:00"), call("b", "03-14 10:00"), coverage=(short,)) == []
    # A fortnight is covered at last with the third call.
    rows = call("a", "03-10 10:00"), call("b", "03-14 10:00"), call("c", "03-16 10:00")
    assert spans(when, *rows, coverage=(short,)) == [("03-16 10:00", "06-14 10:00")]


def test_a_time_before_the_contract_began_need_not_be_shown() -> None:
    """It is asked what was two weeks ago; the contract is of yesterday."""
    when = conclude(findings("call"), none=[events(SUPERVISION, after=days(14), window=days(7))])
    late = Coverage(t("03-01 00:00"), t("12-31 00:00"))
    assert spans(when, call("a", "01-20 10:00"), coverage=(late,)) == [("01-20 10:00", "04-20 10:00")]
    assert spans(when, call("a", "02-20 10:00"), coverage=(late,)) == []


# ---- several --------------------------------------------------------------------------------------------------


def test_two_of_three_premises() -> None:
    when = conclude(Several((findings("call"), findings("gift"), findings("signal")), 2))
    rows = call("a", "03-02 10:00"), gift("g", "03-04 10:00"), row("m", "03-01 10:00")
    (one,) = drawn(when, *rows)
    assert (moment(one.at), one.measured) == ("03-04 10:00", 2.0)
    assert one.premises == tuple(sorted([*premises("call", "a"), *premises("gift", "g")]))


def test_one_interaction_supports_one_dimension_only() -> None:
    """A gift of the practitioner's is found under gifts and under money, but it is one."""
    when = conclude(OfFindings(of=ANY, at_least=2, distinct="dimension"))
    assert spans(when, gift("g", "03-02 10:00", "practitioner")) == []
    rows = gift("g", "03-02 10:00", "practitioner"), gift("h", "03-04 10:00", "client")
    (one,) = drawn(when, *rows)
    assert (moment(one.at), one.measured) == ("03-04 10:00", 2.0)
    assert len(one.premises) == 3


def test_different_rules_and_clauses() -> None:
    rows = gift("g", "03-02 10:00", "practitioner"), call("a", "03-03 10:00"), call("b", "03-04 10:00")
    of_rules = conclude(OfFindings(of=ANY, at_least=3, distinct="rule"))
    assert spans(of_rules, *rows) == [("03-03 10:00", "05-31 10:00")]
    of_clauses = conclude(OfFindings(of=ANY, at_least=3, distinct="clause"))
    assert spans(of_clauses, *rows) == []
    assert spans(of_clauses, *rows, row("m", "03-05 10:00", channel="signal", purpose="other")) != []


def test_a_share_of_findings() -> None:
    when = conclude(OfFindings(of=named("gift"), among=ANY, more_than=Fraction(1, 2)))
    rows = call("a", "03-02 10:00"), gift("g", "03-03 10:00"), gift("h", "03-04 10:00")
    (one,) = drawn(when, *rows)
    assert (moment(one.at), one.measured, one.unit) == ("03-04 10:00", float(Fraction(2, 3)), "share")
    assert one.premises == premises("gift", "g", "h")


def test_one_step_after_another_each_close_behind_the_one_before() -> None:
    when = conclude(OfFindings(of=ANY, at_least=3, distinct="dimension", each_within=days(30)))
    first, second = call("a", "02-01 10:00"), gift("g", "03-01 10:00")
    signal = row("m", "03-20 10:00", channel="signal", purpose="other")
    assert spans(when, first, second, signal) == [("03-20 10:00", "05-02 10:00")]
    late = row("m", "04-05 10:00", channel="signal", purpose="other")
    assert spans(when, first, second, late) == []
