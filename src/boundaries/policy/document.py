"""A compiled rule written down as a rule file has it; what it refers to may be put in place of the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from boundaries.civil.hours import Hours
from boundaries.civil.span import Calendar, Deadline, Span, in_words, scale
from boundaries.policy.agreement import DEFAULTS
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import (
    Agreement,
    AllOf,
    Among,
    AnyOf,
    Compare,
    Each,
    Filter,
    Inside,
    Listed,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    Ref,
    Registered,
    Sequence,
    StillOpen,
    Trend,
    Unanswered,
    Usual,
)
from boundaries.policy.operands import USUAL
from boundaries.policy.premises_document import conclude_document
from boundaries.policy.rule import Escalate, Rule, When, Wording, usual_audience, usual_type
from boundaries.policy.wording import TEXTS

Bind = Callable[[Ref], object]  # the value a reference stands for, or the reference itself


def as_it_is(reference: Ref) -> object:
    """Leaves a reference as it is."""
    return reference


def rule_document(rule: Rule, bind: Bind = as_it_is) -> dict[str, Any]:
    """The mapping of a rule's file; keys that say no more than their default are left out."""
    texts = {k: wording_document(getattr(rule, k)) for k in TEXTS}
    found: dict[str, Any] = {
        "rule": rule.name, "code": rule.code, "title": texts["title"], "clause": rule.clause,
        "dimension": rule.dimension, "bearer": rule.bearer, "severity": rule.severity,
        "when": when_document(rule.when, bind), "unless": list(rule.unless),
    }  # fmt: skip
    if rule.type != usual_type(rule.when):
        found["type"] = rule.type
    if rule.escalate:
        found["escalate"] = _ladder(rule.escalate, bind)
    found["defaults"] = {path: value_document(value, bind) for path, value in rule.defaults.items()}
    found |= {flag: True for flag in ("after_end", "review_soon") if getattr(rule, flag)}
    if not rule.enabled:
        found["enabled"] = False
    if rule.audience != usual_audience(rule.clause):
        found["audience"] = rule.audience
    found |= {key: texts[key] for key in TEXTS if key != "title"}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _ladder(ladder: Escalate, bind: Bind) -> dict[str, Any]:
    ways = {"at": ladder.at_count, "in": ladder.within, "beyond": ladder.beyond}
    said = {key: way if key == "at" else value_document(way, bind) for key, way in ways.items() if way is not None}
    return {"to": ladder.to, **said}


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
        case MoreThan(limit, of, window, total, _, among):
            counted = {"of": filter_document(of, bind), "in": value_document(window, bind)}
            parts = {} if among is None else {"among": filter_document(among, bind), **_enough(when, bind)}
            more = {"total": total} if total else {}
            return {"more_than": value_document(limit, bind), **counted, **parts, **more, **_apart(when, bind)}
        case Sequence(first, then, within, sooner):
            near = {k: value_document(v, bind) for k, v in (("within", within), ("sooner_than", sooner)) if v}
            return {"first": filter_document(first, bind), "then": filter_document(then, bind), **near}
        case Unanswered(event, without, within, by_ref):
            answers = {"without": filter_document(without, bind), "within": value_document(within, bind)}
            more = {"matching": "ref"} if by_ref else {**_enough(when, bind), **_apart(when, bind)}
            return {"event": filter_document(event, bind), **answers, **more}
        case NoneFor(none, duration):
            lasts = {"for": value_document(duration, bind)}
            return {"none": filter_document(none, bind), **lasts, **_enough(when, bind), **_apart(when, bind)}
        case Trend():
            return _trend(when, bind)
        case Conclude():
            return conclude_document(when, lambda part: _inside(part, bind))
        case Agreement(about, at_least, within):
            count = {} if at_least == DEFAULTS[about].at_least else {"at_least": at_least}
            time = {} if within is None or within == DEFAULTS[about].within else {"in": value_document(within, bind)}
            return {"agreement": about, **count, **time}


def _inside(part: object, bind: Bind) -> Any:
    """A filter, a condition, a number or a duration in a premise."""
    if isinstance(part, When):
        return when_document(part, bind)
    return filter_document(part, bind) if isinstance(part, Filter) else value_document(part, bind)


def _trend(when: Trend, bind: Bind) -> dict[str, Any]:
    found: dict[str, Any] = {"trend": when.measure}
    match when.of:
        case Usual(column, op, otherwise):
            found["of"] = {column: {"not" if op == "ne" else op: USUAL}}
            found |= {} if otherwise is None else {"otherwise": value_document(otherwise)}
        case None:
            pass
        case of:
            found["of"] = filter_document(of, bind)
    found |= {} if when.among is None else {"among": filter_document(when.among, bind)}
    more = {"field": when.total, "indicator": when.indicator, "restarts": list(when.restarts)}
    plain = Trend(when.measure)
    said = {key: getattr(when, key) for key in ("direction", "mode", "at_least")}
    return found | {k: v for k, v in more.items() if v} | {k: v for k, v in said.items() if v != getattr(plain, k)}


