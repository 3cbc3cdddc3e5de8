"""The forms of `when`: which one its keys tell, and each read into its compiled form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import cast

from boundaries.civil.span import Deadline
from boundaries.core.errors import did_you_mean
from boundaries.core.location import Location
from boundaries.policy import agreement
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import (
    Agreement,
    Each,
    Filter,
    Length,
    MoreThan,
    NoneFor,
    Number,
    Sequence,
    Unanswered,
)
from boundaries.policy.context import Context
from boundaries.policy.fields import FIELDS, every_part, read_summed
from boundaries.policy.filters import WORKING, read_filter
from boundaries.policy.inside import filters_of
from boundaries.policy.operands import read_at_least, read_duration, read_number, read_window
from boundaries.policy.premises import KEYS, OF_PREMISE, read_conclude
from boundaries.policy.rule import When
from boundaries.policy.trend import COMMON, OWN_FILTERS, read_trend
from boundaries.source.node import Node
from boundaries.source.reading import Problems, listed, mapping_of, missing_key, nearest, tick

FILTERS = ("event", "of", "among", "first", "then", "without", "none")  # the keys of `when` that hold one
_MOST = 20_000  # tests and combinations of one filter
_EXAMPLE = "such as `when: {event: {kind: message, outside: $hours}}`"
# The forms by the keys that tell them.
_FORMS_SAID = (
    "`event`, `event` with `without`, `more_than`, `first` with `then`, `none` with `for`, `trend`, `agreement`, `all`"
)

_BESIDE = {  # what a key is missing for
    "among": "of what it takes so many, such as `among: {kind: task}`",
    "at_least": "how many it takes in that time, such as `at_least: 3`",
    "in": "in what time they have to come, such as `in: P30D`",
}
_AGAINST = {  # why another key does not fit beside a key
    "total": "a sum adds up every event; occasions are counted",
    "among": "a share counts the events themselves",
    "matching": "with it every event waits for an answer of its own",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of `when`: its name, the keys that tell it, those it needs and those it may have.

    `beside` are the keys that a key has no sense without, `against` those that it has none with.
    """

    name: str
    told_by: tuple[str, ...]
    needs: tuple[str, ...]
    may: tuple[str, ...]
    read: Callable[[Node, Context, Problems], When | None]
    beside: Mapping[str, str] = field(default_factory=dict)
    against: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_when(node: Node, where: Location, context: Context, problems: Problems) -> When | None:
    """The condition of a rule; None, with its problems noted, if it cannot be read."""
    keys = mapping_of(node, "`when`", problems, _EXAMPLE)
    if keys is None:
        return None
    form = next((f for f in FORMS if any(key in keys for key in f.told_by)), None)
    if "none" in keys and isinstance(keys["none"].value, list):
        form = _CONCLUDE  # of the premises that must not hold; `none` of the other form is one filter
    if form is None:
        _no_form(node, keys, where, problems)
        return None
    before = len(problems.found)
    _check_keys(form, node, where, problems)
    whole = all(key in keys for key in form.needs)
    condition = form.read(node, context, problems) if whole else None
    if condition is not None and any(_too_many(test) for test in filters_of(condition)):
        hint = "name fewer macros, or smaller ones"
        problems.add("B124", f"more than {_MOST:,} tests, with the macros written out", where, hint)
    return condition if len(problems.found) == before else None


def _too_many(test: Filter) -> bool:
    return next(islice(every_part(test), _MOST, None), None) is not None


def _no_form(node: Node, keys: dict[str, Node], where: Location, problems: Problems) -> None:
    """Say of a `when` without a form which key may have been meant, or which forms there are."""
    known = sorted({key for form in FORMS for key in (*form.needs, *form.may)})
    inside = [key for key in keys if key in FIELDS or key in WORKING]
    near = [key for key in keys if key not in (*known, *inside) and did_you_mean(key, known)]
    for key in near:
        problems.add("B101", f"{tick(key)} is no key of `when`", node.key_place(key), did_you_mean(key, known))
    if inside and not near:
        message = f"{tick(inside[0])} is a test of one interaction"
        problems.add("B110", message, node.key_place(inside[0]), "put it in `event: {...}`")
    elif not near:
        problems.add("B110", "`when` has the keys of no condition", where, f"there are {_FORMS_SAID}; {_EXAMPLE}")


