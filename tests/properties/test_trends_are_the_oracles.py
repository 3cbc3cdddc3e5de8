"""A trend counts what the oracle counts, week by week, and finds what it finds; the order of rows changes nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

import oracle
import oracle_trend
from boundaries.engine.build import build
from boundaries.engine.judge import Common
from boundaries.engine.series import Series, every_series
from boundaries.engine.weeks import Weeks
from boundaries.policy.condition import Trend, Usual
from boundaries.policy.document import when_document
from boundaries.policy.forms import FORMS
from boundaries.policy.rule import When
from evidence_stand_in import stand_in
from oracle_case import Case
from world_trends import long_world, moving_world
from worlds import Line, World, kernel_findings, log_of, oracle_findings, policy_of, smaller

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
BLOCKS = 60 if LONG else 9

# (rule, relationship, place of the stretch) -> the weeks, and what is said of the whole line
Lines = dict[tuple[str, str, int], Any]


def meant(world: World) -> Lines:
    """The weekly series of every trend, as the oracle has them."""
    found: Lines = {}
    for case in cases(world):
        assert isinstance(case.rule.when, Trend)
        share = case.rule.when.measure == "share"
        for place, line in enumerate(one for one in oracle_trend.lines(case, case.rule.when) if one.weeks):
            weeks = [
                (str(w.monday), w.begin, w.known, w.k, w.n if share else None, w.rows) for w in line.weeks
            ]  # fmt: skip
            seen = np.cumsum([w.seen for w in line.weeks]).tolist()
            learned = len(line.learning(share)) >= line.baseline
            found[case.rule.name, case.relationship, place] = (
                weeks, seen, line.baseline, learned, line.says, float(line.unit),
            )  # fmt: skip
    return found


def cases(world: World) -> Iterator[Case]:
    until = max(row["at"] for row in world.rows) if world.as_of is None else world.as_of
    rows = sorted((row for row in world.rows if row["at"] <= until), key=lambda row: (row["at"], row["id"]))
    contracts = [agreement.for_oracle() for agreement in world.agreements]
    for name in sorted({row["relationship"] for row in rows if row["relationship"] is not None}):
        contract = oracle.contract_of(name, contracts)
        if contract is None:
            continue
        covered = None if world.coverage is None else tuple(c for c in world.coverage if c.relationship in (None, name))
        seen = oracle.rows_of(name, contract, rows)
        yield from (Case(r, contract, name, seen, until, covered) for r in world.rules if r.name in contract.rules)


def counted(world: World) -> Lines:
    """The same, as the kernel has them."""
    common = Common(build(log_of(world), policy_of(world), world.as_of))
    found: Lines = {}
    for index, rule in enumerate(common.world.policy.rules if len(common.world) else ()):
        job = common.judging(index)
        lines: dict[str, list[Any]] = {}
        for series in every_series(rule.when, job):  # type: ignore[arg-type]
            for s, pair in enumerate(series.stretches.pair.tolist()):
                lines.setdefault(common.world.names[pair], []).append(line_of(series, s, common.weeks, job))
        for name, mine in lines.items():
            for place, line in enumerate(sorted(mine, key=lambda line: line[0][0][1])):
                found[rule.name, name, place] = line
    return found


def line_of(series: Series, s: int, weeks: Weeks, job: Any) -> Any:
    some, width = series.stretches, series.known.shape[1]
    first, many, pair = int(some.first[s]), int(some.weeks[s]), some.pair[s : s + 1]
    told = []
    for week in range(many):
        rows = series.rows[series.cell == s * width + week]
        n = None if series.n is None else int(series.n[s, week])
        begin = int(weeks.begin(pair, np.array([first + week]))[0])
        ids = tuple(job.world.texts("id", rows).to_pylist())
        told.append((weeks.monday(first + week), begin, bool(series.known[s, week]), int(series.x[s, week]), n, ids))
    assert not series.known[s, many:].any()
    assert not series.x[s, many:].any()
    return (
        told, series.seen[s, :many].tolist(), int(some.baseline[s]), bool(series.learned[s]), bool(series.says[s]),
        float(series.unit[s]),
    )  # fmt: skip


def miscounted(world: World) -> str:
    """A week that only one of the two has so; empty where they agree."""
    mean, count = meant(world), counted(world)
    for key in sorted(mean.keys() | count.keys()):
        if mean.get(key) != count.get(key):
            return f"{key}\noracle: {mean.get(key)}\nkernel: {count.get(key)}"
    return ""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_week_is_counted_as_the_oracle_counts_it(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world = long_world(seed)
        if miscounted(world):
            small = smaller(world, lambda other: bool(miscounted(other)))
            pytest.fail(f"seed {seed}\n{small}\n{miscounted(small)}")


# ---- findings -----------------------------------------------------------------------------------------------


def difference(world: World) -> str:
    meant_, said = oracle_findings(world), kernel_findings(world)
    only = [f"oracle: {f}" for f in meant_ if f not in said] + [f"kernel: {f}" for f in said if f not in meant_]
    return "\n".join(only) or ("" if meant_ == said else "another order")


@cache
def judged(seed: int) -> tuple[World, tuple[Line, ...], tuple[Line, ...]]:
    """The world of a seed, what the oracle says of it and what the kernel says, by the evidence that stands in."""
    world = long_world(seed)
    return world, tuple(oracle_findings(world)), tuple(kernel_findings(world))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_kernel_finds_what_the_oracle_finds(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    for seed in range(10 * block, 10 * block + 10):
        _, meant_, said = judged(seed)
        if meant_ != said:
            small = smaller(long_world(seed), lambda other: bool(difference(other)))
            pytest.fail(f"seed {seed}\n{small}\n{difference(small)}")


def test_and_every_part_of_a_trend_finds_something_in_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that never finds anything is held to nothing."""
    stand_in(monkeypatch)
    found: Counter[str] = Counter()
    for world, meant_, _ in map(judged, range(10 * BLOCKS)):
        rules = {rule.name: rule.when for rule in world.rules}
        for line in meant_:
            if line[6] == "open":
                found.update(parts(rules[line[2]]))
                found["over"] += line[4] is not None
    (form,) = [form for form in FORMS if form.name == "trend"]
    print(sorted(found.items()))
    keys = [key for key in (*form.needs, *form.may) if key != "per"]  # there is one step only
    words = ["count", "share", "total", "up", "down", "proved", "calibrated", "lt", "gt", "ne", "over"]
    assert [key for key in (*keys, *words) if not found[key]] == []


