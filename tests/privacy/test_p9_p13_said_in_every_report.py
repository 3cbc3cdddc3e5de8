"""P9 and P13: what every report says on its first page: that it is no protected note, and what it cannot see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.catalogue import catalogue, languages
from called import call
from shared_views import files

PAIRS = [f"c-{n}" for n in range(5)]
LIMITS = (  # the words themselves: whoever changes them changes them here, too
    "This looks at times, channels and counts only. It cannot see touch, tone or content: no sexual or "
    "physical contact, no threat, no taking advantage by what is said. A clean report is not a clean bill of "
    "health. Where there is urgent risk, the crisis protocol comes first: this watches no risk."
)
GERMAN = (
    "Betrachtet werden nur Zeiten, Kontaktwege und Anzahlen. Berührung, Tonfall und Inhalt sind nicht zu sehen: kein "
    "sexueller oder körperlicher Kontakt, keine Drohung, keine Vorteilsnahme durch das, was gesagt wird. Ein Bericht "
    "ohne Befunde ist kein Gesundheitszeugnis. Bei akuter Gefahr geht das Krisenprotokoll vor: Gefahren überwacht "
    "dieses Programm nicht."
)
VIEWS = ["own", "supervisor", "platform"]


def run(folder: Path, view: str, *args: str) -> str:
    contract, log = files(folder, PAIRS)
    purpose = () if view == "own" else ("--purpose", "x")
    done = call("check", log, "--contract", contract, "--view", view, *purpose, "--key", folder / "key", *args)
    assert done.code == 0, done.err
    return done.out


def test_the_statement_of_limits_is_this() -> None:
    said = {language: catalogue(language).form("header.limits") for language in languages()}
    assert said == {"en": LIMITS, "de": GERMAN}


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("view", VIEWS)
def test_every_text_has_both_before_the_first_finding(tmp_path: Path, view: str, language: str) -> None:
    head = run(tmp_path, view, "--lang", language).split("\n\n")[0]
    assert catalogue(language).form("header.limits") in head
    assert catalogue(language).form("header.records") in head
    assert "45 CFR 164.501" in head


@pytest.mark.parametrize("view", VIEWS)
def test_json_has_the_limits_in_every_view(tmp_path: Path, view: str) -> None:
    assert json.loads(run(tmp_path, view, "--output-format", "json"))["summary"]["limits"] == LIMITS


def test_a_clean_report_says_so_too() -> None:
    from boundaries.report.text import text_report
    from shared_views import contract

    row = bd.Interaction(id="e", relationship="c-1", at="2026-03-02T10:00:00Z", kind="session", by="both")  # type: ignore[arg-type]
    result = bd.check([row], bd.compile(contract(["c-1"], packs=[])))
    assert len(result) == 0
    text = "\n".join(line.text for line in text_report(result.findings, result.policy, result.summary()))
    assert LIMITS in text
    assert "as far as these rows can show" in text
