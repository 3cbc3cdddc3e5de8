"""The agreement form: the contract itself against the log.

What depends on the contract alone is worked out once for each contract, and holds for every pair it judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from boundaries.contract.clauses import PARTS
from boundaries.contract.completeness import completeness
from boundaries.contract.versions import Version
from boundaries.core.location import Location
from boundaries.engine.about import About, names
from boundaries.engine.caps import often
from boundaries.engine.clock import DAY_US
from boundaries.engine.forms import Judging, lasting
from boundaries.engine.hits import NO_ANCHOR, Hits, hits, joined
from boundaries.engine.otherwise import after_practice, expired_exception
from boundaries.engine.primitives import NOTHING, Bools, Ints, group_ends, ragged
from boundaries.policy.condition import Agreement, Among
from boundaries.policy.policy import BoundContract

Paths = tuple[str, ...]


class Practice(NamedTuple):
    """Something people do: the clause that would name it, the kinds of its rows, and if a channel is told."""

    clause: str
    kinds: frozenset[str]
    on_channel: bool = False


_CONTACT = frozenset({"message", "call"})
PRACTICES = (
    Practice("administrative.hours", _CONTACT),
    Practice("administrative.channels", _CONTACT, on_channel=True),
    Practice("administrative.calls", frozenset({"call"})),
    Practice("administrative.gifts", frozenset({"gift"})),
    Practice("administrative.cancellation", frozenset({"cancellation"})),
)


def agreement(form: Agreement, job: Judging, others: Sequence[Hits]) -> Hits:
    """The hits of a rule about the agreement itself; `others` are those of the rules that look at what happened."""
    if not job.params.speaks.any():
        return Hits()
    match form.about:
        case "incomplete":
            return _of_contracts(job, _incomplete(form, job))
        case "late":
            return _late(form, job)
        case "one_sided":
            return _of_contracts(job, _one_sided(job))
        case "after_practice":
            return after_practice(form, job, others)
        case "expired_exception":
            return expired_exception(form, job, others)
        case "unnamed_practice":
            return _unnamed_practice(form, job)


# ---- the contract by itself -------------------------------------------------------------------------------


class Matter(NamedTuple):
    """Something about a contract (by its index) that holds for every pair it judges."""

    contract: int
    about: About
    at: int
    until: int = int(NOTHING)
    measured: float = np.nan


def _of_contracts(job: Judging, matters: Iterable[Matter]) -> Hits:
    """A hit for each pair of a matter's contract; what ends it later than the world does, does not end it."""
    world, every = job.world, list(matters)
    if not every:
        return Hits()
    order = np.argsort(world.contract, kind="stable")
    contract = np.array([m.contract for m in every], np.int64)
    lo, hi = (np.searchsorted(world.contract[order], contract, side) for side in ("left", "right"))
    offsets, place = ragged(lo.astype(np.int64), hi.astype(np.int64))
    pair, which = order[place], np.repeat(np.arange(len(every)), np.diff(offsets))
    at, until = (np.array([getattr(m, name) for m in every], np.int64)[which] for name in ("at", "until"))
    found = hits(
        pair, np.full(len(pair), NO_ANCHOR), at, world.version_at(pair, at),
        until=np.where(until > world.as_of[pair], NOTHING, until),
        measured=np.array([m.measured for m in every])[which],
        about=np.array([job.abouts.number(m.about) for m in every], np.int64)[which],
        offsets=np.zeros(len(pair) + 1, np.int64), evidence=np.zeros(0, np.int64),
    )  # fmt: skip
    return lasting(job, found)


def _incomplete(form: Agreement, job: Judging) -> Iterator[Matter]:
    """For each part the runs of versions in which so many of its clauses are open."""
    for index, contract in job.contracts:
        settled = [(version, completeness(version)) for version in contract.timeline.versions]
        for part in PARTS:
            place = _place(part, contract)
            open_ = [(version, parts[part].open) for version, parts in settled]
            for begun, paths, until in _runs(open_, form.at_least):
                about = About(f"?part {part} {begun.effective}", part, names(paths), place)
                yield Matter(index, about, begun.start_us, until, len(paths))


def _runs(open_: Iterable[tuple[Version, Paths]], least: int) -> Iterator[tuple[Version, Paths, int]]:
    """The first version of each run in which so many clauses are open, these clauses, and when the run ends."""
    begun: tuple[Version, Paths] | None = None
    for version, paths in open_:
        if begun is None and len(paths) >= least:
            begun = version, paths
        elif begun is not None and len(paths) < least:
            yield *begun, version.start_us
            begun = None
    if begun is not None:
        yield *begun, int(NOTHING)


