"""Instants at which something is asked, in many units together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from boundaries.engine.primitives import NEVER, Bools, Ints, bounds, once, search


@dataclass(frozen=True, slots=True)
class Instants:
    """Instants in order, in many units: those of unit u are `at[lo[u]:hi[u]]`."""

    at: Ints
    lo: Ints
    hi: Ints

    def first(self, unit: Ints, since: Ints) -> Ints:
        """The first of a unit at an instant or after it; NEVER where there is none."""
        place = search(self.at, self.lo[unit], self.hi[unit], since, "left")
        return np.where(place < self.hi[unit], np.append(self.at, NEVER)[place], NEVER)


@dataclass(frozen=True, slots=True)
class Asked:
    """Instants at which something is asked, each of a unit."""

    unit: Ints
    at: Ints

    def __len__(self) -> int:
        return len(self.at)

    def taken(self, chosen: Bools | Ints) -> Asked:
        """Some of them."""
        return Asked(self.unit[chosen], self.at[chosen])

    def once(self) -> Asked:
        """The same, by unit and in order, each once."""
        return self.taken(once(self.unit, self.at))

    def in_order(self, units: int) -> Instants:
        """The same, by unit and in order."""
        ordered = self.once()
        return Instants(ordered.at, *bounds(ordered.unit, units))


def nothing_asked() -> Asked:
    """No instant."""
    return Asked(np.zeros(0, np.int64), np.zeros(0, np.int64))


def together(parts: Iterable[Asked]) -> Asked:
    """Several as one."""
    every = [nothing_asked(), *parts]
    return Asked(np.concatenate([part.unit for part in every]), np.concatenate([part.at for part in every]))
