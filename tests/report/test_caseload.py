"""Drift over a caseload, as the own view says it."""

from __future__ import annotations

from boundaries.report.caseload import CaseloadDrift, Standing, caseload_lines, statement
from boundaries.report.text import text_report
from made_result import sample


def of(*standings: Standing, q: float = 0.1, language: str = "en") -> CaseloadDrift:
    return CaseloadDrift(q, standings, statement(q, language))


STILL, MOVED = Standing("c-1", 3, 0.4, False), Standing("c-2", 2, 48.0, True)


def said(caseload: CaseloadDrift, language: str = "en") -> list[str]:
    return [line.text for line in caseload_lines(caseload, language)]


def test_it_names_what_stands_out_and_says_what_that_promises() -> None:
    first, second = said(of(STILL, MOVED))
    assert first == "drift over 2 relationships whose trends have learned what is usual, at q = 0.1: c-2"
    assert second.startswith(
        "Of the relationships that stand out, on average no more than 10 % do so by chance alone, averaged"
    )
    assert "averaged" in second
    assert "own view only, and ranks nobody" in second


def test_nothing_standing_out_is_said_too() -> None:
    assert said(of(STILL, STILL))[0].endswith("at q = 0.1: nothing stands out")
    assert of(STILL, MOVED).chosen == ("c-2",)


def test_one_relationship_is_no_caseload() -> None:
    assert said(of(MOVED)) == []
    assert said(of()) == []


def test_many_are_named_in_part() -> None:
    many = of(*(Standing(f"c-{n:02}", 1, 99.0, True) for n in range(14)))
    assert said(many)[0].endswith("c-09 and 4 more")


def test_it_is_said_in_german() -> None:
    first, second = said(of(STILL, MOVED, q=0.05, language="de"), "de")
    assert "bei q = 0,05: c-2" in first
    assert "höchstens 5 %" in second


def test_it_stands_in_the_own_report_where_it_is_asked_for() -> None:
    made = sample()
    caseload = of(STILL, MOVED)
    own = [line.text for line in text_report((), made.policy, made.summary, caseload=caseload)]
    assert said(caseload)[0] in own
    assert not any("caseload" in text or "drift over" in text for text in
                   [line.text for line in text_report((), made.policy, made.summary)])  # fmt: skip
