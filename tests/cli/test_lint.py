"""`boundaries lint`: what it prints, how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis.written import HEAD, rule_text
from called import call
from practice import write

WRONG = HEAD + "huors: x\nadministrative: {chanels: [sms], hours: Mo 09:00-18:00}\n"
IDLE = rule_text("{event: {kind: session, thread_by: client}}", examples="[]")
DONE = rule_text("{event: {kind: gift}}", contract="contract.yaml",
                 examples='[{timeline: ["2026-03-03 10:00 client > call"], exactly: true}]')  # fmt: skip
# Every clause of the last two parts, and nothing open in the first: a contract with nothing to remark.
WHOLE = HEAD.replace("relationship: r\n", "relationship: r\npacks: []\n")


@pytest.mark.parametrize(
    ("files", "options", "code", "last"),
    [
        ({"a_yaml": WRONG}, [], 1, "2 errors in 1 file"),
        ({"a_yaml": WRONG.replace("huors: x\n", "")}, [], 1, "1 error in 1 file"),
        ({"a_yaml": IDLE}, [], 0, "1 warning, 1 note in 1 file"),
        ({"a_yaml": IDLE}, ["--strict"], 1, "1 warning, 1 note in 1 file"),
        ({"a_yaml": IDLE}, ["-q"], 0, "1 warning in 1 file"),
        ({"a_yaml": IDLE, "b_yaml": WRONG}, ["--strict", "-q"], 1, "2 errors, 1 warning in 2 files"),
        ({"contract_yaml": WHOLE, "b_yaml": DONE}, ["-q", "--strict"], 0, "2 files: nothing to remark"),
        ({"contract_yaml": WHOLE}, ["-q"], 0, "1 file: nothing to remark"),
        ({"a_txt": "hello"}, [], 1, "1 error in 1 file"),
    ],
)
def test_how_it_ends_and_what_it_counts(
    files: dict[str, str], options: list[str], code: int, last: str, tmp_path: Path
) -> None:
    outcome = call("lint", *write(tmp_path, **files).values(), *options)
    assert (outcome.code, outcome.err) == (code, "")
    assert outcome.out.splitlines()[-1] == last


def test_a_problem_stands_with_its_place_its_line_and_a_caret(tmp_path: Path) -> None:
    path = write(tmp_path, a_yaml=WRONG)["a_yaml"]
    lines = call("lint", path).out.splitlines()
    assert lines[0].startswith(f"{path}:6:1: B002 `huors` is not a key of a contract (")
    assert lines[1:3] == ["  6 | huors: x", "    | ^"]
    assert lines[3:6] == [
        f"{path}:7:18: B002 `chanels` is not a key of `administrative` (did you mean `channels`?)",
        "  7 | administrative: {chanels: [sms], hours: Mo 09:00-18:00}",
        "    |                  ^",
    ]


def test_warnings_and_notes_say_so(tmp_path: Path) -> None:
    path = write(tmp_path, a_yaml=IDLE)["a_yaml"]
    heads = [line for line in call("lint", path).out.splitlines() if line.startswith(str(path))]
    assert [re.sub(r" B\d+ .*", "", head.removeprefix(f"{path}:")) for head in heads] == [
        "1:7: note:",
        "3:31: warning:",
    ]


def test_as_json(tmp_path: Path) -> None:
    path = write(tmp_path, a_yaml=WRONG)["a_yaml"]
    outcome = call("lint", path, tmp_path / "nowhere", "--output-format", "json")
    assert outcome.code == 3
    found = json.loads(outcome.out)
    assert found["summary"] == {"files": 2, "errors": 3, "warnings": 0, "notes": 0}
    assert found["problems"][1] == {
        "code": "B002", "level": "error", "message": "`chanels` is not a key of `administrative`",
        "hint": "did you mean `channels`?", "file": str(path), "line": 7, "column": 18,
        "source": "administrative: {chanels: [sms], hours: Mo 09:00-18:00}",
    }  # fmt: skip
    assert [found["problems"][2][key] for key in ("code", "file", "line", "column")] == ["B009", None, None, None]


@pytest.mark.parametrize("words", [[], ["--output-format", "yaml", "."], ["--explain"], ["--nothing"]])
def test_a_slip_of_the_command(words: list[str]) -> None:
    outcome = call("lint", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err
