"""The law of every text (RULES.md 5, PRIVACY N3-N5), over all that shipped rules can say, in every language.

A sentence states what happened, what was agreed, how often and when. Then one open question, and one small step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from boundaries.core.sentence import placeholders
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Trend
from boundaries.policy.rule import NO_WORDS, Rule, Wording
from boundaries.policy.wording import TEXTS
from boundaries.report.text import group_sentence
from rules.shipped import EVERY, LANGUAGES, Shipped, called, spoken
from rules.words import forbidden

every_rule = pytest.mark.parametrize("shipped", EVERY, ids=called)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)
AGREED = {"en": re.compile(r"\bagree", re.IGNORECASE), "de": re.compile(r"vereinbar", re.IGNORECASE)}
STEP_WORDS = 26  # how long a small step may be said
SENTENCE_WORDS = 45  # and how long what was found


def wordings(rule: Rule) -> Mapping[str, Wording]:
    return {key: text for key in TEXTS if (text := getattr(rule, key)) is not NO_WORDS}


def texts(rule: Rule, language: str) -> Iterator[tuple[str, str]]:
    """Every text that a rule has in a language, with its key."""
    for key, wording in wordings(rule).items():
        yield from ((key, text) for text in wording.texts[language])


# ---- as written ---------------------------------------------------------------------------------------------------


@every_rule
@in_each_language
def test_every_text_is_there_and_calm(shipped: Shipped, language: str) -> None:
    for key, text in texts(shipped.rule, language):
        assert text.strip(), key
        assert forbidden(text, language) == [], f"{key}: {text}"
        assert "!" not in text


@every_rule
@in_each_language
def test_one_open_question(shipped: Shipped, language: str) -> None:
    for text in shipped.rule.asks.texts[language]:
        assert text.count("?") == 1
        assert text.endswith("?")
        assert not re.search(r"[.:;] ", text), "nothing but the question"


@every_rule
@in_each_language
def test_one_small_step(shipped: Shipped, language: str) -> None:
    for text in shipped.rule.suggests.texts[language]:
        assert re.fullmatch(r"[^.?!:;]+\.", text), "one sentence, and no question"
        assert len(text.split()) <= STEP_WORDS


@every_rule
@in_each_language
def test_what_would_end_a_conclusion_is_one_sentence(shipped: Shipped, language: str) -> None:
    """And no other rule says so."""
    retracts = shipped.rule.retracts
    assert (retracts is not NO_WORDS) == isinstance(shipped.rule.when, Conclude)
    for text in () if retracts is NO_WORDS else retracts.texts[language]:
        assert re.fullmatch(r"[^.?!:;]+\.", text)
        assert len(text.split()) <= STEP_WORDS


@every_rule
@in_each_language
def test_a_sentence_says_how_often_when_and_what_was_agreed(shipped: Shipped, language: str) -> None:
    one, other = shipped.rule.says.texts[language]
    assert one != other
    assert "count" in placeholders(other)
    assert "count" not in placeholders(one), "one is one"
    for text in (one, other):
        assert {"from", "until", "since"} & set(placeholders(text)), "a range"
        assert "agreed" in placeholders(text) or AGREED[language].search(text), "what was agreed"
        assert len(text.split()) <= SENTENCE_WORDS
        assert "?" not in text


@every_rule
def test_both_ends_of_a_range_are_said_of_many(shipped: Shipped) -> None:
    """Of a drift it is when it began, and from what to what: it may go on."""
    ends = {"before", "after"} if isinstance(shipped.rule.when, Trend) else {"from", "until"}
    for language in LANGUAGES:
        said = ends & set(placeholders(shipped.rule.says.texts[language][1]))
        assert said == ends if "before" in ends else said != {"from"}


@every_rule
def test_every_language_says_the_same(shipped: Shipped) -> None:
    """With the same values in it, in its own words, for one and for many alike."""
    for key, wording in wordings(shipped.rule).items():
        assert set(wording.texts) == set(LANGUAGES), key
        (one, other), (eins, mehr) = wording.texts["en"], wording.texts["de"]
        assert sorted(placeholders(one)) == sorted(placeholders(eins)), key
        assert sorted(placeholders(other)) == sorted(placeholders(mehr)), key
        assert (one == other) == (eins == mehr), key
        assert one != eins and other != mehr, key  # noqa: PT018


def test_no_two_rules_are_called_alike() -> None:
    for language in LANGUAGES:
        titles = [shipped.rule.title.texts[language][0] for shipped in EVERY]
        assert len(set(titles)) == len(titles)


@every_rule
def test_the_examples_are_named_calmly(shipped: Shipped) -> None:
    for example in shipped.written["examples"]:
        assert forbidden(example["scenario"], "en") == []


# ---- as shown -----------------------------------------------------------------------------------------------------


@every_rule
@in_each_language
def test_what_a_finding_shows_is_calm_and_whole(shipped: Shipped, language: str) -> None:
    found = [finding for _, finding in spoken(shipped, language)]
    assert found
    for finding in found:
        for text in (finding.title, finding.says, finding.asks, finding.suggests):
            assert forbidden(text, language) == [], text
            assert not re.search(r"[{}!]|\bNone\b|\bnan\b", text), text
            assert "  " not in text
        assert finding.title == shipped.rule.title.pick(language)
        assert finding.asks == shipped.rule.asks.pick(language, 1)
        assert finding.says != finding.title, "the sentence lost a value it cannot be without"


@every_rule
@in_each_language
def test_no_value_of_a_sentence_is_lost(shipped: Shipped, language: str) -> None:
    """A part of a sentence whose value is missing is left out: of what is found in examples none is."""
    for _, finding in spoken(shipped, language):
        if finding.status != "undetermined":
            named = placeholders(shipped.rule.says.pick(language, 1))
            assert [name for name in named if finding.params.get(name) in (None, "")] == [], finding.says


@every_rule
@in_each_language
def test_many_findings_are_told_in_one_calm_sentence(shipped: Shipped, language: str) -> None:
    for result, finding in spoken(shipped, language):
        if finding.status == "open":
            sentence = group_sentence([finding, finding], result.policy, language)
            assert forbidden(sentence, language) == []
            assert not re.search(r"[{}!]|\bNone\b", sentence)
            assert not sentence.endswith(finding.title), "the sentence lost a value it cannot be without"
            named = placeholders(shipped.rule.says.pick(language, 2))
            assert [name for name in named if finding.params.get(name) in (None, "")] == [], sentence


# ---- the lists themselves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("You must stop, you failed.", "en", ["must", "failed", "must"]),
        ("Why was that?", "en", ["Why"]),
        ("A number of the client's own.", "en", []),
        ("Das sollten Sie nicht.", "de", ["sollten", "sollten"]),
        ("Warum war das so?", "de", ["Warum"]),
        ("Beide sind unabhängig und haben Muße.", "de", []),
    ],
)
def test_the_lists_are_looked_at(text: str, language: str, words: list[str]) -> None:
    assert forbidden(text, language) == words
