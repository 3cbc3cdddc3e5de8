"""One series as it happens, week by week: the factors of the bulk computation, with a state that does not grow."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np

from boundaries.drift.bulk import windows
from boundaries.drift.emission import page, place_of_counts, place_of_shares
from boundaries.drift.kernel import Block, Singles, Terms, terms
from boundaries.drift.ladder import COUNTS, SHARES, Direction, Ladder
from boundaries.drift.series import baselines, directed, refused

_here = threading.local()
_LADDERS = {"counts": COUNTS, "shares": SHARES}
Place = tuple[int, int] | None  # the page and the column of what a week showed; None: masked


@dataclass(slots=True)
class Watch:
    """The running evidence factor of one series; `counts` or `shares` begins one.

    Until `baseline_weeks` known weeks have been seen they are kept as they are; then the levels they speak for are
    chosen, and from there on the state has one size.
    """

    kind: Literal["counts", "shares"]
    direction: Direction
    baseline_weeks: int
    week: int = 0  # how many have been seen
    learning: list[Place] = field(default_factory=list)
    window: int | None = None
    weights: Singles | None = None

    @classmethod
    def counts(cls, baseline_weeks: int = 12, direction: Direction = "up") -> Watch:
        """Watch weekly counts."""
        return cls("counts", directed(direction), int(baselines(baseline_weeks, 1)[0]))

    @classmethod
    def shares(cls, baseline_weeks: int = 12, direction: Direction = "up") -> Watch:
        """Watch weekly shares."""
        return cls("shares", directed(direction), int(baselines(baseline_weeks, 1)[0]))

    @property
    def ladder(self) -> Ladder:
        """Its grid of levels."""
        return _LADDERS[self.kind]

    def observe(self, count: int, among: int | None = None) -> float:
        """A week of so many events (of a share: of `among` events); the evidence factor at its end."""
        whole = all(isinstance(given, int | np.integer) for given in (count, among) if given is not None)
        fits = whole and count >= 0 and (among is None or count <= among)
        if not fits or (among is None) == (self.kind == "shares"):
            wanted = "a count from 0 on" if self.kind == "counts" else "a part and what it is a part of"
            raise refused(f"a week is observed as {wanted}")
        if among is None:
            number, column = place_of_counts(np.array([count]))
        elif among == 0:
            return self.mask()
        else:
            number, column = place_of_shares(np.array([count]), np.array([among]))
        return self._next((int(number[0]), int(column[0])))

    def mask(self) -> float:
        """A week that is not known: leave, or a gap of the log."""
        return self._next(None)

    def _next(self, seen: Place) -> float:
        self.week += 1
        if self.weights is not None:
            return self._step(self._block(), seen, self.week - 1, armed=True)
        self.learning.append(seen)
        if sum(place is not None for place in self.learning) == self.baseline_weeks:
            self._settle()
        return 0.0

    def _settle(self) -> None:
        """The baseline is over: choose the levels, and go through its weeks."""
        numbers = sorted({place[0] for place in self.learning if place})
        starts = np.cumsum([0] + [page(self.ladder, n).whole.shape[-1] for n in numbers])
        at = dict(zip(numbers, starts.tolist(), strict=False))
        x = np.array([[at[p[0]] + p[1] if p else starts[-1] for p in self.learning]], np.int32)
        self.window = int(windows(self.ladder, numbers, x, np.array([len(self.learning) - 1]))[0])
        block = self._block()
        block.begin()
        self.weights = block.state.copy()
        for week, seen in enumerate(self.learning):
            self._step(block, seen, week, armed=False)
        self.learning.clear()

    def _step(self, block: Block, seen: Place, week: int, armed: bool) -> float:
        assert self.window is not None
        assert self.weights is not None
        block.state[:] = self.weights
        number, column = seen or (0, -1)
        likely = _one_page(self.kind, self.direction, self.window, number)
        x = np.array([column if seen else likely.whole.shape[1] - 1])
        factor = block.step(likely, x, np.array([armed]), week)
        self.weights[:] = block.state
        return float(factor[0]) if armed else 0.0

    def _block(self) -> Block:
        """Where this thread computes; the states of all its watches take turns there."""
        blocks: dict[tuple[str, str], Block] | None = getattr(_here, "blocks", None)
        if blocks is None:
            blocks = _here.blocks = {}
        key = (self.kind, self.direction)
        if key not in blocks:
            blocks[key] = Block(self.ladder, self.direction, 1)
        return blocks[key]


@lru_cache(maxsize=512)
def _one_page(kind: str, direction: Direction, window: int, number: int) -> Terms:
    return terms(_LADDERS[kind], direction, window, (number,))
