"""N3: no trait, diagnosis or score of a person, in no number and in no word.

That every text of every shipped rule, as written and as rendered, keeps to the law of words in every language is
tests/rules/test_wording_law.py; here it is what reports say around them.
"""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

import boundaries as bd
from boundaries.core.catalogue import FOLDER, languages
from boundaries.report.schemas import finding_schema
from boundaries.report.summary import RunSummary
from rules.shipped import LANGUAGES
from rules.words import forbidden
from shared_views import practice

# Words of the law that stand in these phrases for another reason, each with it.
NAMED = {
    "crossing": "the name of a weight", "crossed": "that nothing was", "wrong": "that nothing was",
    "falsch": "that nothing was", "Störung": "of a line or a screen",
}  # fmt: skip


def test_the_only_measure_of_a_finding_is_of_what_happened() -> None:
    numbers = {name for name, schema in finding_schema()["properties"].items() if '"number"' in json.dumps(schema)}
    weeks = {"before", "after", "factor"}  # of a drift: what a week was and is, and how much that is known
    assert numbers == {"measured", "evidence_factor", *weeks, *(f"{name}_interval" for name in weeks)}
    units = finding_schema()["properties"]["unit"]["anyOf"][0]["enum"]
    assert units == ["count", "minutes", "hours", "days", "money", "share"]


def test_a_summary_counts_rows_relationships_and_findings_and_nothing_of_a_person() -> None:
    numbers = {f.name for f in fields(RunSummary) if f.type in ("int", "float")}
    assert numbers == {
        "relationships_judged", "relationships_without_contract", "rows_without_contract", "rows_inside_contract",
        "rows_outside_contract", "outside_period",
    }  # fmt: skip


def test_no_key_anywhere_is_called_a_score() -> None:
    result = practice([f"c-{n}" for n in range(5)])
    keys = {*finding_schema()["properties"], *result.summary().as_dict()}
    assert not [key for key in keys if any(word in key for word in ("score", "rating", "rank", "risk", "trait"))]


def test_the_law_of_words_is_tried_in_every_language_there_is() -> None:
    assert set(LANGUAGES) == languages()


@pytest.mark.parametrize("language", sorted(languages()))
def test_what_reports_say_around_findings_keeps_to_the_law(language: str) -> None:
    sections = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    for section, texts in sections.items():
        for key, text in texts.items():
            for one in [text] if isinstance(text, str) else text.values():
                left = [word for word in forbidden(one, language) if word not in NAMED]
                assert left == [], f"{section}.{key}: {one}"


def test_a_finding_says_nothing_of_what_somebody_is() -> None:
    for finding in practice():
        assert isinstance(finding, bd.Finding)
        assert forbidden(finding.says, "en") == []
