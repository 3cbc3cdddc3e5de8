"""A timeline with rows for every week is the timeline in which they are written out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from boundaries.testing.document import scenario_document
from boundaries.testing.expansion import MOST_ROWS, read_timeline
from boundaries.testing.judge import run
from boundaries.testing.scenario import read_scenarios
from boundaries.testing.timeline import Line, Pair
from scenarios import one
from testing.test_document import written

day = datetime.fromisoformat
ODD = ("2026-03-22 01:30", "2026-10-18 01:30")  # a week before the hour that is left out, and that is shown twice


def timeline(text: str, zone: str = "Europe/London") -> tuple[tuple[Line, ...], list[str]]:
    """The lines of a timeline, and its problems with their places."""
    node = parse_document(text, "t.yaml")[0]
    problems = Problems(text=text)
    lines = read_timeline(node, Pair("c-1", zone), problems)
    return lines, [f"{p.code}:{p.location.line}:{p.location.column} {p.render()}" for p in problems.found if p.location]


@st.composite
def items(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An item of a timeline, and the lines it stands for."""
    weeks = draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.tuples(st.datetimes(day("2026-01-05"), day("2026-12-01")), st.integers(0, 3)), min_size=1,
                 max_size=3)
    )  # fmt: skip
    odd = draw(st.none() | st.sampled_from(ODD))

    def line(at: datetime, kind: int) -> str:
        date = f"{at:%Y-%m-%d}"
        match kind:
            case 0:
                return f"{date} {at:%H:%M} client > message sms length=9"
            case 1:
                return f"{date} 23:30-00:20 both > session planned=23:30-00:20"
            case 2:
                return f'{date} {at:%H:%M} client > cancellation planned="{date} 10:00-10:50"'
            case _:
                return f"{date} {at:%H:%M} practitioner > leave planned_start={date} planned_end={date}T12:00"

    first = [line(at, kind) for at, kind in rows]
    if odd:
        first.append(f"{odd} client > message")
    moved = [line(at + timedelta(weeks=w), kind) for w in range(weeks) for at, kind in rows]
    if odd:
        at, size = day(odd), len(rows)
        for w in range(weeks):
            moved.insert(w * (size + 1) + size, f"{at + timedelta(weeks=w):%Y-%m-%d %H:%M} client > message")
    listed = "".join(f"\n    - {row}" for row in first)
    return f"- weekly: {weeks}\n  rows:{listed}", moved


@settings(max_examples=60)
@given(st.lists(items() | st.just(("- 2026-01-05 10:00 client > message", ["2026-01-05 10:00 client > message"])),
                min_size=1, max_size=4), st.sampled_from(("Europe/London", "America/New_York")))  # fmt: skip
def test_rows_of_every_week_are_as_if_they_were_written_out(found: list[tuple[str, list[str]]], zone: str) -> None:
    compact = "\n".join(item for item, _ in found)
    plain = "\n".join(f"- {line}" for _, lines in found for line in lines)
    lines, problems = timeline(compact, zone)
    assert (lines, problems) == timeline(plain, zone)
    assert problems == []
    assert [line.interaction.id for line in lines] == [f"e{n}" for n in range(1, len(lines) + 1)]


def test_they_come_week_by_week_and_row_by_row() -> None:
    lines, _ = timeline("- 2026-01-05 09:00 client > message\n- {weekly: 2, rows: [2026-03-24 10:00 client > message, "
                        "2026-03-26 18:00 practitioner > call]}\n- 2026-01-06 09:00 client > message")  # fmt: skip
    assert [f"{line.interaction.id} {line.text[:16]} {line.interaction.kind}" for line in lines] == [
        "e1 2026-01-05 09:00 message", "e2 2026-03-24 10:00 message", "e3 2026-03-26 18:00 call",
        "e4 2026-03-31 10:00 message", "e5 2026-04-02 18:00 call", "e6 2026-01-06 09:00 message",
    ]  # fmt: skip
    early, late = lines[1].interaction.at, lines[3].interaction.at
    assert late - early == timedelta(weeks=1, hours=-1), "the clocks went forward, and ten is ten"


def test_once_is_every_row_by_itself_with_a_name_of_its_own() -> None:
    lines, problems = timeline("- {weekly: 1, rows: [2026-01-05 09:00 client > message id=a]}")
    assert ([line.interaction.id for line in lines], problems) == (["a"], [])


ROW = "2026-01-05 10:00 client > message"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"- {{weekly: 0, rows: [{ROW}]}}", "B107:1:12", "from 1 on"),
        (f"- {{weekly: 1.5, rows: [{ROW}]}}", "B107:1:12", "not `1.5`"),
        (f"- {{weekly: [2], rows: [{ROW}]}}", "B103:1:12", "how many weeks"),
        (f"- {{weekly: 99999999, rows: [{ROW}]}}", "B107:1:12", str(MOST_ROWS)),
        (f"- {ROW}\n- {{weekly: {MOST_ROWS}, rows: [{ROW}]}}", "B107:2:12", str(MOST_ROWS)),
        ("- {weekly: 3}", "B102:1:3", "needs `rows`"),
        (f"- {{rows: [{ROW}]}}", "B102:1:3", "needs `weekly`"),
        (f"- {{weekly: 3, rows: [{ROW}], every: 2}}", "B101:1:{0}", "`every` is no key"),
        ("- {weekly: 3, rows: []}", "B103:1:21", "without a line"),
        ("- {weekly: 3, rows: [{weekly: 2, rows: x}]}", "B130:1:22", "one text"),
        ("- {weekly: 3, rows: [2026-01-05 10:00 client > mesage]}", "B104:1:48", "did you mean `message`?"),
        (f"- {{weekly: 3, rows: [{ROW} id=a]}}", "B131:1:56", "a line of its own"),
        (f"- {{weekly: 3, rows: [{ROW} ref=e1]}}", "B131:1:56", "`ref=` would be the same in every week"),
        ("- {weekly: 3, rows: [2199-12-25 10:00 client > message]}", "B133:1:22", "`2200-01-01`"),
        ("- {a: 3}", "B130:1:3", "one text"),
        ("- 2026-01-05 10:00 client > message id=e2\n- " + ROW, "B138:2:3", "the first is line 1"),
        (f"- {ROW} id=e3\n- {{weekly: 2, rows: [{ROW}]}}", "B138:2:22", "the id `e3`; the first is line 1"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(text: str, place: str, words: str) -> None:
    _, (problem, *more) = timeline(text)
    assert not more
    assert problem.startswith(place.format(text.find("every") + 1) + " ")
    assert words in problem


def test_nobody_is_judged_by_a_timeline_without_a_line() -> None:
    _, (problem,) = timeline("[]")
    assert "nobody is judged" in problem


def test_a_scenario_with_weeks_is_judged_and_written_down_with_every_row() -> None:
    weeks = "timeline:\n- {weekly: 3, rows: [2026-03-03 21:10 practitioner > message sms length=40]}\n"
    expect = "".join(f"- {{rule: contact-outside-hours, at: 2026-03-{day} 21:10}}\n" for day in ("03", "10", "17"))
    scenario = one(f"expect:\n{expect}", weeks)
    assert run(scenario).passed
    document = scenario_document(scenario)
    assert len(document["timeline"]) == 3
    (again,) = read_scenarios(written(document), "s.yaml")
    assert again.lines == scenario.lines
