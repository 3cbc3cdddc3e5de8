"""The pictures of drift show what they are there to show, and are drawn the same each time."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import combinations
from xml.etree import ElementTree

import pytest

from boundaries.drift import THRESHOLD
from driftbook.picture import HEIGHT, WIDTH, picture
from driftbook.stories import DISPERSION, LEAVE, TURN, WEEKS, Story, negative_binomial, stories
from rulebook.lettering import width

STORIES = {story.name: story for story in stories()}
each = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
ENOUGH, MAY_BE = THRESHOLD["proved"], THRESHOLD["calibrated"]


@pytest.mark.parametrize("name", ["step", "ramp"])
def test_a_step_and_a_ramp_are_seen_after_they_began_and_told_as_they_were(name: str) -> None:
    story = STORIES[name]
    assert story.crossed is not None
    least = {"step": 8, "ramp": 20}[name]  # the captions: a quarter of a year later; when it was all but complete
    assert TURN + least <= story.crossed < TURN + least + 12
    assert story.crossed == story.first(ENOUGH)
    assert story.change is not None
    assert story.change.since_interval[0] <= TURN <= story.change.since_interval[1]
    assert story.change.before_interval[0] <= 2 <= story.change.before_interval[1]


@pytest.mark.parametrize("name", ["season", "agreed"])
def test_a_season_and_an_agreed_change_are_left_alone(name: str) -> None:
    story = STORIES[name]
    assert max(story.evidence) < MAY_BE
    assert story.crossed is None
    assert story.change is None


def test_an_agreed_change_would_have_been_seen_had_nobody_noted_it() -> None:
    assert max(STORIES["agreed"].ignored) >= ENOUGH


@each
def test_weeks_of_leave_are_not_known_and_baselines_say_nothing(story: Story) -> None:
    assert [week for week in range(WEEKS) if not story.known[week]] == [w for a, b in LEAVE for w in range(a, b)]
    assert all(story.counts[week] == 0 for week in range(WEEKS) if not story.known[week])
    silent = {*range(12), *(range(TURN, TURN + 8) if story.name == "agreed" else ())}
    assert {week for week, factor in enumerate(story.evidence) if factor == 0} == silent


@each
def test_a_picture_is_drawn_the_same_each_time(story: Story) -> None:
    again = next(other for other in stories() if other.name == story.name)
    assert again == story
    assert picture(again, "title") == picture(story, "title")


def test_the_counts_are_the_same_on_every_machine() -> None:
    told = repr([story.counts for story in STORIES.values()])
    assert sha256(told.encode()).hexdigest()[:16] == "a1730c7d48613e66"


@each
def test_a_picture_is_well_formed_calm_and_has_words_for_those_who_do_not_see_it(story: Story) -> None:
    drawn = picture(story, "Rest & <play>")
    root = ElementTree.fromstring(drawn)  # noqa: S314
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("aria-labelledby", "").split() == names
    title, words = ("".join(root.find(f"{{*}}{tag}").itertext()) for tag in ("title", "desc"))  # type: ignore[union-attr]
    assert title == "Rest & <play>"
    assert words.count("leave") == len(LEAVE)
    assert ("in no week" in words) == (story.crossed is None)
    assert {element.tag.partition("}")[2] for element in root.iter()} == {
        "svg", "title", "desc", "rect", "line", "path", "polyline", "text"
    }  # fmt: skip
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn)) <= {"none", "currentColor", "#b8651b", "#3f87b5"}


@each
def test_everything_stands_inside_the_picture_and_no_text_over_another(story: Story) -> None:
    root = ElementTree.fromstring(picture(story, "title"))  # noqa: S314
    boxes = [_box(element) for element in root.iter("{*}text")]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= WIDTH
        assert top >= 0
        assert bottom <= HEIGHT
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one, other)
    for line in root.iter("{*}polyline"):
        for x, y in (map(float, point.split(",")) for point in line.get("points", "").split()):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def _box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    x, y, wide = float(text.get("x", "")), float(text.get("y", "")), 0.85 * width(text.text or "", 10.5)
    left = x - {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "")] * wide
    return left, y - 8, left + wide, y + 2


def test_counts_are_drawn_with_the_mean_and_the_dispersion_that_is_said() -> None:
    drawn = [negative_binomial((i + 0.5) / 20_000, 3.0, DISPERSION) for i in range(20_000)]
    mean = sum(drawn) / len(drawn)
    assert mean == pytest.approx(3.0, rel=0.001)
    assert sum((x - mean) ** 2 for x in drawn) / len(drawn) == pytest.approx(3 + DISPERSION * 9, rel=0.01)
