"""What of a rule or a pack changes nothing: unused defaults and names, idle escalations, rules without an example."""

from __future__ import annotations

import re
from collections.abc import Iterator

from boundaries.analysis.lengths import no_longer
from boundaries.civil.span import Deadline, Span
from boundaries.contract.clauses import resolve
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.condition import NoneFor, Ref, Trend, Unanswered
from boundaries.policy.filters import names_in
from boundaries.policy.manifest import Written
from boundaries.policy.rule import Escalate, Rule, When
from boundaries.source.node import Node
from boundaries.source.reading import items_of

_NAMES = {"parameters": "parameter", "lists": "list", "macros": "macro"}
_SAID = re.compile(r"\$(parameters|lists)\.([\w-]+)")


def spare(rule: Rule, keys: Node) -> Iterator[Diagnostic]:
    """The warnings about keys that change nothing; `keys` is the rule's document, or what a pack changes in it."""
    defaults, escalate = keys.get("defaults"), keys.get("escalate")
    used = {ref.path for ref in rule.needs}
    for path, place in defaults.key_locations.items() if defaults is not None else ():
        if resolve(path) not in used:
            hint = f"the rule does not refer to `${path}`"
            yield _warning("B145", f"the default of `{path}` is never used", place, hint)
    if rule.escalate is not None and escalate is not None:
        yield from _idle_ladder(rule.escalate, rule.when, escalate)
    if (when := keys.get("when")) is not None:
        yield from _nothing_more(rule.when, when)
        yield from _begun_anyway(rule, when)


def _idle_ladder(ladder: Escalate, when: When, escalate: Node) -> Iterator[Diagnostic]:
    """The warnings about an escalation that raises every finding."""
    instead = f"say `severity: {ladder.to}`, or"
    if ladder.at_count == 1:
        yield _warning("B146", "`at: 1` is every finding", escalate.key_place("at"), f"{instead} a higher `at`")
    wait = when.within if isinstance(when, Unanswered) else when.duration if isinstance(when, NoneFor) else None
    if ladder.beyond is not None and wait is not None and _no_longer(ladder.beyond, wait):
        key = "within" if isinstance(when, Unanswered) else "for"
        message = f"`beyond` is no longer than `{key}`: every finding is past it"
        yield _warning("B146", message, escalate.key_place("beyond"), f"{instead} a longer `beyond`")


def _no_longer(one: object, other: object) -> bool:
    """Whether one duration is surely not longer than another, whatever the contract says."""
    match one, other:
        case Ref(path, factor), Ref(other_path, other_factor):
            return path == other_path and factor <= other_factor
        case Span(), Span():
            return no_longer(one, other)
        case Deadline(unit, count), Deadline(other_unit, other_count):
            return unit == other_unit and count <= other_count
        case _:
            return False


def _nothing_more(when: When, node: Node) -> Iterator[Diagnostic]:
    """The warnings about keys that a wait for a single event has no use for: the first of a run always counts."""
    if not isinstance(when, Unanswered) or when.at_least != 1:
        return
    for key in ("in", "apart"):
        if node.get(key) is not None:
            message, hint = "the first event starts the wait", "leave it out, or say `at_least: 2` or more"
            yield _warning("B154", f"`{key}` changes nothing: {message}", node.key_place(key), hint)


def _begun_anyway(rule: Rule, node: Node) -> Iterator[Diagnostic]:
    """The warnings about clauses whose amendment begins a new baseline of a trend without being named."""
    restarts = node.get("restarts") if isinstance(rule.when, Trend) else None
    own = {rule.clause, *(ref.path for ref in rule.needs)}
    for item in items_of(restarts) if restarts is not None else ():
        if resolve(str(item.value).strip()) in own:
            message = f"`{item.value}` in `restarts` changes nothing: the rule is about it, or refers to it"
            yield _warning("B154", message, item.location, "leave it out: an amendment of it begins anew anyway")


def without_example(rule: Rule, document: Node) -> Iterator[Diagnostic]:
    """The note on a rule that shows nobody what it means."""
    examples = document.get("examples")
    if examples is None or not examples.value:
        hint = "add one: `examples: [{timeline: [...], expect: [...]}]`"
        place = rule.location or document.location
        yield Diagnostic("B148", f"rule `{rule.name}` has no example", place, hint, "note")


def unused_names(
    pack: Written, manifest: Node, rules: list[Node], extended: frozenset[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """The warnings about parameters, lists and macros that neither the pack's rules nor a pack it extends uses.

    `extended` are the names the packs it extends have: what they name, their rules may use.
    """
    used = {said for node in (manifest, *rules) for said in _said(node)}
    used |= {("macros", name) for node in (manifest, *rules) for name in _named(node)}
    for said, place in pack.places.items():
        kind, name = said[0], said[1]
        if kind in _NAMES and (kind, name) not in used | extended:
            near = did_you_mean(name, [other for of, other in extended if of == kind])
            elsewhere = f"{near} `{name}` is in none of the packs it extends"
            hint = elsewhere if near else "leave it out, or use it in a rule"
            yield _warning("B150", f"{_NAMES[kind]} `{name}` is never used", place, hint)


def _warning(code: str, message: str, place: Location, hint: str) -> Diagnostic:
    return Diagnostic(code, message, place, hint, "warning")


def _said(node: Node) -> Iterator[tuple[str, str]]:
    """The parameters and lists that the values of a node name."""
    if isinstance(node.value, str):
        yield from _SAID.findall(node.value)
    for part in node.value.values() if isinstance(node.value, dict) else node.value or ():
        if isinstance(part, Node):
            yield from _said(part)


def _named(node: Node) -> Iterator[str]:
    """What the filters of a rule, or of the macros and changes of a pack, are called by."""
    filters = [node.get("when"), node.get("macros")]
    for holder in filters:
        for part in holder.value.values() if holder is not None and isinstance(holder.value, dict) else ():
            yield from (str(name.value).strip() for name in names_in(part))
