"""`boundaries wording`: the file to translate, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from boundaries.policy.packs import load_pack
from called import call
from pack_folders import OF_BASE, write


def test_it_prints_every_rule_of_a_shipped_pack() -> None:
    outcome = call("wording", "core", "fr")
    assert (outcome.code, outcome.err) == (0, "")
    found = yaml.safe_load(outcome.out)
    assert (found["wording"], set(found["rules"])) == ("fr", {rule.name for rule in load_pack("core").rules})
    assert all(not text or set(text.values()) == {None} for texts in found["rules"].values() for text in texts.values())


def test_what_is_printed_is_a_file_of_the_pack(tmp_path: Path) -> None:
    write(tmp_path, OF_BASE)
    (tmp_path / "base/de.yaml").write_text(call("wording", tmp_path / "base", "de").out, "utf-8")
    assert call("lint", tmp_path / "base").code == 0
    assert call("wording", tmp_path / "base", "de").out == (tmp_path / "base/de.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("pack", "language", "code", "said"),
    [
        ("core", "en", 2, "English stands in the rules' own files"),
        ("core", "Deutsch", 2, "`Deutsch` is no language"),
        ("core", "../de", 2, "is no language"),
        ("cor", "de", 3, "did you mean `core`?"),
        ("examples/contract.yaml", "de", 3, "B119"),
    ],
)
def test_slips(pack: str, language: str, code: int, said: str) -> None:
    outcome = call("wording", pack, language)
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
