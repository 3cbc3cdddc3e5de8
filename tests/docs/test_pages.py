"""Every page runs: what the README and the documentation show is what a reader gets."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pages import blocks, commands, matches, run_page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("[!_]*/**/*.md")), *sorted((ROOT / "docs").glob("*.md"))]


RUNNABLE = [page for page in PAGES if list(blocks(page.read_text("utf-8")))]


def _spawned() -> set[Path]:
    """The pages whose commands run as processes: the README, and what else shows a command for the first time."""
    first: dict[str, Path] = {}
    for page in PAGES:
        for command in commands(page.read_text("utf-8")):
            if command.startswith("boundaries "):
                first.setdefault(command.split()[1], page)
    return set(first.values())


SPAWNED = _spawned()


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    assert run_page(page, page in SPAWNED) == len(list(blocks(page.read_text("utf-8"))))


def test_the_readme_sets_up_with_two_commands_only() -> None:
    set_up = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    assert [line.split("#")[0].strip() for line in set_up.splitlines()] == ["make demo", "make test"]


def test_the_readme_shows_what_make_demo_prints() -> None:
    command = r"((?:.*\\\n)*.*)\n"  # a line, and those it goes on to
    makefile, readme = ((ROOT / name).read_text("utf-8") for name in ("Makefile", "README.md"))
    (recipe,) = re.findall(rf"^demo:.*\n\t@\$\(BIN\)/{command}", makefile, re.MULTILINE)
    shown = re.findall(rf"^\$ {command}", readme, re.MULTILINE)
    assert recipe.replace("\\\n", "").split() in [line.replace("\\\n", "").split() for line in shown]


def test_no_page_shows_a_name_of_the_sample_practice_but_in_what_a_reader_types() -> None:
    for page in PAGES:
        for block in blocks(page.read_text("utf-8")):
            if block.language == "console":
                shown = "".join(line for line in block.text.splitlines(True) if not re.match(r"\$ |  ", line))
                assert "Osei" not in shown
                assert "Robin" not in shown


@pytest.mark.parametrize(
    ("expected", "shown", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a ... d", "a b c d", True),
        ("a\n...\nd", "a\nb\nc", False),
        ("a", "a\nb", False),
        ("a+", "aa", False),
    ],
)
def test_outputs_are_compared_with_an_ellipsis(expected: str, shown: str, same: bool) -> None:
    assert matches(expected, shown) is same
