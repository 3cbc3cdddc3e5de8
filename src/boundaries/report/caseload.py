"""Drift over a caseload, for the practitioner's own view: which relationships stand out, and what that promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from boundaries.core.catalogue import catalogue
from boundaries.core.language import ENGLISH
from boundaries.core.sentence import calm
from boundaries.report.line import Line

SHOWN = 10  # relationships named one by one


class Standing(NamedTuple):
    """A relationship: how many of its trends know what is usual, the average of their e-values, if it stands out."""

    relationship: str
    trends: int
    value: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class CaseloadDrift:
    """Every relationship with such a trend, by name, and those that e-BH chooses at a rate of false discoveries `q`.

    `statement` is what that promises, and where it holds. It is for the own view only, and ranks nobody.
    """

    q: float
    standings: tuple[Standing, ...]
    statement: str

    @property
    def chosen(self) -> tuple[str, ...]:
        """The relationships that stand out."""
        return tuple(standing.relationship for standing in self.standings if standing.chosen)


def statement(q: float, language: str = ENGLISH) -> str:
    """What is promised of the relationships that stand out, and where it holds."""
    return catalogue(language).say("report.caseload_limits", share=calm(q, "share", language))


def caseload_lines(caseload: CaseloadDrift, language: str = ENGLISH) -> Iterator[Line]:
    """The lines of a report; none where there is no more than one relationship to look at."""
    if len(caseload.standings) < 2:
        return
    say = catalogue(language)
    many = say.say("count.relationships", count=len(caseload.standings))
    key = "report.caseload" if caseload.chosen else "report.caseload_none"
    names, q = say.shown(caseload.chosen, SHOWN), calm(caseload.q, None, language)
    yield Line(say.say(key, relationships=many, q=q, names=names), 0)
    yield Line(caseload.statement, 0, "quiet")
