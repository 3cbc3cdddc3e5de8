"""A whole timeline: its lines one after the other, those that stand for a row every week written out."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.source.node import Node
from boundaries.source.reading import Problems, items_of, known_keys, missing_key, text_of, tick
from boundaries.testing.timeline import EXAMPLE, Line, Pair, read_line, read_weekly

WEEKLY = "such as `{weekly: 16, rows: [2026-01-05 10:00 client > message sms]}`"
WEEKLY_KEYS = ("weekly", "rows")
MOST_ROWS = 20_000  # of a timeline that has rows for every week


def read_timeline(node: Node, pair: Pair, problems: Problems) -> tuple[Line, ...]:
    """The lines of a timeline; ids that stand twice are a problem, and so is a timeline without a line."""
    nodes = items_of(node) if node.value is not None else []
    if not nodes:
        problems.add("B103", "a timeline without a line: nobody is judged", node.location, EXAMPLE)
    lines: list[Line] = []
    rows, seen = 0, dict[tuple[str | None, str], int]()
    for item in nodes:
        weekly = isinstance(item.value, dict) and not item.value.keys().isdisjoint(WEEKLY_KEYS)
        many, own = _weekly(item, rows, pair, problems) if weekly else (1, _line(item, rows + 1, pair, problems))
        rows += many
        for where, number, line in own:
            row = line.interaction
            if (first := seen.setdefault((row.relationship, row.id), number)) != number:
                message = f"two lines have the id {tick(row.id)}; the first is line {first}"
                problems.add("B138", message, where.location, "give one of them another")
            lines.append(line)
    return tuple(lines)


_Numbered = tuple[Node, int, Line]  # where a line stands, and its number among all rows


def _line(item: Node, number: int, pair: Pair, problems: Problems) -> list[_Numbered]:
    line = read_line(item, number, pair, problems)
    return [] if line is None else [(item, number, line)]


def _weekly(item: Node, before: int, pair: Pair, problems: Problems) -> tuple[int, list[_Numbered]]:
    """How many rows an item with `weekly` stands for, behind those before it; and its rows, week by week."""
    known_keys(item, WEEKLY_KEYS, "an item of a timeline", problems)
    for key in WEEKLY_KEYS:
        if item.get(key) is None:
            missing_key(key, "an item of a timeline", item.location, problems, WEEKLY)
    rows = item.get("rows")
    lines = items_of(rows) if rows is not None and rows.value is not None else []
    if rows is not None and not lines:
        problems.add("B103", "`rows` without a line", rows.location, WEEKLY)
    weeks = _weeks(item, before, len(lines), problems)
    found = list(_rows(lines, before, weeks, pair, problems))
    return weeks * len(lines), sorted(found, key=lambda numbered: numbered[1])


def _weeks(item: Node, before: int, lines: int, problems: Problems) -> int:
    """How many weeks an item of so many lines stands for; one where that cannot be read."""
    node = item.get("weekly")
    text = None if node is None else text_of(node, "`weekly`", problems, "how many weeks, such as `16`")
    if node is None or text is None:
        return 1
    if not (text.isascii() and text.isdigit() and text.strip("0")):
        problems.add("B107", f"`weekly` is a number of weeks from 1 on, not {tick(text)}", node.location, WEEKLY)
        return 1
    if len(text) > len(str(MOST_ROWS)) or before + int(text) * lines > MOST_ROWS:
        message = f"{tick(text)} weeks of it are more rows than a timeline can have"
        problems.add("B107", message, node.location, f"{MOST_ROWS} in all")
        return 1
    return int(text)


def _rows(lines: list[Node], before: int, weeks: int, pair: Pair, problems: Problems) -> Iterator[_Numbered]:
    """Every row of an item, line by line, with the number it has where all are written out week by week."""
    for place, line in enumerate(lines, before + 1):
        numbers = range(place, place + weeks * len(lines), len(lines))
        yield from zip([line] * weeks, numbers, read_weekly(line, numbers, pair, problems), strict=False)
