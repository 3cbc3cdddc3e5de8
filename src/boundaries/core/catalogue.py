"""What reports and findings say besides the words of rules: one file a language, in `phrases/`.

A file has the same keys in every language. A text is one text, or `one` and `other` where its count decides; values
stand in it as `{name}`. A language may have forms of its own of a text: `day:dative` beside `day`, which another text
asks for as `{value:dative}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from boundaries.core.language import ENGLISH, answering, wider

FOLDER = Path(__file__).parent / "phrases"
_VALUE = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")

Text: TypeAlias = "str | Mapping[str, str]"  # one text, or `one` and `other`


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The phrases of one language, by `section.name`."""

    language: str
    texts: Mapping[str, Text]
    forms: frozenset[str]  # those that texts have besides the plain one

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values; `count` decides between its forms. Whole numbers are grouped in thousands."""
        return _VALUE.sub(lambda found: self._shown(found, values), self.form(key, values.get("count")))

    def form(self, key: str, count: object = None) -> str:
        """The text of a phrase as it is written, for a count."""
        text = self.texts[key]
        return text if isinstance(text, str) else text["one" if count == 1 else "other"]

    def has(self, key: str) -> bool:
        """Whether there is a phrase, or a form of one, under a key."""
        return key in self.texts

    def word(self, group: str, word: str) -> str:
        """One word of a list of words; a word the list does not have as it is written, its `_` as spaces."""
        text = self.texts.get(f"{group}.{word}")
        return text if isinstance(text, str) else word.replace("_", " ")

    def either(self, items: Iterable[str]) -> str:
        """`a`, `a or b`, `a, b or c`; nothing for nothing."""
        *most, last = list(items) or [""]
        return self.say("list.or", most=", ".join(most), last=last) if most else last

    def shown(self, items: Sequence[str], most: int) -> str:
        """`a, b, c and 4 more`: the first items, and how many there are besides."""
        text = ", ".join(items[:most]) or self.say("list.none")
        return self.say("list.and_more", shown=text, more=len(items) - most) if len(items) > most else text

    def number(self, value: object) -> str:
        """A value as a reader of the language expects it: `47.98`, `47,98`; what is no number as it is."""
        return str(value) if isinstance(value, str) else show(value).replace(".", self.form("number.decimal"))

    def _shown(self, found: re.Match[str], values: Mapping[str, object]) -> str:
        name, form = found.groups()
        value = values[f"{name}:{form}"] if form else values[name]
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}".replace(",", self.form("number.thousands"))
        return self.number(value)


def catalogue(language: str = ENGLISH) -> Catalogue:
    """The phrases of a language, or of the one that answers for it: a wider one, else English."""
    return _read(next(one for one in answering(language) if one in languages()))


def is_spoken(language: str) -> bool:
    """Whether there are phrases of a language, or of a wider one."""
    return any(one in languages() for one in wider(language))


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The languages there are phrases of."""
    return frozenset(path.stem for path in FOLDER.glob("*.json"))


@lru_cache
def _read(language: str) -> Catalogue:
    sections = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    texts = {f"{section}.{key}": text for section, found in sections.items() for key, text in found.items()}
    return Catalogue(language, texts, frozenset(key.partition(":")[2] for key in texts if ":" in key))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that is said when it is shown, in the language asked for: a key, and the texts it is said of."""

    key: str
    of: tuple[str, ...] = ()

    def said(self, language: str = ENGLISH) -> str:
        """The phrase in a language."""
        return said_together([self], 1, language)

    def __str__(self) -> str:
        return self.said()


def said_together(phrases: Iterable[Phrase], count: int, language: str) -> str:
    """Phrases of one key as one; where they are said of nothing, `count` decides the form."""
    found = list(phrases)
    of = tuple(dict.fromkeys(text for phrase in found for text in phrase.of))
    return catalogue(language).say(found[0].key, of=", ".join(of), count=len(of) or count)


# ---- numbers ------------------------------------------------------------------------------------------------


def show(value: object) -> str:
    """A value as machines read it: `5` for 5.0, `47.98` for 47.983, never a rounded number that looks whole."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        return str(value)
    number = float(value)
    if number.is_integer():
        return str(int(number))
    rounded = next((r for places in range(1, 7) if not (r := round(number, places)).is_integer()), number)
    return f"{rounded:.6f}".rstrip("0").rstrip(".")
