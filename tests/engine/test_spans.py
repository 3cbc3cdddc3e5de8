"""Leave and exception rows cover their spans, however these lie in and over each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.core.instants import to_datetime
from boundaries.engine.build import build
from boundaries.engine.spans import rows_of_kind, spans_of
from boundaries.policy.compile import compile_policy
from boundaries.table.assemble import to_log
from builders import DAY, HOUR, t
from oracle_fields import spans

CONTRACT = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
BEGIN = t("03-02 10:00")
TIMES = st.integers(-60, 60).map(lambda hours: BEGIN + hours * HOUR)
PLANS = st.tuples(st.sampled_from(("leave", "session")), TIMES, st.none() | TIMES, st.none() | TIMES)


@settings(max_examples=80)
@given(st.lists(PLANS, min_size=1, max_size=6), st.lists(TIMES, min_size=1, max_size=8))
def test_an_instant_is_covered_where_one_of_the_rows_spans_it(plans: list[tuple[str, int, int | None, int | None]],
                                                              asked: list[int]) -> None:  # fmt: skip
    rows = [
        {"id": f"r-{n}", "relationship": "c-1", "at": at, "kind": kind, "by": "practitioner",
         "planned_start": start, "planned_end": end}
        for n, (kind, at, start, end) in enumerate(plans)
    ]  # fmt: skip
    world = build(to_log(map(interaction, rows)), compile_policy(load_contracts(CONTRACT, "c.yaml"), packs=[]), None)
    away = spans_of(world, rows_of_kind(world, "leave"))
    for shift in (-1, 0, 1):
        at = np.array(asked, np.int64) + shift
        covered = away.cover(np.zeros(len(at), np.int64), at)
        leave = [row for row in rows if row["kind"] == "leave"]
        assert covered.tolist() == [any(spans(row, instant) for row in leave) for instant in at.tolist()]


def interaction(row: dict[str, object]) -> bd.Interaction:
    return bd.Interaction.from_mapping({k: to_datetime(v) if isinstance(v, int) else v for k, v in row.items()})


def test_a_leave_without_a_plan_is_a_day_from_its_instant() -> None:
    row = {"id": "l", "relationship": "c-1", "at": BEGIN, "kind": "leave", "by": "practitioner"}
    world = build(to_log([interaction(row)]), compile_policy(load_contracts(CONTRACT, "c.yaml"), packs=[]), None)
    at = np.array([BEGIN - 1, BEGIN, BEGIN + DAY - 1, BEGIN + DAY], np.int64)
    away = spans_of(world, rows_of_kind(world, "leave"))
    assert away.cover(np.zeros(4, np.int64), at).tolist() == [False, True, True, False]
    assert rows_of_kind(world, "gift").tolist() == []
