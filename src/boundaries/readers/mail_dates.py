"""The dates of mail: `Date` and the date behind the `;` of `Received`, to instants.

RFC 5322, 3.3 and 4.3, with what old and careless programs write: years of two or three digits, names of zones,
`ctime`'s order, RFC 3339. A date without a zone that is known is read as UTC and is not sure.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

SECOND_US = 1_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST = 200  # of a date; a longer text is none
_MONTHS = {month: i for i, month in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ZONES = {
    b"ut": 0, b"utc": 0, b"gmt": 0, b"z": 0, b"est": -5, b"edt": -4, b"cst": -6, b"cdt": -5, b"mst": -7, b"mdt": -6,
    b"pst": -8, b"pdt": -7,
}  # fmt: skip  # in hours; other names mean several zones, other single letters were defined the wrong way round

_TIME = rb"(?P<hour>\d\d?) ?: ?(?P<minute>\d\d)(?: ?: ?(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_MONTH = rb"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_ZONE = rb" ?(?P<zone>(?:(?:gmt|utc?) ?)?[+-]\d\d:?\d\d|[a-z]{1,5}|)(?![\w:+-]).{0,40}"
_SHAPES = (
    re.compile(
        rb"(?:[^\W\d]{2,10}\.? ?,? ?)?(?P<day>\d\d?)[ -]" + _MONTH + rb"[ -](?P<year>\d{2,4}),? " + _TIME + _ZONE, re.I
    ),
    re.compile(
        rb"(?:[a-z]{2,9},? )?" + _MONTH + rb" (?P<day>\d\d?),? " + _TIME + rb" (?:(?P<zone>[+-]\d{4}|[a-z]{1,5}) )?"
        rb"(?P<year>\d{4})", re.I
    ),
    re.compile(
        rb"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[t ]" + _TIME + _ZONE, re.I
    ),
)  # fmt: skip
_COMMENT = re.compile(rb"\([^()]*+\)")


class Stamp(NamedTuple):
    """An instant, and whether the zone it was written in is known."""

    at_us: int
    sure: bool


def parse_date(value: bytes) -> Stamp | None:
    """The instant that a field says; None where it says none that can be read."""
    if len(value) > _LONGEST:
        return None
    plain = b" ".join(_COMMENT.sub(b" ", value).split())
    found = next((f for shape in _SHAPES if (f := shape.fullmatch(plain))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = _MONTHS.get(parts["month"].lower()) or int(parts["month"])
    second = _second(int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    try:
        day = date(_year(parts["year"]), month, int(parts["day"])).toordinal() - _EPOCH
    except ValueError:
        return None
    if second is None:
        return None
    offset = _offset(parts["zone"] or b"")
    return Stamp((day * 86_400 + second - (offset or 0)) * SECOND_US, offset is not None)


def parse_received(value: bytes) -> Stamp | None:
    """The instant at which a server says it took the message over."""
    _, semicolon, stamp = value.rpartition(b";")
    return parse_date(stamp) if semicolon else None


def _year(digits: bytes) -> int:
    """RFC 5322, 4.3: `26` is 2026, `99` is 1999, `126` is 2026."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _second(hour: int, minute: int, second: int) -> int | None:
    """The second of the day; None where there is none such, `:60` included (RULINGS 47)."""
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _offset(zone: bytes) -> int | None:
    """Seconds to take off a reading; None where the zone is not known."""
    zone = zone.lower()
    if zone in _ZONES:
        return _ZONES[zone] * 3600
    digits = zone[-6:].replace(b":", b"")[-5:] if zone[-4:].replace(b":", b"").isdigit() else b""
    if len(digits) != 5 or digits[1:3] > b"15" or digits[3:] > b"59":
        return None  # no clock is further from UTC
    seconds = int(digits[1:3]) * 3600 + int(digits[3:]) * 60
    return -seconds if digits[:1] == b"-" else seconds
