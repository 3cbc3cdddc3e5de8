"""How wide a text is taken to be: at least as wide as a common sans-serif sets it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rulebook.lettering import shortened, width

# The advance widths of Helvetica (its font metrics file), in thousandths, from the blank to the tilde.
HELVETICA = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
]  # fmt: skip
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@given(PRINTABLE)
def test_no_text_is_set_wider(text: str) -> None:
    assert sum(HELVETICA[ord(letter) - 32] for letter in text) / 1000 * 12 <= width(text, 12) + 1e-9


def test_words_are_not_taken_for_much_wider_than_they_are() -> None:
    text = "message session cancellation 21:10 excused: crisis Tue 3 Mar"
    assert width(text, 12) <= 1.3 * sum(HELVETICA[ord(letter) - 32] for letter in text) / 1000 * 12


@given(st.text(max_size=60), st.floats(20, 300))
def test_a_shortened_text_has_room_and_says_that_it_is_short(text: str, room: float) -> None:
    short = shortened(text, 12, room)
    assert width(short, 12) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1].rstrip()))


def test_wide_letters_take_a_square_and_marks_nothing() -> None:
    assert width("部屋", 10) >= 20
    assert width("e\u0301", 10) == width("e", 10)
