"""Which files of a pack are rules: told by their keys, as YAML reads them, however they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.core.errors import did_you_mean
from boundaries.policy.packs import load_pack
from boundaries.policy.told import holds_rules
from boundaries.source.document import compose
from pack_folders import a_rule, problems_of, write

SCENARIO = {"scenario": "x", "timeline": [], "expect": [{"rule": "one", "says": "x"}]}
KEYS = ("rule", "scenario", "contract", "pack", "when", "says", "rul", "rules", "some", "parameters")


def meant(document: Any) -> bool:
    """The rule, in plain words: it has `rule`, or nearly so beside what only rules have."""
    keys = set(document)
    return "rule" in keys or (bool(keys & {"when", "says"}) and any(did_you_mean(key, ["rule"]) for key in keys))


VALUES = st.sampled_from(["x", 3, {"rule": "y"}, [{"rule": "y", "when": 1}], "rule: x\nwhen: y\n", None])
DOCUMENTS = st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=4)
STYLES = st.sampled_from(["block", "flow", "json", "indented json"])


def written(document: dict[str, Any], style: str) -> str:
    if style == "json":
        return json.dumps(document) + "\n"
    if style == "indented json":
        return json.dumps(document, indent=0) + "\n"
    return str(yaml.safe_dump(document, default_flow_style=style == "flow", sort_keys=False))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(DOCUMENTS, STYLES), min_size=1, max_size=3))
def test_a_file_holds_rules_if_one_of_its_documents_is_one(documents: list[tuple[dict[str, Any], str]]) -> None:
    text = "---\n".join(written(document, style) for document, style in documents)
    assert not compose(text, "x.yaml")[1]
    assert holds_rules(text, "x.yaml") == any(meant(document) for document, _ in documents)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("some: notes\n", False),
        ("some: [notes, of a rule\n", False),
        ("rule: [one\n", True),
        ("  rule: one\n  when: {event: {}}\n", True),
        ("? rule\n: one\n", True),
        ("contract: x\nrule: one\n", True),
        ("scenario: x\n---\n{rule: one}\n", True),
        ("- rule: one\n", False),
        ("the house rules\n", False),
        ("scenario: [x\nexpect:\n  rule: x\n", False),
        ("", False),
    ],
)
def test_files_that_are_rules_and_that_are_none(text: str, holds: bool) -> None:
    assert holds_rules(text, "x.yaml") is holds


def test_what_is_no_rule_is_passed_over_in_a_pack(tmp_path: Path) -> None:
    write(tmp_path, {"one.yaml": a_rule("one")})
    before = load_pack(tmp_path)
    others = {"n.yaml": "some: notes\n", "s.yaml": json.dumps(SCENARIO), "t.yaml": json.dumps(SCENARIO, indent=0)}
    write(tmp_path, {**others, "c.yaml": "{contract: c, timezone: Europe/London}\n", "l.yaml": "- rule: x\n"})
    after = load_pack(tmp_path)
    assert ([rule.name for rule in after.rules], after.hash) == (["one"], before.hash)


def test_of_a_file_of_several_kinds_a_pack_takes_the_rules(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "scenario: x\ntimeline: []\n---\n" + a_rule("one") + "---\n" + a_rule("two")})
    assert [rule.name for rule in load_pack(tmp_path).rules] == ["one", "two"]


def test_a_rule_whose_key_is_misspelt_is_told_by_the_pack_and_by_lint(tmp_path: Path) -> None:
    write(tmp_path, {"one.yaml": a_rule("one"), "two.yaml": a_rule("two").replace("rule:", "ruel:")})
    assert problems_of(tmp_path)[0].hint == "did you mean `rule`?"
    said = [d for d in bd.lint(tmp_path) if d.level == "error"]
    assert [(d.location and Path(d.location.file).name, d.hint) for d in said] == [("two.yaml", "did you mean `rule`?")]
