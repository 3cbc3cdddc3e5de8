"""P10: a contract records that the client was told that metadata may be looked at, and on what legal ground; a shared
view of one that does not is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from called import call
from shared_views import contract, files

PAIRS = [f"c-{n}" for n in range(5)]


@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_a_missing_record_is_a_warning(tmp_path: Path, view: str) -> None:
    told, log = files(tmp_path, PAIRS)
    args = ("--view", view, "--purpose", "x", "--key", tmp_path / "key")
    assert "B316" not in call("check", log, "--contract", told, *args).err
    untold, log = files(tmp_path, PAIRS, metadata=None)
    done = call("check", log, "--contract", untold, *args)
    assert (done.code, done.err.count("B316")) == (0, 1)
    assert "metadata: {told: 2026-01-12, basis: consent}" in done.err
    assert "B316" not in call("check", log, "--contract", untold).err, "the own view asks for nothing"


def test_both_the_day_and_the_ground_are_recorded() -> None:
    assert contract(["c-1"]).client_knows
    assert not contract(["c-1"], metadata=None).client_knows
    for half in ({"told": "2026-01-12"}, {"basis": "consent"}, {"told": "12.1.2026", "basis": "consent"}):
        with pytest.raises(bd.ContractError):
            contract(["c-1"], metadata=half)


def test_it_is_said_in_plain_words_and_written_back(tmp_path: Path) -> None:
    path, _ = files(tmp_path, PAIRS)
    said = "The client knows since 12 January 2026 that times and channels of contact may be looked at (consent)."
    assert said in call("rules", path).out
    assert load_contracts(path.read_text("utf-8"), "again.yaml")[0].metadata == contract(PAIRS).metadata
