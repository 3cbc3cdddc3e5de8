"""N11: not for discipline or hiring. A run is the practitioner's own reflection unless it says what else it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from called import call
from shared_views import files, practice


@pytest.mark.parametrize("purpose", [None, "", " \n"])
@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_a_missing_purpose_raises(view: str, purpose: str | None, tmp_path: Path) -> None:
    with pytest.raises(bd.UsageError) as problem:
        practice([f"c-{n}" for n in range(5)]).view(view, purpose=purpose, key=tmp_path / "key")
    assert problem.value.diagnostics[0].code == "B312"
    assert not (tmp_path / "key").exists(), "nothing was made of it"


def test_the_default_is_own_reflection(tmp_path: Path) -> None:
    summary = practice().summary().as_dict()
    assert (summary["view"], summary["purpose"]) == ("own", "own reflection")
    contract, log = files(tmp_path, ["c-1"])
    done = call("check", log, "--contract", contract)
    assert done.out.startswith("boundaries: own reflection, the practitioner's own view\n")


def test_the_own_view_is_for_nothing_else(tmp_path: Path) -> None:
    contract, log = files(tmp_path, ["c-1"])
    done = call("check", log, "--contract", contract, "--purpose", "choosing whom to hire")
    assert (done.code, done.out) == (2, "")
    assert "B313" in done.err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It is not for hiring, discipline, ranking or rating anybody."),
        ("de", "Es dient nicht der Einstellung, Disziplinierung, Rangordnung oder Bewertung von Personen."),
    ],
)
@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_what_it_is_not_for_stands_at_the_top(view: str, language: str, said: str, tmp_path: Path) -> None:
    result = practice([f"c-{n}" for n in range(5)])
    shared = bd.check(result.log, result.policy, language=language).view(view, purpose="x", key=tmp_path / "key")
    assert said in "\n".join(line.text for line in shared.lines[:5])
    assert "not for hiring" in str(shared.summary["not_for"])
