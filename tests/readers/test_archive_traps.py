"""Archives that nobody makes by accident: bombs, lies about sizes, names that climb, members that overlap."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from boundaries.core.errors import LogError
from boundaries.readers.base import Options
from boundaries.readers.open import open_log
from exports import SAMPLES, WORDS, traces
from exports.archives import ARCHIVES, _patched, zipped
from exports.reading import alarmed, error_text, wrong
from watched import watching

CHAT = next(sample for sample in SAMPLES if sample.format == "whatsapp")
MEDIA = 3_000


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_an_archive_may_be(name: str, tmp_path: Path) -> None:
    make, outcome = ARCHIVES[name]
    path = tmp_path / f"{WORDS.file}.zip"
    path.write_bytes(make())
    with alarmed(), watching() as seen:
        if isinstance(outcome, int):
            assert len(open_log([path], CHAT.options())) == outcome
        else:
            with pytest.raises(LogError, match=outcome) as caught:
                open_log([path], CHAT.options())
            assert traces(error_text(caught.value).encode()) == []
    assert seen.wrote == seen.started == seen.logged == seen.warned == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_packed_size_too_large_is_refused_by_newer_pythons_and_harmless_in_others(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(_patched("packed", 0xFFFFFFF0))
    outcome: list[object] = []
    try:
        outcome.append(len(open_log([path], CHAT.options())))
    except LogError as refused:
        outcome += [problem.code for problem in refused.diagnostics]
    assert outcome in ([5], ["B250"])


def test_an_export_among_very_many_pictures_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive's directory is read so many times, whatever stands in it: not once for every picture."""
    files = {f"{n}.jpg": b"\xff\xd8\xff\xe0" for n in range(MEDIA)} | {"chat.txt": CHAT.make(WORDS)}
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(files, zipfile.ZIP_STORED))
    read = []
    opened = zipfile.ZipFile.__init__
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda self, *a, **k: (read.append(1), opened(self, *a, **k))[1])
    assert len(open_log([path], CHAT.options())) == 5
    assert len(read) < 5


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_anywhere_in_an_archive(packing: int, tmp_path: Path) -> None:
    rows = next(sample for sample in SAMPLES if sample.format == "csv")
    data, options = zipped({"x": rows.make(WORDS) * 3}, packing), Options()
    rng = random.Random(packing)
    for place in rng.sample(range(len(data)), min(len(data), 150)):
        broken = bytearray(data)
        broken[place] ^= 1 << rng.randrange(8)
        assert wrong(bytes(broken), rows, tmp_path / "x.zip", options) == "", (packing, place)
