"""A contract that cannot be loaded is told everything at once: its packs and its scopes, too."""

from __future__ import annotations

from pathlib import Path

import boundaries as bd
from analysis.written import HEAD, places, rule_text

SCOPES = """exceptions:
  - clause: hours
    from: 2026-02-01
    agreed_by: [practitioner, client]
    scope: {knid: call, by: clent, outside: $hous}
"""


def told(path: Path) -> list[str]:
    return places([d for d in bd.lint(path) if d.level == "error"])


def test_packs_and_scopes_are_told_beside_what_keeps_the_contract_from_loading(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = HEAD + "packs: [core, cor, mine]\n" + SCOPES
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "r.yaml").write_text(rule_text("{event: {knid: call}}"), encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    loaded = told(path)
    assert {line.split()[0] for line in loaded} == {"B118", "B112", "B104", "B106"}
    path.write_text(text + "parking: here\n", encoding="utf-8")
    assert sorted(told(path)) == sorted([*loaded, "B002 error c.yaml:12:1"])


def test_what_has_no_shape_to_look_into_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    for text in ("packs: {a: b}\n", "packs: [[core], ~]\n", "exceptions: 5\n", "exceptions: [5, {scope: ~}]\n"):
        path.write_text(HEAD + text + "parking: here\n", encoding="utf-8")
        found = bd.lint(path)
        assert "B002" in [d.code for d in found]
        assert len({(d.code, d.location) for d in found}) == len(found)
