"""Edges of what counts, each of which a change of one word in the program would move."""

from __future__ import annotations

from boundaries.policy.conclusion import OfCondition, OfExceptions, OfFindings, OfKept
from builders import Each, days, has, ref, row
from drawn import ANY, SUPERVISION, call, conclude, contract, events, findings, gift, spans

BY_BOTH = "agreed_by: [practitioner, client], set"
TWO = findings("call", more_than=ref("gifts.at_most"))


def test_where_the_number_is_no_longer_agreed_nothing_is_above_it() -> None:
    gone = contract("amendments:", f"- {{id: a1, agreed: 2026-03-25, {BY_BOTH}: {{gifts: null}}}}")
    rows = call("a", "03-02 10:00"), call("b", "03-03 10:00")
    assert spans(conclude(TWO), *rows, texts=[gone]) == [("03-03 10:00", "03-25 00:00")]


def test_an_amendment_judges_from_its_own_instant_on() -> None:
    wider = contract("amendments:", f"- {{id: a1, agreed: 2026-03-04, {BY_BOTH}: {{gifts.at_most: 5}}}}")
    rows = call("a", "03-02 10:00"), call("b", "03-04 00:00")
    assert spans(conclude(TWO), *rows, texts=[wider]) == []
    assert spans(conclude(TWO), *rows) == [("03-04 00:00", "05-31 10:00")]


def test_an_exception_that_one_of_them_agreed_to_is_none() -> None:
    crisis = "- {{id: e, clause: calls, from: 2026-03-02, until: 2026-03-09, agreed_by: [{}], reason: crisis}}"
    found = [
        spans(conclude(OfExceptions("crisis")), call("a", "03-05 10:00"), texts=[contract("exceptions:", text)])
        for text in (crisis.format("practitioner"), crisis.format("practitioner, client"))
    ]
    assert found == [[], [("03-02 00:00", "03-10 00:00")]]


def test_what_a_condition_could_not_tell_is_no_fact() -> None:
    loud = conclude(OfCondition(when=Each(has(kind="message", purpose="crisis"))))
    assert spans(loud, row("m", "03-02 11:00")) == []
    assert spans(loud, row("m", "03-02 11:00", purpose="crisis")) == [("03-02 11:00", "05-31 11:00")]


def test_what_is_due_after_the_end_is_not_concluded() -> None:
    late = conclude(findings("call"), after=days(14))
    assert spans(late, call("a", "03-01 10:00"), texts=[contract(ends="2026-03-14")]) == []
    assert spans(late, call("a", "03-01 10:00"), texts=[contract(ends="2026-03-15")]) == [("03-15 10:00", None)]


def test_one_another_within_ten_days_is_ten_days_at_the_most() -> None:
    each = conclude(OfFindings(of=ANY, at_least=2, distinct="dimension", each_within=days(10)))
    assert spans(each, call("a", "03-02 10:00"), gift("g", "03-12 10:00"))[0][0] == "03-12 10:00"
    assert spans(each, call("a", "03-02 10:00"), gift("g", "03-12 10:01")) == []


def test_a_finding_at_the_very_end_of_the_time_breaks_it() -> None:
    kept = conclude(OfKept(days(30), "administrative.calls"))
    given = {"as_of": "04-20 00:00"}
    first, early = row("m", "01-13 10:00"), call("k", "02-20 10:00")
    assert spans(kept, first, early, call("a", "03-22 10:00"), **given) == []
    assert spans(kept, first, early, call("a", "03-22 10:01"), **given) == [("03-22 10:00", "03-22 10:01")]


def test_a_row_of_the_practitioner_is_one_row_in_however_many_relationships() -> None:
    mine = contract("practitioner: p", pairs="r, q")
    rows = [{"id": f"s{n}", "at": one["at"], "kind": "supervision", "by": "practitioner", "practitioner": "p"}
            for n, one in enumerate((call("x", "03-02 10:00"), call("y", "03-09 10:00")))]  # fmt: skip
    twice = conclude(events(SUPERVISION, at_least=2), practitioner=True)
    both = row("m", "02-02 10:00"), row("n", "02-03 10:00", relationship="q")
    assert spans(twice, *both, rows[0], texts=[mine]) == []
    assert spans(twice, *both, *rows, texts=[mine])[0][0] == "03-09 10:00"
