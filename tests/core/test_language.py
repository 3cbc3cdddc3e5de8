"""Which language answers for another."""

from __future__ import annotations

import pytest

from boundaries.core.language import answering


@pytest.mark.parametrize(
    ("language", "looked_for"),
    [
        ("en", ("en",)),
        ("de", ("de", "en")),
        ("de-AT", ("de-AT", "de", "en")),
        ("en-GB", ("en-GB", "en")),
        ("zh-Hant-TW", ("zh-Hant-TW", "zh-Hant", "zh", "en")),
        ("", ("", "en")),
    ],
)
def test_a_language_is_answered_for_by_the_wider_one_and_by_english(language: str, looked_for: tuple[str, ...]) -> None:
    assert answering(language) == looked_for
