"""Names of languages, and which other language answers for one that is not there."""

from __future__ import annotations

ENGLISH = "en"


def wider(language: str) -> tuple[str, ...]:
    """A language and those it is a variety of: `de-AT`, `de`."""
    parts = language.split("-")
    return tuple("-".join(parts[:number]) for number in range(len(parts), 0, -1))


def answering(language: str) -> tuple[str, ...]:
    """The languages to look for, the nearest first: `de-AT`, `de`, then English."""
    return tuple(dict.fromkeys((*wider(language), ENGLISH)))
