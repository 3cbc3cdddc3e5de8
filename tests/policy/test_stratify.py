"""Which findings a filter may let through, the order in which conclusions are drawn, and circles told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.analysis.unmet import unmet
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from boundaries.policy.stratify import circles, filters_of_findings, may_match, strata


def rules(*conditions: str) -> tuple[Rule, ...]:
    """Rules called a, b, c ... of some conditions."""
    documents = (f"rule: {name}\nwhen: {when}\nsays: x\n" for name, when in zip("abcdef", conditions, strict=False))
    return load_rules("---\n".join(documents), "own.yaml")


def on(*filters: str) -> str:
    return "{all: [" + ", ".join(f"{{findings: {one}}}" for one in filters) + "]}"


CONTRACT = Path(__file__).parents[2] / "examples" / "contract.yaml"
EVENT = "{event: {kind: call}}"


@pytest.mark.parametrize(
    ("asked", "breach", "conclusion"),
    [
        ("{}", True, False), ("{severity: crossing}", True, False), ("{dimension: time}", False, False),
        ("{dimension: contact}", True, False), ("{type: conclusion}", False, True),
        ("{type: {not: breach}}", False, False),  # what is only excluded names nothing
        ("{rule: [a, b]}", True, True), ("{rule: a}", True, False), ("{not: {rule: a}}", False, False),
        ("{any: [{rule: b}, {dimension: money}]}", False, True), ("{not: {severity: crossing}}", True, False),
        ("{direction: up}", False, False), ("{direction: {missing: true}}", True, False),
        ("{code: {not: c}}", True, False), ("{any: [{rule: a}, {dimension: contact}]}", True, False),
    ],
)  # fmt: skip
def test_what_only_the_finding_tells_may_be_as_it_likes(asked: str, breach: bool, conclusion: bool) -> None:
    first, second, third = rules(EVENT, on("{rule: a}"), on(asked.replace("type: conclusion}", "type: conclusion}")))
    (chosen,) = filters_of_findings(third.when.all)  # type: ignore[union-attr]
    assert (may_match(chosen, first), may_match(chosen, second)) == (breach, conclusion)


def test_each_rests_only_on_those_before_it() -> None:
    assert strata(rules(on("{rule: b}"), on("{rule: c}"), EVENT, on("{rule: [a, c]}"))) == [(1,), (0,), (3,)]


def test_a_circle_is_told_with_the_rules_in_it() -> None:
    (found,) = circles(rules(on("{rule: b}"), on("{rule: a}"), on("{rule: a}"), EVENT))
    assert (found.code, found.message) == ("B129", "conclusions `a` and `b` rest on each other")
    (alone,) = circles(rules(on("{type: conclusion}")))
    assert alone.message == "conclusion `a` rests on itself"
    assert not list(circles(rules(on("{}"), on("{type: {not: conclusion}}"))))


def test_what_is_switched_off_and_what_never_judges_together_is_no_circle() -> None:
    one, two = rules(on("{rule: b}"), on("{rule: a}"))
    assert not list(circles([replace(one, enabled=False), two]))
    assert not list(circles([one, two], [(0,), (1,)]))
    assert list(circles([one, two], [(0,), (0, 1)]))
    # A policy can be made of either, and still has each of the rules in a layer.
    off = bd.compile(bd.load(CONTRACT), packs=[], rules=[replace(one, enabled=False), two])
    (bound,) = off.contracts
    apart = replace(off, contracts=(replace(bound, rules=(0,)), replace(bound, rules=(1,))), rules=(one, two))
    assert [policy.layers for policy in (off, apart)] == [((0, 1),), ((0, 1),)]


def test_what_no_rule_of_the_pack_finds_is_told() -> None:
    (found,) = unmet(rules(EVENT, on("{rule: [a]}", "{rule: z}")))
    assert (found.code, found.level) == ("B155", "warning")
    assert found.message == "no rule of the pack finds what `findings: {rule: z}` asks for"