def _check_keys(form: Form, node: Node, where: Location, problems: Problems) -> None:
    keys = cast("dict[str, Node]", node.value)
    known = (*form.needs, *form.may)
    told = next((key for key in form.told_by if key in keys), "none")
    for key in keys:
        if key in known:
            continue
        if form is _CONCLUDE:
            inner = (*OF_PREMISE, *FIELDS, *FILTERS, "trend", "more_than", "agreement")
            hint = "it belongs to a premise: `all: [{...}]`" if key in inner else nearest(key, known)
        elif form.name == "agreement":
            hint = "" if key in FIELDS else did_you_mean(key, known)
            hint = hint or "it looks at the contract itself, and has no filter"
        elif key in ("outside", "open", "any", "not", "is") or (key in FIELDS and not did_you_mean(key, known)):
            filter_key = next(key for key in known if key in FILTERS)
            hint = f"it tests one interaction: put it inside the filter, `{filter_key}: {{...}}`"
        else:
            hint = nearest(key, known, f"its keys are {listed(known)}")
        problems.add("B110", f"{tick(key)} does not fit beside `{told}`", node.key_place(key), hint)
    for key in form.needs:
        if key not in keys:
            missing_key(key, f"`{told}`", where, problems, f"its keys are {listed(known)}")
    refused: set[str] = set()
    for key, others in form.against.items():
        for other in (other for other in others if key in keys and other in keys and other not in refused):
            refused.add(other)
            problems.add("B110", f"`{other}` does not fit beside `{key}`", node.key_place(other), _AGAINST[key])
    for key, other in form.beside.items():
        if key in keys and other not in keys and key not in refused:
            missing_key(other, f"`{key}` beside `{told}`", node.key_place(key), problems, _BESIDE[other])


# ---- the forms, one by one ----------------------------------------------------------------------------------


def _each(node: Node, context: Context, problems: Problems) -> Each:
    return Each(_filter(node, "event", context, problems))


def _more_than(node: Node, context: Context, problems: Problems) -> MoreThan | None:
    keys = cast("dict[str, Node]", node.value)
    if "among" in keys:
        return _share(node, context, problems)
    total = read_summed(keys["total"], "`total`", problems) if "total" in keys else None
    unit = FIELDS[total].unit if total else None
    limit = read_number(keys["more_than"], "`more_than`", problems, unit)
    if isinstance(limit, Fraction) and (limit < 0 or (limit.denominator > 1 and "total" not in keys)):
        where = keys["more_than"]
        problems.add(
            "B107", f"`more_than` counts events: {tick(where.value)} is no count", where.location, "such as `3`"
        )
    of, window = _filter(node, "of", context, problems), read_window(keys["in"], problems)
    apart = _length(keys, "apart", problems)
    return None if limit is None or window is None else MoreThan(limit, of, window, total, apart)


def _share(node: Node, context: Context, problems: Problems) -> MoreThan | None:
    """More than a share of the events that match `among`."""
    keys = cast("dict[str, Node]", node.value)
    limit = _part(keys["more_than"], problems)
    window = read_duration(keys["in"], "`in` of a share", problems)
    of, among = _filter(node, "of", context, problems), _filter(node, "among", context, problems)
    count = _at_least(keys, problems)
    if limit is None or window is None:
        return None
    assert not isinstance(window, Deadline), "working time is not read here"
    return MoreThan(limit, of, window, among=among, at_least=count)


def _part(node: Node, problems: Problems) -> Fraction | None:
    """A share: from 0 up to, not including, 1."""
    hint = "more than half is `0.5`"
    if isinstance(node.value, str) and node.value.strip().startswith("$"):
        problems.add("B106", f"a share is a number of its own, not {tick(node.value)}", node.location, hint)
        return None
    found = read_number(node, "`more_than`", problems)
    if isinstance(found, Fraction) and not 0 <= found < 1:
        message = f"with `among` it is a share, from 0 to less than 1, not {tick(node.value)}"
        problems.add("B107", message, node.location, hint)
    return found if isinstance(found, Fraction) else None


def _at_least(keys: Mapping[str, Node], problems: Problems) -> Number:
    found = read_at_least(keys["at_least"], problems) if "at_least" in keys else None
    return Fraction(1) if found is None else found


