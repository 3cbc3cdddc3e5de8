"""The six packs over core: each does what it says, each change makes a difference, and any of them go together."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.core.finding import Finding
from boundaries.core.sentence import placeholders
from boundaries.policy.pack_files import find_pack
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.testing.outcome import Outcome
from boundaries.testing.suite import run_tests

PACKS = ("bacp", "dbt-coaching", "practitioner-rest", "small-community", "telehealth-text", "trainee")
PAIRS = list(combinations(PACKS, 2))
UNSEEN = ("why", "sources")  # of a rule; no finding shows them
TEXTS = ("title", "says", "asks", "suggests", "why")


def root(pack: str) -> Path:
    return find_pack(pack)[0]


def manifest(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((folder / "pack.yaml").read_text("utf-8"))
    return loaded


@cache
def rules(*packs: str) -> dict[str, Rule]:
    """The rules of some packs under one contract, by their names."""
    return {rule.name: rule for rule in bd.compile(_bare(packs)).rules}


def _bare(packs: tuple[str, ...]) -> bd.Contract:
    text = f"contract: c\nrelationship: c-1\ntimezone: Europe/London\nagreed: 2026-01-12\npacks: [{', '.join(packs)}]\n"
    return load_contracts(text, "contract.yaml")[0]


def called(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ".".join(value)


def own(pack: str) -> list[Rule]:
    return [rule for rule in load_pack(pack).rules if rule.pack == pack]


OWN = [rule for pack in PACKS for rule in own(pack)]


# ---- each by itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_the_rules_of_core_and_its_own(pack: str) -> None:
    assert set(rules("core")) < set(rules(pack))
    assert len(own(pack)) >= 2
    assert load_pack(pack).title


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_is_linted_without_errors_and_warnings(pack: str) -> None:
    assert [str(problem) for problem in bd.lint([str(root(pack))]) if problem.level != "note"] == []


@pytest.mark.parametrize("pack", PACKS)
def test_what_a_pack_shows_by_examples_holds(pack: str) -> None:
    report = run_tests([root(pack)])
    assert not report.problems
    outcomes = [result for result in report.results if isinstance(result, Outcome)]
    assert len(outcomes) == len(report.results)
    assert all(outcome.passed for outcome in outcomes), "\n".join(o.render() for o in outcomes if not o.passed)


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_shows_what_it_changes_beside_core(pack: str) -> None:
    """Its scenarios are judged by the pack, and at least one of them by core alone."""
    loaded = [s for path in root(pack).glob("*.scenario.yaml") for s in yaml.safe_load_all(path.read_text("utf-8"))]
    by_core = [s for s in loaded if isinstance(s["contract"], dict) and s["contract"]["packs"] == ["core"]]
    assert by_core
    assert len(by_core) < len(loaded)


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.name)
def test_every_text_of_a_packs_own_rule_is_in_german_too(rule: Rule) -> None:
    for key in TEXTS:
        texts = getattr(rule, key).texts
        assert set(texts) == {"en", "de"}, key
        for english, german in zip(texts["en"], texts["de"], strict=True):
            assert german != english
            assert set(placeholders(german)) == set(placeholders(english))


@pytest.mark.parametrize("pack", PACKS)
def test_what_a_pack_says_otherwise_is_in_german_too(pack: str) -> None:
    for name, changes in manifest(root(pack)).get("rules", {}).items():
        for key in set(changes) & set(TEXTS):
            texts, before = getattr(rules(pack)[name], key).texts, getattr(rules("core")[name], key).texts
            assert texts["en"] != before["en"]
            assert texts["de"] != before.get("de"), f"{key} of {name} says in German what core says"


# ---- what each changes --------------------------------------------------------------------------------------


def removals(pack: str) -> list[tuple[str, ...]]:
    """What a pack says of rules that are not its own, and of core's parameters, each one thing."""
    said, of_core = manifest(root(pack)), manifest(root("core")).get("parameters", {})
    moved = [("parameters", name) for name in said.get("parameters", {}) if name in of_core]
    changed = [
        ("rules", rule, key) for rule, keys in said.get("rules", {}).items() for key in keys if key not in UNSEEN
    ]
    return [*moved, *changed]


