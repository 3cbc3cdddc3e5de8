"""Time zones from the `tzdata` package alone: never the machine's own, so that every machine says the same.

A zone travels by its name; offsets are microseconds to add to UTC for the local reading.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

from boundaries.civil.error import UnknownZone as UnknownZone
from boundaries.civil.error import shown
from boundaries.core.errors import did_you_mean

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil readings carry no zone
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_PROBE = 28 * _DAY  # rules for the future change the clock twice a year at most, months apart

_FIRST_READING, _LAST_READING = datetime.min, datetime.max  # noqa: DTZ901
FIRST_US = (_FIRST_READING - _EPOCH) // _MICRO  # 0001-01-01T00:00Z
LAST_US = (_LAST_READING - _EPOCH) // _MICRO  # the last microsecond of 9999

_ABBREVIATIONS = {
    "bst": "Europe/London", "gmt+1": "Europe/Berlin", "cest": "Europe/Berlin", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "cdt": "America/Chicago", "edt": "America/New_York", "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo", "est": "America/New_York",
    "mst": "America/Denver", "hst": "Pacific/Honolulu", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "z": "UTC",
}  # fmt: skip
_FIXED = frozenset(["EST", "MST", "HST"])  # whoever writes one means a place, whose clock may change in summer


# ---- the files of the package -------------------------------------------------------------------------------


@cache
def zone_names() -> frozenset[str]:
    """Every zone name the package knows, but for names of offsets that nobody's clock keeps all year."""
    return frozenset((files(tzdata) / "zones").read_text("ascii").split()) - _FIXED


def tzdata_version() -> str:
    """The release of the zone database in use, such as `2026a`."""
    return str(tzdata.IANA_VERSION)


