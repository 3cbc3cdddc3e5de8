"""A column of instants means what `parse_instant` says of each of them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.core.instants import parse_instant
from boundaries.table.instants import parse_instants

TWO = st.integers(0, 61).map("{:02d}".format)
YEARS = st.sampled_from(
    ["0001", "1899", "1900", "1969", "1970", "2000", "2023", "2024", "2100", "2199", "2200", "9999"]
)
ZONES = st.one_of(
    st.sampled_from(["Z", "z", "+00:00", "-00:00", "", "+24:00", "+23:59", "-12:60", "+1:00", "+0100"]),
    st.builds("{}{}:{}".format, st.sampled_from("+-"), TWO, TWO),
)
FRACTIONS = st.one_of(st.just(""), st.text("0123456789", max_size=11).map(".{}".format), st.just(",5"))
SHAPED = st.builds(
    "{}-{}-{}{}{}:{}:{}{}{}".format, YEARS, TWO, TWO, st.sampled_from("TTTt _"), TWO, TWO, TWO, FRACTIONS, ZONES
)
SOUND = st.builds(
    "{}-{}-{}T{}:{}:{}{}{}".format,
    YEARS,
    st.integers(1, 12).map("{:02d}".format),
    st.integers(1, 31).map("{:02d}".format),
    *[st.integers(0, 23).map("{:02d}".format)] * 3,
    FRACTIONS,
    ZONES,
)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    text = draw(SOUND)
    place = draw(st.integers(0, len(text) - 1))
    return (
        text[:place]
        + draw(st.sampled_from(["", "x", "/", ":", "-", " ", "9", "٣", "é", "\n", "\0"]))
        + text[place + 1 :]
    )


def one_by_one(text: str) -> int | str:
    try:
        return parse_instant(text)
    except ValueError as problem:
        return str(problem)


@given(st.lists(st.one_of(SOUND, SHAPED, spoiled(), st.text(max_size=30), st.none()), max_size=40), st.integers(0, 3))
@example(["2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z"], 0)
@example(["2026-03-03T21:10:00.1234567Z", "2026-03-03T21:10:60Z", " 2026-03-03T21:10:00Z\n"], 0)
@settings(max_examples=150, deadline=None)
def test_a_column_of_texts_is_read_as_each_text_alone(texts: list[str | None], start: int) -> None:
    for type in (pa.string(), pa.large_string()):
        micros, bad = parse_instants(pa.array(texts, type).slice(start))
        for row, text in enumerate(texts[start:]):
            if text is None:
                assert row not in bad
                continue
            expected = one_by_one(text)
            assert (bad.get(row) if isinstance(expected, str) else int(micros[row])) == expected
            assert (row in bad) == isinstance(expected, str)


@pytest.mark.parametrize(
    "text", ["2026-03-03T21:10:00Z", "2026-03-03 22:10:00+01:00", "2026-03-03T21:10:00.000000-00:00"]
)
def test_the_usual_shapes_need_no_second_look(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.table.instants.parse_instant", None)
    assert parse_instants(pa.array([text]))[0].tolist() == [parse_instant("2026-03-03T21:10:00Z")]
