"""Open findings of which an excuse could not be judged, and the column for want of which nobody can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boundaries.core.columns import NAMES
from boundaries.core.sentence import MAY_BE
from boundaries.engine.hits import NO_ANCHOR, OPEN, Hits
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.world import World
from boundaries.policy.condition import Agreement, MoreThan, NoneFor, Trend
from boundaries.policy.rule import Rule, When


def doubts(world: World, rule: Ints, hits: Hits) -> NDArray[np.int8]:
    """For each hit the index in `NAMES` of the first column its rule's excuses wanted for, or -1.

    Looked at are the rows that can carry an excuse: of a window each that was counted, of an absence since an event
    none, else the event that was judged. `rule` indexes the policy's rules.
    """
    out = np.full(len(hits), -1, np.int8)
    open_ = hits.status == OPEN
    for index in np.unique(rule).tolist():
        judged = world.policy.rules[index]
        for column in wanted(judged):
            mine = np.flatnonzero(open_ & (rule == index) & (out < 0))
            out[mine[_lacking(world, judged, hits, mine, column)]] = NAMES.index(column)
    return out


def wanted(rule: Rule) -> tuple[str, ...]:
    """The columns a rule's excuses look at on the row itself, in the order of `unless`."""
    if isinstance(rule.when, NoneFor) or (isinstance(rule.when, Agreement) and not _counts(rule.when)):
        return ()
    return tuple(dict.fromkeys(MAY_BE[word] for word in rule.unless if word in MAY_BE))


def _counts(when: When) -> bool:
    """Whether a form counts events, each of which can carry an excuse."""
    return isinstance(when, MoreThan | Trend) or (isinstance(when, Agreement) and when.about == "unnamed_practice")


def _lacking(world: World, rule: Rule, hits: Hits, mine: Ints, column: str) -> Bools:
    """Whether a row behind each of these hits lacks a column."""
    if not _counts(rule.when):
        anchor = hits.anchor[mine]
        assert (anchor != NO_ANCHOR).all(), "only an absence since the contract's start hangs on no event"
        return _without(world, anchor, column)
    lacks = np.append(0, np.cumsum(_without(world, hits.evidence, column)))
    found: Bools = lacks[hits.offsets[mine + 1]] > lacks[hits.offsets[mine]]
    return found


def _without(world: World, rows: Ints, column: str) -> Bools:
    if column == "purpose":
        return world.coded("purpose").codes[rows] < 0
    kind = world.coded("kind")
    message = np.array([word == "message" for word in kind.words] + [False])[kind.codes[rows]]
    found: Bools = message & ~world.numbers(column)[1][rows]  # nothing else has a length
    return found
