"""Whatever a file has become, reading it ends: in a clear error, or in rows that are all accounted for.

A failure names the sample and the mutant's number; `python tests/mutations.py 'SAMPLE' NUMBER` makes it again.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from boundaries.readers.base import Options
from exports import SAMPLES, Sample
from exports.reading import wrong
from exports.words import WORDS
from mutations import HUGE_IN, mutant, smaller

pytestmark = pytest.mark.untraced  # one path, walked many times

PER_FORMAT, PER_FORMAT_LONG = 300, 10_000
IN_ONE_TEST = 1_000  # of the long form
_SAMPLES = Counter(sample.format for sample in SAMPLES)
_LONG = [
    (sample, n) for sample in SAMPLES for n in range(-(-PER_FORMAT_LONG // _SAMPLES[sample.format] // IN_ONE_TEST))
]


def _check(sample: Sample, seeds: range, folder: Path) -> None:
    data, options, place = sample.make(WORDS), sample.options(), folder / "mutant"
    for seed in seeds:
        changed, done = mutant(data, repr(sample), seed)
        problem = wrong(changed, sample, place, options)
        if problem:
            part = _part(changed, problem.splitlines()[-1], sample, place, options)
            again = f"python tests/mutations.py {str(sample)!r} {seed}"
            pytest.fail(f"{sample}, mutant {seed} ({done}): {problem}\n{again}\nof it: {part[:400]!r}", pytrace=False)


def _part(data: bytes, kind: str, sample: Sample, place: Path, options: Options) -> bytes:
    """The part of a mutant that still fails so."""
    if "HangsError" in kind:
        return data
    return smaller(data, lambda less: wrong(less, sample, place, options).endswith(kind))


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_every_mutant_ends_in_an_error_or_in_counted_rows(sample: Sample, tmp_path: Path) -> None:
    _check(sample, range(1, -(-PER_FORMAT // _SAMPLES[sample.format]) + 1), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("sample", "part"), _LONG, ids=str)
def test_very_many_mutants(sample: Sample, part: int, tmp_path: Path) -> None:
    _check(sample, range(part * IN_ONE_TEST + 1, (part + 1) * IN_ONE_TEST + 1), tmp_path)


def test_the_mutants_are_the_same_every_time_and_differ_from_each_other() -> None:
    data = SAMPLES[0].make(WORDS)
    first = [mutant(data, "x", seed) for seed in range(1, 200)]
    assert first == [mutant(data, "x", seed) for seed in range(1, 200)]
    assert len({changed for changed, _ in first}) > 150
    assert sum(len(changed) > 1 << 20 for changed, _ in first) >= 199 // HUGE_IN
    assert all("huge" in done for changed, done in first if len(changed) > 1 << 20 and "nest" not in done)
