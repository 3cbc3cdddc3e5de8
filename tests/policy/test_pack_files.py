"""Where packs stand: nested ones, single files, the pack.yaml above, and what the hash covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.core.errors import PolicyError
from boundaries.policy.pack_files import find_pack, manifest_above, rule_files, rules_root
from boundaries.policy.packs import context_of, load_pack
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from pack_folders import MANY, OF_BASE, a_rule, problems_of, write


def test_files_below_another_pack_are_that_packs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {**OF_BASE, "pack.yaml": "pack: outer\n", "sub/own.yaml": a_rule("own"), "base/deep/x.yaml": a_rule("x")},
    )
    assert [source.path.name for source in rule_files(tmp_path, "outer")] == ["own.yaml"]
    assert [rule.name for rule in load_pack(tmp_path).rules] == ["own"]
    assert [rule.name for rule in load_pack(tmp_path / "base").rules] == ["x", "late", "many"]
    before = load_pack(tmp_path).hash
    write(tmp_path, {"base/many.yaml": MANY + "# a word\n"})
    assert load_pack(tmp_path).hash == before


def test_a_folder_that_is_extended_is_a_pack_of_its_own_wherever_it_stands(tmp_path: Path) -> None:
    write(tmp_path, {"pack.yaml": "extends: sub\n", "own.yaml": a_rule("own"), "sub/theirs.yaml": a_rule("theirs")})
    assert [(rule.name, rule.pack) for rule in load_pack(tmp_path).rules] == [("theirs", "sub"), ("own", tmp_path.name)]
    write(tmp_path, {"in/pack.yaml": "extends: ..\n", "in/deep/inner.yaml": a_rule("inner")})
    assert [rule.name for rule in load_pack(tmp_path / "in").rules] == ["theirs", "own", "inner"]
    assert [rule.name for rule in load_pack(tmp_path).rules] == ["theirs", "own"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("mine/rule.yaml", "mine/pack.yaml"),
        ("mine/a/b/rule.yaml", "mine/pack.yaml"),
        ("./mine/a/rule.yaml", "mine/pack.yaml"),
        ("mine/1/2/3/4/5/rule.yaml", "mine/pack.yaml"),
        ("mine/1/2/3/4/5/6/rule.yaml", None),
    ],
)
def test_the_manifest_of_a_file_is_the_nearest_above(
    given: str, shown: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"pack.yaml": "pack: far\n", "mine/pack.yaml": "pack: near\n", given: a_rule("r")})
    (tmp_path / "pack.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    found = manifest_above(Path(given))
    assert (found and found.name) == shown


def test_a_manifest_above_the_folder_one_stands_in_is_found_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path,
        {
            "pack.yaml": "pack: far\nparameters: {n: often}\n",
            "a/b/r.yaml": a_rule("r", "{people: {gt: $parameters.n}}"),
        },
    )
    monkeypatch.chdir(tmp_path / "a" / "b")
    found = manifest_above(Path("r.yaml"))
    assert found is not None
    assert found.name == "../../pack.yaml"
    (problem,) = problems_of("r.yaml")
    assert str(problem.location) == "../../pack.yaml:2:17"
    assert problem.source == "parameters: {n: often}"


def test_one_rule_file_is_read_with_the_pack_it_stands_in(tmp_path: Path) -> None:
    top = "pack: top\nversion: 3\nextends: ../base\nparameters: {most: 5}\n"
    more = MANY.replace("rule: many", "rule: more")
    write(tmp_path, {**OF_BASE, "top/pack.yaml": top, "top/deep/more.yaml": more, "top/other.yaml": a_rule("other")})
    whole, one = load_pack(tmp_path / "top"), load_pack(tmp_path / "top/deep/more.yaml")
    (rule,) = one.rules
    assert (one.name, one.version, rule.pack, [base.name for base in one.extends]) == ("top", "3", "top", ["base"])
    assert [same(found) for found in whole.rules if found.name == "more"] == [same(rule)]
    assert one.hash != whole.hash
    (read,) = load_rules(more, "more.yaml", context_of(tmp_path / "top/deep/more.yaml"))
    assert same(read) == same(rule)


def same(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in Rule.__slots__ if name != "location"}


def test_a_file_without_a_pack_is_called_after_itself(tmp_path: Path) -> None:
    write(tmp_path, {"mine.yaml": a_rule("mine")})
    assert context_of(tmp_path / "mine.yaml").pack == "mine"
    assert load_pack(tmp_path / "mine.yaml").rules[0].pack == "mine"


def test_the_context_of_a_file_tells_every_problem_of_its_manifests(tmp_path: Path) -> None:
    write(
        tmp_path,
        {**OF_BASE, "base/pack.yaml": "paramters: {}\nmacros: {a: a}\n", "pack.yaml": "extends: [base, x]\ntitel: y\n"},
    )
    with pytest.raises(PolicyError) as caught:
        context_of(tmp_path / "r.yaml")
    assert [(d.code, d.location and Path(d.location.file).parent.name) for d in caught.value.diagnostics] == [
        ("B118", tmp_path.name), ("B101", tmp_path.name), ("B101", "base"), ("B124", "base"),
    ]  # fmt: skip


def test_a_shipped_rule_given_by_its_path_is_of_the_shipped_pack() -> None:
    path = rules_root() / "core" / "administrative" / "session-gap.yaml"
    (rule,) = load_pack(path).rules
    assert rule.pack == "core"
    assert load_pack(path).version == load_pack("core").version


def test_a_pack_yaml_is_no_rule_file(tmp_path: Path) -> None:
    write(tmp_path, {"pack.yaml": "pack: x\n", "r.yaml": a_rule("r")})
    assert [p.code for p in problems_of(tmp_path / "pack.yaml")] == ["B119"]


@pytest.mark.parametrize("given", ["pack.yaml", "it.scenario.yaml", "de.yaml"])
def test_a_file_without_a_rule_is_no_pack_whatever_its_folder_extends(given: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pack.yaml": "pack: x\nextends: core\n", "it.scenario.yaml": "scenario: x\ntimeline: []\n",
            "de.yaml": "wording: de\nrules: {barter: {title: Tausch}}\n",
        },
    )  # fmt: skip
    assert load_pack(tmp_path).rules
    assert [p.code for p in problems_of(tmp_path / given)] == ["B119"]


@pytest.mark.parametrize("name", ["", "x" * 5000, "\0", "core/", "~"])
def test_names_of_nothing_are_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError, match="B118 there is no pack"):
        find_pack(name)
    write(
        tmp_path, {"pack.yaml": f"extends: [{'core/none' if name == chr(0) else repr(name)}]\n", "r.yaml": a_rule("r")}
    )
    assert {p.code for p in problems_of(".")} <= {"B118", "B103"}
    assert problems_of(".")
