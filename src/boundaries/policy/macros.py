"""Macros: filters of a pack with a name, read once each, those they name before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from boundaries.core.location import Location
from boundaries.policy.condition import Filter
from boundaries.policy.context import Context, tell_where_used, written_out
from boundaries.policy.fields import every_part
from boundaries.policy.filters import EVERYTHING, names_in, read_filter
from boundaries.source.node import Node
from boundaries.source.reading import Problems, tick

_MOST = 1_000  # tests and combinations of one macro, those of the macros it names included
_DEEPEST = 40  # levels of a macro


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro as it is written: where its name stands, and the parameters, lists and macros its pack may name.

    The macros of `context` are names only: whatever filters they have there is not looked at.
    """

    node: Node
    where: Location
    context: Context


def read_macros(macros: Mapping[str, Macro], problems: Problems) -> dict[str, Filter]:
    """The filters of some macros by name; one that cannot be read is noted, and passes everything."""
    found: dict[str, Filter] = {}
    too_large: set[str] = set()
    for name in _in_order(macros, problems):
        macro = macros[name]
        problems.texts |= macro.context.texts
        known = {other: found.get(other, EVERYTHING) for other in macro.context.macros}
        found[name] = _read(name, macro, replace(macro.context, macros=known), problems)
        follows = bool(too_large & _used_by(macro).keys())
        if follows or not _readable(found[name]):
            too_large.add(name)
            found[name] = EVERYTHING
            if not follows:
                hint = f"at most {_MOST:,}, and {_DEEPEST} levels, with the macros it names written out"
                problems.add("B124", f"macro {tick(name)} holds too many tests to be read", macro.where, hint)
    return {name: found.get(name, EVERYTHING) for name in macros}


def _read(name: str, macro: Macro, context: Context, problems: Problems) -> Filter:
    before = len(problems.found)
    node = written_out(macro.node, context, problems)
    begun = len(problems.found)
    test = read_filter(node, context, problems)
    tell_where_used(problems, before, begun, f"macro {tick(name)}", context)
    return test if len(problems.found) == before else EVERYTHING


def _readable(test: Filter) -> bool:
    """Whether a macro is of a size a person could still read; no more of it is looked at than that."""
    levels = [level for _, level in islice(every_part(test), _MOST + 1)]
    return len(levels) <= _MOST and max(levels) <= _DEEPEST


# ---- which before which -------------------------------------------------------------------------------------


def _in_order(macros: Mapping[str, Macro], problems: Problems) -> list[str]:
    """The names of the macros, each after those it uses; one that comes to use itself is noted."""
    order: dict[str, None] = {}
    for start in macros:
        path = {} if start in order else {start: _used_by(macros[start])}
        while path:
            name, left = next(reversed(path.items()))
            other = next(iter(left), None)
            if other is None:
                order[name] = None
                path.popitem()
                continue
            place = left.pop(other)
            if other in path:
                _note_circle([*list(path)[list(path).index(other) :], other], place, problems)
            elif other not in order:
                path[other] = _used_by(macros[other])
    return list(order)


def _used_by(macro: Macro) -> dict[str, Location]:
    """The macros a macro names, also by way of a list or a parameter, each with the first place where it does."""
    found: dict[str, Location] = {}
    for node in names_in(written_out(macro.node, macro.context, Problems())):
        name = str(node.value).strip()
        if name in macro.context.macros:
            found.setdefault(name, node.location)
    return found


def _note_circle(names: list[str], place: Location, problems: Problems) -> None:
    if len(names) == 2:
        problems.add("B124", f"macro {tick(names[0])} uses itself", place, "a filter cannot hold itself")
        return
    chain = " uses ".join(tick(name) for name in names)
    problems.add("B124", f"macros in a circle: {chain}", place, "write one of them out")
