"""A drawing as SVG: no script and no style sheet, in the colour of the text around it, and with its words for those who
do not see it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from rulebook.shapes import WIDTH, Box, Drawing, Label, Shape, Sign, Spot, Stroke

FOUND, HOURS = "#b8651b", "#3f87b5"  # seen on white and on black alike
_STROKES = {
    "axis": 'stroke="currentColor" stroke-width="1.4"',
    "beyond": 'stroke="currentColor" stroke-width="1.2" stroke-dasharray="2 3" stroke-opacity=".55"',
    "slash": 'stroke="currentColor" stroke-width="1.1"',
    "leader": 'stroke="currentColor" stroke-width=".8" stroke-opacity=".4"',
    "flagstaff": f'stroke="{FOUND}" stroke-width="1.4"',
    "edge": f'stroke="{HOURS}" stroke-width="1.6"',
    "end": 'stroke="currentColor" stroke-width="2.4"',
    "brace": 'stroke="currentColor" stroke-width=".8" stroke-opacity=".5"',
    "stretch": f'stroke="{FOUND}" stroke-width="2.4" stroke-opacity=".65"',
}
_BOXES = {
    "hours": f'fill="{HOURS}" fill-opacity=".17"',
    "cover": 'rx="3" fill="currentColor" fill-opacity=".16"',
    "lasting": 'rx="4" fill="currentColor" fill-opacity=".38"',
}
_FAINT = ' fill-opacity=".72"'


def svg(drawing: Drawing, name: str) -> str:
    """The SVG element of a drawing; `name` is unique on its page."""
    height = round(drawing.height, 1)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {_n(drawing.top)} {_n(WIDTH)} {_n(height)}" role="img"'
            f' aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" font-size="12" fill="currentColor">',
            f'<title id="{name}-title">{escape(drawing.title)}</title>',
            f'<desc id="{name}-desc">{escape(drawing.description)}</desc>',
            *(line for shape in drawing.shapes for line in _drawn(shape)),
            "</svg>",
        )
    )


def sign(shapes: tuple[Shape, ...]) -> str:
    """Some shapes around the middle of a small square, for a text beside it to explain."""
    inside = "".join(line for shape in shapes for line in _drawn(shape))
    return f'<svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true" fill="currentColor">{inside}</svg>'


def _n(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{number:.1f}".removesuffix(".0").replace("-0", "0" if number > -0.05 else "-0")


def _drawn(shape: Shape) -> Iterator[str]:
    match shape:
        case Label():
            yield _label(shape)
        case Stroke(x1, y1, x2, y2, sort):
            yield f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" {_STROKES[sort]}/>'
        case Box(x, y, wide, high, sort):
            yield f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" {_BOXES[sort]}/>'
        case Spot():
            yield from _spot(shape)
        case Sign(x, y, status):
            yield from _sign(x, y, status)


def _label(label: Label) -> str:
    size = "" if label.size == 12 else f' font-size="{_n(label.size)}"'
    anchor = ' text-anchor="middle"' if label.anchor == "middle" else ""
    look = ' font-weight="bold"' if label.bold else _FAINT if label.sort in ("mark", "clock", "day", "gap") else ""
    detail = f'<tspan fill-opacity=".72">{escape(label.detail)}</tspan>' if label.detail else ""
    place = f'x="{_n(label.x)}" y="{_n(label.y)}"'
    return f"<text {place}{size}{anchor}{look}>{escape(label.text)}{detail}</text>"


def _spot(spot: Spot) -> Iterator[str]:
    """Filled for the practitioner, hollow for the client, square for both; ringed where a finding rests on it."""
    at = f'cx="{_n(spot.x)}" cy="{_n(spot.y)}"'
    if spot.ring:
        yield f'<circle {at} r="7.8" fill="none" stroke="{FOUND}" stroke-width="1.3"/>'
    match spot.sort:
        case "practitioner":
            yield f'<circle {at} r="4.4"/>'
        case "client":
            yield f'<circle {at} r="3.7" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        case "mark":
            yield f'<circle {at} r="2.2" fill="none" stroke="currentColor" stroke-width="1.1"/>'
        case both_or_other:
            look = "" if both_or_other == "both" else ' fill="none" stroke="currentColor" stroke-width="1.5"'
            yield f'<rect x="{_n(spot.x - 4)}" y="{_n(spot.y - 4)}" width="8" height="8" rx="1.6"{look}/>'


def _sign(x: float, y: float, status: str) -> Iterator[str]:
    """A diamond: full where the finding is open, with a tick where it is excused, broken where it is not known."""
    diamond = f"M{_n(x)} {_n(y - 6)}l6 6-6 6-6-6z"
    if status == "open":
        yield f'<path d="{diamond}" fill="{FOUND}"/>'
    elif status == "excused":
        yield f'<path d="{diamond}M{_n(x - 2.4)} {_n(y)}l1.8 2 3-3.6" fill="none" stroke="{FOUND}" stroke-width="1.4"/>'
    else:
        yield f'<path d="{diamond}" fill="none" stroke="{FOUND}" stroke-width="1.4" stroke-dasharray="2.6 2"/>'
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="1.4" fill="{FOUND}"/>'
