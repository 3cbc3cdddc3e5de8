"""The key to the drawings: each sign with what it stands for."""

from __future__ import annotations

from html import escape

from rulebook.scene import HOURS, Agreed
from rulebook.shapes import Box, Shape, Sign, Spot, Stroke
from rulebook.svg import sign

_KEY: tuple[tuple[str, tuple[Shape, ...]], ...] = (
    ("practitioner", (Spot(0, 0, "practitioner"),)),
    ("client", (Spot(0, 0, "client"),)),
    ("both", (Spot(0, 0, "both"),)),
    ("a finding that is open", (Sign(0, 0, "open"),)),
    ("excused", (Sign(0, 0, "excused"),)),
    ("not known", (Sign(0, 0, "undetermined"),)),
    ("what a finding rests on", (Spot(0, 0, "practitioner", True),)),
    ("time left out", (Stroke(-5, 5, -1, -5, "slash"), Stroke(1, 5, 5, -5, "slash"))),
)


def legend(agreed: Agreed | None) -> str:
    """The key as HTML; `agreed` are the hours that are shaded."""
    items = [*_KEY]
    if agreed is not None:
        what = "the agreed hours" if agreed.path == HOURS else agreed.path.rpartition("administrative.")[2]
        items.append((what, (Box(-7, -7, 14, 14, "hours"),)))
    said = "".join(f"<li>{sign(shapes)}{escape(text)}</li>" for text, shapes in items)
    return f'<ul class="timeline-key">{said}</ul>'
