"""Results for programs: JSON with every difference, JUnit XML that any reader can read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.testing.machine import as_json, as_junit
from boundaries.testing.model import Unread
from boundaries.testing.suite import Ran, Report, run_tests
from scenarios import CONTRACT, EVENING, EXAMPLE, RULE

HEAD = f"{CONTRACT}{EVENING}"
PASSED = f"scenario: a quiet evening\n{HEAD}never: [contact-outside-hours]\n"
FAILED = (
    f'scenario: <a> & "loud" evening\n{HEAD}'
    "expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10, severity: crossing, until: null},\n"
    "  {rule: session-gap}]\n"
)
BROKEN = f"scenario: a misspelt evening\n{HEAD}never: [reply-outside-hour]\n"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(tmp_path)
    texts = {"a.yaml": f"{PASSED}---\n{FAILED}---\n{BROKEN}", "r.yaml": f"{RULE}{CONTRACT}{EXAMPLE}  expect: [{{}}]\n"}
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    return run_tests(["."])


def test_json_has_every_scenario_with_its_differences(report: Report) -> None:
    out: dict[str, Any] = json.loads("".join(as_json(report)))
    assert out["counts"] == {"passed": 2, "failed": 1, "errors": 1}
    passed, failed, broken, example = out["results"]
    assert passed == {
        "file": "a.yaml", "place": "a.yaml:1:1", "name": "a quiet evening", "rule": None, "outcome": "passed",
        "differences": [], "reasons": [], "problems": [],
    }  # fmt: skip
    assert (failed["outcome"], failed["place"], failed["name"]) == ("failed", "a.yaml:14:1", '<a> & "loud" evening')
    assert failed["reasons"] == ["session-gap is silent: the contract has no `sessions`"]
    severity, gap = failed["differences"]
    assert (severity["rule"], severity["keys"]) == ("reply-outside-hours", ["severity"])
    assert severity["at"] == severity["found"]["at"] == "2026-03-03T21:10:00.000000Z"
    assert severity["expected"] == {
        "status": "open", "rule": "reply-outside-hours", "at": "2026-03-03T21:10:00.000000Z", "severity": "crossing",
        "until": None,
    }  # fmt: skip
    assert severity["found"]["severity"] == "notice"
    assert gap == {
        "rule": "session-gap", "at": None, "keys": [], "expected": {"status": "open", "rule": "session-gap"},
        "found": None,
    }  # fmt: skip
    assert broken["outcome"] == "error"
    assert broken["problems"] == [
        {"code": "B135", "message": "no rule `reply-outside-hour` judges here", "place": "a.yaml:39:9",
         "hint": "did you mean `reply-outside-hours`?"}
    ]  # fmt: skip
    assert (example["name"], example["rule"]) == ("evening-message: evening-message 1", "evening-message")


def test_junit_has_a_suite_for_a_file_and_a_case_for_a_scenario(report: Report) -> None:
    root = ElementTree.fromstring("".join(as_junit(report)))  # noqa: S314 (our own)
    assert root.tag == "testsuites"
    numbers = {"tests": "4", "failures": "1", "errors": "1", "skipped": "0"}
    assert root.attrib == {"name": "boundaries", **numbers}
    assert [suite.get("name") for suite in root] == ["a.yaml", "r.yaml"]
    cases = root.findall(".//testcase")
    assert [case.get("name") for case in cases] == [
        "a quiet evening", '<a> & "loud" evening', "a misspelt evening", "evening-message: evening-message 1",
    ]  # fmt: skip
    assert [(case.get("classname"), case.get("line")) for case in cases[:3]] == [
        ("a.yaml", "1"), ("a.yaml", "14"), ("a.yaml", "28"),
    ]  # fmt: skip
    (failure,) = root.findall(".//failure")
    assert failure.get("message") == "expected and got differ: reply-outside-hours, session-gap"
    assert "  > 2026-03-03 21:10    reply-outside-hours  severity=crossing  severity=notice" in str(failure.text)
    (error,) = root.findall(".//error")
    assert error.get("type") == "B135"
    assert "a.yaml:39:9: B135 no rule `reply-outside-hour`" in str(error.text)


@settings(max_examples=100)
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
def test_junit_is_xml_whatever_a_scenario_is_called(file: str, title: str, message: str) -> None:
    unread = Unread(title, Location(file, 1, 1), (Diagnostic("B139", message, Location(file, 1, 1), source=message),))
    text = "".join(as_junit(Report((Ran(file, (unread,)),)))).encode("utf-8")
    case = ElementTree.fromstring(text).find(".//testcase")  # noqa: S314 (our own)
    assert case is not None
    assert case.get("name") == "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in title)


def test_a_run_of_nothing_is_a_document_too() -> None:
    assert json.loads("".join(as_json(Report(())))) == {
        "results": [],
        "counts": {"passed": 0, "failed": 0, "errors": 0},
    }
    assert ElementTree.fromstring("".join(as_junit(Report(())))).get("tests") == "0"  # noqa: S314 (our own)
