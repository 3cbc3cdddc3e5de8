"""A scene as shapes, each in its place.

Time goes to the right. Above the axis stands what the practitioner did, below it what the client did, on it what both
did. A finding is a flag planted on the axis. Times stand right below it, days at the foot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulebook.axis import Axis, make_axis, parts_of
from rulebook.pennants import BESIDE, SIGN, Pennant, fitted, grouped, pennant, rows_of
from rulebook.scene import Cover, Dot, Lane, Scene
from rulebook.shapes import WIDTH, Box, Drawing, Label, Shape, Sign, Spot, Stroke
from rulebook.times import between, clock_labels, day_labels, gap_label

_LEFT, _ALONE, _RIGHT = 22.0, 130.0, 24.0  # where the first stop stands; where the only one; left free behind the last
_ABOVE, _BELOW = -20.0, 35.0  # the lanes of practitioner and client
_ROW = 17.0  # from one row of labels to the next
_CLOCK = 19.0  # the baseline of the times
_UNDER = 25.0  # where a staff below the axis may begin
_CUT_LEAST = 16.0  # a gap that is drawn shorter has no room for the sign of a cut
_AT_ONCE = 3.5  # between dots of one lane and instant
_LANE_Y: dict[Lane, float] = {"practitioner": _ABOVE, "client": _BELOW, "both": 0.0, "other": 0.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of a scene stands from left to right, and how far out its labels begin."""

    scene: Scene
    axis: Axis
    above: tuple[Pennant, ...]
    below: tuple[Pennant, ...]

    def has(self, lane: Lane) -> bool:
        """Whether anything stands in a lane."""
        things: tuple[Dot | Cover, ...] = (*self.scene.dots, *self.scene.covers)
        return any(thing.lane == lane for thing in things)

    @property
    def top(self) -> float:
        """The baseline of the first row of labels above."""
        return -33.0 if self.has("practitioner") else -16.0

    @property
    def foot(self) -> float:
        """The baseline of the first row of labels below."""
        return 58.0 if self.has("client") else 38.0


def draw(scene: Scene) -> Drawing:
    """The drawing of a scene in which at least one thing happened."""
    plan = _plan(scene)
    over, under = list(_above(plan)), list(_below(plan))
    upper, lower = _extent([*over, *under])
    days = list(day_labels(scene, plan.axis, lower + 14))
    shapes: list[Shape] = [*_bands(plan), *_covers(plan), *_line(plan)]
    shapes += [*over, *under, *_spots(plan), *clock_labels(scene, plan.axis, _CLOCK), *days]
    bottom = max(_extent(days)[1], lower)
    return Drawing(scene.title, scene.description, upper - 3, bottom - upper + 6, tuple(shapes))


def _plan(scene: Scene) -> Plan:
    above = [pennant(d.at, d.kind, d.detail, lane=d.lane) for d in scene.dots if d.lane != "client"]
    above += [pennant(flag.at, flag.text, flag=flag) for flag in scene.flags]
    below = [pennant(d.at, d.kind, d.detail, lane=d.lane) for d in scene.dots if d.lane == "client"]
    below += [pennant(mark.at, mark.text, small=True) for mark in scene.marks]
    if scene.as_of is not None:
        below.append(pennant(scene.as_of, "as of", small=True))
    stops, parts, _ = parts_of(scene.instants)
    left = _LEFT if len(stops) > 1 else _ALONE
    at = dict(zip(stops, parts, strict=True))
    above, ends_above = fitted(above, at, left)
    below, ends_below = fitted(below, at, left)
    axis = make_axis(stops, left, min(ends_above, ends_below, WIDTH - _RIGHT))
    xs = dict(zip(axis.stops, axis.xs, strict=True))
    return Plan(scene, axis, tuple(grouped(_by_time(above), xs)), tuple(grouped(_by_time(below), xs)))


def _by_time(pennants: Sequence[Pennant]) -> list[Pennant]:
    """In order of time; of one instant what happened stands before what was found."""
    return sorted(pennants, key=lambda one: (one.at, one.flag is not None))


def _extent(shapes: Sequence[Shape]) -> tuple[float, float]:
    """How far up and down some shapes reach, the axis with its times included."""
    boxes = [shape.box for shape in shapes if isinstance(shape, Label)]
    return min([-12.0, *(box[1] for box in boxes)]), max([_CLOCK + 4, *(box[3] for box in boxes)])


# ---- the axis -------------------------------------------------------------------------------------------------


def _line(plan: Plan) -> Iterator[Shape]:
    """The axis: interrupted where time is cut out, and faint beyond the end of the world of the example."""
    axis, as_of = plan.axis, plan.scene.as_of
    begin, end = _ends(plan)
    known = axis.x(as_of) if as_of is not None else end
    for number, is_cut in enumerate(axis.cut):
        low, high = axis.xs[number : number + 2]
        if not is_cut or high - low < _CUT_LEAST:
            continue
        label = gap_label(between(axis.stops[number], axis.stops[number + 1], plan.scene.zone), (low, high))
        middle = (low + high) / 2
        left, right = (label.box[0] - 5, label.box[2] + 5) if label else (middle - 3, middle + 3)
        yield from _piece(begin, left, known)
        yield from (Stroke(x - 2, 5, x + 2, -5, "slash") for x in (left, right))
        if label:
            yield label
        begin = right
    yield from _piece(begin, end, known)
    if as_of is not None:
        yield Stroke(known, -9, known, 9, "end")
    yield from (Stroke(axis.x(at), -6, axis.x(at), 6, "edge") for at in plan.scene.edges)


