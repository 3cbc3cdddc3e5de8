"""The phrases of reports: the same in every language, each used, and none that judges."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import boundaries
from boundaries.analysis.wording import unkind
from boundaries.civil.span import Calendar, Deadline, Span, in_words, parse_duration
from boundaries.contract.clauses import BY_PATH, FIELDS, PARTS
from boundaries.core.catalogue import (
    FOLDER,
    Catalogue,
    Phrase,
    catalogue,
    is_spoken,
    languages,
    said_together,
    show,
)
from boundaries.core.columns import ACCOUNTS, BASES, KINDS, PURPOSES
from boundaries.core.columns import PARTIES as SIDES
from boundaries.engine.agreement import PRACTICES
from boundaries.policy.rule import EXCUSES

ENGLISH = catalogue("en")
OTHERS = sorted(languages() - {"en"})
VALUE = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")
ROOMS = Path(boundaries.__file__).parent


def plain(spoken: Catalogue) -> set[str]:
    """The keys that every language has: those of the forms of one language are left out."""
    return {key for key in spoken.texts if ":" not in key}


def forms(spoken: Catalogue, key: str) -> tuple[str, ...]:
    text = spoken.texts[key]
    return (text,) if isinstance(text, str) else tuple(text.values())


def values(spoken: Catalogue, key: str) -> set[str]:
    return {name for text in forms(spoken, key) for name in VALUE.findall(text)}


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_file_of_phrases_is_sections_of_texts_and_says_no_key_twice(language: str) -> None:
    def no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs), pairs
        return dict(pairs)

    text = (FOLDER / f"{language}.json").read_text("utf-8")
    for section in json.loads(text, object_pairs_hook=no_key_twice).values():
        for value in section.values():
            assert isinstance(value, str) or (list(value) == ["one", "other"] and all(value.values()))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys_and_every_text_the_same_values(language: str) -> None:
    spoken = catalogue(language)
    assert plain(spoken) == plain(ENGLISH)
    for key in spoken.texts:
        assert values(spoken, key) == values(ENGLISH if key in ENGLISH.texts else spoken, key.partition(":")[0]), key
        assert all(text.strip() for text in forms(spoken, key)), key


@pytest.mark.parametrize("language", sorted(languages()))
def test_no_phrase_judges_anybody(language: str) -> None:
    spoken = catalogue(language)
    for key in spoken.texts:
        for text in forms(spoken, key):
            assert not list(unkind(text, language)), (key, text)
            assert "!" not in text


def test_every_phrase_is_said_somewhere() -> None:
    """By its key, or by the key of its section with the rest filled in."""
    code = "\n".join(path.read_text("utf-8") for path in ROOMS.rglob("*.py"))
    named = set(re.findall(r'["\']([a-z_]+\.[a-z_.]+)["\']', code))
    sections = set(re.findall(r'f"([a-z_]+)\.(?:[a-z_]*)\{', code))
    sections |= set(re.findall(r"word\(['\"]([a-z_]+)['\"]", code))
    sections |= {
        "account",
        "purpose",
        "channel",
        "flag",
        "social",
        "kind",
        "by",
        "unit",
    }  # words of a column, of a path
    assert not sections & {"report", "count", "header", "finding", "silent"}, "these are said by their whole keys"
    unsaid = {key for key in plain(ENGLISH) if key not in named and key.partition(".")[0] not in sections}
    assert not unsaid


def test_every_word_there_is_has_its_phrase() -> None:
    wanted = {
        "clause": BY_PATH, "part": PARTS, "practice": [practice.clause for practice in PRACTICES], "kind": KINDS,
        "by": SIDES, "purpose": PURPOSES, "account": ACCOUNTS, "basis": BASES, "excuse": EXCUSES,
    }  # fmt: skip
    for section, words in wanted.items():
        assert {key.partition(".")[2] for key in plain(ENGLISH) if key.startswith(f"{section}.")} == set(words), section
    agreed = {key.removeprefix("agreed.") for key in plain(ENGLISH) if key.startswith("agreed.administrative.")}
    assert agreed <= set(FIELDS)


# ---- saying -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "key", "values", "said"),
    [
        ("en", "count.rows", {"count": 1}, "1 row"),
        ("en", "count.rows", {"count": 1_234_567}, "1,234,567 rows"),
        ("de", "count.rows", {"count": 0}, "0 Zeilen"),
        ("de", "count.rows", {"count": 1_234_567}, "1.234.567 Zeilen"),
        ("de-CH", "count.rows", {"count": 1}, "1 Zeile"),
        ("xx", "count.rows", {"count": 2}, "2 rows"),
        ("en", "agreed.cap", {"at_most": Fraction(5, 2), "value": "{count}"}, "at most 2.5 in {count}"),
        ("de", "agreed.cap", {"at_most": 2.5, "value:dative": "7 Tagen"}, "höchstens 2,5 in 7 Tagen"),
    ],
)
def test_a_phrase_is_said_with_its_values(language: str, key: str, values: dict[str, object], said: str) -> None:
    assert catalogue(language).say(key, **values) == said


def test_a_phrase_without_its_value_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        ENGLISH.say("count.rows")
    with pytest.raises(KeyError):
        ENGLISH.say("count.nothing", count=1)


def test_words_and_lists() -> None:
    german = catalogue("de")
    assert [german.word("kind", word) for word in ("call", "x-walk", "of_mine")] == ["Anruf", "x-walk", "of mine"]
    assert [ENGLISH.either(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a or b",
        "a, b or c",
    ]
    assert [ENGLISH.shown(["a", "b", "c"][:n], 2) for n in range(4)] == ["none", "a", "a, b", "a, b and 1 more"]


def test_a_phrase_waits_for_its_language() -> None:
    one, two = Phrase("silent.ruled_out", ("`fee`",)), Phrase("silent.ruled_out", ("`gifts`",))
    assert str(one) == one.said() == "the contract says that `fee` does not apply"
    assert said_together([one, two, one], 3, "de") == "laut Vertrag treffen `fee`, `gifts` nicht zu"


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("en", True), ("en-GB", True), ("de-AT", True), ("fi", False), ("", False), ("../de", False)],
)
def test_which_languages_are_spoken(language: str, spoken: bool) -> None:
    assert is_spoken(language) == spoken


@given(st.one_of(st.floats(-1e6, 1e6), st.integers(-(10**9), 10**9), st.fractions()))
def test_a_number_has_the_comma_of_its_language_and_nothing_else_changes(value: float) -> None:
    assert catalogue("de").number(value).replace(",", ".") == ENGLISH.number(value) == show(value)


# ---- durations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said", "dative"),
    [
        (Span(0, 2 * 604_800_000_000), "2 Wochen", "2 Wochen"),
        (Span(0, 259_200_000_000), "3 Tage", "3 Tagen"),
        (Span(0, 5_400_000_000), "90 Minuten", "90 Minuten"),
        (Span(1), "1 Monat", "1 Monat"),
        (Span(2, 259_200_000_000), "2 Monate und 3 Tage", "2 Monaten und 3 Tagen"),
        (Span(24), "2 Jahre", "2 Jahren"),
        (Span(0, 1_500_000), "1,5 Sekunden", "1,5 Sekunden"),
        (Deadline("working_days", Fraction(2)), "2 Arbeitstage", "2 Arbeitstagen"),
        (Deadline("open_hours", Fraction(1)), "1 Stunde der Kontaktzeiten", "1 Stunde der Kontaktzeiten"),
        (Calendar("week"), "pro Woche", "pro Woche"),
    ],
)  # fmt: skip
def test_durations_in_german(value: Span | Deadline | Calendar, said: str, dative: str) -> None:
    assert (in_words(value, "de"), in_words(value, "de", "dative")) == (said, dative)
    if not isinstance(value, Calendar):
        assert parse_duration(in_words(value)) == value, "English words are what a contract may say"
