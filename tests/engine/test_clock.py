"""Civil time for arrays is civil time for one instant, at and around every change of offset."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import day_table, is_open, parse_hours
from boundaries.civil.span import Span, subtract
from boundaries.civil.zone import from_local, offsets, to_local
from boundaries.core.instants import parse_instant
from boundaries.engine.clock import DAY_US, clocks, open_minutes, window_keys

ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata",
    "America/Santiago", "Pacific/Chatham", "Europe/Dublin", "Antarctica/Troll", "Pacific/Apia",
)  # fmt: skip
FIRST, LAST = parse_instant("2010-01-01T00:00:00Z"), parse_instant("2027-01-01T00:00:00Z")
CLOCKS = clocks(ZONES, FIRST, LAST)
EDGES = {zone: [start for start, _ in offsets(zone, FIRST, LAST) if start >= FIRST] for zone in ZONES}


@st.composite
def instants(draw: st.DrawFn) -> tuple[str, int]:
    """A zone, and an instant at or near one of its changes of offset, or anywhere."""
    zone = draw(st.sampled_from(ZONES))
    around = st.integers(-7200, 7200).map(lambda s: s * 1_000_000) | st.sampled_from([-1, 0, 1])
    anywhere = st.integers(FIRST, LAST)
    if not EDGES[zone]:
        return zone, draw(anywhere)
    return zone, draw(anywhere | st.builds(lambda a, b: a + b, st.sampled_from(EDGES[zone]), around))


def one(value: int) -> np.ndarray:
    return np.array([value], np.int64)


def micros(zone: str, at: int) -> int:
    local = to_local(at, zone)
    midnight = (local.toordinal() - date(1970, 1, 1).toordinal()) * DAY_US
    return midnight + ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond


@given(instants())
def test_local_readings_and_back(where: tuple[str, int]) -> None:
    zone, at = where
    index = one(ZONES.index(zone))
    local = CLOCKS.local(one(at), index)
    assert local.tolist() == [micros(zone, at)]
    assert CLOCKS.instant(local, index).tolist() == [from_local(to_local(at, zone).replace(fold=0), zone)]


@given(instants(), st.integers(-7200, 7200))
def test_readings_that_a_gap_skips_are_the_instant_it_ends(where: tuple[str, int], seconds: int) -> None:
    zone, at = where
    local = micros(zone, at) + seconds * 1_000_000
    naive = np.datetime64(local, "us").astype(object)
    assert CLOCKS.instant(one(local), one(ZONES.index(zone))).tolist() == [from_local(naive, zone)]


@given(instants(), st.integers(1, 26))
def test_calendar_steps_are_those_of_one_instant(where: tuple[str, int], months: int) -> None:
    zone, at = where
    got = CLOCKS.months_later(one(at), one(ZONES.index(zone)), one(-months))
    if got[0] > FIRST:
        assert got.tolist() == [subtract(at, Span(months=months), zone)]


@pytest.mark.parametrize("text", ["Mo-Fr 09:00-18:00; PH off", "22:00-07:00; Sa off", "Jun-Aug Mo 09:00-12:00", "24/7"])
@settings(max_examples=40)
@given(where=instants())
def test_day_tables_laid_end_to_end_are_still_each_its_own(text: str, where: tuple[str, int]) -> None:
    zone, at = where
    hours, other = parse_hours(text), parse_hours("Tu 10:00-10:30")
    day = to_local(at, zone).toordinal()
    tables = open_minutes([day_table(other, None, day - 3, day + 3), day_table(hours, "GB", day - 1, day + 1)])
    local = CLOCKS.local(one(at), one(ZONES.index(zone)))
    naive = to_local(at, zone).replace(tzinfo=None, fold=0)
    assert tables.open(local, one(1)).tolist() == [is_open(hours, naive, public_holidays("GB"))]
    assert tables.open(local, one(0)).tolist() == [is_open(other, naive, public_holidays(None))]


@given(instants())
def test_window_keys_change_with_the_local_day_week_and_month(where: tuple[str, int]) -> None:
    zone, at = where
    local = to_local(at, zone)
    reading = one(micros(zone, at))
    epoch = date(1970, 1, 1)
    assert window_keys(reading, "day").tolist() == [(local.date() - epoch).days]
    monday = date.fromordinal(local.toordinal() - local.weekday())
    assert window_keys(reading, "week").tolist() == [((monday - date(1969, 12, 29)).days) // 7]
    assert window_keys(reading, "month").tolist() == [(local.year - 1970) * 12 + local.month - 1]
