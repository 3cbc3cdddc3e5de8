"""The forms of `when`: which one its keys tell, and each read into its compiled form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import cast

from boundaries.civil.span import Deadline
from boundaries.contract.node import Node
from boundaries.core.errors import did_you_mean
from boundaries.core.location import Location
from boundaries.policy import agreement
from boundaries.policy.context import Context
from boundaries.policy.filters import FIELDS, WORKING, columns_of, every_part, read_filter, references_of
from boundaries.policy.operands import read_duration, read_number, read_window
from boundaries.policy.reading import Problems, listed, mapping_of, missing_key, nearest, text_of, tick
from boundaries.policy.rule import (
    Agreement,
    Each,
    Filter,
    MoreThan,
    NoneFor,
    Ref,
    Sequence,
    Unanswered,
    When,
)

HOURS = Ref("administrative.hours")
FILTERS = ("event", "of", "first", "then", "without", "none")  # the keys of `when` that hold one
_NUMBERS = tuple(name for name, field in FIELDS.items() if field.sort == "number")
_MOST = 20_000  # tests and combinations of one filter
_EXAMPLE = "such as `when: {event: {kind: message, outside: $hours}}`"
# The forms by the keys that tell them.
_FORMS_SAID = "`event`, `event` with `without`, `more_than`, `first` with `then`, `none` with `for`, and `agreement`"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of `when`: its name, the keys that tell it, those it needs and those it may have."""

    name: str
    told_by: tuple[str, ...]
    needs: tuple[str, ...]
    may: tuple[str, ...]
    read: Callable[[Node, Context, Problems], When | None]


def read_when(node: Node, where: Location, context: Context, problems: Problems) -> When | None:
    """The condition of a rule; None, with its problems noted, if it cannot be read."""
    keys = mapping_of(node, "`when`", problems, _EXAMPLE)
    if keys is None or _comes_later(node, keys, problems):
        return None
    form = next((f for f in FORMS if any(key in keys for key in f.told_by)), None)
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


def _comes_later(node: Node, keys: dict[str, Node], problems: Problems) -> bool:
    """Whether it is a form this version does not have; then noted."""
    later: list[str] = [key for key in ("trend", "all") if key in keys]
    if "none" in keys and isinstance(keys["none"].value, list):
        later.append("none")
    for key in later[:1]:
        what = "`none` with a list" if key == "none" else f"`{key}`"
        problems.add("B111", f"{what} comes with a later version", node.key_place(key), f"this one has {_FORMS_SAID}")
    return bool(later)


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
    told = next(key for key in form.told_by if key in keys)
    for key in keys:
        if key in known:
            continue
        if form.name == "agreement":
            hint = "" if key in FIELDS else did_you_mean(key, known)
            hint = hint or "it looks at the contract itself, and has no filter"
        elif key in ("outside", "any", "not", "is") or (key in FIELDS and not did_you_mean(key, known)):
            filter_key = next(key for key in known if key in FILTERS)
            hint = f"it tests one interaction: put it inside the filter, `{filter_key}: {{...}}`"
        else:
            hint = nearest(key, known, f"its keys are {listed(known)}")
        problems.add("B110", f"{tick(key)} does not fit beside `{told}`", node.key_place(key), hint)
    for key in form.needs:
        if key not in keys:
            missing_key(key, f"`{told}`", where, problems, f"its keys are {listed(known)}")


# ---- the forms, one by one ----------------------------------------------------------------------------------


def _each(node: Node, context: Context, problems: Problems) -> Each:
    return Each(_filter(node, "event", context, problems))


def _more_than(node: Node, context: Context, problems: Problems) -> MoreThan | None:
    keys = cast("dict[str, Node]", node.value)
    total = _total(keys["total"], problems) if "total" in keys else None
    unit = FIELDS[total].unit if total else None
    limit = read_number(keys["more_than"], "`more_than`", problems, unit)
    if isinstance(limit, Fraction) and (limit < 0 or (limit.denominator > 1 and "total" not in keys)):
        where = keys["more_than"]
        problems.add(
            "B107", f"`more_than` counts events: {tick(where.value)} is no count", where.location, "such as `3`"
        )
    of, window = _filter(node, "of", context, problems), read_window(keys["in"], problems)
    return None if limit is None or window is None else MoreThan(limit, of, window, total)


