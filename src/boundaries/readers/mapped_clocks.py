"""Times as exports write them, a whole column at once: each format is one expression that Arrow matches (RE2).

`strptime` takes ten times as long, and asks the machine's language for the names of months. Here they are English.
Which number is the day is what the format says, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_OFFSET = r"[Zz]|UTC|GMT|UT|[+-][0-9]{2}(?::?[0-9]{2})?"
_BLANK = r"[\s\x{00a0}\x{2007}\x{2009}\x{200e}\x{200f}\x{202f}]"
_BLANKS = re.compile("[ \t\n\f\r\u00a0\u2007\u2009\u200e\u200f\u202f]+")  # the same, as Python says it
DIRECTIVES: dict[str, str] = {
    "Y": "(?P<Y>[0-9]{4})", "y": "(?P<y>[0-9]{2})", "m": "(?P<m>[0-9]{1,2})", "d": "(?P<d>[0-9]{1,2})",
    "b": f"(?P<b>{_MONTH}){chr(92)}.?", "a": f"{_DAY}{chr(92)}.?",
    "H": "(?P<H>[0-9]{1,2})", "I": "(?P<I>[0-9]{1,2})", "M": "(?P<M>[0-9]{2})", "S": "(?P<S>[0-9]{2})",
    "f": "(?P<f>[0-9]{1,9})", "p": rf"(?P<p>[ap]){chr(92)}.?{_BLANK}?m{chr(92)}.?", "z": f"(?P<z>{_OFFSET})",
}  # fmt: skip
_SAME = {"B": "b", "A": "a", "e": "d"}
WORDS: dict[str, str] = {
    "iso": r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[Tt ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})"
    rf"(?::(?P<S>[0-9]{{2}})(?:[.,](?P<f>[0-9]{{1,9}}))?)? ?(?P<z>{_OFFSET})?)?",
    "rfc2822": rf"(?:{_DAY},\s*)?(?P<d>[0-9]{{1,2}})\s+(?P<b>{_MONTH})\s+(?P<Y>[0-9]{{4}})\s+(?P<H>[0-9]{{1,2}}):"
    rf"(?P<M>[0-9]{{2}})(?::(?P<S>[0-9]{{2}}))?\s+(?P<z>{_OFFSET})(?:\s*\([A-Za-z ]*\))?",
    "unix": r"(?P<s>[0-9]{1,11})(?:\.(?P<f>[0-9]{1,9}))?",
    "unix_ms": r"(?P<s>[0-9]{1,11})(?P<f>[0-9]{3})(?:\.[0-9]+)?",
}
_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_SECOND, _LONGEST = 1_000_000, 80
NONE, INSTANT, LOCAL, DATE = range(4)  # what a cell turned out to be: nothing, an instant, a reading, a day

Ints = NDArray[np.int64]


class FormatError(Exception):
    """A format that cannot be one; the message says why, `hint` the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a time: what the map says, and the expression that it means."""

    text: str
    pattern: str

    @property
    def has_time(self) -> bool:
        """Whether it can tell an hour."""
        return any(f"(?P<{part}>" in self.pattern for part in "HIs")

    @property
    def shape(self) -> str:
        """The expression without its meaning: of two formats of one shape the second is never asked."""
        return re.sub(r"\?P<\w>", "", self.pattern)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Moments:
    """A column of times: microseconds (UTC, or of the local clock) and what each is; `problems` are by row."""

    at: Ints
    what: NDArray[np.uint8]
    problems: dict[int, str]


def compile_format(text: str) -> Format:
    """The format of a word such as `iso`, or of a pattern such as `%d/%m/%Y %H:%M`; raises `FormatError`."""
    if text in WORDS:
        return Format(text, WORDS[text])
    if "%" not in text:
        hint = f"one of {', '.join(WORDS)}, or a pattern such as `%d/%m/%Y %H:%M`"
        raise FormatError(f"`{text[:_LONGEST]}` is no format of a time", hint)
    found: list[str] = []
    pattern, end = "", 0
    for directive in _DIRECTIVE.finditer(text):
        letter = _SAME.get(directive[1], directive[1])
        pattern += _literal(text[end : directive.start()], "*" if letter == "p" else "+")
        end = directive.end()
        if letter == "%":
            pattern += "%"
            continue
        if letter not in DIRECTIVES:
            raise FormatError(f"`%{directive[1]}` is no part of a time", _WAY_OUT)
        found.append(letter)
        pattern += DIRECTIVES[letter]
    _check(found, text)
    return Format(text, pattern + _literal(text[end:]))


_WAY_OUT = "known: %Y %y %m %d %b (a month's English name) %a %H %I %p %M %S %f %z"


def _literal(text: str, blanks: str = "+") -> str:
    """What stands between the parts; a blank is any blanks, and one before `%p` may be missing."""
    return f"{_BLANK}{blanks}".join(re.escape(part) for part in _BLANKS.split(text))


def _check(found: Sequence[str], text: str) -> None:
    """Raises `FormatError` for parts that do not make a day, or a day and a time."""
    twice = [letter for letter in found if found.count(letter) > 1]
    if twice:
        raise FormatError(f"`{text}` has `%{twice[0]}` twice", "each part of a time stands there once")
    for options, what in ((("Y", "y"), "year"), (("m", "b"), "month"), (("d",), "day")):
        if sum(letter in found for letter in options) != 1:
            names = " or ".join(f"`%{letter}`" for letter in options)
            raise FormatError(f"`{text}` needs one {what}", f"{names}; a time without a date is `{{date:, time:}}`")
    hours = [letter for letter in found if letter in "HI"]
    if len(hours) > 1 or ("I" in hours) != ("p" in found):
        raise FormatError(f"`{text}` needs one hour", "`%H`, or `%I` with `%p`")
    if bool(hours) != ("M" in found) or ("S" in found and not hours) or ("f" in found and "S" not in found):
        raise FormatError(f"`{text}` is not a whole time", "`%H:%M`, `%H:%M:%S`, `%H:%M:%S.%f`")
    if "z" in found and not hours:
        raise FormatError(f"`{text}` has an offset and no time", "leave `%z` out")


# ---- a column -----------------------------------------------------------------------------------------------


def read_moments(texts: pa.Array, formats: Sequence[Format]) -> Moments:
    """The times of a column of texts (null: none), each in the first format whose shape it has."""
    at, what = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint8)
    problems: dict[int, str] = {}
    rows = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
    for one in formats:
        if not len(rows):
            break
        given = texts if len(rows) == len(texts) else texts.take(pa.array(rows))
        parts = pc.extract_regex(given, f"(?i)^{_BLANK}*(?:{one.pattern}){_BLANK}*$")
        fits = parts.is_valid().to_numpy(zero_copy_only=False)
        here = rows[fits]
        if len(here):
            whole = parts if len(here) == len(given) else parts.filter(pa.array(fits))
            at[here], what[here], good = _Parts(whole).read()
            problems |= dict.fromkeys(here[~good].tolist(), "no such date or time")
        rows = rows[~fits]
    problems |= dict.fromkeys(rows.tolist(), "not a time as the map's `format` says")
    for row in problems:
        at[row], what[row] = 0, NONE
    return Moments(at, what, problems)


class _Parts:
    """The matched parts of a column of times."""

    def __init__(self, parts: pa.StructArray) -> None:
        self.count = len(parts)
        self.parts = {parts.type.field(i).name: parts.field(i) for i in range(parts.type.num_fields)}

    def read(self) -> tuple[Ints, NDArray[np.uint8], NDArray[np.bool_]]:
        """Microseconds, what they are, and which of them exist."""
        if "s" in self.parts:
            at = self.number("s") * _SECOND + self.micros()
            return at, np.full(self.count, INSTANT, np.uint8), np.ones(self.count, np.bool_)
        days, good = self.days()
        seconds, fits = self.seconds()
        at = (days * 86_400 + seconds) * _SECOND + self.micros()
        what = np.full(self.count, LOCAL, np.uint8)
        if "H" in self.parts or "I" in self.parts:
            hour = self.parts["H" if "H" in self.parts else "I"]
            what[pc.equal(hour, "").to_numpy(zero_copy_only=False)] = DATE
        else:
            what[:] = DATE
        if "z" in self.parts:
            offset, known, sound = self.offset()
            at, what, good = at - offset, np.where(known, INSTANT, what).astype(np.uint8), good & sound
        return at, what, good & fits

    def number(self, name: str) -> Ints:
        """A part's numbers; 0 where it may be left out and is."""
        if name not in self.parts:
            return np.zeros(self.count, np.int64)
        part = self.parts[name]
        empty = pc.equal(part, "")
        if pc.any(empty).as_py():
            part = pc.if_else(empty, "0", part)
        numbers: Ints = part.cast(pa.int64()).to_numpy()
        return numbers

    def micros(self) -> Ints:
        """Microseconds of the decimals; what comes after the sixth is cut."""
        if "f" not in self.parts:
            return np.zeros(self.count, np.int64)
        padded = pc.utf8_slice_codeunits(pc.utf8_rpad(self.parts["f"], 6, "0"), 0, 6)
        numbers: Ints = padded.cast(pa.int64()).to_numpy()
        return numbers

    def days(self) -> tuple[Ints, NDArray[np.bool_]]:
        """Days since 1970, and which of them are in the calendar (Hinnant, days_from_civil)."""
        year = self.number("Y") if "Y" in self.parts else 2000 + self.number("y")
        month = self.month() if "b" in self.parts else self.number("m")
        day = self.number("d")
        leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
        most = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)]
        good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= most + (leap & (month == 2)))
        before = year - (month <= 2)
        era = before // 400
        of_era = before - era * 400
        of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468, good

    def month(self) -> Ints:
        beginnings = pc.utf8_slice_codeunits(pc.utf8_lower(self.parts["b"]), 0, 3)
        found: Ints = pc.index_in(beginnings, pa.array(_MONTHS)).to_numpy().astype(np.int64) + 1
        return found

    def seconds(self) -> tuple[Ints, NDArray[np.bool_]]:
        """Seconds of the day, and which of them a clock shows."""
        minute, second = self.number("M"), self.number("S")
        if "I" in self.parts:
            hour = self.number("I")
            good = (hour >= 1) & (hour <= 12)
            late = pc.equal(pc.utf8_lower(self.parts["p"]), "p").to_numpy(zero_copy_only=False)
            hour = hour % 12 + 12 * late
        else:
            hour = self.number("H")
            good = hour <= 23
        return (hour * 60 + minute) * 60 + second, good & (minute <= 59) & (second <= 59)

    def offset(self) -> tuple[Ints, NDArray[np.bool_], NDArray[np.bool_]]:
        """Microseconds east of UTC, where there is an offset at all, and where it is one."""
        coded = self.parts["z"].dictionary_encode()
        micros, known, sound = (
            np.array(column) for column in zip(*map(_offset, coded.dictionary.to_pylist()), strict=True)
        )
        codes = coded.indices.to_numpy()
        return micros[codes].astype(np.int64), known[codes].astype(np.bool_), sound[codes].astype(np.bool_)


def _offset(text: str) -> tuple[int, bool, bool]:
    if not text:
        return 0, False, True
    if text[0] not in "+-":
        return 0, True, True
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    micros = (hours * 60 + minutes) * 60 * _SECOND
    return -micros if text[0] == "-" else micros, True, hours < 24 and minutes < 60
