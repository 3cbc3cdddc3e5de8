"""What was agreed, in plain words, and what is still open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, clause_of, kind_of, known_paths, resolve, short
from boundaries.contract.completeness import completeness
from boundaries.contract.load import load_contract
from contract.drawn import HEAD, Document, amended, load

CORPUS = Path(__file__).parent.parent / "corpus" / "contracts"


def test_the_words_that_findings_show() -> None:
    terms = load_contract(CORPUS / "riverside-017.yaml").timeline.versions[0].terms
    paths = ("hours", "channels", "after_hours", "sessions")
    assert {path: terms[f"administrative.{path}"].words for path in paths} == {
        "hours": "Mo-Fr 09:00-18:00; PH off",
        "channels": "sms for scheduling, email for anything, phone for crisis",
        "after_hours": "for crisis, by phone, other support: Samaritans 116 123, at most 3 in 30 days",
        "sessions": "at most 1 a week, every 7 days, 50 minutes, at most 10 minutes over, in room or video",
    }
    assert terms["administrative.cancellation"].words.startswith("48 hours' notice, a fee of 70 GBP, a new time within")


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
        ("cancellation.notice", {"notice": "PT48H"}, "48 hours' notice"),
        ("cancellation.notice", {"notice": "P1M"}, "1 month's notice"),
        ("sessions", {}, "agreed, without details"),
    ],
)
def test_words_of_one_path(path: str, clause: Document, expected: str) -> None:
    name = path.partition(".")[0]
    terms = load({**HEAD, "administrative": {name: clause}}).timeline.versions[0].terms
    assert terms[f"administrative.{path}"].words == expected


@settings(max_examples=40)
@given(amended())
def test_every_term_has_words(document: Document) -> None:
    for version in load(document).timeline.versions:
        assert all(term.words and "{" not in term.words for term in version.terms.values())
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
