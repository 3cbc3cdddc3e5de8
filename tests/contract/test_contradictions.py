"""Clauses that contradict each other: told where that is sure, once, at the clause that gives way; else not a word."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.span import DAY, Span, parse_per
from boundaries.contract.contradictions import _exceeds
from boundaries.contract.load import load_contract, load_contracts
from boundaries.core.errors import Diagnostic
from contract.drawn import BOTH, HEAD, Document, load, whole, written

ROOT = Path(__file__).parents[2]
OFFICE = "Mo-Fr 09:00-18:00"


def told(administrative: Document, **head: Any) -> list[Diagnostic]:
    contract = load_contracts(written({**HEAD, **head, "administrative": administrative}), "c.yaml")[0]
    return [d for d in contract.diagnostics if d.code == "B041"]


def messages(administrative: Document, **head: Any) -> list[str]:
    return [d.message for d in told(administrative, **head)]


# What is told, and (each line below) a neighbour of it that is not.
TOLD: list[tuple[Document, str]] = [
    ({"after_hours": {"purposes": "crisis"}}, "`after_hours` is what holds outside `hours`, and no `hours` are agreed"),
    ({"hours": "24/7", "after_hours": {"purposes": "crisis"}},
     "`after_hours` is what holds outside `hours`, and they are open all the time: it never applies"),
    ({"hours": "Mo-Su 00:00-24:00", "after_hours": {}},
     "`after_hours` is what holds outside `hours`, and they are open all the time: it never applies"),
    ({"hours": "2024 Mo-Fr 09:00-18:00"}, "`hours` is open at no time while it is in force"),
    ({"hours": "Mo-Fr 09:00-18:00; Mo-Su off"}, "`hours` is open at no time while it is in force"),
    ({"sessions": {"slot": "2025 Tu 10:00-10:50"}}, "`sessions.slot` is open at no time while it is in force"),
    ({"hours": "Mo-Fr 09:00-22:30", "rest": {"night": "22:00-07:00"}},
     "`rest.night` and `hours` overlap, such as on 2026-01-12 22:00"),
    ({"hours": "Mo-Sa 09:00-18:00", "rest": {"days_off": "Sa,Su"}},
     "`rest.days_off` and `hours` overlap, such as on 2026-01-17 09:00"),
    ({"hours": OFFICE, "sessions": {"slot": "Tu 06:30-07:20"}, "rest": {"night": "22:00-07:00"}},
     "`rest.night` and `sessions.slot` overlap, such as on 2026-01-13 06:30"),
    ({"reply_within": "1 working day"},
     "`reply_within` counts working time, and no `hours` are agreed: it is never due"),
    ({"cancellation": {"noshow": "8 open hours"}, "hours": {"not_applicable": "on call"}},
     "`cancellation.noshow` counts working time, and no `hours` are agreed: it is never due"),
    ({"hours": "off", "records": {"within": "2 working days"}},
     "`records.within` counts working time, and `hours` are never open: it is never due"),
    ({"hours": OFFICE, "channels": ["sms"], "after_hours": {"channels": ["phone", "sms", "signal"]}},
     "`after_hours` agrees on `phone` and `signal`, and `channels` does not"),
    ({"hours": OFFICE, "channels": {"phone": ["scheduling"]},
      "after_hours": {"channels": "phone", "purposes": "crisis"}},
     "`channels` keeps `phone` for scheduling, and `after_hours` is for crisis"),
    ({"hours": OFFICE, "channels": {"sms": ["scheduling"]}, "after_hours": {"purposes": ["crisis", "scheduling"]}},
     "`after_hours.purposes` is for `crisis`, and no agreed channel is"),
    ({"hours": OFFICE, "channels": {"sms": "any", "phone": ["crisis"]},
      "after_hours": {"purposes": ["crisis", "support"], "channels": ["phone"]}},
     "`after_hours.purposes` is for `support`, and no agreed channel is"),
    ({"channels": {"sms": ["crisis"]}, "ending": {"contact": ["scheduling", "support"]}},
     "`ending.contact` is for `scheduling` and `support`, and no agreed channel is"),
    ({"channels": [], "ending": {"contact": "other"}}, "`ending.contact` is for `other`, and no agreed channel is"),
    ({"channels": ["email", "sms"], "calls": {"minutes": "10"}},
     "`calls` are agreed, and no channel on which one could call"),
    ({"sessions": {"every": "P7D", "at_most": "1", "per": "P14D"}},
     "sessions are agreed every 7 days, and at most 1 in 14 days: the cap cannot be kept"),
    ({"sessions": {"every": "P7D", "at_most": "0", "per": "week"}},
     "sessions are agreed every 7 days, and at most 0 a week: the cap cannot be kept"),
    ({"sharing": [{"with": "gp", "basis": "consent", "until": "2025-12-31"}]},
     "what `gp` may be told ended with 2025-12-31, before it came into force"),
    ({"sharing": [{"with": "Dr. X, by letter", "until": "2026-01-11"}]},
     "what `Dr. X, by letter` may be told ended with 2026-01-11, before it came into force"),
    ({"records": {"keep": "P7D", "within": "P14D"}},
     "records are kept for 7 days, and written within 2 weeks: they may be gone before they are written"),
]  # fmt: skip
SILENT: list[Document] = [
    {"hours": OFFICE, "after_hours": {"purposes": "crisis"}},
    {"hours": "24/7"},
    {"hours": "24/7; PH off", "after_hours": {}},  # a holiday is after hours
    {"hours": "off", "after_hours": {"purposes": "crisis", "support": "a line"}},  # nothing but in a crisis: meant
    {"hours": "2030 Mo-Fr 09:00-18:00"},  # later
    {"hours": OFFICE, "rest": {"night": "18:00-09:00", "days_off": "Sa,Su"}},  # they touch
    {"hours": OFFICE, "rest": {"days_off": "Su,PH"}},  # holidays free in one clause: nothing is contradicted
    {"hours": "Mo-Fr 09:00-18:00; PH off", "rest": {"days_off": "Dec 25-26"}},
    {"hours": "Dec 24 09:00-12:00; PH 09:00-12:00", "rest": {"days_off": "PH"}},
    {"hours": OFFICE, "rest": {"night": {"not_applicable": "on call"}}},
    {"reply_within": "PT24H"},
    {"hours": OFFICE, "reply_within": "1 working day"},
    {"hours": OFFICE, "after_hours": {"channels": ["phone"]}},  # no `channels`: nothing to compare with
    {"hours": OFFICE, "channels": {"phone": ["crisis", "other"]},
     "after_hours": {"channels": "phone", "purposes": ["crisis"]}},
    {"hours": OFFICE, "channels": {"phone": "any"}, "after_hours": {"channels": "phone", "purposes": ["support"]}},
    {"hours": OFFICE, "channels": {"phone": ["scheduling"]}, "after_hours": {"channels": "phone"}},
    {"channels": {"sms": ["crisis"], "email": "any"}, "ending": {"contact": ["scheduling"]}},
    {"channels": {"sms": "any"}, "ending": {"contact": []}},
    {"channels": ["email", "video"], "calls": {"minutes": "10"}},
    {"sessions": {"every": "P7D", "at_most": "1", "per": "week"}},
    {"sessions": {"every": "P7D", "at_most": "1", "per": "P7D"}},
    {"sessions": {"every": "P7D", "at_most": "4", "per": "month"}},  # some months ask for five: not surely
    {"sessions": {"every": "P1M", "at_most": "1", "per": "P30D"}},
    {"sessions": {"every": "P7D", "at_most": "0"}},
    {"sharing": [{"with": "gp", "until": "2026-01-12"}]},  # its day is included
    {"records": {"keep": "P7Y", "within": "P14D"}},
    {"records": {"keep": "P30D", "within": "P1M"}},
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "message"), TOLD, ids=[message for _, message in TOLD])
def test_contradictions_are_told(clauses: Document, message: str) -> None:
    found = told(clauses)
    assert [d.message for d in found] == [message]
    assert (found[0].level, bool(found[0].hint), found[0].location is not None) == ("warning", True, True)


@pytest.mark.parametrize("clauses", SILENT, ids=str)
def test_what_may_well_be_meant_is_not(clauses: Document) -> None:
    assert messages(clauses) == []


@pytest.mark.parametrize(
    "file",
    [
        ROOT / "examples/contract.yaml", ROOT / "src/boundaries/cli/starter/contract.yaml",
        ROOT / "tests/corpus/contracts/riverside-017.yaml", *(ROOT / "rules").glob("*/examples.contract.yaml"),
    ],
    ids=lambda file: str(file.relative_to(ROOT)),
)  # fmt: skip
def test_contracts_of_this_project_contradict_nothing(file: Path) -> None:
    assert [d.render() for d in load_contract(file).diagnostics if d.code == "B041"] == []


def test_the_place_is_that_of_the_clause_that_gives_way() -> None:
    text = """\
