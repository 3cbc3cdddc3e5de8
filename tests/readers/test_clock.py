"""Whole columns of civil readings mean what single ones mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.zone import UnknownZone, from_local, load_zone
from boundaries.readers.clock import to_instants

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kolkata",
    "Africa/Cairo",
)
EDGES = [datetime(2024, 3, 31, 1), datetime(2024, 10, 27, 1), datetime(2024, 11, 3, 1), datetime(2011, 12, 30)]  # noqa: DTZ001


def readings() -> st.SearchStrategy[datetime]:
    near = st.builds(
        lambda edge, minutes: edge + timedelta(minutes=minutes), st.sampled_from(EDGES), st.integers(-200, 200)
    )
    return near | st.datetimes(datetime(2009, 1, 1), datetime(2037, 12, 31))  # noqa: DTZ001


@settings(max_examples=150)
@given(st.lists(readings(), min_size=1, max_size=20), st.sampled_from(ZONES))
def test_a_column_is_read_like_its_rows(local: list[datetime], zone: str) -> None:
    micros = np.array([(at - EPOCH) // timedelta(microseconds=1) for at in local])
    instants, sure = to_instants(micros, zone)
    assert instants.tolist() == [from_local(at.replace(fold=0), zone) for at in local]
    later = [from_local(at.replace(fold=1), zone) for at in local]
    there_and_back = [EPOCH + timedelta(microseconds=int(i)) for i in instants]
    for once, again, is_sure, utc, reading in zip(
        instants.tolist(), later, sure.tolist(), there_and_back, local, strict=True
    ):
        shown = utc.replace(tzinfo=UTC).astimezone(load_zone(zone)).replace(tzinfo=None, fold=0)
        assert is_sure == (once == again and shown == reading)


def test_no_rows_and_no_such_zone() -> None:
    assert len(to_instants(np.empty(0, np.int64), "UTC")[0]) == 0
    with pytest.raises(UnknownZone):
        to_instants(np.empty(0, np.int64), "Europe/Londn")
