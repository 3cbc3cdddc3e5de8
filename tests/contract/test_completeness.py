"""What is agreed, what does not apply, what is still open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, CLAUSES, PARTS, label_of
from boundaries.contract.completeness import completeness
from contract.drawn import BOTH, HEAD, Document, amended, load


@settings(max_examples=50)
@given(amended())
def test_every_clause_is_in_one_of_three_places(document: Document) -> None:
    contract = load(document)
    for version in contract.timeline.versions:
        found = completeness(version)
        assert tuple(found) == PARTS
        for part, state in found.items():
            paths = [clause.path for clause in CLAUSES if clause.part == part]
            assert sorted([*state.agreed, *state.not_applicable, *state.open]) == sorted(paths)
            assert [p for p in paths if p in state.agreed] == list(state.agreed)
            assert [p for p in paths if p in state.open] == list(state.open)
            assert set(state.agreed) == set(version.terms) & set(paths)
        assert contract.completeness(version) == found
    assert contract.completeness() == completeness(contract.timeline.versions[-1])


def test_a_contract_in_the_making() -> None:
    change = {"agreed": "2026-02-01", "agreed_by": BOTH, "set": {"goals": [{"goal": "sleep"}], "fee": None}}
    contract = load({
        **HEAD, "administrative": {"hours": "24/7", "fee": {"amount": "70"}, "gifts": {"not_applicable": "none"}},
        "professional": {"not_applicable": "assessment only"}, "amendments": [change],
    })  # fmt: skip
    first, last = (contract.completeness(version) for version in contract.timeline.versions)
    assert first["administrative"].agreed == ("administrative.hours", "administrative.fee")
    assert first["administrative"].not_applicable == {"administrative.gifts": "none"}
    assert "administrative.fee" in last["administrative"].open  # taken away, so open again
    assert last["professional"].agreed == ("professional.goals",)
    assert last["professional"].not_applicable == {
        path: "assessment only" for path in BY_PATH if path.startswith("professional.") and "goals" not in path
    }
    assert (first["professional"].open, last["professional"].open) == ((), ())
    assert last["psychological"].open == tuple(path for path in BY_PATH if path.startswith("psychological."))


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("administrative.between_sessions.per", "Between sessions"), ("administrative.sharing.gp", "Sharing"),
        ("psychological.expectations", "Voiced expectations"), ("professional.review_every", "Review"),
    ],
)  # fmt: skip
def test_a_clause_has_a_name_in_plain_words(path: str, label: str) -> None:
    assert label_of(path) == label
