"""Rules that name a condition of an installed package, from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from boundaries.plugins.conditions import CONDITIONS
from called import Outcome, call
from installed import install
from practice import practice

MODULE = "evening_rules"
SOURCE = """
from boundaries import condition

@condition("evening-sms", reads=("at", "channel"))
def evening_sms(interaction):
    return interaction.channel == "sms" and interaction.at.hour >= 18
"""
RULE = """\
rule: evening-sms-of-the-practitioner
when: {event: {kind: message, by: practitioner, is: evening-sms}}
says: "{count} found"
"""


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Packages are installed into the test's folder, and forgotten after it."""
    monkeypatch.setattr(CONDITIONS, "registered", {})
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop(MODULE, None)


def check(folder: Path, source: str | None, rule: str = RULE) -> Outcome:
    contract, log = practice(folder)
    (folder / "own.yaml").write_text(rule, "utf-8")
    install(folder, MODULE, source, evening_sms=MODULE)
    return call("check", log, "--contract", contract, "--pack", folder / "own.yaml", "--output-format", "csv")


def test_a_rule_uses_the_condition_of_an_installed_package(tmp_path: Path) -> None:
    outcome = check(tmp_path, SOURCE)
    assert outcome.code == 0
    assert [line.split(",")[2] for line in outcome.out.splitlines()[1:]] == ["evening-sms-of-the-practitioner"] * 2


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, f"there is no module `{MODULE}`"),
        ("import sys; sys.exit('canary')", "SystemExit"),
        ("raise ValueError('canary')", "ValueError"),
        ("", "what it names registers no condition of this name"),
    ],
)
def test_a_package_that_cannot_be_used_is_told_where_the_rule_names_it(
    tmp_path: Path, source: str | None, reason: str
) -> None:
    outcome = check(tmp_path, source)
    point = f"its entry point of package `evening-rules` is `{MODULE}`; `python -c 'import {MODULE}'` shows more"
    assert outcome.code == 3
    assert outcome.err.splitlines()[0] == (
        f"{tmp_path / 'own.yaml'}:2:53: B127 condition `evening-sms` cannot be used: {reason} ({point})"
    )
    assert "canary" not in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("failing", ["raise ValueError(interaction.channel)", "exit(interaction.channel)"])
def test_a_condition_that_fails_ends_the_run_and_shows_nothing_of_the_row(tmp_path: Path, failing: str) -> None:
    outcome = check(tmp_path, SOURCE.replace("return interaction", f"{failing}\n    return interaction"))
    kind = "ValueError" if "Value" in failing else "SystemExit"
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == (
        f"{tmp_path / MODULE}.py:6:1: B127 condition `evening-sms` failed: {kind} "
        "(it has to answer for every interaction that has `at`, `channel`)\n1 problem\n"
    )


def test_a_name_nobody_registered(tmp_path: Path) -> None:
    outcome = check(tmp_path, SOURCE, RULE.replace("is: evening-sms", "is: evning-sms"))
    assert outcome.code == 3
    assert outcome.err.splitlines()[0] == (
        f"{tmp_path / 'own.yaml'}:2:53: B126 no filter is called `evning-sms` (did you mean `evening-sms`?)"
    )
