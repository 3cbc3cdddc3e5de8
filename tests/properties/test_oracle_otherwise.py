"""What would have been no finding had the agreement been otherwise: cases that oracle and kernel see alike."""

from __future__ import annotations

from typing import Any

import pytest

from agreement_cases import EVENING, HOURS, TIGHTER, amendment, anchor_id, anchored, contract, found, told
from builders import row

# ---- after the practice ---------------------------------------------------------------------------------------

LOOSER = 'hours: "Mo-Fr 09:00-22:00"'


def practised(
    *at: str, change: str = LOOSER, when: str = "after_practice", more: str = "", as_of: str = "12-31 00:00",
    amendments: tuple[str, ...] = (), contract_more: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:  # fmt: skip
    """What is found of an amendment agreed on 2 April 00:00 UTC (a date would be midnight in summer time)."""
    first = amendment("2026-04-02T00:00:00Z", change, more)
    text = contract(HOURS, *contract_more, "amendments:", first, *amendments)
    rows = [row(f"m{n}", when_) for n, when_ in enumerate(at)]
    return found(text, when, *rows, as_of=as_of, others=EVENING)


FOUND = [("04-02 00:00", None, 2.0, "m0 m1", "administrative.hours", "hours")]


def test_an_amendment_that_allows_what_was_done_twice_follows_the_practice() -> None:
    assert practised("03-10 20:00", "03-17 20:00") == FOUND
    assert practised("03-10 20:00") == []
    assert practised("03-10 20:00", when="after_practice, at_least: 1")[0][2:4] == (1.0, "m0")
    assert practised("03-10 20:00", "03-17 10:00") == []
    assert practised("03-10 20:00", "03-17 23:30") == []  # still outside
    assert practised("03-10 20:00", "04-07 20:00") == []  # after it, and allowed


@pytest.mark.parametrize(
    ("within", "first", "inside"),
    [
        ("P60D", "02-01 00:00:00.000001", True), ("P60D", "02-01 00:00", False),
        ("P1M", "03-02 01:00:00.000001", True), ("P1M", "03-02 01:00", False),  # a month before 01:00 in summer time
    ],
)  # fmt: skip
def test_the_time_it_looks_back_over_is_open_at_its_beginning(within: str, first: str, inside: bool) -> None:
    rows, later = (first, "03-17 20:00"), ", effective: 2026-05-01"
    assert practised(*rows, when=f"after_practice, in: {within}", change="hours: 24/7") == (FOUND if inside else [])
    assert practised("03-10 20:00", "04-02 00:00", change="hours: 24/7", more=later) == FOUND
    assert practised("03-10 20:00", "04-02 00:00:00.000001", change="hours: 24/7", more=later) == []


@pytest.mark.parametrize("change", [TIGHTER, "calls: {minutes: 10}", 'hours: "Mo-Fr 09:00-18:00"'])
def test_one_that_tightens_or_is_about_something_else_follows_no_practice(change: str) -> None:
    assert practised("03-10 20:00", "03-17 20:00", change=change) == []


@pytest.mark.parametrize("change", ["hours: null", "hours: {not_applicable: why}"])
def test_a_clause_that_goes_allows_everything(change: str) -> None:
    assert practised("03-10 20:00", "03-17 23:50", change=change) == FOUND


def test_one_agreed_in_retrospect_makes_nothing_right_and_is_found() -> None:
    assert practised("03-10 20:00", "03-17 20:00", more=", effective: 2026-03-01") == FOUND


def test_one_for_later_is_judged_by_when_it_was_agreed() -> None:
    assert practised("03-10 20:00", "03-17 20:00", more=", effective: 2026-05-01") == FOUND
    assert practised("03-10 20:00", "04-07 20:00", more=", effective: 2026-05-01") == []


def test_of_two_amendments_at_one_instant_each_is_judged_by_itself() -> None:
    second = amendment("2026-04-02T00:00:00Z", "hours: 24/7", id="a2")
    lines = practised("03-10 20:00", "03-17 20:00", "03-17 23:00", amendments=(second,))
    assert sorted(line[2:4] for line in lines) == [(2.0, "m0 m1"), (3.0, "m0 m1 m2")]


def test_versions_after_it_stay_as_they_are() -> None:
    later = amendment("2026-05-01", 'hours: "Mo-Fr 09:00-18:00"', id="a2")
    assert practised("03-10 20:00", "03-17 20:00", amendments=(later,)) == FOUND


def test_an_earlier_amendment_is_replaced_as_well() -> None:
    earlier = amendment("2026-02-02", TIGHTER, id="a2")
    assert practised("02-03 20:00", "03-17 20:00", amendments=(earlier,)) == FOUND
    assert practised("02-03 15:00", "03-17 17:00", amendments=(earlier,)) == FOUND


def test_excused_findings_do_not_count() -> None:
    exception = "- {id: e1, clause: hours, until: 2026-03-12, agreed_by: [practitioner, client]}"
    assert practised("03-10 20:00", "03-17 20:00", contract_more=("exceptions:", exception)) == []


def test_it_is_found_from_the_instant_it_was_agreed_on() -> None:
    assert practised("03-10 20:00", "03-17 20:00", as_of="04-01 23:59:59.999999") == []
    assert practised("03-10 20:00", "03-17 20:00", as_of="04-02 00:00") == FOUND


def test_one_that_was_not_applied_allowed_nothing() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-04-02", LOOSER, by="[client]"))
    rows = row("a", "03-10 20:00"), row("b", "03-17 20:00")
    assert found(text, "after_practice", *rows, others=EVENING) == []


def test_a_rule_that_is_switched_off_or_about_no_clause_counts_nothing() -> None:
    text = contract(HOURS, "amendments:", amendment("2026-04-02", LOOSER))
    rows = row("a", "03-10 20:00"), row("b", "03-17 20:00")
    assert found(text, "after_practice", *rows, others=EVENING + "enabled: false\n") == []
    assert found(text, "after_practice", *rows, others=EVENING.replace("clause: hours\n", "")) == []


def test_rules_of_one_clause_are_counted_together_and_their_rows_united() -> None:
    most = "{more_than: $sessions.at_most, of: {kind: session}, in: P7D}"
    cap = f"---\nrule: cap\nclause: sessions\nwhen: {most}\nsays: x\n"
    gap = "---\nrule: gap\nclause: sessions.every\nwhen: {none: {kind: session}, for: $sessions.every}\nsays: x\n"
    text = contract("{sessions: {at_most: 1, every: P7D}}", "amendments:",
                    amendment("2026-03-02", "sessions: {at_most: 3, every: P30D}"))  # fmt: skip
    rows = [
        row(id, at, kind="session") for id, at in (("a", "01-13 10:00"), ("b", "01-14 10:00"), ("c", "02-02 10:00"))
    ]
    lines = found(text, "after_practice", *rows, others=cap + gap, as_of="03-03 00:00")
    assert lines == [("03-02 00:00", None, 3.0, "a b c", "administrative.sessions", "sessions")]
    # Two days later the gap since the last one would be too long by what was amended, too.
    assert found(text, "after_practice", *rows, others=cap + gap, as_of="03-05 00:00")[0][2:4] == (2.0, "a b")


# ---- exceptions that ended --------------------------------------------------------------------------------------


def excepted(
    *at: str, until: str = ", until: 2026-02-14", more: str = "", when: str = "expired_exception",
    as_of: str = "12-31 00:00", by: str = "[practitioner, client]",
) -> list[tuple[Any, ...]]:  # fmt: skip
    exception = f"- {{id: e1, clause: hours, agreed_by: {by}{until}{more}}}"
    rows = [row(f"m{n}", when_, channel="sms") for n, when_ in enumerate(at)]
    return found(contract(HOURS, "exceptions:", exception), when, *rows, as_of=as_of, others=EVENING)


def test_an_exception_used_after_its_end() -> None:
    line = ("02-16 20:00", None, 1.0, "m1", "administrative.hours", "hours")
    assert excepted("02-13 20:00", "02-16 20:00") == [line]
    assert excepted("02-13 20:00", "02-16 10:00") == []


def test_its_last_instant_and_the_end_of_the_time_looked_at() -> None:
    assert excepted("02-14 23:59:59.999999") == []
    assert excepted("02-15 00:00")[0][:4] == ("02-15 00:00", None, 1.0, "m0")
    assert excepted("03-16 23:59:59.999999")[0][:4] == ("03-16 23:59:59.999999", None, 1.0, "m0")
    assert excepted("03-17 00:00") == []
    assert excepted("02-15 01:00", when="expired_exception, in: PT1H") == []


def test_it_came_about_with_the_finding_that_was_enough() -> None:
    at = "02-16 20:00", "02-17 20:00", "02-18 20:00"
    assert excepted(*at)[0][:4] == ("02-16 20:00", "02-18 20:00", 3.0, "m0 m1 m2")
    assert excepted(*at, when="expired_exception, at_least: 2")[0][:4] == (
        "02-17 20:00",
        "02-18 20:00",
        3.0,
        "m0 m1 m2",
    )
    assert excepted(*at, when="expired_exception, at_least: 3")[0][:4] == ("02-18 20:00", None, 3.0, "m0 m1 m2")
    assert excepted(*at, when="expired_exception, at_least: 4") == []
    assert excepted(*at, as_of="02-17 20:00")[0][:4] == ("02-16 20:00", "02-17 20:00", 2.0, "m0 m1")


@pytest.mark.parametrize(
    ("until", "more", "by"),
    [
        ("", "", "[practitioner, client]"),  # never ends
        (", until: 2026-02-14", "", "[practitioner]"),  # excused nothing while it lasted
        (", until: 2026-02-14", ", scope: {channel: email}", "[practitioner, client]"),
    ],
)
def test_one_without_end_or_agreement_or_for_something_else_is_not_used(until: str, more: str, by: str) -> None:
    assert excepted("02-16 20:00", until=until, more=more, by=by) == []


def test_one_with_a_reason_of_its_own_excuses_under_that() -> None:
    assert len(excepted("02-16 20:00", more=", reason: illness", when="expired_exception")) == 1
    other = EVENING.replace("[crisis, agreed]", "[illness]")
    exception = (
        "exceptions:\n- {id: e1, clause: hours, until: 2026-02-14, reason: %s, agreed_by: [practitioner, client]}"
    )
    for reason, count in (("illness", 1), ("technical", 0)):
        lines = found(contract(HOURS, exception % reason), "expired_exception", row("m", "02-16 20:00"), others=other)
        assert len(lines) == count


def test_two_exceptions_of_one_clause_do_not_stand_in_for_each_other() -> None:
    both = [f"- {{id: e{n}, clause: hours, until: 2026-02-1{n}, agreed_by: [practitioner, client]}}" for n in (4, 6)]
    text, rows = contract(HOURS, "exceptions:", *both), (row("a", "02-15 20:00"), row("b", "02-17 20:00"))
    lines = told(text, "expired_exception", *rows, others=EVENING)
    assert anchored(lines, *sorted(("?exception e4", "?exception e6"), key=anchor_id))
    assert {line[10] for line in lines} == {("b",)}  # on the 15th the second one still held


def test_a_contract_that_ends_is_looked_at_until_it_does() -> None:
    ends = contract(HOURS, "ends: 2026-02-16", "exceptions:",
                    "- {id: e1, clause: hours, until: 2026-02-14, agreed_by: [practitioner, client]}")  # fmt: skip
    rows = row("a", "02-16 20:00"), row("b", "02-17 20:00")
    assert [line[3] for line in found(ends, "expired_exception", *rows, others=EVENING)] == ["a"]
