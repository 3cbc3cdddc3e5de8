"""Stand-ins for `boundaries.drift`: simple, quick to cross and to fall, so that many episodes come and go.

With them the series, episodes and findings of trends are tested for themselves; what evidence is, tests/drift hold.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from boundaries import drift


def evidence(counts: Any, mask: Any = None, baseline_weeks: Any = 12, direction: str = "up") -> Any:
    """What lies above the mean of the baseline multiplies, what lies below divides; nothing in the baseline."""
    values, known = np.asarray(counts, np.float64), np.ones(np.shape(counts), np.bool_) if mask is None else mask
    baseline = np.broadcast_to(np.asarray(baseline_weeks), (len(values),))
    nth = np.cumsum(known, axis=1)
    learning = known & (nth <= baseline[:, None])
    usual = (values * learning).sum(axis=1) / np.maximum(learning.sum(axis=1), 1)
    out, running = np.zeros(values.shape), np.ones(len(values))
    for week in range(values.shape[1]):
        moved = (values[:, week] - usual) / (usual + 0.5) * (1 if direction == "up" else -1)
        step = np.where(known[:, week] & ~learning[:, week], np.clip(moved, -1, 1) * 3, 0.0)
        running = np.maximum(running * np.exp(step), 0.05)
        out[:, week] = np.where(nth[:, week] >= baseline, np.where(learning[:, week], 0.0, running), 0.0)
    return out


def share_evidence(k: Any, n: Any, mask: Any = None, baseline_weeks: Any = 12, direction: str = "up") -> Any:
    known = (np.ones(np.shape(k), np.bool_) if mask is None else mask) & (n > 0)
    return evidence(k / np.maximum(n, 1), known, baseline_weeks, direction)


def rank_evidence(values: Any, mask: Any = None, baseline_weeks: Any = 12, direction: str = "up") -> Any:
    return evidence(values, mask, baseline_weeks, direction) / 3


def explain(
    counts: Any, mask: Any, baseline_weeks: int, direction: str, week: int, between: tuple[int, int] | None = None
) -> drift.Change:
    counts = np.where(mask, counts, 0)
    first, last = between or (0, week)
    since = max(min(week - 4, last), first)
    before, after = float(counts[:since].sum()) / max(since, 1), float(counts[since : week + 1].sum()) / 5
    factor = (after + 0.05) / (before + 0.05)
    return drift.Change(
        since, (max(since - 3, 0), week), before, (before / 2, before * 2), after, (after / 2, after * 2),
        factor, (factor / 2, factor * 2),
    )  # fmt: skip


def share_explain(
    k: Any, n: Any, mask: Any, baseline_weeks: int, direction: str, week: int, between: tuple[int, int] | None = None
) -> drift.Change:
    return explain(k / np.maximum(n, 1), mask, baseline_weeks, direction, week, between)


def fdr_value(evidence: Any, weeks_armed: Any) -> Any:
    return (1 - 1 / 52) ** np.asarray(weeks_armed) * (1 + np.asarray(evidence))


def e_bh(values: Any, q: float) -> Any:
    order = np.argsort(-np.asarray(values), kind="stable")
    kept = [k for k in range(1, len(order) + 1) if k * values[order[k - 1]] / len(order) >= 1 / q]
    return np.sort(order[: max(kept, default=0)])


def promise(mode: str, language: str = "en") -> str:
    return f"What `{mode}` promises."


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put these in the place of what the engine asks."""
    for name in (
        "evidence", "share_evidence", "rank_evidence", "explain", "share_explain", "fdr_value", "e_bh", "promise",
    ):  # fmt: skip
        monkeypatch.setattr(drift, name, globals()[name], raising=False)
    monkeypatch.setattr(drift, "THRESHOLD", {"proved": 20.0, "calibrated": 7.0}, raising=False)
