"""What stands inside a condition: its filters, the fields it reads beside them, what it refers to in the contract."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.civil.span import Deadline
from boundaries.policy.conclusion import (
    Conclude,
    Counting,
    OfCondition,
    OfEvents,
    OfFindings,
    OfKept,
    Premise,
    leaves,
)
from boundaries.policy.condition import (
    Agreement,
    Each,
    Filter,
    MoreThan,
    NoneFor,
    Ref,
    Sequence,
    Trend,
    Unanswered,
    Usual,
)
from boundaries.policy.fields import FIELDS, references_of
from boundaries.policy.rule import Escalate, When

HOURS = Ref("administrative.hours")


def filters_of(when: When) -> tuple[Filter, ...]:
    """The filters of a condition, in the order of its form."""
    match when:
        case Each(event):
            return (event,)
        case MoreThan(of=of, among=among):
            return (of,) if among is None else (of, among)
        case Trend(of=of, among=among):
            return tuple(test for test in (of, among) if test is not None and not isinstance(test, Usual))
        case Sequence(first, then):
            return (first, then)
        case Unanswered(event, without):
            return (event, without)
        case NoneFor(none):
            return (none,)
        case Conclude():
            own = tuple(leaf.of for leaf in leaves_of(when) if isinstance(leaf, OfEvents))
            return (*own, *(test for inner in conditions_in(when) for test in filters_of(inner)))
        case Agreement():
            return ()


def leaves_of(when: Conclude) -> Iterator[Premise]:
    """Every premise of a conclusion that counts something."""
    return leaves((*when.all, *when.none, *when.retract))


def conditions_in(when: When) -> tuple[When, ...]:
    """The conditions that stand inside a conclusion, as premises."""
    if not isinstance(when, Conclude):
        return ()
    return tuple(leaf.when for leaf in leaves_of(when) if isinstance(leaf, OfCondition))


def summed_of(when: When) -> tuple[str, ...]:
    """The fields whose values a condition reads outside its filters: what it adds up, what it calls usual."""
    if isinstance(when, Conclude):
        return tuple(name for inner in conditions_in(when) for name in summed_of(inner))
    summed = when.total if isinstance(when, MoreThan | Trend) else None
    usual = when.of.column if isinstance(when, Trend) and isinstance(when.of, Usual) else None
    return tuple(name for name in (summed, usual) if name)


def needs_of(when: When, escalate: Escalate | None = None) -> tuple[Ref, ...]:
    """Every path of the contract a condition refers to, each once and unscaled, the hidden ones included.

    And what `escalate` of its rule refers to.

    Hidden are what a derived field is derived with, and the hours that working time is counted in.
    """
    beyond = None if escalate is None else escalate.beyond
    return tuple(dict.fromkeys(Ref(ref.path) for ref in _references(when, beyond)))


def _references(when: When, beyond: object) -> Iterator[Ref]:
    for test in filters_of(when):
        yield from references_of(test)
    yield from (Ref(needed) for name in summed_of(when) if (needed := FIELDS[name].needs))
    for operand in (*_operands(when), beyond):
        if isinstance(operand, Ref):
            yield operand
        elif isinstance(operand, Deadline):
            yield HOURS


def _operands(when: When) -> tuple[object, ...]:
    if isinstance(when, MoreThan):
        return (when.limit, when.window, when.apart, when.at_least)
    if isinstance(when, Sequence):
        return (when.within, when.sooner_than)
    if isinstance(when, Unanswered):
        return (when.within, when.at_least, when.window, when.apart)
    if isinstance(when, Conclude):
        inner = (operand for one in conditions_in(when) for operand in _operands(one))
        return (when.after, *(operand for leaf in leaves_of(when) for operand in _counted(leaf)), *inner)
    return (when.duration, when.at_least, when.window, when.apart) if isinstance(when, NoneFor) else ()


def _counted(leaf: Premise) -> tuple[object, ...]:
    if isinstance(leaf, OfKept):
        return (leaf.length,)
    within = leaf.each_within if isinstance(leaf, OfFindings) else None
    return (leaf.more_than, leaf.window, leaf.after, within) if isinstance(leaf, Counting) else ()
