"""The sample year: what the shipped rules find in three relationships, kept line by line."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import boundaries as bd

YEAR = Path(__file__).parents[2] / "examples" / "year"
EXPECTED = Path(__file__).with_name("sample_year.txt")
QUIET = "c-112"


@cache
def found() -> tuple[bd.Finding, ...]:
    """All findings of the year."""
    return tuple(bd.check(bd.read(YEAR / "diary.csv"), bd.compile(bd.load_all(YEAR))))


def line(finding: bd.Finding) -> str:
    """Who, when on the contract's clock, what, how."""
    at = finding.at.astimezone(ZoneInfo("Europe/London"))
    covered = f" {finding.excused_by}" if finding.excused_by else ""
    weight = finding.severity if finding.status == "open" else finding.status
    return f"{finding.relationship} {at:%Y-%m-%d %H:%M} {finding.rule} {weight}{covered}"


def test_what_is_found_is_what_was_looked_at_and_meant() -> None:
    assert "\n".join(map(line, found())).splitlines() == EXPECTED.read_text("utf-8").splitlines()


def test_ordinary_good_care_is_left_in_peace() -> None:
    """Scheduling texts, one crisis call, one agreed exception: no crossing, and at most two notices in any quarter.

    Nothing is concluded of it but that nearly every clause was kept.
    """
    every = [finding for finding in found() if finding.relationship == QUIET]
    quiet = [finding for finding in every if finding.type != "strength"]
    assert {finding.rule for finding in every if finding.premises is not None} == {"clause-kept"}
    opened = [finding for finding in quiet if finding.status == "open"]
    assert opened
    assert all(finding.severity == "notice" for finding in opened)
    quarters = Counter((finding.at.year, (finding.at.month - 1) // 3) for finding in opened)
    assert max(quarters.values()) <= 2
    assert {finding.excused_by for finding in quiet if finding.status == "excused"} == {"agreed", "cover"}
    log = bd.read(YEAR / "diary.csv").table.to_pylist()
    kinds = Counter((row["kind"], row["purpose"]) for row in log if row["relationship"] == QUIET)
    assert kinds["call", "crisis"] == 1
    assert kinds["message", "scheduling"] > 15


def test_small_steps_are_followed_by_a_repair() -> None:
    """What was crossed in the spring is kept after the two had talked and had changed the agreement together."""
    steps = [finding for finding in found() if finding.relationship == "c-140" and finding.status == "open"]
    after = [f for f in steps if f"{f.at:%Y-%m-%d}" >= "2026-05-25" and f.type != "strength"]
    mended = {finding.clause for finding in steps if finding.rule == "repaired"}
    assert sum(finding.severity == "crossing" for finding in steps) >= 5
    assert {finding.dimension for finding in steps} >= {"time", "channel", "money", "gifts"}
    assert [finding.severity for finding in after] == ["notice"]
    assert mended == {f"administrative.{name}" for name in ("hours", "sessions", "fee", "gifts")}
    lasting = [f.rule for f in found() if f.relationship == "c-140" and f.type == "conclusion" and f.until is None]
    assert lasting == ["one-step-after-another", "carrying-this-alone"]  # nobody else has seen it


def test_too_little_is_found_as_well_as_too_much() -> None:
    rules = {finding.rule for finding in found() if finding.relationship == "c-158" and finding.status == "open"}
    assert rules >= {"reply-overdue", "session-gap", "missed-session-follow-up", "no-new-time-offered"}
