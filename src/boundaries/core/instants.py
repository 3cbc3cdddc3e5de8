"""Instants as text: RFC 3339 in, RFC 3339 out; inside, int64 microseconds since 1970-01-01 UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = _EPOCH.replace(tzinfo=None)  # naive ones are written three times as fast
_MICROSECOND = timedelta(microseconds=1)


def parse_instant(text: str) -> int:
    """Microseconds UTC of an RFC 3339 date-time with an offset.

    More than six decimals are cut; a negative zero offset is UTC; `:60` is not an instant.
    Raises ValueError (without the text) for anything else.
    """
    found = _RFC3339.fullmatch(text.strip())
    if found is None:
        raise ValueError("not a full date and time with seconds and an offset, such as 2026-03-03T21:10:00Z")
    year, month, day, hour, minute, second, decimals, _, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset >= timedelta(days=1) or int(minutes or 0) > 59:
        raise ValueError("an offset is less than a day")
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second),
            int((decimals or "0")[:6].ljust(6, "0")), timezone(-offset if sign == "-" else offset),
        )  # fmt: skip
    except ValueError:
        raise ValueError("no such date or time") from None
    return from_datetime(local)


def from_datetime(value: datetime) -> int:
    """Microseconds UTC of an aware datetime; raises ValueError for a naive one."""
    if value.utcoffset() is None:
        raise ValueError("an instant needs an offset")
    return (value - _EPOCH) // _MICROSECOND


def to_datetime(at_us: int) -> datetime:
    """The aware UTC datetime of an instant in microseconds."""
    return _EPOCH + timedelta(microseconds=at_us)


def format_instant(at_us: int) -> str:
    """RFC 3339 in UTC with microseconds and `Z`, as every output writes instants."""
    return (_NAIVE_EPOCH + timedelta(microseconds=at_us)).isoformat("T", "microseconds") + "Z"
