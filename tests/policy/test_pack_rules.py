"""Rules that a pack changes without copying them: every key that may, what null does, and where a mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.policy.context import Context
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.policy.schema import CHANGEABLE
from boundaries.policy.spec import load_rules
from pack_folders import MANY, OF_BASE, a_rule, problems_of, write

FULL = """\
rule: full
code: OWN-1
title: A title
clause: sessions
dimension: time
bearer: practitioner
severity: notice
when: {event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}
unless: [agreed]
escalate: {to: crossing, at: 3, in: P42D}
defaults: {sessions.overrun: 10}
says: "{count} sessions."
asks: What was it for?
suggests: One step.
why: A reason.
sources: [local choice]
review_soon: false
audience: own
enabled: false
"""
OTHERWISE: dict[str, object] = {
    "enabled": True, "severity": "notice", "bearer": "both", "dimension": "contact", "unless": ["crisis", "cover"],
    "escalate": {"to": "crossing", "at": 2, "in": "P14D"}, "defaults": {"sessions.overrun": 5, "sessions.minutes": 50},
    "title": {"en": "Another", "de": "Ein anderer"}, "says": {"one": "one", "other": "{count}"}, "asks": "Why so?",
    "suggests": {"en": {"one": "a", "other": "b"}}, "why": "Another reason.", "sources": ["BACP"], "review_soon": True,
    "audience": "shared", "retracts": "A talk.",
}  # fmt: skip
KEYS = st.sampled_from(sorted(set(OTHERWISE) - {"retracts"}))  # which only a conclusion has


def pack_with(root: Path, changes: dict[str, object]) -> Path:
    manifest = {"pack": "top", "extends": "base", "rules": {"full": changes}}
    return write(root, {"base/full.yaml": FULL, "pack.yaml": yaml.safe_dump(manifest, sort_keys=False)})


def as_one_file(changes: dict[str, object]) -> Rule:
    """The rule as an author would have it who had copied it."""
    copied = yaml.safe_load(FULL) | changes
    text = yaml.safe_dump({key: value for key, value in copied.items() if value is not None}, sort_keys=False)
    return load_rules(text, "full.yaml", Context("base"))[0]


def parts(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in Rule.__slots__ if name != "location"}


def test_every_key_that_may_be_changed_is_one_of_these() -> None:
    assert set(OTHERWISE) == set(CHANGEABLE)


@settings(max_examples=80)
@given(chosen=st.sets(KEYS, min_size=1), nothing=st.sets(KEYS))
def test_a_changed_rule_is_the_rule_with_these_keys_written_in(
    chosen: set[str], nothing: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    changes = {key: None if key in nothing and key != "says" else OTHERWISE[key] for key in sorted(chosen)}
    (rule,) = load_pack(pack_with(tmp_path_factory.mktemp("pack"), changes)).rules
    assert parts(rule) == parts(as_one_file(changes))
    assert rule.location
    assert rule.location.file.endswith("base/full.yaml")


def test_changes_of_several_packs_come_together(tmp_path: Path) -> None:
    files = {
        "base/full.yaml": FULL,
        "a/pack.yaml": "extends: ../base\nrules: {full: {enabled: true, title: From a}}\n",
        "b/pack.yaml": "extends: ../base\nparameters: {n: 2}\n"
        "rules: {full: {escalate: {to: crossing, at: $parameters.n, in: P1D}}}\n",
        "top/pack.yaml": "extends: [../a, ../b]\nparameters: {n: 4}\nrules: {full: {title: From the top}}\n",
    }
    (rule,) = load_pack(write(tmp_path, files) / "top").rules
    assert rule.enabled
    assert rule.title.pick("en") == "From the top"
    assert rule.escalate is not None
    assert rule.escalate.at_count == 4  # a name that a has not, in a rule of the base


def test_a_change_may_name_what_its_own_pack_has(tmp_path: Path) -> None:
    top = "extends: base\nparameters: {k: 2}\nrules: {many: {escalate: {to: crossing, at: $parameters.k, in: P7D}}}\n"
    found = {rule.name: rule for rule in load_pack(write(tmp_path, {**OF_BASE, "pack.yaml": top})).rules}
    assert found["many"].escalate is not None
    assert found["many"].escalate.at_count == 2


def test_a_name_in_a_change_is_heard_from_above_too(tmp_path: Path) -> None:
    changes = "{full: {escalate: {to: crossing, at: $parameters.n, in: P1D}}}"
    middle = f"extends: ../base\nparameters: {{n: 2}}\nrules: {changes}\n"
    top = "extends: ../middle\nparameters: {n: 4}\n"
    write(tmp_path, {"base/full.yaml": FULL, "middle/pack.yaml": middle, "top/pack.yaml": top})
    (rule,) = load_pack(tmp_path / "top").rules
    assert rule.escalate is not None
    assert rule.escalate.at_count == 4


def test_a_problem_of_a_change_points_into_the_pack_that_says_it(tmp_path: Path) -> None:
    middle = "extends: ../base\nrules: {many: {severity: crossing, escalate: null}}\n"
    top = "extends: ../middle\nrules:\n  many:\n    escalate: {to: crossing, at: 2, in: P7D}\n"
    write(tmp_path, {**OF_BASE, "middle/pack.yaml": middle, "top/pack.yaml": top})
    assert not problems_of(tmp_path / "middle")
    (problem,) = problems_of(tmp_path / "top")
    assert str(problem.location) == f"{tmp_path}/top/pack.yaml:4:20"
    assert problem.message == "`crossing` is no step up"


def test_what_is_wrong_with_a_rule_itself_is_told_once_however_many_change_it(tmp_path: Path) -> None:
    write(tmp_path, {
        "base/r.yaml": a_rule("r", "{knid: x}"), "pack.yaml": "extends: base\nrules: {r: {title: One}}\n",
        "top/pack.yaml": "extends: ..\nrules: {r: {title: Other}}\n",
    })  # fmt: skip
    assert [str(p.location) for p in problems_of(tmp_path / "top")] == [f"{tmp_path}/base/r.yaml:2:16"]


def test_examples_are_read_only_in_case_of_doubt(tmp_path: Path) -> None:
    examples = "examples:\n- {timeline: [x]}\n"
    top = "extends: base\nparameters: {most: 4}\nrules: {many: {title: Other}}\n"
    write(tmp_path, {**OF_BASE, "base/many.yaml": MANY + examples, "pack.yaml": top})
    assert not problems_of(tmp_path)
    write(tmp_path, {"base/many.yaml": MANY + "title: |\n  One\nexamples:\n" + "- [a\n"})
    assert not problems_of(tmp_path)  # of no concern to a pack
    write(tmp_path, {"base/many.yaml": MANY + "title: !!str x\n" + "examples:\n- {a: !!int 1}\n"})
    assert [p.location and p.location.line for p in problems_of(tmp_path)] == [6, 8]


@pytest.mark.parametrize("beside", ["", "\n---\n" + a_rule("other", "{kind: mesage}")])
def test_a_shadow_is_told_also_where_its_rule_or_one_beside_it_cannot_be_read(tmp_path: Path, beside: str) -> None:
    mine = a_rule("many", "{kind: mesage}") + beside
    told = problems_of(write(tmp_path, OF_BASE | {"pack.yaml": "extends: base\n", "mine.yaml": mine}))
    assert [problem.code for problem in told] == ["B123", *["B104"] * (2 if beside else 1)]
    assert str(told[0].location).endswith("mine.yaml:1:7")
    assert told[0].source == "rule: many"
