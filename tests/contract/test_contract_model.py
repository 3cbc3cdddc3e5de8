"""Contracts as files: what loads, and as what."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import Hours
from boundaries.contract.clauses import recipient_of
from boundaries.contract.load import load_contract, load_contracts
from boundaries.contract.model import contract_schema
from boundaries.contract.words import words_of
from boundaries.core.errors import ContractError
from boundaries.core.instants import from_datetime
from contract.drawn import BOTH, HEAD, Document, amended, contracts, load, meaning, written

CORPUS = Path(__file__).parent.parent / "corpus" / "contracts"


def test_the_whole_shape_loads() -> None:
    contract = load_contract(CORPUS / "riverside-017.yaml")
    assert (contract.name, contract.relationships, contract.practitioner) == ("riverside-017", ("c-207",), "p-03")
    assert (contract.timezone, contract.country, contract.packs) == ("Europe/London", "GB", ("core",))
    assert contract.diagnostics == ()
    life = contract.timeline
    assert [v.effective for v in life.versions] == ["2026-01-12", "2026-04-01"]
    assert life.versions[1].start_us == 1_774_998_000_000_000  # 00:00 in summer time
    first, second = (v.terms["administrative.hours"] for v in life.versions)
    assert isinstance(first.value, Hours)
    assert tuple(words_of(v, "administrative.hours") for v in life.versions) == (
        "Mo-Fr 09:00-18:00; PH off",
        "Mo-Fr 09:00-19:00; PH off",
    )
    assert str(second.location).endswith(":43:32")  # where the amendment writes it
    (exemption,) = contract.exemptions
    assert (exemption.id, exemption.clause, exemption.agreed, exemption.reason) == (
        "e1", "administrative.hours", True, "crisis",
    )  # fmt: skip
    assert (exemption.from_us, exemption.until_us) == (1_772_323_200_000_000, 1_773_619_200_000_000)
    assert first != second


@given(contracts())
def test_yaml_and_json_say_the_same(document: Document) -> None:
    from_yaml, from_json = load(document, "c.yaml"), load(document)
    assert from_yaml.source.plain() == document == from_json.source.plain()
    assert meaning(from_yaml.timeline.versions[0]) == meaning(from_json.timeline.versions[0])


@given(contracts())
def test_every_term_stands_where_it_says(document: Document) -> None:
    text = written(document)
    (contract,) = load_contracts(text, "c.yaml")
    lines = text.split("\n")
    for path, term in contract.timeline.versions[0].terms.items():
        part, clause, *field = path.split(".")
        if recipient_of(path):
            continue
        value: Any = document[part][clause]
        value = value[field[0]] if field else value
        if isinstance(value, str):
            assert lines[term.location.line - 1][term.location.column - 1 :].strip("'\"") == value


def test_a_contract_travels() -> None:
    contract = load_contract(CORPUS / "riverside-017.yaml")
    copied = pickle.loads(pickle.dumps(contract.timeline))  # noqa: S301
    assert copied == contract.timeline
    assert copy.copy(contract).relationships == ("c-207",)


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"relationship": "a"}, ("a",)), ({"relationships": ["a", "b"]}, ("a", "b")), ({"relationships": "a"}, ("a",)),
        ({}, ()), ({"relationships": []}, ()), ({"relationship": None}, ()),
    ],
)  # fmt: skip
def test_relationships(extra: Document, expected: tuple[str, ...]) -> None:
    assert load({**HEAD, **extra}).relationships == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, ("core",)),
        ({"packs": []}, ()),
        ({"packs": ["core", "./me"]}, ("core", "./me")),
        ({"packs": "a"}, ("a",)),
    ],
)
def test_packs(extra: Document, expected: tuple[str, ...]) -> None:
    assert load({**HEAD, **extra}).packs == expected


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (["sms", "email"], {"sms": None, "email": None}),
        ("sms", {"sms": None}),
        ({"sms": "any", "phone": "crisis"}, {"sms": None, "phone": ("crisis",)}),
        ({"sms": ["scheduling", "support"]}, {"sms": ("scheduling", "support")}),
        ([], {}),
        ({}, {}),
    ],
)
def test_channels(channels: object, expected: object) -> None:
    terms = load({**HEAD, "administrative": {"channels": channels}}).timeline.versions[0].terms
    assert terms["administrative.channels"].value == expected


def test_what_does_not_apply_is_no_term() -> None:
    clauses = {"fee": {"not_applicable": "NHS"}, "sessions": {"minutes": {"not_applicable": "open"}}, "hours": None}
    version = load({**HEAD, "administrative": clauses}).timeline.versions[0]
    assert set(version.terms) == {"administrative.sessions"}
    assert version.not_applicable == {"administrative.fee": "NHS", "administrative.sessions.minutes": "open"}


def test_scalars_stay_text() -> None:
    text = "contract: 9:00\nrelationships: [off, no, 1e3, 0x10, 2026-01-12]\ntimezone: UTC\nagreed: 2026-01-12\n"
    (contract,) = load_contracts(text, "c.yaml")
    assert (contract.name, contract.relationships) == ("9:00", ("off", "no", "1e3", "0x10", "2026-01-12"))


def test_several_contracts_in_one_file(tmp_path: Path) -> None:
    text = "contract: a\ntimezone: UTC\nagreed: 2026-01-12\n---\ncontract: b\ntimezone: UTC\nagreed: 2026-01-12\n"
    assert [c.name for c in load_contracts(text, "c.yaml")] == ["a", "b"]
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(ContractError, match=r"c\.yaml:5:1: B023 2 contracts where one is expected"):
        load_contract(tmp_path / "c.yaml")


def test_the_schema_names_every_key() -> None:
    schema = contract_schema()
    document = load_contract(CORPUS / "riverside-017.yaml").source.plain()
    assert set(document) < set(schema["properties"])
    assert schema["required"] == ["contract", "timezone", "agreed"]
    administrative = schema["$defs"]["Administrative"]["properties"]
    assert set(administrative) == set(document["administrative"])
    assert all("description" in entry for entry in administrative.values())
    assert schema["additionalProperties"] is False


def test_a_rule_of_dashes_at_the_end_opens_no_second_contract() -> None:
    text = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n---\n"
    assert [contract.name for contract in load_contracts(text, "c.yaml")] == ["c"]


# ---- what is in force when --------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(amended(), st.integers(-3, 40), st.integers(0, 86_399))
def test_the_version_in_force_is_the_last_that_has_begun(document: Document, day: int, second: int) -> None:
    contract = load(document)
    at = datetime(2026, 1, 12, tzinfo=UTC) + timedelta(days=day, seconds=second)
    life, at_us = contract.timeline, from_datetime(at)
    begun = [v for v in life.versions if v.start_us <= at_us]
    over = life.end_us is not None and at_us >= life.end_us
    assert contract.in_force(at) is (begun[-1] if begun and not over else None)


def test_in_force_on_a_day_and_at_an_instant() -> None:
    change = {"agreed": "2026-03-01", "effective": "2026-03-29 12:00", "agreed_by": BOTH, "set": {"hours": "24/7"}}
    contract = load({**HEAD, "ends": "2026-06-30", "amendments": [change]})

    def since(moment: date | str) -> str | None:
        version = contract.in_force(moment)
        return version.effective if version else None

    assert [since(day) for day in ("2026-01-11", "2026-01-12", "2026-06-30", "2026-07-01")] == [
        None, "2026-01-12", "2026-03-29 12:00", None,
    ]  # fmt: skip
    assert since(date(2026, 3, 29)) == "2026-01-12"  # a day is its first instant
    assert since(datetime(2026, 3, 29, 12)) == "2026-03-29 12:00"  # noqa: DTZ001 - the contract's clock
    assert since("2026-03-29T10:59:59.999999Z") == "2026-01-12"
    assert since("2026-03-29T11:00:00Z") == "2026-03-29 12:00"
    assert (since("2026-06-30T22:59:59Z"), since("2026-06-30T23:00:00Z")) == ("2026-03-29 12:00", None)
