"""How many people a contract names: a number that is nowhere a clause, and that nothing changes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import known_paths, resolve
from boundaries.contract.consent import people
from boundaries.contract.versions import PARTIES
from boundaries.core.errors import ContractError
from contract.drawn import BOTH, HEAD, Document, amended, load

COUPLE = [{"id": "c-1a", "role": "client"}, {"id": "c-1b", "role": "client"}]
GUARDIAN = {"id": "g-1", "role": "guardian"}


@pytest.mark.parametrize(
    ("document", "count"),
    [
        ({}, 2),
        ({"practitioner": "p-1"}, 2),
        ({"parties": []}, 2),
        ({"parties": COUPLE}, 3),
        ({"parties": [*COUPLE, GUARDIAN]}, 4),
        ({"parties": COUPLE[:1]}, 2),
        ({"parties": COUPLE, "practitioner": "p-1"}, 3),
        ({"parties": [*COUPLE, {"id": "p-1", "role": "practitioner"}]}, 3),
        ({"parties": [*COUPLE, {"id": "p-1", "role": "therapist"}], "practitioner": "p-1"}, 3),
        ({"parties": [*COUPLE, {"id": "p-2", "role": "therapist"}], "practitioner": "p-1"}, 4),
        ({"parties": [{"id": "p-1", "role": "practitioner"}]}, 1),
    ],
    ids=str,
)
def test_the_practitioner_counts_once_and_without_parties_there_are_two(document: Document, count: int) -> None:
    contract = load({**HEAD, **document})
    assert people(contract) == count
    assert [version.parties for version in contract.timeline.versions] == [Fraction(count)]


@settings(max_examples=40)
@given(amended())
def test_every_version_has_the_number_and_none_has_it_as_a_term(document: Document) -> None:
    contract = load({**document, "parties": [*COUPLE, GUARDIAN]})
    life = contract.timeline
    for version in (*life.versions, *(v for change in life.amendments for v in (change.before, change.after))):
        assert version.parties == 4
        assert PARTIES not in version.terms
    assert all(PARTIES not in dict(change.changes) for change in life.amendments)
    assert load(contract.to_dict()).timeline.versions[-1].parties == 4
    open_and_agreed = [path for part in contract.completeness().values() for path in (*part.agreed, *part.open)]
    assert PARTIES not in open_and_agreed


def test_no_path_leads_there_and_no_amendment_changes_it() -> None:
    assert resolve(PARTIES) is None
    assert PARTIES not in known_paths()
    change = {"agreed": "2026-02-01", "agreed_by": BOTH, "set": {"parties": "3"}}
    with pytest.raises(ContractError, match="parties"):
        load({**HEAD, "amendments": [change]})
    with pytest.raises(ContractError, match="parties"):
        load({**HEAD, "exceptions": [{"clause": "parties", "agreed_by": BOTH}]})
