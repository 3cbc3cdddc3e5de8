"""The files that somebody writes by hand for the readers: who is who, and how an export is to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from boundaries.core.errors import UsageError
from boundaries.core.location import Location
from boundaries.source.document import SourceError, compose, read_text
from boundaries.source.node import Node
from boundaries.source.reading import Problems

T = TypeVar("T")


def load(path: Path, shown: str | None, parse: Callable[[str, str], T]) -> T:
    """What a file says, by what reads its text; raises `UsageError` where there is no such text."""
    name = shown or str(path)
    try:
        return parse(read_text(path, name), name)
    except SourceError as problem:
        error = UsageError(*problem.diagnostics)
    raise error  # outside the handler: a cause would be printed with it


def one_document(text: str, file: str, problems: Problems, code: str, message: str, hint: str) -> Node | None:
    """The only document of a text; None, with its problems noted, where it has faults or is not one."""
    nodes, faults = compose(text, file)
    problems.found.extend(faults)
    if len(nodes) != 1 and not faults:
        problems.add(code, message, Location(file, 1, 1), hint)
    return nodes[0] if len(nodes) == 1 else None
