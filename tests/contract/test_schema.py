"""The JSON Schema of a contract file says what the reader takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, FIELDS, known_paths
from boundaries.contract.load import load_contracts
from boundaries.contract.model import contract_schema
from boundaries.core.errors import ContractError
from contract.drawn import Document, load, whole
from contract.test_document import FILES
from json_schema import faults

BASE = {"contract": "c", "timezone": "Europe/London", "agreed": "2026-01-12"}
A = {**BASE, "administrative": {}}


def amending(changes: Any) -> Document:
    return {**BASE, "amendments": [{"agreed": "2026-02-01", "set": changes}]}


@settings(max_examples=60)
@given(whole())
def test_whatever_is_read_and_written_again_keeps_to_the_schema(document: Document) -> None:
    assert faults(load(document).to_dict(), contract_schema()) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_contracts_of_this_project_keep_to_it(file: Any) -> None:
    for contract in load_contracts(file.read_text("utf-8"), str(file)):
        assert faults(contract.to_dict(), contract_schema()) == []


@pytest.mark.parametrize(
    "document",
    [
        {}, {**BASE, "hours": "Mo"}, {**BASE, "agreed": "12.01.2026"}, {**BASE, "currency": "pound"},
        {**BASE, "format": 2}, {**BASE, "relationship": "a", "relationships": ["b"]},
        {**BASE, "administrative": {"horus": "Mo"}}, {**BASE, "administrative": {"channels": {"SMS": "any"}}},
        {**BASE, "administrative": {"channels": {"sms": ["watsapp"]}}}, {**BASE, "administrative": {"calls": 10}},
        {**BASE, "administrative": {"calls": {"minutes": -1}}},
        {**BASE, "administrative": {"rest": {"caseload_cap": 2.5}}},
        {**BASE, "administrative": {"sharing": [{"basis": "consent"}]}},
        {**BASE, "administrative": {"sharing": [{"with": "gp", "basis": "cosnent"}]}},
        {**BASE, "administrative": {"supervision": {"identifiable": "no"}}},
        {**BASE, "administrative": {"fee": {"not_applicable": "x", "amount": 3}}},
        {**BASE, "professional": {"not_applicable": "x", "goals": []}},
        {**BASE, "exceptions": [{"clause": "horus"}]}, {**BASE, "exceptions": [{"clause": "sharing.until"}]},
        {**BASE, "exceptions": [{"clause": "hours", "reason": "ill"}]},
        amending({}), amending({"timezone": "UTC"}), amending({"hourz": "24/7"}), amending({"sessions": {"minuts": 3}}),
        amending({"sharing.gp": {"basis": "cosnent"}}), amending({"sharing.gp.until": "2026-01-01"}),
        amending({"professional": {"not_applicable": "x"}}), amending({"calls.minutes": {"at_most": 3}}),
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_the_reader_refuses_the_schema_refuses_too(document: Document) -> None:
    assert faults(document, contract_schema())
    with pytest.raises(ContractError):
        load_contracts(json.dumps(document), "c.json")


@pytest.mark.parametrize(
    "document",
    [
        {**BASE, "professional": {"not_applicable": "assessment only"}}, {**BASE, "administrative": None},
        {**BASE, "administrative": {"sessions": {"slot": "Tu 10:00-10:50"}, "cancellation": {"noshow": "1 working day"},
                                    "rest": {"caseload_cap": 20}, "fee": {"waiver": ["hardship"]}, "hours": None}},
        {**BASE, "exceptions": [{"clause": "sharing.gp"}, {"clause": "professional"}]},
        amending({"sharing.gp": {"basis": "consent"}, "administrative.sharing.kin": None, "ends": None}),
        amending({"sessions.slot": None, "fee": {"not_applicable": "NHS"}, "goals": [{"goal": "sleep"}]}),
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_the_reader_takes_the_schema_takes_too(document: Document) -> None:
    assert faults(document, contract_schema()) == []
    assert load_contracts(json.dumps(document), "c.json")


def test_every_path_may_be_set_and_excepted() -> None:
    schema = contract_schema()["$defs"]
    assert set(schema["Amendment"]["properties"]["set"]["properties"]) == {*known_paths(), "ends"}
    listed = schema["AgreedException"]["properties"]["clause"]["anyOf"][0]["enum"]
    assert {*BY_PATH, *FIELDS} < set(listed)
