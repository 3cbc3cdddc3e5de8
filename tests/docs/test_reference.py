"""The reference says what the library goes by."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import boundaries

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "boundaries"
CODE = re.compile(r'"(B\d{3})"')


def test_every_error_code_has_one_meaning() -> None:
    tables = [import_module(f"boundaries.{file.parent.name}.codes").CODES for file in SOURCE.glob("*/codes.py")]
    listed = [code for table in tables for code in table]
    meanings = [meaning for table in tables for meaning in table.values()]
    used = {code for file in SOURCE.rglob("*.py") if file.name != "codes.py" for code in CODE.findall(file.read_text())}
    assert len(listed) == len(set(listed))
    assert used - set(listed) == set()
    assert all(meaning[0].islower() and not meaning.endswith(".") for meaning in meanings)


def test_the_page_of_the_finding_has_its_keys_in_order() -> None:
    page = (ROOT / "docs" / "reference" / "finding.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [f.name for f in fields(boundaries.Finding)]


def test_the_page_of_rule_files_has_every_placeholder() -> None:
    from boundaries.core.sentence import PLACEHOLDERS

    page = (ROOT / "docs" / "reference" / "rule-file.md").read_text("utf-8")
    assert set(re.findall(r"`\{([a-z_]+)\}`", page)) == PLACEHOLDERS


def test_the_version_stands_in_one_way() -> None:
    assert f'\nversion = "{boundaries.__version__}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert f"\n## {boundaries.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
