from __future__ import annotations

import pytest

from boundaries.core.errors import UsageError
from boundaries.report.asked import LONGEST, OWN, Asked, asked


@pytest.mark.parametrize("purpose", [None, "", "own reflection", " Own  Reflection\n"])
def test_the_own_view_has_one_purpose(purpose: str | None) -> None:
    assert asked("own", purpose) == OWN


@pytest.mark.parametrize(
    ("view", "purpose", "code"),
    [
        ("own", "hiring", "B313"),
        ("supervisor", None, "B312"),
        ("platform", " \t\n", "B312"),
        ("suprvisor", "supervision", "B311"),
        ("everybody", "supervision", "B311"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_way_out(view: str, purpose: str | None, code: str) -> None:
    with pytest.raises(UsageError) as problem:
        asked(view, purpose)
    (told,) = problem.value.diagnostics
    assert told.code == code
    assert told.hint


def test_what_was_said_is_one_short_line_that_cannot_steer_a_terminal() -> None:
    found = asked("supervisor", "super\x1b[2Jvision\nof  March", " \u202ep-03 ")
    assert found == Asked("supervisor", "super\ufffd[2Jvision of March", "\ufffdp-03")
    assert len(asked("platform", "long " * 100).purpose) == LONGEST
