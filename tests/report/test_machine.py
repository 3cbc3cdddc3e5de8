"""What machines read: valid, complete, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.finding import Finding
from boundaries.report import machine
from made_result import AT, DAY, finding, sample

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


def test_json_has_findings_summary_and_every_reject() -> None:
    made = sample()
    found = json.loads("".join(machine.as_json([finding(), finding(at=AT + DAY)], made.summary, made.rejects)))
    assert list(found) == ["findings", "summary", "rejects"]
    assert [f["at"] for f in found["findings"]] == ["2026-03-03T21:10:00.000000Z", "2026-03-04T21:10:00.000000Z"]
    assert found["summary"]["rows"] == {"rows_seen": 120, "accepted": 110, "duplicates": 2, "rejected": 3, "system": 5}
    assert found["summary"]["period"] == ["2026-03-03T21:10:00.000000Z", "2026-04-12T21:10:00.000000Z"]
    assert found["summary"]["packs"] == [{"pack": "core", "version": "1", "hash": "0123456789abcdef" * 4}]
    assert found["rejects"][0] == {
        "log": "log 1",
        "row": 1,
        "line": 2,
        "column": "at",
        "reason": "no such date or time",
    }
    assert len(found["rejects"]) == 3


def test_json_of_nothing_is_json() -> None:
    made = sample()
    assert json.loads("".join(machine.as_json([], made.summary, ())))["findings"] == []


def test_jsonl_is_one_finding_a_line_and_empty_when_none() -> None:
    lines = list(machine.as_jsonl([finding(), finding(at=AT + 1)]))
    assert [json.loads(line)["at"] for line in lines] == ["2026-03-03T21:10:00.000000Z", "2026-03-03T21:10:00.000001Z"]
    assert list(machine.as_jsonl([])) == []


@given(TEXT, TEXT)
def test_jsonl_and_csv_keep_any_text(place: str, name: str) -> None:
    found = finding(relationship=name, params={"place": place})
    assert json.loads("".join(machine.as_jsonl([found])))["params"] == {"place": place}
    (row,) = csv.DictReader(io.StringIO("".join(machine.as_csv([found])), newline=""))
    assert row["relationship"].removeprefix("'" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else "") == name
    assert json.loads(row["params"]) == {"place": place}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_text_is_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO("".join(machine.as_csv([finding(says=text)])), newline=""))
    assert row["says"] == f"'{text}"


def test_numbers_stay_numbers() -> None:
    (row,) = csv.DictReader(io.StringIO("".join(machine.as_csv([finding(measured=-2.5, review_soon=True)]))))
    assert (row["measured"], row["review_soon"], row["until"]) == ("-2.5", "true", "")
    (row,) = csv.DictReader(io.StringIO("".join(machine.as_csv([finding(measured=6.0, evidence=("a", "b"))]))))
    assert (row["measured"], row["evidence"]) == ("6", "a;b")


def test_csv_of_nothing_is_its_header() -> None:
    assert "".join(machine.as_csv([])).strip().split(",") == [f.name for f in fields(Finding)]