def parts(when: When) -> Iterator[str]:
    """The keys and words of a trend that are not as usual, and how it is held to what is usual."""
    assert isinstance(when, Trend)
    yield from when_document(when)
    yield from (when.measure, when.direction, when.mode)
    if isinstance(when.of, Usual):
        yield when.of.op


@pytest.mark.parametrize("seed", range(40 if LONG else 6))
def test_and_so_it_is_with_the_evidence_itself(seed: int) -> None:
    """In worlds in which something has plainly moved."""
    world = moving_world(seed)
    assert not difference(world)
    assert any(line[-1] for line in kernel_findings(world))


# ---- neither the order of rows nor other relationships matter -----------------------------------------------


@pytest.mark.parametrize("world", [moving_world(40), *map(long_world, range(8))])
def test_the_order_of_rows_changes_nothing(world: World) -> None:
    rows = list(world.rows)
    Random(0).shuffle(rows)
    assert kernel_findings(replace(world, rows=tuple(rows))) == kernel_findings(world)


@pytest.mark.parametrize("world", [moving_world(41), moving_world(42), *map(long_world, range(8, 16))])
def test_a_relationship_alone_is_judged_as_among_others(world: World) -> None:
    world = replace(world, as_of=max(row["at"] for row in world.rows) if world.as_of is None else world.as_of)
    together = kernel_findings(world)
    for name in {row["relationship"] for row in world.rows} - {None}:
        alone = replace(world, rows=tuple(row for row in world.rows if row["relationship"] in (None, name)))
        assert kernel_findings(alone) == [line for line in together if line[0] == name]
