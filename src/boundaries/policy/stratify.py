"""Which findings a filter may let through, and in which order conclusions are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from boundaries.civil.day_words import joined
from boundaries.core.errors import Diagnostic
from boundaries.policy.conclusion import Conclude, Facts, OfFindings, Premise, Said, leaves
from boundaries.policy.condition import Trend
from boundaries.policy.rule import Rule

USUAL_TYPES = frozenset({"breach", "drift"})  # of findings that count where a filter asks for none
NAMING = ("type", "rule", "code")  # by which a filter names others
_OF_RULES = ("rule", "code", "pack", "type", "dimension", "bearer", "audience", "direction")


class Circle(ValueError):  # noqa: N818 - a mistake of a policy, told by who compiles it
    """Conclusions that rest on each other; `rules` are their places."""

    def __init__(self, rules: Sequence[int]) -> None:
        super().__init__(f"conclusions that rest on each other: {list(rules)}")
        self.rules = tuple(rules)


def asks_for(chosen: Facts, keys: Sequence[str]) -> bool:
    """Whether a filter tests one of some keys, anywhere in it."""
    parts = [part for either in chosen.any for part in either]
    return any(test.key in keys for test in chosen.tests) or any(
        asks_for(part, keys) for part in (*parts, *chosen.none)
    )


def may_match(chosen: Facts, rule: Rule) -> bool:
    """Whether a filter may let a finding of a rule through: what only the finding itself tells may be as it likes."""
    if isinstance(rule.when, Conclude):
        return _may_name(chosen, rule)
    return _may(chosen, rule) is not False


def names(chosen: Facts, keys: Sequence[str]) -> bool:
    """Whether a filter itself names a word of one of some keys; what it only excludes it does not name."""
    return any(test.key in keys and not test.negated and test.missing is None for test in chosen.tests)


def _may_name(chosen: Facts, rule: Rule) -> bool:
    """Whether a filter may let a finding of a rule through that it has to name, in itself or in a part that holds."""
    if _may(chosen, rule) is False:
        return False
    return names(chosen, NAMING) or any(_may_name(part, rule) for either in chosen.any for part in either)


def _may(chosen: Facts, rule: Rule) -> bool | None:
    """Whether a filter holds for a rule's findings; None: it depends on the finding."""
    values = [_said(test, rule) for test in chosen.tests]
    values += [_either([_may(part, rule) for part in either]) for either in chosen.any]
    values += [None if (found := _may(part, rule)) is None else not found for part in chosen.none]
    return False if False in values else None if None in values else True


def _either(values: Sequence[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def _said(test: Said, rule: Rule) -> bool | None:
    if test.key not in _OF_RULES or (
        test.key == "type" and rule.type != "breach" and not isinstance(rule.when, Conclude)
    ):
        return None
    word = (
        (rule.when.direction if isinstance(rule.when, Trend) else None) if test.key == "direction"
        else rule.name if test.key == "rule" else getattr(rule, test.key)
    )  # fmt: skip
    if test.missing is not None:
        return (word is None) == test.missing
    return (word in test.words) != test.negated


def filters_of_findings(premises: Sequence[Premise]) -> Iterator[Facts]:
    """The filters of findings in some premises."""
    for premise in leaves(premises):
        if isinstance(premise, OfFindings):
            yield from (premise.of,) if premise.among is None else (premise.of, premise.among)


def strata(rules: Sequence[Rule], lists: Iterable[Iterable[int]] | None = None) -> list[tuple[int, ...]]:
    """The conclusions among some rules by their places, in layers: each rests only on those of earlier ones.

    `lists` are the places of the rules that judge together, contract by contract (None: all of them do). Rules that
    never do, and those switched off, rest on nothing. Raises `Circle` where conclusions rest on each other.
    """
    left = {i: rule for i, rule in enumerate(rules) if isinstance(rule.when, Conclude)}
    drawn = {i: rule for i, rule in left.items() if rule.enabled}
    together = [drawn.keys()] if lists is None else [drawn.keys() & those for those in map(frozenset, lists)]
    beside = {i: set().union(*(those for those in together if i in those)) for i in left}
    rests = {i: _rests_on(rule, {j: drawn[j] for j in beside[i]}) for i, rule in left.items()}
    layers: list[tuple[int, ...]] = []
    while left:
        layer = tuple(i for i in left if rests[i].isdisjoint(left))
        if not layer:
            while above := {i for i in left if all(i not in rests[other] for other in left)}:
                left = {i: rule for i, rule in left.items() if i not in above}
            raise Circle(tuple(left))
        layers.append(layer)
        left = {i: rule for i, rule in left.items() if i not in layer}
    return layers


def _rests_on(rule: Rule, others: dict[int, Rule]) -> set[int]:
    assert isinstance(rule.when, Conclude), "a conclusion"
    filters = list(filters_of_findings((*rule.when.all, *rule.when.none, *rule.when.retract)))
    return {i for i, other in others.items() if any(may_match(chosen, other) for chosen in filters)}


def circles(rules: Sequence[Rule], lists: Iterable[Iterable[int]] | None = None) -> Iterator[Diagnostic]:
    """Conclusions that rest on each other, so that none of them could be drawn first; see `strata`."""
    try:
        strata(rules, lists)
    except Circle as circle:
        first, *others = [rules[i] for i in circle.rules]
        what = f"conclusion `{first.name}` rests on itself"
        if others:
            what = f"conclusions `{first.name}` and {joined([f'`{rule.name}`' for rule in others])} rest on each other"
        hint = "name in `findings` which rules it is about, such as `{rule: [...]}` or `{type: breach}`"
        yield Diagnostic("B129", what, first.location, hint)
