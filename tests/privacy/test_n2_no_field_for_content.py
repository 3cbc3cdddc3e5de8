"""N2: there is no field for what was said; a row, a mapping or a finding with one is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.columns import COLUMNS
from boundaries.core.finding import Finding
from boundaries.report import supervisor
from boundaries.report.schemas import finding_schema, interaction_schema
from called import call

# Every column there is. One more is one more thing that is kept of somebody's life: it is added here on purpose.
INTERACTION = """id relationship at kind by channel minutes length planned_start planned_end ref purpose account amount
    place people actor party basis reason practitioner certainty""".split()
FINDING = """id type rule code pack title relationship bearer dimension clause contract version severity status
    excused_by unknown audience review_soon practitioner at until measured agreed unit evidence says asks suggests
    params location since since_interval before before_interval after after_interval factor factor_interval
    evidence_factor second_opinion promise premises retracts""".split()
CONTENT = ["text", "body", "content", "subject", "message", "note", "title", "Betreff", "message_text"]


def test_the_columns_are_these() -> None:
    assert [column.name for column in COLUMNS] == INTERACTION
    assert sorted(INTERACTION) == sorted(f.name for f in fields(bd.Interaction))
    schema = interaction_schema()
    assert list(schema["properties"]) == INTERACTION
    assert schema["additionalProperties"] is False


def test_a_finding_has_these_and_its_words_are_a_rules() -> None:
    assert [f.name for f in fields(Finding)] == FINDING == list(finding_schema()["properties"])
    assert set(supervisor.KEYS) < set(FINDING)


@pytest.mark.parametrize("name", CONTENT)
def test_an_interaction_takes_no_other_column(name: str) -> None:
    row = {"id": "e1", "relationship": "r", "at": "2026-03-03T10:00:00Z", "kind": "message", "by": "client"}
    bd.Interaction(**row)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        bd.Interaction(**row, **{name: "canary"})  # type: ignore[arg-type]
    with pytest.raises(bd.LogError) as problem:
        bd.Interaction.from_mapping({**row, name: "canary"})
    assert "canary" not in str(problem.value)


@pytest.mark.parametrize("name", CONTENT)
def test_no_log_keeps_one(name: str, tmp_path: Path) -> None:
    row = {"id": "e1", "relationship": "r", "at": "2026-03-03T10:00:00Z", "kind": "message", "by": "client"}
    table, lines = tmp_path / "log.csv", tmp_path / "log.jsonl"
    table.write_text(f"{','.join(row)},{name}\n{','.join(row.values())},canary\n", "utf-8")
    lines.write_text(json.dumps({**row, name: "canary"}) + "\n" + json.dumps(row) + "\n", "utf-8")
    for log in (table, lines):
        done = call("convert", log, "-o", tmp_path / "out.jsonl")
        assert "canary" not in done.out + done.err
        assert not (tmp_path / "out.jsonl").exists() or "canary" not in (tmp_path / "out.jsonl").read_text("utf-8")
    assert call("convert", table, "-o", tmp_path / "out.jsonl").code == 3