def without(pack: str, said: tuple[str, ...], folder: Path) -> Path:
    """A copy of a pack that does not say one thing; its contracts list the copy."""
    shutil.copytree(root(pack), folder)
    held = manifest(folder)
    inner = held
    for key in said[:-1]:
        inner = inner[key]
    del inner[said[-1]]
    held["rules"] = {rule: changes for rule, changes in held.get("rules", {}).items() if changes}
    (folder / "pack.yaml").write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
    for path in folder.glob("*.yaml"):
        text = path.read_text("utf-8")
        if re.search(r"^(contract|scenario):", text, re.MULTILINE):
            path.write_text(text.replace(f"packs: [{pack}]", "packs: [.]"), encoding="utf-8")
    return folder


@cache
def unchanged(pack: str) -> list[list[tuple[Any, ...]] | None]:
    """What is found in each scenario of a pack as it is shipped."""
    return found(root(pack))


def found(folder: Path) -> list[list[tuple[Any, ...]] | None]:
    """What is found in each scenario of a pack; None where it cannot be evaluated."""
    results = run_tests(sorted(folder.glob("*.scenario.yaml"))).results
    return [[_said(f) for f in r.findings] if isinstance(r, Outcome) else None for r in results]


def _said(f: Finding) -> tuple[Any, ...]:
    return f.rule, f.at, f.until, f.status, f.severity, f.review_soon, f.excused_by, f.says, f.asks, f.suggests


@pytest.mark.parametrize(("pack", "said"), [(pack, said) for pack in PACKS for said in removals(pack)], ids=called)
def test_each_change_makes_a_difference_in_a_scenario(pack: str, said: tuple[str, ...], tmp_path: Path) -> None:
    assert found(without(pack, said, tmp_path / "copy")) != unchanged(pack)


def test_a_number_that_differs_is_not_cited_as_it_was() -> None:
    """Where a pack moves a number, what the rule gives as its source is said anew."""
    for pack in PACKS:
        said = manifest(root(pack))
        for name, rule in rules(pack).items():
            moved = name in rules("core") and (
                rule.when != rules("core")[name].when or rule.escalate != rules("core")[name].escalate
            )
            assert not moved or "sources" in said["rules"][name], f"{pack}: {name}"


# ---- together -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS, ids="-and-".join)
def test_any_two_go_together_and_both_are_heard(pair: tuple[str, str]) -> None:
    core, one, other, both = rules("core"), rules(pair[0]), rules(pair[1]), rules(*pair)
    assert set(both) == set(one) | set(other)
    for name, rule in both.items():
        if name not in core:
            assert rule == (one.get(name) or other[name])
            continue
        for field in (f.name for f in fields(Rule)):
            before, first, second = (getattr(ways[name], field) for ways in (core, one, other))
            assert getattr(rule, field) == (first if second == before else second)


def test_all_six_go_together() -> None:
    together = rules(*PACKS)
    assert set(together) == set().union(*(rules(pack) for pack in PACKS))
    assert rules("core", *PACKS) == together
    (core,) = bd.compile(_bare(("core",))).packs
    assert [pack for pack in bd.compile(_bare(PACKS)).packs if pack.name == "core"] == [core]


@pytest.mark.parametrize("pair", PAIRS, ids="-and-".join)
def test_the_command_line_takes_two_as_well(pair: tuple[str, str]) -> None:
    assert {rule.name: rule for rule in bd.compile(_bare(("core",)), packs=list(pair)).rules} == rules(*pair)


# ---- whom they are about ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.name)
def test_the_client_bears_none_of_their_rules(rule: Rule) -> None:
    assert rule.bearer in ("practitioner", "both", "frame")


def test_the_rule_about_the_24_hours_speaks_of_nobody_but_the_practitioner() -> None:
    rule = rules("dbt-coaching")["coaching-after-self-harm"]
    assert rule.bearer == "practitioner"
    shown = [text for key in TEXTS for forms in getattr(rule, key).texts.values() for text in forms]
    assert not [text for text in shown if re.search(r"client|klient|patient|harm|verletz|suici|suizi|risk", text, re.I)]
