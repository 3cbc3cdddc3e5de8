"""Nothing but a named person, with a reason, says that something was a violation."""

from __future__ import annotations

import pytest

from boundaries.core.errors import UsageError
from boundaries.monitor.disposition import NEEDS_A_REASON, WORDS, disposition


@pytest.mark.parametrize("word", WORDS)
def test_every_word_needs_a_name_and_the_heavy_ones_a_reason(word: str) -> None:
    assert disposition("f", word, "Dr M", "it was so").word == word
    for nobody in ("", "  "):
        with pytest.raises(UsageError, match="nobody is named"):
            disposition("f", word, nobody, "it was so")
    if word in NEEDS_A_REASON:
        for nothing in (None, "", "  "):
            with pytest.raises(UsageError, match="needs a reason"):
                disposition("f", word, "Dr M", nothing)
    else:
        assert disposition("f", word, " Dr M ", " ").reason is None


def test_other_words_are_refused_without_being_repeated() -> None:
    with pytest.raises(UsageError, match="none of the words") as problem:
        disposition("f", "she told me everything", "Dr M", None)
    assert "everything" not in str(problem.value)
    with pytest.raises(UsageError, match="longer than"):
        disposition("f", "kept in mind", "Dr M", "x" * 2_001)
