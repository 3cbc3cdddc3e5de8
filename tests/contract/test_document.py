"""A contract written out and read again is the same contract."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.span import parse_duration, parse_per
from boundaries.contract.document import decimal, duration_text
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.versions import Version
from contract.drawn import HEAD, SPANS, Document, load, meaning, whole

ROOT = Path(__file__).parents[2]
FILES = [  # a file with its mistakes written beside it is none
    *sorted((ROOT / "examples").glob("*contract.yaml")), *sorted((ROOT / "rules").glob("*/examples.contract.yaml")),
    *(p for p in sorted((ROOT / "tests/corpus/contracts").glob("*.yaml")) if not p.with_suffix(".txt").exists()),
    ROOT / "src/boundaries/cli/starter/contract.yaml",
]  # fmt: skip


def version_said(version: Version) -> object:
    return version.start_us, version.effective, meaning(version)


def said(contract: Contract) -> dict[str, Any]:
    """Everything a contract means, without the places where it is written."""
    life = contract.timeline
    return {
        "head": (contract.name, contract.relationships, contract.packs, contract.practitioner, contract.timezone),
        "more": (contract.country, contract.currency, contract.consent, contract.consent_required, contract.parties,
                 contract.metadata),
        "life": (life.start_us, life.end_us, life.agreed_us),
        "versions": [version_said(version) for version in life.versions],
        "amendments": [
            (a.name, a.agreed_us, a.since_us, a.applied, a.lacking, a.proposed_by, a.need_of, a.because, a.changes,
             version_said(a.before), version_said(a.after)) for a in life.amendments
        ],
        "exemptions": [
            (e.id, e.clause, e.from_us, e.until_us, e.reason, e.agreed, e.scope and e.scope.plain())
            for e in life.exemptions
        ],
        "codes": [(d.code, d.message, d.hint) for d in sorted(life.diagnostics, key=lambda d: (d.code, d.message))],
    }  # fmt: skip


def again(contract: Contract, name: str) -> Contract:
    plain = contract.to_dict()
    text = json.dumps(plain) if name.endswith("json") else yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    return load_contracts(text, name)[0]


@settings(max_examples=150)
@given(whole())
def test_a_contract_comes_back(document: Document) -> None:
    contract = load(document)
    for name in ("c.yaml", "c.json"):
        other = again(contract, name)
        assert other.to_dict() == contract.to_dict()
        assert said(other) == said(contract)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_contracts_of_this_project_come_back(file: Path) -> None:
    for contract in load_contracts(file.read_text("utf-8"), str(file)):
        for name in ("c.yaml", "c.json"):
            assert again(contract, name).to_dict() == contract.to_dict()
            assert said(again(contract, name)) == said(contract)


def test_what_is_written() -> None:
    contract = load({
        **HEAD, "relationships": "c-1", "parties": [{"id": "g-1", "role": "guardian"}], "consent_required": ["g-1"],
        "administrative": {
            "channels": ["sms"], "accounts": "work", "sessions": {"minutes": "50.0", "per": "week", "every": None},
            "supervision": {"identifiable": "false", "every": {"not_applicable": "peer group"}}, "fee": {},
            "reply_within": "1 working days", "sharing": [{"with": "gp", "basis": None}],
        },
        "professional": {"not_applicable": "assessment only"}, "psychological": None,
        "exceptions": [{"clause": "hours", "scope": {"channel": "sms"}}],
        "amendments": [{"agreed": "2026-02-01", "set": {"sharing.gp": None, "ends": None, "sessions.minutes": "7.50",
                                                       "sharing.family": {"until": "2027-01-01"}}}],
    })  # fmt: skip
    assert contract.to_dict() == {
        "format": 1, "contract": "c-1", "relationships": ["c-1"], "timezone": "Europe/London", "country": "GB",
        "agreed": "2026-01-12", "consent": ["practitioner", "client"],
        "parties": [{"id": "g-1", "role": "guardian"}], "consent_required": ["g-1"],
        "administrative": {
            "channels": {"sms": "any"}, "accounts": ["work"], "reply_within": "1 working day",
            "sessions": {"per": "week", "minutes": 50}, "fee": {}, "sharing": [{"with": "gp"}],
            "supervision": {"every": {"not_applicable": "peer group"}, "identifiable": False},
        },
        "professional": {"not_applicable": "assessment only"},
        "exceptions": [{"clause": "administrative.hours", "scope": {"channel": "sms"}}],
        "amendments": [{
            "agreed": "2026-02-01",
            "set": {
                "administrative.sharing.gp": None, "ends": None, "administrative.sessions.minutes": 7.5,
                "administrative.sharing.family": {"with": "family", "until": "2027-01-01"},
            },
        }],
    }  # fmt: skip


def test_it_is_written_from_what_was_read_and_not_from_the_text() -> None:
    ways = ("24 hours", "PT24H", "1 day", "P1D", "PT1440M")
    written = {json.dumps(load({**HEAD, "administrative": {"reply_within": way}}).to_dict()) for way in ways}
    assert len(written) == 1


# ---- durations and numbers --------------------------------------------------------------------------------------


@given(st.one_of(
    st.sampled_from(SPANS),
    st.builds(
        "P{}Y{}M{}DT{}H{}M{}.{:06}S".format, *[st.integers(0, 90)] * 5, st.integers(1, 59), st.integers(0, 999_999)
    ),
    st.builds("{}.{} open hours".format, st.integers(1, 99), st.integers(0, 10**15)),
    st.builds("{} working days".format, st.integers(1, 99)),
))  # fmt: skip
def test_a_duration_reads_back(text: str) -> None:
    value = parse_duration(text)
    assert parse_duration(duration_text(value)) == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("48 hours", "PT48H"), ("P2D", "PT48H"), ("2 weeks", "P14D"), ("72 hours", "P3D"), ("90 minutes", "PT1H30M"),
        ("P1Y", "P1Y"), ("18 months", "P18M"), ("P1Y2DT3H", "P1YT51H"), ("P4DT3H", "P4DT3H"), ("PT0.5S", "PT0.5S"),
        ("8 open hours", "8 open hours"), ("1.5 open hours", "1.5 open hours"), ("1 working days", "1 working day"),
        ("P1M", "P1M"), ("week", "week"), ("P7D", "P7D"),
    ],
)  # fmt: skip
def test_durations_are_written_as_people_write_them(text: str, written: str) -> None:
    value = parse_duration(text) if "open" in text or "working" in text else parse_per(text)
    assert duration_text(value) == written


@pytest.mark.parametrize("text", ["0", "10", "7.5", "0.000001", "123456789012.123457", "0.1", "62.50", "999999999999"])
def test_a_number_keeps_every_digit(text: str) -> None:
    document = {**HEAD, "administrative": {"fee": {"amount": text}}}
    contract = load(document)
    for name in ("c.yaml", "c.json"):
        value = again(contract, name).timeline.versions[0].terms["administrative.fee.amount"].value
        assert value == Fraction(text) == Fraction(decimal(Fraction(text)))
