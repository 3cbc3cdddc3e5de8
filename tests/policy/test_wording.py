"""The texts of a rule: in one language or several, for one and for many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import boundaries
from boundaries.core.sentence import OF_DRIFT, PLACEHOLDERS
from boundaries.policy.codes import CODES as RULE_CODES
from boundaries.policy.rule import Wording
from boundaries.policy.wording import read_wording, values_of
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from boundaries.testing.codes import CODES as SCENARIO_CODES


def read(text: str, values: frozenset[str] = PLACEHOLDERS) -> Wording:
    problems = Problems(text=text)
    found = read_wording(parse_document(text, "w.yaml")[0], "`says`", problems, values)
    assert not problems.found, problems.found
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("hello", {"en": ("hello", "hello")}),
        ("{one: a, other: b}", {"en": ("a", "b")}),
        ("{de: hallo}", {"de": ("hallo", "hallo")}),
        ("{en: {one: a, other: b}, pt-BR: c}", {"en": ("a", "b"), "pt-BR": ("c", "c")}),
        ("|\n  two\n  lines\n", {"en": ("two lines", "two lines")}),
        ('"{count} of {limit}"', {"en": ("{count} of {limit}", "{count} of {limit}")}),
    ],
)
def test_a_text_a_text_by_language_and_a_form_for_one(text: str, texts: dict[str, tuple[str, str]]) -> None:
    assert read(text).texts == texts


@pytest.mark.parametrize("name", sorted(PLACEHOLDERS))
def test_every_placeholder_a_sentence_can_fill_may_stand_in_it(name: str) -> None:
    assert read(f'"so {{{name}}}."').pick("en") == f"so {{{name}}}."


@pytest.mark.parametrize("name", sorted(OF_DRIFT))
def test_what_only_a_drift_has_only_a_drift_says(name: str) -> None:
    text = f'"so {{{name}}}."'
    assert read(text, values_of("says", of_trend=True)).pick("en") == f"so {{{name}}}."
    for key, of_trend in (("says", False), ("asks", True), ("suggests", True)):
        problems = Problems(text=text)
        read_wording(parse_document(text, "w.yaml")[0], f"`{key}`", problems, values_of(key, of_trend))
        assert [(p.code, p.hint) for p in problems.found] == [("B114", "only `says` of a rule with `trend` has it")]
    assert values_of("title", of_trend=True) == values_of("why", of_trend=True) == frozenset()


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('"{nobody}"', "B114", 1, 2),
        ("it was {from", "B114", 1, 8),
        ("it was from}", "B114", 1, 12),
        ("{one: a, other: b, en: c}", "B101", 1, 20),
        ("{en: {one: a}}", "B102", 1, 6),
        ("{en: {one: a, other: b, two: c}}", "B101", 1, 25),
        ("{}", "B103", 1, 1),
        ("[a]", "B103", 1, 1),
        ("{en: }", "B103", 1, 6),
        (">\n  some\n  {thing}\n", "B114", 3, 3),
        ("more than $parameters.n, or so", "B114", 1, 11),
        ("{en: {one: a, other: $lists.l}}", "B114", 1, 22),
    ],
)
def test_mistakes_in_texts(text: str, code: str, line: int, column: int) -> None:
    problems = Problems(text=text)
    read_wording(parse_document(text, "w.yaml")[0], "`says`", problems)
    (found,) = problems.found
    assert (found.code, found.location and (found.location.line, found.location.column)) == (code, (line, column))


def test_every_code_that_is_given_has_a_meaning() -> None:
    root = Path(boundaries.__file__).parent
    rooms = ("policy", "testing", "engine", "plugins")
    files = (path for room in rooms for path in ([root / room] if "." in room else (root / room).glob("*.py")))
    texts = (path.read_text("utf-8") for path in files)
    given = {code for text in texts for code in re.findall(r'"(B1\d\d)"', text)}
    assert given == RULE_CODES.keys() | SCENARIO_CODES.keys()
