"""A small agreement and what happens under it, for the tests of the monitor."""

from __future__ import annotations

from pathlib import Path

import boundaries as bd

CONTRACT = """
contract: c
relationships: [c-1, c-2]
practitioner: p-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative: {hours: "Mo-Fr 09:00-18:00", channels: {sms: any}, reply_within: 1 working day}
"""

RULES = (
    {
        "rule": "message-outside-hours", "clause": "administrative.hours", "says": "{count} outside {agreed}.",
        "when": {"event": {"kind": "message", "by": "practitioner", "outside": "$hours"}},
    },
    {
        "rule": "reply-overdue", "says": "A message waits.",
        "when": {"event": {"kind": "message", "by": "client"}, "without": {"kind": "message", "by": "practitioner"},
                 "within": "P1D"},
    },
)  # fmt: skip


def policy(folder: Path, text: str = CONTRACT) -> bd.Policy:
    """The agreement, compiled with two rules."""
    place = folder / "contract.yaml"
    place.write_text(text, "utf-8")
    return bd.compile(bd.load(place), packs=[], rules=RULES)


def message(id: str, at: str, by: str = "practitioner", relationship: str = "c-1", **more: object) -> bd.Interaction:
    """A message, on a day of March 2026 where `at` is only day and time."""
    at = at if len(at) > 11 else f"2026-03-{at}:00Z"
    return bd.Interaction.from_mapping(
        {"id": id, "relationship": relationship, "at": at, "kind": "message", "by": by, "channel": "sms", "length": 80}
        | more
    )


def numbered(n: int) -> bd.Interaction:
    """The n-th of many messages, a minute after the one before."""
    return message(f"m{n}", f"2026-03-{1 + n // 1440:02d}T{n // 60 % 24:02d}:{n % 60:02d}:00Z")
