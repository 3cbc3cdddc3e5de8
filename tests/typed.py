"""A file's values with the types an editor gives them: those of YAML 1.2, so that schemas can be held to real files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from boundaries.source.document import parse_document
from boundaries.source.node import Node

_INTEGER = re.compile(r"[-+]?\d+", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?", re.ASCII)


def documents(path: Path) -> list[Any]:
    """The documents of a file, as plain values."""
    return [typed(node) for node in parse_document(path.read_text("utf-8"), str(path))]


def typed(node: Node) -> Any:
    """A value: unquoted `true`, `false` and numbers are what they look like, all other scalars are text."""
    if isinstance(node.value, dict):
        return {key: typed(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [typed(value) for value in node.value]
    text = node.value
    if text is None or node.inset != 0:
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _INTEGER.fullmatch(text) else float(text) if _NUMBER.fullmatch(text) else text
