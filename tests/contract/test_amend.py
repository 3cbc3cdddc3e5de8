"""The versions of a contract: every timeline is what a plain re-computation of the document gives."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH
from boundaries.core.errors import ContractError
from boundaries.core.instants import format_instant, parse_instant
from contract.drawn import HEAD, Document, amended, load, meaning

DAY_US = 86_400_000_000


def day_us(text: str, later: int = 0) -> int:
    return (date.fromisoformat(text) + timedelta(later) - date(1970, 1, 1)).days * DAY_US


def set_in(document: Document, path: str, value: Any) -> None:
    """`set` on the plain document: replace a clause, or one field of it; null takes it away."""
    part, clause, *field = path.split(".")
    clauses = document.setdefault(part, {})
    if not field:
        clauses[clause] = value
        return
    there = clauses.get(clause)
    if value is not None and (there is None or "not_applicable" in there):
        there = clauses[clause] = {}
    if there is not None and "not_applicable" not in there:
        there.pop(field[0], None)
        if value is not None:
            there[field[0]] = value


@settings(max_examples=80)
@given(amended())
def test_versions_are_what_a_plain_recomputation_gives(document: Document) -> None:
    plain = copy.deepcopy({**document, "timezone": "UTC"})
    amendments = plain.pop("amendments")
    end = day_us(plain["ends"], 1) if "ends" in plain else None
    expected = {day_us("2026-01-12"): copy.deepcopy(plain)}
    in_order = sorted(amendments, key=lambda a: (max(a["agreed"], a.get("effective", a["agreed"])), a["agreed"]))
    for amendment in in_order:
        since = day_us(max(amendment["agreed"], amendment.get("effective", amendment["agreed"])))
        if end is not None and since >= end:
            continue
        for path, value in amendment["set"].items():
            if path == "ends":
                end = None if value is None else max(day_us(value, 1), since)
            else:
                set_in(plain, path, copy.deepcopy(value))
        expected[since] = copy.deepcopy(plain)

    life = load({**document, "timezone": "UTC"}).timeline
    assert life.end_us == end
    assert [v.start_us for v in life.versions] == sorted(expected)
    for version, (start, terms) in zip(life.versions, sorted(expected.items()), strict=True):
        alone = {key: value for key, value in terms.items() if key != "ends"}
        assert meaning(version) == meaning(load(alone).timeline.versions[0])
        assert version.effective == format_instant(start)[:10]


@given(amended())
@settings(max_examples=30)
def test_terms_stand_in_the_order_of_a_contract(document: Document) -> None:
    for version in load(document).timeline.versions:
        clauses = [path for path in version.terms if path in BY_PATH]
        assert clauses == [path for path in BY_PATH if path in version.terms]


# ---- remembered cases -------------------------------------------------------------------------------------------


def amend(*amendments: Document, **head: Any) -> Any:
    clauses = {
        "hours": "Mo-Fr 09:00-18:00", "channels": {"sms": ["scheduling"], "email": "any"},
        "between_sessions": {"at_most": "5", "per": "P7D"}, "cancellation": {"notice": "PT48H"},
        "rest": {"night": "22:00-07:00"}, "sharing": [{"with": "gp", "until": "2026-12-31"}],
        "sessions": {"minutes": "50", "every": "P7D"}, "social": "none",
    }  # fmt: skip
    return load({**HEAD, "administrative": clauses, **head, "amendments": list(amendments)}).timeline


def alone(changes: Document, agreed: str = "2026-03-01", effective: str = "2026-03-02") -> Document:
    return {"agreed": agreed, "effective": effective, "agreed_by": ["practitioner"], "set": changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": "Mo-Fr 09:00-17:00"}, {"hours": "Mo-Fr 09:00-12:00,12:00-18:00"},
        {"channels": {"email": ["scheduling"]}}, {"between_sessions.at_most": "4"},
        {"between_sessions": {"at_most": "5", "per": "P14D"}}, {"cancellation.notice": "PT72H"},
        {"rest.night": "21:00-08:00"}, {"sharing": [{"with": "gp", "until": "2026-06-30"}]},
        {"calls": {"minutes": "10"}}, {"sessions.minutes": "45"}, {"sessions.every": "P14D"},
    ],
)  # fmt: skip
def test_the_practitioner_may_tighten_alone_with_notice(changes: Document) -> None:
    life = amend(alone(changes))
    assert (len(life.versions), codes(life)) == (2, []), codes(life)


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": "Mo-Fr 09:00-19:00"}, {"hours": "Mo-Fr 10:00-19:00"}, {"hours": None},
        {"channels": {"sms": "any", "email": "any"}}, {"between_sessions": {"at_most": "9", "per": "P14D"}},
        {"between_sessions": {"at_most": "1", "per": "day"}}, {"cancellation.notice": "PT24H"},
        {"rest.night": "23:00-06:00"}, {"sharing": [{"with": "gp", "until": "2027-06-30"}]}, {"social": "some"},
        {"calls": {"not_applicable": "none"}, "hours": {"not_applicable": "any time"}},
        {"ends": "2026-12-31"}, {"hours": "Mo-Fr 09:00-17:00", "sessions.minutes": "60"},
    ],
)  # fmt: skip
def test_anything_else_needs_both(changes: Document) -> None:
    life = amend(alone(changes))
    assert (len(life.versions), codes(life), life.end_us) == (1, ["B030"], None)


def codes(life: Any) -> list[str]:
    return [d.code for d in life.diagnostics if d.level == "warning"]


@pytest.mark.parametrize(
    ("agreed", "effective", "applied"),
    [
        ("2026-03-28", "2026-03-29", True), ("2026-03-29", "2026-03-30", True),  # the day of 23 hours
        ("2026-03-29", "2026-03-29", False), ("2026-03-30", "2026-03-29", False),
        ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", True), ("2026-03-01T10:00:00Z", "2026-03-02T09:59:59Z", False),
    ],
)  # fmt: skip
def test_tightening_takes_a_days_notice(agreed: str, effective: str, applied: bool) -> None:
    life = amend(alone({"between_sessions.at_most": "4"}, agreed, effective))
    assert (len(life.versions) == 2) is applied


def test_the_client_alone_changes_nothing() -> None:
    life = amend({**alone({"between_sessions.at_most": "4"}), "agreed_by": ["client"]})
    assert codes(life) == ["B030"]
    assert any("`practitioner` did not agree" in d.message for d in life.diagnostics)


def test_a_late_agreement_makes_nothing_right_afterwards() -> None:
    life = amend({"agreed": "2026-04-10", "effective": "2026-04-01", "agreed_by": ["practitioner", "client"],
                  "set": {"hours": "24/7"}})  # fmt: skip
    assert [v.effective for v in life.versions] == ["2026-01-12", "2026-04-10"]
    assert codes(life) == ["B031"]


def test_instants_and_local_times_are_read_on_the_contracts_clock() -> None:
    both = {"agreed": "2026-02-01", "agreed_by": ["practitioner", "client"], "set": {"hours": "24/7"}}
    starts = {
        "2026-03-29": "2026-03-29T00:00:00Z",
        "2026-03-29 01:30": "2026-03-29T01:00:00Z",  # in the gap: where it ends
        "2026-10-25 01:30": "2026-10-25T00:30:00Z",  # in the fold: the earlier
        "2026-07-01T09:00:00+02:00": "2026-07-01T07:00:00Z",
    }
    for text, instant in starts.items():
        assert amend({**both, "effective": text}).versions[1].start_us == parse_instant(instant)
    life = amend(starts="2026-06-01", ends="2026-06-01")
    assert life.end_us - life.start_us == DAY_US
    assert amend(ends="2026-06-01T12:00:00Z").end_us == parse_instant("2026-06-01T12:00:00Z")


def test_the_end_moves_while_the_contract_lives() -> None:
    both = {"agreed_by": ["practitioner", "client"]}
    later = {**both, "agreed": "2026-02-01", "set": {"ends": "2026-03-31"}}
    too_late = {**both, "agreed": "2026-03-01", "set": {"ends": "2026-12-31", "hours": "24/7"}}
    assert amend(later, too_late, ends="2026-02-27").end_us == parse_instant("2026-12-31T00:00:00Z") + DAY_US
    gone = amend(too_late, ends="2026-02-27")
    assert (gone.end_us, len(gone.versions), codes(gone)) == (day_us("2026-02-28"), 1, ["B035"])
    backdated = amend({**both, "agreed": "2026-02-10", "set": {"ends": "2026-01-20"}}, ends="2026-02-27")
    assert backdated.end_us == day_us("2026-02-10")
    assert amend({**both, "agreed": "2026-02-10", "set": {"ends": None}}, ends="2026-02-27").end_us is None


def test_a_change_of_the_kind_of_window_is_remarked() -> None:
    both = {"agreed": "2026-02-01", "agreed_by": ["practitioner", "client"]}
    assert codes(amend({**both, "set": {"between_sessions.per": "week"}})) == ["B036"]
    assert codes(amend({**both, "set": {"between_sessions.per": "P14D"}})) == []


def test_everybody_whose_consent_is_required_has_to_agree() -> None:
    people = {
        "parties": [
            {"id": "c-1a", "role": "client"},
            {"id": "c-1b", "role": "client"},
            {"id": "g-1", "role": "guardian"},
        ],
        "practitioner": "p-3",
    }
    change = {"agreed": "2026-02-01", "set": {"hours": "24/7"}}

    def versions(agreed_by: list[str], **more: Any) -> int:
        return len(amend({**change, "agreed_by": agreed_by}, **people, **more).versions)

    assert versions(["p-3", "c-1a", "c-1b"]) == 2
    assert versions(["p-3", "client"]) == 2
    assert versions(["p-3", "c-1a"]) == 1
    required = {"consent_required": ["practitioner", "client", "guardian"]}
    assert versions(["practitioner", "client"], **required) == 1
    assert versions(["practitioner", "client", "g-1"], **required) == 2


def test_exceptions_are_agreed_by_both_and_may_be_open() -> None:
    items = [
        {"id": "a", "clause": "hours", "agreed_by": ["practitioner", "client"], "from": "2026-03-01"},
        {"clause": "sessions.minutes", "agreed_by": ["client"], "until": "2026-03-01", "scope": {"channel": "sms"}},
    ]
    life = amend(exceptions=items)
    first, second = life.exemptions
    assert (first.id, first.agreed, first.until_us, first.scope) == ("a", True, None, None)
    assert (second.id, second.agreed, second.clause) == ("exception 2", False, "administrative.sessions.minutes")
    assert second.scope.plain() == {"channel": "sms"}
    assert second.until_us == day_us("2026-03-02")
    assert codes(life) == ["B032", "B033"]


def test_what_only_a_new_contract_can_change() -> None:
    for key in ("timezone", "starts", "relationship", "agreed", "country"):
        with pytest.raises(ContractError, match=f"B018 `{key}` cannot be amended"):
            amend({"agreed": "2026-02-01", "set": {key: "x"}})
