"""What scenarios share is read once; what could not be read is the same problem for all of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from boundaries.policy import packs
from boundaries.testing import shelf as module
from boundaries.testing.judge import run
from boundaries.testing.model import ScenarioError
from boundaries.testing.scenario import read_scenarios
from boundaries.testing.shelf import Shelf, pack_contract
from boundaries.testing.suite import count, run_tests
from scenarios import CONTRACT, CONTRACT_FILE, EVENING, RULE


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often contracts and packs are read from here on, by their names."""
    found: Counter[str] = Counter()
    read_contracts, load_pack = module.load_contracts, packs.load_pack

    def contracts(text: str, name: str) -> Any:
        found[name] += 1
        return read_contracts(text, name)

    def pack(name: Any) -> Any:
        found[str(name)] += 1
        return load_pack(name)

    monkeypatch.setattr(module, "load_contracts", contracts)
    monkeypatch.setattr("boundaries.policy.compile.load_pack", pack)
    return found


def test_the_examples_of_a_pack_read_their_contract_once(calls: Counter[str]) -> None:
    report = run_tests(["core"])
    assert count(report.results).passed >= 61
    assert calls["core/examples.contract.yaml"] == 1


def test_scenarios_under_contracts_of_their_own_read_their_packs_once(tmp_path: Path, calls: Counter[str]) -> None:
    text = f"scenario: s\n{CONTRACT}{EVENING}never: [contact-outside-hours]\n"
    (tmp_path / "s.yaml").write_text("---\n".join([text] * 5), encoding="utf-8")
    (tmp_path / "t.yaml").write_text(
        text.replace("agreed:", "packs: []\n  agreed:").replace("never", "exactly"), "utf-8"
    )
    run_tests([tmp_path])
    assert calls == {"core": 1}


def test_packs_named_alike_in_two_folders_are_two_packs(tmp_path: Path) -> None:
    for name, rule in (("a", RULE), ("b", RULE.replace("evening", "morning"))):
        (tmp_path / name / "rules").mkdir(parents=True)
        (tmp_path / name / "rules" / "own.yaml").write_text(rule, encoding="utf-8")
        (tmp_path / name / "contract.yaml").write_text(f"{CONTRACT_FILE}packs: [rules]\n", encoding="utf-8")
        text = f"scenario: s\ncontract: contract.yaml\n{EVENING}expect: [{{rule: {rule.split()[1]}}}]\n"
        (tmp_path / name / "s.yaml").write_text(text, encoding="utf-8")
    assert count(run_tests([tmp_path]).results).passed == 2


def test_a_contract_that_cannot_be_read_is_so_for_everybody(tmp_path: Path) -> None:
    shelf = Shelf()
    (tmp_path / "c.yaml").write_text("contract: [\n", encoding="utf-8")
    first, again = (shelf.contract(tmp_path / "c.yaml", name) for name in ("c.yaml", "../c.yaml"))
    assert first is again
    assert first.contract is None
    assert [problem.code for problem in first.problems] == ["B001"]


@pytest.mark.parametrize(
    ("folder", "shown", "found"),
    [
        ("pack/below", "pack/below", "pack/examples.contract.yaml"),
        ("pack/below", ".", "../examples.contract.yaml"),
        ("pack/below/further", "further", "../examples.contract.yaml"),
        ("pack", "core", "core/examples.contract.yaml"),
        ("pack/other", "pack/other", None),  # a pack of its own
        (".", ".", None),
    ],
)
def test_the_contract_of_a_pack_s_examples_is_beside_a_rule_or_above_it(
    tmp_path: Path, folder: str, shown: str, found: str | None
) -> None:
    for name in ("pack/below/further", "pack/other"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("pack/examples.contract.yaml", "pack/other/pack.yaml", "pack.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    place = pack_contract(tmp_path / folder, Path(shown))
    assert (place[1] if place else None) == found
    assert place is None or place[0] == tmp_path / "pack" / "examples.contract.yaml"


AFTER_PRACTICE = """\
rule: amended-after-practice
when: {agreement: after_practice, at_least: 2, in: P60D}
says: "{count} amendments followed."
"""
AMENDED = (
    f"{CONTRACT}  amendments:\n"
    '  - {agreed: 2026-03-20, agreed_by: [practitioner, client], set: {hours: "Mo-Fr 09:00-22:00"}}\n'
)
PRACTICE = """\
- timeline:
  - 2026-03-03 17:59 client > message sms
  - 2026-03-03 21:10 practitioner > message sms length=40
  - 2026-03-04 17:59 client > message sms
  - 2026-03-04 21:10 practitioner > message sms length=40
  - 2026-03-24 10:00 client > message sms
"""


def test_a_rule_that_looks_at_others_finds_them_and_is_compared_alone() -> None:
    expect = "  expect: [{at: 2026-03-20 00:00, measured: 2, evidence: [e2, e4]}]\n  exactly: true\n"
    (scenario,) = read_scenarios(f"{AFTER_PRACTICE}{AMENDED}examples:\n{PRACTICE}{expect}", "r.yaml")
    outcome = run(scenario)
    assert outcome.passed, outcome.render()
    assert {finding.rule for finding in outcome.findings} == {"amended-after-practice"}


def test_a_rule_that_stands_in_the_contract_s_own_packs_is_the_one_that_is_tested(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(AFTER_PRACTICE, encoding="utf-8")
    contract = AMENDED.replace("  agreed: 2026-01-12", f"  packs: [core, '{tmp_path}']\n  agreed: 2026-01-12")
    stricter = AFTER_PRACTICE.replace("at_least: 2", "at_least: 3")
    text = f"{stricter}{contract}examples:\n{PRACTICE}  never: [amended-after-practice]\n"
    (scenario,) = read_scenarios(text, "r.yaml")
    outcome = run(scenario)
    assert outcome.passed, outcome.render()


def test_an_example_cannot_ask_for_the_rules_its_own_looks_at() -> None:
    text = f"{AFTER_PRACTICE}{AMENDED}examples:\n{PRACTICE}  never: [reply-outside-hours]\n"
    with pytest.raises(ScenarioError, match="judged by its rule alone"):
        read_scenarios(text, "r.yaml")
