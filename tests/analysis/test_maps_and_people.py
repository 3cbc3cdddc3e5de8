"""Lint looks at mapping files and files of people, and shows nothing of the second, nor of exports like them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from called import call
from maps import CORPUS

MAP = "map: m\nexport: csv\ncolumns: {at: {from: At}, kind: {is: mesage}, by: {is: client}}\n"


def test_maps_without_a_mistake_are_clean(tmp_path: Path) -> None:
    for path in CORPUS.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    outcome = call("lint", tmp_path)
    assert (outcome.code, outcome.out) == (0, "7 files: nothing to remark\n")


def test_a_map_is_shown_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAP)
    outcome = call("lint", tmp_path)
    assert outcome.code == 1
    assert "m.yaml:3:38: B104 `mesage` is no word of `kind` (did you mean `message`?)\n  3 | columns" in outcome.out
    assert outcome.out.endswith("1 error in 1 file\n")


def test_a_mistake_of_yaml_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAP.replace("mesage", "message") + "map: n\n")
    outcome = call("lint", tmp_path / "m.yaml")
    assert outcome.out.count("B006") == 1


@pytest.mark.parametrize(
    "text",
    [
        "people:\n- {role: client, names: [Canary One], nmbers: [1]}\n",
        "people:\n- {role: client, names: [Canary One]}\n- {role: client, names: [Canary One]}\n",
        "people:\n- {role: client, names: [Canary One]}\nCanary One: x\n",
        "people:\n- {role: client, names: [Canary One]}\npeople: Canary\n",
    ],
)
def test_of_a_file_of_people_nothing_is_shown(text: str, tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(text)
    for path in (tmp_path, tmp_path / "people.yaml"):
        outcome = call("lint", path)
        assert outcome.code == 1
        assert "people.yaml:" in outcome.out
        assert "anary" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    "text",
    [
        '{"people": [{"name": "Canary One", "number": 1}], "map": {"x": "canary"}}',
        '{"map": "canary", "other": [1]}',
        '{"map": ["canary"], "rows": [1]}',
        '{"people": {"Canary One": 1}}',
        '{"people": [{"name": "Canary One", ',
    ],
)
def test_an_export_with_such_a_key_is_passed_over(text: str, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(text)
    (tmp_path / "m.yaml").write_text(MAP.replace("mesage", "message"))
    outcome = call("lint", tmp_path)
    assert (outcome.code, outcome.out) == (0, "1 file: nothing to remark\n")
    outcome = call("lint", tmp_path / "export.json")
    assert outcome.code == 1
    assert "anary" not in outcome.out + outcome.err
