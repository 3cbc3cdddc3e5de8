"""The lines of a Signal chat as `signal-export` writes them: from text to numbers. What was said becomes a length."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from boundaries.readers.chat import CALL, MESSAGE, NOTHING, Chat, read_second
from boundaries.readers.privacy import clean_name, length_of

OWN_ROW: Final = "with nothing in it"  # timers, group changes, calls of old versions
NOT_TAKEN: Final = "a call not known to be taken"
TOO_LONG, STRAY = "longer than 1 MiB", "a line that belongs to no row"
NO_TIME, NO_SENDER = "no such time", "no sender"

HEADER = re.compile(r"\ufeff?\[(\d{4}-\d\d-\d\d)(,?) (\d\d:\d\d)(:\d\d)?\] (.*)", re.ASCII | re.DOTALL)
NOBODY = "No-Sender"
NO_CALL = -2.0
_LONGEST_CALL, _LONGEST_STICKER = 100, 60
_DELETED = "(This message was deleted)"
_CALL = re.compile(r"(?:Incoming|Outgoing|Missed)(?: [a-z_]{1,20})? call(?: \(([^()]{0,60})\))?")
_TAKEN = re.compile(r"accepted(?:, (?:(\d{1,6})m )?(\d{1,6})s)?", re.ASCII)
_FILE = re.compile(r"\]\((?:\./media/|\.\./exported_stickers/)")
_NOT_EXPORTED = ("(media not exported)", "(attachment not exported)")
_A_DAY = 86_400


class Shape(NamedTuple):
    """How the versions of `signal-export` differ before a name: a comma, seconds."""

    comma: bool
    seconds: bool


def shape_of(found: re.Match[str]) -> Shape:
    """The shape of a row's beginning."""
    return Shape(bool(found[2]), bool(found[4]))


def typed(text: str) -> str:
    """What somebody wrote of a line: without files, stickers, reactions and blanks that the export puts behind it."""
    if "](" in text and (found := _FILE.search(text)):
        start = text.rfind("[", 0, found.start())
        text = text[: max(start, 0)].removesuffix("!")
    end = len(text.rstrip())
    while note := next((note for note in _NOT_EXPORTED if text.endswith(note, 0, end)), ""):
        end -= len(note)
        while end and text[end - 1].isspace():
            end -= 1
    text = text[:end]
    if text.endswith("-)") and text.startswith("(- ") and ": " in text:
        return ""
    if text == _DELETED or (text.startswith("(( ") and text.endswith(" ))") and len(text) <= _LONGEST_STICKER):
        return ""
    return text


def call_of(text: str) -> float | None:
    """Minutes of the call that a whole text tells of, -1 where they are not known; NO_CALL, or None for any other."""
    found = _CALL.fullmatch(text) if len(text) <= _LONGEST_CALL else None
    if found is None:
        return None
    taken = _TAKEN.fullmatch(found[1] or "")
    if taken is None:
        return NO_CALL
    return -1.0 if taken[2] is None else round(int(taken[1] or 0) + int(taken[2]) / 60, 3)


def settle(chat: Chat, sender: str, length: int, call: float | None, at: int, line: int, *, local: bool) -> None:
    """Give one row on: `length` 0 where nothing was written."""
    if call == NO_CALL:
        chat.leave(NOT_TAKEN, line, at, local=local)
        return
    person = chat.number(sender, [("name", sender)])
    if call is not None:
        chat.add(CALL, at, person, line, local=local, minutes=call)
    else:
        chat.add(MESSAGE, at, person, line, local=local, length=length or -1)


class Lines:
    """Takes the lines of a text one by one into a chat. Shows nothing."""

    __slots__ = (
        "_at", "_blank", "_call", "_chat", "_empty", "_length", "_line", "_named", "_open", "_problem", "_quoting",
        "_sender", "_shape", "_something",
    )  # fmt: skip

    def __init__(self, chat: Chat, named: Iterable[str] = ()) -> None:
        self._chat = chat
        self._named = tuple(sorted((name for name in named if ": " in name), key=len, reverse=True))
        self._shape: Shape | None = None
        self._open, self._empty = False, True  # a row; the line before, if there was one
        self._sender = self._problem = ""
        self._at = self._line = self._length = self._blank = 0
        self._quoting = self._something = False
        self._call: float | None = None

    def __repr__(self) -> str:
        return "<lines of a chat>"

    def feed(self, lines: Iterable[tuple[str, bool]]) -> None:
        """Take in the lines of a file, each with whether it is whole."""
        for number, (line, whole) in enumerate(lines, 1):
            found = HEADER.match(line)
            if found is not None and self._begins(found):
                self._close()
                self._start(found, number)
            elif self._open:
                self._go_on(line)
            elif self._empty and line.strip("\ufeff "):
                self._chat.leave(STRAY, number, rejected=True)
            if self._open and not whole:
                self._problem = TOO_LONG
            self._empty = not line
        self._close()

    def _begins(self, found: re.Match[str]) -> bool:
        """Whether a line that looks like the beginning of a row is one, and not quoted in another.

        Not of another shape than the first; with seconds, not without an empty line before it; and not a day back by
        somebody who has not written yet, since rows stand in the order they were sent.
        """
        shape = shape_of(found)
        self._shape = self._shape or shape
        if shape != self._shape or (shape.seconds and self._open and not self._empty):
            return False
        at = second_of(found)
        if not at or not self._open or at >= self._at - _A_DAY:
            return True
        return self._chat.find(clean_name(self._split(found[5])[0])) is not None

    def _start(self, found: re.Match[str], number: int) -> None:
        name, text = self._split(found[5])
        self._open, self._line, self._blank, self._length, self._call = True, number, 0, 0, None
        self._sender, self._at, self._something = clean_name(name), second_of(found), False
        self._problem = NO_SENDER if self._sender in ("", NOBODY) else "" if self._at else NO_TIME
        self._quoting = not text.strip()
        if not self._quoting:
            self._say(text)

    def _split(self, rest: str) -> tuple[str, str]:
        for name in self._named:
            if rest.startswith(f"{name}: "):
                return name, rest[len(name) + 2 :]
        name, separator, text = rest.partition(": ")
        if separator:
            return name, text
        return (rest.rstrip()[:-1], "") if rest.rstrip().endswith(":") else ("", rest)

    def _go_on(self, line: str) -> None:
        """A line of the row before it. What it answers stands first, each line after `>`, if anything."""
        if self._quoting and (not line.strip() or line.startswith(">")):
            self._something = self._something or line.startswith(">")
            return
        self._quoting = False
        if line.strip():
            self._say(line)
        else:
            self._blank += 1

    def _say(self, line: str) -> None:
        text = typed(line)
        if text:
            self._call = None if self._something else call_of(text)
            self._length += length_of(text) + (self._blank + 1 if self._length else 0)
            self._blank = 0
        self._something = True

    def _close(self) -> None:
        """The row is over: give it to the chat."""
        if not self._open:
            return
        self._open = False
        if self._problem:
            self._chat.leave(self._problem, self._line, self._at or NOTHING, local=True, rejected=True)
        elif not self._something:
            self._chat.leave(OWN_ROW, self._line, self._at, local=True)
        else:
            settle(self._chat, self._sender, self._length, self._call, self._at, self._line, local=True)


def second_of(found: re.Match[str]) -> int:
    """The second of a row's beginning on the computer's clock; 0 where it has none.

    Where Signal knows no time, the export writes the first day of 1970.
    """
    time = read_second(f"{found[1]}T{found[3]}{found[4] or ''}")
    return 0 if time is None or time[0] < _A_DAY else time[0]
