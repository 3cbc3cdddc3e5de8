"""A rule that says nothing is listed with the reason: what it lacks, or what the log does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from boundaries.table.log import Coverage
from builders import t

HEAD = """\
contract: {name}
relationship: {pair}
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]"""
EACH = "{event: {kind: message}}"
OVER = "{event: {kind: session, overrun_minutes: {gt: $sessions.overrun}}}"
LATE = "{event: {by: client}, without: {by: practitioner}, within: $reply_within}"
GAP = "{none: {kind: session}, for: 8 open hours}"
DOES_NOT_APPLY = "the contract says that `sessions.overrun` does not apply"
ASKED = "the contract has no `hours`"


def contract(folder: Path, administrative: str, *more: str, name: str = "k-1", pair: str = "c-1") -> bd.Contract:
    lines = [HEAD.format(name=name, pair=pair), f"administrative: {administrative}", *more]
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return bd.load(folder / f"{name}.yaml")


def rule(folder: Path, when: str, *more: str) -> Path:
    (folder / "own.yaml").write_text(
        "\n".join(["rule: own", f"when: {when}", "says: x", *more]) + "\n", encoding="utf-8"
    )
    return folder / "own.yaml"


def row(id: str = "a", pair: str = "c-1") -> bd.Interaction:
    columns = {"id": id, "relationship": pair, "at": "2026-03-03T20:00:00Z", "kind": "message", "by": "client"}
    return bd.Interaction.from_mapping(columns)


def reasons(folder: Path, administrative: str, when: str, *more: str, amended: str = "") -> list[str]:
    """Why the rule is not checked; empty where it is."""
    change = f"- {{agreed: 2026-03-09, agreed_by: [practitioner, client], set: {{{amended}}}}}"
    agreed = contract(folder, administrative, *(("amendments:", change) if amended else ()))
    found = bd.check([row()], bd.compile(agreed, packs=[rule(folder, when, *more)]))
    return [str(entry.reason) for entry in found.summary().not_checked]


@pytest.mark.parametrize(
    ("administrative", "when", "more", "reason"),
    [
        ("{hours: 24/7}", EACH, "clause: hours", None),
        ("{fee: {amount: 9}}", EACH, "clause: hours", ASKED),
        ("{hours: {not_applicable: why}}", EACH, "clause: hours", "the contract says that `hours` does not apply"),
        ("{sessions: {every: P7D}}", EACH, "clause: sessions.minutes", "the contract has no `sessions.minutes`"),
        (
            "{sessions: {minutes: {not_applicable: why}}}", EACH, "clause: sessions.minutes",
            "the contract says that `sessions.minutes` does not apply",
        ),
        ("{sessions: {minutes: 50}}", OVER, "clause: sessions", "nothing is agreed at `sessions.overrun`"),
        ("{sessions: {minutes: 50, overrun: {not_applicable: why}}}", OVER, "clause: sessions", DOES_NOT_APPLY),
        ("{sessions: {overrun: 9}}", OVER, "clause: sessions", "nothing is agreed at `sessions.minutes`"),
        ("{sessions: {minutes: 50}}", OVER, "defaults: {sessions.overrun: 10}", None),
        ("{hours: 24/7}", OVER, "defaults: {sessions.overrun: 10}", "nothing is agreed at `sessions.minutes`"),
        ("{hours: 24/7}", LATE, "severity: notice", "nothing is agreed at `reply_within`"),
        ("{reply_within: 8 open hours}", LATE, "severity: notice", "nothing is agreed at `hours`"),
        ("{reply_within: PT8H}", LATE, "severity: notice", None),
        ("{fee: {amount: 9}}", GAP, "severity: notice", "nothing is agreed at `hours`"),
        (
            "{hours: 24/7}", EACH, "after_end: true",
            "the contract has no end, and the rule looks at what comes after it",
        ),
        ("{fee: {amount: 9}}", EACH, "enabled: false", "the rule is switched off"),
        ("{fee: {amount: 9}}", "{agreement: late}", "clause: hours", ASKED),
        ("{fee: {amount: 9}}", "{agreement: late}", "severity: notice", None),  # no session: simply quiet
        ("{fee: {amount: 9}}", "{agreement: one_sided}", "severity: notice", None),
    ],
)  # fmt: skip
def test_the_reason_is_what_it_lacks(
    administrative: str, when: str, more: str, reason: str | None, tmp_path: Path
) -> None:
    assert reasons(tmp_path, administrative, when, more) == ([] if reason is None else [reason])


def test_what_is_agreed_in_some_version_is_lacking_in_none(tmp_path: Path) -> None:
    assert reasons(tmp_path, "{fee: {amount: 9}}", EACH, "clause: hours", amended="hours: 24/7") == []
    assert reasons(tmp_path, "{hours: 24/7}", EACH, "clause: hours", amended="hours: null") == []


def test_of_several_versions_the_newest_with_the_clause_tells(tmp_path: Path) -> None:
    lacking = reasons(tmp_path, "{sessions: {every: P7D}}", OVER, "clause: sessions", amended="sessions.minutes: 50")
    assert lacking == ["nothing is agreed at `sessions.overrun`"]
    gone = reasons(tmp_path, "{sessions: {minutes: 50}}", OVER, "clause: sessions", amended="sessions: null")
    assert gone == ["nothing is agreed at `sessions.overrun`"]


def test_each_reason_has_the_relationships_it_holds_for(tmp_path: Path) -> None:
    terms = (
        "{fee: {amount: 9}}",
        "{sessions: {minutes: 50}}",
        "{fee: {amount: 7}}",
        "{sessions: {minutes: 50, overrun: 0}}",
    )
    contracts = tuple(contract(tmp_path, each, name=f"k-{n}", pair=f"c-{n}") for n, each in enumerate(terms))
    policy = bd.compile(bd.Caseload(contracts), packs=[rule(tmp_path, OVER, "clause: sessions")])
    found = bd.check([row(f"m{n}", f"c-{n}") for n in range(4)], policy)
    assert [(*entry[:2], str(entry.reason)) for entry in found.summary().not_checked] == [
        ("own", 2, "the contract has no `sessions`"), ("own", "c-1", "nothing is agreed at `sessions.overrun`"),
    ]  # fmt: skip
    assert [each.relationships for each in found.found.unchecked] == [("c-0", "c-2"), ("c-1",)]


def test_what_the_log_does_not_cover_is_a_reason_of_its_own(tmp_path: Path) -> None:
    policy = bd.compile(
        contract(tmp_path, "{hours: 24/7}"), packs=[rule(tmp_path, "{none: {kind: session}, for: P7D}")]
    )
    log = bd.check([row()], policy).log
    blind = type(log)(
        log.table,
        log.rejects,
        log.sources,
        (Coverage(t("01-01 00:00"), t("12-31 00:00"), frozenset({"message"}), None),),
    )
    reason = "the log does not cover what it waits for"
    assert [str(entry.reason) for entry in bd.check(blind, policy).summary().not_checked] == [reason]


def test_nothing_is_withheld_from_a_rule_about_the_agreement(tmp_path: Path) -> None:
    policy = bd.compile(contract(tmp_path, "{hours: 24/7}"), packs=[rule(tmp_path, "{agreement: incomplete}")])
    log = bd.check([row()], policy).log
    blind = type(log)(log.table, log.rejects, log.sources, ())
    found = bd.check(blind, policy)
    assert len(found) == 3
    assert found.summary().not_checked == ()
