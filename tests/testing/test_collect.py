"""Which files hold scenarios: told by what stands in them, in any folder, each once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boundaries.policy.packs import shipped_packs
from boundaries.testing.collect import Found, find_files, may_hold_tests, surely_means_tests
from boundaries.testing.model import Unread
from scenarios import RULE


def names(*places: str | Path) -> list[str]:
    return [found.shown for found in find_files(places) if isinstance(found, Found)]


def write(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("scenario: s\n", encoding="utf-8")


def test_a_folder_is_searched_in_the_order_of_its_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "b.yaml", "a/z.yml", "a/c.json", "a/b/d.YAML", "c.txt", "d.yaml.bak")
    monkeypatch.chdir(tmp_path)
    assert names(".") == ["b.yaml", "a/c.json", "a/z.yml", "a/b/d.YAML"]
    assert names("a") == ["a/c.json", "a/z.yml", "a/b/d.YAML"]
    assert names(tmp_path / "a") == [str(tmp_path / "a" / name) for name in ("c.json", "z.yml", "b/d.YAML")]


def test_hidden_folders_and_what_others_installed_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, ".git/a.yaml", ".venv/x/b.yaml", "node_modules/c.yaml", "below/.hidden/d.yaml", "._e.yaml")
    assert names(tmp_path) == []
    assert names(tmp_path / ".git") == [str(tmp_path / ".git" / "a.yaml")], "but for those that are named"
    assert names(tmp_path / "._e.yaml") == [str(tmp_path / "._e.yaml")]


def test_a_file_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "a.yaml")
    (tmp_path / "round").symlink_to(tmp_path)
    assert names(tmp_path / "b.yaml", tmp_path, tmp_path / "a.yaml") == [
        str(tmp_path / "b.yaml"), str(tmp_path / "a.yaml"),
    ]  # fmt: skip


def test_a_name_that_is_no_path_may_be_that_of_a_shipped_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "core/administrative/session-gap.yaml" in names("core")
    write(tmp_path, "core/own.yaml")
    assert names("core") == ["core/own.yaml"]


@pytest.mark.parametrize("place", ["nowhere", "nowhere/a.yaml", "", "a" * 5000, "a\0b"])
def test_what_is_nothing_comes_back_with_its_problem(place: str) -> None:
    (found,) = find_files([place])
    assert isinstance(found, Unread)
    (problem,) = found.problems
    assert problem.code == "B009"
    assert "no such file or folder" in problem.message
    assert problem.hint == f"shipped packs: {', '.join(shipped_packs())}"


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/a.yaml", "b/b.yaml")
    monkeypatch.chdir(tmp_path)
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    refused, found = find_files(["."])
    assert isinstance(refused, Unread)
    assert [problem.render() for problem in refused.problems] == ["B009 `a`: cannot be opened"]
    assert isinstance(found, Found)
    assert found.shown == "b/b.yaml"


@pytest.mark.parametrize(
    ("text", "maybe", "surely"),
    [
        ("scenario: s\n", True, True),
        (RULE, True, True),
        ("# a word\n---\n'rule' : r\n", True, True),
        ('{"scenario": "s"}', True, True),
        ('{\n  "rule": "r"}', True, True),
        ("  scenario: s\n", True, False),
        ("contract: c\nexamples:\n- scenario: s\n", False, False),
        ("contract: c\nx:\n  rule: s\n", True, False),
        ("rules:\n- a\n", False, False),
        ("", False, False),
    ],
)
def test_a_glance_never_overlooks_a_scenario(tmp_path: Path, text: str, maybe: bool, surely: bool) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "a.yaml").write_text(text, encoding=encoding)
        assert may_hold_tests(tmp_path / "a.yaml") is maybe
        assert surely_means_tests(tmp_path / "a.yaml") is surely
    assert not may_hold_tests(tmp_path / "nowhere.yaml")


def test_a_link_that_leads_to_itself_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("a.yaml")
    assert [found.shown for found in find_files([tmp_path]) if isinstance(found, Found)] == [str(tmp_path / "a.yaml")]
    assert all(isinstance(found, Unread) for found in find_files(["a\0b"]))
