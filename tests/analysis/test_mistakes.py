"""Mistakes that authors make, kept with the exact answer each of them gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.mistakes import FOLDERS, linted

pytestmark = pytest.mark.untraced  # one path, walked many times

CODE = re.compile(r"^\S+:\d+:\d+: (?:warning: |note: )?(B\d{3}) ", re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_mistake_is_answered_with_its_place_and_a_way_out(folder: Path) -> None:
    outcome, expected = linted(folder), (folder / "expected.txt").read_text("utf-8")
    assert outcome.err == ""
    assert outcome.out == expected
    errors = re.match(r"\d+ errors?\b", expected.splitlines()[-1])
    assert outcome.code == (1 if errors else 0)
    assert CODE.search(expected), "a mistake without an answer"


def test_there_are_at_least_forty_and_few_codes_of_lint_are_without_one() -> None:
    assert len(FOLDERS) >= 40
    told = {code for folder in FOLDERS for code in CODE.findall((folder / "expected.txt").read_text("utf-8"))}
    assert len(told) >= 60


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_answer_accuses_or_shouts(folder: Path) -> None:
    text = (folder / "expected.txt").read_text("utf-8")
    said = [line for line in text.splitlines() if CODE.match(line)]
    for line in said:
        ours = re.sub(r"`[^`]*`", "", line)
        assert not re.search(r"!|\b(invalid|illegal|wrong|bad|fail(ed|ure)?|must|sorry)\b", ours), line
