"""The wording file of a pack, printed to be filled in: it says what the pack says, and empty is not translated."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.policy.pack_files import find_pack, shipped_packs
from boundaries.policy.packs import load_pack, open_pack
from boundaries.policy.rule import Rule
from boundaries.policy.schema import wording_schema
from boundaries.policy.wording import TEXTS
from boundaries.policy.wording_file import wording_file
from json_schema import faults
from pack_folders import OF_BASE, a_rule, write

RULE = """\
rule: one
title: The first
when: {event: {kind: message}}
says: {one: "one on {from}", other: "{count} of them"}
asks: What was it for?
"""


def printed(path: Path | str, language: str) -> str:
    return "".join(wording_file(*open_pack(path), language))


def texts(rules: tuple[Rule, ...]) -> dict[str, dict[str, object]]:
    return {rule.name: {key: dict(getattr(rule, key).texts) for key in TEXTS} for rule in rules}


def test_what_is_translated_stays_and_the_rest_is_empty_below_its_english(tmp_path: Path) -> None:
    write(tmp_path, {"p/one.yaml": RULE, "p/de.yaml": "wording: de\nrules: {one: {asks: 'Wofür war es?', says: }}\n"})
    assert printed(tmp_path / "p", "de") == (
        "# What the rules of p say in `de`. What is empty is not translated, and shown in English; the\n"
        "# English stands above it. A word in braces stands as it is.\n"
        "wording: de\n"
        "format: 1\n"
        "rules:\n"
        "  one:\n"
        "    # The first\n"
        "    title:\n"
        "    says:\n"
        "      # one on {from}\n"
        "      one:\n"
        "      # {count} of them\n"
        "      other:\n"
        "    asks: Wofür war es?\n"
    )


WORDS = st.text("abc äß: #[]'\"&*!%@`-?,|>0123", max_size=12).map(lambda text: " ".join(text.split()))
GIVEN = st.dictionaries(
    st.sampled_from([key for key in TEXTS if key != "retracts"]),
    st.one_of(st.none(), WORDS, st.fixed_dictionaries({"one": WORDS, "other": WORDS})),
)


@settings(max_examples=150, deadline=None)
@given(given_texts=GIVEN)
def test_the_file_in_the_place_of_those_there_are_changes_nothing(
    given_texts: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = write(tmp_path_factory.mktemp("pack"), {"p/one.yaml": RULE})
    write(root, {"p/de.yaml": yaml.safe_dump({"wording": "de", "rules": {"one": given_texts}}, allow_unicode=True)})
    before, file = load_pack(root / "p").rules, printed(root / "p", "de")
    assert faults(yaml.safe_load(file), wording_schema()) == []
    write(root, {"p/de.yaml": file})
    assert texts(load_pack(root / "p").rules) == texts(before)
    assert printed(root / "p", "de") == file


@pytest.mark.parametrize("name", shipped_packs())
def test_of_a_shipped_pack_the_file_says_all_its_files_of_the_language_say(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copytree(find_pack(name)[0], copy)
    before = load_pack(copy).rules
    file = printed(copy, "de")
    for path in copy.rglob("*.yaml"):
        if path.read_text("utf-8").startswith("wording: de"):
            path.unlink()
    write(copy, {"de.yaml": file})
    assert texts(load_pack(copy).rules) == texts(before)


def test_a_file_filled_in_has_every_text(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "base/one.yaml": RULE})
    filled = re.sub(r"# (.*)\n( +\w+):\n", r"# \1\n\2: übersetzt\n", printed(tmp_path / "base", "fr"))
    write(tmp_path, {"base/fr.yaml": filled})
    rules = load_pack(tmp_path / "base").rules
    assert len(rules) == 3
    for rule in rules:
        for key in ("title", "says", "asks"):
            written = key == "says" or rule.name == "one"
            assert (getattr(rule, key).texts.get("fr") == ("übersetzt", "übersetzt")) == written


def test_only_what_a_pack_says_itself_is_there_to_be_translated(tmp_path: Path) -> None:
    """Its own rules, what it changes in others, and what it translates of others; not what a rule's file translates."""
    inline = a_rule("mine").replace("says: hello", "says: {en: hello, de: hallo}\nasks: Why so?")
    top = "extends: ../base\nrules: {many: {asks: How many?, severity: notice, escalate: null}}\n"
    words = "wording: de\nrules: {late: {says: spät}}\n"
    write(tmp_path, {**OF_BASE, "top/pack.yaml": top, "top/mine.yaml": inline, "top/de.yaml": words})
    assert yaml.safe_load(printed(tmp_path / "top", "de"))["rules"] == {
        "mine": {"asks": None}, "many": {"asks": None}, "late": {"says": "spät"},
    }  # fmt: skip
    assert yaml.safe_load(printed(tmp_path / "top", "fr"))["rules"] == {
        "mine": {"says": None, "asks": None}, "many": {"asks": None},
    }  # fmt: skip


def test_a_pack_that_says_nothing_itself_has_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "top/pack.yaml": "extends: ../base\n"})
    file = printed(tmp_path / "top", "de")
    assert yaml.safe_load(file)["rules"] == {}
    write(tmp_path, {"top/de.yaml": file})
    assert len(load_pack(tmp_path / "top").rules) == 2
