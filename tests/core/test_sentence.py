"""The sentence of a finding: filled in, or calmly left out; never an empty value."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.catalogue import show
from boundaries.core.sentence import PLACEHOLDERS, calm, civil_words, day_words, placeholders, render

NAMES = st.sampled_from(sorted(PLACEHOLDERS))
WORDS = st.text("abcdef ghij", max_size=12)
PARTS = st.lists(st.one_of(WORDS, NAMES.map(lambda name: "{" + name + "}")), min_size=1, max_size=5).map("".join)
WORDINGS = st.lists(PARTS, min_size=1, max_size=4).map(lambda parts: ", ".join(parts) + ".")
VALUES = st.one_of(st.none(), st.just(""), st.integers(0, 99), st.sampled_from(["sms", "Mo-Fr 09:00-18:00, PH off"]))


@given(WORDINGS, st.dictionaries(NAMES, VALUES))
def test_a_sentence_never_shows_a_brace_or_an_empty_value(wording: str, params: dict[str, object]) -> None:
    said = render(wording, params, fallback="the title")
    assert said
    assert "{" not in said
    assert "None" not in said


@given(WORDINGS, st.fixed_dictionaries({name: st.integers(0, 99) for name in PLACEHOLDERS}))
def test_with_every_value_nothing_is_left_out(wording: str, params: dict[str, int]) -> None:
    expected = wording.strip()
    for name in placeholders(wording):
        expected = expected.replace("{" + name + "}", str(params[name]))
    assert render(wording, params) == expected


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("{count} replies went out, outside the agreed {agreed}.", "3 replies went out, outside the agreed Mo-Fr."),
        ("{count} replies went out, over {channel}.", "3 replies went out."),
        ("{count} replies went out, over {channel}, outside {agreed}.", "3 replies went out, outside Mo-Fr."),
        ("Over {channel} replies went out, {count} times.", "the title"),
        ("Over {channel} it went on. There were {count}.", "There were 3."),
        ("Nothing to fill in", "Nothing to fill in"),
    ],
)
def test_a_part_that_names_a_missing_value_is_left_out(wording: str, said: str) -> None:
    assert render(wording, {"count": 3, "agreed": "Mo-Fr", "channel": None}, fallback="the title") == said


def test_a_value_may_hold_what_looks_like_a_placeholder_or_a_comma() -> None:
    assert render("At {place}, {count} times.", {"place": "{count}, no", "count": 2}) == "At {count}, no, 2 times."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5.0, "5"), (5, "5"), (0.5, "0.5"), (47.983, "47.98"), (47.9999, "47.9999"), (6.56, "6.6"),
        (-3.25, "-3.2"), (Fraction(21, 2), "10.5"), (Fraction(4, 1), "4"), ("PT48H", "PT48H"),
        (1e16, "10000000000000000"),
    ],
)  # fmt: skip
def test_numbers_are_shown_calmly(value: object, shown: str) -> None:
    assert show(value) == shown


@given(st.floats(-1e6, 1e6).filter(lambda x: abs(x - round(x)) > 1e-5))
def test_a_number_that_is_not_whole_never_looks_whole(value: float) -> None:
    assert "." in show(value)
    assert abs(Fraction(show(value)) - Fraction(value)) <= Fraction(1, 20)  # half a step, exactly


def test_civil_readings() -> None:
    at = datetime(2026, 3, 3, 21, 5, 59)  # noqa: DTZ001 - a civil reading
    assert civil_words(at) == "Tue 3 Mar 2026 21:05"
    assert civil_words(at, "de") == "Di 3. Mär 2026 21:05"
    assert civil_words(at, "fi") == "2026-03-03 21:05"


@pytest.mark.parametrize(
    ("value", "unit", "said", "german"),
    [
        (2.44, None, "2.4", "2,4"), (2.0, "count", "2", "2"), (0.05, None, "0.05", "0,05"), (9.96, None, "10", "10"),
        (12.4, "minutes", "12", "12"), (1234.5, None, "1234", "1234"), (0.0, None, "0", "0"),
        (0.349, "share", "35 %", "35 %"), (0.081, "share", "8.1 %", "8,1 %"), (0.0004, "share", "0.04 %", "0,04 %"),
        (1.0, "share", "100 %", "100 %"),
    ],
)  # fmt: skip
def test_a_measured_number_has_the_digits_that_say_something(value: float, unit: str, said: str, german: str) -> None:
    assert (calm(value, unit), calm(value, unit, "de")) == (said, german)


def test_a_day_is_said_without_its_weekday() -> None:
    at = datetime(2026, 3, 3, 21, 5)  # noqa: DTZ001
    assert [day_words(at, language) for language in ("en", "de", "fi")] == ["3 Mar 2026", "3. Mär 2026", "2026-03-03"]
