"""The page of a code: what it means, an example that makes it, and what to write instead."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files

_ROOMS = ("source", "contract", "policy", "testing", "analysis", "core")


def codes() -> dict[str, str]:
    """Every code there is, in order, with its meaning in a line."""
    found: dict[str, str] = {}
    for room in _ROOMS:
        found |= import_module(f"boundaries.{room}.codes").CODES
    return dict(sorted(found.items()))


def page(code: str) -> str:
    """The page of a code, as Markdown; raises `KeyError` for a code that is none."""
    if code not in codes():
        raise KeyError(code)
    return (files("boundaries.analysis") / "pages" / f"{code}.md").read_text("utf-8")
