"""The table of what each statement becomes: every path exists, every condition is one, no clause is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boundaries.contract.clauses import CLAUSES, clause_of, resolve
from boundaries.policy.condition import Agreement, Each, MoreThan, NoneFor, Sequence, Trend, Unanswered
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "traceability.md"
FORMS = {
    "each": Each, "more_than": MoreThan, "sequence": Sequence, "unanswered": Unanswered, "none_for": NoneFor,
    "agreement": Agreement, "trend": Trend,
}  # fmt: skip
WORDS_FOR_NO_CLAUSE = ("none", "all", "the file")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def condition(row: list[str]) -> Rule | None:
    """The rule of a row's condition; None where the row says in words that there is none."""
    cell = row[4]
    if not cell.startswith("`"):
        return None
    text = f"rule: a-rule\nsays: something\nwhen: {{{cell.strip('`')}}}\n"
    return load_rules(text, "page.yaml")[0]


def clauses_of(row: list[str]) -> list[str]:
    named = row[2].split("the file")[0]
    return re.findall(r"`([^`]+)`", named)


def test_every_statement_of_the_article_has_its_row() -> None:
    numbers = [row[0] for row in rows()]
    assert numbers == [
        *map(str, range(1, 15)), "15a", "15b", "16", "17a", "17b", "18", "19a", "19b", *map(str, range(20, 36)),
    ]  # fmt: skip


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_names_clauses_there_are_and_a_condition_of_its_form(row: list[str]) -> None:
    assert len(row) == 5
    for path in clauses_of(row):
        assert resolve(path), f"no contract has a clause {path}"
    if not clauses_of(row):
        assert row[2].startswith(WORDS_FOR_NO_CLAUSE)
    rule = condition(row)
    if rule is not None:
        said = re.split(r",| with ", row[3])[0].strip()
        assert isinstance(rule.when, FORMS[said]), row[3]
    else:
        assert row[3] in ("none", "every form")


def test_no_clause_is_left_out() -> None:
    page = PAGE.read_text("utf-8")
    named = {clause_of(path) for found in re.findall(r"`([^`]+)`", page) if (path := resolve(found))}
    assert {clause.path for clause in CLAUSES} - named == set()


def test_no_field_of_a_clause_is_left_out() -> None:
    page = PAGE.read_text("utf-8")
    named = {path for found in re.findall(r"[a-z_.]+", page) if (path := resolve(found))}
    fields = {f"{clause.path}.{field.name}" for clause in CLAUSES for field in clause.fields}
    assert fields - named == set()
