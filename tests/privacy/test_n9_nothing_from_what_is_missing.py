"""N9: nothing is concluded from what is deleted, disappeared, or not in the log: a hole is not known, not silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boundaries as bd
from boundaries.table.assemble import to_log
from boundaries.table.log import Coverage
from shared_views import contract

TERMS = {
    "hours": "Mo-Fr 09:00-18:00", "reply_within": "1 working day", "supervision": {"every": "P14D"},
    "sessions": {"every": "P7D", "minutes": 50, "overrun": 10}, "channels": {"sms": "any"},
}  # fmt: skip


def row(id: str, at: str, **columns: Any) -> bd.Interaction:
    return bd.Interaction(id=id, relationship="c-1", at=f"2026-03-{at}Z", **columns)  # type: ignore[arg-type]


HOLES = [
    row("asked", "03T10:00:00", kind="message", by="client", channel="sms"),  # its answer may have been deleted
    row("day", "04T00:00:00", kind="message", by="practitioner", channel="sms", certainty="date_only"),
    row("who", "05T22:00:00", kind="message", by="unknown", channel="sms"),
    row("how", "05T10:00:00", kind="message", by="practitioner"),  # by which channel is not known
    row("long", "06T10:00:00", kind="session", by="both"),  # how long it lasted is not known
]


def found(covers: str | None) -> bd.Result:
    policy = bd.compile(contract(["c-1"], administrative=TERMS))
    log = to_log(HOLES)
    if covers is not None:
        log = replace(log, coverage=(Coverage(-(2**62), 2**62, frozenset(covers.split(","))),))
    return bd.check(log, policy, as_of="2026-06-30")


ABSENCES = {"reply-overdue", "session-gap", "supervision-interval"}


def test_a_log_that_does_not_cover_a_kind_says_nothing_of_its_absence() -> None:
    covered, uncovered = found(None), found("gift")
    assert {f.rule for f in covered} >= ABSENCES, "where everything is covered there are such findings"
    assert not ABSENCES & {f.rule for f in uncovered}
    reasons = {entry.rule: entry.reason.said() for entry in uncovered.summary().not_checked}
    assert {reasons[rule] for rule in ABSENCES} == {"the log does not cover what it waits for"}


def test_what_a_row_does_not_say_is_undetermined_and_never_open() -> None:
    result = found("gift")
    unknown = {(f.rule, f.unknown) for f in result if f.status == "undetermined"}
    assert ("contact-outside-hours", "at") in unknown
    assert ("contact-outside-hours", "by") in unknown
    assert ("channel-not-agreed", "channel") in unknown
    assert ("session-overrun", "minutes") in unknown
    opened = {row for f in result if f.status == "open" and f.dimension != "information" for row in f.evidence}
    assert opened == set()
