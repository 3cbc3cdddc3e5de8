"""Indicators registered from Python: what each row of a relationship adds to its week, as their functions say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import index

import numpy as np

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.interaction import Interaction
from boundaries.engine.foreign import ask, listed, where
from boundaries.engine.interactions import interactions
from boundaries.engine.primitives import Ints, grouped
from boundaries.engine.world import World
from boundaries.plugins.indicators import Indicator, find_indicator
from boundaries.policy.condition import Trend

MOST = 1_000_000_000  # that one row can add
_WANTED = {
    "count": f"a whole number from 0 to {MOST:,} for every interaction",
    "share": "a pair `(k, n)` of whole numbers for every interaction, `0 <= k <= n`",
}


def contributions(world: World, form: Trend, rows: Ints) -> tuple[Ints, Ints]:
    """What each of some rows, ascending, adds to the part and to the whole of its week; of a count both are the same.

    The indicator that the form names is asked once for each relationship, about those of its rows that are among
    these. Raises `PolicyError` where it is not registered here, fails, or answers with anything else.
    """
    indicator = _found(form)
    part, whole = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for _, mine in grouped(world.pair[rows]):
        said = answers(indicator, tuple(interactions(world, indicator.reads, rows[mine])))
        part[mine], whole[mine] = [k for k, _ in said], [n for _, n in said]
    return part, whole


def _found(form: Trend) -> Indicator:
    assert form.indicator is not None, "only such a trend asks"
    indicator = find_indicator(form.indicator)
    if indicator is None:
        hint = "import what registers it, or install the package whose entry point does, before the log is checked"
        raise PolicyError(Diagnostic("B126", f"indicator `{form.indicator}` is not registered here", hint=hint))
    if (indicator.reads, indicator.measure) != (form.reads, form.measure):
        message = f"indicator `{indicator.name}` reads or measures something else than when the policy was compiled"
        raise PolicyError(Diagnostic("B127", message, hint="compile the policy again"))
    return indicator


def answers(indicator: Indicator, asked: tuple[Interaction, ...]) -> list[tuple[int, int]]:
    """What an indicator says that each of some interactions adds to the part and to the whole.

    Raises `PolicyError` where it fails, or does not say it of every one; nothing of them gets into an error.
    """
    what = f"indicator `{indicator.name}`"
    hint = f"it has to answer for all interactions, with {listed(indicator.reads)} or without"
    said = ask(what, indicator.adds, lambda: _said(indicator, asked), hint)
    if isinstance(said, list):
        return said
    hint = f"it answers with {_WANTED[indicator.measure]}"
    raise PolicyError(Diagnostic("B127", f"{what} {said}", where(indicator.adds), hint))


def _said(indicator: Indicator, asked: Sequence[Interaction]) -> list[tuple[int, int]] | str:
    """The answers as pairs; in words what is wrong with them, if anything is."""
    given: object = indicator.adds(asked)
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        return f"answered with `{type(given).__name__}`, not with a list"
    said = list(given)
    if len(said) != len(asked):
        return f"answered for {len(said)} of {len(asked)} interactions"
    pairs = [_pair(one, indicator) for one in said]
    whole = [pair for pair in pairs if pair is not None]
    return whole if len(whole) == len(pairs) else "answered with something else than what it has to add"


def _pair(one: object, indicator: Indicator) -> tuple[int, int] | None:
    """One answer as a pair; None where it is none."""
    parts = [one, one] if indicator.measure == "count" else list(one) if isinstance(one, Iterable) else []
    try:
        k, n = map(index, parts)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return (k, n) if 0 <= k <= n <= MOST else None
