"""What was agreed, in plain words, and what is still open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, clause_of, kind_of, known_paths, resolve, short
from boundaries.contract.completeness import completeness
from boundaries.contract.load import load_contract
from boundaries.contract.words import words_of
from contract.drawn import HEAD, Document, amended, load

CORPUS = Path(__file__).parent.parent / "corpus" / "contracts"


def test_the_words_that_findings_show() -> None:
    version = load_contract(CORPUS / "riverside-017.yaml").timeline.versions[0]
    paths = ("hours", "channels", "after_hours", "sessions")
    assert {path: words_of(version, f"administrative.{path}") for path in paths} == {
        "hours": "Mo-Fr 09:00-18:00; PH off",
        "channels": "sms for scheduling, email for anything, phone for crisis",
        "after_hours": "for crisis, by phone, other support: Samaritans 116 123, at most 3 in 30 days",
        "sessions": "at most 1 a week, every 7 days, 50 minutes, at most 10 minutes over, in room or video",
    }
    said = words_of(version, "administrative.cancellation")
    assert said.startswith("48 hours' notice, a fee of 70 GBP, a new time within")


@pytest.mark.parametrize(
    ("path", "clause", "expected"),
    [
        ("between_sessions.at_most", {"at_most": "5", "per": "P7D"}, "at most 5 in 7 days"),
        ("between_sessions.per", {"at_most": "5", "per": "P14D"}, "at most 5 in 14 days"),
        ("between_sessions", {"at_most": "5", "per": "P1D"}, "at most 5 in 1 day"),
        ("between_sessions", {"at_most": "5", "per": "PT12H"}, "at most 5 in 12 hours"),
        ("between_sessions", {"at_most": "5", "per": "P1M"}, "at most 5 in 1 month"),
        ("sessions", {"at_most": "1", "per": "week"}, "at most 1 a week"),
        ("sessions.at_most", {"at_most": "1"}, "at most 1"),
        ("sessions.minutes", {"minutes": "50"}, "50 minutes"),
        ("sessions.minutes", {"minutes": "7.50"}, "7.5 minutes"),
        ("sessions.overrun", {"overrun": "10"}, "at most 10 minutes over"),
        ("sessions.every", {"every": "P7D"}, "every 7 days"),
        ("sessions.every", {"every": "P1M"}, "every month"),
        ("sessions.every", {"every": "P1Y"}, "every year"),
        ("after_hours.channels", {"channels": ["in_person", "phone"]}, "by in person or phone"),
        ("reply_within", "1 month and 3 days", "within 1 month and 3 days"),
        ("cancellation.notice", {"notice": "PT48H"}, "48 hours' notice"),
        ("cancellation.notice", {"notice": "P1M"}, "1 month's notice"),
        ("sessions", {}, "agreed, without details"),
    ],
)
def test_words_of_one_path(path: str, clause: Any, expected: str) -> None:
    name = path.partition(".")[0]
    (version,) = load({**HEAD, "administrative": {name: clause}}).timeline.versions
    assert words_of(version, f"administrative.{path}") == expected


@pytest.mark.parametrize(
    ("path", "clause", "expected"),
    [
        ("hours", "Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00; PH off"),
        ("channels", {"sms": ["scheduling"], "email": "any", "phone": ["crisis", "support"]},
         "SMS für Terminabsprachen, E-Mail für alles, Telefon für Krisen oder Unterstützung"),
        ("channels", [], "keine"),
        ("accounts", "work", "dienstlich"),
        ("social", "none", "keine"),
        ("social", "nach dem Ende", "nach dem Ende"),
        ("reply_within", "1 working day", "innerhalb von 1 Arbeitstag"),
        ("reply_within", "3 working days", "innerhalb von 3 Arbeitstagen"),
        ("reply_within", "8 open hours", "innerhalb von 8 Stunden der Kontaktzeiten"),
        ("reply_within", "2 months and 3 days", "innerhalb von 2 Monaten und 3 Tagen"),
        ("between_sessions", {"at_most": "5", "per": "P7D"}, "höchstens 5 in 7 Tagen"),
        ("between_sessions", {"at_most": "5", "per": "P1D"}, "höchstens 5 in 1 Tag"),
        ("between_sessions", {"at_most": "5", "per": "P1Y"}, "höchstens 5 in 1 Jahr"),
        ("after_hours", {"purposes": ["crisis"], "channels": ["phone"], "support": ["Telefonseelsorge"]},
         "für Krisen, über Telefon, weitere Unterstützung: Telefonseelsorge"),
        ("sessions", {"at_most": "1", "per": "week", "every": "P7D", "minutes": "50", "overrun": "7.5"},
         "höchstens 1 pro Woche, alle 7 Tage, 50 Minuten, höchstens 7,5 Minuten länger"),
        ("sessions.every", {"every": "P1M"}, "jeden Monat"),
        ("sessions.every", {"every": "PT36H"}, "alle 36 Stunden"),
        ("cancellation", {"notice": "PT48H", "fee": "70"}, "Absagefrist von 48 Stunden, Ausfallhonorar von 70 GBP"),
        ("cancellation.notice", {"notice": "P3D"}, "Absagefrist von 3 Tagen"),
        ("records", {"within": "P7D", "keep": "P7Y"}, "geschrieben innerhalb von 7 Tagen, 7 Jahre aufbewahrt"),
        ("sharing.gp", [{"with": "gp", "basis": "legal_duty", "until": "2027-01-01"}],
         "Hausarztpraxis (Grundlage: gesetzliche Pflicht), bis 2027-01-01"),
        ("sharing.family", [{"with": "family"}], "Familie (auf jeder Grundlage)"),
        ("sharing", [{"with": "gp"}, {"with": "Tante Jo"}], "Hausarztpraxis, Tante Jo"),
        ("fee.waiver", {"waiver": ["illness", "hard times"]}, "Erlass möglich bei Krankheit oder hard times"),
        ("supervision.identifiable", {"identifiable": "false"}, "erkennbar: nein"),
        ("sessions", {}, "vereinbart, ohne Einzelheiten"),
    ],
)  # fmt: skip
def test_words_of_one_path_in_german(path: str, clause: Any, expected: str) -> None:
    name = path.partition(".")[0]
    (version,) = load({**HEAD, "currency": "GBP", "administrative": {name: clause}}).timeline.versions
    assert words_of(version, f"administrative.{path}", "de") == expected
    assert words_of(version, f"administrative.{path}", "de-AT") == expected
    assert words_of(version, f"administrative.{path}", "fi") == words_of(version, f"administrative.{path}")


@settings(max_examples=40)
@given(amended())
def test_every_term_has_words(document: Document) -> None:
    for version in load(document).timeline.versions:
        for language in ("en", "de"):
            words = [words_of(version, path, language) for path in version.terms]
            assert all(text and "{" not in text for text in words)
        assert set(version.terms) & set(version.not_applicable) == set()
        for path in version.terms:
            assert kind_of(path) is not None
            assert clause_of(path) in version.terms
        still_open = [path for part in completeness(version).values() for path in part.open]
        settled = {p for p in (*version.terms, *version.not_applicable) if p in BY_PATH}
        assert len(still_open) + len(settled) == len(CLAUSES)


def test_paths() -> None:
    assert resolve("hours") == resolve("administrative.hours") == "administrative.hours"
    assert resolve("sessions.minutes") == "administrative.sessions.minutes"
    assert resolve("professional.expectations") == "professional.expectations"
    assert (resolve("expectations"), resolve("hourz"), resolve("administrative"), resolve("")) == (None,) * 4
    for path in (*BY_PATH, *FIELDS):
        assert resolve(path) == path == resolve(short(path))
        assert kind_of(path) is not None
    assert len(known_paths()) == len(set(known_paths()))
    kinds = {
        "hours": "hours", "channels": "channels", "sessions": "clause", "sessions.per": "per",
        "sessions.minutes": "number",
        "sessions.every": "span", "reply_within": "duration", "social": "text", "accounts": "list", "sharing": "list",
    }  # fmt: skip
    assert {path: kind_of(resolve(path) or "") for path in kinds} == kinds
    assert kind_of("hours") is None
