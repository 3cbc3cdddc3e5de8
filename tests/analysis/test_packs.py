"""Rules that stand together in a folder or a pack."""

from __future__ import annotations

from pathlib import Path

import boundaries as bd
from analysis.written import HEAD, places, rule_text, said

CALL = "{event: {kind: call}}"


def test_rules_of_one_folder_are_compared_with_each_other(tmp_path: Path) -> None:
    found = said(
        tmp_path, "B116", "B141", here__a_yaml=rule_text(CALL, "a"), here__b_yaml=rule_text(CALL, "b"),
        here__c_yaml=rule_text("{event: {kind: gift}}", "a"), there__d_yaml=rule_text(CALL, "d"),
        there__e_yaml=rule_text("{event: {kind: gift}}", "a"),
    )  # fmt: skip
    assert places(found) == ["B141 warning b.yaml:1:7", "B116 error c.yaml:1:7"]


def test_a_rule_named_twice_in_one_file_is_told_once(tmp_path: Path) -> None:
    text = rule_text(CALL, "a") + "---\n" + rule_text("{event: {kind: gift}}", "a")
    assert places(said(tmp_path, "B116", a_yaml=text)) == ["B116 error a.yaml:6:7"]
    assert places(said(tmp_path, "B116", pack_yaml="pack: p\n")) == ["B116 error a.yaml:6:7"]


def test_a_pack_is_compared_across_its_folders_and_with_what_it_extends(tmp_path: Path) -> None:
    given = {
        "pack_yaml": "pack: top\nextends: base\n", "deep__a_yaml": rule_text(CALL, "a"), "b_yaml": rule_text(CALL, "b"),
        "base__pack_yaml": "pack: base\n", "base__c_yaml": rule_text(CALL, "c"),
    }  # fmt: skip
    found = said(tmp_path, "B141", **given)
    assert sorted(places(found)) == ["B141 warning a.yaml:1:7", "B141 warning a.yaml:1:7", "B141 warning b.yaml:1:7"]
    changed = said(tmp_path, "B141", pack_yaml=given["pack_yaml"] + "rules: {c: {enabled: false}}\n")
    assert len(changed) == 1


def test_a_rule_of_a_pack_alone_is_read_with_what_its_pack_gives(tmp_path: Path) -> None:
    said(
        tmp_path,
        pack_yaml="pack: p\nparameters: {n: 3}\n",
        deep__r_yaml=rule_text("{more_than: $parameters.n, of: {}, in: P7D}"),
    )
    assert [d.code for d in bd.lint(tmp_path / "deep" / "r.yaml")] == ["B148"]
    said(tmp_path, pack_yaml="pack: p\nparameters: {n: 3}\nextends: nowhere\n")
    assert [d.code for d in bd.lint(tmp_path / "deep" / "r.yaml")] == ["B118"]


def test_a_manifest_under_another_name_belongs_to_no_pack(tmp_path: Path) -> None:
    assert places(said(tmp_path, packs_yaml="pack: p\nversion: 1\n")) == ["B119 warning packs.yaml:1:1"]


def test_the_contract_of_a_packs_examples_is_no_caseload_and_gets_no_notes(tmp_path: Path) -> None:
    said(tmp_path, contract_yaml=HEAD, pack__pack_yaml="pack: p\n", pack__r_yaml=rule_text(CALL))
    (tmp_path / "pack" / "examples.contract.yaml").write_text(HEAD + "packs: [nowhere]\n", encoding="utf-8")
    found = [d for d in bd.lint(tmp_path) if d.location and d.location.file.endswith("examples.contract.yaml")]
    assert places(found) == ["B118 error examples.contract.yaml:6:9"]
    assert not [d for d in bd.lint(tmp_path) if d.code in ("B024", "B120")]
