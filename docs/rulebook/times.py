"""The times, the days and the lengths of gaps that are written along an axis, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from boundaries.civil.zone import to_local
from boundaries.core.sentence import civil_words
from boundaries.testing.civil_time import civil_time, end_of_world
from rulebook.axis import Axis
from rulebook.scene import Scene
from rulebook.shapes import WIDTH, Label, Shape, Stroke

_APART = 5.0  # between two texts
_MICRO = timedelta(microseconds=1)
_UNITS = (
    (timedelta(weeks=1), "weeks", 3), (timedelta(days=1), "days", 2), (timedelta(hours=1), "h", 10),
    (timedelta(minutes=1), "min", 1), (timedelta(seconds=1), "s", 1),
)  # with the least number of each that is said in it  # fmt: skip


def clock_labels(scene: Scene, axis: Axis, y: float) -> Iterator[Label]:
    """The time of day at each stop; where there is no room for all, that of what matters most."""
    flags, dots = {flag.at for flag in scene.flags}, {dot.at for dot in scene.dots}
    rank = {at: 0 if at in flags else 1 if at in dots or at == scene.as_of else 2 for at in axis.stops}
    wanted = sorted(axis.stops, key=lambda at: (rank[at], at not in (axis.stops[0], axis.stops[-1]), at))
    labels = (Label(axis.x(at), y, clock(at, scene), "clock", anchor="middle") for at in wanted)
    yield from _those_that_fit(labels)


def day_labels(scene: Scene, axis: Axis, y: float) -> Iterator[Shape]:
    """The day of each stop, once for all stops of that day that stand side by side; the year with the first."""
    days = [(day, list(stops)) for day, stops in groupby(axis.stops, key=lambda at: day_of(at, scene))]
    flags = {flag.at for flag in scene.flags}
    centred: dict[Label, tuple[float, float]] = {}
    order = sorted(range(len(days)), key=lambda i: (i not in (0, len(days) - 1), flags.isdisjoint(days[i][1]), i))
    for number in order:
        day, stops = days[number]
        low, high = axis.x(stops[0]), axis.x(stops[-1])
        centred[_inside(Label((low + high) / 2, y, _short(day), "day", anchor="middle"))] = low, high
    kept = list(_those_that_fit(centred))
    for label in kept:
        low, high = centred[label]
        if high - low > 1:
            yield Stroke(low, y - 11.5, high, y - 11.5, "brace")
    first = kept[0]
    dated = _inside(replace(first, x=sum(centred[first]) / 2, text=f"{first.text} {days[0][0].year}"))
    yield dated if all(_apart(dated, other) for other in kept[1:]) else first
    yield from kept[1:]


def clock(at: int, scene: Scene) -> str:
    """The time of day, with what it takes to be exact; that of a world which ends with its day is 24:00."""
    if at == scene.as_of and " " not in end_of_world(at, scene.zone):
        return "24:00"
    return civil_time(at, scene.zone).replace("T", " ").partition(" ")[2]


def day_of(at: int, scene: Scene) -> date:
    """The day an instant belongs to on the scene's clock."""
    return to_local(at, scene.zone).date()


def between(start: int, end: int, zone: str) -> str:
    """How long it is from one instant to another; days and weeks by the clock, `~` where it is not exact."""
    elapsed, civil = (end - start) * _MICRO, to_local(end, zone) - to_local(start, zone)
    for unit, name, least in _UNITS:
        length = civil if unit >= timedelta(days=1) else elapsed
        if length >= least * unit:
            number = round(length / unit)
            if name == "min" and number >= 60:
                return f"{number // 60} h {number % 60:02}".removesuffix(" 00")
            return f"{'' if number * unit == length else '~'}{number} {name}"
    return "< 1 s"


def gap_label(text: str, gap: tuple[float, float]) -> Label | None:
    """The length of a gap in its middle, on the axis itself, if there is room for it between the dots."""
    low, high = gap
    label = Label((low + high) / 2, 3.6, text, "gap", anchor="middle")
    return label if label.box[2] - label.box[0] + 42 <= high - low else None


def _short(day: date) -> str:
    """`Tue 3 Mar`."""
    return civil_words(datetime.combine(day, time.min)).rsplit(" ", 2)[0]


def _inside(label: Label) -> Label:
    """A centred label moved as far as it takes to stay inside the drawing."""
    left, _, right, _ = label.box
    return replace(label, x=label.x + max(0.0, 2 - left) - max(0.0, right - (WIDTH - 2)))


def _those_that_fit(labels: Iterable[Label]) -> Iterator[Label]:
    """Of some labels in order of weight those that meet none before them."""
    kept: list[Label] = []
    for label in map(_inside, labels):
        if all(_apart(label, other) for other in kept):
            kept.append(label)
            yield label


def _apart(one: Label, other: Label) -> bool:
    return one.box[2] + _APART <= other.box[0] or other.box[2] + _APART <= one.box[0]
