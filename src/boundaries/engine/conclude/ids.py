"""The ids of findings that others rest on, before all are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import numpy as np

from boundaries.engine.about import Abouts
from boundaries.engine.findings import ids_of
from boundaries.engine.hits import Hits, taken
from boundaries.engine.world import World


@dataclass(eq=False)
class Ids:
    """The id of a rule's hit, worked out when it is asked for."""

    world: World
    found: Sequence[Hits]
    abouts: Abouts
    _known: dict[tuple[int, int], str] = field(default_factory=dict)

    def of(self, rule: int, item: int) -> str:
        """The id of one hit of a rule."""
        if (rule, item) not in self._known:
            self.work_out([(rule, item)])
        return self._known[rule, item]

    def work_out(self, asked: Iterable[tuple[int, int]]) -> None:
        """Work out several ids together, which is cheaper by far than one by one."""
        missing = sorted({one for one in asked if one not in self._known})
        for rule, those in groupby(missing, key=itemgetter(0)):
            items = [item for _, item in those]
            hits = taken(self.found[rule], np.array(items))
            ids = ids_of(self.world, np.full(len(items), rule), hits, self.abouts)
            self._known |= {(rule, item): id for item, id in zip(items, ids, strict=True)}
