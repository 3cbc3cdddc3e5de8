"""Memory does not grow with a file beside some numbers a row, and not at all with what nobody reads."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest

from boundaries.readers.base import BUILT_IN
from boundaries.readers.open import read_file
from exports import SAMPLES, WORDS, Sample
from exports.grown import GROWN, write
from exports.reading import wrong
from mutations import HUGE_IN, mutant

pytestmark = pytest.mark.untraced  # one path, walked many times

ROWS, BESIDE = 1_500, 30_000  # of rows, and of bytes beside each
SLACK = 10 << 20  # what the piece that is being read may take: tables come in blocks of 4 MiB
MOST = 64 << 20
MANY, A_ROW = 40_000, 700  # bytes that a row may cost while it is read, with all that Python needs for a number


def test_no_format_is_forgotten() -> None:
    assert {name.partition(" ")[0] for name in GROWN} == {*BUILT_IN, "map", "zip"}


def _peak(name: str, path: Path, rows: int, beside: int = 0) -> int:
    """The most memory that reading an export of this size takes, Python's, numpy's and Arrow's."""
    options = write(name, path, rows, beside).options(WORDS)
    gc.collect()
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    try:
        extracts = read_file(path, options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(extract.table.num_rows for extract in extracts) == rows
    return peak + pa.total_allocated_bytes() - before


@pytest.mark.parametrize("name", [name for name, (_, beside) in GROWN.items() if beside])
def test_what_nobody_reads_costs_nothing(name: str, tmp_path: Path) -> None:
    _peak(name, tmp_path / "warm", 10)
    bare = _peak(name, tmp_path / "bare", ROWS)
    full = _peak(name, tmp_path / "full", ROWS, BESIDE)
    assert full - bare < SLACK < ROWS * BESIDE / 4


@pytest.mark.long
@pytest.mark.parametrize("name", GROWN)
def test_a_row_costs_some_numbers(name: str, tmp_path: Path) -> None:
    _peak(name, tmp_path / "warm", 10)
    once, often = _peak(name, tmp_path / "once", MANY), _peak(name, tmp_path / "often", 8 * MANY)
    assert often - once < 7 * MANY * A_ROW


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.format != "zip"], ids=repr)
def test_a_huge_field_is_not_held(sample: Sample, tmp_path: Path) -> None:
    """Three mutants with a field of one to three MiB in them: a few copies of a piece at most."""
    options = sample.options()
    for seed in (HUGE_IN, 2 * HUGE_IN, 3 * HUGE_IN):
        data, done = mutant(sample.make(WORDS), repr(sample), seed)
        tracemalloc.start()
        try:
            assert wrong(data, sample, tmp_path / "mutant", options) == ""
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < MOST, (done, len(data))
