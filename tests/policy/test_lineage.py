"""Packs that extend packs: what each sees, what holds where several say it, and nothing twice."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.span import Span
from boundaries.core.location import Location
from boundaries.policy.condition import AllOf, Among, AnyOf, Each, MoreThan, Unanswered
from boundaries.policy.lineage import Opened, settle
from boundaries.policy.manifest import Written
from boundaries.policy.packs import load_pack, with_bases
from boundaries.policy.rule import Rule
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from pack_folders import MANY, OF_BASE, a_rule, problems_of, write


def rules(path: Path) -> dict[str, Rule]:
    return {rule.name: rule for rule in load_pack(path).rules}


def limit(rule: Rule) -> object:
    assert isinstance(rule.when, MoreThan)
    return rule.when.limit


def words(rule: Rule) -> frozenset[str]:
    """The channels a rule of the base looks at."""
    assert isinstance(rule.when, Unanswered)
    assert isinstance(rule.when.event, AllOf)
    return next(part.words for part in rule.when.event.parts if isinstance(part, Among) and part.column == "channel")


def test_a_pack_has_the_rules_of_those_it_extends_and_its_own(tmp_path: Path) -> None:
    top = "pack: top\nversion: 2\nextends: base\n"
    write(tmp_path, {**OF_BASE, "pack.yaml": top, "own/mine.yaml": a_rule("mine", "wrote")})
    pack = load_pack(tmp_path)
    assert [(rule.name, rule.pack) for rule in pack.rules] == [("late", "base"), ("many", "base"), ("mine", "top")]
    assert [(base.name, base.version) for base in pack.extends] == [("base", "1")]
    assert pack.extends[0].hash == load_pack(tmp_path / "base").hash
    places = [rule.location.file.removeprefix(str(tmp_path)) for rule in pack.rules if rule.location]
    assert places == ["/base/late.yaml", "/base/many.yaml", "/own/mine.yaml"]


def test_what_a_pack_says_holds_for_the_rules_it_extends_too(tmp_path: Path) -> None:
    top = "extends: base\nparameters: {most: 5}\nlists: {writing: portal}\n"
    found = rules(write(tmp_path, {**OF_BASE, "pack.yaml": top}))
    assert limit(found["many"]) == 5
    assert found["many"].escalate is not None
    assert found["many"].escalate.at_count == 5
    assert words(found["late"]) == {"portal"}
    assert isinstance(found["late"].when, Unanswered)
    assert found["late"].when.within == Span(0, 48 * 3_600_000_000)
    assert words(rules(tmp_path / "base")["late"]) == {"sms", "email"}


def test_a_macro_that_is_replaced_means_what_the_pack_that_says_it_means(tmp_path: Path) -> None:
    top = "extends: base\nmacros: {wrote: {is: paper, by: client}, paper: {channel: post}}\n"
    found = rules(write(tmp_path, {**OF_BASE, "pack.yaml": top}))["late"]
    assert isinstance(found.when, Unanswered)
    paper, client = Among("channel", frozenset({"post"})), Among("by", frozenset({"client"}))
    assert found.when.event == AllOf((paper, client))


def test_a_macro_may_name_others_by_way_of_a_list(tmp_path: Path) -> None:
    lists = "lists: {all: [sms, post]}\nparameters: {one: post}\n"
    macros = "macros: {any: {is: $lists.all}, that: $parameters.one, sms: {channel: sms}, post: {channel: post}}\n"
    files = {"any.yaml": a_rule("any", "any"), "that.yaml": a_rule("that", "that")}
    found = rules(write(tmp_path, {**files, "pack.yaml": lists + macros}))
    sms, post = (Among("channel", frozenset({word})) for word in ("sms", "post"))
    assert found["any"].when == Each(AnyOf((sms, post)))
    assert found["that"].when == Each(post)


def test_a_new_name_is_the_packs_own(tmp_path: Path) -> None:
    """The base asks for a condition from Python; a macro of that name above it is another thing."""
    write(tmp_path, {"base/a.yaml": a_rule("asks", "weekend-call"), "pack.yaml": "extends: base\n"})
    before = [str(p) for p in problems_of(tmp_path / "base")]
    write(tmp_path, {"pack.yaml": "extends: base\nmacros: {weekend-call: {kind: call}}\nparameters: {p: 1}\n"})
    assert [(p.code, p.location and p.location.line) for p in problems_of(tmp_path)] == [("B126", 2)]
    assert len(before) == 1
    write(tmp_path, {"base/a.yaml": a_rule("asks", "{minutes: {gt: $parameters.p}}")})
    assert [p.message for p in problems_of(tmp_path)] == ["the pack has no parameter `p`"]


def test_a_diamond_has_one_copy_of_a_rule(tmp_path: Path) -> None:
    files = {**OF_BASE, "b/pack.yaml": "extends: ../base\n", "c/pack.yaml": "extends: [../base, ../b/../base/.]\n"}
    write(tmp_path, {**files, "top/pack.yaml": "extends: [../b, ../c]\n"})
    pack = load_pack(tmp_path / "top")
    assert [rule.name for rule in pack.rules] == ["late", "many"]
    assert sorted(base.name for base in with_bases(pack)) == ["b", "base", "c", "top"]


def test_of_two_that_rest_on_one_another_the_later_is_heard(tmp_path: Path) -> None:
    """In a diamond too: who says nothing himself does not repeat what the base says."""
    b, c = "extends: ../base\nparameters: {most: 4}\n", "extends: ../base\n"
    write(tmp_path, {**OF_BASE, "b/pack.yaml": b, "c/pack.yaml": c, "top/pack.yaml": "extends: [../c, ../b]\n"})
    assert limit(rules(tmp_path / "top")["many"]) == 4


DIFFER = {
    **OF_BASE,
    "b/pack.yaml": "extends: ../base\nparameters: {most: 4}\nrules: {many: {severity: notice, title: x}}\n",
    "c/pack.yaml": "extends: ../base\nparameters: {most: 5}\nrules: {many: {severity: notice, title: y}}\n",
}


@pytest.mark.parametrize(
    ("top", "told"),
    [
        ("extends: [b, c]\n", ["B124", "B125"]),
        ("extends: [b, c]\nparameters: {most: 5}\n", ["B125"]),
        ("extends: [b, c]\nrules: {many: {title: z}}\n", ["B124"]),
        ("extends: [b, c]\nparameters: {most: 6}\nrules: {many: {title: x}}\n", []),
    ],
)
def test_where_two_differ_the_pack_that_extends_both_says_which(tmp_path: Path, top: str, told: list[str]) -> None:
    write(tmp_path, {**DIFFER, "pack.yaml": top})
    found = problems_of(tmp_path)
    assert [p.code for p in found] == told
    assert {str(p.location) for p in found} <= {f"{tmp_path}/pack.yaml:1:14"}


def test_a_difference_is_told_once_by_the_first_that_knows_both(tmp_path: Path) -> None:
    write(tmp_path, {**DIFFER, "pack.yaml": "pack: below\nextends: [b, c]\n", "top/pack.yaml": "extends: ..\n"})
    assert [str(p.location) for p in problems_of(tmp_path / "top")] == [f"{tmp_path}/pack.yaml:2:14"] * 2


def test_shipped_packs_are_extended_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"pack.yaml": "pack: mine\nextends: core\n", "a.yaml": a_rule("own")})
    pack, core = load_pack(tmp_path), load_pack("core")
    assert pack.rules[:-1] == core.rules
    assert pack.extends == (core,)
    assert {rule.pack for rule in pack.rules} == {"core", "mine"}


def test_the_hash_of_a_pack_is_that_of_its_own_files(tmp_path: Path) -> None:
    write(tmp_path, {**OF_BASE, "pack.yaml": "extends: base\n", "a.yaml": a_rule("own")})
    before = load_pack(tmp_path)
    write(tmp_path, {"base/many.yaml": MANY.replace("hello", "goodbye")})
    after = load_pack(tmp_path)
    assert before.hash == after.hash
    assert before.extends[0].hash != after.extends[0].hash
    write(tmp_path, {"pack.yaml": "extends: base\nversion: 2\n"})
    assert load_pack(tmp_path).hash != after.hash


def test_packs_in_a_row_are_heard_from_the_last_to_the_first(tmp_path: Path) -> None:
    write(tmp_path, OF_BASE | {f"{n}/pack.yaml": f"extends: ../{n - 1 or 'base'}\n" for n in range(1, 6)})
    write(tmp_path, {"2/pack.yaml": "extends: ../1\nparameters: {most: 2}\nrules: {many: {severity: notice}}\n"})
    write(tmp_path, {"4/pack.yaml": "extends: ../3\nparameters: {most: 4}\nrules: {late: {enabled: false}}\n"})
    found = [rules(tmp_path / str(n)) for n in range(1, 6)]
    assert [limit(rule["many"]) for rule in found] == [3, 2, 2, 4, 4]
    assert [rule["late"].enabled for rule in found] == [True, True, True, False, False]


def test_a_row_of_packs_without_end_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"0/a.yaml": a_rule("a")} | {f"{n}/pack.yaml": f"extends: ../{n - 1}\n" for n in range(1, 60)})
    (found,) = problems_of(tmp_path / "59")
    assert (found.code, found.message) == ("B122", "more than 32 packs rest on one another: `59` ... `28`")
    assert not problems_of(tmp_path / "31")


def test_bases_of_bases_are_opened_once_however_many_ways_lead_there(tmp_path: Path) -> None:
    files = {"0a/r.yaml": a_rule("r"), "0b/pack.yaml": "extends: ../0a\n"}
    for n in range(1, 25):
        files |= {f"{n}{side}/pack.yaml": f"extends: [../{n - 1}a, ../{n - 1}b]\n" for side in "ab"}
    pack = load_pack(write(tmp_path, files) / "24a")
    assert [rule.name for rule in pack.rules] == ["r"]
    assert len(with_bases(pack)) == 49  # all but the other of the last two


# ---- any shape of packs -------------------------------------------------------------------------------------


@st.composite
def shapes(draw: st.DrawFn) -> tuple[list[frozenset[int]], list[dict[str, int]]]:
    """Packs by number, each on some of those before it, and the names each says."""
    count = draw(st.integers(1, 7))
    bases = [draw(st.frozensets(st.integers(0, n - 1), max_size=3)) if n else frozenset[int]() for n in range(count)]
    said = st.dictionaries(st.sampled_from("abc"), st.integers(1, 2), max_size=3)
    return bases, [draw(said) for _ in range(count)]


def opened(bases: list[frozenset[int]], said: list[dict[str, int]]) -> list[Opened]:
    found: list[Opened] = []
    for number, (below, names) in enumerate(zip(bases, said, strict=True)):
        nodes = {("parameters", name): parse_document(str(value), f"{number}")[0] for name, value in names.items()}
        entries = tuple((found[n], parse_document(str(n), f"{number}")[0]) for n in sorted(below))
        rests_on = tuple(dict.fromkeys(other for base, _ in entries for other in base.lineage))
        written = Written(said=nodes, places=dict.fromkeys(nodes, Location(str(number), 1, 1)))
        found.append(Opened(str(number), written, {}, (), "", str(number), Path(), entries, rests_on))
    return found


def reach(number: int, bases: list[frozenset[int]]) -> set[int]:
    return {number}.union(*(reach(below, bases) for below in bases[number]))


@settings(max_examples=200)
@given(shapes())
def test_what_holds_is_what_nobody_above_says_otherwise(
    shape: tuple[list[frozenset[int]], list[dict[str, int]]],
) -> None:
    bases, said = shape
    packs = opened(bases, said)
    top = len(packs) - 1
    problems = Problems()
    context = settle(packs[top], problems).context(packs[top])
    unsettled = set()
    for name in "abc":
        sayers = {n for n in reach(top, bases) if name in said[n]}
        last = {n for n in sayers if not any(n in reach(other, bases) for other in sayers - {n})}
        values = {said[n][name] for n in last}
        assert (name in context.parameters) == bool(sayers)
        if len(values) == 1:
            assert Fraction(str(context.parameters[name].value)) in values
        elif values and not any(last <= reach(base, bases) for base in bases[top]):
            unsettled.add(name)
    assert sorted(p.message.partition("parameter ")[2] for p in problems.found) == [
        f"`{name}` differently" for name in sorted(unsettled)
    ]


def test_a_rule_is_read_again_only_where_something_differs(tmp_path: Path) -> None:
    top = "extends: base\nrules: {many: {title: Other}}\n"
    write(tmp_path, {**OF_BASE, "pack.yaml": top, "base/plain.yaml": a_rule("plain")})
    pack = load_pack(tmp_path)
    again = {rule.name: rule for rule in pack.rules}
    assert {rule.name for rule in pack.extends[0].rules if again[rule.name] is not rule} == {"many"}


def test_what_differs_in_a_macro_of_a_macro_is_heard(tmp_path: Path) -> None:
    """The base's own names stay as they are; what the name of the middle stands for changes at the top."""
    middle = "extends: ../base\nparameters: {long: 10}\nmacros: {wrote: {length: {gt: $parameters.long}}}\n"
    top = "extends: ../middle\nparameters: {long: 20}\n"
    write(tmp_path, {**OF_BASE, "middle/pack.yaml": middle, "top/pack.yaml": top})
    found = [rules(tmp_path / name)["late"].when for name in ("middle", "top")]
    assert [str(when).partition("operand=")[2].partition(")")[0] for when in found] == [
        "Fraction(10, 1",
        "Fraction(20, 1",
    ]
