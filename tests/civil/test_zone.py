"""Zones: exact at every change of the clock, and never the machine's own."""

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.civil.zone import (
    FIRST_US,
    LAST_US,
    UnknownZone,
    first_instant,
    from_local,
    load_zone,
    offsets,
    to_local,
    tzdata_version,
    zone_names,
)

ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata",
    "America/Santiago", "Pacific/Chatham", "Europe/Dublin", "Antarctica/Troll", "Pacific/Apia",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
HOUR = 3_600_000_000
FROM, TO = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000 for year in (1965, 2060))


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // MICRO


def reading(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(fold=fold)


def plain_offset(at_us: int, zone: str) -> int:
    """The offset as the standard library's own zone gives it."""
    found = (EPOCH + at_us * MICRO).astimezone(load_zone(zone)).utcoffset()
    assert found is not None
    return found // MICRO


def changes(zone: str) -> list[int]:
    return [start for start, _ in offsets(zone, FROM, TO)[1:]]


# ---- what holds in every zone ------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_are_exact_at_every_change(zone: str) -> None:
    segments = offsets(zone, FROM, TO)
    assert segments[0][0] <= FROM
    for (_, before), (at, after) in pairwise(segments):
        assert before != after
        assert [plain_offset(at + shift, zone) for shift in (-1, 0, 1)] == [before, after, after]


@pytest.mark.parametrize("zone", [*ZONES, "Pacific/Kwajalein", "Asia/Manila", "America/Sao_Paulo", "Asia/Gaza"])
def test_no_change_is_missed(zone: str) -> None:
    segments = offsets(zone, FROM, TO)
    ends = [start for start, _ in segments[1:]] + [TO]
    for (start, offset), end in zip(segments, ends, strict=True):
        for at in range(max(start, FROM), end, 5 * 24 * HOUR):
            assert plain_offset(at, zone) == offset


@given(st.sampled_from(ZONES), st.integers(FROM, TO), st.integers(0, 400 * 24 * HOUR), st.data())
@settings(max_examples=60)
def test_any_interval_is_covered_and_no_more(zone: str, low: int, length: int, data: st.DataObject) -> None:
    segments = offsets(zone, low, low + length)
    assert segments[0][0] <= low
    assert all(low < start <= low + length for start, _ in segments[1:])
    at = data.draw(st.integers(low, low + length))
    assert [offset for start, offset in segments if start <= at][-1] == plain_offset(at, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_readings_and_instants_round_trip_around_every_change(zone: str) -> None:
    for at in changes(zone):
        for shift in (-2 * HOUR, -HOUR, -1, 0, 1, HOUR // 2, HOUR, 2 * HOUR, 25 * HOUR):
            assert from_local(to_local(at + shift, zone), zone) == at + shift


@pytest.mark.parametrize("zone", ZONES)
def test_a_gap_ends_at_the_change_and_a_fold_has_two_instants(zone: str) -> None:
    segments = offsets(zone, FROM, TO)
    for (_, before), (at, after) in pairwise(segments):
        skipped = before < after
        for part in (0, 1, 2):  # the first, a middle and the last reading of the gap or the fold
            length = abs(after - before)
            local = at + min(before, after) + (length * part // 2 - (part == 2))
            early, late = ((EPOCH + local * MICRO).replace(tzinfo=None, fold=fold) for fold in (0, 1))
            if skipped:
                assert from_local(early, zone) == from_local(late, zone) == at
            else:
                assert from_local(early, zone) == local - before
                assert from_local(late, zone) == local - after == from_local(early, zone) + length


@given(st.sampled_from(ZONES), st.dates(date(1965, 1, 1), date(2059, 12, 31)))
def test_the_first_instant_of_a_day(zone: str, day: date) -> None:
    at = first_instant(day, zone)
    assert to_local(at, zone).date() >= day
    assert to_local(at - 1, zone).date() < day


def test_every_name_loads() -> None:
    for name in zone_names():
        assert load_zone(name).key == name
        assert offsets(name, 0, 0)


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**40), st.sampled_from(ZONES))
@example(2**62, 0, "Europe/London")
@example(-(2**62), 10**18, "Europe/London")
@example(LAST_US, 1, "Pacific/Apia")
@example(FIRST_US, 1, "America/New_York")
@settings(max_examples=40)
def test_no_instant_is_too_far(at: int, length: int, zone: str) -> None:
    assert offsets(zone, at, at + length)[0][0] <= at
    if FIRST_US + 2 * 24 * HOUR < at < LAST_US - 2 * 24 * HOUR:
        assert from_local(to_local(at, zone), zone) == at
    else:
        assert to_local(at, zone).year in (1, 9999)


# ---- remembered cases --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:00+00:00"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30+00:00"),
        ("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30+00:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30+00:00"),
        ("Antarctica/Troll", "2026-03-29T02:00", "2026-03-29T01:00+00:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00+00:00"),
        ("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00+00:00"),
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00+00:00"),
        ("Asia/Kolkata", "2026-03-29T01:30", "2026-03-28T20:00+00:00"),
        ("Europe/London", "2090-07-01T12:00", "2090-07-01T11:00+00:00"),
        ("UTC", "2026-03-29T01:30", "2026-03-29T01:30+00:00"),
    ],
)
def test_readings(zone: str, local: str, utc: str) -> None:
    assert from_local(reading(local), zone) == instant(utc)


