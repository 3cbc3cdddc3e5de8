"""Steps in order, clauses, relationships, the contract and what happened as premises: cases worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from boundaries.core.finding import finding_id
from boundaries.policy.conclusion import (
    Facts,
    OfAmendments,
    OfCondition,
    OfExceptions,
    OfFindings,
    OfKept,
    Said,
)
from boundaries.policy.rule import Escalate
from boundaries.table.log import Coverage
from builders import NoneFor, days, has, ref, row, rule, t
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
    judged,
    moment,
    named,
    premises,
    raised,
    spans,
)
from world_premises import concluding

# ---- steps in order -------------------------------------------------------------------------------------------


def test_steps_come_in_their_order() -> None:
    when = conclude(findings("call"), events(SUPERVISION, window=days(14)), in_order=True)
    assert spans(when, raised("s", "03-01 10:00"), call("a", "03-02 10:00")) == []
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-02 10:00")) == []
    (one,) = drawn(when, call("a", "03-02 10:00"), raised("s", "03-16 10:00"))
    assert (moment(one.at), one.measured, one.evidence) == ("03-16 10:00", 1.0, ("s",))
    assert one.premises == premises("call", "a")
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-16 10:00")) == [("03-16 10:00", "03-30 10:00")]
    assert spans(when, call("a", "03-02 10:00"), raised("s", "03-16 10:01")) == []


def test_a_retract_between_the_steps_breaks_the_chain() -> None:
    when = conclude(findings("call"), findings("gift"), retract=[events(SUPERVISION)], in_order=True)
    rows = call("a", "03-02 10:00"), raised("s", "03-03 10:00"), gift("g", "03-04 10:00")
    assert spans(when, *rows) == []
    assert spans(when, *rows, call("b", "03-05 10:00"), gift("h", "03-06 10:00")) == [("03-06 10:00", "06-04 10:00")]


def test_of_several_chains_the_one_with_the_latest_step_before_is_told() -> None:
    when = conclude(findings("call"), findings("gift"), in_order=True)
    rows = call("a", "03-02 10:00"), call("b", "03-04 10:00"), gift("g", "03-05 10:00")
    (one,) = drawn(when, *rows)
    assert one.premises == tuple(sorted([*premises("call", "a", "b"), *premises("gift", "g")]))
    assert one.measured == 2.0


def test_a_later_step_may_count_against_the_agreement_and_what_is_different() -> None:
    gift_first = gift("g", "03-01 10:00")
    rows = call("a", "03-02 10:00"), call("b", "03-03 10:00")  # one is agreed
    two = conclude(findings("gift"), findings("call", more_than=ref("gifts.at_most")), in_order=True)
    assert spans(two, call("z", "02-28 10:00"), gift_first, rows[0]) == []
    assert spans(two, gift_first, *rows) == [("03-03 10:00", "05-31 10:00")]
    differing = OfFindings(of=ANY, at_least=2, distinct="rule")
    different = conclude(findings("gift"), differing, in_order=True)
    assert spans(different, gift_first, *rows) == []  # the gift itself lies before what comes after it
    assert spans(different, gift_first, rows[0], gift("h", "03-04 10:00")) == [("03-04 10:00", "05-31 10:00")]


# ---- of each clause, and across relationships -----------------------------------------------------------------


def test_of_each_clause_by_itself() -> None:
    when = conclude(OfFindings(of=ANY, at_least=2), same="clause")
    rows = call("a", "03-02 10:00"), gift("g", "03-03 10:00"), call("b", "03-04 10:00")
    (one,) = drawn(when, *rows)
    assert (moment(one.at), one.clause) == ("03-04 10:00", "administrative.calls")
    assert one.id == finding_id("x", "r", "c", "conclusion:2026-03-04T10:00:00.000000Z administrative.calls")
    (one,) = drawn(conclude(OfFindings(of=ANY, at_least=2), same="part"), *rows)
    assert (moment(one.at), one.clause) == ("03-03 10:00", None)


def test_across_the_relationships_of_a_practitioner() -> None:
    when = conclude(findings("call", at_least=2, distinct="relationship"), practitioner=True)
    rows = call("a", "03-02 10:00"), call("b", "03-03 10:00"), call("a", "03-04 10:00", relationship="q")
    (one,) = drawn(when, *rows, texts=[contract(pairs="r, q")])
    assert (one.relationship, moment(one.at), one.measured) == ("q", "03-04 10:00", 2.0)
    assert one.premises == tuple(sorted([*premises("call", "a", "b"), *premises("call", "a", relationship="q")]))
    mine = contract("practitioner: p"), contract("practitioner: o", name="d", pairs="q")
    assert drawn(when, *rows, texts=mine) == []


def test_each_way_through_a_filter_names_for_itself_what_counts() -> None:
    """A call by another channel would be unknown, or excused: only where its status is named it counts."""
    unknown, excused = call("a", "03-02 10:00"), row("s", "03-03 10:00", channel="signal", purpose="crisis")
    named_so = Facts((Said("rule", frozenset({"signal"})), Said("status", frozenset({"excused"}))))
    either = Facts(any=((Facts((Said("rule", frozenset({"call"})),)), named_so),))
    assert spans(conclude(OfFindings(of=either)), excused) == [("03-03 10:00", "06-01 10:00")]
    both = Facts(any=((named("signal"), Facts((Said("status", frozenset({"excused"})), *named("gift").tests))),))
    assert spans(conclude(OfFindings(of=both)), excused) == []
    shut = Facts((Said("rule", frozenset({"signal"})), Said("status", frozenset({"undetermined"}), negated=True)))
    assert spans(conclude(OfFindings(of=shut)), excused, unknown) == []


def test_a_finding_that_became_a_crossing_counts_as_one_from_then_on() -> None:
    """From the start of the contract on no call: for a week a notice, for two a crossing, and no notice any more."""
    silence = NoneFor(none=has(kind="call"), duration=days(7))
    silent = rule("silent", silence, escalate=Escalate("crossing", beyond=days(14)))
    crossing, notice = (Said("severity", frozenset({word})) for word in ("crossing", "notice"))
    asked = named("silent").tests

    def when(*severity: Said, window: int = 60) -> list[tuple[str | None, str | None]]:
        form = conclude(OfFindings(of=Facts((*asked, *severity)), window=days(window)))
        return spans(form, call("a", "03-02 10:00"), others=[silent], as_of="03-05 00:00")

    assert when() == [("01-19 00:00", None)]
    assert when(crossing) == [("01-26 00:00", None)]
    assert when(notice, window=1) == [("01-19 00:00", "01-27 00:00")]


# ---- the contract ---------------------------------------------------------------------------------------------

BY_BOTH = "agreed_by: [practitioner, client], set"
LOOSER = (
    f"- {{id: a1, agreed: 2026-03-02, {BY_BOTH}: {{gifts.at_most: 2}}}}",
    f"- {{id: a2, agreed: 2026-04-01, {BY_BOTH}: {{calls.minutes: 20}}}}",
    f"- {{id: a3, agreed: 2026-05-01, {BY_BOTH}: {{gifts.at_most: 3}}}}",
)


def test_only_ever_looser() -> None:
    way = Facts((Said("direction", frozenset({"looser"})),))
    when = conclude(OfAmendments(of=way, at_least=3, window=days(180)))
    text = contract("amendments:", *LOOSER)
    assert spans(when, call("a", "01-20 10:00"), texts=[text]) == [("04-30 23:00", "08-29 00:00")]
    two = conclude(OfAmendments(of=way, at_least=2, distinct="clause"))
    assert spans(two, call("a", "01-20 10:00"), texts=[text]) == [("03-31 23:00", "06-29 23:00")]
    of_gifts = Facts((Said("clause", frozenset({"administrative.gifts"})),))
    both = conclude(OfAmendments(of=of_gifts, at_least=2))
    assert spans(both, call("a", "01-20 10:00"), texts=[text]) == [("04-30 23:00", "05-31 00:00")]


def test_one_amendment_that_changes_two_clauses_counts_for_both() -> None:
    when = conclude(OfAmendments(of=Facts((Said("direction", frozenset({"looser"})),)), at_least=2, distinct="clause"))
    one = f"- {{id: a1, agreed: 2026-03-02, {BY_BOTH}: {{gifts.at_most: 2, calls.minutes: 20}}}}"
    assert spans(when, call("a", "01-20 10:00"), texts=[contract("amendments:", one)]) == [
        ("03-02 00:00", "05-31 00:00")
    ]


def test_an_exception_in_force() -> None:
    dated = "from: 2026-03-02, until: 2026-03-09, agreed_by: [practitioner, client]"
    crisis = f"- {{id: e, clause: calls, {dated}, reason: crisis}}"
    text = contract("exceptions:", crisis)
    when = conclude(findings("call"), none=[OfExceptions("CRISIS")])
    assert spans(when, call("a", "03-05 10:00"), texts=[text]) == []
    assert spans(when, call("a", "03-09 23:00"), texts=[text]) == []
    assert spans(when, call("a", "03-10 00:00"), texts=[text]) == [("03-10 00:00", "06-08 00:00")]
    assert spans(conclude(OfExceptions("crisis")), call("a", "03-05 10:00"), texts=[text]) == [
        ("03-02 00:00", "03-10 00:00")
    ]


# ---- clauses kept ---------------------------------------------------------------------------------------------


def test_a_clause_is_kept_from_a_finding_on_until_the_next() -> None:
    when = conclude(OfKept(days(30), "administrative.calls"), same="clause")
    rows = row("m", "01-15 10:00"), call("a", "03-02 10:00"), call("b", "03-20 10:00"), call("c", "05-01 10:00")
    given: dict[str, Any] = {"type": "strength", "as_of": "05-20 00:00"}
    spoken = drawn(when, *rows, **given)
    assert [(moment(f.at), f.until and moment(f.until), f.type) for f in spoken] == [
        ("04-19 10:00", "05-01 10:00", "strength")
    ]
    assert {f.clause for f in spoken} == {"administrative.calls"}


def test_where_the_time_is_not_agreed_any_more_nothing_is_kept_from_then_on() -> None:
    gone = f"- {{id: a1, agreed: 2026-03-25, {BY_BOTH}: {{sessions: null}}}}"
    when = conclude(OfKept(ref("sessions.every"), "administrative.gifts"))
    rows = gift("a", "02-09 04:00"), gift("b", "04-17 04:00")
    given: dict[str, Any] = {"texts": [contract("amendments:", gone)], "as_of": "05-20 00:00"}
    assert spans(when, *rows, **given) == [("02-16 04:00", "04-17 04:00")]


def test_where_nothing_of_the_kind_happened_nothing_was_kept() -> None:
    when = conclude(OfKept(days(30), "administrative.gifts"))
    assert spans(when, call("a", "01-20 10:00"), as_of="05-20 00:00") == []
    # A gift itself is what breaks the clause here; 30 days on from it nothing was broken, and there was the gift.
    assert spans(when, gift("g", "02-20 10:00"), as_of="05-20 00:00") == [("03-22 10:00", None)]


@pytest.mark.parametrize(("until", "told"), [(None, False), ("04-10 00:00", False), ("03-20 00:00", True)])
def test_a_log_that_shows_no_clause_for_so_long_is_told(until: str | None, told: bool) -> None:
    """From 1 March on thirty days end before 10 April, and not before 20 March."""
    when = conclude(OfKept(days(30), "administrative.calls"), same="clause")
    shown = None if until is None else (Coverage(t("03-01 00:00"), t(until), None),)
    result = judged(when, call("a", "03-02 10:00"), as_of="05-20 00:00", coverage=shown)
    assert ("x" in [entry.rule for entry in result.summary().not_checked]) == told


# ---- what happened --------------------------------------------------------------------------------------------


def test_on_so_many_days_of_so_many_weeks() -> None:
    when = conclude(events(has(kind="message"), on_days=2, weeks=2, window=days(7)))
    first = row("a", "03-02 10:00"), row("b", "03-08 10:00")  # Monday and Sunday
    second = row("c", "03-09 10:00"), row("d", "03-09 12:00"), row("e", "03-11 08:00"), row("f", "03-11 09:00")
    (one,) = drawn(when, *first, *second)
    assert (moment(one.at), one.measured, one.evidence) == ("03-11 08:00", 1.0, ("e",))
    assert spans(when, *first, *second) == [("03-11 08:00", "03-18 08:00")]
    assert spans(when, *first, row("c", "03-16 10:00"), row("d", "03-17 10:00")) == []


def test_more_than_in_the_other_relationships() -> None:
    names = [f"r{n}" for n in range(1, 9)]
    rows = [call(f"a{n}", "03-03 10:00", relationship=name) for n, name in enumerate(names)]
    rows += [call("more", "03-04 10:00", relationship="r8")]
    when = conclude(events(has(kind="call"), usual=True, window=days(30)))
    text = contract(pairs=", ".join(names))
    (one,) = drawn(when, *rows, texts=[text], as_of="03-20 00:00")
    assert (one.relationship, moment(one.at), one.until) == ("r8", "03-09 00:00", None)
    seven = contract(pairs=", ".join(names[1:]))
    assert drawn(when, *rows[1:], texts=[seven], as_of="03-20 00:00") == []


def test_on_different_days() -> None:
    when = conclude(events(has(kind="call"), distinct="day", at_least=2))
    assert spans(when, call("a", "03-02 10:00"), call("b", "03-02 23:00")) == []
    (one,) = drawn(when, call("a", "03-02 10:00"), call("b", "03-02 23:00"), call("c", "03-03 00:00"))
    assert (moment(one.at), one.evidence, one.premises) == ("03-03 00:00", ("a", "b", "c"), ())


def test_another_condition_is_asked_and_an_absence_lasts() -> None:
    gap = OfCondition(when=NoneFor(has(kind="session"), days(30)))
    when = conclude(gap, findings("call", window=days(7)))
    days_of = "02-02 10:00", "04-02 10:00", "04-30 10:00", "05-28 10:00", "06-25 10:00"
    rows = *(row(f"s{at}", at, "both", "session") for at in days_of), call("a", "03-30 10:00")
    assert spans(when, *rows, as_of="04-20 00:00") == [("03-30 10:00", "04-06 10:00")]
    # A gap that is over counts for ninety days more.
    assert spans(when, *rows, call("b", "06-30 10:00"), as_of="07-20 00:00")[1:] == [("06-30 10:00", "07-01 10:00")]


# ---- one conclusion upon another ------------------------------------------------------------------------------


def test_a_conclusion_rests_on_one_for_as_long_as_that_lasts() -> None:
    first = concluding("w", conclude(findings("call", window=days(30))))
    when = conclude(findings("w", window=days(7)), findings("gift", window=days(7)))
    rows = call("a", "03-02 10:00"), gift("g", "03-31 10:00")
    (one,) = drawn(when, *rows, others=[first])
    assert (moment(one.at), moment(one.until)) == ("03-31 10:00", "04-07 10:00")
    assert one.premises == tuple(
        sorted([*premises("w", "conclusion:2026-03-02T10:00:00.000000Z"), *premises("gift", "g")])
    )
    # It ended on 1 April, and counts a week more.
    assert spans(when, call("a", "03-02 10:00"), gift("g", "04-08 09:59"), others=[first]) == [
        ("04-08 09:59", "04-08 10:00")
    ]
    assert spans(when, call("a", "03-02 10:00"), gift("g", "04-08 10:00"), others=[first]) == []


def test_it_weighs_more_where_it_has_held_for_longer() -> None:
    when = conclude(findings("call", window=days(30)), retract=[events(SUPERVISION)])
    ladder = Escalate("crossing", beyond=days(14))

    def weight(*rows: dict[str, Any], as_of: str = "12-31 00:00") -> str:
        (one,) = drawn(when, call("a", "03-02 10:00"), *rows, as_of=as_of, escalate=ladder)
        return one.severity

    assert weight() == "crossing"
    assert weight(raised("s", "03-16 10:00")) == "notice"
    assert weight(raised("s", "03-16 10:01")) == "crossing"
    assert weight(as_of="03-16 10:00") == "notice"
    assert weight(as_of="03-16 10:01") == "crossing"
