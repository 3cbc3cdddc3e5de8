"""How much room a text takes, whatever sans-serif the reader's machine has; rather more than less."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijl.,:;'|!I ")
_SLIM = frozenset('ftr()[]{}-/\\*"`')
_WIDE = frozenset("mwMWOQGD@%&+=<>~#")


def width(text: str, size: float) -> float:
    """The most room a text takes at a size, in the unit of the size."""
    return sum(map(_of, text)) * size


def shortened(text: str, size: float, room: float) -> str:
    """A text that takes no more than some room; that something was left out is told by three dots."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _of(letter: str) -> float:
    """The width of a letter as a part of the size; that of the widest of the common faces, rounded up."""
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if letter in _NARROW:
        return 0.38
    if letter in _SLIM:
        return 0.5
    if letter in _WIDE or not letter.isascii():
        return 1.02
    return 0.75 if letter.isupper() else 0.64
