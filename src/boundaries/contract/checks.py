"""What only shows when several values of a contract are read together; works on files with other mistakes, too."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.contract.consent import known_names
from boundaries.contract.moments import Moment, MomentError, parse_moment
from boundaries.contract.names import check_holidays
from boundaries.contract.node import Node
from boundaries.contract.values import Problem, Step, tick
from boundaries.core.errors import did_you_mean

_OTHERS = {"rule": "a rule", "scenario": "a scenario", "pack": "a rule pack"}


def not_a_contract(node: Node) -> Problem | None:
    """Why a document is not worth reading as a contract."""
    hint = "`boundaries init` makes a folder with one to start from"
    if node.value is None or node.value == {}:
        return Problem("B023", "there is no contract in here", hint, on_key=True)
    if not isinstance(node.value, dict):
        return Problem("B023", "not a contract: it has no keys, such as `contract: riverside-017`", hint, on_key=True)
    for key, what in _OTHERS.items():
        if key in node.value and "agreed" not in node.value:
            return Problem("B023", f"{what}, not a contract", "", (key,), on_key=True)
    return None


def cross_checks(node: Node) -> list[Problem]:
    """Every problem between values."""
    return [*_pairs(node), *_lives(node), *_ids(node), *_names(node), *_holidays(node)]


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
    for index, item in _items(node, "exceptions"):
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
        for index, item in _items(node, key):
            found = item.get("id")
            if found and isinstance(found.value, str):
                if found.value in seen:
                    message = f"the id {tick(found.value)} stands here a second time"
                    yield Problem("B006", message, "an id tells one from the others", (key, index, "id"))
                seen.add(found.value)


def _names(node: Node) -> Iterator[Problem]:
    known = known_names(node)
    for key in ("consent", "consent_required"):
        yield from _strangers(node, key, known, ())
    for key in ("exceptions", "amendments"):
        for index, item in _items(node, key):
            yield from _strangers(item, "agreed_by", known, (key, index))


def _strangers(node: Node, key: str, known: frozenset[str], at: tuple[Step, ...]) -> Iterator[Problem]:
    found = node.get(key)
    if found is None:
        return
    items = list(enumerate(found.value)) if isinstance(found.value, list) else [(None, found)]
    for index, item in items:
        if isinstance(item.value, str) and item.value.strip() and item.value not in known:
            hint = did_you_mean(item.value, known) or "name others under `parties: [{id: g-1, role: guardian}]`"
            hint = "name each: `[practitioner, client]`" if item.value == "both" else hint
            place = (*at, key) if index is None else (*at, key, index)
            yield Problem("B019", f"{tick(item.value)} is no party of this contract", hint, place)


def _holidays(node: Node) -> Iterator[Problem]:
    """A country is checked against the calendar where its holidays count."""
    country, part = node.get("country"), node.get("administrative")
    hours = part.get("hours") if part else None
    if hours and isinstance(hours.value, str) and "PH" in hours.value and country and isinstance(country.value, str):
        code = country.value
        if len(code) == 2 and code.isupper() and (problem := check_holidays(code)):
            yield Problem(problem.code, problem.message, problem.hint, ("country",))


def _items(node: Node, key: str) -> Iterator[tuple[int, Node]]:
    found = node.get(key)
    yield from enumerate(found.value if found and isinstance(found.value, list) else [])
