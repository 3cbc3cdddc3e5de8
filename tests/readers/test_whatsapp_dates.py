"""Which number is the day: proved by the whole file or left open, never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import LogError
from boundaries.readers import whatsapp_dates as dates
from boundaries.readers.whatsapp_stamps import Shape
from chats import codes, read_text, readings

SLASHES = Shape(False, "//", False, 4, ":", False)
SHORT = Shape(False, "//", False, 2, ":", False)
DOTS = Shape(False, "..", False, 2, ":", False)
YEAR_FIRST = Shape(False, "//", True, 4, ":", False)


def written(day: date, order: str, shape: Shape) -> dates.Triple:
    year = day.year if shape.year_digits == 4 else day.year % 100
    return (day.day, day.month, year) if order == "dmy" else (day.month, day.day, year)


def chats() -> st.SearchStrategy[list[date]]:
    """Days of a chat in order, a few rows a day out of place, and at most one row with any date at all."""
    steps = st.lists(st.sampled_from([0, 1, 1, 2, 5, 9, 27, 28, 29, 30, 31, 59, 60, 61, 180]), min_size=1, max_size=14)
    late = st.lists(st.integers(0, 1), min_size=14, max_size=14)
    rogue = st.none() | st.tuples(st.integers(0, 14), st.dates(date(2009, 1, 1), date(2035, 12, 31)))

    def build(first: date, steps: list[int], late: list[int], rogue: tuple[int, date] | None) -> list[date]:
        days = [first + timedelta(sum(steps[: n + 1]) - late[n % 14]) for n in range(len(steps))]
        return days if rogue is None else [*days[: rogue[0]], rogue[1], *days[rogue[0] :]]

    return st.builds(build, st.dates(date(2012, 1, 1), date(2026, 12, 31)), steps, late, rogue)


@settings(max_examples=400)
@given(chats(), st.sampled_from(["dmy", "mdy"]), st.sampled_from([SLASHES, SHORT]))
def test_the_order_found_is_the_true_one_or_none(days: list[date], order: str, shape: Shape) -> None:
    numbers = [written(day, order, shape) for day in days]
    found = dates.decide(numbers, shape)
    truth = [day.toordinal() for day in days]
    assert found is None or [dates.day_under(found, n) for n in numbers] == truth


@settings(max_examples=150)
@given(chats(), st.sampled_from(["dmy", "mdy"]))
def test_a_chat_of_a_year_of_days_is_always_read(days: list[date], order: str) -> None:
    year = [date(2024, 1, 1) + timedelta(n) for n in range(0, 366, 2)]
    assert dates.decide([written(day, order, SLASHES) for day in [*year, *days]], SLASHES) == order


@pytest.mark.parametrize(
    ("numbers", "shape", "order"),
    [
        ([(3, 4, 2024)], SLASHES, None),
        ([(3, 3, 2024), (4, 4, 2024)], SLASHES, "dmy"),  # both orders mean the same days
        ([(3, 4, 2024), (13, 4, 2024)], SLASHES, "dmy"),
        ([(4, 3, 2024), (4, 13, 2024)], SLASHES, "mdy"),
        ([(4, 13, 2024), (13, 4, 2024)], SLASHES, None),  # neither order has all of them
        ([(5, 1, 2024), (3, 2, 2024)], SLASHES, None),  # one step back may be a late message
        ([(5, 1, 2024), (3, 2, 2024), (1, 3, 2024)], SLASHES, "dmy"),
        ([(1, 5, 2024), (2, 3, 2024), (3, 1, 2024)], SLASHES, "mdy"),
        ([(5, 1, 2024), (25, 12, 2023)], SLASHES, None),  # the only day after 12 is the row that is out of place
        ([(31, 2, 2024), (3, 4, 2024), (13, 4, 2024)], SLASHES, "dmy"),  # a date of neither order says nothing
        ([(3, 4, 24), (5, 6, 24)], DOTS, "dmy"),
        ([(3, 4, 24), (5, 16, 24)], DOTS, None),
        ([(2024, 3, 4)], YEAR_FIRST, "ymd"),
        ([(2024, 13, 4)], YEAR_FIRST, "ymd"),
        ([(24, 3, 29), (24, 4, 1), (24, 4, 30), (24, 5, 2)], SHORT, "ymd"),  # day first, time would run back
        ([(24, 3, 20), (24, 3, 21)], SHORT, None),  # day first, a year would lie between the rows
        ([(13, 4, 23)], SHORT, "dmy"),
    ],
)
def test_remembered_cases(numbers: list[dates.Triple], shape: Shape, order: str | None) -> None:
    assert dates.decide(numbers, shape) == order


OPEN = "03/04/2024, 10:00 - A: canaryzeta\n05/06/2024, 11:00 - B: canaryzeta\n"


def test_an_open_order_is_refused_with_both_readings_counted_and_a_way_out() -> None:
    with pytest.raises(LogError) as caught:
        read_text(OPEN)
    assert codes(caught.value) == ["B232"]
    (problem,) = caught.value.diagnostics
    exist = "2 of 2 dates exist, time never goes back"
    assert f"(day first: {exist}; month first: {exist})" in problem.message
    assert "--date-order" in problem.hint
    assert "canaryzeta" not in str(caught.value)


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (dates.Reading("dmy", 3, 0, 0, 9), "day first: 3 of 3 dates exist, time never goes back"),
        (dates.Reading("mdy", 3, 2, 1, 0), "month first: 1 of 3 dates exist, time goes back once"),
        (dates.Reading("ymd", 9, 1, 4, 5), "year first: 8 of 9 dates exist, time goes back 4 times"),
    ],
)
def test_a_reading_in_words(reading: dates.Reading, words: str) -> None:
    assert reading.words() == words


def test_the_way_out_works() -> None:
    assert readings(OPEN, date_order="dmy") == ["2024-04-03 10:00", "2024-06-05 11:00"]
    assert readings(OPEN, date_order="mdy") == ["2024-03-04 10:00", "2024-05-06 11:00"]


def test_an_order_given_against_the_dates_is_refused() -> None:
    text = "03/04/2024, 10:00 - A: a\n13/04/2024, 11:00 - B: b\n"
    with pytest.raises(LogError) as caught:
        read_text(text, date_order="mdy")
    assert codes(caught.value) == ["B233"]


def test_an_order_given_to_a_file_that_writes_the_year_first_changes_nothing() -> None:
    assert readings("2024/12/01, 10:00 - A: a\n", date_order="dmy") == ["2024-12-01 10:00"]
    assert readings("2024/12/10, 10:00 - A: a\n") == ["2024-12-10 10:00"]


def test_twelve_hours_do_not_prove_that_the_month_comes_first() -> None:
    with pytest.raises(LogError):
        read_text("3/4/24, 9:05 PM - A: a\n")


def test_a_quoted_row_of_somebody_else_is_text_whatever_its_date() -> None:
    text = "13/01/24, 10:00 - A: a\n14/01/24, 10:00 - B: see\n25/12/23, 10:00 - X: old\nend\n15/01/24, 10:00 - A: a\n"
    table = read_text(text).table
    assert table["by"].to_pylist() == ["practitioner", "client", "practitioner"]
    assert table["length"].to_pylist() == [1, len("see\n25/12/23, 10:00 - X: old\nend"), 1]


def test_one_quoted_row_does_not_turn_the_months_round() -> None:
    text = "1/2/24, 9:00 AM - A: a\n2/5/24, 9:00 AM - B: see\n25/12/23, 10:00 AM - A: old\n2/6/24, 9:00 AM - A: b\n"
    with pytest.raises(LogError):
        read_text(text)
