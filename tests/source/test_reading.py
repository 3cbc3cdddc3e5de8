"""What the readers of hand-written files share."""

from __future__ import annotations

import pytest

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.source.reading import wordless


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("`Anna B` is no role", "`…` is no role"),
        ("`role` stands here a second time", "`role` stands here a second time"),
        ("a `:` where none can be", "a `:` where none can be"),
        ("a list that is not closed", "a list that is not closed"),
        ("`role` and `Anna` are two", "`…` are two"),
        ("`role` Anna `role` is no name", "`…` is no name"),
        ("`Anna` B` is no name", "`…` is no name"),
        ("", ""),
    ],
)
def test_a_problem_is_told_with_no_word_of_its_file_but_the_known_ones(message: str, told: str) -> None:
    place = Location("people.yaml", 3, 4)
    found = wordless(Diagnostic("B246", message, place, "a hint", source="- {names: [Anna B]}"), {"role"})
    assert found == Diagnostic("B246", told, place, "a hint")
