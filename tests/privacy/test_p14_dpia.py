"""P14: a template of a data protection impact assessment is shipped, with the four parts of GDPR article 35(7)."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "dpia.md"


def test_the_template_has_the_four_parts_and_room_for_what_only_its_user_knows() -> None:
    text = PAGE.read_text("utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [part[:3] for part in parts] == ["(a)", "(b)", "(c)", "(d)"]
    for part in parts:
        assert part.count("____") >= 5
        assert len(part) > 500
    assert "35(7)" in text


def test_it_is_found_from_the_how_to_pages() -> None:
    assert "dpia" in (PAGE.parent / "index.md").read_text("utf-8").split()
