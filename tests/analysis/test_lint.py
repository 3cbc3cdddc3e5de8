"""What `lint` answers as a whole: everything once, in order, under the names that were given."""

from __future__ import annotations

import contextlib
import random
import shutil
import string
from pathlib import Path

import pytest

import boundaries as bd
from analysis.written import HEAD, places, rule_text, said
from boundaries.policy.packs import rules_root
from practice import CONTRACT

ROOT = Path(__file__).parents[2]
WRONG = HEAD + "huors: x\nadministrative:\n  chanels: [sms]\n  hours: Mo 25:00\n"
RULE = rule_text("{event: {kind: mesage, by: clinet}}", unless="[crisi]")
SCENARIO = """\
scenario: s
contract: contract.yaml
timeline: [2026-03-03 10:00 client > call, 2026-03-03 10:00 client call]
never: [x]
"""


def test_nothing_shipped_gets_an_error_or_a_warning() -> None:
    found = bd.lint([ROOT / "examples", rules_root(), ROOT / "src" / "boundaries" / "cli" / "starter"])
    assert [d.render() for d in found if d.level != "note"] == []


def test_every_problem_is_told_once_in_the_order_of_files_lines_and_columns(tmp_path: Path) -> None:
    said(tmp_path, contract_yaml=HEAD, s_yaml=SCENARIO, wrong_yaml=WRONG.replace("r\n", "q\n", 1), rule_yaml=RULE)
    files = [tmp_path / name for name in ("wrong.yaml", "s.yaml", "rule.yaml", "contract.yaml")]
    found = [d for d in bd.lint(files) if d.level == "error"]
    assert places(found) == [
        "B002 error wrong.yaml:6:1", "B002 error wrong.yaml:8:3", "B010 error wrong.yaml:9:13",
        "B130 error s.yaml:3:68",
        "B104 error rule.yaml:3:22", "B104 error rule.yaml:3:34", "B104 error rule.yaml:5:10",
    ]  # fmt: skip
    assert all(d.source for d in found)
    assert all(d.hint for d in found)
    again = [d for d in bd.lint([*reversed(files), tmp_path]) if d.level == "error"]
    assert sorted(map(str, again)) == sorted(map(str, found))
    assert [d.code for d in again][:1] == ["B104"]


def test_a_problem_that_several_ways_lead_to_is_told_once_under_the_name_given(tmp_path: Path) -> None:
    """A contract with a problem, that two scenarios and an example name; a pack that a contract lists."""
    one = SCENARIO.replace(", 2026-03-03 10:00 client call", "")
    example = rule_text("{event: {kind: call}}", contract="../contract.yaml", examples="[{timeline: [], never: [x]}]")
    said(tmp_path, contract_yaml=WRONG, s_yaml=one, deep__t_yaml=one.replace("con", "../con"), deep__r_yaml=example)
    with contextlib.chdir(tmp_path):
        found = [str(d.location) for d in bd.lint(".") if d.code in ("B002", "B010")]
        assert found == ["contract.yaml:6:1", "contract.yaml:8:3", "contract.yaml:9:13"]
        assert [str(d.location) for d in bd.lint("s.yaml") if d.code == "B010"] == ["contract.yaml:9:13"]


def test_the_rules_of_a_pack_that_a_contract_lists_are_told_once(tmp_path: Path) -> None:
    said(tmp_path, contract_yaml=HEAD + "packs: [mine]\n", mine__pack_yaml="pack: mine\n", mine__r_yaml=RULE)
    with contextlib.chdir(tmp_path / "mine"):
        found = [str(d.location) for d in bd.lint(["../contract.yaml", "."]) if d.level == "error"]
        assert found == ["r.yaml:3:22", "r.yaml:3:34", "r.yaml:5:10"]
    found = [str(d.location) for d in bd.lint(tmp_path / "contract.yaml") if d.level == "error"]
    assert [place.removeprefix(f"{tmp_path}/") for place in found] == [
        f"mine/r.yaml:{p}" for p in ("3:22", "3:34", "5:10")
    ]


def test_a_pack_called_as_a_shipped_one_is_the_one_that_is_looked_at(tmp_path: Path) -> None:
    shutil.copytree(rules_root() / "core", tmp_path / "core")
    said(tmp_path, core__x_yaml=rule_text("{event: {kind: call}, without: {kind: call}}", "wrong"))
    with contextlib.chdir(tmp_path):
        assert [str(d.location) for d in bd.lint("core") if d.level == "error"] == ["core/x.yaml:3:1"]


def test_one_path_or_several_as_text_or_as_paths(tmp_path: Path) -> None:
    said(tmp_path, a_yaml=WRONG)
    path = tmp_path / "a.yaml"
    assert bd.lint(path) == bd.lint(str(path)) == bd.lint([path]) == bd.lint(iter([str(path)])) != ()
    assert bd.lint([]) == ()


def test_a_contract_that_cannot_be_loaded_gets_no_advice(tmp_path: Path) -> None:
    assert {d.level for d in said(tmp_path, a_yaml=WRONG)} == {"error"}
    assert {d.level for d in said(tmp_path, a_yaml=HEAD + "country: GB\ncountry: GB\n")} == {"error"}


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_in_a_file_it_is_answered_and_nothing_is_raised(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    texts = [
        CONTRACT,
        WRONG,
        RULE,
        SCENARIO,
        "pack: p\nextends: core\nmacros: {a: {kind: call}}\nrules: {x: {unless: []}}\n",
    ]
    for number, text in enumerate(texts):
        broken = list(text)
        for _ in range(chance.randint(0, 4)):
            place = chance.randrange(len(broken))
            broken[place : place + chance.randint(0, 3)] = chance.choice(
                [*string.punctuation, "\n", "  ", "\t", "é", "\0"]
            )
        (tmp_path / f"{'pack' if number == 4 else number}.yaml").write_text("".join(broken), encoding="utf-8")
    for problem in bd.lint([tmp_path, *tmp_path.iterdir()]):
        assert problem.render()
