"""The page on privacy names a test for every requirement, and each test it names is there; the places the canaries are
looked for are those the canary test searches."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "privacy.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([NP]\d+) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_requirement_has_its_row_in_order() -> None:
    assert [row[0] for row in ROWS] == [*(f"N{n}" for n in range(1, 12)), *(f"P{n}" for n in range(1, 16))]


def test_each_is_held_by_a_test_that_exists_or_says_when_it_comes() -> None:
    for requirement, sentence, held in ROWS:
        assert sentence.endswith("."), requirement
        named = re.findall(r"`(tests/[\w/]+\.py)`", held)
        assert named or "comes with" in held, requirement
        assert [name for name in named if not (ROOT / name).is_file()] == [], requirement


def test_every_test_of_privacy_is_named() -> None:
    there = {f"tests/privacy/{path.name}" for path in (ROOT / "tests" / "privacy").glob("test_*.py")}
    assert there <= set(re.findall(r"tests/privacy/\w+\.py", PAGE))


def test_the_places_are_those_the_canary_test_searches() -> None:
    tree = ast.parse((ROOT / "tests" / "privacy" / "test_canaries.py").read_text("utf-8"))
    (places,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PLACES"
    )
    (listed,) = re.findall(r"<!-- places.*?-->\n(.*?)<!-- end", PAGE, re.DOTALL)
    assert [line.removeprefix("- ") for line in listed.splitlines()] == list(places)
