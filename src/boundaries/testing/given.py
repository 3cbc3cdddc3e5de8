"""Findings that a scenario takes as derived, so that conclusions can be tested alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, get_args

from boundaries.contract.clauses import short
from boundaries.contract.moments import MomentError, parse_moment
from boundaries.core.errors import did_you_mean
from boundaries.core.finding import BEARERS, DIMENSIONS, SEVERITIES, STATUSES, Type
from boundaries.core.location import Location
from boundaries.engine.conclude.given import Given
from boundaries.policy.condition import Direction, Trend
from boundaries.policy.escalation import HINTS
from boundaries.policy.operands import resolve_path
from boundaries.policy.rule import EXCUSES, Rule
from boundaries.source.node import Node
from boundaries.source.reading import Problems, known_keys, mapping_of, missing_key, text_of, tick, word_of
from boundaries.testing.civil_time import civil_time

Value: TypeAlias = str | int  # an instant is int microseconds UTC

WORDS: Mapping[str, tuple[str, ...]] = {
    "type": get_args(Type), "dimension": DIMENSIONS, "direction": get_args(Direction), "severity": SEVERITIES,
    "status": STATUSES, "bearer": BEARERS, "excused_by": EXCUSES,
}  # fmt: skip
MOMENTS = ("at", "since", "until")
KEYS = ("rule", "code", *WORDS, "clause", "relationship", *MOMENTS)
_EXAMPLE = "such as `{rule: session-gap, at: 2026-03-03 21:10}`"


@dataclass(frozen=True, slots=True)
class Derived:
    """A finding taken as derived: the values that its item names."""

    values: Mapping[str, Value]
    location: Location = field(compare=False)

    @property
    def at(self) -> int:
        """When it was found; of a drift, since when it is, where nothing else is said."""
        return int(self.values["at"] if "at" in self.values else self.values["since"])

    def means(self, rule: Rule) -> bool:
        """Whether it is a finding of a rule."""
        said = {"rule": rule.name, "code": rule.code}
        return all(self.values.get(key, name) == name for key, name in said.items())


def read_given(node: Node, zone: str, problems: Problems) -> Derived | None:
    """One item of `given`; None, with its problems noted, if it cannot be read."""
    before = len(problems.found)
    keys = mapping_of(node, "an item of `given`", problems, _EXAMPLE)
    if keys is None:
        return None
    known_keys(node, KEYS, "an item of `given`", problems)
    values = {key: _value(key, value, zone, problems) for key, value in keys.items() if key in KEYS}
    if not keys.keys() & {"rule", "code"}:
        missing_key("rule", "an item of `given`", node.location, problems, f"or `code`, {_EXAMPLE}")
    if not keys.keys() & {"at", "since"}:
        missing_key("at", "an item of `given`", node.location, problems, _EXAMPLE)
    elif {"at", "since"} <= keys.keys():
        problems.add("B134", "`since` stands in for `at`", node.key_place("since"), "leave one of them out")
    if len(problems.found) > before:
        return None
    return Derived({key: value for key, value in values.items() if value is not None}, node.location)


def _value(key: str, node: Node, zone: str, problems: Problems) -> Value | None:
    if key in WORDS:
        return word_of(node, key, WORDS[key], problems, HINTS.get(key, {}).get(str(node.value), ""))
    text = text_of(node, f"`{key}`", problems)
    if text is None or key not in MOMENTS:
        return resolve_path(text, node.location, problems) if text is not None and key == "clause" else text
    try:
        moment = parse_moment(text)
    except MomentError as problem:
        problems.add("B133", problem.message, node.location, problem.hint)
        return None
    if moment.day is not None:
        problems.add("B133", f"{tick(text)} is a day, not a time", node.location, f"such as `{text} 09:00`")
    return moment.start(zone)


def note_given(given: Iterable[Derived], rules: Sequence[Rule], world_end: int, problems: Problems) -> None:
    """Note a name that was surely meant as that of another rule, and what lies after the end of the world."""
    names = {name for rule in rules for name in (rule.name, rule.code)}
    for one in given:
        for key in ("rule", "code"):
            name = str(one.values.get(key, ""))
            if name and name not in names and (near := did_you_mean(name, names)):
                problems.add("B135", f"no rule {tick(name)} judges here", one.location, near)
        if one.at > world_end:
            hint = "give `as_of` a later time"
            problems.add("B136", "given after the end of the period judged", one.location, hint)


def as_given(one: Derived, rules: Sequence[Rule], relationship: str) -> Given:
    """The finding that an item stands for; what it does not say its rule does, where one is meant."""
    said: dict[str, Any] = {"relationship": relationship, **one.values, "at": one.at}
    said.pop("since", None)
    rule = next((rule for rule in rules if one.means(rule)), None)
    if rule is not None:
        known = {"rule": rule.name, "code": rule.code, "type": rule.type, "severity": rule.severity}
        known |= {"dimension": rule.dimension, "bearer": rule.bearer}
        more = {"clause": rule.clause, "direction": rule.when.direction if isinstance(rule.when, Trend) else None}
        return Given(**(known | more | said))
    name = said.get("rule") or said["code"]
    return Given(**({"rule": name, "code": name, "type": "drift" if "direction" in said else "breach"} | said))


def given_document(one: Derived, zone: str) -> dict[str, Any]:
    """An item of `given` as its file has it."""
    return {key: _plain(key, value, zone) for key, value in one.values.items()}


def _plain(key: str, value: Value, zone: str) -> object:
    if isinstance(value, int):
        return civil_time(value, zone)
    return short(value) if key == "clause" else value
