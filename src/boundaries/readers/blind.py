"""Where files cannot be believed to be silent, whatever other files cover: within a chat, what it does not cover
itself, since there its messages may have disappeared; and around a row that could not be read, since it may have been
the one that is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.table.log import Coverage, Extract

CHATS = ("whatsapp", "telegram", "signal")
IN_ORDER = ("whatsapp", "telegram", "sms")  # their rows stand in the order of time
KINDS = frozenset({"message", "call"})


def blind(extracts: Iterable[Extract]) -> tuple[Coverage, ...]:
    """What nobody can know from these files."""
    return tuple(hole for extract in extracts for hole in (*_vanished(extract), *_unread(extract)))


def _vanished(extract: Extract) -> Iterator[Coverage]:
    """The time between a chat's first row and its last that it does not cover itself."""
    if extract.format not in CHATS or extract.coverage is None or not extract.table.num_rows:
        return
    instants, pairs = _instants(extract), extract.table["relationship"].combine_chunks()
    for pair in pc.unique(pairs).to_pylist():
        own = instants[pc.equal(pairs, pair).to_numpy(zero_copy_only=False)]
        begin, end = int(np.min(own)), int(np.max(own))
        for low, high in sorted((c.start_us, c.end_us) for c in extract.coverage if c.relationship in (pair, None)):
            if begin < low:
                yield Coverage(begin, low - 1, KINDS, pair)
            begin = max(begin, high + 1)
        if begin <= end:
            yield Coverage(begin, end, KINDS, pair)


def _unread(extract: Extract) -> Iterator[Coverage]:
    """The time between the rows on both sides of one that was turned away."""
    if extract.format not in IN_ORDER or not extract.rejects or extract.rows is None or not extract.table.num_rows:
        return
    instants, rows = _instants(extract), extract.rows
    for place in np.unique(np.searchsorted(rows, [reject.row for reject in extract.rejects])).tolist():
        around = instants[max(place - 1, 0) : place + 1]
        if len(around) == 2:
            yield Coverage(int(np.min(around)), int(np.max(around)), KINDS)


def _instants(extract: Extract) -> NDArray[np.int64]:
    return np.asarray(extract.table["at"].cast(pa.int64()).to_numpy(), np.int64)
