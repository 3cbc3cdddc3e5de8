"""What an amendment changed, in words: only what came and what went."""

from __future__ import annotations

from typing import Any

import pytest

from boundaries.report.changes_said import amendments_said
from contract.drawn import BOTH, HEAD, Document, load


def said(before: Any, after: Document, agreed_by: list[str] = BOTH) -> str:
    """The words of the one clause that changes."""
    change = {"id": "a1", "agreed": "2026-03-01", "agreed_by": agreed_by, "set": after}
    contract = load({**HEAD, "administrative": {"fee": before}, "amendments": [change]})
    _, line = amendments_said(contract, None)
    return line.text


WAIVED = {"amount": "70", "waiver": ["illness"]}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (WAIVED, {"fee.waiver": None},
         "Fee (tighter). Before: The fee may be waived for illness. Since then that is no longer said."),
        ({"amount": "70"}, {"fee.waiver": ["illness"]},
         "Fee (looser). Before, nothing was said of this. Since then: The fee may be waived for illness."),
        (WAIVED, {"fee.waiver": ["illness", "hardship"]},
         "Fee (looser). Before: The fee may be waived for illness. "
         "Since then: The fee may be waived for illness or hardship."),
        (WAIVED, {"fee": None},
         "Fee (looser). Before: A session costs 70. The fee may be waived for illness. "
         "Since then it is no longer agreed."),
        (None, {"fee": {"amount": "70"}},
         "Fee (tighter). Before, nothing was agreed. Since then: A session costs 70."),
    ],
)  # fmt: skip
def test_what_came_and_what_went(before: Any, after: Document, words: str) -> None:
    assert said(before, after) == words


def test_of_an_amendment_that_is_not_applied_it_is_said_what_would_be() -> None:
    assert said(WAIVED, {"fee.waiver": None}, ["client"]) == (
        "Fee (tighter). Before: The fee may be waived for illness. That would no longer be said."
    )