def _piece(begin: float, end: float, known: float) -> Iterator[Stroke]:
    """A piece of the axis, as far as it is known and beyond."""
    if begin < known:
        yield Stroke(begin, 0, min(end, known), 0, "axis")
    if known < end:
        yield Stroke(max(begin, known), 0, end, 0, "beyond")


def _ends(plan: Plan) -> tuple[float, float]:
    """From where to where the axis is drawn: a little further than its stops, but no further than the world goes."""
    axis = plan.axis
    before, after = (12.0, 10.0) if len(axis.stops) > 1 else (_ALONE - _LEFT + 12, WIDTH - _ALONE - _RIGHT)
    return axis.xs[0] - before, axis.xs[-1] + (0.0 if plan.scene.as_of == axis.stops[-1] else after)


def _bands(plan: Plan) -> Iterator[Box]:
    """The hours the rule looks at, where they are open; where time is cut out, only beside its two ends."""
    top, bottom = (-29.0 if plan.has("practitioner") else -10.0), (44.0 if plan.has("client") else 9.0)
    for left, right in _merged_bands(plan):
        yield Box(left, top, right - left, bottom - top, "hours")


def _merged_bands(plan: Plan) -> list[tuple[float, float]]:
    """From where to where the hours are open on the axis; bands that touch are one."""
    found: list[tuple[float, float]] = []
    for left, right in sorted(_pieces(plan)):
        if found and left <= found[-1][1] + 0.01:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return [(left, right) for left, right in found if right - left > 0.4]


def _pieces(plan: Plan) -> Iterator[tuple[float, float]]:
    agreed, axis = plan.scene.agreed, plan.axis
    if agreed is None:
        return
    first, last = axis.stops[0], axis.stops[-1]
    left, right = _ends(plan)
    if agreed.open((first - 1, first)):
        yield left, axis.xs[0]
    if agreed.open((last, last + 1)):
        yield axis.xs[-1], right
    for number, is_cut in enumerate(axis.cut):
        start, end = axis.stops[number : number + 2]
        low, high = axis.xs[number : number + 2]
        if is_cut:
            beside = min(14.0, (high - low) / 3)
            if agreed.open((start, start + 1)):
                yield low, low + beside
            if agreed.open((end - 1, end)):
                yield high - beside, high
        else:
            yield from ((axis.x(opens), axis.x(shuts)) for opens, shuts in agreed.open((start, end)))


def _covers(plan: Plan) -> Iterator[Box]:
    for cover in plan.scene.covers:
        left, right = plan.axis.x(cover.at), plan.axis.x(cover.until)
        yield Box(left, _LANE_Y[cover.lane] - 6, right - left, 12, "cover")


# ---- what happened, and what was found ------------------------------------------------------------------------


def _above(plan: Plan) -> Iterator[Shape]:
    """Labels and flags above the axis, each on its staff."""
    xs = dict(zip(plan.axis.stops, plan.axis.xs, strict=True))
    for one, row in zip(plan.above, rows_of(plan.above, xs), strict=True):
        x, y = xs[one.at], plan.top - row * _ROW
        if one.flag is not None:
            yield Stroke(x, 0, x, y - 4, "flagstaff")
            yield Sign(x, y - 4, one.flag.status)
            if one.flag.until is not None:
                yield Stroke(x, -8.5, plan.axis.x(one.flag.until), -8.5, "stretch")
            yield Label(x + BESIDE + SIGN, y, one.said, "flag", bold=one.bold)
            continue
        lane = _LANE_Y[one.lane or "other"]
        yield from _staff(one, x, lane - 6, y - 8, xs, lane - 8.5)
        yield Label(x + BESIDE, y, one.said, "event", one.detail)


def _below(plan: Plan) -> Iterator[Shape]:
    """Labels below the axis: what the client did, and what else marks an instant."""
    xs = dict(zip(plan.axis.stops, plan.axis.xs, strict=True))
    for one, row in zip(plan.below, rows_of(plan.below, xs), strict=True):
        x, y = xs[one.at], plan.foot + row * _ROW
        start = _UNDER if one.lane is None else _BELOW + 6
        yield from _staff(one, x, start, y, xs, _BELOW + 8.5)
        yield Label(x + BESIDE, y, one.said, "mark" if one.small else "event", one.detail)


def _staff(one: Pennant, x: float, start: float, end: float, xs: dict[int, float], brace: float) -> Iterator[Stroke]:
    """The line from a dot to its label; where the label is for several, one along all of them."""
    yield Stroke(x, start, x, end, "leader")
    if one.several > 1:
        yield Stroke(x, brace, xs[one.last], brace, "brace")


def _spots(plan: Plan) -> Iterator[Shape]:
    """The dots, those of one lane and instant side by side."""
    taken: dict[tuple[Lane, int], int] = {}
    for mark in plan.scene.marks:
        yield Spot(plan.axis.x(mark.at), 0, "mark")
    for dot in plan.scene.dots:
        x, y = plan.axis.x(dot.at), _LANE_Y[dot.lane]
        beside = taken.setdefault((dot.lane, dot.at), 0)
        taken[dot.lane, dot.at] += 1
        if dot.until is not None and dot.until > dot.at:
            yield Box(x, y - 4.5, plan.axis.x(dot.until) - x, 9, "lasting")
        yield Spot(x + min(beside, 3) * _AT_ONCE, y, dot.lane, dot.evidence)
