"""Words that accuse, diagnose or command are found, whole and in their language; calm words are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analysis.written import places, rule_text, said
from boundaries.analysis.wording import WORDS, unkind
from boundaries.policy.packs import find_pack, load_pack, rule_files, shipped_packs

# The common law of every rule, number 5: this list is the least.
LAW = "inappropriate guilty manipulative boundary-less abuser borderline codependent must should"


@pytest.mark.parametrize("word", LAW.split())
def test_the_words_of_the_law_are_on_the_list(word: str) -> None:
    for text in (word, word.upper(), f"This was {word}.", f"({word})", f"{word}, then"):
        assert [found for _, found, _ in unkind(text, "en")] == [word.upper() if text.isupper() else word]


@pytest.mark.parametrize("language", WORDS)
def test_every_word_of_a_list_is_found_whole(language: str) -> None:
    for words in WORDS[language].values():
        for word in words.split():
            stem = word.removesuffix("*")
            assert [w for _, w, _ in unkind(f"So {stem} so", language)] == [stem]
            assert [w for _, w, _ in unkind(f"So {stem}xyz so", language)] == (
                [f"{stem}xyz"] if word.endswith("*") else []
            )
            assert not list(unkind(f"So xyz{stem} so", language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mustard was on the shoulder.", "en"),
        ("Would naming it, or moving back, serve the work?", "en"),
        ("What made that hour feel needed?", "en"),
        ("Shall the work line take it from here?", "en"),
        ("A technical fault, or a wrong number.", "en"),
        ("You must stop.", "fr"),
        ("You must stop.", "de"),
        ("Das ist unangemessen.", "en"),
        ("Ein Muster, eine Schuldnerberatung, ein Soll.", "de"),
        ("Was brauchen Sie beide hier?", "de"),
    ],
)
def test_calm_words_are_left_alone(text: str, language: str) -> None:
    assert list(unkind(text, language)) == []


def test_a_regional_language_has_the_list_of_its_language() -> None:
    assert [w for _, w, _ in unkind("Das muss aufhören.", "de-AT")] == ["muss"]


def test_every_text_of_a_rule_is_looked_at_in_its_language(tmp_path: Path) -> None:
    text = rule_text(
        "{event: {kind: call}}", title="Inappropriate calls", asks="{en: Must it be?, de: Muss das sein?}",
        suggests="{one: Stop it., other: You should stop.}", why="{fr: must, de: {one: schuldig, other: gut}}",
    )  # fmt: skip
    assert places(said(tmp_path, "B147", rule_yaml=text)) == [
        "B147 warning rule.yaml:5:8", "B147 warning rule.yaml:6:12", "B147 warning rule.yaml:6:29",
        "B147 warning rule.yaml:7:38", "B147 warning rule.yaml:8:27",
    ]  # fmt: skip


def test_a_word_in_a_text_of_several_lines_has_its_own_place(tmp_path: Path) -> None:
    text = rule_text("{event: {kind: call}}") + "why: >\n  Calls at night\n  are inappropriate\n  at times.\n"
    assert places(said(tmp_path, "B147", rule_yaml=text)) == ["B147 warning rule.yaml:7:7"]


def test_the_shipped_rules_use_none_of_them() -> None:
    texts = [
        (text, language)
        for pack in shipped_packs() for rule in load_pack(pack).rules
        for wording in (rule.title, rule.says, rule.asks, rule.suggests, rule.why)
        for language, forms in wording.texts.items() for text in forms
    ]  # fmt: skip
    assert len(texts) > 50
    assert [found for text, language in texts for found in unkind(text, language)] == []


def test_the_shipped_examples_are_named_without_them() -> None:
    for pack in shipped_packs():
        for source in rule_files(find_pack(pack)[0], pack):
            for document in yaml.safe_load_all(source.text):
                for example in document.get("examples", []):
                    assert not list(unkind(example["scenario"], "en"))


# The same words, and those of the English list beside them, as a German sentence would have them.
IN_GERMAN = (
    "unangemessen unpassend schuldig Schuld Vorwürfe beschuldigt beschämend manipulativ grenzenlos distanzlos "
    "missbräuchlich Täter Übergriff Grenzverletzung Grenzüberschreitung Verstoß unprofessionell unethisch "
    "Fehlverhalten nachlässig verantwortungslos fahrlässig rücksichtslos egoistisch verführerisch toxisch "
    "Vertrauensbruch ausgenutzt übertreten Borderline koabhängig ko-abhängig narzisstisch bedürftig zwanghaft "
    "histrionisch hysterisch paranoid neurotisch psychotisch süchtig krankhaft dysfunktional unreif ungesund muss "
    "müssen müsste sollte verboten untersagt"
)


@pytest.mark.parametrize("word", IN_GERMAN.split())
def test_the_words_of_the_law_are_on_the_german_list_too(word: str) -> None:
    assert [found for _, found, _ in unkind(f"Das ist {word}.", "de")] == [word]
    assert [found for _, found, _ in unkind(f"Das ist {word}.", "de-CH")] == [word]
