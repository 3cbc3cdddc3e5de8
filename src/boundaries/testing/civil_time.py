"""Instants as a scenario writes them: on its own clock, exact enough to be read back as the same instant."""

from __future__ import annotations

from datetime import timedelta

from boundaries.civil.zone import from_local, to_local
from boundaries.core.instants import format_instant, to_datetime

_MINUTE = timedelta(minutes=1)


def civil_time(at_us: int, zone: str) -> str:
    """`2026-03-03 21:10`, with what it takes to be exact: seconds, and the offset of an hour the clock shows twice."""
    local = to_local(at_us, zone)
    text = local.replace(fold=0).isoformat(" ", "auto" if local.second or local.microsecond else "minutes")
    if local.fold == 0 and from_local(local.replace(fold=1), zone) == at_us == from_local(local, zone):
        return text
    ahead = local.replace(fold=0) - to_datetime(at_us).replace(tzinfo=None)
    if ahead % _MINUTE:  # the offsets of a century ago have seconds, which no offset can be written with
        return format_instant(at_us)
    hours, minutes = divmod(abs(ahead) // _MINUTE, 60)
    return f"{text}{'-' if ahead < timedelta() else '+'}{hours:02}:{minutes:02}"


def end_of_world(as_of: int, zone: str) -> str:
    """The last instant of a world; that of a whole day as the date."""
    local, after = to_local(as_of, zone), to_local(as_of + 1, zone)
    if after.date() > local.date() and (after.hour, after.minute, after.second, after.microsecond) == (0, 0, 0, 0):
        return local.date().isoformat()
    return civil_time(as_of, zone)
