"""Hits: what a form found, as columns; one row becomes one finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, ragged

OPEN, EXCUSED, UNDETERMINED = np.int8(0), np.int8(1), np.int8(2)
NO_ANCHOR = np.int64(-1)  # no event: the contract's start, or something of the agreement itself


def _empty() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(slots=True)
class Hits:
    """Hits of one rule. `evidence` holds the rows of all hits end to end, hit i those of offsets[i]:offsets[i + 1].

    `at` and `until` are microseconds (`until` NOTHING where there is none), `measured` NaN where there is none;
    `excuse` indexes the rule's `unless` (-1: none), `lacking` the columns of the log (-1: none), `about` the run's
    subjects (-1: the rule's clause). `crossed` is the instant from which on it is a crossing (NEVER: it is none);
    before the severity is told, that at which what is absent had lasted for as long as the rule escalates beyond.
    """

    pair: Ints = field(default_factory=_empty)
    anchor: Ints = field(default_factory=_empty)
    at: Ints = field(default_factory=_empty)
    until: Ints = field(default_factory=_empty)
    measured: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    version: Ints = field(default_factory=_empty)
    excuse: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    lacking: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    crossed: Ints = field(default_factory=_empty)
    about: Ints = field(default_factory=_empty)
    offsets: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    evidence: Ints = field(default_factory=_empty)

    def __len__(self) -> int:
        return len(self.at)

    @property
    def crossing(self) -> Bools:
        """Whether it is a crossing, and no notice."""
        return self.crossed < NEVER

    def is_crossing(self, i: int) -> bool:
        """The same of one hit, without a look at the others."""
        return bool(self.crossed[i] < NEVER)

    @property
    def status(self) -> NDArray[np.int8]:
        """OPEN, EXCUSED or UNDETERMINED."""
        return np.where(self.lacking >= 0, UNDETERMINED, np.where(self.excuse >= 0, EXCUSED, OPEN))

    def status_of(self, i: int) -> int:
        """The status of one hit: no look at the others, which findings made one by one would repeat for each."""
        return int(UNDETERMINED if self.lacking[i] >= 0 else EXCUSED if self.excuse[i] >= 0 else OPEN)


def hits(
    pair: NDArray[np.integer],
    anchor: Ints,
    at: Ints,
    version: NDArray[np.integer],
    *,
    until: Ints | None = None,
    measured: NDArray[np.float64] | None = None,
    excuse: NDArray[np.int8] | None = None,
    lacking: NDArray[np.int8] | None = None,
    about: Ints | None = None,
    offsets: Ints | None = None,
    evidence: Ints | None = None,
    crossed: Ints | None = None,
) -> Hits:
    """Hits from their columns; without `evidence` each hit's is its anchor."""
    n = len(at)
    return Hits(
        pair=pair.astype(np.int64), anchor=anchor, at=at, version=version.astype(np.int64),
        until=np.full(n, NOTHING) if until is None else until,
        measured=np.full(n, np.nan) if measured is None else measured.astype(np.float64),
        excuse=np.full(n, -1, np.int8) if excuse is None else excuse,
        lacking=np.full(n, -1, np.int8) if lacking is None else lacking,
        crossed=np.full(n, NEVER) if crossed is None else crossed,
        about=np.full(n, -1, np.int64) if about is None else about,
        offsets=np.arange(n + 1, dtype=np.int64) if offsets is None else offsets,
        evidence=anchor if evidence is None else evidence,
    )  # fmt: skip


def joined(parts: Sequence[Hits]) -> Hits:
    """Several sets of hits as one."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Hits()

    def column(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(p, name) for p in parts])

    sizes = np.cumsum([0] + [len(p.evidence) for p in parts])
    offsets = [p.offsets[:-1] + base for p, base in zip(parts, sizes, strict=False)]
    return Hits(
        column("pair"), column("anchor"), column("at"), column("until"), column("measured"), column("version"),
        column("excuse"), column("lacking"), column("crossed"), column("about"),
        offsets=np.concatenate([*offsets, sizes[-1:]]), evidence=column("evidence"),
    )  # fmt: skip


def taken(found: Hits, chosen: Ints) -> Hits:
    """Some of the hits, in the order they are named in."""
    offsets, flat = ragged(found.offsets[chosen], found.offsets[chosen + 1])
    return Hits(
        found.pair[chosen], found.anchor[chosen], found.at[chosen], found.until[chosen], found.measured[chosen],
        found.version[chosen], found.excuse[chosen], found.lacking[chosen], found.crossed[chosen], found.about[chosen],
        offsets, found.evidence[flat],
    )  # fmt: skip
