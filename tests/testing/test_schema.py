"""The JSON Schemas of scenarios and of examples say what the reader takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.policy.packs import find_pack, rule_files, shipped_packs
from boundaries.policy.schema import rule_schema
from boundaries.testing.document import scenario_document
from boundaries.testing.expect import KEYS as FINDING_KEYS
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import read_scenarios
from boundaries.testing.schema import KEYS, scenario_schema, with_examples
from json_schema import faults
from testing.test_document import documents, written
from typed import documents as typed_documents

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted(path for folder in ("src", "examples", "rules") for path in (ROOT / folder).rglob("*.scenario.yaml"))
RULES = [source.path for pack in shipped_packs() for source in rule_files(find_pack(pack)[0], pack)]
GOOD: dict[str, Any] = {
    "scenario": "s",
    "contract": {"contract": "c", "timezone": "Europe/London", "agreed": "2026-01-12",
                 "administrative": {"hours": "Mo-Fr 09:00-18:00"}},
    "timeline": ["2026-03-03 21:10 practitioner > message sms"],
    "never": ["reply-outside-hours"],
}  # fmt: skip


def test_the_schema_knows_the_keys_the_reader_knows() -> None:
    schema = scenario_schema()
    assert set(schema["properties"]) == set(KEYS)
    assert schema["required"] == ["scenario", "timeline"]
    assert set(schema["$defs"]["expected"]["properties"]) == set(FINDING_KEYS)
    assert all(part.get("description") for part in schema["properties"].values())


def test_the_page_of_scenarios_has_their_keys_in_order() -> None:
    page = (ROOT / "docs" / "reference" / "scenario.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)`(?: \(required\))? \|", page.partition("## The timeline")[0], re.MULTILINE) == list(
        KEYS
    )


def test_every_reference_of_the_schemas_leads_somewhere() -> None:
    for schema in (scenario_schema(), with_examples(rule_schema())):
        assert set(re.findall(r"'\$ref': '#/\$defs/(\w+)'", str(schema))) == set(schema["$defs"])


def test_examples_are_described_and_nothing_else_changes() -> None:
    plain, described = rule_schema(), with_examples(rule_schema())
    assert described["properties"].pop("examples") != plain["properties"].pop("examples")
    assert described["$defs"].pop("expected")
    assert described["$defs"].pop("given")
    assert described == plain


@settings(max_examples=50)
@given(documents())
def test_whatever_is_read_and_written_again_keeps_to_the_schema(document: dict[str, Any]) -> None:
    (scenario,) = read_scenarios(written(document), "s.yaml")
    assert faults(scenario_document(scenario), scenario_schema()) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_shipped_rules_and_their_examples_keep_to_it(path: Path) -> None:
    for rule in typed_documents(path):
        assert faults(rule, with_examples(rule_schema())) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_scenarios_of_this_project_keep_to_it(path: Path) -> None:
    for scenario in typed_documents(path):
        assert faults(scenario, scenario_schema()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"timeline": None}, {"never": None}, {"timelines": []}, {"as_of": "later"}, {"exactly": "perhaps"},
        {"timeline": ["21:10 practitioner > message"]}, {"timeline": ["2026-03-03 21:10 practitioner message"]},
        {"timeline": [{"at": "2026-03-03"}]}, {"given": [{"type": "drift"}]}, {"format": "2"},
        {"covers": []}, {"covers": ["mesage"]}, {"covers": [{"kind": "call"}]}, {"covers": "X-walk"},
        {"timeline": [{"weekly": 0, "rows": ["2026-03-03 10:00 client > message"]}]}, {"timeline": [{"weekly": 3}]},
        {"timeline": [{"weekly": 3, "rows": []}]}, {"timeline": [{"weekly": 3, "rows": [{"weekly": 3, "rows": "x"}]}]},
        {"expect": [{"rule": "reply-outside-hours", "factor_interval": [2]}]},
        {"expect": [{"rule": "reply-outside-hours", "since": "soon"}]},
        {"expect": [{"at": "2026-03-03 21:10"}]}, {"expect": ["reply-outside-hours"]},
        {"expect": [{"rule": "reply-outside-hours", "status": "opne"}]},
        {"expect": [{"rule": "reply-outside-hours", "bearer": "client"}]},
        {"expect": [{"rule": "reply-outside-hours", "severity": "violation"}]},
        {"expect": [{"rule": "reply-outside-hours", "measured": "many"}]},
        {"expect": [{"rule": "reply-outside-hours", "att": "2026-03-03 21:10"}]},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_schema_refuses_the_reader_refuses_too(changes: dict[str, Any]) -> None:
    document = {key: value for key, value in (GOOD | changes).items() if value is not None}
    assert faults(document, scenario_schema())
    with pytest.raises(ScenarioError):
        read_scenarios(written(document), "s.yaml")


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"covers": ["message", "x-walk"]}, {"covers": "call"},
        {"as_of": "2026-03-20"}, {"as_of": "2026-03-20T09:00:00Z"}, {"given": []}, {"format": 1},
        {"exactly": False},
        {"timeline": "2026-03-03T21:10+01:00  practitioner > message"}, {"expect": {"code": "COM-REPLY-HOURS"}},
        {"timeline": ["2026-03-03 10:00-10:50 both > session in_person planned=10:00-10:50"]},
        {"timeline": [{"weekly": 3, "rows": ["2026-03-03 10:00 client > message"]}, "2026-03-03 10:00 both > session"]},
        {"timeline": {"weekly": 3, "rows": "2026-03-03 10:00 client > message"}},
        {"expect": [{"rule": "session-gap", "since": "2026-03-02 00:00", "before": 0.5, "factor_interval": [1.5, 4]}]},
        {"expect": [{"rule": "session-gap", "until": None, "measured": 21, "evidence": "e1", "unit": "days"}]},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_schema_takes_the_reader_takes_too(changes: dict[str, Any]) -> None:
    document = GOOD | changes
    assert faults(document, scenario_schema()) == []
    assert read_scenarios(written(document), "s.yaml")
