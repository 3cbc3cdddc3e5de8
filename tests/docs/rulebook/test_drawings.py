"""What holds for every drawing: well-formed, inside its frame, no text over another, no staff through a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.civil.hours import parse_hours
from boundaries.core.columns import KINDS
from rulebook.layout import draw
from rulebook.scene import Agreed, Cover, Dot, Flag, Mark, Scene
from rulebook.shapes import WIDTH, Drawing, Label, Stroke
from rulebook.svg import svg

MINUTE = 60_000_000
DAY = 1440 * MINUTE
LANES = ("practitioner", "client", "both", "other")
NEW_YEAR = 1_767_225_600_000_000  # 2026-01-01T00:00Z
Boxed = tuple[float, float, float, float]


@st.composite
def instants(draw: st.DrawFn) -> list[int]:
    """Instants of one year, some minutes apart and some months, few or many."""
    far = st.integers(0, 365 * DAY // MINUTE).map(lambda minutes: NEW_YEAR + minutes * MINUTE)
    near = st.integers(0, 30).map(lambda minutes: NEW_YEAR + 88 * DAY + minutes * MINUTE)
    return draw(
        st.lists(far | near | st.sampled_from([NEW_YEAR + 7 * DAY * n for n in range(10)]), min_size=1, max_size=30)
    )


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Scenes with all that a scene can have."""
    ats = draw(instants())
    some = st.sampled_from(ats)
    words = st.sampled_from((*KINDS, "x-" + "w" * 60)) | st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30
    )
    later = st.none() | st.integers(1, 90 * DAY // MINUTE)

    def until(at: int) -> int | None:
        minutes = draw(later)
        return at + minutes * MINUTE if minutes else None

    dots = [
        Dot(
            at,
            draw(st.sampled_from(LANES)),
            draw(words).replace("_", " "),
            draw(st.sampled_from(["", "crisis", "w" * 90])),
            draw(st.booleans()),
            until(at),
        )
        for at in ats
    ]  # type: ignore[arg-type]
    flags = [
        Flag(at, status, text, until(at))
        for at, (status, text) in draw(
            st.lists(
                st.tuples(
                    some,
                    st.sampled_from(
                        [
                            ("open", "crossing"),
                            ("excused", "excused: scheduling"),
                            ("undetermined", "not known: planned start"),
                        ]
                    ),
                ),
                max_size=6,
            )
        )
    ]
    marks = [Mark(at, "planned session") for at in draw(st.lists(some, max_size=3))]
    covers = [Cover(at, at + 3 * DAY, draw(st.sampled_from(LANES))) for at in draw(st.lists(some, max_size=2))]  # type: ignore[arg-type]
    zone = draw(st.sampled_from(["Europe/London", "UTC", "America/New_York"]))
    hours = Agreed("administrative.hours", zone, None, (((0, 2**62), parse_hours("Mo-Fr 09:00-18:00")),))
    return Scene(
        title="a <title> & more", description="what < happened & >", zone=zone, dots=tuple(dots), flags=tuple(flags),
        marks=tuple(marks),
        covers=tuple(covers), agreed=draw(st.none() | st.just(hours)), as_of=draw(st.none() | some),
    )  # fmt: skip


def meet(one: Boxed, other: Boxed) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def overlapping(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """The texts that lie over one another."""
    return [(a.text, b.text) for a, b in combinations(labels, 2) if meet(a.box, b.box)]


def crossed(drawing: Drawing) -> list[str]:
    """The texts that a staff goes through."""
    staffs = [s for s in drawing.shapes if isinstance(s, Stroke) and s.sort in ("leader", "flagstaff")]
    boxes = [(s.x1, min(s.y1, s.y2), s.x1 + 0.1, max(s.y1, s.y2)) for s in staffs]
    return [label.text for label in drawing.labels for box in boxes if meet(label.box, box)]


@given(scenes())
def test_no_text_lies_over_another_and_no_staff_goes_through_one(scene: Scene) -> None:
    drawing = draw(scene)
    assert overlapping(drawing.labels) == []
    assert crossed(drawing) == []


@given(scenes())
def test_everything_stays_inside_its_frame(scene: Scene) -> None:
    drawing = draw(scene)
    for label in drawing.labels:
        left, top, right, bottom = label.box
        assert left >= 0
        assert right <= WIDTH
        assert drawing.top <= top
        assert bottom <= drawing.top + drawing.height
    for stroke in (shape for shape in drawing.shapes if isinstance(shape, Stroke)):
        assert all(0 <= x <= WIDTH for x in (stroke.x1, stroke.x2))
        assert all(drawing.top <= y <= drawing.top + drawing.height for y in (stroke.y1, stroke.y2))


@given(scenes())
def test_a_drawing_is_well_formed_and_says_what_it_shows(scene: Scene) -> None:
    drawing = draw(scene)
    root = ElementTree.fromstring(svg(drawing, "e1"))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "e1-title e1-desc"
    assert [(child.tag.removeprefix(space), child.get("id"), child.text) for child in root[:2]] == [
        ("title", "e1-title", scene.title), ("desc", "e1-desc", scene.description),
    ]  # fmt: skip
    assert ["".join(text.itertext()) for text in root.iter(f"{space}text")] == [
        x.text + x.detail for x in drawing.labels
    ]
    assert {child.tag.removeprefix(space) for child in root} <= {
        "title",
        "desc",
        "text",
        "line",
        "rect",
        "circle",
        "path",
    }
    assert "nan" not in svg(drawing, "e1")


@given(scenes())
def test_every_event_and_every_finding_is_there(scene: Scene) -> None:
    root = svg(draw(scene), "e1")
    filled = sum(dot.lane == "practitioner" for dot in scene.dots)
    assert root.count('r="4.4"') == filled
    assert root.count('r="3.7"') == sum(dot.lane == "client" for dot in scene.dots)
    assert root.count('r="7.8"') == sum(dot.evidence for dot in scene.dots)
    assert len(re.findall(r'<path d="M\S+ \S+l6 6-6 6-6-6z', root)) == len(scene.flags)


@given(scenes())
def test_the_same_scene_is_the_same_drawing(scene: Scene) -> None:
    assert svg(draw(scene), "x") == svg(draw(scene), "x")


@given(scenes())
def test_the_time_of_a_finding_is_written_if_any_is(scene: Scene) -> None:
    clocks = [label for label in draw(scene).labels if label.sort == "clock"]
    assert clocks
    days = [label for label in draw(scene).labels if label.sort == "day"]
    assert days
    assert len([day for day in days if day.text.endswith("2026")]) <= 1


def scene(*dots: Dot, **more: object) -> Scene:
    return Scene("t", "d", "Europe/London", dots, **more)  # type: ignore[arg-type]


def texts(drawing: Drawing, sort: str) -> list[str]:
    return [label.text for label in drawing.labels if label.sort == sort]


def at(text: str) -> int:
    from datetime import datetime

    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000


def test_many_of_one_kind_in_a_row_have_one_label() -> None:
    dots = [Dot(NEW_YEAR + n * MINUTE, "client", "message") for n in range(12)]
    assert texts(draw(scene(*dots)), "event") == ["message × 12"]


def test_a_label_for_several_ends_where_something_else_happens_between() -> None:
    kinds = ["message"] * 4 + ["call"] + ["message"] * 4
    dots = [Dot(NEW_YEAR + n * MINUTE, "client", kind) for n, kind in enumerate(kinds)]
    assert sorted(texts(draw(scene(*dots)), "event")) == ["call", "message × 4", "message × 4"]


def test_the_hour_that_the_clock_shows_twice_is_told_apart() -> None:
    dots = [Dot(at(f"2026-10-25T0{h}:30+00:00"), "client", "call") for h in (0, 1)]
    assert texts(draw(scene(*dots)), "clock") == ["01:30+01:00", "01:30+00:00"] or texts(
        draw(scene(*dots)), "clock"
    ) == ["01:30", "01:30+00:00"]


def test_the_hour_that_the_clock_skips_is_not_drawn() -> None:
    early, late = at("2026-03-29T00:59:00+00:00"), at("2026-03-29T01:01:00+00:00")
    assert texts(draw(scene(Dot(early, "client", "call"), Dot(late, "client", "call"))), "clock") == ["00:59", "02:01"]


def test_hours_are_shaded_by_the_clock_on_the_day_it_goes_forward() -> None:
    hours = Agreed("administrative.hours", "Europe/London", None, (((0, 2**62), parse_hours("Su 00:00-03:00")),))
    start, end = at("2026-03-29T00:00:00+00:00"), at("2026-03-29T04:00:00+00:00")
    drawing = draw(scene(Dot(start, "client", "call"), Dot(end, "client", "call"), agreed=hours))
    (band,) = [shape for shape in drawing.shapes if getattr(shape, "sort", "") == "hours"]
    stops = [label.x for label in drawing.labels if label.sort == "clock"]
    assert (band.width) / (stops[1] - stops[0]) == pytest.approx(2 / 4, abs=0.01)  # three hours, one of them skipped


def test_a_world_that_ends_with_its_day_ends_at_midnight() -> None:
    as_of = at("2026-03-31T22:59:59+00:00") + 999_999
    drawing = draw(scene(Dot(at("2026-03-30T09:00:00+00:00"), "client", "call"), as_of=as_of))
    assert texts(drawing, "clock") == ["10:00", "24:00"]
    assert texts(drawing, "day") == ["Mon 30 Mar 2026", "Tue 31 Mar"]
    assert texts(drawing, "mark") == ["as of"]


def test_time_left_out_says_how_much() -> None:
    dots = [
        Dot(NEW_YEAR + t, "both", "session") for t in (0, 20 * MINUTE, 9 * DAY + 20 * MINUTE, 9 * DAY + 40 * MINUTE)
    ]
    assert texts(draw(scene(*dots)), "gap") == ["9 days"]
