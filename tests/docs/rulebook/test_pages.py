"""The pages of all shipped rules: one each, all of its file on it, every example drawn from what was really found."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import pytest
import yaml
from sphinx.application import Sphinx

import rulebook
from boundaries.contract.clauses import BY_PATH
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Trend
from boundaries.policy.packs import find_pack, load_pack, rule_files, shipped_packs
from boundaries.testing.outcome import Outcome
from rulebook.layout import draw
from rulebook.overview import overview
from rulebook.packs import Entry
from rulebook.page import MOST_DRAWN, page
from rulebook.scene import scene_of
from rulebook.shapes import WIDTH

DOCS = Path(__file__).parents[3] / "docs"
DRAWN = re.compile(r"<svg xmlns.*?</svg>", re.DOTALL)
PACKS = [load_pack(pack) for pack in shipped_packs()]
NAMES = [f"{pack.name}/{rule.name}" for pack in PACKS for rule in pack.rules if rule.pack == pack.name]


@cache
def pages() -> dict[str, str]:
    """The page of every rule; made by the first test that asks, not where tests are collected."""
    shelf = rulebook.read()
    return {entry.page: page(entry, shelf) for entry in shelf.entries}


@pytest.fixture(params=NAMES)
def entry(request: pytest.FixtureRequest) -> Entry:
    """Each rule of each pack."""
    return next(entry for entry in rulebook.read().entries if entry.page == request.param)


def outcomes(entry: Entry) -> list[Outcome]:
    found = [example.result for example in entry.examples]
    assert all(isinstance(result, Outcome) for result in found)
    return cast("list[Outcome]", found)


def test_every_rule_of_every_pack_has_a_page_and_no_other_has() -> None:
    files = [source for pack in shipped_packs() for source in rule_files(find_pack(pack)[0], pack)]
    names = [
        f"{source.name.partition('/')[0]}/{rule['rule']}"
        for source in files
        for rule in yaml.safe_load_all(source.text)
    ]
    assert sorted(pages()) == sorted(names)
    assert len(set(pages())) == len(pages())


def test_every_example_is_drawn_with_what_was_really_found(entry: Entry) -> None:
    drawings = DRAWN.findall(pages()[entry.page])
    if isinstance(entry.rule.when, Trend | Conclude):
        assert drawings == []  # its weeks are too many; what it rests on is no single row
        return
    assert len(drawings) == len(entry.examples) == len(entry.node.plain()["examples"])
    for drawing, outcome in zip(drawings, outcomes(entry), strict=True):
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own
        said = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
        signs = [p for p in root.iter("{http://www.w3.org/2000/svg}path") if "l6 6-6 6-6-6z" in str(p.get("d"))]
        assert len(signs) == len(outcome.findings)
        weights = [finding.severity for finding in outcome.findings if finding.status == "open"]
        assert sorted(text for text in said if text in ("notice", "crossing")) == sorted(weights)
        assert sum(text.startswith("excused: ") for text in said) == sum(
            f.status == "excused" for f in outcome.findings
        )
        assert sum(text.startswith("not known: ") for text in said) == sum(
            f.status == "undetermined" for f in outcome.findings
        )


def test_the_drawings_of_a_rule_are_clear(entry: Entry) -> None:
    for outcome in () if isinstance(entry.rule.when, Trend | Conclude) else outcomes(entry):
        drawing = draw(scene_of(outcome, entry.rule))
        for label in drawing.labels:
            left, top, right, bottom = label.box
            assert 0 <= left < right <= WIDTH
            assert drawing.top <= top < bottom <= drawing.top + drawing.height
        for one, other in combinations(drawing.labels, 2):
            a, b = one.box, other.box
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one.text, other.text)


def test_an_example_of_very_many_rows_is_not_drawn() -> None:
    """What was found is told all the same."""
    shelf = rulebook.read()
    entry = next(entry for entry in shelf.entries if entry.rule.name == "contact-outside-hours")
    example = entry.examples[0]
    assert isinstance(example.result, Outcome)
    row = example.result.scenario.lines[0]
    for many, drawn in ((MOST_DRAWN, True), (MOST_DRAWN + 1, False)):
        scenario = replace(example.result.scenario, lines=(row,) * many)
        text = page(
            replace(entry, examples=(replace(example, result=replace(example.result, scenario=scenario)),)), shelf
        )
        assert ("<figure" in text) is drawn
        assert "> **A crossing.**" in text


def test_what_the_file_says_is_on_the_page(entry: Entry) -> None:
    text, said = pages()[entry.page], entry.node.plain()
    shown = unescape(re.sub(r"<[^>]*>|\\", "", text))
    assert entry.rule.title.pick("en") in shown.splitlines()[0]
    for key in ("says", "asks", "suggests", "why"):
        for forms in getattr(entry.rule, key).texts.values():
            assert all(form in shown for form in forms), key
    assert all(str(source) in shown for source in said["sources"])
    assert entry.written("when") in text
    assert f"`{entry.rule.code}`" in text
    assert all(f"`{word}`" in text for word in entry.rule.unless)
    assert ("Switched off" in text) is not entry.rule.enabled
    assert all(example["scenario"] in shown for example in said["examples"])
    assert all(str(line) in text for example in said["examples"] for line in lines_of(example))


def lines_of(example: dict[str, Any]) -> Iterator[str]:
    """The lines of an example as they are written, those of every week among them."""
    for item in example["timeline"]:
        yield from item["rows"] if isinstance(item, dict) else [item]


def test_what_it_watches_is_told_in_words(entry: Entry) -> None:
    (watches,) = re.findall(r"^watches\n: (.*)$", pages()[entry.page], re.MULTILINE)
    assert watches.endswith(".")
    assert "$" not in watches
    assert "{" not in watches
    for _, name in entry.names("when"):
        assert f"`{name}`" in watches


def test_every_value_it_names_stands_with_where_it_is_set(entry: Entry) -> None:
    for kind, name in entry.names("when", "unless", "escalate", "defaults"):
        (row,) = re.findall(
            rf"^\| `\${kind}\.{name}` \| (.*) \| `(rules/.*)`, line (\d+) \|$", pages()[entry.page], re.MULTILINE
        )
        value, file, line = row
        written = (DOCS.parent / file).read_text("utf-8").splitlines()[int(line) - 1]
        said = written.partition(" #")[0].strip()
        assert said == f"{name}: {value.strip('`')}" or kind == "lists"


def targets(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text)


def test_no_link_of_a_page_is_dead(entry: Entry) -> None:
    anchors = (
        {path.replace(".", "-").replace("_", "-") for path in BY_PATH}
        | {pack.name for pack in rulebook.read().packs}
        | {"rules"}
    )
    for target in targets(pages()[entry.page]):
        file, _, anchor = target.partition("#")
        assert (DOCS / "reference" / "rules" / "core" / file).resolve().is_file(), target
        assert not anchor or anchor in anchors, target


def test_the_overview_lists_every_rule_once_under_its_pack() -> None:
    text = "\n".join(overview(rulebook.read()))
    for pack in rulebook.read().packs:
        section = text.partition(f"## {pack.name}\n")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| .* \| \[.*\]\(rules/(\S+)\.md\) \| .* \| \w+ \|$", section, re.MULTILINE)
        own = [entry for entry in rulebook.read().entries if entry.pack.name == pack.name]
        assert sorted(rows) == sorted(entry.page for entry in own)
        assert section.count("**switched off**") == sum(not entry.rule.enabled for entry in own)
    listed = re.findall(r"^rules/(\S+)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(pages())


def test_pages_are_the_same_whatever_the_order_of_sets_is() -> None:
    code = (
        "import hashlib, rulebook; from rulebook.page import page; s = rulebook.read();"
        "print(hashlib.sha256(''.join(page(e, s) for e in s.entries).encode()).hexdigest())"
    )
    path = os.pathsep.join((str(DOCS), *filter(None, [os.environ.get("PYTHONPATH")])))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, encoding="ascii")
    assert done.stdout.strip() == hashlib.sha256("".join(pages().values()).encode()).hexdigest()


def test_pages_are_written_once_and_those_of_rules_that_are_gone_are_taken_away(tmp_path: Path) -> None:
    app = cast("Sphinx", SimpleNamespace(srcdir=tmp_path))
    gone = tmp_path / "reference" / "rules" / "core" / "gone.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("# Gone\n")
    rulebook.write_pages(app)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    assert {path.relative_to(tmp_path / "reference" / "rules").as_posix() for path in written} == {
        f"{name}.md" for name in pages()
    }
    rulebook.write_pages(app)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")} == written


def test_nothing_that_is_made_is_kept_in_the_repository() -> None:
    assert "docs/reference/rules/" in (DOCS.parent / ".gitignore").read_text("utf-8").splitlines()


def test_a_pack_that_changes_a_rule_is_told_of_on_its_page(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "pack: stricter\nextends: core\nrules: {session-overrun: {severity: crossing, escalate: null}}\n"
    )
    stricter = load_pack(tmp_path)
    (entry,) = (entry for entry in rulebook.read().entries if entry.rule.name == "session-overrun")
    wider = rulebook.Shelf((*rulebook.read().packs, stricter), rulebook.read().entries)
    text = page(entry, wider)
    assert "- [stricter](../../rules.md#stricter): `severity` is `crossing`; `escalate` is as it is by default" in text
    assert (
        "| [Sessions end on time](rules/core/session-overrun.md) | `severity`: `crossing`; `escalate`: as by default |"
        in list(overview(wider))
    )
    (other,) = (entry for entry in rulebook.read().entries if entry.rule.name == "session-gap")
    assert "stricter" not in page(other, wider)
