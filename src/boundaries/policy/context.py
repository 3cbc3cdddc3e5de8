"""What a pack gives its rules: parameters, lists and macros, put in the place of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Context as Decimals
from decimal import Decimal
from fractions import Fraction

from boundaries.civil.span import Deadline, Span, SpanError, in_words, parse_duration, scale
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.condition import Filter
from boundaries.source.node import Node
from boundaries.source.reading import NUMBER, Problems, is_too_long, items_of, note_too_long, tick

NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")  # of a parameter, a list, a macro
_SAID = re.compile(r"\$(parameter|list)s(?![A-Za-z0-9_])(?:\.([^\s*]+))?(?:\s*\*\s*(\S+))?")
_BEGINS = re.compile(r"\s*\$(?:parameters|lists)(?![A-Za-z0-9_])")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules of a pack are read with.

    The values of `parameters` and `lists` are the nodes of the pack.yaml they stand in, so that a problem with one is
    told where it is written; `texts` has those files. A list is a node of several items. `macros` are filters, read.
    """

    pack: str = ""
    parameters: Mapping[str, Node] = field(default_factory=dict)
    lists: Mapping[str, Node] = field(default_factory=dict)
    macros: Mapping[str, Filter] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def name_at(self, place: Location) -> str | None:
        """The `$parameters.name` or `$lists.name` whose value stands at a place; None where none does."""
        found = [
            (part.location, f"${kind}.{name}")
            for kind, values in (("parameters", self.parameters), ("lists", self.lists))
            for name, node in values.items()
            for part in (node, *items_of(node))
            if _spans(part, place)
        ]
        return max(found)[1] if found else None


def is_name_of_pack(text: str) -> bool:
    """Whether a text is meant as `$parameters.name` or `$lists.name`."""
    return _BEGINS.match(text) is not None


def written_out(node: Node, context: Context, problems: Problems) -> Node:
    """A value with what `$parameters.name` and `$lists.name` stand for in their place.

    A name that stands for nothing is noted and left as it is.
    """
    if isinstance(node.value, str):
        return _value(node, context, problems) if "$" in node.value and is_name_of_pack(node.value) else node
    if isinstance(node.value, list):
        items = [_item(item, context, problems) for item in node.value]
        same = all(new is old for new, old in zip(items, node.value, strict=True))
        return node if same else replace(node, value=items)
    if isinstance(node.value, dict):
        values = {key: written_out(value, context, problems) for key, value in node.value.items()}
        return node if all(values[key] is node.value[key] for key in values) else replace(node, value=values)
    return node


def tell_where_used(problems: Problems, before: int, begun: int, user: str, context: Context) -> None:
    """Say in the problems with values of the pack what uses the value, such as `rule `x``.

    Those from number `before` on are of writing the values out, those from `begun` on of reading the result: of these
    the ones that stand where a name was already found to stand for nothing are dropped.
    """
    told = {problem.location for problem in problems.found[before:begun]}
    kept = (problem for problem in problems.found[begun:] if problem.location not in told)
    problems.found[before:] = [_with_user(p, user, context) for p in (*problems.found[before:begun], *kept)]


def _with_user(problem: Diagnostic, user: str, context: Context) -> Diagnostic:
    if problem.location is None or problem.location.file not in context.texts:
        return problem
    name = context.name_at(problem.location)
    return problem if name is None else replace(problem, message=f"{problem.message}, where {user} uses `{name}`")


def _item(node: Node, context: Context, problems: Problems) -> Node:
    """An item of a list; a list cannot be one."""
    if isinstance(node.value, str) and node.value.strip().startswith("$lists."):
        hint = f"write `{node.value.strip()}` alone, or `any: [...]` with one filter for each"
        problems.add("B124", f"a list stands alone, not in another: {tick(node.value)}", node.location, hint)
        return node
    return written_out(node, context, problems)


def _value(node: Node, context: Context, problems: Problems) -> Node:
    text = str(node.value).strip()
    found = _SAID.fullmatch(text)
    if found is None or found[2] is None:
        hint = "such as `$parameters.follow_up`, `$parameters.follow_up * 2` or `$lists.writing`"
        problems.add("B124", f"{tick(text)} names no parameter and no list", node.location, hint)
        return node
    kind, name, factor = found.groups()
    values, others = context.parameters, context.lists
    if kind == "list":
        values, others = others, values
    if name not in values:
        _no_such(node, kind, name, values, others, problems)
        return node
    if factor is None:
        return values[name]
    if kind == "list":
        problems.add("B124", f"a list cannot be multiplied: {tick(text)}", node.location)
        return values[name]
    return _times(node, values[name], factor, problems)


def _no_such(
    node: Node, kind: str, name: str, values: Mapping[str, Node], others: Mapping[str, Node], problems: Problems
) -> None:
    other = "parameter" if kind == "list" else "list"
    if name in others:
        hint = f"it is a {other}: `${other}s.{name}`"
    elif values:
        hint = did_you_mean(name, values) or f"the pack has {', '.join(f'`{known}`' for known in sorted(values))}"
    else:
        hint = f"it belongs under `{kind}s` in the pack.yaml of the rule's folder"
    problems.add("B124", f"the pack has no {kind} {tick(name)}", node.location, hint)


def _times(node: Node, value: Node, factor: str, problems: Problems) -> Node:
    """A number or duration times a factor, as text at the place of the value."""
    offset = str(node.value).index("*") + 1 + str(node.value).partition("*")[2].index(factor)
    if is_too_long(factor):
        note_too_long(node, "a factor", factor, problems)
        return value
    if not NUMBER.fullmatch(factor) or Fraction(factor) <= 0:
        hint = "such as `$parameters.follow_up * 2`"
        problems.add_inside("B107", f"{tick(factor)} is no factor above zero", node, offset, hint)
        return value
    text = str(value.value).strip()
    try:
        product = _product(text, factor) if NUMBER.fullmatch(text) else in_words(_scaled(text, factor))
    except SpanError as problem:
        message = f"{tick(text)} cannot be multiplied: {problem.message}"
        problems.add("B124", message, value.location, "a number or a duration can be")
        return value
    return replace(value, value=product, inset=value.inset or 0)


def _product(text: str, factor: str) -> str:
    """The exact product of two decimals."""
    exact = Decimals(prec=len(text) + len(factor) + 1)
    return format(exact.multiply(Decimal(text), Decimal(factor)), "f")


def _scaled(text: str, factor: str) -> Span | Deadline:
    match parse_duration(text):
        case Span() as span:
            return scale(span, Fraction(factor))
        case deadline:
            return scale(deadline, Fraction(factor))


def _spans(node: Node, place: Location) -> bool:
    """Whether a place lies in a scalar, or where a list begins; of a text of several lines it may be just behind."""
    here = node.location
    if here.file != place.file:
        return False
    if not isinstance(node.value, str) or here == place:
        return here == place
    if node.inset is None:
        return here.line < place.line <= here.line + node.value.count("\n") + 2
    return here.line == place.line and here.column <= place.column <= here.column + len(node.value) + 1
