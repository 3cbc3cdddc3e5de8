"""`rules --output-format yaml`: a pack in which the contract's own values stand, and which finds the same."""

from __future__ import annotations

from pathlib import Path

import yaml

import boundaries as bd
from boundaries.contract.moments import parse_moment
from boundaries.policy.spec import load_rules
from boundaries.report.bound_rules import bound_rules

PAGES = Path(__file__).parent / "pages"
CONTRACT = """\
contract: riverside
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  between_sessions: {at_most: 5, per: P7D}
  sessions: {every: P7D, minutes: 50}
  cancellation: {notice: PT48H}
amendments:
- {id: a1, agreed: 2026-02-02, agreed_by: [practitioner, client], set: {hours: "Mo-Fr 09:00-19:00"}}
- {id: a2, agreed: 2026-02-03, agreed_by: [practitioner, client], set: {cancellation: {not_applicable: no fee}}}
"""


def bound(folder: Path, as_of: str | None = None, more: str = "") -> str:
    path = folder / "contract.yaml"
    path.write_text(CONTRACT + more, encoding="utf-8")
    policy = bd.compile(bd.load(path), packs=[PAGES / "rules.yaml"] if more else None)
    return "".join(bound_rules(policy.contracts[0], policy, parse_moment(as_of) if as_of else None))


def test_references_are_what_the_newest_version_says(tmp_path: Path) -> None:
    rules = {document["rule"]: document for document in yaml.safe_load_all(bound(tmp_path)) if document}
    assert rules["contact-outside-hours"]["when"]["event"]["outside"] == "Mo-Fr 09:00-19:00"
    assert rules["session-gap"]["when"] == {"none": {"kind": "session"}, "for": "2 weeks"}
    assert rules["session-overrun"]["when"]["event"]["overrun_minutes"] == {"gt": 10}  # the rule's own default
    volume = rules["contact-volume"]["when"]
    assert (volume["more_than"], volume["in"]) == (5, "7 days")
    assert rules["reply-outside-hours"]["escalate"] == {"to": "crossing", "at": 3, "in": "2 weeks"}


def test_how_many_the_contract_names_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_text(CONTRACT + "parties: [{id: a, role: client}, {id: b, role: client}]\n", encoding="utf-8")
    rule = {"rule": "others", "when": {"event": {"people": {"gt": "$parties * 2"}, "open": "goals"}}, "says": "x"}
    policy = bd.compile(bd.load(path), packs=[], rules=rule)
    (document,) = filter(None, yaml.safe_load_all("".join(bound_rules(policy.contracts[0], policy))))
    assert document["when"] == {"event": {"people": {"gt": 6}, "open": "professional.goals"}}


def test_a_silent_rule_is_a_comment_that_says_so(tmp_path: Path) -> None:
    text = bound(tmp_path)
    assert text.startswith("# riverside, as in force since 2026-02-03\n")
    assert "# channel-not-agreed: silent, nothing is agreed about channels\n" in text
    assert "# late-cancellation: silent, what it watches, cancellation, does not apply (no fee)\n" in text
    assert "# session-frequency: silent, it needs `sessions.at_most`, which is not agreed\n" in text
    assert "rule: late-cancellation" not in text


def test_what_is_printed_is_read_again_as_rules(tmp_path: Path) -> None:
    rules = load_rules(bound(tmp_path), "bound.yaml")
    of_the_contract = [
        "contact-outside-hours", "reply-outside-hours", "contact-volume", "session-gap", "session-overrun",
        "drift-out-of-hours", "drift-session-length", "hard-to-be-off", "differs-from-your-usual",
    ]  # fmt: skip
    assert {rule.name for rule in rules if rule.clause is not None and rule.enabled} == set(of_the_contract)
    hidden = {"administrative.sessions.minutes"}  # overrun_minutes is derived with it
    assert {reference.path for rule in rules for reference in rule.needs} <= hidden


def test_the_rules_as_they_were_at_a_moment(tmp_path: Path) -> None:
    text = bound(tmp_path, "2026-02-01")
    assert text.startswith("# riverside, as in force since 2026-01-12\n")
    rules = {document["rule"]: document for document in yaml.safe_load_all(text) if document}
    assert rules["contact-outside-hours"]["when"]["event"]["outside"] == "Mo-Fr 09:00-18:00"
    assert rules["late-cancellation"]["when"]["event"]["notice_hours"] == {"lt": "48 hours"}
    assert bound(tmp_path, "2026-01-11") == "# riverside: not in force yet on 2026-01-11\n"


def test_after_the_end_only_rules_about_that_time_are_left(tmp_path: Path) -> None:
    more = "ends: 2026-06-30\n"
    text = bound(tmp_path, "2026-07-01", more)
    assert text.startswith("# riverside, as in force since 2026-02-03; over on 2026-07-01\n")
    assert [document["rule"] for document in yaml.safe_load_all(text) if document] == []
    assert "# contact-after-end: silent, nothing is agreed about contact after the ending\n" in text
    assert "# reply-outside-hours: silent, the contract has ended\n" in text
    before = bound(tmp_path, "2026-06-30 23:59", more)
    switched_off = [d for d in yaml.safe_load_all(before) if d and d["rule"] == "client-wrote-late"]
    assert [document["enabled"] for document in switched_off] == [False]
