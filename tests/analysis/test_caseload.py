"""Contracts held to their packs and to each other, each problem at its place."""

from __future__ import annotations

from pathlib import Path

from analysis.written import HEAD, places, rule_text, said

NEXT = HEAD.replace("contract: c\n", "contract: d\n")


def test_two_contracts_for_one_pair_or_of_one_name(tmp_path: Path) -> None:
    assert places(said(tmp_path, "B120", a_yaml=HEAD, b_yaml=NEXT)) == ["B120 error b.yaml:2:15"]
    several = NEXT.replace("relationship: r", "relationships: [q, r]")
    assert places(said(tmp_path, "B120", b_yaml=several)) == ["B120 error b.yaml:2:20"]
    for_all = HEAD.replace("relationship: r\n", "")
    found = said(tmp_path, "B120", a_yaml=for_all, b_yaml=for_all.replace("contract: c", "contract: d"))
    assert places(found) == ["B120 error b.yaml:1:11"]
    found = said(tmp_path, "B024", "B006", a_yaml=HEAD, b_yaml=HEAD.replace("r\n", "q\n", 1))
    assert places(found) == ["B024 error b.yaml:1:11"]


def test_a_pack_that_is_not_there_and_terms_that_do_not_fit(tmp_path: Path) -> None:
    rule = rule_text("{none: {kind: session}, for: $sessions.every * 0.5}", clause="sessions")
    text = HEAD + "packs: [mine, nowhere]\nadministrative:\n  sessions: {every: P1M}\n"
    found = said(tmp_path, "B118", "B121", contract_yaml=text, mine__r_yaml=rule)
    assert places(found) == ["B118 error contract.yaml:6:15", "B121 error contract.yaml:8:21"]


def test_rules_of_two_packs_are_compared_and_pointed_to_where_they_are_listed(tmp_path: Path) -> None:
    listed = {
        "a__r_yaml": rule_text("{event: {kind: call}}", "a"),
        "b__r_yaml": rule_text("{event: {kind: call}}", "b"),
    }
    found = said(tmp_path, "B141", contract_yaml=HEAD + "packs: [a, b]\n", **listed)
    assert places(found) == ["B141 warning r.yaml:1:7"]
    text = rule_text(
        "{event: {kind: [message, call], by: practitioner, channel_agreed: true}}", clause="channels", unless="[crisis]"
    )
    found = said(tmp_path / "own", "B142", contract_yaml=HEAD + "packs: [core, mine]\n", mine__r_yaml=text)
    assert places(found) == ["B142 warning r.yaml:1:7"]


def test_many_contracts_of_one_list_are_compared_once(tmp_path: Path) -> None:
    files = {f"c{n}_yaml": HEAD.replace(": c\n", f": c{n}\n").replace(": r\n", f": r{n}\n") for n in range(30)}
    found = said(tmp_path, **files)
    assert {d.level for d in found} == {"note"}
    assert sum(d.code == "B143" for d in found) == 30
