"""The folder of the shipped packs: its examples run by the command, and its rules bound to their contract."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import boundaries as bd
from boundaries.contract.folder import PACK_CONTRACT
from boundaries.contract.model import Contract
from boundaries.policy.pack_files import rules_root
from boundaries.policy.packs import find_pack, shipped_packs
from boundaries.policy.policy import Policy
from boundaries.policy.silence import lacking
from called import call
from rules.shipped import EVERY, Shipped, called, outcomes

PACKS = [pack for pack in shipped_packs() if (find_pack(pack)[0] / PACK_CONTRACT).is_file()]
BARE = (
    "contract: bare\nrelationship: c-1\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """What `boundaries test rules/ -v` prints."""
    outcome = call("test", rules_root(), "-v")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out.splitlines()


def test_the_command_runs_every_example_and_every_scenario_of_every_pack(lines: list[str]) -> None:
    scenarios = [
        document
        for path in rules_root().rglob("*.scenario.yaml")
        for document in yaml.safe_load_all(path.read_text("utf-8"))
    ]
    assert lines[-1] == f"{sum(len(s.written['examples']) for s in EVERY) + len(scenarios)} passed"


@pytest.mark.parametrize("shipped", EVERY, ids=called)
def test_the_command_lists_a_rule_with_its_examples(shipped: Shipped, lines: list[str]) -> None:
    for example in shipped.written["examples"]:
        said = f"{shipped.source.path}:", f": {shipped.name}: {example['scenario']}: passed"
        assert [line for line in lines if line.startswith(said[0]) and line.endswith(said[1])]


# ---- what a rule needs of a contract --------------------------------------------------------------------------------


def message(contract: Contract) -> bd.Interaction:
    columns = {"id": "e1", "at": "2026-03-03T10:00:00Z", "kind": "message", "by": "client", "length": 140}
    return bd.Interaction.from_mapping(columns | {"relationship": contract.relationships[0]})


def silent(policy: Policy, contract: Contract) -> dict[str, str]:
    """The rules that could not be judged, and why; but for the weeks that trends ask for, which one message has not."""
    result = bd.check([message(contract)], policy)
    return {rule: str(reason) for rule, _, reason in result.summary().not_checked if reason.key != "silent.short"}


@pytest.mark.parametrize("pack", PACKS)
def test_on_the_contract_of_the_examples_every_rule_that_is_on_speaks(pack: str) -> None:
    """Those that the pack takes over speak on the contract of theirs."""
    contract = bd.load(find_pack(pack)[0] / PACK_CONTRACT)
    policy = bd.compile(contract, packs=[pack])
    own = {shipped.name: shipped.rule for shipped in EVERY if shipped.pack == pack}
    assert set(silent(policy, contract)) & set(own) == {name for name, rule in own.items() if not rule.enabled}


def test_on_a_contract_that_says_nothing_only_rules_without_a_clause_speak(tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text(BARE, encoding="utf-8")
    contract = bd.load(tmp_path / "bare.yaml")
    for pack in shipped_packs():
        policy = bd.compile(contract, packs=[pack])
        speaking = {rule.name for rule in policy.rules} - set(silent(policy, contract))
        assert speaking == {rule.name for rule in policy.rules if rule.enabled and rule.clause is None}


@pytest.mark.parametrize("shipped", EVERY, ids=called)
def test_a_rule_speaks_in_the_examples_that_fire(shipped: Shipped) -> None:
    """Silence has one reason: what the rule needs is not in the contract of the example."""
    for outcome in outcomes(shipped):
        versions = outcome.scenario.contract.timeline.versions
        needs = [lacking(shipped.rule, version) for version in versions]
        if outcome.findings:
            assert None in needs
