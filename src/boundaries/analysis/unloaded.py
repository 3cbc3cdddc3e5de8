"""The packs and scopes of a contract that cannot be loaded: looked at all the same, so that all is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.policy.compile import pack_beside
from boundaries.policy.filters import parse_filter
from boundaries.policy.packs import load_pack, shipped_packs
from boundaries.source.node import Node
from boundaries.source.reading import items_of


def unloaded(contract: Node) -> Iterator[Diagnostic]:
    """The problems of the packs a contract lists, and of the scopes of its exceptions, as compiling it would tell."""
    folder = os.path.dirname(contract.location.file)
    packs = contract.get("packs")
    for entry in items_of(packs) if packs is not None else ():
        if isinstance(entry.value, str) and entry.value.strip():
            yield from _of_pack(entry, folder)
    found: list[Diagnostic] = []
    exceptions = contract.get("exceptions")
    for exception in items_of(exceptions) if exceptions is not None else ():
        scope = exception.get("scope")
        if scope is not None and scope.value is not None:
            parse_filter(scope, found)
    yield from found


def _of_pack(entry: Node, folder: str) -> Iterator[Diagnostic]:
    name = str(entry.value)
    try:
        load_pack(pack_beside(name, folder, shipped_packs()) or name)
    except PolicyError as error:
        yield from (replace(d, location=entry.location) if d.location is None else d for d in error.diagnostics)
