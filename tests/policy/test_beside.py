"""Packs side by side: what they share stands once, what each changes holds, and where two differ it is told."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.policy.condition import MoreThan
from boundaries.policy.rule import Rule
from pack_folders import MANY, OF_BASE, a_rule, write

CONTRACT = """\
contract: k-1
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: [{packs}]
"""


def listing(folder: Path, packs: str) -> Path:
    path = folder / "contract.yaml"
    path.write_text(CONTRACT.format(packs=packs), encoding="utf-8")
    return path


def rules(folder: Path, packs: str) -> dict[str, Rule]:
    """The rules under a contract that lists some packs, none twice."""
    found = bd.compile(bd.load(listing(folder, packs))).rules
    assert len({rule.name for rule in found}) == len(found)
    return {rule.name: rule for rule in found}


def refused(folder: Path, packs: str) -> list[str]:
    path = listing(folder, packs)
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load(path))
    return [d.render().partition("\n")[0].removeprefix(f"{path}:") for d in problem.value.diagnostics]


def limit(rule: Rule) -> object:
    assert isinstance(rule.when, MoreThan)
    return rule.when.limit


def over(changes: str) -> str:
    return f"extends: ../base\n{changes}"


@pytest.fixture
def side_by_side(tmp_path: Path) -> Path:
    """Two packs over one: `b` moves a number and adds a rule, `c` changes a rule otherwise and adds another."""
    b, c = over("parameters: {most: 5}\n"), over("rules: {many: {title: From c}, late: {enabled: false}}\n")
    own = {"b/mine.yaml": a_rule("of-b", "wrote"), "c/mine.yaml": a_rule("of-c")}
    return write(tmp_path, {**OF_BASE, **own, "b/pack.yaml": b, "c/pack.yaml": c})


@pytest.mark.parametrize("packs", ["b, c", "c, b", "base, b, c", "b, base, c", "c, ./b/../base, b"])
def test_what_they_share_stands_once_with_what_each_changes(side_by_side: Path, packs: str) -> None:
    found = rules(side_by_side, packs)
    assert set(found) == {"late", "many", "of-b", "of-c"}
    assert (limit(found["many"]), found["many"].title.pick("en")) == (5, "From c")
    assert not found["late"].enabled
    assert {name: rule.pack for name, rule in found.items()} == {
        "late": "base", "many": "base", "of-b": "b", "of-c": "c",
    }  # fmt: skip


def test_the_order_of_a_list_decides_nothing(side_by_side: Path) -> None:
    ways = [rules(side_by_side, ", ".join(packs)) for packs in permutations(["base", "b", "c"])]
    assert all(way == ways[0] for way in ways)


def test_a_pack_beside_one_that_rests_on_it_is_as_that_one_has_it(side_by_side: Path) -> None:
    assert rules(side_by_side, "base, b") == rules(side_by_side, "b, base") == rules(side_by_side, "b")


def test_it_is_what_a_pack_that_extends_them_all_would_be(side_by_side: Path) -> None:
    write(side_by_side, {"both/pack.yaml": "extends: [../b, ../c]\n"})
    assert rules(side_by_side, "b, c") == rules(side_by_side, "both")


def test_every_pack_that_took_part_is_named_once(side_by_side: Path) -> None:
    policy = bd.compile(bd.load(listing(side_by_side, "b, c, base")))
    assert [pack.name for pack in policy.packs] == ["b", "base", "c"]


def test_the_command_line_lists_packs_as_a_contract_does(side_by_side: Path) -> None:
    contract = bd.load(listing(side_by_side, ""))
    policy = bd.compile(contract, packs=[side_by_side / "b", side_by_side / "c", side_by_side / "b" / "." / ".." / "c"])
    assert {rule.name: rule for rule in policy.rules} == rules(side_by_side, "b, c")


def test_contracts_with_other_lists_have_the_rules_as_their_own_lists_have_them(side_by_side: Path) -> None:
    one = listing(side_by_side, "base")
    other = side_by_side / "other" / "contract.yaml"
    other.parent.mkdir()
    text = CONTRACT.format(packs="../b, ../c").replace("k-1", "k-2").replace("c-1", "c-2")
    other.write_text(text, encoding="utf-8")
    policy = bd.compile(bd.Caseload((bd.load(one), bd.load(other))))
    limits = [[limit(r) for i in bound.rules if (r := policy.rules[i]).name == "many"] for bound in policy.contracts]
    assert limits == [[3], [5]]


def test_packs_that_share_nothing_are_as_they_are_by_themselves(side_by_side: Path) -> None:
    """A name that both have is two names: neither rests on what the other says."""
    apart = {"d/pack.yaml": "parameters: {most: 9}\nmacros: {wrote: {kind: call}}\n", "d/many.yaml": MANY_OF_D}
    write(side_by_side, apart)
    found = rules(side_by_side, "d, b")
    assert (limit(found["many"]), limit(found["many-of-d"])) == (5, 9)


MANY_OF_D = MANY.replace("rule: many", "rule: many-of-d")
RENAME = "(list one of them, or rename one of the rules)"
WAY_OUT = "(list one of them, or a pack of your own that extends both and says which it is to be)"
DIFFERENT = [
    ("parameters: {most: 4}", "parameters: {most: 5}", "B124 packs `b` and `c` say parameter `most` differently"),
    ("lists: {writing: sms}", "lists: {writing: post}", "B124 packs `b` and `c` say list `writing` differently"),
    ("macros: {wrote: {kind: call}}", "macros: {wrote: {kind: gift}}",
     "B124 packs `b` and `c` say macro `wrote` differently"),
    ("rules: {many: {severity: notice}}", "rules: {many: {severity: crossing, escalate: null}}",
     "B125 packs `b` and `c` change `severity` of rule `many` differently"),
]  # fmt: skip


@pytest.mark.parametrize(("b", "c", "told"), DIFFERENT, ids=[told[:15] for *_, told in DIFFERENT])
def test_where_two_differ_it_is_told_once_at_the_second(tmp_path: Path, b: str, c: str, told: str) -> None:
    write(tmp_path, {**OF_BASE, "b/pack.yaml": over(b), "c/pack.yaml": over(c)})
    assert refused(tmp_path, "b, c") == [f"6:12: {told} {WAY_OUT}"]
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load(listing(tmp_path, "")), packs=[tmp_path / "b", tmp_path / "c"])
    assert [d.render() for d in problem.value.diagnostics] == [f"{told} {WAY_OUT}"]


def test_the_problem_shows_the_line_of_the_contract(tmp_path: Path) -> None:
    b, c, *_ = DIFFERENT[0]
    write(tmp_path, {**OF_BASE, "b/pack.yaml": over(b), "c/pack.yaml": over(c)})
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load(listing(tmp_path, "b, c")))
    assert f"  6 | packs: [b, c]\n    | {' ' * 11}^" in str(problem.value)


def test_where_two_say_the_same_nothing_is_told(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, **{f"{name}/pack.yaml": over("parameters: {most: 4}\n") for name in "bc"}})
    assert limit(rules(tmp_path, "b, c")["many"]) == 4


def test_a_pack_of_ones_own_settles_what_two_say_differently(tmp_path: Path) -> None:
    b, c, *_ = DIFFERENT[0]
    top = "extends: [../b, ../c]\nparameters: {most: 7}\n"
    write(tmp_path, {**OF_BASE, "b/pack.yaml": over(b), "c/pack.yaml": over(c), "top/pack.yaml": top})
    for packs in ("top", "b, c, top", "top, c"):
        assert limit(rules(tmp_path, packs)["many"]) == 7


def test_two_rules_of_one_name_are_told(side_by_side: Path) -> None:
    write(side_by_side, {"c/mine.yaml": a_rule("of-b")})
    assert refused(side_by_side, "b, c") == [f"6:12: B116 packs `b` and `c` both have a rule `of-b` {RENAME}"]


def test_a_pack_that_cannot_be_read_is_told_beside_what_else_is_wrong(side_by_side: Path) -> None:
    write(side_by_side, {"d/pack.yaml": over("parameters: {most: many}\n")})
    found = refused(side_by_side, "b, c, d, nowhere")
    assert [line.partition(": ")[2].partition(" ")[0] for line in found] == ["B107", "B107", "B118"]


def test_one_rule_file_alone_brings_nothing_but_its_rules(side_by_side: Path) -> None:
    """It is read with what its pack says; the rules beside it stay as they are."""
    found = rules(side_by_side, "base, b/mine.yaml")
    assert set(found) == {"late", "many", "of-b"}
    assert limit(found["many"]) == 3


@settings(max_examples=60)
@given(said=st.lists(st.dictionaries(st.sampled_from(["most", "wait"]), st.integers(1, 2)), min_size=2, max_size=4))
def test_a_list_of_packs_is_a_pack_that_extends_them(
    said: list[dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Both give the same rules, or both are refused."""
    folder = write(tmp_path_factory.mktemp("packs"), OF_BASE)
    values = {"most": ["3", "4"], "wait": ["PT12H", "PT36H"]}
    names = [f"p{number}" for number in range(len(said))]
    for name, settled in zip(names, said, strict=True):
        words = ", ".join(f"{key}: {values[key][value - 1]}" for key, value in settled.items())
        write(folder, {f"{name}/pack.yaml": over(f"parameters: {{{words}}}\n")})
    write(folder, {"top/pack.yaml": f"extends: [{', '.join(f'../{name}' for name in names)}]\n"})
    agree = all(len({one[key] for one in said if key in one}) < 2 for key in values)
    if agree:
        assert rules(folder, ", ".join(names)) == rules(folder, "top")
    else:
        assert len(refused(folder, ", ".join(names))) == len(refused(folder, "top")) > 0
