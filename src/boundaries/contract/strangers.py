"""Names that are none of the parties': of who agreed, and of whose something is or who said it.

Who agreed has to be known, since a contract rests on it. Whose a task is, or who voiced an expectation, may be
somebody nobody listed (a school, a family): that is remarked, unless the name is nearly a known one, and so a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boundaries.contract.clauses import BY_PATH
from boundaries.contract.consent import known_names
from boundaries.contract.values import Problem, Step, tick
from boundaries.contract.written import items, written_clauses
from boundaries.core.errors import did_you_mean
from boundaries.source.node import Node

_LIST_THEM = "name others under `parties: [{id: g-1, role: guardian}]`"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that is no party's, as a problem with its place; `slip` if the contract cannot be meant so."""

    problem: Problem
    slip: bool


def strangers(node: Node) -> Iterator[Stranger]:
    """Every name of a contract and its amendments that is no party's."""
    known = known_names(node)
    for key in ("consent", "consent_required"):
        yield from _agreeing(node, key, known, ())
    for key in ("exceptions", "amendments"):
        for index, item in items(node, key):
            yield from _agreeing(item, "agreed_by", known, (key, index))
    for index, item in items(node, "amendments"):
        for key in ("proposed_by", "need_of"):
            yield from _concerned(item, key, known, ("amendments", index))
    for path, value, at in written_clauses(node):
        yield from _in_entries(path, value, known, at)


def _in_entries(path: str, value: Node, known: frozenset[str], at: tuple[Step, ...]) -> Iterator[Stranger]:
    clause = BY_PATH.get(path)
    fields = clause.value.entries if clause and clause.value else ()
    for index, entry in enumerate(value.value if fields and isinstance(value.value, list) else []):
        for field in fields:
            if field.reads == "party":
                yield from _concerned(entry, field.name, known, (*at, index))
            elif field.reads == "parties":
                yield from _agreeing(entry, field.name, known, (*at, index))


def _agreeing(node: Node, key: str, known: frozenset[str], at: tuple[Step, ...]) -> Iterator[Stranger]:
    """Those of a list of who agreed who cannot: each has to be named."""
    found = node.get(key)
    listed = found.value if found and isinstance(found.value, list) else None
    for index, item in enumerate(listed) if listed is not None else [(None, found)]:
        if item and isinstance(item.value, str) and item.value.strip() and item.value not in known:
            hint = did_you_mean(item.value, known) or _LIST_THEM
            hint = "name each: `[practitioner, client]`" if item.value == "both" else hint
            yield Stranger(_problem(item.value, hint, (*at, key) if index is None else (*at, key, index)), slip=True)


def _concerned(node: Node, key: str, known: frozenset[str], at: tuple[Step, ...]) -> Iterator[Stranger]:
    """One whose something is, or who said it; that may be `both`."""
    found = node.get(key)
    if found and isinstance(found.value, str) and found.value.strip() and found.value not in {*known, "both"}:
        near = did_you_mean(found.value, {*known, "both"})
        yield Stranger(_problem(found.value, near or _LIST_THEM, (*at, key)), slip=bool(near))


def _problem(name: str, hint: str, at: tuple[Step, ...]) -> Problem:
    return Problem("B019", f"{tick(name)} is no party of this contract", hint, at)
