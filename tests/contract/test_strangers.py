"""Names that are no party's: a slip is an error wherever a name stands, somebody nobody listed is remarked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.contract.load import load_contracts
from boundaries.core.errors import ContractError, Diagnostic
from contract.drawn import BOTH, HEAD, Document, load

PEOPLE: Document = {
    "practitioner": "p-3",
    "parties": [{"id": "anna-1", "role": "client"}, {"id": "g-1", "role": "guardian"}],
}
KNOWN = ("practitioner", "client", "guardian", "p-3", "anna-1", "g-1")
SLIPS = ("clinet", "practicioner", "guardain", "anna-2")
OTHERS = ("service", "school", "k")
# Each place at which somebody is named, in a contract that has the name there.
CONCERNED = {
    "stated_by": ("professional.goals", {"goal": "sleep"}), "owner": ("professional.tasks", {"task": "diary"}),
    "owner of": ("professional.expectations", {"says": "slow"}), "by": ("psychological.commitments", {"says": "x"}),
    "voiced_by": ("psychological.expectations", {"says": "x"}),
    "heard_by": ("psychological.expectations", {"says": "x"}), "of": ("psychological.needs", {"says": "x"}),
}  # fmt: skip
PLACES = [(key, amended) for key in CONCERNED for amended in (False, True)] + [
    ("proposed_by", True), ("need_of", True),
]  # fmt: skip


def naming(key: str, amended: bool, name: Any) -> Document:
    document: Document = {**HEAD, **PEOPLE}
    amendment: Document = {"agreed": "2026-02-01", "agreed_by": BOTH, "set": {"calls.minutes": "10"}}
    if key in CONCERNED:
        path, entry = CONCERNED[key]
        entries = [entry, {**entry, key.split()[0]: name}]
        part, clause = path.split(".")
        if not amended:
            return {**document, part: {clause: entries}}
        amendment["set"] = {path: entries}
    else:
        amendment[key] = name
    return {**document, "amendments": [amendment]}


def said(document: Document) -> tuple[Diagnostic, ...]:
    try:
        return tuple(d for d in load(document).diagnostics if d.code == "B019")
    except ContractError as problem:
        return problem.diagnostics


@pytest.mark.parametrize(("key", "amended"), PLACES)
def test_a_name_is_known_nearly_known_or_remarked(key: str, amended: bool) -> None:
    for name in (*KNOWN, "both", None):
        assert said(naming(key, amended, name)) == ()
    for name, level in (*((n, "error") for n in SLIPS), *((n, "warning") for n in OTHERS)):
        (found,) = said(naming(key, amended, name))
        assert (found.code, found.level, found.message) == ("B019", level, f"`{name}` is no party of this contract")
        assert found.hint.startswith("did you mean" if level == "error" else "name others under `parties")
        assert found.location is not None


def test_the_place_is_that_of_the_name() -> None:
    text = """\
contract: c
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
professional:
  tasks: [{task: diary, owner: clinet}, {task: calls, owner: school}]
amendments:
- {agreed: 2026-02-01, agreed_by: [practitioner, client], proposed_by: cleint, set: {needs: [{says: x, of: bot}]}}
"""
    with pytest.raises(ContractError) as caught:
        load_contracts(text, "c.yaml")
    assert [(str(d.location), d.hint) for d in caught.value.diagnostics] == [
        ("c.yaml:6:32", "did you mean `client`?"), ("c.yaml:8:72", "did you mean `client`?"),
        ("c.yaml:8:108", "did you mean `both`?"),
    ]  # fmt: skip
    mended = text.replace("clinet", "client").replace("cleint", "client").replace("of: bot", "of: both")
    (contract,) = load_contracts(mended, "c.yaml")
    assert [str(d.location) for d in contract.diagnostics if d.code == "B019"] == ["c.yaml:6:62"]


@given(st.sampled_from(("consent", "consent_required")), st.sampled_from((*SLIPS, *OTHERS, "both")))
def test_who_agreed_has_to_be_known(key: str, name: str) -> None:
    (found,) = said({**HEAD, **PEOPLE, key: ["practitioner", name]})
    assert (found.code, found.level) == ("B019", "error")
