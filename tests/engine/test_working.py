"""Working time for columns is working time for one instant (`civil.deadline.due`), inside the days worked out."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.deadline import due
from boundaries.civil.hours import parse_hours
from boundaries.civil.span import DAY, HOUR, Deadline
from boundaries.civil.zone import offsets
from boundaries.core.instants import parse_instant
from boundaries.engine.clock import EPOCH_DAY, clocks
from boundaries.engine.primitives import NEVER
from boundaries.engine.working import WorkingTime

ZONES = ("Europe/London", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "Africa/Casablanca")
HOURS = tuple(map(parse_hours, (
    "Mo-Fr 09:00-18:00; PH off", "22:00-07:00", "24/7", "Su 01:00-03:00", "Sa 20:00-26:00; Jul off", "We 12:00-12:30",
    "2011 Mo-Fr 09:00-17:00; 2014 Mo-Fr 09:00-17:00",
)))  # fmt: skip
FIRST, LAST = parse_instant("2011-11-01T00:00:00Z"), parse_instant("2014-12-30T00:00:00Z")
TIME = WorkingTime(clocks(ZONES, FIRST, LAST), FIRST // DAY + EPOCH_DAY - 2, LAST // DAY + EPOCH_DAY + 2)
EDGES = {zone: [s for s, _ in offsets(zone, FIRST, LAST) if s >= FIRST] for zone in ZONES}

deadlines = st.builds(
    Deadline, st.just("open_hours"), st.fractions(Fraction(1, 60), 60, max_denominator=60)
) | st.builds(Deadline, st.just("working_days"), st.integers(1, 12).map(Fraction))


@st.composite
def starts(draw: st.DrawFn) -> tuple[str, list[int]]:
    zone = draw(st.sampled_from(ZONES))
    near = st.builds(lambda e, d: e + d, st.sampled_from(EDGES[zone]), st.integers(-3 * HOUR, 3 * HOUR))
    whole = st.integers(FIRST // HOUR, LAST // HOUR - 2).map(lambda h: h * HOUR)
    return zone, draw(st.lists(near | whole | st.integers(FIRST, LAST - HOUR), min_size=1, max_size=6))


@settings(max_examples=150)
@given(starts(), deadlines, st.sampled_from(HOURS), st.sampled_from([None, "GB"]))
def test_a_column_of_deadlines_is_each_deadline(
    where: tuple[str, list[int]], deadline: Deadline, hours: object, country: str | None
) -> None:
    zone, at = where
    got = TIME.due(np.array(at, np.int64), deadline, hours, country, ZONES.index(zone))  # type: ignore[arg-type]
    for one, found in zip(at, got.tolist(), strict=True):
        meant = due(one, deadline, hours, country, zone)  # type: ignore[arg-type]
        # Behind the end of its world the column may say never: nothing happens there.
        assert found == meant or (found == NEVER and (meant is None or meant >= LAST))


@pytest.mark.parametrize("kind", ["open_hours", "working_days"])
def test_hours_that_never_open_are_never_used_up(kind: str) -> None:
    at = np.array([FIRST, LAST], np.int64)
    got = TIME.due(at, Deadline(kind, Fraction(1)), parse_hours("2031 Mo 09:00-10:00"), None, 0)  # type: ignore[arg-type]
    assert got.tolist() == [NEVER, NEVER]
