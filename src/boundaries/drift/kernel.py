"""One week of a ladder, for a block of series at once: the update of every state, and the evidence factor.

Only products, sums in a fixed order and maxima of single floats, series last: a series gets the same bits alone, in any
block. The states are unnormalised weights, so everything is divided by the denominator now and then.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from boundaries.drift.emission import page
from boundaries.drift.ladder import HAZARD, SETTLING, WANDERING, Direction, Floats, Ladder

Singles = NDArray[np.float32]
RENEWED_EVERY = 4  # weeks; between, the weights that count cannot fall so far that they are no normal floats
_LEAST = np.float32(1e-20)  # of the denominator; below lies nothing innocent that could come back within a year
_LEAST_LIKELY = 1e-6  # of the likeliest level: no week says more against one, so that no series is too wild
_MOST = np.float32(1e12)  # times the denominator; the weights of a change beyond it are those all is divided by


class Terms(NamedTuple):
    """The likelihoods of observations (columns) within a window of levels, the likeliest's 1."""

    whole: Singles
    half: Singles
    raised: Singles


@lru_cache(maxsize=1024)
def _page_terms(ladder: Ladder, direction: Direction, window: int, number: int) -> Terms:
    """What a window of the levels makes of a page's observations; worked out once, so that all get the same bits."""
    found = page(ladder, number)
    below, above = ladder.beside(direction)
    first = ladder.margin + window  # the place of the window's lowest level
    whole = found.whole[first - below : first + ladder.kept + above]
    lowest, highest = _halves(ladder)
    half = found.half[first + lowest : first + highest + ladder.kept]
    raised, largest = found.raised[window : window + ladder.kept], whole.max(axis=(0, 1))
    return Terms(*(_relative(part.reshape(-1, len(largest)), largest) for part in (whole, half, raised)))


def terms(ladder: Ladder, direction: Direction, window: int, numbers: tuple[int, ...]) -> Terms:
    """Pages side by side, and a last column for a masked week."""
    pages = [_page_terms(ladder, direction, window, number) for number in numbers]
    masks = [np.ones((len(part), 1), np.float32) for part in pages[0]]
    return Terms(*(np.concatenate(parts, axis=1) for parts in zip(*pages, masks, strict=True)))


def _relative(logs: Floats, largest: Floats) -> Singles:
    return np.maximum(np.exp(logs - largest), _LEAST_LIKELY).astype(np.float32)


