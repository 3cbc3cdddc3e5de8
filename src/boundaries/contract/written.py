"""What a contract file says where: its clauses, at first and as amended, and the entries of its lists."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.contract.clauses import PARTS, resolve
from boundaries.contract.values import Step
from boundaries.source.node import Node


def written_clauses(node: Node) -> Iterator[tuple[str, Node, tuple[Step, ...]]]:
    """Whatever is said of a clause or a field, at first or by an amendment: its full path, its value, its place."""
    for part in PARTS:
        found = node.get(part)
        for name, value in found.value.items() if found and isinstance(found.value, dict) else ():
            yield f"{part}.{name}", value, (part, name)
    for index, item in items(node, "amendments"):
        changes = item.get("set")
        for key, value in changes.value.items() if changes and isinstance(changes.value, dict) else ():
            if full := resolve(key):
                yield full, value, ("amendments", index, "set", key)


def items(node: Node, key: str) -> Iterator[tuple[int, Node]]:
    """The entries of a list under a key, with their numbers."""
    found = node.get(key)
    yield from enumerate(found.value if found and isinstance(found.value, list) else [])
