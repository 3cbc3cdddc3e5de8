"""What is shipped, as tests look at it: the rules with all their texts, their examples, and what became of those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import yaml

import boundaries as bd
import rulebook.packs as rulebook
from boundaries.core.instants import to_datetime
from boundaries.engine.coverage import awaited
from boundaries.policy.conclusion import Conclude, OfCondition, OfEvents, Premise, Several
from boundaries.policy.condition import Agreement, Each, Filter, MoreThan, NoneFor, Sequence, Trend, Unanswered, Usual
from boundaries.policy.packs import Source, find_pack, load_pack, rule_files, shipped_packs
from boundaries.policy.rule import Rule, When
from boundaries.testing.judge import run
from boundaries.testing.model import Scenario
from boundaries.testing.outcome import Outcome
from boundaries.testing.shelf import Shelf
from boundaries.testing.suite import Report

LANGUAGES = ("en", "de")
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where it was built
SHELF = Shelf()  # what all tests share


@dataclass(frozen=True, eq=False)
class Shipped:
    """A rule of a shipped pack: as written, as compiled with the texts in all languages, and the file it stands in."""

    pack: str
    source: Source
    written: dict[str, Any]
    rule: Rule

    @property
    def name(self) -> str:
        return self.rule.name

    @cached_property
    def on(self) -> Rule:
        """The rule switched on, as examples judge it; one object, so that its policies are made once."""
        return self.rule if self.rule.enabled else replace(self.rule, enabled=True)


def _shipped() -> Iterator[Shipped]:
    for pack in shipped_packs():
        root = find_pack(pack)[0]
        compiled = {rule.name: rule for rule in load_pack(pack).rules}
        for source in rule_files(root, pack):
            for written in yaml.load_all(source.text, LOADER):
                yield Shipped(pack, source, written, compiled[written["rule"]])


EVERY = tuple(_shipped())  # rules that a pack takes over from another stand here once, where they are written


def called(shipped: Shipped) -> str:
    """How a test over a rule is called."""
    return f"{shipped.pack}/{shipped.name}"


@cache
def ran(source: Source) -> Report:
    """What `boundaries test` finds in a rule file; the examples of a pack are run once for all tests and its pages."""
    (pack, _, _) = source.name.partition("/")
    return Report(tuple(file for file in rulebook.ran(pack).files if file.file == source.name))


@cache
def outcomes(shipped: Shipped) -> tuple[Outcome, ...]:
    """What became of the examples of a rule."""
    evaluated = (result for result in ran(shipped.source).results if isinstance(result, Outcome))
    return tuple(o for o in evaluated if o.scenario.rule is not None and o.scenario.rule.name == shipped.name)


def again(scenario: Scenario, **changed: Any) -> Outcome:
    """What becomes of an example in which something is otherwise."""
    return run(replace(scenario, **changed), SHELF)


@cache
def spoken(shipped: Shipped, language: str) -> tuple[tuple[bd.Result, bd.Finding], ...]:
    """Every finding of a rule in its examples, in a language, with the result it is of; logs cover everything here."""
    return tuple(
        (result, finding)
        for outcome in outcomes(shipped)
        for result in [_judged(shipped, outcome.scenario, language)]
        for finding in result
        if finding.rule == shipped.name
    )


def _judged(shipped: Shipped, scenario: Scenario, language: str) -> bd.Result:
    rows = [line.interaction for line in scenario.lines]
    as_of = None if scenario.as_of is None else to_datetime(scenario.as_of)
    return bd.check(rows, SHELF.policy(scenario.contract, shipped.on), as_of=as_of, language=language)


def filters(rule: Rule) -> tuple[Filter, ...]:
    """The filters of a rule's condition; none of a question about the agreement."""
    return _filters(rule.when)


def premises(*written: Premise) -> Iterator[Premise]:
    """The premises themselves, those inside others in their place."""
    for premise in written:
        yield from premises(*premise.parts) if isinstance(premise, Several) else (premise,)


def _filters(when: When) -> tuple[Filter, ...]:
    match when:
        case Each(event):
            return (event,)
        case MoreThan(of=of, among=among):
            return (of,) if among is None else (of, among)
        case Sequence(first, then):
            return first, then
        case Unanswered(event, without):
            return event, without
        case NoneFor(none):
            return (none,)
        case Trend(of=of, among=among):
            return tuple(chosen for chosen in (of, among) if chosen is not None and not isinstance(chosen, Usual))
        case Agreement():
            return ()
        case Conclude(all=needed, none=none, retract=retract):
            found = tuple(premises(*needed, *none, *retract))
            inner = tuple(of for premise in found if isinstance(premise, OfCondition) for of in _filters(premise.when))
            return (*(premise.of for premise in found if isinstance(premise, OfEvents)), *inner)


def looked_at(rule: Rule) -> frozenset[str]:
    """The kinds of rows that a rule's filters can match; none of a question about the agreement."""
    return frozenset(kind for chosen in filters(rule) for kind in awaited(chosen))
