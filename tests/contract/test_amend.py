"""The versions of a contract: every timeline is what a plain re-computation of the document gives."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, CLAUSES, recipient_of
from boundaries.contract.words import words_of
from boundaries.core.errors import ContractError
from boundaries.core.instants import format_instant, parse_instant
from contract.drawn import HEAD, Document, amended, load, meaning

DAY_US = 86_400_000_000


def day_us(text: str, later: int = 0) -> int:
    return (date.fromisoformat(text) + timedelta(later) - date(1970, 1, 1)).days * DAY_US


def set_in(document: Document, path: str, value: Any) -> None:
    """`set` on the plain document: replace a clause, or one field of it; null takes it away."""
    part, clause, *field = path.split(".")
    if "not_applicable" in (document.get(part) or {}):  # of a whole part: of each of its clauses
        document[part] = {c.name: document[part] for c in CLAUSES if c.part == part}
    clauses = document[part] = document.get(part) or {}
    if recipient_of(path):
        tell(clauses, field[0], value)
        return
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


def tell(clauses: Document, recipient: str, value: Any) -> None:
    """`set` of one entry of `sharing`: it stands where its first one stood, or at the end."""
    there = clauses.get("sharing")
    if not isinstance(there, list):
        if value is not None:
            clauses["sharing"] = [{**value, "with": recipient}]
        return
    before = [item["with"] for item in there]
    at = before.index(recipient) if recipient in before else len(there)
    kept = [item for item in there if item["with"] != recipient]
    new = [] if value is None else [{**value, "with": recipient}]
    clauses["sharing"] = [*kept[:at], *new, *kept[at:]]


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
        {"fee": {"amount": "70"}}, {"sessions.minutes": "45"}, {"sessions.every": "P14D"},
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
                  "set": {"hours": "Mo-Fr 09:00-21:00"}})  # fmt: skip
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


@pytest.mark.parametrize(
    "amendments",
    [
        [("2026-02-01", "2026-03-01", "1"), ("2026-02-01", "2026-02-15", "2")],
        [("2026-02-01", None, "2"), ("2026-02-03", None, "1")],
        [("2026-02-03", "2026-02-01", "1"), ("2026-02-01", "2026-02-02", "2")],  # in force from the later of the two
        [("2026-02-02", "2026-02-03", "1"), ("2026-02-01", "2026-02-03", "2")],  # the same day: as they were agreed
        [("2026-02-01", None, "2"), ("2026-02-01", None, "1")],  # the same agreement: as they are written
    ],
)
def test_the_last_to_come_into_force_holds(amendments: list[tuple[str, str | None, str]]) -> None:
    both = {"agreed_by": ["practitioner", "client"]}
    life = amend(*(
        {**both, "agreed": agreed, "effective": effective, "set": {"sessions.minutes": minutes}}
        for agreed, effective, minutes in amendments
    ))  # fmt: skip
    assert life.versions[-1].terms["administrative.sessions.minutes"].value == 1
    starts = [version.start_us for version in life.versions]
    assert starts == sorted(set(starts))


def test_what_became_of_each_amendment_is_kept() -> None:
    both = {
        "id": "a1", "agreed": "2026-02-01", "effective": "2026-03-01", "agreed_by": ["practitioner", "client"],
        "proposed_by": "client", "need_of": "practitioner", "because": "shift work",
        "set": {"hours": "Mo-Fr 09:00-19:00", "social": "some", "sessions.minutes": "45"},
    }  # fmt: skip
    one = {"agreed": "2026-02-10", "agreed_by": ["client"], "set": {"cancellation.notice": "PT24H"}}
    late = {"agreed": "2026-12-31", "set": {"hours": None}}
    unsigned, applied = amend(both, one, late, ends="2026-06-30").amendments
    assert (applied.name, applied.applied, applied.lacking) == ("a1", True, ())
    assert (applied.agreed_us, applied.since_us) == (day_us("2026-02-01"), day_us("2026-03-01"))
    assert (applied.proposed_by, applied.need_of, applied.because) == ("client", "practitioner", "shift work")
    assert applied.changes == (
        ("administrative.hours", "looser"), ("administrative.sessions", "tighter"),
        ("administrative.social", "changed"),
    )  # fmt: skip
    assert (unsigned.name, unsigned.applied, unsigned.lacking) == ("number 2", False, ("practitioner",))
    assert unsigned.changes == (("administrative.cancellation", "looser"),)
    notice = [words_of(v, "administrative.cancellation.notice") for v in (unsigned.before, unsigned.after)]
    assert (notice, words_of(applied.before, "administrative.cancellation.notice")) == (
        ["48 hours' notice", "24 hours' notice"], "48 hours' notice",
    )  # fmt: skip


COUPLE: Document = {
    "parties": [
        {"id": "c-1a", "role": "client"}, {"id": "c-1b", "role": "client"}, {"id": "g-1", "role": "guardian"},
    ],
    "consent_required": ["practitioner", "client", "guardian"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("agreed", "missing"),
    [
        (["practitioner", "client", "guardian"], []), (["practitioner", "c-1a", "c-1b", "g-1"], []),
        (["practitioner", "c-1a", "g-1"], ["client"]), (["practitioner", "client"], ["guardian"]),
        (["c-1b"], ["practitioner", "client", "guardian"]), ([], ["practitioner", "client", "guardian"]),
    ],
)  # fmt: skip
def test_a_couple_and_a_guardian_all_have_to_agree(agreed: list[str], missing: list[str]) -> None:
    change = {"agreed": "2026-02-01", "agreed_by": agreed, "set": {"hours": "Mo-Fr 09:00-19:00"}}
    item = {"clause": "hours", "until": "2026-03-01", "agreed_by": agreed}
    life = amend(change, **COUPLE, consent=agreed, exceptions=[item])
    (amended_,), (exemption,) = life.amendments, life.exemptions
    assert (amended_.lacking, amended_.applied) == (tuple(missing), not missing)
    assert (len(life.versions), exemption.agreed) == (1 if missing else 2, not missing)
    assert codes(life) == ([] if not missing else ["B034", "B033", "B030"])
    if missing:
        (consent,) = [d for d in life.diagnostics if d.code == "B034"]
        assert consent.message == f"the consent of {' and '.join(f'`{name}`' for name in missing)} is not noted"


@pytest.mark.parametrize(
    ("required", "agreed", "missing"),
    [
        (["practitioner", "c1", "guardian"], ["practitioner", "client", "guardian"], []),
        (["practitioner", "c1", "g-1"], ["p-3", "client", "guardian"], []),
        (["p-3", "client"], ["practitioner", "c1", "c2"], []), (["practitioner"], ["p-3"], []),
        (["p-3", "c2"], ["practitioner", "client"], []), (["practitioner", "c2"], ["practitioner", "c1"], ["c2"]),
        (["p-3", "client"], ["client", "c1"], ["p-3"]), (["co-1"], ["p-3"], ["co-1"]), (["co-1"], ["practitioner"], []),
    ],
)  # fmt: skip
def test_a_role_has_agreed_for_all_who_have_it_and_the_other_way_round(
    required: list[str], agreed: list[str], missing: list[str]
) -> None:
    roles = {"c1": "client", "c2": "client", "g-1": "guardian", "co-1": "practitioner"}
    people = {"practitioner": "p-3", "parties": [{"id": name, "role": role} for name, role in roles.items()]}
    change = {"agreed": "2026-02-01", "agreed_by": agreed, "set": {"hours": "Mo-Fr 09:00-19:00"}}
    (became,) = amend(change, **people, consent_required=required).amendments
    assert became.lacking == tuple(missing)


def test_the_way_out_names_those_who_are_required() -> None:
    change = {"agreed": "2026-02-01", "agreed_by": ["client"], "set": {"hours": "Mo-Fr 09:00-19:00"}}
    item = {"clause": "hours", "until": "2026-03-01", "agreed_by": ["client"]}
    for head, all_of_them in (
        (COUPLE, "[practitioner, client, guardian]` once all have agreed"),
        ({}, "[practitioner, client]` once both have agreed"),
    ):
        life = amend(change, **head, consent=["client"], exceptions=[item])
        hints = {d.code: d.hint for d in life.diagnostics if d.level == "warning"}
        assert hints == {
            "B030": f"`agreed_by: {all_of_them}", "B033": f"`agreed_by: {all_of_them}",
            "B034": f"it is judged all the same; `consent: {all_of_them}",
        }  # fmt: skip


def test_the_practitioner_may_tighten_alone_whoever_else_has_to_agree() -> None:
    assert len(amend(alone({"between_sessions.at_most": "4"}), **COUPLE).versions) == 2
    assert len(amend(alone({"between_sessions.at_most": "6"}), **COUPLE).versions) == 1


def test_an_amendment_of_a_part_that_does_not_apply_needs_both_like_any_other() -> None:
    life = amend(alone({"goals": [{"goal": "sleep"}]}), professional={"not_applicable": "assessment only"})
    assert len(life.versions) == 2  # a clause more is tighter
    life = amend(alone({"fee": {"not_applicable": "NHS"}}), professional={"not_applicable": "assessment only"})
    assert (len(life.versions), life.amendments[0].changes) == (2, ())  # there was no fee: nothing changed


@pytest.mark.parametrize("changes", [{"social": "some"}, {"after_hours.support": ["a line"]}, {"limits": None}])
def test_what_has_no_direction_needs_both(changes: Document) -> None:
    support = {"after_hours": {"purposes": "crisis"}, "hours": "Mo 09:00-10:00", "social": "none", "limits": ["a"]}
    life = amend(alone(changes), administrative=support)
    assert (len(life.versions), codes(life)) == (1, ["B030"])


def test_what_only_a_new_contract_can_change() -> None:
    for key in ("timezone", "starts", "relationship", "agreed", "country", "consent_required", "parties", "packs"):
        with pytest.raises(ContractError, match=f"B018 `{key}` cannot be amended"):
            amend({"agreed": "2026-02-01", "set": {key: "x"}})
