"""The calm sentence of a finding: a rule's wording with its values filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from boundaries.core.catalogue import Catalogue, catalogue, is_spoken
from boundaries.core.language import ENGLISH

PLACEHOLDERS = frozenset(
    "count from until measured agreed limit unit by channel kind "
    "minutes notice_hours overrun_minutes place days terms".split()
)
# The values that only the sentence of a drift has.
OF_DRIFT = frozenset("since since_from since_until before after factor".split())
MAY_BE = {"crisis": "purpose", "scheduling": "purpose", "incidental": "length"}  # excuses a row's own columns give
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def placeholders(wording: str) -> tuple[str, ...]:
    """The names in braces of a wording, in order, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(wording)))


def render(wording: str, params: Mapping[str, object], fallback: str = "", language: str = ENGLISH) -> str:
    """A wording with its `{placeholders}` filled in, numbers as its language has them; it shows no empty value.

    A part between commas that names a missing value is left out. Where that is the part a sentence begins with, the
    sentence is left out; where none remains, the answer is `fallback` (a rule's title, say).
    """
    spoken = catalogue(language)
    sentences = (_fill(sentence, params, spoken) for sentence in _SENTENCE_END.split(wording.strip()))
    return " ".join(s for s in sentences if s) or fallback


def _fill(sentence: str, params: Mapping[str, object], spoken: Catalogue) -> str:
    parts = sentence.split(", ")
    if _lacks(parts[0], params):
        return ""
    kept = ", ".join(part for part in parts if not _lacks(part, params))
    end = sentence[-1:] if sentence[-1:] in ".!?" and kept[-1:] not in ".!?" else ""
    return _PLACEHOLDER.sub(lambda found: spoken.number(params[found[1]]), kept) + end


def _lacks(part: str, params: Mapping[str, object]) -> bool:
    return any(params.get(name) in (None, "") for name in _PLACEHOLDER.findall(part))


def may_have_been(column: str, unless: Iterable[str], language: str = ENGLISH) -> str:
    """What an event may have been, by the excuses of `unless` that could not be judged for want of a column."""
    spoken = catalogue(language)
    return spoken.either(spoken.form(f"may_be.{word}") for word in unless if MAY_BE.get(word) == column)


def calm(value: float, unit: str | None = None, language: str = ENGLISH) -> str:
    """A number with as many digits as say something: `2.4`, of a share `35 %`, of large ones `120`."""
    shown = value * 100 if unit == "share" else value
    places = 0 if abs(shown) >= 10 else 1 if abs(shown) >= 0.1 else 2
    digits = f"{shown:.{places}f}"
    number = (digits.rstrip("0").rstrip(".") if places else digits).replace(
        ".", catalogue(language).form("number.decimal")
    )
    return catalogue(language).say("number.percent", value=number) if unit == "share" else number


def day_words(local: datetime, language: str = ENGLISH) -> str:
    """The day of a civil reading: `3 Mar 2026`, `3. Mär 2026`, `2026-03-03` elsewhere."""
    if not is_spoken(language):
        return f"{local.year:04}-{local.month:02}-{local.day:02}"
    spoken = catalogue(language)
    month = spoken.form("date.months").split()[local.month - 1]
    return spoken.say("date.day", day=local.day, month=month, year=str(local.year))


def civil_words(local: datetime, language: str = ENGLISH) -> str:
    """A civil reading to the minute: `Tue 3 Mar 2026 21:10`, `Di 3. Mär 2026 21:10`, `2026-03-03 21:10` elsewhere."""
    clock = f"{local.hour:02}:{local.minute:02}"
    if not is_spoken(language):
        return f"{local.year:04}-{local.month:02}-{local.day:02} {clock}"
    spoken = catalogue(language)
    weekday = spoken.form("date.weekdays").split()[local.weekday()]
    month = spoken.form("date.months").split()[local.month - 1]
    return spoken.say("date.civil", weekday=weekday, day=local.day, month=month, year=str(local.year), clock=clock)
