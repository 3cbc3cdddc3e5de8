"""What a hit is about that no event tells: an amendment, an exception, a part, a practice; a drift; a conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from boundaries.contract.clauses import PARTS, clause_of
from boundaries.core.finding import SecondOpinion
from boundaries.core.instants import format_instant
from boundaries.core.location import Location
from boundaries.engine.hits import Hits


@dataclass(frozen=True, slots=True)
class About:
    """The subject of a hit: its clause (or part; None: the rule's own), its terms, where it is written.

    `terms` are the keys of phrases. `name` tells it from others and begins with `?`, as no event's anchor does; the
    event's id follows where the hit hangs on one. Where it is empty the event alone tells.
    """

    name: str
    clause: str | None
    terms: tuple[str, ...]
    location: Location | None


@dataclass(frozen=True, slots=True)
class Drift:
    """How a weekly indicator moved: since when (the start of a week), from what to what, each with its 90 % interval.

    `monday` is the date of the week at whose end the evidence was enough; `evidence_factor` is what it was in the last
    week that is told of, `second_opinion` what ranks alone say of it up to there. Values are those of a week, in the
    unit of the field; the factor of a share is that of its odds.
    """

    monday: str
    since: int
    since_interval: tuple[int, int]
    before: float
    before_interval: tuple[float, float]
    after: float
    after_interval: tuple[float, float]
    factor: float
    factor_interval: tuple[float, float]
    evidence_factor: float
    second_opinion: SecondOpinion

    @property
    def name(self) -> str:
        """What tells it from others of its rule and relationship."""
        return f"week:{self.monday}"

    @property
    def clause(self) -> None:
        """It is about its rule's clause."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a conclusion rests on: the ids of findings; `key` is the clause, or the part, that it is of alone.

    `beside` are conclusions that had a part in how long it held, or may have been against it; `own`: something had that
    only the practitioner is shown.
    """

    key: str | None
    premises: tuple[str, ...]
    beside: tuple[str, ...] = ()
    own: bool = False

    @property
    def clause(self) -> str | None:
        """The clause it is of alone; None where it is about its rule's."""
        return None if self.key in PARTS else self.key


Subject: TypeAlias = About | Drift | Conclusion


@dataclass(slots=True)
class Abouts:
    """The subjects of one run's hits, each once, numbered as they come."""

    every: list[Subject] = field(default_factory=list)
    _numbers: dict[Subject, int] = field(default_factory=dict)

    def number(self, about: Subject) -> int:
        """The number of a subject, the same for an equal one."""
        if about not in self._numbers:
            self._numbers[about] = len(self.every)
            self.every.append(about)
        return self._numbers[about]

    def names(self, found: Hits, ids: Sequence[str]) -> list[str]:
        """What each hit hangs on: a name, an event's id (`ids` has one for each hit), both, or nothing."""
        hung = [id if row >= 0 else "" for row, id in zip(found.anchor.tolist(), ids, strict=True)]
        places, ends = np.flatnonzero(found.about >= 0), self.ends(found)
        for i, number, at in zip(*(c.tolist() for c in (places, found.about[places], found.at[places])), strict=True):
            subject = self.every[number]
            if isinstance(subject, Conclusion):
                hung[i] = conclusion_at(at) + ends[number]
            else:
                hung[i] = f"{subject.name} {hung[i]}".strip()
        return hung

    def ends(self, found: Hits) -> dict[int, str]:
        """What the name of a hit has behind its instant, by number, for the conclusions that some hits are about."""
        some = {number: self.every[number] for number in set(found.about.tolist()) if number >= 0}
        return {
            number: "" if subject.key is None else f" {subject.key}"
            for number, subject in some.items() if isinstance(subject, Conclusion)
        }  # fmt: skip


def conclusion_at(at: int) -> str:
    """What the name of a conclusion begins with."""
    return f"conclusion:{format_instant(at)}"


def names(paths: Iterable[str]) -> tuple[str, ...]:
    """What the clauses that paths are, or are fields of, are called, or whole parts: keys of phrases."""
    return tuple(f"part.{path}" if path in PARTS else f"clause.{clause_of(path)}" for path in paths)
