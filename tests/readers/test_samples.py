"""Every format has a sample of its own, and every sample is read as its maker says."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.readers.base import BUILT_IN
from exports import SAMPLES, Sample, counts, shown, traces
from exports.words import WORDS


def test_no_format_is_forgotten() -> None:
    assert {sample.format for sample in SAMPLES} == {*BUILT_IN, "map", "zip"}
    assert len({repr(sample) for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_a_sample_is_read_as_it_must_be(sample: Sample, tmp_path: Path) -> None:
    log = sample.write(tmp_path).read()
    assert shown(log) == sample.rows
    assert counts(log) == sample.counts
    assert sample.format in ("map", "zip") or {source.format for source in log.sources} == {sample.format}


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.asked is not None and s.people], ids=repr)
def test_one_pair_needs_no_file_of_people(sample: Sample, tmp_path: Path) -> None:
    log = sample.write(tmp_path).read(asked=True)
    assert len(log)
    assert counts(log)[0] == sample.counts[0]


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_a_sample_has_words_planted_in_it(sample: Sample) -> None:
    assert sample.format in ("zip", "parquet") or len(traces(sample.make(WORDS))) >= 5
