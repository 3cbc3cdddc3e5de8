"""Local readings of one zone to instants, for whole columns at once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from boundaries.civil.zone import offsets

_DAY = 86_400_000_000
_Stretch = tuple[int, int | None, int, bool]  # local start; offset, or None in a gap; the gap's end; sure


def to_instants(local_us: Sequence[int], zone: str) -> tuple[array[int], bytearray]:
    """Instants of civil readings (microseconds since 1970-01-01 00:00 on the local clock), and 1 where sure of one.

    A reading that the clock showed twice is taken as the earlier, one that it skipped as the end of the gap
    (RULINGS 5); neither is sure. Raises `UnknownZone`.
    """
    at, sure = array("q"), bytearray()
    if not local_us:
        offsets(zone, 0, 0)  # an unknown zone is an error in an empty file too
        return at, sure
    stretches = list(_stretches(zone, min(local_us) - 2 * _DAY, max(local_us) + 2 * _DAY))
    starts = [s[0] for s in stretches]
    lo, hi = 1, 0  # no reading lies in an empty stretch
    offset: int | None = None
    gap_end, certain = 0, True
    for reading in local_us:
        if not lo <= reading < hi:
            here = bisect_right(starts, reading) - 1
            lo, offset, gap_end, certain = stretches[here]
            hi = starts[here + 1] if here + 1 < len(starts) else reading + 1
        at.append(gap_end if offset is None else reading - offset)
        sure.append(certain)
    return at, sure


def _stretches(zone: str, lo: int, hi: int) -> Iterator[_Stretch]:
    """The local clock cut at every fold and gap, in order, the first from before `lo`."""
    segments = offsets(zone, lo, hi)
    before = segments[0][1]
    yield (lo - _DAY, before, 0, True)
    for start, offset in segments[1:]:
        if offset > before:
            yield (start + before, None, start, False)
            yield (start + offset, offset, 0, True)
        else:
            yield (start + offset, before, 0, False)
            yield (start + before, offset, 0, True)
        before = offset
