"""The words and signs of opening hours in order, and the errors that point at one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, cast

from boundaries.civil.error import HoursError, shown
from boundaries.civil.hours_words import about_word, times_meant

MAX_TEXT = 2_000

Kind = Literal["always", "time", "comment", "number", "word", "sign", "other", "end"]

_TOKEN = re.compile(
    r"""\s*(?: (?P<always>24/7(?![0-9/:])) | (?P<time>[0-9]{1,2}:[0-9]{2}(?![0-9])) | (?P<comment>"[^"]*")
    | (?P<number>[0-9]+) | (?P<word>[^\W\d_]+) | (?P<sign>\|\||[;,:+/()\[\]-]) | (?P<other>\S) | (?P<end>\Z) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign, at an offset in code points."""

    kind: Kind
    text: str
    offset: int

    @property
    def low(self) -> str:
        """The word in lower case, or an empty text for what is no word."""
        return self.text.lower() if self.kind == "word" else ""


class Tokens:
    """A place in the text: looks ahead, takes what fits, refuses the rest."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_TEXT:
            raise HoursError(f"hours of {len(text):,} characters", 0, f"at most {MAX_TEXT:,} characters fit")
        self.text = text
        self._tokens: list[Token] = []
        at = 0
        while not self._tokens or self._tokens[-1].kind != "end":
            found = _TOKEN.match(text, at)
            assert found is not None, "every text is made of tokens"
            kind = cast(Kind, found.lastgroup)
            self._tokens.append(Token(kind, found[kind], found.start(kind)))
            at = found.end()
        self._next = 0

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one further ahead; behind the last one, the end."""
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, which is then behind us."""
        token = self.peek()
        self._next += 1
        return token

    def took(self, *signs: str) -> bool:
        """Takes the next token if it is one of the signs."""
        if self.peek().kind == "sign" and self.peek().text in signs:
            self._next += 1
            return True
        return False

    def number(self, low: int, high: int, what: str, hint: str) -> int:
        """Takes a number between two bounds; refuses anything else as no `what`."""
        token = self.peek()
        if token.kind != "number" or len(token.text) > 4 or not low <= int(token.text) <= high:
            self.refuse(f"{self.named(token)} is not {what}", hint, token)
        return int(self.take().text)

    def named(self, token: Token) -> str:
        """A token as a message names it."""
        return "the end" if token.kind == "end" else shown(token.text)

    def refuse(self, message: str, hint: str, token: Token | None = None) -> NoReturn:
        """Raises `HoursError` at a token, by default the next one."""
        raise HoursError(message, (token or self.peek()).offset, hint)

    def unexpected(self, wanted: str) -> NoReturn:
        """Raises `HoursError` about the next token, with what it may have been meant to be."""
        token = self.peek()
        if token.text == "(" and self.peek(1).kind == "word":
            token = self.peek(1)
        if token.kind == "word":
            problem, hint = about_word(token.text)
            self.refuse(f"{shown(token.text)} {problem}", hint, token)
        if token.kind in ("number", "time"):
            hint = times_meant(self.text, token.offset)
            self.refuse(f"{shown(self._run(token.offset))} is not expected here", hint, token)
        if token.kind == "comment":
            self.refuse("a comment alone says neither open nor closed", 'write `open "..."`, or times before it', token)
        if token.text == '"':
            self.refuse("a comment without its closing quote", 'a comment is written `open "by phone"`', token)
        self.refuse(f"{self.named(token)} is not expected here", _SIGN_HINTS.get(token.text, wanted), token)

    def _run(self, offset: int) -> str:
        """The text from an offset to the next space or separator: `9am`, `9-17`."""
        found = re.compile(r"[^\s;,]+").match(self.text, offset)
        return found[0] if found else ""


_SIGN_HINTS = {
    "–": "a range is written with `-`", "—": "a range is written with `-`", "−": "a range is written with `-`",
    "~": "a range is written with `-`", "&": "a list is written with `,`", "|": "a fallback is written `||`",
    "+": "an end left open cannot be agreed on: write the end, such as `10:00-18:00`",
    "/": "points in time have no length: write a span, such as `10:00-12:00`",
    "(": "write clock times, such as `07:00-19:00`", "“": 'quotes are written `"`', "„": 'quotes are written `"`',
    "'": 'quotes are written `"`', ".": "times are written `09:00-17:00`, days `Mo-Fr`",
}  # fmt: skip
