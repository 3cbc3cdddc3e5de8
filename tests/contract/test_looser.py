"""Looser and tighter: an order, and for caps the truth about every log."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.span import DAY, HOUR, Calendar, Span
from boundaries.contract.clauses import BY_PATH, FIELDS, clause_of, recipient_of
from boundaries.contract.looser import (
    changed_clauses,
    changes,
    clause_direction,
    combine,
    direction,
    direction_of,
    implies,
)  # fmt: skip
from boundaries.contract.versions import Term, Version
from boundaries.contract.words import words_of
from boundaries.core.columns import BASES
from contract.drawn import HEAD, PATHS, Document, amended, load, meaning, path_values

OPPOSITE = {"looser": "tighter", "tighter": "looser"}


def terms(path: str, value: Any) -> dict[str, Term]:
    return dict(version(path, value).terms)


def version(path: str, value: Any) -> Version:
    """The version of a contract that has one clause, or one field of it, or one entry of `sharing`."""
    part, clause, *field = path.split(".")
    if recipient_of(path):
        alone: Any = [] if value is None else [{**value, "with": field[0]}]
    else:
        alone = {field[0]: value} if field else value
    return load({**HEAD, part: {clause: alone}}).timeline.versions[0]


@settings(max_examples=150)
@given(st.data())
def test_turning_a_change_round_turns_its_direction(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(tuple(BY_PATH)))
    old, new = (terms(path, data.draw(path_values(path))) for _ in range(2))
    there, back = clause_direction(path, old, new), clause_direction(path, new, old)
    assert back == OPPOSITE.get(there, there)
    assert clause_direction(path, old, old) == "equal" == clause_direction(path, new, new)
    assert (path in changed_clauses(old, new)) or there == "equal"


@settings(max_examples=100)
@given(st.data())
def test_fields_too(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    old, new = (terms(path, data.draw(path_values(path))).get(path) for _ in range(2))
    there = direction(path, old, new)
    assert direction(path, new, old) == OPPOSITE.get(there, there)
    assert direction(path, old, old) == "equal"


@settings(max_examples=60)
@given(amended(), amended())
def test_any_two_versions(one: Document, other: Document) -> None:
    old, new = load(one).timeline.versions[-1], load(other).timeline.versions[-1]
    there, back = changes(old, new, "GB"), changes(new, old, "GB")
    assert changes(old, old, "GB") == () == changes(new, new, "GB")
    assert back == tuple((path, OPPOSITE.get(way, way), after, before) for path, way, before, after in there)
    assert [change.path for change in there] == [path for path in BY_PATH if path in {c.path for c in there}]
    assert all(change.direction != "equal" and change.old and change.new for change in there)
    whole = direction_of(old, new, "GB")
    assert direction_of(new, old, "GB") == OPPOSITE.get(whole, whole)
    assert (whole == "equal") == (there == ())
    if meaning(old)[0] == meaning(new)[0]:
        assert there == ()


# What is looser after the change, as RULINGS A7 has it, for every clause, every field, and an entry of `sharing`.
LOOSER: dict[str, tuple[Any, Any]] = {
    "administrative.hours": ("Mo-Fr 09:00-18:00", "Mo-Fr 09:00-19:00"),
    "administrative.channels": ({"sms": ["scheduling"]}, {"sms": ["scheduling", "crisis"]}),
    "administrative.accounts": ("work", ["work", "personal"]),
    "administrative.reply_within": ("1 working day", "2 working days"),
    "administrative.between_sessions": ({"at_most": "5", "per": "P7D"}, {"at_most": "6", "per": "P7D"}),
    "administrative.between_sessions.at_most": ("5", "6"),
    "administrative.between_sessions.per": ("P14D", "P7D"),
    "administrative.calls": ({"minutes": "10"}, {"minutes": "15"}),
    "administrative.calls.minutes": ("10", "15"),
    "administrative.after_hours": (
        {"purposes": "crisis", "support": "a line"},
        {"purposes": ["crisis", "support"], "support": "a line"},
    ),
    "administrative.after_hours.purposes": (["crisis"], ["support", "crisis"]),
    "administrative.after_hours.channels": (["phone"], ["phone", "sms"]),
    "administrative.after_hours.at_most": ("3", "4"),
    "administrative.after_hours.per": ("month", "week"),
    "administrative.sessions": ({"minutes": "50", "every": "P14D"}, {"minutes": "60", "every": "P7D"}),
    "administrative.sessions.at_most": ("1", "2"),
    "administrative.sessions.per": ("week", "day"),
    "administrative.sessions.every": ("P14D", "P7D"),
    "administrative.sessions.minutes": ("50", "50.5"),
    "administrative.sessions.overrun": ("5", "10"),
    "administrative.sessions.places": (["room"], ["video", "room"]),
    "administrative.sessions.slot": ("Tu 10:00-10:50", "Tu,Th 10:00-10:50"),
    "administrative.cancellation": ({"notice": "PT48H", "fee": "70"}, {"notice": "PT24H", "fee": "35"}),
    "administrative.cancellation.notice": ("PT48H", "PT24H"),
    "administrative.cancellation.fee": ("70", "35"),
    "administrative.cancellation.reschedule_within": ("P7D", "P14D"),
    "administrative.cancellation.practitioner_notice": ("PT48H", "PT24H"),
    "administrative.cancellation.noshow": ("1 working day", "2 working days"),
    "administrative.fee": ({"amount": "70", "due_within": "P14D"}, {"amount": "70", "due_within": "P30D"}),
    "administrative.fee.amount": ("70", "62.50"),
    "administrative.fee.due_within": ("P14D", "P15D"),
    "administrative.fee.waiver": (["hardship"], ["illness", "hardship"]),
    "administrative.gifts": ({"at_most": "10", "per": "P1Y"}, {"at_most": "12.5", "per": "P1Y"}),
    "administrative.gifts.at_most": ("10", "10.5"),
    "administrative.gifts.per": ("P1Y", "P6M"),
    "administrative.sharing": ([{"with": "gp"}], [{"with": "gp"}, {"with": "family"}]),
    "administrative.sharing.gp": ({"basis": "consent", "until": "2026-12-31"}, {"basis": "consent"}),
    "administrative.supervision": ({"every": "P14D", "minutes": "90"}, {"every": "P21D", "minutes": "60"}),
    "administrative.supervision.every": ("P14D", "P21D"),
    "administrative.supervision.minutes": ("90", "60"),
    "administrative.supervision.after_crossing": ("P14D", "P28D"),
    "administrative.supervision.identifiable": ("false", "true"),
    "administrative.records": ({"within": "P7D"}, {"within": "P14D"}),
    "administrative.records.within": ("P7D", "P14D"),
    "administrative.records.keep": ("P7Y", "P6Y"),
    "administrative.rest": ({"days_off": "Sa,Su"}, {"days_off": "Su"}),
    "administrative.rest.night": ("22:00-07:00", "23:00-07:00"),
    "administrative.rest.days_off": ("Sa,Su", "Su"),
    "administrative.rest.caseload_cap": ("20", "24"),
    "administrative.ending": ({"for": "P90D"}, {"for": "P180D"}),
    "administrative.ending.contact": (["scheduling"], ["scheduling", "support"]),
    "administrative.ending.for": ("P90D", "P180D"),
    "professional.review_every": ("P12W", "P16W"),
}
# What has no direction: such a change is `changed`, both ways.
UNDIRECTED: dict[str, tuple[Any, Any]] = {
    "administrative.after_hours.support": (["a line"], ["a line", "a friend"]),
    "administrative.social": ("none", "professional networks"),
    "administrative.limits": (["risk to life"], ["risk to life", "legal duty"]),
    "professional.goals": ([{"goal": "sleep"}], [{"goal": "sleep", "stated_by": "client"}]),
    "professional.tasks": ([{"task": "diary"}], [{"task": "diary", "owner": "client"}]),
    "professional.expectations": ([{"says": "uneven"}], [{"says": "uneven"}, {"says": "slow"}]),
    "psychological.commitments": ([{"says": "early"}], [{"says": "early", "by": "client"}]),
    "psychological.expectations": ([{"says": "a day"}], [{"says": "a day", "accepted": "true"}]),
    "psychological.needs": ([{"says": "evenings"}], [{"says": "mornings"}]),
}


def test_every_clause_and_every_field_has_a_remembered_change() -> None:
    assert set(LOOSER) | set(UNDIRECTED) == {*BY_PATH, *FIELDS, "administrative.sharing.gp"}
    assert not set(LOOSER) & set(UNDIRECTED)


@pytest.mark.parametrize("path", [*LOOSER, *UNDIRECTED])
def test_its_direction_both_ways(path: str) -> None:
    there, back = ("looser", "tighter") if path in LOOSER else ("changed", "changed")
    old, new = (terms(path, value) for value in (LOOSER.get(path) or UNDIRECTED[path]))
    is_mapping = path in BY_PATH and not BY_PATH[path].value  # of which only the fields have a direction
    assert direction(path, old[path], new[path], "GB") == ("equal" if is_mapping else there)
    clause = clause_of(path)
    assert clause_direction(clause, old, new, "GB") == there
    assert clause_direction(clause, new, old, "GB") == back
    assert clause_direction(clause, old, old, "GB") == "equal" == clause_direction(clause, new, new, "GB")


@pytest.mark.parametrize("path", [*LOOSER, *UNDIRECTED])
def test_coming_and_going(path: str) -> None:
    value = (LOOSER.get(path) or UNDIRECTED[path])[0]
    there, nowhere = terms(path, value).get(path), None
    expected = ("looser", "tighter")
    if path not in BY_PATH:
        expected = {"administrative.sharing.gp": ("tighter", "looser")}.get(path, expected)  # nobody else is told
        expected = ("changed", "changed") if path in UNDIRECTED else expected
        expected = ("tighter", "looser") if FIELDS.get(path) and FIELDS[path].grants else expected
    assert (direction(path, there, nowhere), direction(path, nowhere, there)) == expected
    assert direction(path, nowhere, nowhere) == "equal"


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("administrative.hours", "Mo-Fr 09:00-18:00", "Mo,Tu,We,Th,Fr 09:00-12:00,12:00-18:00"),
        ("administrative.reply_within", "PT24H", "1 day"),
        ("administrative.between_sessions", {"at_most": "5", "per": "P1W"}, {"at_most": "5", "per": "7 days"}),
        ("administrative.between_sessions", {"at_most": "0", "per": "P1W"}, {"at_most": "0", "per": "day"}),
        ("administrative.channels", {"sms": "any", "email": ["crisis", "support"]},
         {"email": ["support", "crisis"], "sms": "any"}),
        ("administrative.accounts", ["work", "personal"], ["personal", "work"]),
        ("administrative.after_hours", {"support": ["a", "b"]}, {"support": ["b", "a"]}),
        ("administrative.fee", {"amount": "70"}, {"amount": "70.00"}),
        ("administrative.sharing", [{"with": "gp"}, {"with": "family"}], [{"with": "family"}, {"with": "gp"}]),
        ("administrative.sharing", [{"with": "gp"}], [{"with": "gp", "basis": b} for b in BASES]),
        ("administrative.records", {"keep": "P1Y"}, {"keep": "12 months"}),
        ("professional.goals", [{"goal": "a"}, {"goal": "b"}], [{"goal": "b"}, {"goal": "a"}]),
        ("administrative.fee", None, {"not_applicable": "NHS"}),
    ],
)  # fmt: skip
def test_what_is_only_written_in_another_way_has_not_changed(path: str, one: Any, other: Any) -> None:
    old, new = version(path, one), version(path, other)
    assert (changes(old, new, "GB"), direction_of(old, new, "GB")) == ((), "equal")


def test_changes_are_told_in_words() -> None:
    old = load({**HEAD, "administrative": {"hours": "Mo 09:00-12:00", "fee": {"amount": "70"}, "social": "none"}})
    new = load({**HEAD, "administrative": {"hours": "Mo 09:00-13:00", "fee": {"not_applicable": "NHS"},
                                           "social": "none", "calls": {"minutes": "10"}}})  # fmt: skip
    (first,), (second,) = old.timeline.versions, new.timeline.versions
    hours = tuple(words_of(v, "administrative.hours") for v in (first, second))
    assert changes(first, second) == (
        ("administrative.hours", "looser", *hours),
        ("administrative.calls", "tighter", "not agreed", words_of(second, "administrative.calls")),
        ("administrative.fee", "looser", words_of(first, "administrative.fee"), "does not apply"),
    )
    assert direction_of(first, second) == "both"


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("administrative.hours", "Mo 09:00-12:00", "Mo 09:00-13:00", "looser"),
        ("administrative.hours", "Mo 09:00-12:00", "Mo 10:00-13:00", "both"),
        ("administrative.hours", "Mo 09:00-12:00", "Mo 09:00-10:00,10:00-12:00", "equal"),
        ("administrative.hours", None, "24/7", "tighter"),
        ("administrative.channels", ["sms"], ["sms", "email"], "looser"),
        ("administrative.channels", {"sms": "any"}, {"sms": "crisis"}, "tighter"),
        ("administrative.channels", {"sms": "any"}, {"sms": "crisis", "email": "any"}, "both"),
        ("administrative.reply_within", "PT24H", "PT48H", "looser"),
        ("administrative.reply_within", "1 working day", "2 working days", "looser"),
        ("administrative.reply_within", "1 working day", "PT24H", "both"),
        ("administrative.cancellation", {"notice": "PT48H"}, {"notice": "PT24H"}, "looser"),
        ("administrative.cancellation", {"fee": "70"}, {"fee": "35"}, "looser"),
        ("administrative.cancellation", {"notice": "PT48H", "fee": "70"}, {"notice": "PT24H", "fee": "80"}, "both"),
        ("administrative.fee", {"amount": "70"}, {"not_applicable": "NHS"}, "looser"),
        ("administrative.fee", {"amount": "70", "waiver": ["illness"]}, {"amount": "70"}, "tighter"),
        ("administrative.fee", {"amount": "70"}, {"amount": "70", "waiver": ["illness"]}, "looser"),
        ("administrative.fee", {"amount": "70"}, {"amount": "70", "waiver": []}, "equal"),
        ("administrative.fee", {"amount": "70"}, {"amount": "60", "waiver": ["illness"]}, "looser"),
        ("administrative.fee", {"amount": "70", "waiver": ["illness"]}, {"amount": "60"}, "both"),
        ("administrative.fee", {"waiver": ["illness"]}, {"waiver": {"not_applicable": "NHS"}}, "tighter"),
        ("administrative.fee", {"amount": "70", "waiver": ["illness"]}, None, "looser"),  # a clause less demands less
        ("administrative.after_hours", {"purposes": ["crisis"]}, {}, "looser"),  # for any purpose, then
        ("administrative.sessions", {"every": "P7D"}, {"every": "P14D"}, "tighter"),
        ("administrative.sessions", {"minutes": "50", "overrun": "10"}, {"minutes": "50"}, "looser"),
        ("administrative.between_sessions", {"at_most": "5", "per": "P7D"}, {"at_most": "10", "per": "P14D"}, "looser"),
        ("administrative.between_sessions", {"at_most": "5", "per": "P7D"}, {"at_most": "5", "per": "week"}, "both"),
        ("administrative.between_sessions", {"at_most": "0", "per": "P7D"}, {"at_most": "0", "per": "week"}, "equal"),
        ("administrative.between_sessions", {"at_most": "1", "per": "P1M"}, {"at_most": "12", "per": "P1Y"}, "looser"),
        ("administrative.between_sessions", {"at_most": "5"}, {"at_most": "5", "per": "P7D"}, "tighter"),
        ("administrative.rest", {"night": "22:00-07:00"}, {"night": "23:00-06:00"}, "looser"),
        ("administrative.records", {"keep": "P7Y"}, {"keep": "P6Y"}, "looser"),
        ("administrative.records", {"keep": "P1M"}, {"keep": "30 days"}, "both"),
        ("administrative.records", {"keep": "P1M"}, {"keep": "32 days"}, "tighter"),
        ("administrative.sharing", [{"with": "gp"}], [{"with": "gp"}, {"with": "family"}], "looser"),
        ("administrative.sharing", [{"with": "gp", "until": "2026-01-01"}], [{"with": "gp"}], "looser"),
        ("administrative.sharing", [{"with": "gp"}], [{"with": "gp", "basis": "consent"}], "tighter"),
        ("administrative.supervision", {"identifiable": "false"}, {"identifiable": "true"}, "looser"),
        ("administrative.social", "none", "some", "changed"),
        ("professional.goals", [{"goal": "a"}], [{"goal": "b"}], "changed"),
        ("professional.goals", [{"goal": "a"}], None, "looser"),
    ],
)
def test_remembered_changes(path: str, old: Any, new: Any, expected: str) -> None:
    assert clause_direction(path, terms(path, old), terms(path, new)) == expected


def test_several_changes_together() -> None:
    assert combine(["equal", "looser"]) == "looser"
    assert combine(["tighter", "looser", "changed"]) == "both"
    assert combine(["tighter", "changed"]) == "changed"
    assert combine([]) == "equal"


# ---- caps, against every log --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "w", "v"), list(product((0, 1, 2), (1, 2, 3), range(1, 8))))
def test_a_cap_implies_what_every_log_that_keeps_it_keeps(n: int, w: int, v: int) -> None:
    kept = [
        counts
        for counts in product(range(n + 1), repeat=v)
        if all(sum(counts[max(0, t - w + 1) : t + 1]) <= n for t in range(v))
    ]
    most = max(map(sum, kept))
    for m in range(most + 2):
        implied = implies(Fraction(n), Span(0, w * HOUR), Fraction(m), Span(0, v * HOUR))
        assert implied == (m >= most)


@pytest.mark.parametrize(("small", "large"), list(product(("day", "week", "month"), repeat=2)))
def test_calendar_windows_touch_as_many_as_the_calendar_has(small: str, large: str) -> None:
    def window(day: date, unit: str) -> object:
        return {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month)}[unit]

    touched: dict[object, set[object]] = {}
    for number in range(12 * 366):
        day = date(2024, 1, 1) + timedelta(number)
        touched.setdefault(window(day, large), set()).add(window(day, small))
    most = max(map(len, touched.values()))
    caps = Calendar(small), Calendar(large)  # type: ignore[arg-type]
    assert implies(Fraction(2), caps[0], Fraction(2 * most), caps[1])
    assert not implies(Fraction(2), caps[0], Fraction(2 * most - 1), caps[1])


def test_months_are_as_long_as_they_are() -> None:
    month, days = Span(1), lambda n: Span(0, n * DAY)
    assert implies(Fraction(1), days(28), Fraction(2), month)
    assert not implies(Fraction(1), days(28), Fraction(1), month)
    assert implies(Fraction(1), month, Fraction(1), days(28))
    assert not implies(Fraction(1), month, Fraction(1), days(29))
