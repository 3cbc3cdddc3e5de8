"""The ladder by its definition, path by path in exact fractions: slow, small, and nothing in common with the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from boundaries.drift.ladder import HAZARD, SETTLING, WANDERING, Ladder

# The chance of an observation at a place (levels above the lowest kept one, halves allowed) and spread; None is masked.
Chance = Callable[[Fraction, int, int | None], Fraction]
Raised = Callable[[int, int | None], Fraction]  # by kept level


def exactly(value: float) -> Fraction:
    """A float as the fraction that the kernel's single precision stands for, nearly."""
    return Fraction(value).limit_denominator(10**9)


def factor(
    ladder: Ladder, sign: int, weeks: Sequence[int | None], armed: Sequence[bool], chance: Chance, raised: Raised
) -> Fraction:
    """The evidence factor at the end of the last week."""
    return changed(ladder, sign, weeks, armed, chance) / max(innocent(ladder, weeks, chance, raised).values())


def cells(ladder: Ladder) -> Iterator[tuple[int, int]]:
    """Each level and spread that is followed."""
    return product(range(ladder.kept), range(len(ladder.spreads)))


def changed(ladder: Ladder, sign: int, weeks: Sequence[int | None], armed: Sequence[bool], chance: Chance) -> Fraction:
    """The weight of every change, whenever it began: by onset, and by the rung of every week since."""
    total = Fraction(0)
    for level, spread in cells(ladder):
        for onset in (week for week, may in enumerate(armed) if may):
            before = product_of(chance(Fraction(level), spread, x) for x in weeks[:onset])
            rungs = range(ladder.climb.rungs)
            states = [*product(rungs, (False, True)), *((far - 1, True) for far in ladder.climb.far)]
            for path in product(states, repeat=len(weeks) - onset):
                way = enters(ladder, *path[0])
                for week, (here, there) in enumerate(pairwise(path), onset + 1):
                    way *= climb(ladder, here, there, week)
                if way:
                    seen = zip(path, weeks[onset:], strict=True)
                    after = product_of(chance(Fraction(level + sign * (rung + 1)), spread, x) for (rung, _), x in seen)
                    total += exactly(HAZARD) * before * way * after
    return total


def enters(ladder: Ladder, rung: int, settled: bool) -> Fraction:
    """The chance that a change enters at a rung, as a step or as a slope."""
    slopes = exactly(ladder.climb.slopes)
    leaps = exactly(ladder.climb.leaps) if ladder.climb.far else Fraction(0)
    if rung >= ladder.climb.rungs:
        return leaps / len(ladder.climb.far)
    return (1 - slopes - leaps) / ladder.climb.rungs if settled else slopes * (rung == 0)


def climb(ladder: Ladder, here: tuple[int, bool], there: tuple[int, bool], week: int) -> Fraction:
    """The chance of a rung, climbing on or settled, in a week after another in the week before."""
    (rung, settled), (next_rung, stays) = here, there
    up = exactly(ladder.climb.next_rung) if rung < ladder.climb.rungs - 1 else Fraction(0)
    settles = exactly(ladder.climb.settles) if week % SETTLING == 0 else Fraction(0)
    if settled or stays:
        return (Fraction(1) if settled else settles) if stays and rung == next_rung else Fraction(0)
    return (1 - settles) * {rung: 1 - up, rung + 1: up}.get(next_rung, Fraction(0))


def innocent(ladder: Ladder, weeks: Sequence[int | None], chance: Chance, raised: Raised) -> dict[str, Fraction]:
    """The weight of each innocent family."""
    families = dict.fromkeys(("steady", "wanders", "season", "episode"), Fraction(0))
    keeps = 1 - sum(exactly(wander.share) for wander in ladder.wanders)
    for level, spread in cells(ladder):
        steady = product_of(chance(Fraction(level), spread, x) for x in weeks)
        families["steady"] += steady
        families["wanders"] += keeps * steady
        for wander in ladder.wanders:
            for path in product(range(2 * wander.reach + 1), repeat=len(weeks) + 1):
                way = exactly(float(wander.at_rest[path[0]])) * exactly(wander.share)
                for week, (here, there) in enumerate(pairwise(path)):
                    move = exactly(wander.move) if week % WANDERING == 0 else Fraction(0)
                    way *= step_of(wander.reach, move, here, there)
                if way:
                    seen = zip(path[1:], weeks, strict=True)
                    places = ((Fraction(level + wander.spacing * (p - wander.reach)), x) for p, x in seen)
                    families["wanders"] += way * product_of(chance(place, spread, x) for place, x in places)
        if ladder.season:
            for phase in range(ladder.season.phases):
                shifts = [ladder.swings[week % ladder.season.period][phase] for week in range(len(weeks))]
                seen = zip(shifts, weeks, strict=True)
                way = product_of(chance(level + Fraction(shift, 2), spread, x) for shift, x in seen)
                families["season"] += way / ladder.season.phases
        if ladder.episode:
            families["episode"] += episodes(ladder, level, spread, weeks, chance, raised)
    return families


def episodes(
    ladder: Ladder, level: int, spread: int, weeks: Sequence[int | None], chance: Chance, raised: Raised
) -> Fraction:
    """The weight of every way in and out of episodes."""
    assert ladder.episode
    begins, lasts = exactly(ladder.episode.begins), exactly(ladder.episode.lasts)
    moves = {(0, 0): 1 - begins, (0, 1): begins, (1, 0): 1 - lasts, (1, 1): lasts}
    total = Fraction(0)
    for path in product((0, 1), repeat=len(weeks) + 1):
        way = exactly(float(ladder.episode.at_rest[path[0]]))
        for move in pairwise(path):
            way *= moves[move]
        seen = zip(path[1:], weeks, strict=True)
        total += way * product_of(raised(level, x) if up else chance(Fraction(level), spread, x) for up, x in seen)
    return total


def step_of(reach: int, move: Fraction, here: int, there: int) -> Fraction:
    """Ehrenfest's chain on 0..2 * reach."""
    up, down = move * (2 * reach - here) / (2 * reach), move * here / (2 * reach)
    return {here + 1: up, here - 1: down, here: 1 - up - down}.get(there, Fraction(0))


def product_of(factors: Iterator[Fraction]) -> Fraction:
    """The product of fractions."""
    out = Fraction(1)
    for one in factors:
        out *= one
    return out