def _enough(when: MoreThan | Unanswered | NoneFor, bind: Bind) -> dict[str, Any]:
    """How many it takes and, where that is not the window of a cap, in what time."""
    window = None if isinstance(when, MoreThan) else when.window
    count = value_document(when.at_least, bind)
    if isinstance(count, int | float):  # a number that a reference is bound to may be none that is written here
        count = max(1, ceil(count))
    said = {} if count == 1 and window is None else {"at_least": count}
    return said if window is None else {**said, "in": value_document(window, bind)}


def _apart(when: MoreThan | Unanswered | NoneFor, bind: Bind) -> dict[str, Any]:
    return {} if when.apart is None else {"apart": value_document(when.apart, bind)}


def filter_document(test: Filter, bind: Bind = as_it_is) -> Any:
    """A filter as its mapping, or as the one name it is."""
    return test.name if isinstance(test, Registered) else _mapping(list(_side_by_side(test)), bind)


def _side_by_side(test: Filter) -> Iterator[Filter]:
    """The tests that stand in one mapping, those of a macro written out among them."""
    if isinstance(test, AllOf) and _column(test) is None:
        for part in test.parts:
            yield from _side_by_side(part)
    else:
        yield test


def _mapping(tests: list[Filter], bind: Bind) -> dict[str, Any]:
    """Tests that all hold as one mapping; those for whose key there is no room stand in a mapping inside it."""
    found: dict[str, Any] = {}
    rest: list[Filter] = []
    for test in tests:
        if key_of(test) in found:
            rest.append(test)
        else:
            found[key_of(test)] = _test(test, bind)
    if not rest:
        return found
    more = _mapping(rest, bind)
    if "any" not in found:
        return found | {"any": [more]}
    return found | {"not": {"not": more}} if "not" not in found else {"any": [found], "not": {"not": more}}


def _column(test: Filter) -> str | None:
    """The field whose mapping, or list, holds every part of a test; None where they belong to several, or none can."""
    match test:
        case Among() | Listed() | Compare() | Missing():
            return test.column
        case AllOf(parts):
            if not _one_mapping(list(_operators(test))):
                return None
        case AnyOf(parts):
            if not all(isinstance(part, Compare) and part.op == "eq" for part in parts):
                return None
        case _:
            return None
    columns = {_column(part) for part in parts}
    return columns.pop() if len(columns) == 1 else None


def _operators(test: Filter) -> Iterator[str | None]:
    """The keys of a test in the mapping of its field; None where it is no comparison that can stand there."""
    match test:
        case AllOf(parts):
            for part in parts:
                yield from _operators(part)
        case Compare(op=op):
            yield {"eq": None, "ne": "not"}.get(op, op)
        case Missing():
            yield "missing"
        case Listed(negated=True):
            yield "not $"
        case Among(negated=True):
            yield "not"
        case _:
            yield None


def _one_mapping(operators: list[str | None]) -> bool:
    """Whether comparisons fit into one mapping: none twice, but for words and numbers that the field is none of."""
    twice = {operator for operator in operators if operators.count(operator) > 1}
    return None not in operators and twice <= {"not"} and not {"not", "not $"} <= set(operators)


def key_of(test: Filter) -> str:
    """The key under which a test stands in its filter's mapping."""
    match test:
        case Inside():
            return "within" if test.inside else "outside"
        case StillOpen():
            return "open"
        case AllOf():
            return key_of(test.parts[0])
        case AnyOf():
            return _column(test) or ("is" if _all_named(test) else "any")
        case Not():
            return "not"
        case Registered():
            return "is"
        case _:
            return test.column


def _all_named(test: AnyOf) -> bool:
    return len(test.parts) > 1 and all(isinstance(part, Registered) for part in test.parts)


def _test(test: Filter, bind: Bind) -> Any:
    match test:
        case Compare(_, op, operand):
            value = value_document(operand, bind)
            return value if op == "eq" else {"not" if op == "ne" else op: value}
        case Missing():
            return {"missing": test.missing}
        case Inside():
            return value_document(test.hours, bind)
        case StillOpen(paths):
            return list(paths) if len(paths) > 1 else paths[0]
        case AnyOf():
            one = _column(test) is not None
            return [_test(part, bind) if one else filter_document(part, bind) for part in test.parts]
        case Not():
            return filter_document(test.part, bind)
        case AllOf((part,)):
            return _test(part, bind)
        case AllOf():
            return _joined([_test(part, bind) for part in test.parts])
        case Registered():
            return test.name
        case Listed():
            listed: Any = value_document(test.words, bind) or value_document(test.words)  # no words: the reference
            return {"not": listed} if test.negated else listed
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
        case tuple() | dict():
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
