"""A practice of many relationships whose every private word is a canary, for tests of what others may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.readers.pseudonyms import Key
from boundaries.report import platform

START = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday
HOURS = "Mo-Fr 09:00-18:00"
# What nobody but the practitioner may see of these, wherever it is written.
CANARIES = ("canary-office", "canary-actor", "canary-pair", "canary-contract", "canary-row", "canary-channel",
            "x-canary", "canary.yaml", "4711", "4712", "Canary Line", "canary-insurer")  # fmt: skip


def terms(**changes: Any) -> dict[str, Any]:
    """The administrative part of a contract, with words that are somebody's own in it."""
    return {
        "hours": HOURS, "channels": {"sms": "any", "canary-channel": "any"}, "fee": {"amount": 4711},
        "gifts": {"at_most": 4712, "per": "P1Y"}, "sharing": [{"with": "canary-insurer", "basis": "consent"}],
        "sessions": {"at_most": 1, "per": "week", "minutes": 50, "places": ["canary-office"]},
        "after_hours": {"support": ["Canary Line 116 123"]}, "rest": {"night": "22:00-07:00", "days_off": "Su"},
        "reply_within": "1 working day", **changes,
    }  # fmt: skip


def contract(pairs: Iterable[str], name: str = "canary-contract", **changes: Any) -> bd.Contract:
    """A contract of some relationships; `changes` are its keys, `administrative` among them."""
    document = {
        "contract": name, "relationships": list(pairs), "practitioner": "p-03", "timezone": "Europe/London",
        "agreed": "2026-01-12", "consent": ["practitioner", "client"], "currency": "GBP", "administrative": terms(),
        "metadata": {"told": "2026-01-12", "basis": "consent"}, **changes,
    }  # fmt: skip
    (read,) = load_contracts(yaml.safe_dump(document), "canary.yaml")
    return read


def rows(pair: str, finds: bool = True) -> list[bd.Interaction]:
    """Some weeks of a relationship; `finds`: with contact in the evening, at night, elsewhere, and with money."""
    at = START + timedelta(minutes=len(pair))
    told: list[dict[str, Any]] = [{"kind": "session", "by": "both", "channel": "in_person", "minutes": 50}]
    if finds:
        told += [
            {"at": at.replace(hour=21, minute=13), "kind": "message", "by": "practitioner", "channel": "sms"},
            {"at": at.replace(day=4, hour=23), "kind": "message", "by": "practitioner", "channel": "sms"},
            {"at": at.replace(day=5, hour=23), "kind": "call", "by": "practitioner", "channel": "phone", "minutes": 31},
            {"at": at.replace(day=6, hour=23), "kind": "message", "by": "practitioner", "channel": "sms"},
            {"at": at.replace(day=8), "kind": "message", "by": "practitioner", "channel": "canary-video"},
            {"at": at.replace(day=10), "kind": "session", "by": "both", "place": "canary-actor-home", "minutes": 75},
            {"at": at.replace(day=11), "kind": "gift", "by": "client", "amount": 4712.5},
            {"at": at.replace(day=12), "kind": "invoice", "by": "practitioner", "amount": 4711.5,
             "ref": "canary-row-0"},
            {"at": at.replace(day=13), "kind": "x-canary", "by": "practitioner"},
        ]  # fmt: skip
    columns = {"relationship": pair, "actor": "canary-actor", "at": at}
    return [bd.Interaction(id=f"canary-row-{number}", **{**columns, **row}) for number, row in enumerate(told)]


def practice(pairs: Sequence[str] = ("canary-pair-a", "canary-pair-b"), **changes: Any) -> bd.Result:
    """What is found in some relationships under one contract, all of them alike."""
    log = [row for pair in pairs for row in rows(pair)]
    return bd.check(log, bd.compile(contract(pairs, **changes)), as_of="2026-04-30")


def platform_tells(result: bd.Result, pairs: Sequence[str], rule: str, of: int) -> bool:
    """Whether a platform is told of a rule what it would be if its shared findings were in so many relationships.

    Chance may make one number of two: so it is asked with many keys.
    """
    found: dict[str, set[str]] = {}
    for finding in result:
        if finding.audience == "shared" and finding.status == "open" and finding.type != "strength":
            found.setdefault(finding.rule, set()).add(finding.relationship)
    judged, about = dict.fromkeys(pairs, 0), platform.digest(dict.fromkeys(pairs, 0), found, ())
    for number in range(40):
        key = Key(secret=bytes([number]) * 32)
        counts = platform.counted(result.findings, judged, result.policy, key, ())
        near = max(platform.FEWEST, len(judged) + platform.change(key, platform.EVERYBODY, about))
        told = {count.rule.name: count.relationships for count in counts.counts}
        if told[rule] != platform.noisy(of, near, key, rule, about):
            return False
    return True


def files(folder: Path, pairs: Sequence[str], **changes: Any) -> tuple[Path, Path]:
    """The same as a contract file and a log in a folder."""
    written, log = folder / "canary.yaml", folder / "canary.jsonl"
    written.write_text(yaml.safe_dump(contract(pairs, **changes).to_dict(), sort_keys=False), "utf-8")
    lines = [interaction_line(row) for pair in pairs for row in rows(pair)]
    log.write_text("".join(lines), "utf-8")
    return written, log


def interaction_line(row: bd.Interaction) -> str:
    """A row as a line of a JSONL log."""
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.values()}
    return json.dumps(plain) + "\n"
