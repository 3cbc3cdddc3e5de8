"""How many rules the pages say `core` has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boundaries.policy.packs import load_pack

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_the_rules_of_core_are_counted_right(page: str) -> None:
    (number,) = re.findall(r"`core` (?:has|with) (\d+) rules", (ROOT / page).read_text("utf-8"))
    assert int(number) == len(load_pack("core").rules)
