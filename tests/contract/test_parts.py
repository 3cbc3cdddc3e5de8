"""A part of a contract: its clauses, the newer fields of them, and a part that does not apply as a whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from boundaries.civil.hours import parse_hours
from boundaries.civil.span import parse_duration
from boundaries.contract.clauses import BY_PATH, kind_of, resolve
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.words import words_of
from boundaries.core.errors import ContractError
from contract.drawn import BOTH, HEAD, load

BASE = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
PROFESSIONAL = [path for path in BY_PATH if path.startswith("professional.")]


def amended(*sets: dict[str, Any], **head: Any) -> Contract:
    changes = [{"agreed": f"2026-02-0{n}", "agreed_by": BOTH, "set": said} for n, said in enumerate(sets, 1)]
    return load({**HEAD, **head, "amendments": changes})


# ---- a part that does not apply ---------------------------------------------------------------------------------


def test_a_part_that_does_not_apply_settles_all_its_clauses() -> None:
    contract = load({**HEAD, "professional": {"not_applicable": "assessment only"}})
    (version,) = contract.timeline.versions
    assert version.not_applicable == dict.fromkeys(PROFESSIONAL, "assessment only")
    assert version.terms == {}
    assert contract.completeness()["professional"].open == ()
    notes = [d.message for d in contract.diagnostics if d.code == "B040"]
    assert [note.split(":")[0] for note in notes] == [
        "still open in the administrative part", "still open in the psychological part",
    ]  # fmt: skip


def test_an_amendment_may_agree_on_a_clause_of_it_later() -> None:
    whole = {"professional": {"not_applicable": "assessment only"}}
    contract = amended({"goals": [{"goal": "sleep"}]}, {"professional.review_every": "P12W"}, {"goals": None}, **whole)
    _, goals, review, gone = contract.timeline.versions
    assert goals.terms["professional.goals"].value == ("sleep",)
    assert set(goals.not_applicable) == set(PROFESSIONAL) - {"professional.goals"}
    assert set(review.terms) == {"professional.goals", "professional.review_every"}
    assert (set(gone.terms), "professional.goals" in gone.not_applicable) == ({"professional.review_every"}, False)
    assert [change.changes for change in contract.timeline.amendments] == [
        (("professional.goals", "tighter"),), (("professional.review_every", "tighter"),),
        (("professional.goals", "looser"),),
    ]  # fmt: skip


def test_a_clause_may_be_said_not_to_apply_by_an_amendment() -> None:
    paid = {"administrative": {"fee": {"amount": "70"}}}
    contract = amended({"fee": {"not_applicable": "NHS"}}, {"fee.amount": "10"}, **paid)
    first, second, third = contract.timeline.versions
    assert (set(first.terms), first.not_applicable) == ({"administrative.fee", "administrative.fee.amount"}, {})
    assert (set(second.terms), second.not_applicable) == (set(), {"administrative.fee": "NHS"})
    assert (set(third.terms), third.not_applicable) == (set(first.terms), {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("professional: {not_applicable: }\n", "5:32: B005 nothing where the reason is expected (such as"),
        ("professional: {not_applicable: x, goals: []}\n", "5:35: B005 `goals` beside `not_applicable` ("),
        ("professional: not applicable\n", "5:15: B005 `not applicable` where a mapping is expected"),
        ("professional: {not_aplicable: x}\n", "5:16: B002 `not_aplicable` is not a key of `professional`"),
        ("amendments: [{agreed: 2026-02-01, set: {professional: {not_applicable: x}}}]\n",
         "5:41: B017 `professional` is a whole part"),
    ],
)  # fmt: skip
def test_mistakes_about_whole_parts(text: str, expected: str) -> None:
    with pytest.raises(ContractError) as caught:
        load_contracts(BASE + text, "c.yaml")
    assert [str(d.location) for d in caught.value.diagnostics] == [f"c.yaml:{expected.split(': ')[0]}"]
    assert str(caught.value).startswith(f"c.yaml:{expected}")


# ---- fields -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "written", "kind", "value", "words"),
    [
        ("sessions.slot", "Tu 10:00-10:50", "hours", parse_hours("Tu 10:00-10:50"), None),
        ("cancellation.noshow", "1 working day", "duration", parse_duration("1 working day"),
         "a missed one followed up within 1 working day"),
        ("rest.caseload_cap", "20", "number", Fraction(20), "at most 20 clients"),
        ("fee.waiver", "hardship", "list", ("hardship",), "may be waived for hardship"),
        ("fee.waiver", ["hardship", "illness"], "list", ("hardship", "illness"), None),
    ],
)  # fmt: skip
def test_fields_that_rules_of_the_catalogue_need(
    path: str, written: Any, kind: str, value: object, words: str | None
) -> None:
    clause, field = path.split(".")
    full = f"administrative.{path}"
    assert (resolve(path), kind_of(full)) == (full, kind)
    alone = load({**HEAD, "administrative": {clause: {field: written}}}).timeline.versions[0]
    assert alone.terms[full].value == value
    assert words is None or words_of(alone, full) == words
    (_, second) = amended({path: written}).timeline.versions
    assert second.terms[full].value == value


@pytest.mark.parametrize(
    ("clauses", "place"),
    [
        ("sessions: {slot: Tuesdays}", "B010:6:20"), ("sessions: {slot: [Mo, Tu]}", "B005:6:20"),
        ("cancellation: {noshow: tomorrow}", "B011:6:26"), ("rest: {caseload_cap: 2.5}", "B012:6:24"),
        ("rest: {caseload_cap: many}", "B012:6:24"), ("fee: {waiver: {hardship: yes}}", "B005:6:17"),
        ("cancellation: {no_show: PT24H}", "B002:6:18"), ("fee: {waivers: [illness]}", "B002:6:9"),
    ],
)  # fmt: skip
def test_mistakes_in_them(clauses: str, place: str) -> None:
    with pytest.raises(ContractError) as caught:
        load_contracts(f"{BASE}administrative:\n  {clauses}\n", "c.yaml")
    (problem,) = caught.value.diagnostics
    assert f"{problem.code}:{problem.location.line}:{problem.location.column}" == place
