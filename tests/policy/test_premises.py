"""Rules that draw conclusions: read as they are written, written as they are read, and their mistakes told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from boundaries.core.errors import PolicyError
from boundaries.policy.added import read_added
from boundaries.policy.conclusion import Conclude, Facts, OfAmendments, OfCondition, OfFindings, Several
from boundaries.policy.condition import AllOf
from boundaries.policy.document import rule_document
from boundaries.policy.spec import load_rules, rule_schema
from json_schema import faults
from world_premises import any_conclude


def of_facts(premises: tuple[Any, ...]) -> Iterator[OfFindings | OfAmendments]:
    for premise in premises:
        if isinstance(premise, Several):
            yield from of_facts(premise.parts)
        elif isinstance(premise, OfFindings | OfAmendments):
            yield premise


def plain(facts: Facts | None) -> bool:
    """Whether no key is tested twice: that is written in another way that means the same."""
    if facts is None:
        return True
    keys = [test.key for test in facts.tests]
    inner = (*(part for either in facts.any for part in either), *facts.none)
    return len(set(keys)) == len(keys) and all(map(plain, inner))


def flat(value: Any) -> Any:
    """A condition with tests that all hold side by side, as a mapping has them."""
    if isinstance(value, AllOf):
        parts = [flat(part) for part in value.parts]
        return AllOf(tuple(x for part in parts for x in (part.parts if isinstance(part, AllOf) else (part,))))
    if isinstance(value, tuple):
        return tuple(map(flat, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: flat(getattr(value, field.name)) for field in fields(value)})
    return value


@pytest.mark.parametrize("seed", range(150))
def test_what_is_written_is_read_again(seed: int) -> None:
    rule = any_conclude(seed % 3, Random(seed))
    assert isinstance(rule.when, Conclude)
    counted = [*of_facts((*rule.when.all, *rule.when.none, *rule.when.retract))]
    if any(isinstance(one.more_than, Fraction) and one.more_than.denominator == 3 for one in counted):
        return  # no decimal
    document = rule_document(rule) | {"says": "So."}
    assert faults(document, rule_schema()) == []
    (read,) = read_added(document)
    assert rule_document(read)["when"] == document["when"]
    assert set(read.needs) == set(rule.needs)
    if all(plain(one.of) and plain(getattr(one, "among", None)) for one in counted):
        assert flat(read.when) == flat(rule.when)


def problems(when: str, more: str = "") -> str:
    with pytest.raises(PolicyError) as caught:
        load_rules(f"rule: own\nwhen: {when}\nsays: x\n{more}", "own.yaml")
    assert all(d.location and d.location.line in (2, 4, 5) for d in caught.value.diagnostics)
    return "; ".join(f"{d.code} {d.message} ({d.hint})" for d in caught.value.diagnostics)


ONE = "{all: [{findings: {}}]}"
TWO = "{findings: {}}, {events: {kind: call}}"


def some(premise: str) -> str:
    return f"{{all: [{premise}]}}"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{all: []}", "B103 `all` has no premise"),
        ("{all: {findings: {}}}", "B103 `all` is a list of premises"),
        (some("x"), "B103 a premise is a mapping"),
        (some("{finding: {}}"), "did you mean `findings`?"),
        (some("{findings: {}, events: {}}"), "B110 `events` does not fit beside `findings`"),
        (some("{findings: {}, weeks: 3}"), "B110 `weeks` does not fit beside `findings`"),
        (some("{findings: {severity: violation}}"), "a violation is a disposition"),
        (some("{findings: {bearer: client}}"), "the frame or the practitioner bears it"),
        (some("{findings: {type: breech}}"), "did you mean `breach`?"),
        (some("{findings: {dimension: []}}"), "can never be true"),
        (some("{findings: {dimenson: time}}"), "B112 `dimenson`"),
        (some("{findings: {dimension: {missing: true}}}"), "B113 `dimension` is never missing"),
        (some("{findings: {clause: hour}}"), "B106 no contract has a clause `hour`"),
        (some("{findings: {clause: $hours}}"), "did you mean `hours`?"),
        (some("{findings: {rule: [a, a]}}"), "B104 `a` stands twice"),
        (some("{findings: {any: {rule: a}}}"), "B103 `any` is a list of filters"),
        (some("{findings: {}, at_least: 2, more_than: 2}"), "B110 `more_than` does not fit beside `at_least`"),
        (some("{findings: {}, more_than: 0.5}"), "B107 `more_than` counts"),
        (some("{findings: {}, more_than: 2, among: {}}"), "B107 with `among` it is a share"),
        (some("{findings: {}, among: {}}"), "B110 `among` does not fit without `more_than`"),
        (some("{findings: {}, each_within: P14D}"), "B110 `each_within` does not fit without `distinct`"),
        (some("{findings: {}, distinct: day}"), "`day`"),
        (some("{findings: {}, distinct: relationship}"), "`across: practitioner`"),
        (some("{findings: {}, in: 3 working days}"), "B108 `in` cannot be working time"),
        (some("{findings: {}, in: week}"), "B108"),
        (some("{events: {}, weeks: 2}"), "B110 `weeks` does not fit without `on_days`"),
        (some("{events: {}, on_days: 8}"), "B107 a week has seven days"),
        (some("{events: {}, beyond: usual, at_least: 2}"), "B110 `at_least` does not fit beside `beyond`"),
        (some("{amendments: {because: illness}}"), "B113 `because` is only asked for being there"),
        (some("{amendments: {applied: yes}}"), "`true` or `false`"),
        (some("{when: {agreement: late}}"), "B110 a premise holds no agreement"),
        (some("{when: {all: [{findings: {}}]}}"), "B110 a premise holds no agreement and no conclusion"),
        (some("{any: [{findings: {}}]}"), "two premises or more"),
        (some(f"{{any: [{TWO}], at_least: 3}}"), "B107 3 of 2 premises cannot hold"),
        (some(f"{{any: [{TWO}, {TWO}, {TWO}, {{kept: P1D}}], at_least: 2}}"), "at most 6 premises"),
        (some(f"{{any: [{TWO}, {TWO}, {TWO}, {TWO}, {TWO}]}}"), "at most 8 premises"),
        (some(f"{{any: [{{any: [{{any: [{{any: [{TWO}]}}, {{kept: P1D}}]}}, {{kept: P1D}}]}}, {{kept: P1D}}]}}"),
         "deep"),
        (some(", ".join([TWO] * 9)), "B110 more than 16 premises"),
        ("{none: [{findings: {}}]}", "B102 `none` needs `all`"),
        ("{all: [{findings: {}}], in_order: true}", "B110 `in_order` does not fit a single premise"),
        ("{all: [{findings: {}}], same: rule}", "B104"),
        ("{all: [{events: {}}, {exceptions: crisis}], same: clause}", "B110 `same` does not fit premises"),
        ("{all: [{findings: {}}], across: everybody}", "B104"),
        ("{all: [{findings: {}}], event: {kind: call}}", "B110 `event` does not fit beside `all`"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_way_out(when: str, said: str) -> None:
    assert said in problems(when)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("type: breach\n", "B110 `type: breach` does not fit `all`"),
        ("type: strength\nseverity: crossing\n", "B110 `severity: crossing` does not fit `all`"),
        ("unless: [crisis]\n", "B110 `unless` does not fit `all`"),
        ("escalate: {to: crossing, at: 2, in: P7D}\n", "B110 `escalate` does not fit `all`"),
        ("escalate: {to: crossing, beyond: 2 working days}\n", "B108 `beyond` cannot be working time"),
        ("retracts: '{count}'\n", "B114"),
    ],
)
def test_what_does_not_fit_beside_a_conclusion(more: str, said: str) -> None:
    assert said in problems(ONE, more)


def test_retracts_is_of_conclusions_alone() -> None:
    assert "B110 `retracts` fits only a rule with `all`" in problems("{event: {}}", "retracts: x\n")


def test_what_a_conclusion_reads_is_what_its_premises_read() -> None:
    inner = "{when: {event: {kind: invoice}, without: {kind: payment}, within: P14D, matching: ref}}"
    text = f"rule: own\nwhen: {{all: [{inner}, {{events: {{purpose: crisis}}, in: $sessions.every * 2}}]}}\nsays: x\n"
    (rule,) = load_rules(text, "own.yaml")
    assert {"ref", "id", "kind", "purpose"} <= rule.columns
    assert [need.path for need in rule.needs] == ["administrative.sessions.every"]
    assert rule.type == "conclusion"
    assert isinstance(rule.when, Conclude)
    assert isinstance(rule.when.all[0], OfCondition)
    assert json.loads(json.dumps(rule_document(rule)))["when"]["all"][0]["when"]["matching"] == "ref"
