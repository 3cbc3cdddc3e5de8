"""The status of a hit, asked for one or for all."""

from __future__ import annotations

import numpy as np

from boundaries.engine.hits import hits


def test_the_status_of_one_is_that_of_all() -> None:
    rows = np.arange(4)
    excuse, lacking = np.array([-1, 0, -1, 1], np.int8), np.array([-1, -1, 0, 3], np.int8)
    found = hits(rows, rows, rows, rows, excuse=excuse, lacking=lacking)
    assert found.status.tolist() == [0, 1, 2, 2]
    assert [found.status_of(i) for i in range(4)] == found.status.tolist()
