"""The values of a finding's sentence, in the language the sentence speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
from boundaries.core.interaction import Interaction

CONTRACT = """\
contract: c
relationship: c-1
timezone: Europe/Berlin
currency: EUR
agreed: 2026-01-12
consent: [practitioner, client]
packs: [rules/]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  reply_within: 2 working days
  sessions: {every: P7D, minutes: 50, overrun: 7.5}
"""
RULES = """\
rule: evening
clause: administrative.hours
when: {event: {kind: [message, call], by: practitioner, outside: $hours}}
unless: [crisis, scheduling, incidental]
says:
  en: "{kind} by {by} over {channel} at {from}, {agreed}"
  de: "{kind} von {by} über {channel} am {from}, {agreed}"
asks: {en: How was it?, de: Wie war es?}
---
rule: over
clause: administrative.sessions
when: {event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}
says: {en: "{overrun_minutes} over, {agreed}", de: "{overrun_minutes} länger, {agreed}"}
---
rule: open
severity: notice
when: {agreement: incomplete}
says: {en: "open: {terms}", de: "offen: {terms}"}
---
rule: many
clause: administrative.hours
when: {more_than: 0, of: {kind: call}, in: P7D}
says: {en: "{measured} {unit}", de: "{measured} {unit}"}
---
rule: english
clause: administrative.hours
when: {event: {kind: call, outside: $hours}}
unless: [crisis]
says: "a {kind} at {from}"
---
rule: french
clause: administrative.hours
when: {event: {kind: call, outside: $hours}}
unless: [crisis]
says: {fr: "un appel, {from}, {agreed}"}
"""


def found(folder: Path, language: str, **row: Any) -> dict[str, bd.Finding]:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules/rules.yaml").write_text(RULES, "utf-8")
    (folder / "c.yaml").write_text(CONTRACT, "utf-8")
    given = {"id": "1", "relationship": "c-1", "at": "2026-03-03T21:10:00+01:00", "kind": "call", "by": "practitioner",
             "channel": "in_person"} | row  # fmt: skip
    policy = bd.compile(bd.load(folder / "c.yaml"))
    return {finding.rule: finding for finding in bd.check([Interaction(**given)], policy, language=language)}


@pytest.mark.parametrize("language", ["de", "de-AT"])
def test_a_german_finding_is_german(language: str, tmp_path: Path) -> None:
    evening = found(tmp_path, language)["evening"]
    assert evening.says == (
        "Anruf von Fachperson über persönliche Treffen am Di 3. Mär 2026 21:10, Mo-Fr 09:00-18:00 "
        "Die Daten nennen `purpose` nicht; ob es eine Krise oder eine Terminabsprache war, ist deshalb nicht bekannt."
    )
    assert evening.asks == "Wie war es?"
    assert (evening.params["kind"], evening.params["by"]) == ("Anruf", "Fachperson")
    assert evening.unknown == "purpose", "names of columns are names"


def test_numbers_have_their_comma_and_stay_numbers_for_machines(tmp_path: Path) -> None:
    over = found(tmp_path, "de", kind="session", minutes=62.25, channel="video")["over"]
    assert over.says == "12,2 länger, 50 Minuten, höchstens 7,5 Minuten länger"
    assert over.agreed == "50 Minuten, höchstens 7,5 Minuten länger"
    assert over.params["overrun_minutes"] == 12.25
    assert over.to_dict()["params"]["overrun_minutes"] == 12.25  # type: ignore[index]


def test_what_is_still_open_and_what_is_counted_are_named_in_the_language(tmp_path: Path) -> None:
    told = found(tmp_path, "de")
    assert "offen: Ziele, Aufgaben, Erwartungen, gemeinsame Überprüfung" in told["open"].says
    assert told["many"].says == "1 Anzahl"
    assert told["many"].unit == "count", "the unit of machines is no word of a sentence"
    assert found(tmp_path, "en")["open"].says.startswith("open: ")


def test_what_could_not_be_judged_is_said_in_the_language_asked_for(tmp_path: Path) -> None:
    told = found(tmp_path, "de", at="2026-03-03T00:00:00+01:00", certainty="date_only")
    german = "Eine Zeile nennt `at` nicht genau genug; das ließ sich deshalb nicht beurteilen."
    assert {told[rule].says for rule in ("evening", "english", "french")} == {german}


def test_a_rule_that_does_not_speak_a_language_speaks_its_own_throughout(tmp_path: Path) -> None:
    told = found(tmp_path, "de")
    assert told["english"].says == (
        "a call at Tue 3 Mar 2026 21:10 The log does not say `purpose`, so whether it was about a crisis is not known."
    )
    assert told["french"].says.startswith("un appel, 2026-03-03 21:10, Mo-Fr 09:00-18:00")
