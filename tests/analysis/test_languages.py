"""What lint says of the languages of a pack: texts that are lacking, and translations that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.written import places, said
from boundaries.analysis.lint import lint
from boundaries.core.errors import Diagnostic
from boundaries.policy.packs import find_pack, shipped_packs

RULE = """\
rule: one
clause: administrative.hours
when: {event: {kind: message}}
title: The first
says: {one: "one on {from}", other: "{count} between {from} and {until}"}
asks: What was it for?
contract: {contract: c, timezone: UTC, agreed: 2026-01-12, consent: [practitioner, client]}
examples: [{timeline: [2026-03-03 10:00 client > message], never: [one]}]
"""
PACK = {"p__pack_yaml": "pack: p\n", "p__one_yaml": RULE, "p__two_yaml": RULE.replace("rule: one", "rule: two")}
WHOLE = "{title: Erste, says: {one: 'am {from}', other: '{count} ab {from}'}, asks: Wofür?}"


def german(folder: Path, rules: str, *codes: str, **more: str) -> list[Diagnostic]:
    """What lint says of a pack of two rules with this under `rules` of its German file."""
    return said(folder, *codes, **{**PACK, "p__de_yaml": f"wording: de\nrules: {rules}\n", **more})


def test_a_language_that_says_everything_gets_no_remark(tmp_path: Path) -> None:
    assert german(tmp_path, f"{{one: {WHOLE}, two: {WHOLE}}}", "B152", "B153", "B128") == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (f"{{one: {WHOLE}}}", "3 texts are not said in `de`: all of `two`"),
        (f"{{one: {{asks: Wofür?, title: }}, two: {WHOLE}}}", "2 texts are not said in `de`: `title`, `says` of `one`"),
        ("{one: {asks: Wofür?}, two: {asks: Wofür?, title: Zwei}}",
         "3 texts are not said in `de`: `title`, `says` of `one`; `says` of `two`"),
    ],
)  # fmt: skip
def test_what_a_language_lacks_is_one_note(rules: str, message: str, tmp_path: Path) -> None:
    (found,) = german(tmp_path, rules, "B152")
    assert (found.level, found.message) == ("note", message)
    assert places([found])[0].startswith("B152 note de.yaml:2:")
    assert found.hint == "`boundaries wording PACK de` prints what there is to translate"


def test_many_rules_are_counted(tmp_path: Path) -> None:
    more = {f"p__r{n}_yaml": RULE.replace("rule: one", f"rule: r{n}") for n in range(12)}
    (found,) = german(tmp_path, f"{{one: {WHOLE}, two: {WHOLE}}}", "B152", **more)
    assert found.message.startswith("36 texts are not said in `de`: all of `r0`; ")
    assert found.message.endswith(" and 4 more rules")


def test_a_wider_language_answers_for_its_varieties(tmp_path: Path) -> None:
    austrian = {"p__at_yaml": "wording: de-AT\nrules: {one: {asks: Wofür denn?}}\n"}
    assert german(tmp_path, f"{{one: {WHOLE}, two: {WHOLE}}}", "B152", **austrian) == []


def test_a_language_inside_a_rule_is_one_of_the_packs_too(tmp_path: Path) -> None:
    one = RULE.replace("asks: What was it for?", "asks: {en: What was it for?, de: Wofür?}")
    (found,) = said(tmp_path, "B152", **{**PACK, "p__one_yaml": one})
    assert found.message == "5 texts are not said in `de`: `title`, `says` of `one`; all of `two`"
    assert places([found]) == ["B152 note one.yaml:6:30"]


def test_only_what_a_pack_says_itself_is_asked_of_it(tmp_path: Path) -> None:
    top = {"t__pack_yaml": "pack: t\nextends: ../p\nrules: {one: {asks: How come?}}\n",
           "t__de_yaml": "wording: de\nrules: {two: {asks: Warum?}}\n"}  # fmt: skip
    found = german(tmp_path, f"{{one: {WHOLE}, two: {WHOLE}}}", "B152", **top)
    assert [d.message for d in found] == ["1 text is not said in `de`: all of `one`"]


@pytest.mark.parametrize(
    ("text", "there", "message", "hint"),
    [
        ("{one: {says: {one: 'am {days}', other: '{count}'}}}", "{days}",
         "the English of `says` of rule `one` has no `{days}`", "it has `{count}`, `{from}`, `{until}`"),
        ("{one: {says: {one: 'am {from}', other: 'ab {from}'}}}", "'ab {from}'",
         "`says` of rule `one` leaves out `{count}` in `de`", "say how often, as the English does"),
        ("{one: {says: 'ab {from}'}}", "'ab {from}'",
         "`says` of rule `one` leaves out `{count}` in `de`", "say how often, as the English does"),
        ("{one: {asks: 'Wie {count}?'}}", "{count}",
         "the English of `asks` of rule `one` has no `{count}`", "it has none"),
        ("{one: {suggests: Ein Schritt.}}", "suggests",
         "`suggests` of rule `one` has no English text", "say it in the rule's own file, too"),
    ],
)  # fmt: skip
def test_a_translation_that_does_not_fit_is_a_warning(
    text: str, there: str, message: str, hint: str, tmp_path: Path
) -> None:
    (found,) = german(tmp_path, text, "B153")
    place = len("rules: ") + text.index(there) + 1
    assert (places([found]), found.message, found.hint) == ([f"B153 warning de.yaml:2:{place}"], message, hint)


def test_what_leaves_out_a_placeholder_other_than_the_count_fits(tmp_path: Path) -> None:
    assert german(tmp_path, "{one: {says: {one: heute, other: '{count} Mal'}}}", "B153") == []
    assert german(tmp_path, "{one: {says: {one: '{count} am {from}', other: '{count}'}}}", "B153") == []


def test_a_text_is_held_to_the_english_that_holds_in_its_own_pack(tmp_path: Path) -> None:
    top = {"t__pack_yaml": "pack: t\nextends: ../p\nrules: {one: {says: hello}}\n",
           "t__de_yaml": "wording: de\nrules: {one: {says: hallo}, two: {says: hallo}}\n"}  # fmt: skip
    found = german(tmp_path, f"{{one: {WHOLE}, two: {WHOLE}}}", "B153", **top)
    assert [d.message for d in found] == ["`says` of rule `two` leaves out `{count}` in `de`"]


def test_unkind_words_of_a_translation_are_told_in_its_language(tmp_path: Path) -> None:
    text = "wording: {}\nrules: {{one: {{asks: Wer hat Schuld und must es sagen?}}}}\n"
    found = said(tmp_path, "B147", **PACK, p__de_yaml=text.format("de"), p__fr_yaml=text.format("fr"))
    assert [d.message for d in found] == ["`Schuld` accuses, in `asks`"]


def test_a_wording_file_by_itself_is_held_to_the_pack_it_stands_in(tmp_path: Path) -> None:
    german(tmp_path, "{one: {asks: 'Wie {count}?'}, there: {asks: x}}")
    assert [d.code for d in lint(tmp_path / "p/de.yaml")] == ["B128"]
    german(tmp_path, "{one: {asks: 'Wie {count}?'}}")
    assert [d.code for d in lint(tmp_path / "p/de.yaml")] == ["B152", "B153"]
    assert [d.code for d in lint(tmp_path / "p/one.yaml")] == []


def test_a_wording_file_without_a_pack_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "de.yaml").write_text("wording: de\nrules: {one: {sais: x}}\n", "utf-8")
    assert [d.code for d in lint(tmp_path)] == ["B101"]


def test_a_pack_whose_manifest_is_no_text_is_told_as_that(tmp_path: Path) -> None:
    german(tmp_path, f"{{one: {WHOLE}}}")
    (tmp_path / "p/pack.yaml").write_bytes(b"pack: p\0\n")
    for path in (tmp_path, tmp_path / "p/one.yaml", tmp_path / "p/de.yaml"):
        problems = lint(path)
        assert {d.code for d in problems} <= {"B009", "B148"}, path
        assert path.suffix == "" or path.name == "de.yaml" or problems


@pytest.mark.parametrize("name", shipped_packs())
def test_shipped_packs_say_everything_in_the_languages_they_speak(name: str) -> None:
    assert [d for d in lint(find_pack(name)[0]) if d.code in ("B128", "B147", "B152", "B153")] == []
