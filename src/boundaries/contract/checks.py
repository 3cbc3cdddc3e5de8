"""What only shows when several values of a contract are read together; works on files with other mistakes, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from boundaries.contract.clauses import BY_PATH, kind_of
from boundaries.contract.moments import Moment, MomentError, parse_moment
from boundaries.contract.names import check_holidays
from boundaries.contract.strangers import strangers
from boundaries.contract.values import Problem, Step, tick
from boundaries.contract.written import items, written_clauses
from boundaries.source.node import Node

_UNNAMED = re.compile(r"(number|exception) [0-9]+")  # what reports call an entry without an id
_OTHERS = {"rule": "a rule", "scenario": "a scenario", "timeline": "a scenario", "pack": "a rule pack",
           "wording": "a wording file"}  # fmt: skip


def not_a_contract(node: Node) -> Problem | None:
    """Why a document is not worth reading as a contract."""
    hint = "`boundaries init` makes a folder with one to start from"
    if node.value is None or node.value == {}:
        return Problem("B023", "there is no contract in here", hint, on_key=True)
    if not isinstance(node.value, dict):
        return Problem("B023", "not a contract: it has no keys, such as `contract: riverside-017`", hint, on_key=True)
    for key, what in _OTHERS.items():
        if key in node.value and "agreed" not in node.value:
            keys = "a contract has the keys `contract`, `timezone` and `agreed`"
            return Problem("B023", f"{what}, not a contract", keys, (key,), on_key=True)
    return None


def cross_checks(node: Node) -> list[Problem]:
    """Every problem between values."""
    return [*_pairs(node), *_lives(node), *_ids(node), *_slips(node), *_holidays(node)]


def _pairs(node: Node) -> Iterator[Problem]:
    if node.get("relationship") and node.get("relationships"):
        hint = "keep one of the two"
        yield Problem("B006", "`relationship` and `relationships`", hint, ("relationships",), on_key=True)
    yield from _twice(node, "relationships")


def _twice(node: Node, key: str) -> Iterator[Problem]:
    found = node.get(key)
    seen: set[str] = set()
    for index, item in enumerate(found.value if found and isinstance(found.value, list) else []):
        if isinstance(item.value, str):
            if item.value in seen:
                yield Problem("B006", f"{tick(item.value)} stands here a second time", "", (key, index))
            seen.add(item.value)


def _lives(node: Node) -> Iterator[Problem]:
    zone = node.get("timezone")
    clock = zone.value if zone and isinstance(zone.value, str) else ""
    start_key = "starts" if _moment(node, "starts") else "agreed"
    yield from _backwards(node, start_key, "ends", clock, ())
    for index, item in items(node, "exceptions"):
        yield from _backwards(item, "from", "until", clock, ("exceptions", index))


def _backwards(node: Node, start_key: str, end_key: str, zone: str, at: tuple[Step, ...]) -> Iterator[Problem]:
    start, end = _moment(node, start_key), _moment(node, end_key)
    if start is None or end is None:
        return
    try:
        wrong = end.end(zone) <= start.start(zone)
    except ValueError:  # the zone is a problem of its own
        wrong = bool(start.day and end.day and end.day < start.day)
    if wrong:
        message = f"`{end_key}` {tick(end.text)} is not after `{start_key}` {tick(start.text)}"
        yield Problem("B016", message, "a date as end includes that day", (*at, end_key))


def _moment(node: Node, key: str) -> Moment | None:
    found = node.get(key)
    if found is None or not isinstance(found.value, str):
        return None
    try:
        return parse_moment(found.value)
    except MomentError:
        return None


def _ids(node: Node) -> Iterator[Problem]:
    for key in ("exceptions", "amendments", "parties"):
        seen: set[str] = set()
        for index, item in items(node, key):
            found = item.get("id")
            if found and isinstance(found.value, str):
                if found.value in seen:
                    message = f"the id {tick(found.value)} stands here a second time"
                    yield Problem("B006", message, "an id tells one from the others", (key, index, "id"))
                elif _UNNAMED.fullmatch(found.value):
                    message = f"{tick(found.value)} is what an entry without an id is called"
                    yield Problem("B022", message, "give it another id, such as `a1`", (key, index, "id"))
                seen.add(found.value)


def _slips(node: Node) -> Iterator[Problem]:
    yield from (stranger.problem for stranger in strangers(node) if stranger.slip)


def _holidays(node: Node) -> Iterator[Problem]:
    """A country is checked against the calendar where its holidays count."""
    country = node.get("country")
    if country is None or not isinstance(country.value, str) or not any("ph" in text.lower() for text in _hours(node)):
        return
    code = country.value
    if len(code) == 2 and code.isupper() and (problem := check_holidays(code)):
        yield Problem(problem.code, problem.message, problem.hint, ("country",))


def _hours(node: Node) -> Iterator[str]:
    """The text of every opening_hours of the contract."""
    for path, found, _ in written_clauses(node):
        fields = BY_PATH[path].fields if path in BY_PATH else ()
        inside = [found.get(f.name) for f in fields if f.kind == "hours"]
        for value in (found if kind_of(path) == "hours" else None, *inside):
            if value is not None and isinstance(value.value, str):
                yield value.value