def _halves(ladder: Ladder) -> tuple[int, int]:
    """The lowest and the highest place, beside a level's own, at which a season is read from the half levels."""
    odd = [shift // 2 for week in ladder.swings for shift in week if shift % 2]
    return (min(odd), max(odd)) if odd else (0, 0)


class Block:
    """The states of some series in one direction: for each (level, spread) of a window the weight of having changed at
    each rung, of no change at all, and of every innocent explanation.

    # Invariant: all series of a block stand at the same week and keep the same window of levels.
    """

    def __init__(self, ladder: Ladder, direction: Direction, series: int) -> None:
        self.ladder, self.series = ladder, series
        climb, far, cells = ladder.climb.rungs, len(ladder.climb.far), ladder.cells
        wander = [len(w.offsets) for w in ladder.wanders]
        season = 0 if ladder.season is None else ladder.season.phases
        parts = np.cumsum([2 * climb + far, 1, season, 0 if ladder.episode is None else 2, *wander])
        self.state = np.zeros((int(parts[-1]), cells, series), np.float32)
        self._rungs, self._level, self._season, self._episode, *self._wanders = np.split(self.state, parts[:-1])
        self.divided = np.zeros(series)  # the logarithm of what the weights of each series were divided by so far
        self._moved = np.empty((2, max([climb, *wander]), cells, series), np.float32)
        self._entering = np.empty((cells, series), np.float32)
        families = (self._rungs, self._level, self._season, self._episode, *self._wanders)
        self._rows = [family.reshape(-1, ladder.kept * series) for family in families]
        self._partial = np.empty((len(families), ladder.kept * series), np.float32)
        self._climbing, self._settled = self._rungs[:climb], self._rungs[climb:]
        self._read_from(direction)
        self._constants()
        self.begin()

    def _read_from(self, direction: Direction) -> None:
        """The week's likelihoods, and how each state reads them: as overlapping windows, a level further each."""
        ladder, spreads = self.ladder, len(self.ladder.spreads)
        self._below, above = ladder.beside(direction)
        lowest, highest = _halves(ladder)
        halves = ladder.kept + highest - lowest if ladder.season else 0
        self._whole = np.empty(((self._below + ladder.kept + above) * spreads, self.series), np.float32)
        self._half = np.empty((halves * spreads, self.series), np.float32)
        self._raised = np.empty((ladder.kept if ladder.episode else 0, self.series), np.float32)
        one = 1 if direction == "up" else -1
        self._at_rungs = self._windows(one, one, ladder.climb.rungs)
        self._at_far = [self._windows(one * far, one, 1)[0] for far in ladder.climb.far]
        self._at_level = self._windows(0, 1, 1)[0]
        self._at_wanders = [self._windows(w.offsets[0], w.spacing, len(w.offsets)) for w in ladder.wanders]
        self._at_shift = {}
        for shift in {shift for week in ladder.swings for shift in week}:
            source, first = (self._half, -lowest) if shift % 2 else (self._whole, self._below)
            first = (first + shift // 2) * spreads
            self._at_shift[shift] = source[first : first + ladder.cells]

    def _windows(self, first: int, step: int, count: int) -> Singles:
        spreads, cells = len(self.ladder.spreads), self.ladder.cells
        start = self._whole[(self._below + first) * spreads :]
        row = self._whole.strides[0]
        shape, strides = (count, cells, self.series), (step * spreads * row, row, self._whole.itemsize)
        return as_strided(start, shape, strides, writeable=False)

    def _constants(self) -> None:
        climb, wanders, episode = self.ladder.climb, self.ladder.wanders, self.ladder.episode

        def column(values: object) -> Singles:
            return np.array(values, np.float32)[:, None, None]

        self._climbs, self._settles = np.float32(climb.next_rung), np.float32(climb.settles)
        self._enters = [np.float32(HAZARD * weight) for weight in (climb.slopes, climb.steps, climb.leap)]
        self._moves = [(np.float32(1 - wander.move), column(wander.up), column(wander.down)) for wander in wanders]
        self._shares = [np.float32(wander.share) for wander in wanders]
        self._keeps = np.float32(1 - sum(wander.share for wander in wanders))
        if episode:
            self._begins, self._lasts = np.float32(episode.begins), np.float32(episode.lasts)

    @property
    def changed(self) -> Singles:
        """The weight of having changed, climbing or settled: (rung, cell, series), the far rungs last."""
        both = self._settled.copy()
        both[: len(self._climbing)] += self._climbing
        return both

    def begin(self) -> None:
        """Every level and spread of the window as likely as any other, nothing changed."""
        ladder = self.ladder
        self._rungs[:], self._level[:] = 0, 1
        for states, wander in zip(self._wanders, ladder.wanders, strict=True):
            states[:] = wander.at_rest[:, None, None]
        if ladder.season:
            self._season[:] = 1 / ladder.season.phases
        if ladder.episode:
            self._episode[:] = ladder.episode.at_rest[:, None, None]

    def step(self, seen: Terms, x: NDArray[np.integer], armed: NDArray[np.bool_], week: int) -> Floats:
        """One week further: each series' observation `x` (a column of `seen`), whether a change may begin in this week,
        and the week's number from 0. The evidence factor of each series.
        """
        np.take(seen.whole, x, axis=1, out=self._whole, mode="clip")
        self._climb(armed, week)
        self._level *= self._at_level
        self._wander_about(week)
        if self.ladder.season:
            np.take(seen.half, x, axis=1, out=self._half, mode="clip")
            self._turn(week)
        if self.ladder.episode:
            np.take(seen.raised, x, axis=1, out=self._raised, mode="clip")
            self._rise_and_fall()
        changed, innocent = self._sums()
        if week % RENEWED_EVERY == RENEWED_EVERY - 1:
            divisor = np.maximum(innocent, changed / _MOST)
            self.state *= 1 / divisor
            unchanged = self.state[len(self._rungs) :]
            np.maximum(unchanged, _LEAST, out=unchanged)
            self.divided += np.log(divisor.astype(np.float64))
        return np.asarray(changed, np.float64) / innocent

    def _climb(self, armed: NDArray[np.bool_], week: int) -> None:
        climbing, moved = self._climbing, self._moved[0, : len(self._climbing)]
        near, far = self._settled[: len(climbing)], self._settled[len(climbing) :]
        if week % SETTLING == 0:
            np.multiply(climbing, self._settles, out=moved)
            near += moved
            climbing -= moved
        np.multiply(climbing[:-1], self._climbs, out=moved[:-1])
        climbing[:-1] *= 1 - self._climbs
        climbing[1:] += moved[:-1]
        if armed.any():
            for enters, at in zip(self._enters, (climbing[:1], near, far), strict=True):
                np.multiply(self._level[0], np.where(armed, enters, np.float32(0)), out=self._entering)
                at += self._entering
        climbing *= self._at_rungs
        near *= self._at_rungs
        for rung, likelihood in zip(far, self._at_far, strict=True):
            rung *= likelihood

    def _wander_about(self, week: int) -> None:
        for states, (remains, up, down), likelihood in zip(self._wanders, self._moves, self._at_wanders, strict=True):
            if week % WANDERING == 0:
                rising, falling = self._moved[:, : len(states) - 1]
                np.multiply(states[:-1], up, out=rising)
                np.multiply(states[1:], down, out=falling)
                states *= remains
                states[1:] += rising
                states[:-1] += falling
            states *= likelihood

    def _turn(self, week: int) -> None:
        for phase, shift in zip(self._season, self.ladder.swings[week % len(self.ladder.swings)], strict=True):
            phase *= self._at_shift[shift]

    def _rise_and_fall(self) -> None:
        outside, inside = self._episode
        begun, ended = self._moved[:, 0]
        np.multiply(outside, self._begins, out=begun)
        np.multiply(inside, 1 - self._lasts, out=ended)
        inside *= self._lasts
        inside += begun
        outside *= 1 - self._begins
        outside += ended
        outside *= self._at_level
        by_level = inside.reshape(self.ladder.kept, -1, self.series)
        by_level *= self._raised[:, None, :]

    def _sums(self) -> tuple[Singles, Singles]:
        """The weight of all changes, and the largest of the innocent explanations."""
        for rows, partial in zip(self._rows, self._partial, strict=True):
            np.add.reduce(rows, axis=0, out=partial)
        by_level: Singles = self._partial.reshape(len(self._rows), self.ladder.kept, self.series)
        # Of one series numpy would add up pairs; several it adds up one level after the other.
        alone = self.series == 1
        totals = np.add.accumulate(by_level, axis=1)[:, -1] if alone else np.sum(by_level, axis=1)
        changed, level, season, episode, *wanders = totals
        wandering = self._keeps * level
        for share, wander in zip(self._shares, wanders, strict=True):
            wandering += share * wander
        return changed, np.maximum(np.maximum(level, wandering), np.maximum(season, episode))
