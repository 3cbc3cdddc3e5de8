"""A line of what people read: reports, and agreements in plain words."""

from __future__ import annotations

from typing import Literal, NamedTuple

Style = Literal["plain", "title", "heading", "crossing", "notice", "quiet"]
SHOWN_RULES = 12  # names of rules in one line


class Line(NamedTuple):
    """One paragraph: its text, how far it is indented, what kind of text it is, and where it is written.

    The place stands in brackets behind the text, quiet where there is colour.
    """

    text: str
    indent: int = 0
    style: Style = "plain"
    place: str = ""
