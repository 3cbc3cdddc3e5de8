"""Whether a scenario can be evaluated: its rules are there, and what it expects lies in the period that is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from boundaries.core.errors import BoundariesError, did_you_mean
from boundaries.core.instants import from_datetime
from boundaries.core.location import Location
from boundaries.policy.rule import Rule
from boundaries.source.node import Node
from boundaries.source.reading import Problems, items_of, listed, tick
from boundaries.testing.expect import Expected
from boundaries.testing.given import note_given
from boundaries.testing.model import Scenario
from boundaries.testing.shelf import Shelf


def note_what_nobody_judges(scenario: Scenario, node: Node, shelf: Shelf, problems: Problems) -> None:
    """Note rules that no pack has, and what is expected outside the period judged."""
    try:
        policy = shelf.policy(scenario.contract, scenario.rule)
    except BoundariesError as error:
        place = scenario.location
        problems.found.extend(d if d.location else replace(d, location=place) for d in error.diagnostics)
        return
    rules = policy.rules if scenario.rule is None else (scenario.rule,)
    for name, where in _named(scenario, node):
        _note_rule(name, where, scenario, rules, problems)
    for expected in scenario.expect:
        if len(expected.names) > 1 and not any(_means(expected, rule) for rule in rules):
            problems.add("B135", "no rule has both this name and this code", expected.location, "leave one of them out")
    if problems.found:
        return
    starts = [from_datetime(line.interaction.at) for line in scenario.lines]
    world_end = max(starts) if scenario.as_of is None else scenario.as_of
    if min(starts) > world_end:
        problems.add("B136", "every line is after `as_of`: nobody is judged", node.key_place("as_of"))
    note_given(scenario.given, policy.rules, world_end, problems)
    for expected in scenario.expect:
        _note_period(expected, scenario, rules, world_end, problems)
        _note_evidence(expected, scenario, problems)


def _named(scenario: Scenario, node: Node) -> Iterator[tuple[str, Location]]:
    for expected in scenario.expect:
        yield from ((name, expected.location) for name in expected.names)
    keys = cast("dict[str, Node]", node.value)
    places = [item.location for item in items_of(keys["never"])] if "never" in keys else []
    yield from zip(scenario.never, places, strict=False)


def _note_rule(name: str, where: Location, scenario: Scenario, rules: Sequence[Rule], problems: Problems) -> None:
    """Note a name or code that is that of no rule, or of one that is switched off."""
    called = [rule for rule in rules if name in (rule.name, rule.code)]
    if any(rule.enabled for rule in called):
        return
    if called:
        hint = "a pack of your own switches it on, with `enabled: true` under `rules`"
        problems.add("B135", f"rule {tick(name)} is switched off", where, hint)
        return
    near = did_you_mean(name, [word for rule in rules if rule.enabled for word in (rule.name, rule.code)])
    judges = f"the contract's packs are {listed(scenario.contract.packs) or 'none'}"
    if scenario.rule is not None:
        judges = f"an example is judged by its rule alone, {tick(scenario.rule.name)}"
    problems.add("B135", f"no rule {tick(name)} judges here", where, near or judges)


def _note_period(
    expected: Expected, scenario: Scenario, rules: Sequence[Rule], world_end: int, problems: Problems
) -> None:
    """Note an instant before the contract starts, after the world or the contract's life ends."""
    missing = "; `as_of` is missing, so it is the last line's time" if scenario.as_of is None else ""
    life = scenario.contract.timeline
    at, until = (_instant(expected, key) for key in ("at", "until"))
    where = expected.location
    if any(moment is not None and moment > world_end for moment in (at, until)):
        message = f"expected after the end of the period judged{missing}"
        problems.add("B136", message, where, "give `as_of` a later time")
    elif at is not None and at < life.start_us:
        hint = f"it starts with {life.versions[0].effective}"
        problems.add("B136", "expected before the contract starts", where, hint)
    elif at is not None and life.end_us is not None:
        after = [rule.after_end for rule in rules if _means(expected, rule)]
        if at >= life.end_us and True not in after:
            problems.add("B136", "expected after the contract has ended", where, "only rules with `after_end` judge")
        elif at < life.end_us and False not in after:
            problems.add("B136", "expected before the contract has ended", where, "the rule judges what comes after")


def _means(expected: Expected, rule: Rule) -> bool:
    return rule.name == expected.values.get("rule", rule.name) and rule.code == expected.values.get("code", rule.code)


def _instant(expected: Expected, key: str) -> int | None:
    moment = expected.values.get(key)
    return from_datetime(moment) if isinstance(moment, datetime) else None


def _note_evidence(expected: Expected, scenario: Scenario, problems: Problems) -> None:
    """Note an id that no line has."""
    ids = {line.interaction.id for line in scenario.lines}
    for id in cast("tuple[str, ...]", expected.values.get("evidence") or ()):
        if id not in ids:
            hint = did_you_mean(id, ids) or "lines are `e1`, `e2` ... unless they say `id=`"
            problems.add("B134", f"no line has the id {tick(id)}", expected.location, hint)
