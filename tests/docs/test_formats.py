"""The table of formats shows what becomes of the fixtures."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from boundaries.readers.base import BUILT_IN

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "readers"))
from format_table import FORMATS, counts  # noqa: E402

PAGE = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_the_table_says_what_becomes_of_the_fixtures(format: str) -> None:
    fixtures, seen, accepted, left_out, rejected, refused = counts(format)
    row = re.search(rf"^\| {format} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.MULTILINE)
    assert row is not None
    assert tuple(map(int, row.groups())) == (fixtures, seen, accepted, left_out, rejected)
    assert refused == 0
    assert seen == accepted + left_out + rejected


def test_every_format_is_named() -> None:
    assert set(BUILT_IN) <= set(re.findall(r"`(\w+)`", PAGE))
    assert set(FORMATS) == {*BUILT_IN, "map"} - {"csv", "jsonl", "parquet"}
