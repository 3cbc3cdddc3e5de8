"""What is judged a second time: only relationships with enough findings in question, and only the rules concerned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.engine import otherwise
from boundaries.engine.judge import Common
from boundaries.policy.spec import load_rules

CONTRACT = """\
contract: k-{i}
relationships: [{pairs}]
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: []
administrative: {{hours: "Mo-Fr 09:00-18:00", calls: {{minutes: 10}}}}
{more}
"""
BOTH = "agreed_by: [practitioner, client]"
WIDER = f'amendments:\n- {{id: a1, agreed: 2026-03-30, {BOTH}, set: {{hours: "Mo-Fr 09:00-20:00"}}}}'
TWICE = f'{WIDER}\n- {{id: a2, agreed: 2026-03-31, {BOTH}, set: {{hours: "Mo-Fr 09:00-21:00"}}}}'
CALLS = f"amendments:\n- {{id: a1, agreed: 2026-03-30, {BOTH}, set: {{calls: {{minutes: 20}}}}}}"
ENDED = f"exceptions:\n- {{id: e1, clause: hours, until: 2026-03-01, {BOTH}}}"
RULES = """\
rule: evening
clause: hours
when: {event: {kind: message, outside: $hours}}
unless: [agreed]
says: x
---
rule: long-call
clause: calls
when: {event: {kind: call, minutes: {gt: $calls.minutes}}}
says: x
---
rule: after
when: {agreement: after_practice}
says: x
---
rule: ended
when: {agreement: expired_exception, at_least: 2}
says: x
"""


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The relationships and the rules of each second judging."""
    seen: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    class Watched(Common):
        def __init__(self, world: Any) -> None:
            super().__init__(world)
            rules = sorted({i for contract in world.policy.contracts for i in contract.rules})
            seen.append((world.names, tuple(world.policy.rules[i].name for i in rules)))

    monkeypatch.setattr(otherwise, "Common", Watched)
    return seen


def rows(*pairs: str, days: tuple[str, ...] = ("10", "17")) -> Iterator[bd.Interaction]:
    for pair in pairs:
        for day in days:
            yield bd.Interaction.from_mapping(
                {"id": day, "relationship": pair, "at": f"2026-03-{day}T19:00:00Z", "kind": "message", "by": "client"}
            )
    last = {"id": "z", "relationship": "r-0", "at": "2026-05-05T10:00:00Z", "kind": "message", "by": "client"}
    yield bd.Interaction.from_mapping(last)


def check(given: Iterator[bd.Interaction], *contracts: tuple[str, str]) -> list[tuple[str, str]]:
    texts = [CONTRACT.format(i=i, pairs=pairs, more=more) for i, (pairs, more) in enumerate(contracts)]
    loaded = tuple(contract for text in texts for contract in load_contracts(text, "k.yaml"))
    policy = bd.compile(bd.Caseload(loaded), packs=[], rules=load_rules(RULES, "rules.yaml"))
    return [(f.relationship, f.rule) for f in bd.check(given, policy) if f.rule in ("after", "ended")]


def test_without_amendments_and_exceptions_nothing_is_judged_twice(again: list[Any]) -> None:
    assert check(rows("r-0", "r-1"), ("r-0, r-1", "")) == []
    assert again == []


def test_nor_where_they_are_about_what_nothing_was_found_of(again: list[Any]) -> None:
    assert check(rows("r-0"), ("r-0", CALLS)) == []
    assert again == []


def test_nor_where_too_little_is_in_question(again: list[Any]) -> None:
    assert check(rows("r-0", days=("10",)), ("r-0", WIDER)) == []
    assert check(rows("r-0", days=("10",)), ("r-0", ENDED)) == []
    assert again == []


def test_only_who_and_what_is_in_question_is_judged_again(again: list[Any]) -> None:
    found = check(rows("r-1", "r-2"), ("r-0, r-1", WIDER), ("r-2", CALLS), ("r-3", WIDER))
    assert found == [("r-1", "after")]
    assert again == [(("r-1",), ("evening",))]


def test_the_amendments_of_many_contracts_are_judged_in_one_go(again: list[Any]) -> None:
    contracts = [(f"r-{i}", TWICE if i % 2 else WIDER) for i in range(10)]
    found = check(rows(*(f"r-{i}" for i in range(10))), *contracts)
    assert found == [(f"r-{i}", "after") for i in range(10) for _ in range(1 + i % 2)]
    first, second = again
    assert first == (tuple(f"r-{i}" for i in range(10)), ("evening",))
    assert second == (tuple(f"r-{i}" for i in range(1, 10, 2)), ("evening",))


def test_an_exception_is_judged_by_the_rules_it_can_excuse(again: list[Any]) -> None:
    assert check(rows("r-0", "r-1"), ("r-0", ENDED), ("r-1", ENDED.replace("hours", "calls"))) == [("r-0", "ended")]
    assert again == [(("r-0",), ("evening",))]