def test_the_later_of_two_equal_hours_has_fold_one() -> None:
    early, late = instant("2026-10-25T00:30+00:00"), instant("2026-10-25T01:30+00:00")
    assert [to_local(at, "Europe/London").fold for at in (early, late)] == [0, 1]
    assert from_local(reading("2026-10-25T01:30", fold=1), "Europe/London") == late


def test_days_that_do_not_start_at_midnight() -> None:
    assert first_instant(date(2011, 12, 30), "Pacific/Apia") == first_instant(date(2011, 12, 31), "Pacific/Apia")
    assert to_local(first_instant(date(2026, 9, 6), "America/Santiago"), "America/Santiago").hour == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("europe/london", "`Europe/London`"),
        ("Europe/Lodon", "`Europe/London`"),
        ("London", "`Europe/London`"),
        ("New York", "`America/New_York`"),
        ("BST", "`Europe/London`"),
        ("+01:00", "region and city"),
        ("", "region and city"),
        ("../../etc/passwd", "region and city"),
        ("Europe", ""),
        ("tzdata.zi", ""),
        ("x" * 5000, "region and city"),
    ],
)
def test_an_unknown_zone_shows_the_way(name: str, hint: str) -> None:
    with pytest.raises(UnknownZone, match="is not a time zone") as caught:
        load_zone(name)
    assert hint in caught.value.hint
    assert len(str(caught.value)) < 200


def test_the_version_is_the_packages() -> None:
    assert tzdata_version()[:4].isdigit()


def test_the_machines_own_zones_are_never_read(tmp_path: Path) -> None:
    """A machine whose London is nonsense, and whose own zone is elsewhere, reads the same."""
    wrong = tmp_path / "Europe"
    wrong.mkdir()
    (wrong / "London").write_bytes(b"TZif nonsense")
    code = "from boundaries.civil.zone import offsets; print(offsets('Europe/London', 0, 2**51))"
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "TZ": "Asia/Tokyo", "TZDIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(offsets("Europe/London", 0, 2**51))


def test_the_search_path_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offsets("Europe/Paris", 0, 2**51)
    monkeypatch.setattr(zoneinfo, "TZPATH", ("/nonexistent",))
    load_zone.cache_clear()
    assert offsets("Europe/Paris", 0, 2**51) == before
    assert load_zone("Europe/Paris").key == "Europe/Paris"


@pytest.mark.parametrize("name", ["EST", "MST", "HST"])
def test_an_offset_that_nobody_s_clock_keeps_all_year_is_no_zone(name: str) -> None:
    with pytest.raises(UnknownZone) as caught:
        load_zone(name)
    assert "/" in caught.value.hint
