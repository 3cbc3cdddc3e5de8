"""Values: every way to write a character is that character, and nothing is ever longer than it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers.privacy import length_of
from boundaries.readers.sms_values import measured, milliseconds, name_of, party_of, text_of, whole_number

CHARACTERS = st.characters(codec="utf-8", exclude_characters="\r")
WAYS = ("raw", "decimal", "hex", "zeros", "halves", "bytes")


def written(character: str, way: str) -> bytes:
    """One character as an app may write it."""
    code = ord(character)
    if character == "&" and way in ("raw", "bytes"):
        return b"&amp;"
    units = character.encode("utf-16-be")
    halves = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
    return {
        "raw": character.encode(),
        "decimal": f"&#{code};".encode(),
        "hex": f"&#x{code:x};".encode(),
        "zeros": f"&#000{code};".encode(),
        "halves": "".join(f"&#{half};" for half in halves).encode(),
        "bytes": "".join(map(chr, halves)).encode("utf-8", "surrogatepass"),
    }[way]


@given(st.lists(st.tuples(CHARACTERS, st.sampled_from(WAYS)), max_size=30))
def test_a_text_is_the_same_however_its_characters_are_written(written_so: list[tuple[str, str]]) -> None:
    text = "".join(character for character, _ in written_so)
    raw = b"".join(written(character, way) for character, way in written_so)
    assert text_of(raw) == text
    assert measured(raw) == (None if raw == b"null" else length_of(text))


@given(st.binary(max_size=80))
def test_no_bytes_are_longer_as_a_text_than_they_are(raw: bytes) -> None:
    text = text_of(raw)
    assert len(text) <= len(raw)
    assert text.encode().decode() == text  # no half of a pair is left
    assert (measured(raw) or 0) <= len(raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"&amp;amp;", "&amp;"), (b"&amp;#65;", "&#65;"), (b"&#38;lt;", "&lt;"), (b"a\r\nb", "a\nb"),
        (b"&unknown;", "&unknown;"),
        (b"&#55357;a&#56838;", "\ufffda\ufffd"), (b"&#55357;&#55357;&#56838;", "\ufffd😆"),
        (b"&#" + b"0" * 9000 + b"65;", "A"),
        (b"&#" + b"9" * 9000 + b";", "&#" + "9" * 9000 + ";"), (b"&#x110000;", "\ufffd"), (b"&AMP;", "&AMP;"),
        (b"", ""),
    ],
    ids=range(12),
)  # fmt: skip
def test_texts(raw: bytes, text: str) -> None:
    assert text_of(raw) == text


@given(st.integers(631_152_000_000, 9_999_999_999_999))
def test_a_moment_in_milliseconds_is_itself_and_in_seconds_nothing(value: int) -> None:
    assert milliseconds(str(value).encode()) == value
    for other in (value // 1000, value * 1000, value * 1_000_000):
        assert milliseconds(str(other).encode()) is None


@pytest.mark.parametrize("raw", [None, b"", b"x", b"-5", b"1.5", b" 5", b"1_0", "٥".encode(), b"1" * 16, b"1" * 5000])
def test_what_is_no_number_is_none(raw: bytes | None) -> None:
    assert whole_number(raw) is None
    assert milliseconds(raw) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+44 7700 900123", "number"), ("07700900123", "number"), ("62226", "number"), ("(0)77-00", "number"),
        ("٠٧٧", "number"),
        ("tel:+447700900123", "number"), ("*100#", "number"), ("MyBank", "address"), ("a@b.example", "address"),
        ("1800FLOWERS", "address"), ("7@x", "address"), ("+", "address"),
        ("", None), (" ", None), ("-1", None), ("-2", None), ("NULL", None), ("Unknown", None),
        ("insert-address-token", None),
    ],
)  # fmt: skip
def test_a_party_is_a_number_an_address_or_nobody(text: str, kind: str | None) -> None:
    found = party_of(text)
    assert (found[0] if found else None) == kind


@pytest.mark.parametrize("raw", [None, b"", b" ", b"(Unknown)", b"(unknown)", b"null", b"Unknown"])
def test_a_name_that_is_none(raw: bytes | None) -> None:
    assert name_of(raw) is None


def test_a_name_may_hold_half_characters() -> None:
    assert name_of(b" Zo&#235; &#55358;&#56713; ") == ("name", "Zoë 🦉")
