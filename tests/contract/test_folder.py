"""Folders of contracts: every contract once, whatever lies beside it, and nothing that may be one passed over."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.contract import folder
from boundaries.contract.folder import load_files

CONTRACT = "contract: {name}\nrelationship: {name}\ntimezone: Europe/London\nagreed: 2026-01-12\n"
BESIDE = {
    "rule.yaml": "rule: own\nwhen: {event: {kind: call}}\nsays: x\ncontract: {hours: 24/7}\n",
    "evening.scenario.yaml": "scenario: evening\ncontract: k-1.yaml\ntimeline: []\n",
    "pack.yaml": "pack: own\nversion: 1\ntitle: for this contract\n",
    "contract.schema.json": '{"title": "contract", "properties": {"contract": {"type": "string"}}}',
    "findings.json": '{"findings": [{"contract": "k-1"}]}',
    "list.json": '["contract"]',
    "empty.yaml": "",
    "nothing.yml": "# contract\n",
    "notes.yaml": "shopping: [tea]\n",
    "contract.txt": "contract: a letter\n",
    "README": "contract",
    ".hidden.yaml": "contract: [",
    "._k-1.yaml": "\0\0contract\0",
    ".git/config.yaml": "contract: [",
    "nested/.venv/pack/contract.yaml": "contract: [",
}


def text(name: str) -> str:
    return CONTRACT.format(name=name)


def written(root: Path, **files: str) -> Path:
    """Contracts by their places: `a__b=name` writes `a/b.yaml`."""
    return laid(root, {f"{place.replace('__', '/')}.yaml": text(name) for place, name in files.items()})


def laid(root: Path, files: dict[str, str]) -> Path:
    for place, content in files.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(content, "utf-8")
    return root


def load(*paths: Path, is_log: Callable[[Path], bool] = lambda _: False) -> tuple[list[str], list[str]]:
    """The names of the contracts found, and the problems as they are shown, without the folder they are in."""
    contracts, problems = load_files(paths, is_log)
    root = Path(os.path.commonpath(paths)) if len(paths) > 1 else paths[0].parent
    return [c.name for c in contracts], [p.render().split("\n")[0].replace(f"{root}/", "") for p in problems]


def test_a_contract_is_found_among_whatever_lies_beside_it(tmp_path: Path) -> None:
    practice = laid(tmp_path / "practice", BESIDE)
    written(practice, **{"k-1": "k-1", "nested__deeper__k-2": "k-2", "nested__k-3": "k-3"})
    (practice / "nested" / "K-4.YML").write_text(text("k-4"))
    (practice / "k-5.json").write_text('{"contract": "k-5", "timezone": "Europe/London", "agreed": "2026-01-12"}')
    assert load(practice) == (["k-1", "k-5", "k-4", "k-2", "k-3"], [])


NAMES = st.text("abcAB-_é", min_size=1, max_size=3)
PLACES = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), unique=True, max_size=8)


@settings(max_examples=40)
@given(PLACES)
def test_contracts_come_in_the_order_of_the_parts_of_their_paths(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[str, ...]]
) -> None:
    root = tmp_path_factory.mktemp("practice")
    for number, (*folders, name) in enumerate(places):
        path = root.joinpath(*(f"{part}.d" for part in folders), f"{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(f"k-{number}"))
    expected = sorted(path.relative_to(root).parts for path in root.rglob("*.yaml"))
    contracts, problems = load_files([root], lambda _: False)
    assert [Path(c.source.location.file).relative_to(root).parts for c in contracts] == expected
    assert [p.code for p in problems] == ([] if places else ["B009"])


# ---- one file, however it is reached --------------------------------------------------------------------------


def test_a_file_that_is_reached_twice_is_one_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = written(tmp_path / "practice", a="k-1", deeper__b="k-2")
    (practice / "link.yaml").symlink_to(practice / "a.yaml")
    os.link(practice / "a.yaml", practice / "zz.yaml")
    monkeypatch.chdir(tmp_path)
    ways = [practice, practice / "a.yaml", practice, Path("practice/deeper"), Path("practice/../practice/a.yaml")]
    contracts, problems = load_files(ways, lambda _: False)
    assert ([c.name for c in contracts], problems) == (["k-1", "k-2"], [])
    contracts, problems = load_files([Path("practice/deeper/b.yaml"), practice], lambda _: False)
    assert ([c.source.location.file for c in contracts], problems) == (
        ["practice/deeper/b.yaml", str(practice / "a.yaml")], []
    )  # fmt: skip


def test_a_broken_file_that_is_reached_twice_is_told_once(tmp_path: Path) -> None:
    practice = laid(tmp_path / "practice", {"a.yaml": "contract: k-1\n"})
    _, once = load(practice)
    assert load(practice / "a.yaml", practice)[1] == [problem.partition("/")[2] for problem in once]


def test_a_file_that_is_named_is_held_to_be_a_contract_whatever_the_folder_said(tmp_path: Path) -> None:
    practice = written(laid(tmp_path / "practice", BESIDE), **{"k-1": "k-1"})
    names, problems = load(practice, practice / "rule.yaml", practice / "notes.yaml")
    assert (names, [problem[:24] for problem in problems]) == (
        ["k-1"], ["rule.yaml:1:1: B023 a ru", "notes.yaml:1:1: B023 not"]
    )  # fmt: skip


def test_links_in_circles_end(tmp_path: Path) -> None:
    practice = written(tmp_path / "practice", a="k-1", deeper__b="k-2")
    (practice / "deeper" / "up").symlink_to(practice, target_is_directory=True)
    (practice / "folder.yaml").symlink_to(practice / "deeper", target_is_directory=True)
    assert load(practice) == (["k-1", "k-2"], [])
    (practice / "self.yaml").symlink_to(practice / "self.yaml")
    (practice / "nowhere.yaml").symlink_to(practice / "gone.yaml")
    assert load(practice)[1] == [
        "B009 `practice/nowhere.yaml`: no such file", "B009 `practice/self.yaml`: cannot be opened",
    ]  # fmt: skip


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    practice = written(tmp_path / "practice", a="k-1")
    os.mkfifo(practice / "pipe.yaml")
    (practice / "link.yaml").symlink_to(practice / "pipe.yaml")
    assert load(practice) == (["k-1"], [])


def test_what_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = written(tmp_path / "practice", a="k-1", closed__b="k-2")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(folder.os, "scandir", refusing)
    told = ["B009 `practice/closed`: cannot be opened (check its rights)"]
    assert load(practice) == (["k-1"], told)
    assert load(practice / "closed")[1] == [told[0].replace("practice/", "")]  # and not that it holds no contract


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = written(tmp_path / "practice", a="k-1", b="k-2")
    opened = Path.open

    def refusing(path: Path, *how: str) -> object:  # rights would refuse nothing to root, as whom this may run
        if path.name == "b.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how)

    monkeypatch.setattr(Path, "open", refusing)
    told = ["B009 `practice/b.yaml`: cannot be opened"]
    assert load(practice) == (["k-1"], told)
    assert load(practice / "b.yaml")[1] == [told[0].replace("practice/", "")]


# ---- what a folder holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [{}, {"rule.yaml": BESIDE["rule.yaml"]}, {".git/a.yaml": text("k-1")}])
def test_a_folder_without_a_contract_says_so(tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "practice").mkdir()
    practice = laid(tmp_path / "practice", files)
    names, problems = load(practice)
    assert (names, len(problems)) == ([], 1)
    assert problems[0].endswith("practice` holds no contract (a contract has a top key `contract`)")


def test_a_log_alone_is_no_contract_and_not_shown(tmp_path: Path) -> None:
    practice = laid(tmp_path / "practice", {"log.json": '{"id": "canary contract"}\n' * 2})
    _, problems = load(practice, is_log=lambda _: True)
    assert [problem[:4] for problem in problems] == ["B009"]
    assert load(practice / "log.json", is_log=lambda _: True)[1] == [
        "log.json:1:1: B023 a log, not a contract (the log stands first: `boundaries check LOG --contract CONTRACT`)"
    ]


def test_a_file_of_several_documents_holds_several_contracts(tmp_path: Path) -> None:
    several = "---\n".join(map(text, ("k-1", "k-2", "k-3"))) + "---\n"
    practice = written(laid(tmp_path / "practice", {"a.yaml": several}), b="k-4")
    assert load(practice) == (["k-1", "k-2", "k-3", "k-4"], [])
    assert load(practice / "a.yaml") == (["k-1", "k-2", "k-3"], [])
    contracts, _ = load_files([practice / "a.yaml"], lambda _: False)
    assert [c.source.location.line for c in contracts] == [1, 6, 11]


def test_a_contract_beside_something_else_in_one_file_is_not_passed_over(tmp_path: Path) -> None:
    practice = laid(tmp_path / "practice", {"a.yaml": text("k-1") + "---\n" + BESIDE["rule.yaml"]})
    names, (problem,) = load(practice)
    keys = "a contract has the keys `contract`, `timezone` and `agreed`"
    assert (names, problem) == ([], f"practice/a.yaml:6:1: B023 a rule, not a contract ({keys})")


def test_every_problem_of_every_file_is_told(tmp_path: Path) -> None:
    wrong = text("k-1").replace("London", "Londn")
    practice = laid(
        tmp_path / "practice", {"a.yaml": wrong + "---\n" + wrong, "b.yaml": "contract: ]\n", "c.json": "{"}
    )
    written(practice, d="k-4")
    _, problems = load(practice)
    assert [problem.split(" ")[:2] for problem in problems] == [
        ["practice/a.yaml:3:11:", "B014"], ["practice/a.yaml:8:11:", "B014"], ["practice/b.yaml:1:11:", "B001"],
    ]  # fmt: skip


# ---- names ----------------------------------------------------------------------------------------------------


def test_two_files_of_one_name_are_told_at_the_second(tmp_path: Path) -> None:
    practice = written(tmp_path / "practice", a="k-1", b="k-2", c="k-1", d="k-1")
    contracts, problems = load_files([practice], lambda _: False)
    assert [c.name for c in contracts] == ["k-1", "k-2", "k-1", "k-1"]
    hint = f"the first is at {practice / 'a.yaml'}:1:11; give each a name of its own"
    assert [problem.render() for problem in problems] == [
        f"{practice / name}:1:11: B024 a second contract is called `k-1` ({hint})\n"
        f"  1 | contract: k-1\n    | {' ' * 10}^"
        for name in ("c.yaml", "d.yaml")
    ]


def test_one_name_twice_in_one_file_is_told_once(tmp_path: Path) -> None:
    practice = laid(tmp_path / "practice", {"a.yaml": text("k-1") + "---\n" + text("k-1")})
    assert [problem.split(" ")[1] for problem in load(practice)[1]] == ["B006"]


def test_the_contract_of_a_packs_examples_is_nobodys(tmp_path: Path) -> None:
    written(tmp_path, mine="mine", pack__nested__other="other")
    laid(tmp_path, {"pack/examples.contract.yaml": text("examples"), "examples.contract.yaml": text("examples")})
    contracts, problems = load_files([tmp_path], lambda _: False)
    assert [contract.name for contract in contracts] == ["mine", "other"]
    assert problems == []
    named, _ = load_files([tmp_path / "examples.contract.yaml"], lambda _: False)
    assert [contract.name for contract in named] == ["examples"]
