"""The reference says what the library goes by."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import boundaries
from boundaries.report.summary import RunSummary
from boundaries.table.log import Summary

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
    finding, _, around = page.partition("## Around the findings")
    assert re.findall(r"^\| `(\w+)` \|", finding, re.MULTILINE) == [f.name for f in fields(boundaries.Finding)]
    summary = RunSummary(rows=Summary()).as_dict()
    (shown,) = re.findall(r"^\| `summary` \|.*", around, re.MULTILINE)
    assert set(summary) | {"summary"} == set(re.findall(r"`(\w+)`", shown))


def test_the_page_of_rule_files_has_every_placeholder() -> None:
    from boundaries.core.sentence import OF_DRIFT, PLACEHOLDERS

    page = (ROOT / "docs" / "reference" / "rule-file.md").read_text("utf-8")
    assert set(re.findall(r"`\{([a-z_]+)\}`", page)) == PLACEHOLDERS | OF_DRIFT


def test_the_version_stands_in_one_way() -> None:
    assert f'\nversion = "{boundaries.__version__}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert f"\n## {boundaries.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_page_of_chats_shows_how_the_fixtures_are_read() -> None:
    from chats import FILES
    from readers.locale_table import whole_and_lines

    page = (ROOT / "docs" / "how-to" / "export-whatsapp.md").read_text("utf-8")
    shown = re.findall(r"^\| ([\w-]+) \| ((?:\d+ \| ){5})", page, re.MULTILINE)
    assert [(name, tuple(map(int, counts.split("|")[:-1]))) for name, counts in shown] == [
        (file.removesuffix(".txt"), whole_and_lines(file)) for file in FILES
    ]
