from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.report.view import View
from shared_views import practice

KEY = "key"


@pytest.fixture
def shared(tmp_path: Path) -> dict[str, View]:
    result = practice([f"c-{n}" for n in range(7)])
    return {
        name: result.view(name, purpose="March", run_by="quality circle", key=tmp_path / KEY)
        for name in ("supervisor", "platform")
    }


@pytest.mark.parametrize("name", ["supervisor", "platform"])
def test_every_form_says_which_view_it_is_of_and_what_for(shared: dict[str, View], name: str) -> None:
    view = shared[name]
    whole = json.loads("".join(view.as_text("json")))
    assert (whole["summary"]["view"], whole["summary"]["purpose"]) == (name, "March")
    assert whole["summary"]["run_by"] == "quality circle"
    rows = list(view)
    assert len(view) == len(rows) == len(whole["findings" if name == "supervisor" else "counts"])
    lines = [json.loads(line) for line in view.as_text("jsonl")]
    cells = list(csv.DictReader(io.StringIO("".join(view.as_text("csv")))))
    assert {(line["view"], line["purpose"]) for line in lines} == {(name, "March")}
    assert {(line["view"], line["purpose"]) for line in cells} == {(name, "March")}
    assert [line["rule"] for line in lines] == [line["rule"] for line in cells] == [row["rule"] for row in rows]
    assert f"March, the {name}'s view" in view.lines[0].text
    assert repr(view) == f"<View: {name}, {len(rows)} rows>"


@pytest.mark.parametrize("ending", [".json", ".jsonl", ".csv"])
def test_it_is_written_as_it_is_shown(shared: dict[str, View], ending: str, tmp_path: Path) -> None:
    for name, view in shared.items():
        path = tmp_path / f"{name}{ending}"
        view.write(path)
        assert path.read_bytes().decode() == "".join(view.as_text(ending[1:]))


def test_an_ending_it_cannot_be_written_with_is_told(shared: dict[str, View], tmp_path: Path) -> None:
    with pytest.raises(bd.UsageError, match="B308"):
        shared["platform"].write(tmp_path / "counts.parquet")


def test_the_result_itself_is_the_own_view() -> None:
    with pytest.raises(bd.UsageError, match="B311 `own` is no view to be shared"):
        practice().view("own")


def test_a_platform_is_told_the_rules_of_few_together(shared: dict[str, View]) -> None:
    lines = [line.text for line in shared["platform"].lines]
    fewer = next(line for line in lines if line.startswith("fewer than 5, or none: "))
    named = {row["rule"] for row in shared["platform"] if row["relationships"] is None}
    assert set(fewer.partition(": ")[2].split(", ")) == named
    counts = [line for line in lines if line.endswith("]") and line.startswith("about")]
    assert len(counts) == len(shared["platform"]) - len(named)


def test_what_was_not_checked_is_told_without_names(shared: dict[str, View]) -> None:
    entries = shared["supervisor"].summary["not_checked"]
    assert isinstance(entries, list)
    assert {entry["relationships"] for entry in entries} == {7}
    assert not {entry["rule"] for entry in entries} & {"leave-contact"}


def test_in_german_too(tmp_path: Path) -> None:
    result = practice([f"c-{n}" for n in range(6)])
    german = bd.check(result.log, result.policy, language="de")
    supervision = german.view("supervisor", purpose="Supervision im März", key=tmp_path / KEY)
    assert {str(row["relationship"]) for row in supervision} == {f"Klient:in {n}" for n in range(1, 7)}
    text = "\n".join(line.text for line in supervision.lines)
    assert "Es dient nicht der Einstellung" in text
    platform = german.view("platform", purpose="Überblick", key=tmp_path / KEY)
    assert "erstellt von: nicht angegeben" in "\n".join(line.text for line in platform.lines)


def test_a_period_leaves_out_what_is_outside_and_says_how_much(tmp_path: Path) -> None:
    from boundaries.api import share
    from boundaries.readers.pseudonyms import Key
    from boundaries.report.asked import asked

    result = practice()
    some = [finding for finding in result if finding.at.day > 8]
    view = share(result, asked("supervisor", "x"), some, {}, Key(tmp_path / KEY))
    shared = [finding for finding in result if finding.audience == "shared"]
    assert view.summary["findings_outside_period"] == len(shared) - len(view)
    nothing = share(result, asked("supervisor", "x"), [], {}, Key(tmp_path / KEY))
    assert len(nothing) == 0
    assert "outside the period" in nothing.lines[-1].text
