"""What is wrong with a text that should name a time, where in it, and the way out."""

from __future__ import annotations


class CivilError(ValueError):
    """A text that names no time.

    `message` is lower case with the user's text in backticks, `offset` counts code points from 0 to the offending
    part, `hint` is the way out. Whoever knows the file adds its place.
    """

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message, offset, hint)
        self.message, self.offset, self.hint = message, offset, hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class SpanError(CivilError):
    """A text that is no duration."""


class HoursError(CivilError):
    """A text that is no opening hours, or uses a part of their language that has no meaning here."""


class UnknownZone(CivilError):  # noqa: N818 - the name says what happened
    """A name that is no time zone."""


class UnknownCountry(CivilError):  # noqa: N818 - the name says what happened
    """A code that is no country or subdivision with known public holidays."""


def shown(text: str) -> str:
    """The user's text in backticks, short and printable."""
    short = text if len(text) <= 40 else text[:39] + "…"
    return f"`{''.join(c if c.isprintable() else ' ' for c in short)}`"
