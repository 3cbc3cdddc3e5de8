"""Times of exports: what Python's own clock says of each, whatever the format; what cannot be is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.instants import from_datetime
from boundaries.readers.mapped_clocks import DATE, INSTANT, LOCAL, FormatError, compile_format, read_moments

FORMATS = [
    "%d/%m/%Y %H:%M:%S.%f",
    "%m/%d/%Y %I:%M:%S.%f %p",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d.%m.%y, %H:%M:%S.%f",
    "%A, %d %B %Y at %H:%M:%S.%f",
    "%a %b %d %H:%M:%S.%f %Y",
    "%S.%f seconds past %H:%M (100%%) on %Y%m%d",
    "%d/%m/%Y %H:%M:%S.%f %z",
]
WHEN = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2099-12-31T23:59:59"))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def read(format: str | list[str], *texts: str | None) -> list[tuple[datetime, int] | str]:
    """Each text as the time on its clock and what it is, or why it is none."""
    formats = [compile_format(one) for one in ([format] if isinstance(format, str) else format)]
    found = read_moments(pa.array(texts, pa.string()), formats)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return [
        found.problems.get(row, (epoch + timedelta(microseconds=at), what))
        for row, (at, what) in enumerate(zip(found.at.tolist(), found.what.tolist(), strict=True))
    ]


@given(st.sampled_from(FORMATS), st.lists(WHEN, min_size=1, max_size=5), OFFSETS)
@settings(max_examples=200, deadline=None)
def test_a_pattern_reads_what_strftime_writes(format: str, when: list[datetime], zone: timezone) -> None:
    assert datetime(2000, 1, 1, tzinfo=UTC).strftime("%B %A %p") == "January Saturday AM", (
        "the machine speaks English here"
    )
    texts = [one.replace(tzinfo=zone).strftime(format) for one in when]
    what = INSTANT if "%z" in format else LOCAL
    expected = [(one.replace(tzinfo=zone if "%z" in format else UTC).astimezone(UTC), what) for one in when]
    assert read(format, *texts) == expected


@given(WHEN, OFFSETS, st.sampled_from(["seconds", "milliseconds", "microseconds", "minutes"]), st.sampled_from("T "))
@settings(max_examples=100, deadline=None)
def test_iso_reads_what_isoformat_writes(when: datetime, zone: timezone, spec: str, between: str) -> None:
    aware = datetime.fromisoformat(when.replace(tzinfo=zone).isoformat(between, spec))
    assert read("iso", aware.isoformat(between, spec)) == [(aware.astimezone(UTC), INSTANT)]
    naive = aware.replace(tzinfo=None)
    assert read("iso", naive.isoformat(between, spec)) == [(naive.replace(tzinfo=UTC), LOCAL)]
    assert read("iso", naive.date().isoformat()) == [(datetime(naive.year, naive.month, naive.day, tzinfo=UTC), DATE)]


@given(WHEN, OFFSETS)
@settings(max_examples=100, deadline=None)
def test_headers_and_counted_seconds_are_read(when: datetime, zone: timezone) -> None:
    aware = when.replace(tzinfo=zone)
    second = aware.replace(microsecond=0).astimezone(UTC)
    assert read("rfc2822", format_datetime(aware)) == [(second, INSTANT)]
    micros = from_datetime(aware)
    assert read("unix", f"{micros // 10**6}.{micros % 10**6:06}") == [(aware.astimezone(UTC), INSTANT)]
    milli = aware.replace(microsecond=aware.microsecond // 1000 * 1000).astimezone(UTC)
    assert read("unix_ms", str(micros // 1000)) == [(milli, INSTANT)]


@pytest.mark.parametrize(
    ("format", "text", "expected"),
    [
        ("%d/%m/%Y %I:%M %p", "3/9/2026 12:05 a.m.", "2026-09-03 00:05"),
        ("%d/%m/%Y %I:%M %p", "03/09/2026 12:05PM", "2026-09-03 12:05"),
        ("%d/%m/%Y %I:%M %p", " 03/09/2026  1:05\u202fp. m. ", "2026-09-03 13:05"),
        ("%d %b %Y %H:%M", "3 Sept. 2026 09:05", "2026-09-03 09:05"),
        ("%d %b %Y %H:%M", "3 SEPTEMBER 2026 9:05", "2026-09-03 09:05"),
        ("%d.%m.%y %H:%M", "3.9.99 09:05", "2099-09-03 09:05"),
        ("%Y-%m-%d %H:%M %z", "2026-09-03 09:05 UTC", "2026-09-03 09:05"),
        ("%Y-%m-%d %H:%M %z", "2026-09-03 09:05 +0530", "2026-09-03 03:35"),
        ("%Y-%m-%d %H:%M%z", "2026-09-03 09:05Z", "2026-09-03 09:05"),
        ("rfc2822", "3 Sep 2026 09:05 GMT (some zone)", "2026-09-03 09:05"),
        ("iso", "2026-09-03T09:05:01,5Z", "2026-09-03 09:05:01.500000"),
    ],
)
def test_what_people_and_programs_write(format: str, text: str, expected: str) -> None:
    ((at, _),) = read(format, text)
    assert at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("format", "text", "reason"),
    [
        ("%d/%m/%Y", "31/04/2026", "no such date or time"),
        ("%d/%m/%Y", "29/02/2026", "no such date or time"),
        ("%d/%m/%Y", "0/12/2026", "no such date or time"),
        ("%m/%d/%Y", "13/12/2026", "no such date or time"),
        ("%Y-%m-%d %H:%M", "2026-09-03 24:00", "no such date or time"),
        ("%Y-%m-%d %H:%M", "2026-09-03 09:60", "no such date or time"),
        ("%Y-%m-%d %I:%M %p", "2026-09-03 13:00 PM", "no such date or time"),
        ("%Y-%m-%d %I:%M %p", "2026-09-03 0:00 AM", "no such date or time"),
        ("%Y-%m-%d %H:%M%z", "2026-09-03 09:00+24:00", "no such date or time"),
        ("%d %b %Y", "3 Juli 26", "not a time as the map's `format` says"),
        ("%d %b %Y", "3 März 2026", "not a time as the map's `format` says"),
        ("%d/%m/%Y", "3/9/26", "not a time as the map's `format` says"),
        ("%d/%m/%Y", "3/9/2026 10:00", "not a time as the map's `format` says"),
        ("%Y-%m-%d %H:%M", "2026-09-03", "not a time as the map's `format` says"),
        ("%Y-%m-%d %H:%M", "٢٠٢٦-09-03 09:00", "not a time as the map's `format` says"),
        ("unix", "1e9", "not a time as the map's `format` says"),
        ("unix", "-5", "not a time as the map's `format` says"),
        ("unix", "9" * 30, "not a time as the map's `format` says"),
        ("iso", "canary", "not a time as the map's `format` says"),
    ],
)
def test_what_is_no_time_is_told_without_showing_it(format: str, text: str, reason: str) -> None:
    assert read(format, text) == [reason]


def test_formats_are_tried_in_turn_and_a_missing_cell_is_nothing() -> None:
    found = read(["iso", "rfc2822"], "2024-03-09T02:14:05Z", None, "Sat, 09 Mar 2024 23:59:59 +0000", "x")
    assert [one[0].day if not isinstance(one, str) else one for one in found] == [
        9, 1, 9, "not a time as the map's `format` says",
    ]  # fmt: skip
    assert found[1] == (datetime(1970, 1, 1, tzinfo=UTC), 0)


@pytest.mark.parametrize(
    ("format", "what"),
    [
        ("isoo", "no format of a time"),
        ("", "no format of a time"),
        ("%d/%m/%Q", "`%Q` is no part"),
        ("%d/%m/%Y %", "`%` is no part"),
        ("%d/%m", "needs one year"),
        ("%d/%m/%Y %y", "needs one year"),
        ("%H:%M", "needs one year"),
        ("%d/%d/%Y", "twice"),
        ("%d/%b/%m/%Y", "needs one month"),
        ("%d/%m/%Y %H:%M %p", "needs one hour"),
        ("%d/%m/%Y %I:%M", "needs one hour"),
        ("%d/%m/%Y %H", "not a whole time"),
        ("%d/%m/%Y %M", "not a whole time"),
        ("%d/%m/%Y %H:%M.%f", "not a whole time"),
        ("%d/%m/%Y %z", "an offset and no time"),
    ],
)
def test_a_format_that_cannot_be_one_is_refused(format: str, what: str) -> None:
    with pytest.raises(FormatError, match=re.escape(what)) as caught:
        compile_format(format)
    assert caught.value.hint


@given(st.text(max_size=12).map(lambda text: f"%d{text}%m %Y"))
@settings(max_examples=200, deadline=None)
def test_what_stands_between_the_parts_means_itself(format: str) -> None:
    try:
        compiled = compile_format(format)
    except FormatError:
        return
    if "%" not in format[2:-5]:
        text = format.replace("%d", "03").replace("%m", "09").replace("%Y", "2026")
        assert read_moments(pa.array([text]), [compiled]).problems == {}
