"""One pass over the lines of a chat: every row becomes a few numbers, its text a length. No text is kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Final

from boundaries.readers import whatsapp_words as words
from boundaries.readers.privacy import DIRECTION_MARKS, People, clean_name, length_of
from boundaries.readers.whatsapp_stamps import HEADER, Shape, Stamp, parse_stamp
from boundaries.readers.whatsapp_vanishing import vanishing

MESSAGE: Final = 0
CALL: Final = 1
SYSTEM: Final = 2
BROKEN: Final = 3  # this and every higher number: turned away

REASONS: Final = {
    BROKEN: "no separator between name and text",
    BROKEN + 1: "no such time of day",
    BROKEN + 2: "no such date",
    BROKEN + 3: "longer than 1 MiB",
    BROKEN + 4: "a line that belongs to no row",
    BROKEN + 5: "no day period beside the time, as other rows have one",
}
NO_TIME, NO_DATE, TOO_LONG, STRAY, NO_PERIOD = range(BROKEN + 1, BROKEN + 6)

_MISSING = -1
_LRM = "\u200e"  # iOS writes it before what it says itself
_UNSEPARATED = re.compile(r"[^:]+:(?!//|\d)\S")
_QUOTES = frozenset('"“”„«»「」『』')


class Scan:
    """What a pass over a chat leaves: parallel columns, a row each. Shows only their number.

    `kind` as above; `date` packs the three numbers as written (`unpack`), `second` is of the day; `person` is
    -1 where nobody said anything; `length` is -1 where there is none; `heading` is the length of what stands before
    a row's text; `minutes` holds those of calls by row, `vanishing` by row what notices say of disappearing messages.
    """

    __slots__ = (
        "_blank", "_named", "clocks", "date", "heading", "kind", "length", "line", "minutes", "people", "person",
        "second", "shape", "unknown_words", "vanishing",
    )  # fmt: skip

    def __init__(self, named: Iterable[str] = ()) -> None:
        self.kind, self.clocks = bytearray(), bytearray()
        self.date, self.second, self.person, self.length, self.heading, self.line = (array("q") for _ in range(6))
        self.minutes: dict[int, float] = {}
        self.vanishing: dict[int, bool] = {}
        self.people = People()
        self.shape: Shape | None = None
        self.unknown_words = 0
        self._blank = 0
        self._named = tuple(sorted((n for n in named if ": " in n), key=len, reverse=True))

    def __len__(self) -> int:
        return len(self.kind)

    def __repr__(self) -> str:
        return f"<Scan of {len(self)} rows>"

    def feed(self, lines: Iterable[tuple[str, bool]]) -> None:
        """Take in the lines of a file, each with whether it is whole."""
        header = HEADER.match
        for number, (line, whole) in enumerate(lines, 1):
            found = header(line)
            stamp = parse_stamp(found[1] or found[2], found[1] is not None) if found else None
            if found is not None and stamp is not None and self._fits(stamp):
                self._open(stamp, found[3], length_of(line[: found.start(3)]), number, whole)
            else:
                self._continue(line, number, whole)

    def merge(self, rows: set[int]) -> None:
        """Make these rows part of the text of the row before each."""
        if not rows:
            return
        kept: list[int] = []
        for row in range(len(self)):
            if row not in rows or not kept:
                kept.append(row)
            elif self.length[kept[-1]] >= 0:
                self.length[kept[-1]] += 1 + self.heading[row] + max(self.length[row], 0)
        places = {row: place for place, row in enumerate(kept)}
        self.minutes = {places[row]: minutes for row, minutes in self.minutes.items() if row in places}
        self.vanishing = {places[row]: on for row, on in self.vanishing.items() if row in places}
        self.kind = bytearray(self.kind[row] for row in kept)
        self.clocks = bytearray(self.clocks[row] for row in kept)
        for column in ("date", "second", "person", "length", "heading", "line"):
            values = getattr(self, column)
            setattr(self, column, array("q", (values[row] for row in kept)))

    def _fits(self, stamp: Stamp) -> bool:
        """Whether a stamp is of the shape of the first one; any other is part of what somebody said."""
        shape = self.shape
        if shape is None:
            self.shape = shape = stamp.shape
        if stamp.shape is not shape and stamp.shape._replace(period=shape.period) != shape:
            return False
        if not stamp.known:
            if not shape.period:
                return False
            self.unknown_words += 1
        return True

    def _open(self, stamp: Stamp, rest: str, heading: int, number: int, whole: bool) -> None:
        kind, person, length, said_from = self._who_said(rest)
        if not whole:
            kind = TOO_LONG
        elif stamp.second < 0:
            kind = NO_TIME
        self._append(kind, person, length, heading + said_from, number)
        self.date[-1] = stamp.date
        self.second[-1] = stamp.second
        self.clocks[-1] = stamp.shape.period
        self._blank = 0

    def _append(self, kind: int, person: int, length: int, heading: int, number: int) -> None:
        self.kind.append(kind)
        self.person.append(person)
        self.length.append(length)
        self.heading.append(heading)
        self.line.append(number)
        self.date.append(0)
        self.second.append(_MISSING)
        self.clocks.append(0)

    def _continue(self, line: str, number: int, whole: bool) -> None:
        """A line of the text of the row before it. Empty lines count once another follows them."""
        if not line:
            self._blank += 1
        elif not self.kind or self.kind[-1] == STRAY:
            if line.strip(DIRECTION_MARKS + "\ufeff "):
                self._append(STRAY, _MISSING, _MISSING, 0, number)
        elif not whole:
            self.kind[-1] = TOO_LONG
        elif self.length[-1] >= 0:
            said = words.without_edit_mark(line) if line[-1] == ">" else line
            self.length[-1] += self._blank + 1 + length_of(said)
            self._blank = 0

    def _who_said(self, rest: str) -> tuple[int, int, int, int]:
        """Kind, person, length and where the text begins, of what follows a stamp."""
        name, separator, text = self._split(rest)
        if not separator:
            broken = not self._tells_of_vanishing(rest) and _UNSEPARATED.match(rest)
            return (BROKEN if broken else SYSTEM), _MISSING, _MISSING, 0
        person = self.people.known(name)
        if person is None and (
            not _QUOTES.isdisjoint(name) or self._tells_of_vanishing(name) or not clean_name(name)
        ):  # fmt: skip
            return SYSTEM, _MISSING, _MISSING, 0
        kind, length = self._measure(text)
        if kind == SYSTEM:
            person = _MISSING
        elif person is None:
            person = self.people.number(name)
        return kind, person, length, length_of(name) + 2

    def _split(self, rest: str) -> tuple[str, str, str]:
        for name in self._named:
            if rest.startswith(f"{name}: "):
                return name, ": ", rest[len(name) + 2 :]
        name, separator, text = rest.partition(": ")
        if not separator and (bare := rest.rstrip(DIRECTION_MARKS + " ")).endswith(":"):
            return bare[:-1], ": ", ""
        return name, separator, text

    def _measure(self, text: str) -> tuple[int, int]:
        """Kind and length of a row's first line of text."""
        if _LRM in text:
            return self._written_by_whatsapp(text)
        if words.is_placeholder(text):
            return MESSAGE, _MISSING
        if words.is_first_notice(text):
            return SYSTEM, _MISSING
        return MESSAGE, length_of(words.without_edit_mark(text) if text.endswith(">") else text)

    def _written_by_whatsapp(self, text: str) -> tuple[int, int]:
        """Kind and length of a text that holds the mark before what WhatsApp says itself."""
        tail = words.plain_text(text.rpartition(_LRM)[2])
        if text[0] != _LRM:
            if tail and not tail.startswith("<") and words.is_media(tail):
                return MESSAGE, _MISSING
            return MESSAGE, length_of(words.without_edit_mark(text) if text.endswith(">") else text)
        whole = words.plain_text(text)
        if not whole:
            return MESSAGE, 0
        if words.is_placeholder(text) or words.is_media(whole):
            return MESSAGE, _MISSING
        if (minutes := words.minutes_of_call(whole)) is not None:
            self.minutes[len(self)] = minutes
            return CALL, _MISSING
        notice = self._tells_of_vanishing(whole) or words.is_notice(whole)
        return (SYSTEM if notice else MESSAGE), _MISSING

    def _tells_of_vanishing(self, notice: str) -> bool:
        """Whether a text of WhatsApp's is about disappearing messages; what it says is noted for the next row."""
        on = vanishing(words.plain_text(notice))
        if on is not None:
            self.vanishing[len(self)] = on
        return on is not None
