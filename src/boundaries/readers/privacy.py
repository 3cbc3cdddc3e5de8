"""What a reader may take from text and names: a length, and whether two names are one person's.

Text is measured where it is first touched and never stored. Names are compared and then forgotten; nothing that
leaves a reader holds one.
"""

from __future__ import annotations

import re
import unicodedata

DIRECTION_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARK = re.compile(f"[{DIRECTION_MARKS}]")
_WITHOUT_MARKS = dict.fromkeys(map(ord, DIRECTION_MARKS))


def length_of(text: str) -> int:
    """Code points of a text, direction marks apart: exports add those, nobody types them."""
    return len(text) if text.isascii() else len(text) - len(_MARK.findall(text))


def without_marks(text: str) -> str:
    """The text without direction marks."""
    return text if text.isascii() else text.translate(_WITHOUT_MARKS)


def clean_name(name: str) -> str:
    """A name as it is compared: composed (NFC), single plain spaces, no direction marks, no leading `~`.

    Exports put `~` before names that are not in the address book.
    """
    return " ".join(unicodedata.normalize("NFC", without_marks(name)).split()).removeprefix("~").lstrip()


class People:
    """The distinct people of a file, by number in order of appearance. Shows nobody in its repr."""

    __slots__ = ("_by_raw", "_numbers")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._by_raw: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return f"<{len(self)} people>"

    def known(self, raw: str) -> int | None:
        """The number of somebody met before, written just so."""
        return self._by_raw.get(raw)

    def number(self, raw: str) -> int:
        """The number of whoever is written so; a new person gets the next one."""
        known = self._by_raw.get(raw)
        if known is None:
            known = self._numbers.setdefault(clean_name(raw), len(self._numbers))
            if len(self._by_raw) < 4096:  # a file of nothing but names must not fill the memory twice
                self._by_raw[raw] = known
        return known

    def names(self) -> list[str]:
        """Everybody's name as it is compared, in the order of their numbers: for who is who, and nothing else."""
        return list(self._numbers)
