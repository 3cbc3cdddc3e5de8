"""What a policy as a whole reads of a log."""

from __future__ import annotations

from pathlib import Path

import boundaries as bd
from boundaries.policy.policy import ALWAYS, Policy

CONTRACT = """\
contract: c
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: []
administrative: {{hours: "Mo-Fr 09:00-18:00"}}
{more}
"""
EXCEPTION = """\
exceptions:
- {id: x, clause: administrative.hours, from: 2026-02-01, agreed_by: [practitioner, client], scope: {place: room}}
"""
RULES = "rule: {name}\nwhen: {{event: {{{column}: {{missing: true}}}}}}\nsays: x\n{more}"


def policy(folder: Path, more: str = "", **rules: str) -> Policy:
    (folder / "c.yaml").write_text(CONTRACT.format(more=more))
    for name, text in rules.items():
        (folder / f"{name}.yaml").write_text(text)
    return bd.compile(bd.load(folder / "c.yaml"), rules=[folder / f"{name}.yaml" for name in rules])


def test_a_policy_without_rules_reads_what_judging_always_takes(tmp_path: Path) -> None:
    assert policy(tmp_path).columns == ALWAYS


def test_it_reads_what_any_of_its_rules_reads(tmp_path: Path) -> None:
    one, two = (RULES.format(name=c, column=c, more="") for c in ("amount", "party"))
    assert policy(tmp_path, amount=one, party=two).columns == {*ALWAYS, "amount", "party"}


def test_a_rule_that_is_switched_off_reads_nothing(tmp_path: Path) -> None:
    off = RULES.format(name="off", column="amount", more="enabled: false\n")
    assert policy(tmp_path, off=off).columns == ALWAYS


def test_a_rule_that_has_nothing_to_go_by_reads_nothing(tmp_path: Path) -> None:
    silent = RULES.format(name="silent", column="amount", more="clause: administrative.gifts\n")
    assert policy(tmp_path, silent=silent).columns == ALWAYS
    assert policy(tmp_path, silent=silent.replace("gifts", "hours")).columns == {*ALWAYS, "amount"}


def test_an_exception_of_the_contract_reads_what_its_scope_tests(tmp_path: Path) -> None:
    assert policy(tmp_path, EXCEPTION).columns == {*ALWAYS, "place"}
