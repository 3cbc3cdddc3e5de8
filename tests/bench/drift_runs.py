"""Every detector over every world, in as many processes as there are cores; what comes back are rates and delays."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

import numpy as np
from drift_log import Shuffled, shuffled, shuffled_shares
from drift_measures import Delay, Rate, World, at_rest, delays, false_alarms, moved
from drift_peers import OURS, Peer, peers
from drift_series import CHANGE, SHARE_SHIFTS, SHIFTS, Drawn, Habit, ShareHabit, Shift, nulls, share_nulls

TUNING = 104_729
"""Added to the seed of the series that peers are tuned on, so that they are measured on others."""
TARGETS = {"x3 step": 12, "x3 ramp over 26": 22, "x2 ramp over 26": 30, "x2 step": 25, "odds x3 step": 13}
"""The median delays that the design asks for."""
OTHER_CHANGES = (20, 26, 52, 78)
TUNED, KINDS, SPREAD = "tuning on ", ("counts", "shares"), ", icc .15"
LIMIT = 0.05
"""The share of series that may alarm in a year where nothing drifts."""
STRETCH = ("AR .9", "episodes", "real weeks", "share, AR .9 sd .5 of logit")
"""Worlds that peers are not held to, by how their names begin: none would be left with any power."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run."""

    seed: int
    dispersion: float
    bases: tuple[float, ...]
    """The peers run at the first; ours at all."""
    series: int
    quick: bool = False
    """Slow peers get fewer series, and the slowest none."""
    beside: bool = True
    """The peers are run at all."""
    change: int = CHANGE
    """The index of the week that shifts begin in."""

    @property
    def other_changes(self) -> tuple[int, ...]:
        """The weeks that the shifts of TARGETS begin in besides."""
        return OTHER_CHANGES[1:2] if self.quick else OTHER_CHANGES


@dataclass(frozen=True, slots=True)
class Job:
    """One world, for all detectors that it suits."""

    world: World
    name: str
    base: float
    direction: str
    plan: Plan
    shift: Shift | None = None
    peers: bool = False
    change: int | None = None
    """The week that the shift begins in, where it is not the plan's."""


def at_week(name: str, change: int) -> str:
    """The name of a shift that begins in another week than the plan's."""
    return f"{name}, from week {change}"


Key = tuple[float, str, str, str]
"""Base, world (or shift), direction, detector."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured, at each setting of each detector."""

    rates: dict[Key, list[Rate]] = field(default_factory=dict)
    delays: dict[Key, list[Delay]] = field(default_factory=dict)


def of_shares(world: World) -> bool:
    """The series are k of n."""
    return isinstance(world, ShareHabit) or (isinstance(world, Shuffled) and world.share)


def worlds(base: float, dispersion: float) -> dict[str, World]:
    """All the declared worlds in which nothing drifts."""
    counts = {**nulls(base, dispersion), **shuffled(base)}
    return {**counts, **share_nulls(base, dispersion), **shuffled_shares(base)}


def suited(job: Job) -> tuple[Peer, ...]:
    """The detectors that the job is for: ours, and peers where they run."""
    beside = peers(job.plan.dispersion, job.plan.series, quick=job.plan.quick) if job.peers else ()
    return (OURS, *(peer for peer in beside if (peer.shares if of_shares(job.world) else peer.counts)))


def _cut(drawn: Drawn, series: int) -> Drawn:
    trials = None if drawn.trials is None else drawn.trials[:series]
    return replace(drawn, counts=drawn.counts[:series], mask=drawn.mask[:series], trials=trials)


def do(job: Job) -> Found:
    """Run one job: for each detector a rate, or where there is a shift a delay, at each of its settings."""
    seed = job.plan.seed + (TUNING if job.name.startswith(TUNED) else 0)
    change = job.plan.change if job.change is None else job.change
    if job.shift is None:
        drawn = at_rest(job.world, job.name, seed, job.plan.series)
    else:
        assert not isinstance(job.world, Shuffled)
        drawn = moved(job.world, job.shift, job.name, seed, job.plan.series, change)
    found = Found()
    name = job.name if job.change is None else at_week(job.name, job.change)
    for peer in suited(job):
        part = _cut(drawn, peer.series)
        key = (job.base, name, job.direction, peer.name)
        alarms = peer.run(part, job.direction, peer.settings)
        if job.shift is None:
            found.rates[key] = [false_alarms(first, part) for first in alarms]
        else:
            found.delays[key] = [delays(first, part.counts.shape[1], change) for first in alarms]
    return found


def run(jobs: Iterable[Job]) -> Found:
    """All jobs."""
    found = Found()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for part in pool.map(do, jobs):
            found.rates.update(part.rates)
            found.delays.update(part.delays)
    return found


def declared(plan: Plan) -> list[Job]:
    """The declared worlds and shifts, and the series that peers are tuned on; the long jobs first."""
    jobs: list[Job] = []
    for place, base in enumerate(plan.bases):
        beside = plan.beside and place == 0
        habit, share = Habit(base, plan.dispersion), share_nulls(base, plan.dispersion)["share, icc .05"]
        spread = replace(share, icc=0.15)
        for way in ("up", "down"):
            jobs += [Job(w, name, base, way, plan, peers=beside) for name, w in worlds(base, plan.dispersion).items()]
            if beside:
                jobs += [
                    Job(w, TUNED + kind, base, way, plan, peers=True)
                    for w, kind in zip((habit, share), KINDS, strict=True)
                ]
        jobs += [Job(habit, name, base, s.direction, plan, s, peers=beside) for name, s in SHIFTS.items()]
        for told, world in (("", share), (SPREAD, spread)):
            jobs += [
                Job(world, name + told, base, s.direction, plan, s, peers=beside) for name, s in SHARE_SHIFTS.items()
            ]
    base = plan.bases[0]
    habit, share = Habit(base, plan.dispersion), share_nulls(base, plan.dispersion)["share, icc .05"]
    for change in plan.other_changes:
        for name in TARGETS:
            world, shift = (share, SHARE_SHIFTS[name]) if name in SHARE_SHIFTS else (habit, SHIFTS[name])
            jobs.append(Job(world, name, base, shift.direction, plan, shift, peers=plan.beside, change=change))
    return sorted(jobs, key=lambda job: (not job.peers, not of_shares(job.world)))


# ---- tuning ---------------------------------------------------------------------------------------------------


def laxest(rates: list[list[Rate]]) -> int | None:
    """The place of the laxest setting from which on no world has more than LIMIT false alarms; None: there is none."""
    worst = np.max([[rate.share for rate in world] for world in rates], axis=0)
    broken = np.flatnonzero(worst > LIMIT)
    place = int(broken[-1]) + 1 if len(broken) else 0
    return place if place < len(worst) else None


def tuned(found: Found, peer: str, base: float, direction: str, kind: str) -> int | None:
    """A peer tuned on plain series: negative binomial counts, or shares of little correlation."""
    return laxest([found.rates[base, TUNED + kind, direction, peer]])


def held(found: Found, peer: str, base: float, direction: str, plan: Plan, kind: str) -> int | None:
    """A detector tuned so that every declared world but those of STRETCH has no more than LIMIT."""
    wanted = kind == KINDS[1]
    all_worlds = worlds(base, plan.dispersion).items()
    names = [name for name, w in all_worlds if of_shares(w) == wanted and not name.startswith(STRETCH)]
    return laxest([found.rates[base, name, direction, peer] for name in names])