@cache
def load_zone(name: str) -> ZoneInfo:
    """The zone of that name; raises `UnknownZone` with a way out."""
    # ZoneInfo(name) would prefer the machine's own files.
    with _file(name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def _file(name: str) -> Traversable:
    if name not in zone_names():
        raise UnknownZone(f"{shown(name)} is not a time zone", hint=_hint(name))
    return files(tzdata).joinpath("zoneinfo", *name.split("/"))


def _hint(name: str) -> str:
    """The zone somebody may have meant: by case, by the city alone, by a common abbreviation, by spelling."""
    folded = re.sub(r"[\s_-]+", "_", name[:60].strip().lower())
    names = {known.lower(): known for known in sorted(zone_names())}
    cities = {known.rsplit("/", 1)[-1].lower(): known for known in sorted(zone_names(), reverse=True) if "/" in known}
    for found in (names.get(folded), _ABBREVIATIONS.get(folded), cities.get(folded)):
        if found:
            return f"did you mean `{found}`?"
    near = did_you_mean(folded, names) or did_you_mean(folded, cities)
    word = re.search(r"`(.+)`", near)
    if word:
        return f"did you mean `{names.get(word[1]) or cities[word[1]]}`?"
    return "a zone is named by its region and city, such as `Europe/London`"


@cache
def _changes(name: str) -> tuple[int, ...]:
    """The instants (microseconds, sorted) at which the zone's file says that something changes.

    The TZif format is RFC 8536; behind the last of them the file gives a rule, which `_candidates` probes.
    """
    raw = _file(name).read_bytes()
    assert raw[:4] == b"TZif", "the package holds zone files"
    assert raw[4:5] >= b"2", "the package's files have a second block, which says it all again with 64 bits"
    utc, std, leap, times, types, letters = struct.unpack(">6l", raw[20:44])
    start = 44 + times * 5 + types * 6 + letters + leap * 8 + std + utc
    times = struct.unpack(">l", raw[start + 32 : start + 36])[0]
    seconds = struct.unpack(f">{times}q", raw[start + 44 : start + 44 + times * 8])
    return tuple(s * _SECOND for s in seconds if FIRST_US < s * _SECOND < LAST_US)


# ---- offsets ------------------------------------------------------------------------------------------------


def _offset(at_us: int, zone: ZoneInfo) -> int:
    """What to add to UTC at an instant; at the edges of the calendar what holds just inside."""
    at = _EPOCH_UTC + timedelta(microseconds=min(max(at_us, FIRST_US + 2 * _DAY), LAST_US - 2 * _DAY))
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone has an offset at every instant"
    return offset // _MICRO


@lru_cache(maxsize=16_384)
def _year(name: str, year: int) -> tuple[tuple[int, int], ...]:
    """The (start, offset) segments of one UTC year, the first starting with the year."""
    start = (datetime(year, 1, 1) - _EPOCH) // _MICRO  # noqa: DTZ001
    end = (datetime(year + 1, 1, 1) - _EPOCH) // _MICRO if year < MAXYEAR else LAST_US + 1  # noqa: DTZ001
    zone = load_zone(name)
    segments = [(start, _offset(start, zone))]
    for at in _candidates(name, start, end):
        if (offset := _offset(at, zone)) != segments[-1][1]:
            segments.append((at, offset))
    return tuple(segments)


def _candidates(name: str, start: int, end: int) -> Iterator[int]:
    """Instants in (start, end), in order, among which is every change of offset."""
    changes = _changes(name)
    yield from changes[bisect_right(changes, start) : bisect_right(changes, end - 1)]
    zone = load_zone(name)
    left = max(start, changes[-1]) if changes else start
    while left < end - 1:
        right = min(left + _PROBE, end - 1)
        if _offset(left, zone) != _offset(right, zone):
            yield _bisect(left, right, zone)
        left = right


def _bisect(left: int, right: int, zone: ZoneInfo) -> int:
    """The instant in (left, right], a whole second, from which on the offset is the one at `right`."""
    new, low, high = _offset(right, zone), left // _SECOND, -(-right // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(middle * _SECOND, zone) == new else (middle, high)
    return high * _SECOND


def offsets(zone_name: str, lo_us: int, hi_us: int) -> tuple[tuple[int, int], ...]:
    """The stretches of constant offset that cover [lo_us, hi_us], as (start, offset), both in microseconds.

    The first starts at or before `lo_us`; each holds until the next one's start, exactly; neighbours differ.
    Outside the years 1-9999 the nearest offset holds on. Raises `UnknownZone`.
    """
    lo, hi = max(lo_us, FIRST_US), min(max(hi_us, lo_us), LAST_US)
    first = (_EPOCH + timedelta(microseconds=min(lo, LAST_US))).year
    last = (_EPOCH + timedelta(microseconds=max(hi, FIRST_US))).year
    found: list[tuple[int, int]] = []
    for year in range(first, last + 1):
        found += (s for s in _year(zone_name, year) if not found or s[1] != found[-1][1])
    kept = max((i for i, (start, _) in enumerate(found) if start <= lo), default=0)
    cut = [found[kept], *(s for s in found[kept + 1 :] if s[0] <= hi)]
    return ((min(cut[0][0], lo_us), cut[0][1]), *cut[1:])


# ---- instants and readings ----------------------------------------------------------------------------------


def to_local(at_us: int, zone_name: str) -> datetime:
    """The civil reading of an instant: a naive datetime, `fold` set in the second of two equal hours.

    Outside the years 1-9999 the first or the last reading there is. Raises `UnknownZone`.
    """
    zone = load_zone(zone_name)
    try:
        return (_EPOCH_UTC + timedelta(microseconds=at_us)).astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return _FIRST_READING if at_us < 0 else _LAST_READING


def from_local(naive: datetime, zone_name: str) -> int:
    """The instant of a civil reading; raises `UnknownZone`.

    A reading that the clock skips is the instant at which the gap ends; one that it shows twice is the earlier
    of the two, or with `fold=1` the later.
    """
    assert naive.tzinfo is None, "a civil reading carries no zone"
    zone = load_zone(zone_name)
    reading = (naive - _EPOCH) // _MICRO
    early, late = (_utcoffset(naive.replace(fold=fold), zone) for fold in (0, 1))
    if early >= late:
        return reading - (late if naive.fold else early)
    return next(start for start, _ in reversed(offsets(zone_name, reading - late, reading - early)))


def _utcoffset(naive: datetime, zone: ZoneInfo) -> int:
    offset = naive.replace(tzinfo=zone).utcoffset()
    assert offset is not None, "a zone has an offset at every reading"
    return offset // _MICRO


def first_instant(day: date, zone_name: str) -> int:
    """The first instant whose local date is that day or later.

    That is midnight, the end of the gap where midnight is skipped, the first where there are two.
    """
    return from_local(datetime(day.year, day.month, day.day), zone_name)  # noqa: DTZ001
