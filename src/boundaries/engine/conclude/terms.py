"""What the terms in force at an instant say for one rule: numbers, and how long a duration is."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from boundaries.civil.span import Span
from boundaries.engine.forms import Judging
from boundaries.engine.primitives import Bools, Ints
from boundaries.policy.condition import Length, Ref


@dataclass(eq=False)
class Terms:
    """The terms that one rule refers to, in one world."""

    job: Judging
    _numbers: dict[Ref, list[Fraction | None]] = field(default_factory=dict)
    _begins: dict[int, list[int]] = field(default_factory=dict)  # of each contract, when its versions begin

    def later(self, length: Length, at: Ints, pair: Ints) -> Ints:
        """Each instant plus a duration."""
        return self.job.later(at, pair, self.job.world.version_at(pair, at), length)

    def earlier(self, length: Length, at: Ints, pair: Ints) -> Ints:
        """Each instant minus a duration."""
        return self.job.earlier(at, pair, self.job.world.version_at(pair, at), length)

    def speaks(self, at: Ints, pair: Ints) -> Bools:
        """Whether the rule speaks in the version that judges an instant: the one in force, after the end the last."""
        world = self.job.world
        ended = at >= world.end[pair]
        speaks: Bools = self.job.params.speaks[np.where(ended, world.last_version[pair], world.version_at(pair, at))]
        return speaks

    # ---- one by one, as arrays are dear -----------------------------------------------------------------------

    def limit(self, ref: Ref, at: int, pair: int) -> Fraction | None:
        """The number a reference stands for at an instant."""
        if ref not in self._numbers:
            self._numbers[ref] = self.job.params.fractions(ref)
        return self._numbers[ref][self._version(pair, at)]

    def after(self, length: Length, at: int, pair: int) -> int:
        """An instant plus a duration."""
        if isinstance(length, Span) and not length.months:  # as nearly all are
            return at + length.micros
        return int(self.later(length, np.array([at]), np.array([pair]))[0])

    def _version(self, pair: int, at: int) -> int:
        world = self.job.world
        contract = int(world.contract[pair])
        if contract not in self._begins:
            versions = world.policy.contracts[contract].timeline.versions
            self._begins[contract] = [version.start_us for version in versions]
        place = bisect_right(self._begins[contract], at) - 1
        return int(world.first_version[contract]) + max(place, 0)
