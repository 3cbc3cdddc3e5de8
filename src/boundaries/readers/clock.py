"""Local readings of one zone to instants, for whole columns at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.zone import offsets

_DAY = 86_400_000_000
_NEVER = -(2**62)


def to_instants(local_us: NDArray[np.int64], zone: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Instants of civil readings (microseconds since 1970-01-01 00:00 on the local clock), and where they are sure.

    A reading that the clock showed twice is taken as the earlier, one that it skipped as the end of the gap
    (RULINGS 5); neither is sure. Raises `UnknownZone`.
    """
    if not len(local_us):
        offsets(zone, 0, 0)  # an unknown zone is an error without rows too
        return local_us, np.empty(0, np.bool_)
    stretches = list(_stretches(zone, int(np.min(local_us)) - 2 * _DAY, int(np.max(local_us)) + 2 * _DAY))
    starts, offset, gap_end, sure = (np.array(column) for column in zip(*stretches, strict=True))
    here = np.searchsorted(starts, local_us, side="right") - 1
    skipped = gap_end[here] > _NEVER
    return np.where(skipped, gap_end[here], local_us - offset[here]), sure[here]


def _stretches(zone: str, lo: int, hi: int) -> Iterator[tuple[int, int, int, bool]]:
    """The local clock cut at folds and gaps: where a stretch starts, its offset, a gap's end, whether it is sure."""
    segments = offsets(zone, lo, hi)
    before = segments[0][1]
    yield (lo - _DAY, before, _NEVER, True)
    for start, offset in segments[1:]:
        if offset > before:
            yield (start + before, before, start, False)
            yield (start + offset, offset, _NEVER, True)
        else:
            yield (start + offset, before, _NEVER, False)
            yield (start + before, offset, _NEVER, True)
        before = offset
