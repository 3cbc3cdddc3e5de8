"""Indicators registered from Python, as the engine asks them: of which rows, what they are given, what goes wrong."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.engine.build import build
from boundaries.engine.indicators import MOST, contributions
from boundaries.engine.world import World
from boundaries.plugins.indicators import INDICATORS, indicator
from boundaries.policy.compile import compile_policy
from boundaries.policy.condition import Measure, Trend
from boundaries.table.assemble import to_log
from two_clocks import LONDON, NEW_YORK

CANARY = "canary-eta"
Rows = Sequence[bd.Interaction]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(INDICATORS, "registered", {})


def row(id: str, **columns: object) -> bd.Interaction:
    given = {"relationship": "c-1", "at": "2026-07-02T23:30:00Z", "kind": "message", "by": "client"}
    return bd.Interaction.from_mapping({"id": id} | given | columns)


def world(*rows: bd.Interaction) -> World:
    loaded = [c for text in (LONDON, NEW_YORK) for c in load_contracts(text, "contract.yaml")]
    return build(to_log(rows), compile_policy(loaded, packs=[]))


def asking(adds: Callable[[Rows], Any], measure: Measure = "count", reads: tuple[str, ...] = ("length",)) -> Trend:
    indicator("own", measure=measure, reads=reads)(adds)
    return Trend(measure, indicator="own", reads=reads)


def failure(adds: Callable[[Rows], Any], measure: Measure = "count") -> bd.PolicyError:
    of = world(row("a", length=3, place=CANARY), row("b"))
    with pytest.raises(bd.PolicyError) as caught:
        contributions(of, asking(adds, measure, ("length", "place")), np.arange(2))
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_it_is_asked_once_for_each_relationship_in_the_order_of_the_log() -> None:
    asked: list[list[tuple[str, object, object, str]]] = []

    def lengths(rows: Rows) -> list[int]:
        asked.append([(r.id, r.length, r.channel, f"{r.at:%H:%M}") for r in rows])
        return [r.length or 0 for r in rows]

    rows = [row("b", length=2, channel="sms"), row("a", length=1), row("c", at="2026-07-01T10:00:00Z"),
            row("z", relationship="c-2", length=9), row("y", relationship="c-2", length=5)]  # fmt: skip
    of = world(*rows)
    part, whole = contributions(of, asking(lengths, reads=("length", "at")), np.array([0, 1, 2, 4]))
    assert asked == [
        [("c", None, None, "11:00"), ("a", 1, None, "00:30"), ("b", 2, None, "00:30")],
        [("z", 9, None, "19:30")],
    ]
    assert part.tolist() == whole.tolist() == [0, 1, 2, 9]
    assert (part.dtype, whole.dtype) == (np.int64, np.int64)


def test_a_share_is_two_numbers_for_every_row() -> None:
    of = world(row("a", length=3), row("b", length=MOST), row("c"))
    part, whole = contributions(of, asking(lambda rows: [(int(r.length == 3), r.length or 0) for r in rows], "share"),
                                np.arange(3))  # fmt: skip
    assert (part.tolist(), whole.tolist()) == ([1, 0, 0], [3, MOST, 0])


def test_numbers_may_be_those_of_numpy_and_lists_may_be_made_one_by_one() -> None:
    of = world(row("a", length=3), row("b", length=4))
    for adds in (
        lambda rows: np.array([r.length for r in rows]),
        lambda rows: (r.length for r in rows),
        lambda rows: tuple(np.int32(r.length) for r in rows),
    ):
        INDICATORS.registered.clear()
        assert contributions(of, asking(adds), np.arange(2))[0].tolist() == [3, 4]
    INDICATORS.registered.clear()
    pairs = asking(lambda rows: np.array([(1, r.length) for r in rows]), "share")
    assert contributions(of, pairs, np.arange(2))[1].tolist() == [3, 4]


def test_of_no_rows_nobody_is_asked() -> None:
    part, whole = contributions(world(row("a")), asking(lambda _: 1 / 0), np.arange(0))
    assert (part.tolist(), whole.tolist()) == ([], [])


def test_one_that_fails_is_named_with_its_line_and_without_the_data() -> None:
    def fails(rows: Rows) -> list[int]:
        raise ValueError(rows[0].place)

    problem = failure(fails).diagnostics[0]
    assert problem.message == "indicator `own` failed: ValueError"
    assert problem.hint == "it has to answer for all interactions, with `length`, `place` or without"
    assert problem.location is not None
    assert (problem.code, problem.location.line) == ("B127", fails.__code__.co_firstlineno + 1)


@pytest.mark.parametrize(
    ("adds", "measure", "message"),
    [
        (lambda _: [1], "count", "answered for 1 of 2 interactions"),
        (lambda rows: {r.id: 1 for r in rows}, "count", "answered with `dict`, not with a list"),
        (lambda rows: [r.place for r in rows], "count", "answered with something else than what it has to add"),
        (lambda _: [0, -1], "count", "answered with something else than what it has to add"),
        (lambda _: [MOST + 1, 0], "count", "answered with something else than what it has to add"),
        (lambda _: [(1, 1), (2, 1)], "share", "answered with something else than what it has to add"),
    ],
)  # fmt: skip
def test_one_that_answers_with_something_else(adds: Callable[[Rows], Any], measure: Measure, message: str) -> None:
    problem = failure(adds, measure).diagnostics[0]
    assert problem.message.startswith(f"indicator `own` {message}")
    assert problem.code == "B127"


def test_one_that_is_another_than_when_the_policy_was_compiled() -> None:
    form = asking(lambda rows: [0 for _ in rows])
    for other in (replace(form, reads=("place",)), replace(form, measure="share")):
        with pytest.raises(bd.PolicyError, match=r"B127 .*than when the policy was compiled"):
            contributions(world(row("a")), other, np.arange(1))
    INDICATORS.registered.clear()
    with pytest.raises(bd.PolicyError, match="B126 indicator `own` is not registered here"):
        contributions(world(row("a")), form, np.arange(1))
