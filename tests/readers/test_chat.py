"""A chat held as numbers: every row comes out once, under an id of its own, and no text is left in it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.base import Options
from boundaries.readers.chat import CALL, MESSAGE, MINUTE, NOTHING, Chat, moment, read_second
from boundaries.readers.circle import Sides
from boundaries.readers.rows import Rows

BY = ("practitioner", "client", "other")
SIDES = Sides("c-1", BY, (None, "a", None), ("work", None, None))
ROWS = st.lists(
    st.tuples(st.sampled_from(["message", "call", "left", "broken"]), st.integers(0, 2), st.integers(0, 200)),
    max_size=30,
)


def filled(rows: list[tuple[str, int, int]]) -> Chat:
    """A chat of three people with these rows: what, who, which second."""
    chat = Chat()
    for name in BY:
        chat.number(name, [("name", name)])
    for line, (what, person, at) in enumerate(rows, 1):
        if what in ("left", "broken"):
            chat.leave(what, line, at, rejected=what == "broken")
        else:
            chat.add(CALL if what == "call" else MESSAGE, at, person, line, local=False, length=line)
    return chat


@given(ROWS, st.sampled_from([1, MINUTE]))
def test_every_row_comes_out_once_and_in_order(rows: list[tuple[str, int, int]], grain: int) -> None:
    told = Rows(Options(), "telegram")
    filled(rows).tell(told, SIDES, "telegram", grain=grain)
    extract = told.extract(())
    counted: Counter[tuple[str, str]] = Counter()
    want = []
    for line, (what, person, at) in enumerate(rows, 1):
        if what in ("message", "call"):
            key = moment(at, grain), BY[person]
            counted[key] += 1
            want.append((line, what, f"telegram-{key[0]}Z-{key[1]}-{counted[key]:03}"))
    table = extract.table.to_pydict()
    lines = [] if extract.lines is None else extract.lines.tolist()
    assert list(zip(lines, table["kind"], table["id"], strict=True)) == want
    assert [reject.line for reject in extract.rejects] == [n for n, row in enumerate(rows, 1) if row[0] == "broken"]
    assert dict(extract.left_out) == ({"left": left} if (left := sum(row[0] == "left" for row in rows)) else {})
    assert extract.rows_seen == len(rows)


@given(ROWS)
def test_rows_of_nobody_who_is_listed_are_left_out_and_of_several_pairs_turned_away(
    rows: list[tuple[str, int, int]],
) -> None:
    said = sum(row[0] in ("message", "call") for row in rows)
    for sides, system in ((None, said), (Sides(None, BY, (None,) * 3, (None,) * 3), 0)):
        told = Rows(Options(), "telegram")
        filled(rows).tell(told, sides, "telegram")
        extract = told.extract(())
        assert extract.system == system + sum(row[0] == "left" for row in rows)
        assert extract.rows_seen == len(rows) == extract.system + len(extract.rejects)


def test_a_row_without_a_time_counts_as_of_the_time_of_the_row_before() -> None:
    chat = Chat()
    for at in (NOTHING, 5, NOTHING, 10**15, 7):
        chat.leave("x", 1, at)
    assert chat.instants(None).tolist() == [NOTHING, 5_000_000, 5_000_000, 5_000_000, 7_000_000]


def test_local_times_are_read_on_the_clock_given_and_unknown_without_one() -> None:
    chat = Chat()
    chat.leave("x", 1, 1_783_159_200, local=True)  # 2026-07-04 10:00
    assert chat.instants("Europe/London").tolist() == [(1_783_159_200 - 3600) * 10**6]
    assert chat.instants(None).tolist() == [NOTHING]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1970-01-02T00:00:01", (86_401, True)),
        ("1970-01-02T00:00:01.999", (86_401, True)),
        ("1970-01-02T02:00:00+02:00", (86_400, False)),
        ("1969-12-31T23:59:59", (-1, True)),
        ("0001-01-01T00:00:00+23:00", (-62_135_679_600, False)),
        ("2026-02-30T00:00:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_and_time_in_seconds(text: str, want: tuple[int, bool] | None) -> None:
    assert read_second(text) == want


@pytest.mark.parametrize("second", [10**15, -(10**15), NOTHING])
def test_a_moment_of_no_year_is_its_number(second: int) -> None:
    assert moment(second) == str(second)


def test_a_chat_shows_only_its_size() -> None:
    assert repr(filled([("message", 0, 1)])) == "<Chat of 1 rows>"