def _length(keys: Mapping[str, Node], key: str, problems: Problems) -> Length | None:
    """A duration that is no working time, where there is one."""
    found = read_duration(keys[key], f"`{key}`", problems) if key in keys else None
    assert not isinstance(found, Deadline), "working time is not read here"
    return found


def _sequence(node: Node, context: Context, problems: Problems) -> Sequence | None:
    keys = cast("dict[str, Node]", node.value)
    limits = {k: read_duration(keys[k], f"`{k}`", problems) for k in ("within", "sooner_than") if k in keys}
    first, then = _filter(node, "first", context, problems), _filter(node, "then", context, problems)
    if not limits:
        missing_key(
            "within", "`first` with `then`", node.location, problems, "or `sooner_than`: how close `then` follows"
        )
        return None
    return Sequence(first, then, limits.get("within"), limits.get("sooner_than"))


def _unanswered(node: Node, context: Context, problems: Problems) -> Unanswered | None:
    keys = cast("dict[str, Node]", node.value)
    matching = keys.get("matching")
    if matching is not None and matching.value != "ref":
        hint = "answers are matched by `ref` only"
        problems.add("B104", f"{tick(matching.value)} is nothing to match by", matching.location, hint)
    event, without = _filter(node, "event", context, problems), _filter(node, "without", context, problems)
    within = read_duration(keys["within"], "`within`", problems, deadlines=True)
    count, window, apart = _at_least(keys, problems), _length(keys, "in", problems), _length(keys, "apart", problems)
    if within is None:
        return None
    return Unanswered(event, without, within, matching is not None, count, window, apart)


def _none_for(node: Node, context: Context, problems: Problems) -> NoneFor | None:
    keys = cast("dict[str, Node]", node.value)
    none = _filter(node, "none", context, problems)
    duration = read_duration(keys["for"], "`for`", problems, deadlines=True)
    count, window, apart = _at_least(keys, problems), _length(keys, "in", problems), _length(keys, "apart", problems)
    return None if duration is None else NoneFor(none, duration, count, window, apart)


def _conclude(node: Node, context: Context, problems: Problems) -> When | None:
    return read_conclude(node, context, problems, _condition_of_premise)


def _condition_of_premise(node: Node, context: Context, problems: Problems) -> When | None:
    """A condition inside a premise: of any form that looks at what happened."""
    found = read_when(node, node.location, context, problems)
    if isinstance(found, Agreement | Conclude):
        hint = "name its findings: `findings: {rule: its-name}`"
        problems.add("B110", "a premise holds no agreement and no conclusion", node.location, hint)
        return None
    return found


def _agreement(node: Node, _context: Context, problems: Problems) -> When | None:
    return agreement.read_agreement(node, problems)


def _filter(node: Node, key: str, context: Context, problems: Problems) -> Filter:
    return read_filter(cast("dict[str, Node]", node.value)[key], context, problems)


# Invariant: the first form one of whose telling keys is there is the one meant.
_CONCLUDE = Form("conclude", KEYS[:1] + KEYS[2:], KEYS[:1], KEYS[1:], _conclude)
FORMS = (
    _CONCLUDE,
    Form("agreement", ("agreement",), ("agreement",), ("at_least", "in"), _agreement),
    Form("trend", ("trend",), ("trend",), (*OWN_FILTERS, "indicator", *COMMON), read_trend),
    Form(
        "more_than",
        ("more_than",),
        ("more_than", "of", "in"),
        ("total", "apart", "among", "at_least"),
        _more_than,
        {"at_least": "among"},
        {"among": ("total", "apart"), "total": ("apart",)},
    ),
    Form("sequence", ("first", "then"), ("first", "then"), ("within", "sooner_than"), _sequence),
    Form(
        "unanswered",
        ("without",),
        ("event", "without", "within"),
        ("matching", "at_least", "in", "apart"),
        _unanswered,
        {"in": "at_least"},
        {"matching": ("at_least", "in", "apart")},
    ),
    Form(
        "none_for",
        ("none", "for"),
        ("none", "for"),
        ("at_least", "in", "apart"),
        _none_for,
        {"at_least": "in", "in": "at_least", "apart": "at_least"},
    ),
    Form("each", ("event",), ("event",), (), _each),
)
