"""Terms of a contract that do not fit where a rule, or the scope of an exception, refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from boundaries.civil.span import Calendar, Deadline, Span, SpanError, scale
from boundaries.contract.words import value_words
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy.conclusion import Conclude, Counting, OfFindings, OfKept, Premise
from boundaries.policy.condition import Compare, Filter, MoreThan, NoneFor, Ref, Sequence, Unanswered
from boundaries.policy.fields import leaves
from boundaries.policy.inside import conditions_in, filters_of, leaves_of
from boundaries.policy.policy import BoundContract, Scoped
from boundaries.policy.rule import Rule, When

Need = tuple[str, object, tuple[type, ...]]  # what refers, to what, and the kinds of value that fit there

_LENGTHS = (Span, Deadline)
_NUMBERS = (Fraction, Span)  # a length of time is compared in the field's own unit


def misfits(rule: Rule, contract: BoundContract) -> Iterator[Diagnostic]:
    """Terms a rule refers to as a length of time, or as a number, that are none that can stand there."""
    for what, reference, kinds in (*_durations(rule), *_compared(filters_of(rule.when))):
        if isinstance(reference, Ref):
            whose = f"the {what} of rule `{rule.name}`"
            yield from _told(whose, reference, kinds, _terms(reference, contract, rule), "leave the rule's pack out")


def scope_misfits(exemption: Scoped, contract: BoundContract) -> Iterator[Diagnostic]:
    """The same for the scope of an exception of the contract."""
    for what, reference, kinds in _compared(() if exemption.scope is None else (exemption.scope,)):
        if isinstance(reference, Ref):
            whose = f"the {what} of the scope of exception `{exemption.terms.id}`"
            yield from _told(whose, reference, kinds, _terms(reference, contract), "change the scope")


def _terms(reference: Ref, contract: BoundContract, rule: Rule | None = None) -> Iterator[tuple[object, Location]]:
    """The values a reference can meet, each once: those of every version, then the rule's default.

    What an amendment says counts even where another of the same instant takes its place: rules about the agreement
    judge what would have been.
    """
    life = contract.timeline
    versions = (*life.versions, *(change.after for change in life.amendments if change.applied))
    terms = (version.terms.get(reference.path) for version in versions)
    yield from {t.location: (t.value, t.location) for t in terms if t is not None and t.value is not None}.values()
    if rule is not None and rule.location is not None and reference.path in rule.defaults:
        yield rule.defaults[reference.path], rule.location


def _told(
    whose: str, reference: Ref, kinds: tuple[type, ...], terms: Iterable[tuple[object, Location]], way_out: str
) -> Iterator[Diagnostic]:
    for value, place in terms:
        problem = _misfit(value, reference, kinds)
        if problem:
            message = f"`{value_words(value)}` cannot be {whose}: {problem}"
            yield Diagnostic("B121", message, place, f"change the term, or {way_out}")


def _durations(rule: Rule) -> list[Need]:
    """The durations of a rule: what each is called, and the kinds of time it can be."""
    lasts = (Span,) if isinstance(rule.when, Conclude) else _LENGTHS
    found: list[Need] = [("time of escalation", rule.escalate and rule.escalate.beyond, lasts)]
    for when in (rule.when, *conditions_in(rule.when)):
        found += _of_condition(when)
    if isinstance(rule.when, Conclude):
        found.append(("delay", rule.when.after, (Span,)))
        found += [need for leaf in leaves_of(rule.when) for need in _of_premise(leaf)]
    return found


def _of_premise(premise: Premise) -> Iterator[Need]:
    if isinstance(premise, OfKept):
        yield "time kept", premise.length, (Span,)
    if isinstance(premise, Counting):
        yield from (("window", premise.window, (Span,)), ("delay", premise.after, (Span,)))
    if isinstance(premise, OfFindings):
        yield "distance", premise.each_within, (Span,)


def _of_condition(when: When) -> list[Need]:
    found: list[Need] = []
    match when:
        case MoreThan(window=window, apart=apart, among=among):
            kinds = (Span, Calendar) if among is None else (Span,)
            found += [("window", window, kinds), ("distance", apart, (Span,))]
        case Sequence(within=within, sooner_than=sooner):
            found += [("gap", within, (Span,)), ("gap", sooner, (Span,))]
        case Unanswered(within=within, window=window, apart=apart):
            found += [("waiting time", within, _LENGTHS), ("window", window, (Span,)), ("distance", apart, (Span,))]
        case NoneFor(duration=duration, window=window, apart=apart):
            found += [("longest gap", duration, _LENGTHS), ("window", window, (Span,)), ("distance", apart, (Span,))]
    return found


def _compared(filters: Iterable[Filter]) -> Iterator[Need]:
    """What the number fields of filters are compared with."""
    for test in (leaf for part in filters for leaf in leaves(part)):
        if isinstance(test, Compare):
            yield f"limit of `{test.column}`", test.operand, _NUMBERS


def _misfit(value: object, reference: Ref, kinds: tuple[type, ...]) -> str:
    if not isinstance(value, kinds):
        assert isinstance(value, Deadline), "references are held to the kinds of their fields where they are read"
        return "working time counts only where something is waited for"
    if isinstance(value, Span) and value.months and kinds is _NUMBERS:
        return "months are no fixed number of hours"
    if reference.factor == 1 or isinstance(value, Fraction):
        return ""
    try:
        match value:
            case Span():
                scale(value, reference.factor)
            case Deadline():
                scale(value, reference.factor)
            case _:
                return "a calendar window cannot be multiplied"
    except SpanError as error:
        return error.message
    return ""
