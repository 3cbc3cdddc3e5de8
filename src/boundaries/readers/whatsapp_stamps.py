"""Date and time at the head of a row, in any of the shapes that WhatsApp writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from boundaries.readers.privacy import DIRECTION_MARKS
from boundaries.readers.whatsapp_words import PERIODS, hour_of, is_filler, plain_word

_MARKS = f"[{DIRECTION_MARKS}\ufeff]*"
# `[stamp] rest` (iOS) or `stamp - rest` (Android), a stamp being short and beginning with a digit.
HEADER = re.compile(rf"{_MARKS}(?:\[({_MARKS}\d[^\]]{{8,60}})\]|(\d[^\]]{{8,60}}?) [-–]){_MARKS} ?(.*)", re.DOTALL)
_STAMP = re.compile(
    r"(\d{1,4})( ?[./年-] ?)(\d{1,2})( ?[./月-] ?)(\d{1,4})(日?\D{0,24}?)(\d{1,2})([:.])(\d\d)(?:\8(\d\d))?(\D{0,24})",
    re.ASCII,
)
_PLAIN = dict.fromkeys(map(ord, DIRECTION_MARKS + "\ufeff")) | {
    zero + digit: str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6) for digit in range(10)
}  # Arabic, Persian, Devanagari and Bengali digits
_UNPLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")  # rare, and looking is cheaper than translating


class Shape(NamedTuple):
    """What all stamps of one export have in common."""

    brackets: bool
    separators: str
    year_first: bool  # with four digits, so without doubt
    year_digits: int
    clock: str  # `:` or `.`, twice where there are seconds
    period: bool  # a day period beside the time


class Stamp(NamedTuple):
    """One row's date, its three numbers packed into one (see `unpack`), and its time."""

    shape: Shape
    date: int
    second: int  # of the day; -1 where there is no such time
    known: bool  # whether every word beside the time is known


def parse_stamp(text: str, brackets: bool) -> Stamp | None:
    """The stamp that a text is, or None where it is none."""
    found = _STAMP.fullmatch(text if text.isascii() or not _UNPLAIN.search(text) else text.translate(_PLAIN))
    if found is None:
        return None
    first, one, middle, two, last, between, hour, clock, minute, seconds, after = found.groups()
    year_first = len(first) == 4
    year_digits = 4 if year_first else len(last)
    if len(first) == 3 or (len(last) > 2 if year_first else len(last) not in (2, 4)):
        return None
    word, known = _period(between, after)
    shape = _shape(brackets, one + two, year_first, year_digits, clock * (2 if seconds else 1), word != "")
    date = int(first) << 32 | int(middle) << 16 | int(last)
    return Stamp(shape, date, _second(int(hour), int(minute), int(seconds or 0), word, known), known)


_shape = lru_cache(maxsize=256)(Shape)  # one object a shape, so that rows compare quickly


def unpack(date: int) -> tuple[int, int, int]:
    """The three numbers of a stamp's date, in the order they are written."""
    return date >> 32, date >> 16 & 0xFFFF, date & 0xFFFF


_KNOWN: dict[tuple[str, str], str] = {}  # what has been looked up; never a word that is not in the lists


def _period(between: str, after: str) -> tuple[str, bool]:
    """The day period before or after a time (empty if none), and whether all words there are known."""
    word = _KNOWN.get((between, after))
    if word is not None:
        return word, True
    before, behind = plain_word(between.removeprefix("日")), plain_word(after)
    words = [word for word in (before, behind) if not is_filler(word)]
    known = len(words) <= 1 and all(word in PERIODS for word in words)
    word = words[0] if words else ""
    if known and len(_KNOWN) < 256:
        _KNOWN[between, after] = word
    return word, known


def _second(hour: int, minute: int, seconds: int, word: str, known: bool) -> int:
    actual = hour_of(hour, word) if word and known else hour
    if actual is None or actual > 23 or minute > 59 or seconds > 59:
        return -1
    return actual * 3600 + minute * 60 + seconds


def looks_like_chat(head: bytes, encoding: str) -> bool:
    """Whether one of the first lines begins as a row of an export does."""
    for line in head.decode(encoding, "replace").split("\n", 20)[:20]:
        found = HEADER.match(line[:200])
        if found and parse_stamp(found[1] or found[2], found[1] is not None):
            return True
    return False
