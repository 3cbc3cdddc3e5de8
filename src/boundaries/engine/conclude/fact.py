"""One fact as an object: what the evaluation in time looks at."""

from __future__ import annotations

from dataclasses import dataclass

from boundaries.engine.conclude.facts import Paths


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One fact: when it came to be and (`end`) was over; since when (`due`) and until when (`gone`) it counts.

    `part`: of a share, whether it is of the part and not only of the whole.
    """

    pair: int
    at: int
    due: int
    end: int
    gone: int
    rule: int
    item: int
    clauses: Paths
    part: bool = True
