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
from boundaries.contract.clauses import BY_PATH, FIELDS
from boundaries.contract.looser import changed_clauses, clause_direction, combine, direction, implies
from boundaries.contract.versions import Term
from contract.drawn import HEAD, load, path_values

OPPOSITE = {"looser": "tighter", "tighter": "looser"}


def terms(path: str, value: Any) -> dict[str, Term]:
    part, clause, *field = path.split(".")
    document = {part: {clause: {field[0]: value} if field else value}}
    return dict(load({**HEAD, **document}).timeline.versions[0].terms)


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
    path = data.draw(st.sampled_from(tuple(FIELDS)))
    old, new = (terms(path, data.draw(path_values(path))).get(path) for _ in range(2))
    there = direction(path, old, new)
    assert direction(path, new, old) == OPPOSITE.get(there, there)
    assert direction(path, old, old) == "equal"


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