def _total(node: Node, problems: Problems) -> str | None:
    name = text_of(node, "`total`", problems, f"one of {listed(_NUMBERS)}")
    if name is None or name in _NUMBERS:
        return name
    code, message = ("B113", "is no number to add up") if name in FIELDS else ("B112", "is nothing to add up")
    problems.add(code, f"{tick(name)} {message}", node.location, nearest(name, _NUMBERS))
    return None


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
    return None if within is None else Unanswered(event, without, within, matching is not None)


def _none_for(node: Node, context: Context, problems: Problems) -> NoneFor | None:
    keys = cast("dict[str, Node]", node.value)
    none = _filter(node, "none", context, problems)
    duration = read_duration(keys["for"], "`for`", problems, deadlines=True)
    return None if duration is None else NoneFor(none, duration)


def _agreement(node: Node, _context: Context, problems: Problems) -> When | None:
    return agreement.read_agreement(node, problems)


def _filter(node: Node, key: str, context: Context, problems: Problems) -> Filter:
    return read_filter(cast("dict[str, Node]", node.value)[key], context, problems)


# Invariant: the first form one of whose telling keys is there is the one meant.
FORMS = (
    Form("agreement", ("agreement",), ("agreement",), ("at_least", "in"), _agreement),
    Form("more_than", ("more_than",), ("more_than", "of", "in"), ("total",), _more_than),
    Form("sequence", ("first", "then"), ("first", "then"), ("within", "sooner_than"), _sequence),
    Form("unanswered", ("without",), ("event", "without", "within"), ("matching",), _unanswered),
    Form("none_for", ("none", "for"), ("none", "for"), (), _none_for),
    Form("each", ("event",), ("event",), (), _each),
)


# ---- what a condition reads ---------------------------------------------------------------------------------


def filters_of(when: When) -> tuple[Filter, ...]:
    """The filters of a condition, in the order of its form."""
    if isinstance(when, Each):
        return (when.event,)
    if isinstance(when, MoreThan):
        return (when.of,)
    if isinstance(when, Sequence):
        return (when.first, when.then)
    if isinstance(when, Unanswered):
        return (when.event, when.without)
    return (when.none,) if isinstance(when, NoneFor) else ()


def needs_of(when: When) -> tuple[Ref, ...]:
    """Every path of the contract a condition refers to, each once and unscaled, the hidden ones included.

    Hidden are what a derived field is derived with, and the hours that working time is counted in.
    """
    return tuple(dict.fromkeys(Ref(ref.path) for ref in _references(when)))


def _references(when: When) -> Iterator[Ref]:
    for test in filters_of(when):
        yield from references_of(test)
    if isinstance(when, MoreThan) and when.total and (needed := FIELDS[when.total].needs):
        yield Ref(needed)
    for operand in _operands(when):
        if isinstance(operand, Ref):
            yield operand
        elif isinstance(operand, Deadline):
            yield HOURS


def _operands(when: When) -> tuple[object, ...]:
    if isinstance(when, MoreThan):
        return (when.limit, when.window)
    if isinstance(when, Sequence):
        return (when.within, when.sooner_than)
    if isinstance(when, Unanswered):
        return (when.within,)
    return (when.duration,) if isinstance(when, NoneFor) else ()


def columns_read(when: When) -> frozenset[str]:
    """Every field a condition names, and every column of the log behind them."""
    if isinstance(when, Agreement):
        return agreement.COLUMNS.get(when.about, frozenset())
    names = frozenset[str]().union(*(columns_of(test) for test in filters_of(when)))
    if isinstance(when, MoreThan) and when.total:
        names |= {when.total, *FIELDS[when.total].reads}
    return names | {"id", "ref"} if isinstance(when, Unanswered) and when.by_ref else names