contract: c
timezone: Europe/London
agreed: 2026-01-12
administrative:
  hours: "Mo-Fr 09:00-22:30"
  rest: {night: "22:00-07:00"}
  sessions: {at_most: 1, per: P14D, every: P7D}
  sharing: [{with: family}, {with: gp, until: 2025-12-31}]
"""
    (contract,) = load_contracts(text, "c.yaml")
    assert [str(d.location) for d in contract.diagnostics if d.code == "B041"] == [
        "c.yaml:6:17", "c.yaml:7:44", "c.yaml:8:29",
    ]  # fmt: skip


# ---- versions ---------------------------------------------------------------------------------------------------


def amended(changes: Document, effective: str = "2026-03-01") -> Document:
    return {"agreed": "2026-02-01", "effective": effective, "agreed_by": BOTH, "set": changes}


def test_every_version_is_looked_at_and_each_contradiction_told_once() -> None:
    clauses = {"hours": "Mo-Fr 09:00-22:30", "rest": {"night": "22:00-07:00"}}
    (message,) = messages(clauses)
    assert messages(clauses, amendments=[amended({"calls.minutes": "10"})]) == [message]
    assert messages(clauses, amendments=[amended({"hours": "Mo-Fr 09:00-23:00"})]) == [message]  # the same rest
    assert messages(clauses, amendments=[amended({"hours": OFFICE})]) == [message]  # until then
    later = messages({**clauses, "hours": OFFICE}, amendments=[amended({"hours": "Mo-Fr 09:00-22:30"})])
    assert later == ["`rest.night` and `hours` overlap, such as on 2026-03-02 22:00"]
    assert messages({**clauses, "hours": OFFICE}, amendments=[{**amended({"hours": "24/7"}), "agreed_by": []}]) == []


def test_only_the_days_a_version_is_in_force_count() -> None:
    summer = {"hours": "Mo-Fr 09:00-18:00; Jul-Aug Sa 09:00-12:00", "rest": {"days_off": "Sa"}}
    assert messages(summer) == ["`rest.days_off` and `hours` overlap, such as on 2026-07-04 09:00"]
    assert messages(summer, ends="2026-06-30") == []
    assert messages(summer, amendments=[amended({"hours": OFFICE}, "2026-07-01")]) == []
    assert messages({"hours": "2027 Mo-Fr 09:00-18:00"}, ends="2026-12-31") == [
        "`hours` is open at no time while it is in force"
    ]
    replaced = [amended({"hours": OFFICE}, "2026-01-12") | {"agreed": "2026-01-12"}]
    assert messages({"hours": "24/7", "after_hours": {}}, amendments=replaced) == []  # it never was in force


UNRELATED = {
    "gifts.at_most": "3", "fee.amount": "80", "social": "none", "professional.goals": [{"goal": "sleep"}],
    "limits": ["risk to life"],
}  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.sampled_from([{**HEAD, "administrative": a} for a in (*(told for told, _ in TOLD), *SILENT)]), whole()
    ),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(sorted(UNRELATED))), min_size=1, max_size=4),
)
def test_amendments_of_other_clauses_change_nothing(document: Document, others: list[tuple[int, str]]) -> None:
    def contradictions(amendments: list[Document]) -> list[tuple[str, object]]:
        (contract,) = load_contracts(written({**document, "amendments": amendments}), "c.yaml")
        return sorted((d.message, str(d.location)) for d in contract.diagnostics if d.code == "B041")

    # All agree to all: whether one alone may tighten hangs on every clause an amendment touches, related or not.
    everybody = ["practitioner", "client", "guardian"] if document.get("consent_required") else BOTH
    drawn = [{**amendment, "agreed_by": everybody} for amendment in document.get("amendments", [])]
    kept = [{"agreed": "2026-01-12", "agreed_by": everybody, "set": {"gifts.per": "P1Y"}}, *drawn]
    between = [
        {"agreed": str(date(2026, 1, 12) + timedelta(day)), "agreed_by": everybody, "set": {path: UNRELATED[path]}}
        for day, path in others
    ]
    assert contradictions([*kept, *between]) == contradictions(kept)


def test_a_weekend_between_two_amendments_is_no_contradiction() -> None:
    def agreed(day: str, changes: Document) -> Document:
        return {"agreed": day, "agreed_by": BOTH, "set": changes}

    weekend = [agreed("2026-03-07", {"fee.amount": "60"}), agreed("2026-03-08", {"fee.amount": "70"})]
    clauses = {"hours": OFFICE, "reply_within": "1 working day", "sessions": {"slot": "Tu 10:00-10:50"}}
    assert messages(clauses, amendments=weekend) == []
    of_hours = [agreed("2026-03-07", {"hours": "Mo-Fr 09:00-17:00"}), agreed("2026-03-08", {"hours": OFFICE})]
    assert messages(clauses, amendments=of_hours) == []  # they stood for a Saturday, and would have opened
    mistaken = [agreed("2026-03-09", {"hours": "2025 Mo-Fr 09:00-17:00"}), agreed("2026-06-01", {"hours": OFFICE})]
    assert messages({"hours": OFFICE}, amendments=mistaken) == ["`hours` is open at no time while it is in force"]
    always = [agreed("2026-03-07", {"hours": "24/7; Dec 25 off"}), agreed("2026-03-14", {"hours": OFFICE})]
    assert messages({"hours": OFFICE, "after_hours": {"purposes": "crisis"}}, amendments=always) == []


def test_a_contract_that_ended_before_it_started_contradicts_nothing() -> None:
    gone = {"agreed": "2026-01-12", "agreed_by": BOTH, "set": {"ends": "2026-01-20"}}
    assert messages({"hours": "24/7", "after_hours": {}}, starts="2026-02-01", amendments=[gone]) == []


def test_what_runs_out_while_the_contract_lives_is_no_contradiction() -> None:
    clauses = {"sharing": [{"with": "gp", "basis": "consent", "until": "2026-02-10"}]}
    assert messages(clauses, amendments=[amended({"calls.minutes": "10"}), amended({"sharing.family": {}})]) == []
    late = amended({"sharing.family": {"basis": "consent", "until": "2026-02-28"}})
    assert messages(clauses, amendments=[late]) == [
        "what `family` may be told ended with 2026-02-28, before it came into force"
    ]


def test_all_of_them_at_once() -> None:
    clauses = {
        "hours": "24/7", "after_hours": {"channels": "phone"}, "channels": ["sms"], "calls": {"minutes": "10"},
        "rest": {"night": "22:00-07:00", "days_off": "Su"},
    }  # fmt: skip
    assert len(messages(clauses)) == 5


@settings(max_examples=60)
@given(whole())
def test_no_contract_makes_the_reader_stumble(document: Document) -> None:
    places = [(d.message, d.location) for d in load(document).diagnostics if d.code == "B041"]
    assert len(places) == len(set(places))


# ---- the arithmetic of sessions ---------------------------------------------------------------------------------


@given(st.integers(1, 12), st.integers(0, 4), st.integers(1, 30))
def test_a_cap_is_exceeded_exactly_where_sessions_at_that_interval_exceed_it(every: int, cap: int, window: int) -> None:
    days = range(0, 400, every)
    most = max(sum(1 for day in days if end - window < day <= end) for end in range(100, 200))
    assert _exceeds(Span(0, every * DAY), Fraction(cap), Span(0, window * DAY)) == (most > cap)


@pytest.mark.parametrize(
    ("every", "cap", "per", "expected"),
    [
        (Span(0, DAY), 1, "day", False), (Span(0, DAY), 6, "week", True), (Span(0, DAY), 7, "week", False),
        (Span(0, 7 * DAY), 3, "month", True), (Span(0, 7 * DAY), 4, "month", False), (Span(1), 1, "month", False),
        (Span(1), 11, "P1Y", True), (Span(1), 12, "P1Y", False), (Span(1), 1, "P62D", True),
        (Span(1), 1, "P31D", False),
        (Span(0, 7 * DAY), 0, "month", True), (Span(12), 1, "week", False),
    ],
)  # fmt: skip
def test_months_are_exceeded_only_for_sure(every: Span, cap: int, per: str, expected: bool) -> None:
    assert _exceeds(every, Fraction(cap), parse_per(per)) is expected
