"""A compiled rule written down as a rule file has it; what it refers to may be put in place of the reference."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from boundaries.civil.hours import Hours
from boundaries.civil.span import Calendar, Deadline, Span, in_words, scale
from boundaries.policy.rule import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Each,
    Filter,
    Inside,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    Ref,
    Rule,
    Sequence,
    Unanswered,
    When,
    Wording,
)  # fmt: skip

Bind = Callable[[Ref], object]  # the value a reference stands for, or the reference itself


def as_it_is(reference: Ref) -> object:
    """Leaves a reference as it is."""
    return reference


def rule_document(rule: Rule, bind: Bind = as_it_is) -> dict[str, Any]:
    """The mapping of a rule's file; keys that say no more than their default are left out."""
    texts = {k: wording_document(getattr(rule, k)) for k in ("title", "says", "asks", "suggests", "why")}
    found: dict[str, Any] = {
        "rule": rule.name, "code": rule.code, "title": texts["title"], "clause": rule.clause,
        "dimension": rule.dimension, "bearer": rule.bearer, "severity": rule.severity,
        "when": when_document(rule.when, bind), "unless": list(rule.unless),
    }  # fmt: skip
    if rule.type != "breach":
        found["type"] = rule.type
    if rule.escalate:
        ladder = rule.escalate
        found["escalate"] = {"to": ladder.to, "at": ladder.at_count, "in": in_words(ladder.within)}
    found["defaults"] = {path: value_document(value, bind) for path, value in rule.defaults.items()}
    found |= {flag: True for flag in ("after_end", "review_soon") if getattr(rule, flag)}
    if not rule.enabled:
        found["enabled"] = False
    found |= {key: texts[key] for key in ("says", "asks", "suggests", "why")}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def wording_document(wording: Wording) -> Any:
    """A wording: a text, or one text for a count of one and another, each by language where there are several."""
    by_language = {
        k: one if one == other else {"one": one, "other": other} for k, (one, other) in wording.texts.items()
    }
    return by_language["en"] if list(by_language) == ["en"] else by_language


def when_document(when: When, bind: Bind = as_it_is) -> dict[str, Any]:
    """The mapping under `when`."""
    match when:
        case Each(event):
            return {"event": filter_document(event, bind)}
        case MoreThan(limit, of, window, total):
            counted = {"of": filter_document(of, bind), "in": value_document(window, bind)}
            return {"more_than": value_document(limit, bind), **counted, **({"total": total} if total else {})}
        case Sequence(first, then, within, sooner):
            near = {k: value_document(v, bind) for k, v in (("within", within), ("sooner_than", sooner)) if v}
            return {"first": filter_document(first, bind), "then": filter_document(then, bind), **near}
        case Unanswered(event, without, within, by_ref):
            answers = {"without": filter_document(without, bind), "within": value_document(within, bind)}
            return {"event": filter_document(event, bind), **answers, **({"matching": "ref"} if by_ref else {})}
        case NoneFor(none, duration):
            return {"none": filter_document(none, bind), "for": value_document(duration, bind)}


def filter_document(test: Filter, bind: Bind = as_it_is) -> dict[str, Any]:
    """A filter as its mapping."""
    parts = test.parts if isinstance(test, AllOf) and not _column(test) else (test,)
    return {key_of(part): _test(part, bind) for part in parts}


def _column(test: Filter) -> str | None:
    """The field whose mapping, or list, holds every part of a test; None where they belong to several."""
    if isinstance(test, Among | Compare | Missing):
        return test.column
    if not isinstance(test, AllOf | AnyOf):
        return None
    if isinstance(test, AnyOf) and not all(isinstance(part, Compare) and part.op == "eq" for part in test.parts):
        return None
    columns = {_column(part) for part in test.parts}
    return columns.pop() if len(columns) == 1 else None


def key_of(test: Filter) -> str:
    """The key under which a test stands in its filter's mapping."""
    match test:
        case Inside():
            return "within" if test.inside else "outside"
        case AllOf():
            return key_of(test.parts[0])
        case AnyOf():
            return _column(test) or "any"
        case Not():
            return "not"
        case _:
            return test.column


def _test(test: Filter, bind: Bind) -> Any:
    match test:
        case Compare(_, op, operand):
            value = value_document(operand, bind)
            return value if op == "eq" else {"not" if op == "ne" else op: value}
        case Missing():
            return {"missing": test.missing}
        case Inside():
            return value_document(test.hours, bind)
        case AnyOf():
            one = _column(test) is not None
            return [_test(part, bind) if one else filter_document(part, bind) for part in test.parts]
        case Not():
            return filter_document(test.part, bind)
        case AllOf((part,)):
            return _test(part, bind)
        case AllOf():
            return _joined([_test(part, bind) for part in test.parts])
        case _:
            words: Any = sorted(test.words) if len(test.words) > 1 else next(iter(test.words))
            return {"not": words} if test.negated else words


def _joined(operators: list[dict[str, Any]]) -> dict[str, Any]:
    """The operators of one field in one mapping; what it must not be, said more than once, as a list."""
    out: dict[str, Any] = {}
    for key, value in (item for operator in operators for item in operator.items()):
        earlier = out.get(key)
        out[key] = value if earlier is None else [*_listed(earlier), *_listed(value)]
    return out


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def value_document(value: object, bind: Bind = as_it_is) -> Any:
    """A number, duration, window, hours or list; a reference as `$clause.field`, or as what it is bound to."""
    match value:
        case Ref(path, factor):
            bound = bind(value)
            if not isinstance(bound, Ref):
                return value_document(_times(bound, factor))
            return f"${path}" if factor == 1 else f"${path} * {value_document(factor)}"
        case Calendar(unit):
            return unit
        case Span() | Deadline():
            return in_words(value)
        case Hours():
            return value.text
        case Fraction():
            return int(value) if value.denominator == 1 else float(value)
        case tuple():
            return list(value)
        case _:
            return str(value)


def _times(value: object, factor: Fraction) -> object:
    match value:
        case Fraction():
            return value * factor
        case Span():
            return scale(value, factor)
        case Deadline():
            return scale(value, factor)
        case _:
            return value
