"""Labels that stand beside the head of a staff, in as many rows as it takes for none to touch another.

A label stands to the right of its staff. Taken from the right, each goes one row further out than all those whose
staffs stand below it; so no label meets another, and no staff crosses a label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rulebook.lettering import shortened, width
from rulebook.scene import Flag, Lane
from rulebook.shapes import SIZE, SMALL, WIDTH

BESIDE = 4.0  # between a staff and its label
SIGN = 8.0  # what the sign of a finding takes more
_APART = 7.0  # between a label and the next staff
_EDGE = 2.0  # what is left free at the right edge
_ROOM, _WORD = 190.0, 160.0  # the most a label takes, and its first word
_LEAST = 0.64 * WIDTH  # details that leave less for the axis are left out
_MANY = " × 88"


@dataclass(frozen=True, slots=True)
class Pennant:
    """A label on a staff. `last` is the instant of the last of several it stands for, `several` their number."""

    at: int
    text: str
    detail: str = ""
    lane: Lane | None = None
    flag: Flag | None = None
    several: int = 1
    last: int = 0
    small: bool = False

    @property
    def beside(self) -> float:
        """How far from its staff its letters begin."""
        return BESIDE + (SIGN if self.flag else 0)

    @property
    def bold(self) -> bool:
        """Whether it says what was found open."""
        return self.flag is not None and self.flag.status == "open"

    @property
    def said(self) -> str:
        """Its text, with how many it stands for."""
        return self.text if self.several == 1 else f"{self.text} × {self.several}"

    @property
    def wide(self) -> float:
        """What it takes to the right of its staff."""
        size = SMALL if self.small else SIZE
        return self.beside + width(self.said + self.detail, size) * (1.08 if self.bold else 1)


def pennant(at: int, text: str, detail: str = "", **more: object) -> Pennant:
    """A pennant whose text is short enough for any drawing."""
    word = shortened(text, SIZE, _WORD)
    rest = shortened(f" · {detail}", SIZE, _ROOM - width(word, SIZE)) if detail else ""
    return Pennant(at, word, rest if len(rest) > len(" · …") else "", **more)  # type: ignore[arg-type]


def fitted(pennants: Sequence[Pennant], parts: Mapping[int, float], left: float) -> tuple[list[Pennant], float]:
    """The pennants without the details there is no room for at the edge, and where the axis ends for all to fit.

    `parts` says for each instant at which part of the axis, 0 to 1, it stands.
    """
    found = [p if _end(p, parts, left, p.wide) >= _LEAST else replace(p, detail="") for p in pennants]
    several = Counter(_key(one) for one in found)
    ends = (_end(p, parts, left, p.wide + (width(_MANY, SIZE) if several[_key(p)] > 1 else 0)) for p in found)
    return found, min(ends, default=WIDTH)


def grouped(pennants: Sequence[Pennant], xs: Mapping[int, float]) -> list[Pennant]:
    """Pennants in order of time: details only where no other staff is in the way, and those of one kind and lane that
    would stand in each other's way as one."""
    found: list[Pennant] = []
    last_of: dict[Lane | None, int] = {}
    for one in pennants:
        if one.detail and _in_the_way(one, pennants, xs):
            one = replace(one, detail="")
        number = last_of.get(one.lane)
        before = None if number is None or one.flag or one.lane is None else found[number]
        if number is not None and before and _as_one(before, one, xs):
            found[number] = replace(before, several=before.several + 1, last=one.at, detail="")
        else:
            if one.lane is not None:
                last_of[one.lane] = len(found)
            found.append(replace(one, last=one.at))
    return found


def _in_the_way(one: Pennant, pennants: Sequence[Pennant], xs: Mapping[int, float]) -> bool:
    """Whether the staff of another kind or moment stands where the detail of a label would."""
    return any(0 < xs[other.at] - xs[one.at] < one.wide + _APART for other in pennants)


def _as_one(before: Pennant, one: Pennant, xs: Mapping[int, float]) -> bool:
    """Whether two labels say the same, and would touch."""
    return before.text == one.text and xs[one.at] < xs[before.last] + replace(before, detail="").wide + _APART


def rows_of(pennants: Sequence[Pennant], xs: Mapping[int, float]) -> list[int]:
    """The row of each pennant, 0 nearest to the axis. Of those at one instant the earlier stand further in."""
    rows = [0] * len(pennants)
    order = sorted(range(len(pennants)), key=lambda i: (-xs[pennants[i].at], i))
    for place, i in enumerate(order):
        reach = _reach(pennants[i], xs)
        rows[i] = max((rows[j] + 1 for j in order[:place] if xs[pennants[j].at] < reach), default=0)
    return rows


def _key(one: Pennant) -> tuple[str, str, bool]:
    return one.lane or "", one.text, one.flag is not None


def _reach(one: Pennant, xs: Mapping[int, float]) -> float:
    """From where on another staff is out of the way of a label."""
    return xs[one.at] + one.wide + _APART


def _end(one: Pennant, parts: Mapping[int, float], left: float, wide: float) -> float:
    """Where the axis may end at most for a label to stay inside the drawing."""
    room = WIDTH - _EDGE - wide - left
    return left + room / parts[one.at] if parts[one.at] else WIDTH
