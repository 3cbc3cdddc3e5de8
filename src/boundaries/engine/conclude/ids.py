"""The ids of findings that others rest on, before all are put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from boundaries.core.finding import finding_id
from boundaries.engine.about import Abouts
from boundaries.engine.conclude.facts import FIRST_GIVEN
from boundaries.engine.findings import Digests, digests_of, texts_of
from boundaries.engine.hits import Hits, taken
from boundaries.engine.primitives import Ints
from boundaries.engine.world import World


@dataclass(eq=False)
class Ids:
    """The ids of what rules found, and of what is given as found."""

    world: World
    found: Sequence[Hits]
    abouts: Abouts
    _known: dict[tuple[int, int, int], str] = field(default_factory=dict)

    def of(self, rule: int, item: int, pair: int) -> str:
        """The id of one finding; remembered, as those that tell apart what came together are asked for again."""
        finding = rule, item, pair
        if finding not in self._known:
            columns = (np.array([value], np.int64) for value in finding)
            self._known[finding] = texts_of(self.digests(*columns))[0]
        return self._known[finding]

    def digests(self, rule: Ints, item: Ints, pair: Ints) -> Digests:
        """The ids of several as numbers: of each its rule, its place among the hits of that, and its pair."""
        out = np.zeros(len(rule), np.uint64)
        for index in np.unique(rule).tolist():
            places = np.flatnonzero(rule == index)
            if index <= FIRST_GIVEN:
                out[places] = [self._given(FIRST_GIVEN - index, of) for of in pair[places].tolist()]
                continue
            items, which = np.unique(item[places], return_inverse=True)
            hits = taken(self.found[index], items)
            out[places] = digests_of(self.world, np.full(len(items), index), hits, self.abouts)[which]
        return out

    def _given(self, number: int, pair: int) -> int:
        contract = self.world.policy.contracts[int(self.world.contract[pair])].name
        return int(finding_id("given", self.world.names[pair], contract, str(number)), 16)