def _one_sided(job: Judging) -> Iterator[Matter]:
    """The amendments that were not applied for want of agreement."""
    for index, contract in job.contracts:
        life = contract.timeline
        for change in (change for change in life.amendments if not change.applied):
            paths = [path for path, _ in change.changes]
            name, clause = f"?amendment {change.name}", paths[0] if paths else None
            about = About(name, clause, names(paths), change.location)
            yield Matter(index, about, max(change.agreed_us, life.start_us))


# ---- before the agreement -----------------------------------------------------------------------------------


def _late(form: Agreement, job: Judging) -> Hits:
    """Sessions on a local day before the day of agreement, also before the contract starts."""
    world = job.world
    contracts = world.policy.contracts
    agreed = np.array([c.timeline.agreed_us for c in contracts], np.int64)[world.contract]
    rows = _of_kinds(job, frozenset({"session"}))
    rows = rows[world.at[rows] < agreed[world.pair[rows]] + 2 * DAY_US]  # all others come later on every clock
    day = world.clocks.local(agreed, world.zone_of_pair(np.arange(len(agreed)))) // DAY_US
    rows = rows[world.local(rows) // DAY_US < day[world.pair[rows]]]
    first = np.flatnonzero(np.diff(world.pair[rows], prepend=-1))
    count = group_ends(world.pair[rows])[first] - first
    first, count = first[count >= form.at_least], count[count >= form.at_least]
    pair = world.pair[rows[first]].astype(np.int64)
    at = np.maximum(agreed, world.start)[pair]
    offsets, place = ragged(first, first + count)
    abouts = {i: job.abouts.number(About("", None, (), _place("agreed", c))) for i, c in job.contracts}
    found = hits(
        pair, rows[first], at, world.version_at(pair, at), measured=count.astype(np.float64),
        about=_of_pairs(pair, abouts, job), offsets=offsets, evidence=rows[place],
    )  # fmt: skip
    return lasting(job, found)


def _of_kinds(job: Judging, kinds: frozenset[str]) -> Ints:
    """All rows of some kinds, also those no rule sees."""
    return job.selector.select(Among("kind", kinds), None).rows


# ---- what no clause names -----------------------------------------------------------------------------------


def _unnamed_practice(form: Agreement, job: Judging) -> Hits:
    """Episodes of each practice where no clause says anything of it."""
    assert form.within is not None, "the form has a time of its own where the rule says none"
    parts = []
    for practice in PRACTICES:
        rows = _unnamed(practice, job)
        rows = rows[job.excuses.of(rows, job.world.pair[rows], job.world.at[rows]) < 0]
        found = often(rows, form.at_least - 1, form.within, job)
        abouts = {c: job.abouts.number(_practised(practice, contract)) for c, contract in job.contracts}
        found.about = _of_pairs(found.pair, abouts, job)
        parts.append(found)
    return joined(parts)


def _unnamed(practice: Practice, job: Judging) -> Ints:
    """The rows of a practice that the rule sees where the contract says nothing of it."""
    world = job.world
    clause, versions = practice.clause, world.versions
    silent = np.array([clause not in v.terms and clause not in v.not_applicable for v in versions])
    if not silent.any():
        return np.zeros(0, np.int64)
    rows = job.selector.visible(Among("kind", practice.kinds)).rows
    rows = rows[silent[job.selector.versions(rows)]]
    by = world.coded("by")
    keep: Bools = np.array([word != "system" for word in by.words] + [True])[by.codes[rows]]
    if practice.on_channel:
        keep = keep & (world.coded("channel").codes[rows] >= 0)
    kept: Ints = rows[keep]
    return kept


def _practised(practice: Practice, contract: BoundContract) -> About:
    part, _, clause = practice.clause.partition(".")
    return About(f"?practice {clause}", practice.clause, (f"practice.{practice.clause}",), _place(part, contract))


def _of_pairs(pair: Ints, abouts: Mapping[int, int], job: Judging) -> Ints:
    """For each pair the subject that its contract has."""
    return np.array([abouts.get(c, -1) for c in job.world.contract[pair].tolist()], np.int64)


def _place(key: str, contract: BoundContract) -> Location | None:
    """Where a key of the contract stands, or the contract itself where it has no such key."""
    return contract.places.get(key, contract.places.get(""))
