"""N8: every report says what was read, of which period, by which rules, who ran it, for whom and what for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from called import call
from shared_views import files

PAIRS = [f"c-{n}" for n in range(6)]
ASKED = {"own": (), "supervisor": ("--purpose", "a look at March"), "platform": ("--purpose", "a look at March")}


def run(folder: Path, view: str, form: str, *more: str) -> str:
    contract, log = files(folder, PAIRS)
    done = call("check", log, "--contract", contract, "--view", view, *ASKED[view], "--output-format", form,
                "--key", folder / "key", *more)  # fmt: skip
    assert done.code == 0, done.err
    return done.out


@pytest.mark.parametrize("view", ASKED)
def test_the_text_names_its_source_rules_engine_view_and_purpose(tmp_path: Path, view: str) -> None:
    lines = run(tmp_path, view, "text", "--run-by", "a colleague").splitlines()
    head = dict(line.split(": ", 1) for line in lines[:14] if ": " in line)
    assert "jsonl" in head["read"]
    assert "core 0.1 (" in head["packs"]
    assert head["engine"].startswith("boundaries ")
    assert head["run by"] == "a colleague"
    assert head["boundaries"].endswith({"own": "practitioner's own view"}.get(view, f"the {view}'s view"))
    assert head["boundaries"].startswith("own reflection" if view == "own" else "a look at March")
    assert ("period asked for" if view == "platform" else "contracts") in head
    assert view == "platform" or " from Mon 2 Mar 2026" in head["read"]


@pytest.mark.parametrize("view", ASKED)
def test_so_does_json(tmp_path: Path, view: str) -> None:
    summary = json.loads(run(tmp_path, view, "json"))["summary"]
    assert summary["view"] == view
    assert summary["purpose"] == ("own reflection" if view == "own" else "a look at March")
    assert summary["sources"]
    assert summary["packs"][0]["hash"]
    assert summary["engine"].startswith("boundaries ")
    assert summary["tzdata"]
    assert summary["run_by"] == (None if view == "platform" else "p-03"), "a platform is told no practitioner"
    assert ("period_asked_for" if view == "platform" else "period") in summary


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_what_has_no_header_says_its_view_and_purpose_in_every_row(tmp_path: Path, view: str, form: str) -> None:
    rows = run(tmp_path, view, form).splitlines()
    for row in rows[form == "csv" :]:
        assert view in row
        assert "a look at March" in row


def test_who_ran_it_is_the_practitioner_unless_said_otherwise(tmp_path: Path) -> None:
    assert "practitioner: p-03" in run(tmp_path, "own", "text")
    assert "run by: p-03" in run(tmp_path, "supervisor", "text")
    assert "run by: not said (--run-by)" in run(tmp_path, "platform", "text")
