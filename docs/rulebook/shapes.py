"""What a drawing is made of, each with its place; x grows to the right, y downwards from the axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rulebook.lettering import width

WIDTH = 400.0  # of every drawing; narrow, so that it is still read on a telephone
SIZE, SMALL = 12.0, 10.5  # of letters
Anchor = Literal["start", "middle"]
Sort = Literal["event", "flag", "mark", "clock", "day", "gap"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text on its baseline; `detail` follows it, fainter."""

    x: float
    y: float
    text: str
    sort: Sort
    detail: str = ""
    anchor: Anchor = "start"
    bold: bool = False

    @property
    def size(self) -> float:
        """The size of its letters."""
        return SIZE if self.sort in ("event", "flag") else SMALL

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The room it takes at most: left, top, right, bottom."""
        wide = width(self.text + self.detail, self.size) * (1.08 if self.bold else 1)
        left = self.x - wide / 2 if self.anchor == "middle" else self.x
        return left, self.y - 0.8 * self.size, left + wide, self.y + 0.25 * self.size


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    sort: Literal["axis", "beyond", "slash", "leader", "flagstaff", "edge", "end", "brace", "stretch"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: hours that are open, time that a leave covers, how long something took."""

    x: float
    y: float
    width: float
    height: float
    sort: Literal["hours", "cover", "lasting"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that happened, by who did it; `ring` where a finding rests on it."""

    x: float
    y: float
    sort: Literal["practitioner", "client", "both", "other", "mark"]
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding, by its status."""

    x: float
    y: float
    status: str


Shape = Label | Stroke | Box | Spot | Sign


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted; y goes from `top` to `top + height`."""

    title: str
    description: str
    top: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """Its texts."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Label))
