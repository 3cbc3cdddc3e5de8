"""Drifts on the command line: told calmly, with the promise once; over a caseload only in the own view."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from called import call

CONTRACT = """\
contract: practice
timezone: Europe/Berlin
agreed: 2025-01-01
consent: [practitioner, client]
packs: [pack]
metadata: {told: 2025-01-01, basis: consent}
administrative: {hours: "Mo-Fr 09:00-18:00"}
"""
RULE = """\
rule: more-messages
title: {en: Messages have become more, de: Es sind mehr Nachrichten geworden}
when: {trend: count, of: {kind: message, by: practitioner}}
says:
  en: "Since {since}, messages have moved from about {before} to about {after} a week, about {factor} times as many."
  de: "Seit {since} sind es statt etwa {before} etwa {after} Nachrichten je Woche, etwa das {factor}-Fache."
asks: {en: Is that what you want?, de: Ist das so gewollt?}
"""
START = datetime(2025, 1, 6, 20, tzinfo=UTC)
OVER_ALL = "whose trends have learned what is usual"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with six relationships, in two of which the messages have become more."""
    folder = tmp_path_factory.mktemp("practice")
    (folder / "pack").mkdir()
    (folder / "contract.yaml").write_text(CONTRACT, "utf-8")
    (folder / "pack" / "more-messages.yaml").write_text(RULE, "utf-8")
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "relationship", "at", "kind", "by"])
        for pair in range(6):
            for week in range(60):
                for n in range(((6, 8, 7) if pair < 2 and week >= 36 else (1, 3, 2))[week % 3]):
                    at = START + timedelta(weeks=week, hours=n)
                    table.writerow([f"{pair}-{week}-{n}", f"c-{pair}", at.isoformat(), "message", "practitioner"])
    return folder


def check(practice: Path, *more: object) -> str:
    done = call("check", practice / "log.csv", "--contract", practice / "contract.yaml", *more)
    assert done.code == 0, done.err
    return done.out


def test_a_drift_is_told_with_what_is_not_known_and_promised_once_for_all(practice: Path) -> None:
    text = check(practice)
    assert text.count("Since 15 Sep 2025, messages have moved from about 2 to about 6.8 a week") == 2
    assert text.count("since about 15 Sep 2025 (90 % interval, which is wide: 2 Jun 2025 to 22 Sep 2025)") == 2
    assert text.count("Proved: in a year at most 1 of 20 series") == 1
    assert text.count(OVER_ALL) == 1
    assert "drift over 6 relationships whose trends have learned what is usual, at q = 0.1: c-0, c-1" in text


def test_it_is_told_in_german_from_the_first_word_to_the_last(practice: Path) -> None:
    text = check(practice, "--lang", "de")
    assert text.count("Seit 15. Sep 2025 sind es statt etwa 2 etwa 6,8 Nachrichten je Woche") == 2
    assert "90-%-Intervall, das weit ist: 2. Jun 2025 bis 22. Sep 2025" in text
    assert "Bewiesen: In einem Jahr" in text
    assert "Drift über 6 Beziehungen" in text
    assert not any(word in text for word in ("Proved", " since ", "evidence factor", "stand out"))


def test_machines_get_the_keys_of_a_drift_and_nothing_of_the_caseload(practice: Path) -> None:
    found = [json.loads(line) for line in check(practice, "--output-format", "jsonl").splitlines()]
    assert [one["type"] for one in found] == ["drift", "drift"]
    assert [one["since"] for one in found] == ["2025-09-14T22:00:00.000000Z"] * 2, "a Monday in Berlin"
    assert all(len(one["since_interval"]) == len(one["after_interval"]) == 2 for one in found)
    for form in ("json", "jsonl", "csv"):
        assert OVER_ALL not in check(practice, "--output-format", form)


@pytest.mark.parametrize("form", ["text", "json", "csv"])
@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_no_shared_view_has_the_caseload(practice: Path, view: str, form: str) -> None:
    key = practice / "key"
    text = check(practice, "--view", view, "--purpose", "x", "--key", key, "--output-format", form)
    assert OVER_ALL not in text
    assert "caseload" not in text
    if view == "supervisor":
        assert "2025-09-15" in text or "15 Sep 2025" in text
        assert "Proved: in a year" in text


def test_a_drift_that_fails_the_run_is_a_notice(practice: Path) -> None:
    logs = ("check", practice / "log.csv", "--contract", practice / "contract.yaml")
    assert call(*logs, "--fail-on", "notice").code == 1
    assert call(*logs, "--fail-on", "crossing").code == 0
    short = call(*logs, "--as-of", "2025-03-01")
    assert "not checked: more-messages (6 relationships): fewer than 12 whole weeks to learn what is usual" in short.out
