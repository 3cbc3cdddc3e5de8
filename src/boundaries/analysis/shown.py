"""What stands in a rule, on one line, for a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from boundaries.contract.clauses import short
from boundaries.policy.condition import Filter, Ref
from boundaries.policy.document import filter_document, value_document
from boundaries.source.node import Node

_LONGEST = 80
_REFERENCE = re.compile(r"\$([a-z_]+(?:\.[a-z_]+)+)")


def entry(key: str, node: Node) -> str:
    """`kind: [message, call]`, as the author wrote it."""
    return _ticked(f"{key}: {_flow(node.plain())}")


def test(given: Filter) -> str:
    """A compiled filter as an author would write it: `kind: message, by: client`."""
    text = _flow(filter_document(given)).removeprefix("{").removesuffix("}")
    return _ticked(_REFERENCE.sub(lambda found: f"${short(found[1])}", text))


def reference(given: Ref) -> str:
    """`$reply_within * 2`, in backticks."""
    return _ticked(_REFERENCE.sub(lambda found: f"${short(found[1])}", str(value_document(given))))


def together(texts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _ticked(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"
