"""One meaning: in whatever order interactions come, with repeats, restarts and corrections, the monitor ends with
exactly the findings of a check."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.instants import to_datetime
from boundaries.monitor.changes import Held, held
from boundaries.monitor.monitor import Monitor
from boundaries.monitor.rows import at_the_door, owner_of
from worlds import World, interaction, policy_of, seeded

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
EVER = timedelta(days=365 * 100)


def given(world: World) -> list[bd.Interaction]:
    """The interactions of a world that a log accepts, the first of each id."""
    every = [interaction(row) for row in world.rows]
    rows, _ = at_the_door(every) if every else ([], [])
    return list({row.key: one for row, one in zip(rows, every, strict=True) if row is not None}.values())


def checked(policy: bd.Policy, current: list[bd.Interaction], advanced: int | None) -> dict[str, Held]:
    """What a check says."""
    as_of = max([one.at for one in current] + ([to_datetime(advanced)] if advanced is not None else []), default=None)
    return held(bd.check(current, policy, as_of=as_of)) if as_of is not None else {}


@pytest.mark.parametrize("seed", range(300 if LONG else 12))
def test_in_any_order_with_repeats_restarts_and_corrections(seed: int, tmp_path: Path) -> None:
    world = replace(seeded(seed), coverage=None, as_of=None)
    policy, rows, chance = policy_of(world), given(seeded(seed)), random.Random(seed)
    chance.shuffle(rows)
    place, key = tmp_path / "state.db", tmp_path / "key"
    mirror: dict[str, Held] = {}
    monitor = Monitor(policy, place, lateness=EVER, key=key)
    current: dict[tuple[str, str], bd.Interaction] = {}
    advanced: int | None = None
    while rows:
        batch, rows = rows[: chance.randrange(1, 6)], rows[5:]
        again = [one for one in current.values() if chance.random() < 0.1]
        changes = monitor.observe_many([*batch, *again])
        assert (changes.accepted, changes.duplicates, changes.refused) == (len(batch), len(again), ())
        current |= {(owner_of(one), one.id): one for one in batch}
        apply(mirror, changes)
        if current and chance.random() < 0.3:
            (owner, id), one = chance.choice(list(current.items()))
            moved = replace(one, at=one.at + timedelta(minutes=7))
            apply(mirror, monitor.revise(moved, reason="the clock was wrong"))
            current[owner, id] = moved
        if current and chance.random() < 0.2:
            (owner, id), one = chance.choice(list(current.items()))
            apply(mirror, monitor.retract(one.relationship, id, reason="entered twice", practitioner=one.practitioner))
            del current[owner, id]
        if chance.random() < 0.3:
            latest = [one.at for one in current.values()] or [to_datetime(0)]
            at = chance.choice(latest) + timedelta(days=chance.choice((0, 3, 40)))
            apply(mirror, monitor.advance(at))
            advanced = max(advanced or -(2**62), int((at - to_datetime(0)) / timedelta(microseconds=1)))
        if chance.random() < 0.3:
            monitor.close()
            monitor = Monitor(policy, place, lateness=EVER, key=key)
        expected = checked(policy, list(current.values()), advanced)
        assert {f.id: f for f in monitor.findings()}.keys() == expected.keys()
        assert {id: one.text for id, one in mirror.items()} == {id: one.text for id, one in expected.items()}
    monitor.close()


def apply(mirror: dict[str, Held], changes: bd.Changes) -> None:
    """Keep up with a monitor by its changes alone."""
    raised, revised = held(changes.raised), held(changes.revised)
    assert not raised.keys() & mirror.keys()
    assert revised.keys() <= mirror.keys()
    mirror |= raised | revised
    for one in changes.withdrawn:
        del mirror[one.id]
