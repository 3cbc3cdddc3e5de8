"""`boundaries init`: what it writes works, says what it is to an editor, and keeps to its own schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from called import call
from json_schema import faults
from practice import ROWS
from typed import documents


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert call("init", tmp_path / "practice").code == 0
    monkeypatch.chdir(tmp_path / "practice")
    return tmp_path / "practice"


def files(folder: Path) -> Iterator[Path]:
    return folder.rglob("*.yaml")


def test_every_file_keeps_to_the_schema_it_names(folder: Path) -> None:
    kinds = set()
    for path in files(folder):
        first = path.read_text("utf-8").partition("\n")[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
        assert named, f"{path.name} tells an editor its schema"
        schema = json.loads((path.parent / named[1]).read_text("utf-8"))
        kinds.add(Path(named[1]).name.partition(".")[0])
        for document in documents(path):
            assert faults(document, schema) == []
    assert kinds == {"contract", "scenario", "rule"}


def test_its_tests_pass(folder: Path) -> None:
    outcome = call("test")
    assert (outcome.code, outcome.err) == (0, "")
    assert (
        outcome.out
        == """\
evening-reply.scenario.yaml  1 passed
rules/weekend-message.yaml   2 passed

3 passed
"""
    )


def test_its_rule_applies_once_the_contract_names_it(folder: Path) -> None:
    (folder / "log.csv").write_text(
        ROWS.replace("c-207", "client-1") + "w1,client-1,2026-03-08T11:00:00Z,message,practitioner,email,90\n", "utf-8"
    )
    assert "weekend-message" not in call("check", "log.csv", "--contract", "contract.yaml").out
    contract = folder / "contract.yaml"
    contract.write_text(contract.read_text("utf-8").replace("packs: [core] ", "packs: [core, rules] "), "utf-8")
    outcome = call("check", "log.csv", "--contract", "contract.yaml")
    assert "[weekend-message]" in outcome.out, outcome
    assert call("test").code == 0


def test_the_readme_names_commands_there_are(folder: Path) -> None:
    page = (folder / "README.md").read_text("utf-8")
    commands = set(re.findall(r"^    boundaries (\w+)", page, re.MULTILINE))
    assert {"rules", "test", "lint", "check"} <= commands
    for command in commands:
        assert call(command, "--help").code == 0


def test_a_file_where_its_folder_of_rules_would_be(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("mine", encoding="utf-8")
    outcome = call("init", tmp_path, "--force")
    assert (outcome.code, outcome.out) == (2, "")
    assert "cannot be made" in outcome.err
    assert (tmp_path / "rules").read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["rules"]
