"""One meaning: the kernel says of every world what the oracle says, and the order of rows changes nothing."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from boundaries.policy.agreement import ABOUTS, keys_that_fit
from boundaries.policy.condition import Agreement
from boundaries.policy.document import when_document
from boundaries.policy.forms import FORMS
from boundaries.policy.rule import Rule
from worlds import Line, World, kernel_findings, oracle_findings, seeded, smaller, worlds

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
BLOCKS = 200 if LONG else 20  # of ten worlds each
WORLDS = settings(
    max_examples=2_000 if LONG else 60, derandomize=not LONG, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


def difference(world: World) -> str:
    """What only one of the two says; empty where they agree."""
    meant, said = oracle_findings(world), kernel_findings(world)
    if said == meant:
        return ""
    only = ["only the oracle:", *(str(f) for f in meant if f not in said)]
    return "\n".join([*only, "only the kernel:", *(str(f) for f in said if f not in meant)])


@WORLDS
@given(worlds())
def test_the_kernel_means_what_the_oracle_says(world: World) -> None:
    said = difference(world)
    note(said)
    assert not said


@cache
def judged(seed: int) -> tuple[World, tuple[Line, ...], tuple[Line, ...]]:
    """The world of a seed, what the oracle says of it and what the kernel says."""
    world = seeded(seed)
    return world, tuple(oracle_findings(world)), tuple(kernel_findings(world))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_and_in_worlds_of_many_colours(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world, meant, said = judged(seed)
        if said != meant:
            small = smaller(world, lambda other: bool(difference(other)))
            pytest.fail(f"seed {seed}\n{small}\n{difference(small)}")


def test_and_every_form_finds_something_in_some_of_them() -> None:
    """A form, or a key of one, that never finds anything is held to nothing. (Trends need months, conclusions others'
    findings: they have worlds of their own, `test_trends_are_the_oracles` and `test_conclusions_are_the_oracles`.)"""
    found: Counter[str] = Counter()
    for world, meant, _ in map(judged, range(10 * BLOCKS)):
        rules = {rule.name: rule for rule in world.rules}
        for line in meant:
            if line[6] == "open":
                found.update(said_by(rules[line[2]], raised=line[7] == "crossing"))
    print(sorted(found.items()))
    forms = [form for form in FORMS if form.name not in ("trend", "conclude")]
    keys = (f"{form.name}: {key}" for form in forms for key in (*form.needs, *form.may))
    assert [key for key in (*keys, *ABOUTS, "escalate: in", "escalate: beyond") if not found[key]] == []


def said_by(rule: Rule, raised: bool) -> list[str]:
    """The keys of its condition that a finding bears witness to, and the one way in which it was raised."""
    when = rule.when
    if isinstance(when, Agreement):
        # What is as usual is not written.
        keys = [f"agreement: {key}" for key in ("agreement", *keys_that_fit(when.about))]
        return [when.about, *keys]
    written = when_document(when)
    (form,) = [form for form in FORMS if set(written) <= {*form.needs, *form.may} and set(form.needs) <= set(written)]
    ladder = rule.escalate
    ways = [] if ladder is None or not raised else [key for key in ("in", "beyond") if getattr(ladder, _WAYS[key])]
    return [*(f"{form.name}: {key}" for key in written), *(f"escalate: {way}" for way in ways if len(ways) == 1)]


_WAYS = {"in": "within", "beyond": "beyond"}


@settings(WORLDS, max_examples=500 if LONG else 20)
@given(worlds(size=13), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, chance: random.Random) -> None:
    shuffled = list(world.rows)
    chance.shuffle(shuffled)
    assert kernel_findings(replace(world, rows=tuple(shuffled))) == kernel_findings(world)
