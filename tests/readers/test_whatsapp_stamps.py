"""Dates and times at the head of a row, in the shapes of many languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import LogError
from boundaries.readers.whatsapp_stamps import HEADER, parse_stamp, unpack
from boundaries.readers.whatsapp_words import PERIODS, hour_of
from chats import codes, read_text, readings

SHAPES = {
    "13/1/24, 9:05\u202fPM - ": (13, 1, 24, 21, 5),
    "13/01/2024, 9:05 pm - ": (13, 1, 2024, 21, 5),
    "2024-01-13, 9:05 p.m. - ": (2024, 1, 13, 21, 5),
    "13/1/24, 9:05 p.\u00a0m. - ": (13, 1, 24, 21, 5),
    "13-01-2024 21:05 - ": (13, 1, 2024, 21, 5),
    "13.1.2024 klo 21.05 - ": (13, 1, 2024, 21, 5),
    "13/01/2024 à 21:05 - ": (13, 1, 2024, 21, 5),
    "13.01.24 um 21:05 – ": (13, 1, 24, 21, 5),
    "2024. 1. 13. 오후 9:05 - ": (2024, 1, 13, 21, 5),
    "2024年1月13日 21:05 - ": (2024, 1, 13, 21, 5),
    "[2024/1/13 下午9:05:10] ": (2024, 1, 13, 21, 5),
    "[2024/1/13 凌晨12:05:10] ": (2024, 1, 13, 0, 5),
    "[2024/1/13 中午12:05:10] ": (2024, 1, 13, 12, 5),
    "[2024/1/13 中午1:05:10] ": (2024, 1, 13, 13, 5),
    "[2024/01/13 午後0:05:10] ": (2024, 1, 13, 12, 5),
    "[13.01.2024 ÖS 9:05:10] ": (13, 1, 2024, 21, 5),
    "\u200e[13/01/24, 21:05:10] ": (13, 1, 24, 21, 5),
    "\ufeff[13/01/24 21:05] ": (13, 1, 24, 21, 5),
    "[१३/०१/२४, ९:०५:१० अपराह्न] ": (13, 1, 24, 21, 5),
    "١٣\u200f/١\u200f/٢٠٢٤، ٩:٠٥ م - ": (13, 1, 2024, 21, 5),
    "13/01/24, 21:05 p. m. - ": (13, 1, 24, 21, 5),
    "13/01/24, 00:08 a. m. - ": (13, 1, 24, 0, 8),
}


@pytest.mark.parametrize("text", SHAPES)
def test_known_shapes(text: str) -> None:
    found = HEADER.match(text + "A: said - something")
    assert found is not None
    assert found[3] == "A: said - something"
    stamp = parse_stamp(found[1] or found[2], found[1] is not None)
    assert stamp is not None
    assert (*unpack(stamp.date), *divmod(stamp.second // 60, 60)) == SHAPES[text]
    assert stamp.known


@pytest.mark.parametrize(
    "text",
    ["hello", "1 - 2", "[hello] you", "12/10/21 - x: y", "10:10 - x: y", "[12/10, 10:10] x: y",
     "123/10/21, 10:10 - x: y",
     "12/10/202, 10:10 - x: y", "[1] 12/10/21, 10:10 - x: y", "12/10/21, 1010 - x: y", "-12/10/21, 10:10 - x: y"],
)  # fmt: skip
def test_what_is_no_stamp(text: str) -> None:
    found = HEADER.match(text)
    assert found is None or parse_stamp(found[1] or found[2], found[1] is not None) is None


@given(st.text(st.sampled_from("0123456789/.-:, []apmAPM年月日\u200e\u202f٣"), max_size=40), st.booleans())
def test_any_text_is_a_stamp_or_none(text: str, brackets: bool) -> None:
    stamp = parse_stamp(text, brackets)
    assert stamp is None or -1 <= stamp.second < 86_400


@given(st.integers(0, 24), st.sampled_from(sorted(PERIODS)))
def test_an_hour_is_the_one_on_the_dial_or_none(hour: int, word: str) -> None:
    actual = hour_of(hour, word)
    assert actual is None or (actual - hour) % 12 == 0
    assert actual is None or actual == hour or hour <= 12


@pytest.mark.parametrize(("hour", "word"), [(15, "am"), (12, "晚上"), (9, "中午"), (3, "早上"), (24, "pm")])
def test_an_hour_and_a_word_that_contradict_each_other_are_no_time(hour: int, word: str) -> None:
    assert hour_of(hour, word) is None


def test_a_word_beside_the_time_that_is_not_known_refuses_the_file() -> None:
    with pytest.raises(LogError) as caught:
        read_text("13/01/24, 9:05 canaryzeta - A: a\n14/01/24, 9:05 canaryzeta - A: b\n")
    assert codes(caught.value) == ["B231"]
    assert "canaryzeta" not in str(caught.value)


def test_a_time_without_its_day_period_is_turned_away_where_others_have_one() -> None:
    text = "13/01/24, 9:05 pm - A: a\n13/01/24, 9:06 - B: b\n13/01/24, 9:07 pm - B: c\n"
    extract = read_text(text)
    assert [reject.row for reject in extract.rejects] == [2]
    assert readings(text) == ["2024-01-13 21:05", "2024-01-13 21:07"]


def test_a_line_of_another_shape_is_text() -> None:
    text = "13/01/24, 10:00 - A: see\n[13/01/24, 09:00:00] X: a\n13.01.24, 09:00 - X: b\n13/01/2024, 09:00 - X: c\n"
    assert readings(text) == ["2024-01-13 10:00"]
