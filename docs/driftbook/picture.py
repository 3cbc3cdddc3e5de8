"""A story as SVG: the weekly counts, and below them the evidence on a logarithmic scale, week under week.

No script and no style sheet, in the colour of the text around it, and with its words for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log10
from xml.sax.saxutils import escape

from boundaries.drift import THRESHOLD
from driftbook.stories import ANEW, LEARNING, WEEKS, Story
from rulebook.svg import FOUND, HOURS

WIDTH, LEFT, RIGHT = 480.0, 34.0, 416.0
TOP, COUNTED = 44.0, 150.0
"""The upper panel, from its top edge down to its line of nothing."""
STRONG, WEAK, BELOW = 176.0, 316.0, 336.0
"""The lower panel, from the largest evidence shown to the smallest, and the line of the weeks."""
MOST, LEAST = 1000.0, 0.01
HEIGHT = 346.0
_SMALL = 10.5
_FAINT = 'fill-opacity=".72"'
PROVED, CALIBRATED = THRESHOLD["proved"], THRESHOLD["calibrated"]


def picture(story: Story, title: str) -> str:
    """The SVG element; ids begin with the story's name."""
    name = f"drift-{story.name}"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img"'
            f' aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" font-size="{_SMALL}"'
            f' fill="currentColor">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description(story))}</desc>',
            *_bands(story),
            *_counts(story),
            *_scale(),
            *_evidence(story),
            *_weeks(),
            "</svg>",
        )
    )


def description(story: Story) -> str:
    """What the picture shows, in words."""
    before = _mean(story, 0, 52)
    said = [f"Weekly counts over two years: about {before} a week in the first, {_mean(story, 52, 104)} in the second."]
    said += [f"Weeks {a + 1} to {b} are leave and are not known." for a, b in _leaves(story)]
    if story.anew is not None:
        said.append(f"A change agreed from week {story.anew + 1} on begins a new baseline of {ANEW} weeks.")
    for limit in (CALIBRATED, PROVED):
        week = story.first(limit)
        told = f"in week {week + 1} for the first time" if week is not None else "in no week"
        said.append(f"The evidence factor reaches {limit:g} {told}.")
    if story.change is not None:
        first, last = story.change.since_interval
        said.append(f"Told then: since about week {story.change.since + 1}, between weeks {first + 1} and {last + 1}.")
    if story.ignored:
        said.append(f"Had the agreement not been noted it would have reached {max(story.ignored):.0f}.")
    return " ".join(said)


def _mean(story: Story, begin: int, end: int) -> str:
    seen = [story.counts[week] for week in range(begin, end) if story.known[week]]
    return f"{sum(seen) / len(seen):.1f}"


def _leaves(story: Story) -> Iterator[tuple[int, int]]:
    for known, weeks in groupby(range(WEEKS), key=lambda week: story.known[week]):
        if not known:
            span = list(weeks)
            yield span[0], span[-1] + 1


# ---- where things stand ---------------------------------------------------------------------------------------


def _x(week: float) -> float:
    """Where a week begins; its end is where the next one does."""
    return LEFT + (RIGHT - LEFT) * week / WEEKS


