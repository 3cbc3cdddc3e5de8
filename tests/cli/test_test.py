"""`boundaries test`: what it shows, where, and how it ends."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from boundaries.policy.packs import shipped_packs
from called import call
from scenarios import CONTRACT, EVENING, EXAMPLE, RULE

HEAD = f"{CONTRACT}{EVENING}"
PASSED = f"scenario: a quiet evening\n{HEAD}never: [contact-outside-hours]\n"
FAILED = f"scenario: a loud evening\n{HEAD}never: [reply-outside-hours]\n"
BROKEN = f"scenario: a misspelt evening\n{HEAD}never: [reply-outside-hour]\n"
EXAMPLES = f"{RULE}{CONTRACT}{EXAMPLE}  expect: [{{at: 2026-03-03 21:10}}]\n"
TIMELINE = """\
failed.yaml:1:1: a loud evening: failed (times in Europe/London)
                      what happened          expected  got
    2026-03-03 17:59  e1  client > message sms
    2026-03-03 21:10  e2  practitioner > message sms length=40
  > 2026-03-03 21:10    reply-outside-hours  never     open, notice, evidence=e2
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = {"passed": PASSED, "failed": FAILED, "broken": BROKEN, "rules/evening": EXAMPLES}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_quiet_list_then_the_failures_then_the_counts(folder: Path) -> None:
    (folder / "broken.yaml").unlink()
    outcome = call("test")
    assert (outcome.code, outcome.err) == (1, "")
    assert (
        outcome.out
        == f"""\
failed.yaml         1 failed
passed.yaml         1 passed
rules/evening.yaml  1 passed

{TIMELINE}
2 passed, 1 failed
"""
    )


def test_what_could_not_be_evaluated_is_told_and_ends_with_3_also_when_others_failed(folder: Path) -> None:
    outcome = call("test")
    assert outcome.code == 3
    assert outcome.out.endswith("\n2 passed, 1 failed, 1 could not be evaluated\n")
    assert "broken.yaml         1 could not be evaluated\n" in outcome.out
    assert (
        outcome.err
        == """\
broken.yaml:12:9: B135 no rule `reply-outside-hour` judges here (did you mean `reply-outside-hours`?)
  12 | never: [reply-outside-hour]
     |         ^
1 problem
"""
    )
    (folder / "also.yaml").write_text("scenario: s\n", encoding="utf-8")
    assert call("test").err.endswith("\n4 problems\n")


@pytest.mark.parametrize(
    ("args", "code", "last"),
    [
        (["passed.yaml"], 0, "1 passed"),
        (["rules"], 0, "1 passed"),
        (["passed.yaml", "failed.yaml"], 1, "1 passed, 1 failed"),
        (["broken.yaml", "failed.yaml"], 3, "1 failed, 1 could not be evaluated"),
        (["-k", "QUIET"], 0, "1 passed"),
        (["-k", "evening-message"], 0, "1 passed"),
        (["core", "-k", "session-gap: a leave that was announced"], 0, "1 passed"),
    ],
)
def test_how_it_ends(folder: Path, args: list[str], code: int, last: str) -> None:
    outcome = call("test", *args)
    assert outcome.code == code
    assert outcome.out.splitlines()[-1] == last


@pytest.mark.parametrize("args", [["-k", "nobody"], ["empty"], ["contract.yaml"], ["empty", "--output-format", "json"]])
def test_nothing_to_test_is_5_with_a_word_about_it(folder: Path, args: list[str]) -> None:
    (folder / "empty").mkdir()
    (folder / "broken.yaml").unlink()
    (folder / "contract.yaml").write_text(CONTRACT.replace("contract:\n  ", "", 1).replace("\n  ", "\n"), "utf-8")
    outcome = call("test", *args)
    assert outcome.code == 5
    assert outcome.err.startswith("nothing to test: ")
    assert bool(outcome.out) is ("json" in args)


def test_a_place_that_is_not_there_is_3_and_the_others_run(folder: Path) -> None:
    outcome = call("test", "nowhere", "passed.yaml")
    assert outcome.code == 3
    packs = ", ".join(shipped_packs())
    assert outcome.err == f"B009 `nowhere`: no such file or folder (shipped packs: {packs})\n1 problem\n"
    assert outcome.out.endswith("\n1 passed, 1 could not be evaluated\n")


def test_quiet_shows_failures_and_the_last_line(folder: Path) -> None:
    assert call("test", "passed.yaml", "-q").out == "1 passed\n"
    assert call("test", "failed.yaml", "passed.yaml", "-q").out == f"{TIMELINE}\n1 passed, 1 failed\n"


def test_verbose_shows_a_line_for_each(folder: Path) -> None:
    assert (
        call("test", "-v").out
        == f"""\
broken.yaml:1:1: a misspelt evening: could not be evaluated
passed.yaml:1:1: a quiet evening: passed
rules/evening.yaml:13:3: evening-message: evening-message 1: passed

{TIMELINE}
2 passed, 1 failed, 1 could not be evaluated
"""
    )


def test_machine_formats_leave_stdout_clean(folder: Path) -> None:
    outcome = call("test", "--output-format", "json")
    assert outcome.code == 3
    assert json.loads(outcome.out)["counts"] == {"passed": 2, "failed": 1, "errors": 1}
    assert outcome.err.endswith("\n2 passed, 1 failed, 1 could not be evaluated\n")
    outcome = call("test", "passed.yaml", "--output-format", "junit")
    assert outcome.code == 0
    assert ElementTree.fromstring(outcome.out).get("tests") == "1"  # noqa: S314 (our own)


@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_results_go_to_a_file_of_their_owner_s(folder: Path, form: str) -> None:
    shown = call("test", "failed.yaml", "--output-format", form).out
    outcome = call("test", "failed.yaml", "--output-format", form, "--output", "results")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "1 failed\n")
    assert (folder / "results").read_text("utf-8") == shown
    assert stat.S_IMODE((folder / "results").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "args",
    [
        ["--output-format", "sarif"], ["-q", "-v"], ["--output", "nowhere/results"], ["--output", "."],
        ["passed.yaml", "--output", "passed.yaml"], ["--nope"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_slip_on_the_command_line_is_2(folder: Path, args: list[str]) -> None:
    outcome = call("test", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err
    assert (folder / "passed.yaml").read_text("utf-8") == PASSED


def test_the_shipped_pack_is_tested_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = call("test", "core")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("core/administrative/")
    assert list(tmp_path.iterdir()) == []
