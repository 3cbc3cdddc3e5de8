"""The battery for indicators from Python: good ones pass, and every way of being a bad one is told with a small log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest

import boundaries as bd
from boundaries.plugins.indicators import INDICATORS, indicator
from boundaries.testing import check_indicator

NO_NUMBER = (
    "answered with something else than what it has to add (it answers with a whole number from 0 to 1,000,000,000"
)
NO_PAIR = "answered with something else than what it has to add (it answers with a pair `(k, n)` of whole numbers"

Rows = Sequence[bd.Interaction]
Adds = Callable[[Rows], Any]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(INDICATORS, "registered", {})


def told(adds: Adds, measure: Any = "count", reads: tuple[str, ...] = ("at", "kind", "by", "length")) -> str:
    """What the battery says of a function."""
    indicator("own", measure=measure, reads=reads)(adds)
    with pytest.raises(AssertionError) as caught:
        check_indicator("own")
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert str(caught.value).startswith("indicator `own` ")
    return str(caught.value).removeprefix("indicator `own` ")


# ---- good ones ----------------------------------------------------------------------------------------------


def evening_words(rows: Rows) -> list[int]:
    return [(row.length or 0) if row.by == "practitioner" and row.at.hour >= 20 else 0 for row in rows]


def so_far(rows: Rows) -> Any:
    """How many of the rows up to each were calls: what was before may count."""
    return accumulate(row.kind == "call" for row in rows)


def soon_again(rows: Rows) -> list[tuple[int, int]]:
    found = []
    for n, row in enumerate(rows):
        close = n > 0 and row.at - rows[n - 1].at < timedelta(hours=1)
        found.append((int(close), 1))
    return found


@pytest.mark.parametrize(("adds", "measure"), [(evening_words, "count"), (so_far, "count"), (soon_again, "share")])
def test_a_good_indicator_passes(adds: Adds, measure: Any) -> None:
    indicator("own", measure=measure, reads=("at", "kind", "by", "length"))(adds)
    check_indicator("own")
    check_indicator(adds, examples=20)


def test_every_column_may_be_read() -> None:
    seen: set[str] = set()

    def everything(rows: Rows) -> list[int]:
        seen.update(name for row in rows for name in bd.Interaction.__slots__ if getattr(row, name) is not None)
        return [0 for _ in rows]

    indicator("own", measure="count", reads=bd.Interaction.__slots__)(everything)
    check_indicator("own", examples=60)
    assert seen == set(bd.Interaction.__slots__)


def test_rows_are_in_order_on_the_clock_of_a_contract_and_lack_what_is_not_read() -> None:
    def look(rows: Rows) -> list[int]:
        assert list(rows) == sorted(rows, key=lambda row: row.at)
        assert len({row.relationship for row in rows}) <= 1
        assert all(row.at.tzinfo and row.channel is None and row.length is None for row in rows)
        zones.update(str(row.at.tzinfo) for row in rows)
        return [0] * len(rows)

    zones: set[str] = set()
    indicator("own", measure="count", reads=("at", "place"))(look)
    check_indicator("own", examples=60)
    assert len(zones) > 1


# ---- bad ones -----------------------------------------------------------------------------------------------


def test_one_that_fails() -> None:
    said = told(lambda rows: [row.length + 0 for row in rows])  # type: ignore[operator]
    assert said.startswith("failed: TypeError (it has to answer for all interactions, with `at`, `kind`, `by`, `len")
    assert len(said.splitlines()) == 2  # the smallest log: one row
    assert "length=" not in said.splitlines()[1]


def test_one_that_fails_for_want_of_any_row() -> None:
    said = told(lambda rows: [0 for _ in rows] if rows[0] else [])
    assert said.startswith("failed: IndexError")
    assert said.endswith("  (no interactions)")


@pytest.mark.parametrize(
    ("adds", "measure", "words"),
    [
        (lambda rows: sum(row.kind == "call" for row in rows), "count", "answered with `int`, not with a list"),
        (print, "share", "answered with `NoneType`, not with a list"),
        (lambda rows: "0" * len(rows), "count", "answered with `str`, not with a list"),
        (lambda rows: [0 for row in rows if row.kind == "call"], "count", "answered for 0 of 1 interactions"),
        (lambda rows: [0, *(0 for _ in rows)], "count", "answered for 1 of 0 interactions"),
        (lambda rows: [-1 for _ in rows], "count", NO_NUMBER),
        (lambda rows: [0.5 for _ in rows], "count", NO_NUMBER),
        (lambda rows: [None for _ in rows], "count", NO_NUMBER),
        (lambda rows: [10**12 for _ in rows], "count", NO_NUMBER),
        (lambda rows: [(0, 1) for _ in rows], "count", NO_NUMBER),
        (lambda rows: [1 for _ in rows], "share", NO_PAIR),
        (lambda rows: [(2, 1) for _ in rows], "share", NO_PAIR),
        (lambda rows: [(-1, 1) for _ in rows], "share", NO_PAIR),
        (lambda rows: [(0, 1, 1) for _ in rows], "share", NO_PAIR),
        (lambda rows: [(0.5, 1) for _ in rows], "share", NO_PAIR),
        (lambda rows: ["01" for _ in rows], "share", NO_PAIR),
    ],
)  # fmt: skip
def test_one_that_answers_with_something_else(adds: Adds, measure: Any, words: str) -> None:
    assert words in told(adds, measure)


def test_one_that_looks_at_the_next_row() -> None:
    def before_a_call(rows: Rows) -> list[int]:
        return [int(n + 1 < len(rows) and rows[n + 1].kind == "call") for n in range(len(rows))]

    said = told(before_a_call)
    assert said.startswith("looks ahead: of the first 1 it says something else without those behind them:\n")
    first, second = said.splitlines()[1:]
    assert first.endswith("  -> 1, then 0")
    assert second.endswith(" > call  -> 0")


@pytest.mark.parametrize(
    ("adds", "measure"),
    [(lambda rows: [len(rows) for _ in rows], "count"), (lambda rows: [(0, len(rows)) for _ in rows], "share")],
)
def test_one_that_looks_at_how_many_there_are(adds: Adds, measure: Any) -> None:
    assert told(adds, measure).startswith("looks ahead")


def test_one_that_counts_how_often_it_is_asked() -> None:
    asked: list[int] = []

    def often(rows: Rows) -> list[int]:
        asked.append(1)
        return [len(asked) for _ in rows]

    assert told(often).startswith("answers differently when it is asked again:\n")


def test_one_that_remembers_another_relationship() -> None:
    known: set[str | None] = set()

    def with_how_many(rows: Rows) -> list[int]:
        known.update(row.relationship for row in rows)
        return [len(known) for _ in rows]

    assert told(with_how_many).startswith("answers differently after it was asked about another relationship:\n")


def test_one_that_changes_what_it_is_given() -> None:
    def tidy(rows: Rows) -> list[int]:
        for row in rows:
            object.__setattr__(row, "kind", "call" if row.kind == "session" else row.kind)
        return [0 for _ in rows]

    said = told(tidy)
    assert said.startswith("changes what it is given, row 1:\n")
    assert said.endswith(" > session  -> 0")


def test_the_same_log_is_shown_every_time() -> None:
    def late(rows: Rows) -> list[int]:
        return [-1 if row.at.hour > 20 else 0 for row in rows]

    indicator("late", measure="count", reads=("at",))(late)
    said = set()
    for _ in range(2):
        with pytest.raises(AssertionError) as caught:
            check_indicator(late)
        said.add(str(caught.value))
    assert len(said) == 1


def test_what_is_no_indicator() -> None:
    indicator("evening-words", measure="count", reads=("at",))(evening_words)
    with pytest.raises(bd.UsageError, match=r"B309 no indicator is called `evening` \("):
        check_indicator("evening")
    with pytest.raises(bd.UsageError, match="B309 the function is not registered as an indicator"):
        check_indicator(so_far)