def _y(factor: float) -> float:
    """Where an evidence factor stands; beyond the scale at its edge."""
    part = (log10(min(max(factor, LEAST), MOST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return WEAK + (STRONG - WEAK) * part


def _n(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{number:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, anchor: str = "start", look: str = _FAINT) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" {look}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" {look}/>'


def _box(begin: float, end: float, top: float, bottom: float, look: str) -> str:
    left = _x(begin)
    return f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(_x(end) - left)}" height="{_n(bottom - top)}" {look}/>'


# ---- what is drawn --------------------------------------------------------------------------------------------


def _bands(story: Story) -> Iterator[str]:
    """What is learnt from, what is not known, and since when the change is said to be."""
    learning = f'fill="{HOURS}" fill-opacity=".17"'
    begins = [(0, LEARNING, "learns from these"), *([(story.anew, ANEW, "and again")] if story.anew else [])]
    for begin, weeks, words in begins:
        yield _box(begin, begin + weeks, TOP, WEAK, learning)
        yield _text(_x(begin) + (4 if begin else 0), TOP - 4, words)
    for begin, end in _leaves(story):
        yield _box(begin, end, TOP, WEAK, 'fill="currentColor" fill-opacity=".13"')
        yield _text((_x(begin) + _x(end)) / 2, TOP - 4, "leave", "middle")
    if story.anew is not None:
        yield _line(_x(story.anew), 16, _x(story.anew), WEAK, f'stroke="{HOURS}" stroke-width="1.6"')
        yield _text(_x(story.anew) + 4, 24, "agreed: twice as many")
    if story.change is not None:
        (first, last), since = story.change.since_interval, story.change.since
        yield _box(first, last + 1, 30, WEAK, f'fill="{FOUND}" fill-opacity=".13"')
        yield _line(_x(since), 30, _x(since), WEAK, f'stroke="{FOUND}" stroke-width="1.2" stroke-dasharray="4 3"')
        words = f"since about week {since + 1}, between {first + 1} and {last + 1}"
        yield _text(_x(since), 24, words, "middle")


def _counts(story: Story) -> Iterator[str]:
    """A bar for each week, and the level around which they were drawn."""
    tall = (COUNTED - TOP - 8) / max(story.counts)
    bars = "".join(
        f"M{_n(_x(week) + 0.5)} {_n(COUNTED)}v-{_n(count * tall)}h{_n(_x(1) - _x(0) - 1)}v{_n(count * tall)}z"
        for week, count in enumerate(story.counts)
        if count
    )
    yield f'<path d="{bars}" fill-opacity=".5"/>'
    yield _line(LEFT, COUNTED, RIGHT, COUNTED, 'stroke="currentColor" stroke-width="1"')
    points = " ".join(f"{_n(_x(week + 0.5))},{_n(COUNTED - level * tall)}" for week, level in enumerate(story.level))
    look = 'fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="1.5 2.5"'
    yield f'<polyline points="{points}" {look}/>'
    yield _text(RIGHT + 5, COUNTED - story.level[-1] * tall + 3.5, "level")
    largest = max(story.counts)
    yield _text(LEFT - 5, COUNTED - largest * tall + 7, str(largest), "end")
    yield _text(LEFT - 5, COUNTED, "0", "end")
    yield _text(LEFT, 14, "events a week", look="")


def _scale() -> Iterator[str]:
    """The two thresholds, and even: neither for nor against."""
    yield _text(LEFT, STRONG - 8, "evidence factor", look="")
    for factor in (0.01, 0.1, 1, 10, 100, 1000):
        faint = "1" if factor == 1 else ".5"
        look = f'stroke="currentColor" stroke-opacity=".25" stroke-width="{faint}"'
        yield _line(LEFT, _y(factor), RIGHT, _y(factor), look)
        yield _text(LEFT - 5, _y(factor) + 3.5, f"{factor:g}", "end")
    for limit, words, dashes in ((PROVED, "proved", ""), (CALIBRATED, "calibrated", ' stroke-dasharray="5 3"')):
        yield _line(LEFT, _y(limit), RIGHT, _y(limit), f'stroke="{FOUND}" stroke-width="1.3"{dashes}')
        yield _text(RIGHT + 5, _y(limit) + (2 if limit == PROVED else 5), f"{limit:g} {words}")


def _evidence(story: Story) -> Iterator[str]:
    """The evidence at the end of each week, from the end of a baseline on, and where it was enough."""
    if story.ignored:
        yield from _path(story.ignored, 'stroke-opacity=".45" stroke-width="1.2" stroke-dasharray="3 2.5"')
        yield _text(_x(WEEKS) + 5, _y(story.ignored[-1]) - 6, "not noted")
    yield from _path(story.evidence, 'stroke-width="1.8"')
    if story.crossed is not None:
        x, y = _x(story.crossed + 1), _y(story.evidence[story.crossed])
        yield f'<path d="M{_n(x)} {_n(y - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z" fill="{FOUND}"/>'
        yield _text(x - 7, y - 7, f"week {story.crossed + 1}", "end", "")


def _path(evidence: Sequence[float], look: str) -> Iterator[str]:
    for armed, weeks in groupby(range(WEEKS), key=lambda week: evidence[week] > 0):
        if armed:
            points = " ".join(f"{_n(_x(week + 1))},{_n(_y(evidence[week]))}" for week in weeks)
            yield f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-linejoin="round" {look}/>'


def _weeks() -> Iterator[str]:
    """The weeks along the bottom."""
    yield _line(LEFT, WEAK, RIGHT, WEAK, 'stroke="currentColor" stroke-width="1"')
    for week in range(0, WEEKS + 1, 13):
        yield _line(_x(week), WEAK, _x(week), WEAK + 4, 'stroke="currentColor" stroke-width="1"')
        if week % 26 == 0:
            yield _text(_x(week), BELOW - 5, f"{week}", "middle")
    yield _text(RIGHT + 12, BELOW - 5, "weeks")
