"""The calm sentence of a finding: a rule's wording with its values filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

PLACEHOLDERS = frozenset(
    "count from until measured agreed limit unit by channel kind "
    "minutes notice_hours overrun_minutes place days terms".split()
)
# The excuses that a row's own columns give: the column each looks at, and what it is in words.
MAY_BE = {
    "crisis": ("purpose", "about a crisis"),
    "scheduling": ("purpose", "about arranging a session"),
    "incidental": ("length", "a short acknowledgement"),
}
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_DAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun".split(), "de": "Mo Di Mi Do Fr Sa So".split()}
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "de": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split(),
}


def placeholders(wording: str) -> tuple[str, ...]:
    """The names in braces of a wording, in order, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(wording)))


def render(wording: str, params: Mapping[str, object], fallback: str = "") -> str:
    """A wording with its `{placeholders}` filled in; it never shows an empty value.

    A part between commas that names a missing value is left out. Where that is the part a sentence begins with, the
    sentence is left out; where none remains, the answer is `fallback` (a rule's title, say).
    """
    sentences = (_fill(sentence, params) for sentence in _SENTENCE_END.split(wording.strip()))
    return " ".join(s for s in sentences if s) or fallback


def _fill(sentence: str, params: Mapping[str, object]) -> str:
    parts = sentence.split(", ")
    if _lacks(parts[0], params):
        return ""
    kept = ", ".join(part for part in parts if not _lacks(part, params))
    end = sentence[-1:] if sentence[-1:] in ".!?" and kept[-1:] not in ".!?" else ""
    return _PLACEHOLDER.sub(lambda found: show(params[found[1]]), kept) + end


def _lacks(part: str, params: Mapping[str, object]) -> bool:
    return any(params.get(name) in (None, "") for name in _PLACEHOLDER.findall(part))


def may_have_been(column: str, unless: Iterable[str]) -> str:
    """What an event may have been, by the excuses of `unless` that could not be judged for want of a column."""
    return " or ".join(MAY_BE[word][1] for word in unless if word in MAY_BE and MAY_BE[word][0] == column)


def show(value: object) -> str:
    """A value as a reader expects it: `5` for 5.0, `47.98` for 47.983, never a rounded number that looks whole."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        return str(value)
    number = float(value)
    if number.is_integer():
        return str(int(number))
    rounded = next((r for places in range(1, 7) if not (r := round(number, places)).is_integer()), number)
    return f"{rounded:.6f}".rstrip("0").rstrip(".")


def civil_words(local: datetime, language: str = "en") -> str:
    """A civil reading to the minute: `Tue 3 Mar 2026 21:10`, `Di 3. Mär 2026 21:10`, `2026-03-03 21:10` elsewhere."""
    clock = f"{local.hour:02}:{local.minute:02}"
    if language not in _DAYS:
        return f"{local.year:04}-{local.month:02}-{local.day:02} {clock}"
    dot = "." if language == "de" else ""
    day, month = _DAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    return f"{day} {local.day}{dot} {month} {local.year} {clock}"
