"""What a hit on the agreement itself is about: an amendment, an exception, a part, a practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from boundaries.contract.clauses import PARTS, clause_of
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


@dataclass(slots=True)
class Abouts:
    """The subjects of one run's hits, each once, numbered as they come."""

    every: list[About] = field(default_factory=list)
    _numbers: dict[About, int] = field(default_factory=dict)

    def number(self, about: About) -> int:
        """The number of a subject, the same for an equal one."""
        if about not in self._numbers:
            self._numbers[about] = len(self.every)
            self.every.append(about)
        return self._numbers[about]

    def names(self, found: Hits, ids: Sequence[str]) -> list[str]:
        """What each hit hangs on: a name, an event's id (`ids` has one for each hit), both, or nothing."""
        hung = [id if row >= 0 else "" for row, id in zip(found.anchor.tolist(), ids, strict=True)]
        for i in np.flatnonzero(found.about >= 0).tolist():
            hung[i] = f"{self.every[found.about[i]].name} {hung[i]}".strip()
        return hung


def names(paths: Iterable[str]) -> tuple[str, ...]:
    """What the clauses that paths are, or are fields of, are called, or whole parts: keys of phrases."""
    return tuple(f"part.{path}" if path in PARTS else f"clause.{clause_of(path)}" for path in paths)
