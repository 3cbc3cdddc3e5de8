"""Which files are looked at, and what each document is; of a log or a letter not a word is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import boundaries as bd
from analysis.written import HEAD, places, rule_text
from called import call
from chats import FILES
from practice import CANARY, CHAT, ROWS

CHATS = Path(__file__).parents[1] / "corpus" / "whatsapp"
SCENARIO = "scenario: s\ncontract: contract.yaml\ntimeline: [2026-03-03 10:00 client > call]\nexactly: true\n"
RULE = rule_text("{event: {kind: call}}")


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        path = folder / f"{stem.replace('__', '/')}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def errors(path: Path) -> list[str]:
    return [d.code for d in bd.lint(path) if d.level == "error"]


@pytest.mark.parametrize("text", [HEAD, "pack: p\n", RULE, json.dumps({"contract": "c"})])
def test_a_kind_is_told_by_its_key_and_never_by_a_name(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, anything_scenario=text) / "anything.scenario"
    assert "B149" not in errors(path)


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("", "1:1", "neither"),
        ("# nothing yet\n", "1:1", "neither"),
        ("hello\n", "1:1", "neither"),
        ("- contract: c\n", "1:1", "neither"),
        ("contrct: c\ntimezone: UTC\nagreed: 2026-01-12\n", "1:1", "neither"),
        (HEAD + "pack: p\n", "1:1", "`contract` and `pack`"),
        (HEAD + "rule: x\n", "1:1", "`contract` and `rule`"),
        ("rule: x\nscenario: s\n", "1:1", "`rule` and `scenario`"),
        ("pack: p\nrule: x\nscenario: s\ncontract: c\n", "1:1", "`contract`, `rule`, `scenario` and `pack`"),
        (HEAD + "---\nagreement: c\n", "7:1", "neither"),
        ('{"contract": "c", "pack": "p"}', "1:1", "`contract` and `pack`"),
    ],
)
def test_a_document_of_no_kind_or_of_several(text: str, place: str, part: str, tmp_path: Path) -> None:
    path = written(tmp_path, file_yaml=text) / "file.yaml"
    (found,) = [d for d in bd.lint(path) if d.code == "B149"]
    assert str(found.location) == f"{path}:{place}"
    assert part in found.message
    assert call("lint", path).code == 1


def test_a_key_nearly_right_is_named_where_the_rest_looks_like_it(tmp_path: Path) -> None:
    path = written(tmp_path, file_yaml="contrct: c\ntimezone: UTC\n") / "file.yaml"
    assert [d.hint for d in bd.lint(path)] == ["did you mean `contract`?"]


@pytest.mark.parametrize(
    ("begins", "place", "hint"),
    [("scenaro: s\n", "2:1", "did you mean `scenario`?"), ("", "1:1", "let it begin with `scenario: its name`")],
)
def test_a_scenario_without_its_key_is_not_taken_for_the_contract_it_names(
    begins: str, place: str, hint: str, tmp_path: Path
) -> None:
    scenario = SCENARIO.replace("scenario: s\n", f"# an evening\n{begins}" if begins else "")
    written(tmp_path, contract_yaml=HEAD, s_yaml=scenario)
    for path in (tmp_path, tmp_path / "s.yaml"):
        (found,) = [d for d in bd.lint(path) if d.level == "error"]
        assert (found.code, str(found.location), found.hint) == ("B149", f"{tmp_path / 's.yaml'}:{place}", hint)
        assert found.message.endswith("it has the key `timeline` of a scenario, and no key `scenario`")
    written(tmp_path, contract_yaml=HEAD + "timeline: []\n")
    assert errors(tmp_path / "contract.yaml") == ["B002"]


def test_rules_and_scenarios_name_a_contract_too(tmp_path: Path) -> None:
    written(tmp_path, contract_yaml=HEAD, s_yaml=SCENARIO, r_yaml=RULE + "contract: contract.yaml\n")
    assert errors(tmp_path) == []


def test_of_a_folder_what_is_none_of_ours_is_passed_over(tmp_path: Path) -> None:
    written(
        tmp_path, deep__contract_yaml=HEAD, a_yaml="services: {web: {}}\n", b_yml="- contract: none\n", c_json="[1]",
        d_yaml="a: [\n", e_txt=CHAT, f_csv=ROWS, _hidden__x_yaml="contract: 5: 5\n", g_json='{"contract": {}',
    )  # fmt: skip
    (tmp_path / "_hidden").rename(tmp_path / ".hidden")
    assert call("init", tmp_path / "practice").code == 0
    found = bd.lint(tmp_path)
    assert {d.location.file for d in found if d.location and d.level == "error"} == {str(tmp_path / "g.json")}
    assert bd.lint(tmp_path / "practice") != ()


def test_the_same_file_is_looked_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, contract_yaml=HEAD.replace("c\n", "c\nparking: x\n", 1)) / "contract.yaml"
    (tmp_path / "link.yaml").symlink_to(path)
    assert len(bd.lint([path, tmp_path, tmp_path / ".." / tmp_path.name, path])) == 1


def test_several_documents_of_a_file_are_judged_each_by_its_kind(tmp_path: Path) -> None:
    text = "---\n".join(
        [HEAD, SCENARIO.replace("contract.yaml", "all.yaml"), RULE.replace("kind", "knid"), "pack: p\n"]
    )
    written(tmp_path, all_yaml=text + "---\n")
    assert places([d for d in bd.lint(tmp_path) if d.code in ("B112", "B119")]) == [
        "B112 error all.yaml:14:16", "B119 warning all.yaml:17:1",
    ]  # fmt: skip


# ---- what cannot be opened --------------------------------------------------------------------------------------


def test_what_is_not_there_or_no_text_ends_with_three(tmp_path: Path) -> None:
    (tmp_path / "utf16.yaml").write_bytes(HEAD.encode("utf-16"))
    (tmp_path / "latin.yaml").write_bytes((HEAD + "# é\n").encode("latin-1"))
    (tmp_path / "empty").mkdir()
    written(tmp_path, fine_yaml=HEAD)
    for name in ("utf16.yaml", "latin.yaml", "nowhere.yaml", "empty", "", "x" * 5000):
        outcome = call("lint", tmp_path / "fine.yaml", tmp_path / name if name else tmp_path)
        assert outcome.code == 3, name
        assert "B009 " in outcome.out, name
        assert outcome.err == ""


def test_in_a_folder_only_what_may_be_ours_has_to_be_text(tmp_path: Path) -> None:
    written(tmp_path, fine_yaml=HEAD)
    (tmp_path / "other.yaml").write_bytes("services: café\n".encode("latin-1"))
    assert call("lint", tmp_path).code == 0
    assert call("lint", tmp_path / "other.yaml").code == 3


def test_a_fault_of_syntax_ends_with_one(tmp_path: Path) -> None:
    for text in ("contract: [\n", "contract: c\n\tagreed: x\n", "contract: \x01\n"):
        path = written(tmp_path, file_yaml=text) / "file.yaml"
        assert call("lint", path).code == 1, text


# ---- privacy ----------------------------------------------------------------------------------------------------

LETTER = f"Dear {CANARY},\n  thank you: for everything.\ncontract - no\n"
NOTES = f"{CANARY}: was late\nmother: {CANARY}\n"
AS_A_RULE = CHAT + f"rule: {CANARY}\nwhen: {CANARY}\n"
AS_JSON = f'{{"id": "{CANARY}", "body": "{CANARY}"}}\n' * 2


@pytest.mark.parametrize("text", [CHAT, ROWS, LETTER, NOTES, AS_A_RULE, AS_JSON, CANARY, f"{CANARY}: [\n"])
@pytest.mark.parametrize("name", ["chat.txt", "chat.yaml", "chat.json"])
def test_of_a_log_or_a_letter_not_a_word_is_shown(text: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    for form in ("text", "json"):
        outcome = call("lint", path, "--output-format", form)
        assert outcome.code == 1
        assert CANARY not in outcome.out + outcome.err
        assert "B149" in outcome.out or (name != "chat.txt" and "B001" in outcome.out)
    outcome = call("lint", tmp_path)
    assert CANARY not in outcome.out + outcome.err


@pytest.mark.parametrize("file", FILES)
def test_no_chat_of_any_phone_is_echoed(file: str) -> None:
    outcome = call("lint", CHATS / file)
    known = outcome.out.startswith(f"{CHATS / file}:1:1: B149 ")
    assert known or outcome.out.startswith(f"{CHATS / file}:1:1: B009 UTF-16")
    assert (outcome.code, outcome.err) == (1 if known else 3, "")
    assert len(outcome.out.splitlines()) == 2


def test_a_chat_named_as_the_contract_of_a_scenario_is_not_echoed(tmp_path: Path) -> None:
    written(tmp_path, s_yaml=SCENARIO.replace("contract.yaml", "chat.txt"), chat_txt=CHAT + f"contract: {CANARY}\n")
    outcome = call("lint", tmp_path)
    assert outcome.code == 1
    assert CANARY not in outcome.out


# ---- what is nearly one of ours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), [("a.yaml", "a: [1\n"), ("a.json", '{"a": [1}'), ("a.yml", 'a: "b\n')])
def test_a_file_that_is_named_and_no_yaml_is_told_its_fault_without_its_text(
    name: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = bd.lint(tmp_path / name)
    assert (found.code, found.source) == ("B001", "")


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_scenario_under_a_misspelt_key_is_told_wherever_it_lies(ending: str, tmp_path: Path) -> None:
    keys = {"scenaro": "s", "timeline": ["2026-03-03 10:00 client > call"], "never": ["x"]}
    (tmp_path / f"s.{ending}").write_text(json.dumps(keys), encoding="utf-8")
    for path in (tmp_path, tmp_path / f"s.{ending}"):
        (found,) = bd.lint(path)
        assert (found.code, found.hint) == ("B149", "did you mean `scenario`?")
        outcome = call("test", path)
        assert outcome.code == 3
        assert "B139 neither a scenario nor a rule (did you mean `scenario`?)" in outcome.err


def test_a_manifest_without_its_name_is_a_manifest(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("extends: core\nparamters: {a: 1}\n", encoding="utf-8")
    for place in (tmp_path, path):
        outcome = call("lint", place)
        assert "pack.yaml:2:1: B101 `paramters` is no key of a pack (did you mean `parameters`?)" in outcome.out
        assert outcome.out.endswith("1 error in 1 file\n")
    path.write_text("services: {web: 1}\n", encoding="utf-8")
    assert "B009" in call("lint", tmp_path).out
    assert errors(path) == ["B149"]


def test_beside_a_contract_stands_no_document_of_another_kind(tmp_path: Path) -> None:
    path = written(tmp_path, c_yaml=HEAD + "---\n" + RULE) / "c.yaml"
    (tmp_path / "log.csv").write_text(ROWS, encoding="utf-8")
    assert [(d.code, d.location.line) for d in bd.lint(path) if d.level == "error" and d.location] == [("B023", 7)]
    outcome = call("check", tmp_path / "log.csv", "--contract", path)
    assert outcome.code == 3
    assert ":7:1: B023 a rule, not a contract" in outcome.err


def test_a_document_of_no_kind_takes_no_advice_from_the_others(tmp_path: Path) -> None:
    alone = [d.code for d in bd.lint(written(tmp_path, c_yaml=HEAD) / "c.yaml")]
    both = [d.code for d in bd.lint(written(tmp_path, c_yaml=HEAD + "---\nagreement: c\n") / "c.yaml")]
    assert alone
    assert sorted(both) == sorted([*alone, "B149"])
