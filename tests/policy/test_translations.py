"""Wording files: what rules say in another language, whose words hold, and what is wrong with one, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.policy.pack_files import find_pack, shipped_packs
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from pack_folders import OF_BASE, a_rule, problems_of, write

DE = "wording: de\nformat: 1\nrules:\n  many: {says: {one: eins, other: '{count}'}, asks: Was war da?}\n"


def rules_of(root: Path) -> dict[str, Rule]:
    return {rule.name: rule for rule in load_pack(root).rules}


def test_a_rule_speaks_the_languages_of_its_packs_wording_files(tmp_path: Path) -> None:
    files = {"base/wording/de.yaml": DE, "base/fr.yml": "wording: fr\nrules: {late: {says: bonjour}}\n"}
    found = rules_of(write(tmp_path, {**OF_BASE, **files}) / "base")
    assert found["many"].says.texts == {"en": ("hello", "hello"), "de": ("eins", "{count}")}
    assert found["many"].asks.texts["de"] == ("Was war da?", "Was war da?")
    assert found["late"].says.texts == {"en": ("hello", "hello"), "fr": ("bonjour", "bonjour")}


def test_the_texts_of_one_language_may_stand_in_several_documents_and_files(tmp_path: Path) -> None:
    two = DE + "---\nwording: de\nrules: {late: {says: spät}}\n"
    more = "wording: de\nrules: {many: {title: Viele}}\n"
    found = rules_of(write(tmp_path, {**OF_BASE, "base/a.yaml": two, "base/b.yaml": more}) / "base")
    assert [found["many"].title.pick("de"), found["many"].says.pick("de"), found["late"].says.pick("de")] == [
        "Viele", "{count}", "spät",
    ]  # fmt: skip


def test_a_file_may_hold_a_rule_and_its_words(tmp_path: Path) -> None:
    both = a_rule("one") + "---\nwording: de\nrules: {one: {says: hallo}}\n"
    assert rules_of(write(tmp_path, {"one.yaml": both}))["one"].says.pick("de") == "hallo"


@pytest.mark.parametrize("key", ["pack", "contract", "scenario"])
def test_words_beside_a_key_of_another_kind_of_file_are_told_and_not_dropped(key: str, tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "base/de.yaml": f"{DE}{key}: x\n"})
    (problem,) = problems_of(tmp_path / "base")
    assert (problem.code, problem.message) == ("B101", f"`{key}` is no key of a wording file")


@pytest.mark.parametrize(
    ("given", "shown"), [("[1]", "a list"), ("{a: 1}", "a mapping"), ("", "nothing"), ("2", "`2`")]
)
def test_another_format_is_told_in_the_words_of_the_file(given: str, shown: str, tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "base/de.yaml": DE.replace("format: 1", f"format: {given}")})
    (problem,) = problems_of(tmp_path / "base")
    assert (problem.code, problem.message) == ("B104", f"{shown} is no format of a wording file")


@pytest.mark.parametrize("empty", ["", "''", "{one: , other: }", "{one: eins, other: }"])
def test_what_is_empty_is_not_translated_yet(empty: str, tmp_path: Path) -> None:
    text = f"wording: de\nrules:\n  many: {{says: {empty}, asks: {empty}}}\n  late:\n"
    found = rules_of(write(tmp_path, {**OF_BASE, "base/de.yaml": text}) / "base")
    assert found["many"].says.texts == {"en": ("hello", "hello")}
    write(tmp_path, {"base/de.yaml": "wording: de\nrules:\n"})
    assert not problems_of(tmp_path / "base")


# ---- packs that extend packs --------------------------------------------------------------------------------

# Of each pack of a chain, each resting on the one before: does it change the English, does it give the German?
PACKS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(packs=PACKS)
def test_the_german_of_the_words_that_hold_is_heard_and_no_other(
    packs: list[tuple[bool, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("packs")
    english, german = "hello", None
    for number, (changes, translates) in enumerate(packs):
        manifest = f"pack: p{number}\n" + (f"extends: ../p{number - 1}\n" if number else "")
        if changes and number:
            manifest += f"rules: {{one: {{says: hello {number}}}}}\n"
            english, german = f"hello {number}", None
        write(root, {f"p{number}/pack.yaml": manifest})
        if not number:
            write(root, {"p0/one.yaml": a_rule("one")})
        if translates:
            write(root, {f"p{number}/de.yaml": f"wording: de\nrules: {{one: {{says: hallo {number}}}}}\n"})
            german = f"hallo {number}"
    says = rules_of(root / f"p{len(packs) - 1}")["one"].says
    assert says.pick("en") == english
    assert says.texts.get("de", (None,))[0] == german


def diamond(left: str, right: str, top: str = "") -> dict[str, str]:
    """Two packs over one, and one over both, with what each says in German of the rule `one`."""
    files = {"base/one.yaml": a_rule("one"), "base/pack.yaml": "pack: base\n"}
    for name, extends, said in (("l", "../base", left), ("r", "../base", right), ("t", "[../l, ../r]", top)):
        files[f"{name}/pack.yaml"] = f"pack: {name}\nextends: {extends}\n"
        if said:
            files[f"{name}/de.yaml"] = f"wording: de\nrules: {{one: {{says: {said}}}}}\n"
    return files


def test_packs_that_give_a_text_differently_are_told_where_the_second_comes_in(tmp_path: Path) -> None:
    write(tmp_path, diamond("hallo", "servus"))
    (problem,) = problems_of(tmp_path / "t")
    assert (problem.code, str(problem.location)) == ("B128", f"{tmp_path}/t/pack.yaml:2:17")
    assert problem.message == "packs `l` and `r` give `says` of rule `one` differently in `de`"
    write(tmp_path, {"u/pack.yaml": "extends: ../t\n"})
    assert problems_of(tmp_path / "u") == (problem,)


@pytest.mark.parametrize(("right", "top", "said"), [("hallo", "", "hallo"), ("servus", "moin", "moin")])
def test_packs_that_agree_or_are_spoken_over_are_fine(right: str, top: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, diamond("hallo", right, top))
    assert rules_of(tmp_path / "t")["one"].says.pick("de") == said


# ---- mistakes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wording: de\nrules: {mny: {says: x}}\n", ["B128 2:9 did you mean `many`?"]),
        ("wording: de\nrules: {full: {}}\n", ["B128 2:9 the name a rule file has"]),
        ("wording: de\nrules: {many: {sais: x}}\n", ["B101 2:16 did you mean `says`?"]),
        ("wording: de\nrules: {many: {severity: notice}}\n",
         ["B101 2:16 one of title, says, asks, suggests, why, retracts"]),
        ("wording: de\nrules: {many: {says: '{cont}'}}\n", ["B114 2:23 did you mean `count`?"]),
        ("wording: de\nrules: {many: {why: '{count}'}}\n", ["B114 2:22 "]),
        ("wording: de\nrules: {many: {says: {one: x}}}\n",
         ["B102 2:22 `one` for a count of one, `other` for the rest"]),
        ("wording: de\nrules: {many: {says: {de: x}}}\n",
         ["B102 2:22 `one` for a count of one, `other` for the rest", "B101 2:23 one of one, other"]),
        ("wording: de\nrules: {many: {says: [x]}}\n", ["B103 2:22 "]),
        ("wording: de\nrules: [many]\n", ["B103 2:8 such as `{session-gap: {asks: ...}}`"]),
        ("wording: de\nrules: {many: hallo}\n", ["B103 2:15 such as `{title: ..., says: ...}`"]),
        ("wording: de\n", ["B102 1:1 such as `{session-gap: {asks: ...}}`"]),
        ("wording:\nrules: {}\n", ["B103 1:9 a language such as `de`, `pt-BR`"]),
        ("wording: German\nrules: {}\n", ["B115 1:10 a language such as `de`, `pt-BR`"]),
        ("wording: de\nruls: {}\nrules: {}\n", ["B101 2:1 did you mean `rules`?"]),
        ("wording: de\nformat: 2\nrules: {}\n", ["B104 2:9 `1`"]),
        ("wording: de\nrules: {many: [\n", ["B001 3:1 "]),
        (f"{DE}---\n{DE}",
         ["B128 9:10 the first is at base/de.yaml:4:10", "B128 9:47 the first is at base/de.yaml:4:47"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_wording_file(
    text: str, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, {**OF_BASE, "base/de.yaml": text}))
    found = problems_of("base")
    assert [f"{p.code} {p.location.line}:{p.location.column} {p.hint}" for p in found if p.location] == said
    assert all(p.location and p.location.file == "base/de.yaml" for p in found)


def test_english_stands_in_the_rules_own_file(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, {**OF_BASE, "base/en.yaml": "wording: en\nrules: {}\n"}) / "base")
    assert problem.hint == "a pack that extends another says it in its own words under `rules` of pack.yaml"


def test_a_text_that_stands_in_the_rule_already_is_given_twice(tmp_path: Path) -> None:
    one = a_rule("one").replace("says: hello", "says: {en: hello, de: hallo}")
    write(tmp_path, {"p/one.yaml": one, "p/de.yaml": "wording: de\nrules: {one: {says: servus}}\n"})
    (problem,) = problems_of(tmp_path / "p")
    assert (problem.code, problem.hint) == ("B128", "once in the rule's own words, and once here")
    top = {"t/pack.yaml": "extends: ../p\n", "t/de.yaml": "wording: de\nrules: {one: {says: moin}}\n"}
    (tmp_path / "p/de.yaml").unlink()
    assert rules_of(write(tmp_path, top) / "t")["one"].says.pick("de") == "moin"


TREND = "rule: drifting\nwhen: {trend: count, of: {}}\nsays: 'Since {since}.'\n"


def test_what_only_a_drift_has_its_translation_says_too_and_no_other(tmp_path: Path) -> None:
    words = "wording: de\nrules:\n  drifting: {says: 'Seit {since}.', asks: x}\n  late: {says: 'ab {since_from}'}\n"
    write(tmp_path, {**OF_BASE, "base/drifting.yaml": TREND, "base/de.yaml": words})
    (problem,) = problems_of(tmp_path / "base")
    assert str(problem.location).endswith("de.yaml:4:10")
    assert (problem.code, problem.hint) == ("B114", "only `says` of a rule with `trend` has it")
    assert problem.message == "no value of rule `late` is called `{since_from}`, in `says`"
    fine = words.replace("{since_from}", "{from}")
    (tmp_path / "base/de.yaml").write_text(fine)
    assert rules_of(tmp_path / "base")["drifting"].says.pick("de") == "Seit {since}."
    (tmp_path / "base/de.yaml").write_text(fine.replace("asks: x", "asks: '{since}'"))
    assert [(p.code, p.location and p.location.line) for p in problems_of(tmp_path / "base")] == [("B114", 3)]


def test_a_trend_can_be_changed_by_a_pack_and_stays_a_notice(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "base/drifting.yaml": TREND})
    manifest = "pack: top\nextends: ../base\nrules: {drifting: {%s}}\n"
    write(tmp_path, {"top/pack.yaml": manifest % "says: 'From {since} on.', unless: [crisis]"})
    assert rules_of(tmp_path / "top")["drifting"].says.pick("en") == "From {since} on."
    for change in ("severity: crossing", "escalate: {to: crossing, at: 2, in: P7D}"):
        (tmp_path / "top/pack.yaml").write_text(manifest % change)
        (problem,) = problems_of(tmp_path / "top")
        assert (problem.code, str(problem.location).endswith("pack.yaml:3:20")) == ("B110", True)


def test_problems_of_a_pack_are_told_once_to_those_that_extend_it(tmp_path: Path) -> None:
    write(
        tmp_path, {**OF_BASE, "base/de.yaml": "wording: de\nrules: {mny: {sys: x}}\n", "pack.yaml": "extends: base\n"}
    )
    assert [p.code for p in problems_of(tmp_path)] == ["B128", "B101"]


def test_of_a_pack_whose_base_is_not_there_no_rule_is_missed(tmp_path: Path) -> None:
    write(tmp_path, {"pack.yaml": "extends: bsae\n", "de.yaml": "wording: de\nrules: {many: {says: x}}\n"})
    assert [p.code for p in problems_of(tmp_path)] == ["B118"]


# ---- the files ----------------------------------------------------------------------------------------------


def test_the_hash_of_a_pack_covers_its_words(tmp_path: Path) -> None:
    plain = load_pack(write(tmp_path, OF_BASE) / "base").hash
    spoken = load_pack(write(tmp_path, {"base/de.yaml": DE}) / "base").hash
    again = load_pack(write(tmp_path, {"base/de.yaml": DE.replace("eins", "einmal")}) / "base").hash
    assert len({plain, spoken, again}) == 3


def test_one_rule_file_alone_speaks_as_its_own_file_does(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "base/de.yaml": DE})
    (rule,) = load_pack(tmp_path / "base/many.yaml").rules
    assert list(rule.says.texts) == ["en"]


@pytest.mark.parametrize("name", shipped_packs())
def test_wording_files_of_shipped_packs_are_yaml_files_of_the_pack(name: str) -> None:
    assert load_pack(name).rules
    assert all(path.suffix == ".yaml" for path in find_pack(name)[0].glob("wording/*"))
