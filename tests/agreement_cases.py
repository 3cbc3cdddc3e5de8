"""Short ways to ask oracle and kernel one question about an agreement. In London, where winter is UTC."""

from __future__ import annotations

from typing import Any

from boundaries.core.finding import finding_id
from boundaries.policy.spec import load_rules
from builders import row, shown
from worlds import World, agreement_of, kernel_findings, oracle_findings

HOURS = '{hours: "Mo-Fr 09:00-18:00"}'
TIGHTER = 'hours: "Mo-Fr 09:00-12:00"'
EVENING = """\
---
rule: evening
clause: hours
when: {event: {kind: message, outside: $hours}}
unless: [crisis, agreed]
says: x
"""


def contract(
    administrative: str = HOURS, *more: str, agreed: str = "2026-01-12", whose: str = "relationship: r"
) -> str:
    head = f"contract: c\n{whose}\ntimezone: Europe/London\nagreed: {agreed}\nconsent: [practitioner, client]\n"
    return "\n".join([f"{head}packs: []\nadministrative: {administrative}", *more]) + "\n"


def world(text: str, when: str, rows: tuple[dict[str, Any], ...], as_of: str | None, more: str, others: str) -> World:
    rules = load_rules(f"rule: x\nwhen: {{agreement: {when}}}\nsays: x\n{more}\n{others}", "rules.yaml")
    last = None if as_of is None else moment(as_of)
    return World((agreement_of(text, tuple(rule.name for rule in rules)),), rules, rows, last)


def moment(text: str) -> int:
    return int(row("", text)["at"])


def found(
    text: str, when: str, *rows: dict[str, Any], as_of: str | None = "12-31 00:00", more: str = "", others: str = ""
) -> list[tuple[Any, ...]]:
    """(at, until, measured, evidence, clause, terms) of each open finding of the rule; oracle and kernel alike."""
    return [
        (shown(line[1]), shown(line[4]), line[5], " ".join(line[10]), line[11], line[12])
        for line in told(text, when, *rows, as_of=as_of, more=more, others=others) if line[6] == "open"
    ]  # fmt: skip


def told(
    text: str, when: str, *rows: dict[str, Any], as_of: str | None = "12-31 00:00", more: str = "", others: str = ""
) -> list[tuple[Any, ...]]:
    """The lines of the rule's findings, of which oracle and kernel say the same."""
    case = world(text, when, rows or (row("m", "02-02 10:00"),), as_of, more, others)
    meant = oracle_findings(case)
    assert kernel_findings(case) == meant
    return [line for line in meant if line[2] == "x"]


def amendment(agreed: str, change: str, more: str = "", by: str = "[practitioner, client]", id: str = "a1") -> str:
    return f"- {{id: {id}, agreed: {agreed}, agreed_by: {by}, set: {{{change}}}{more}}}"


def anchor_id(anchor: str) -> str:
    return finding_id("x", "r", "c", anchor)


def anchored(lines: list[tuple[Any, ...]], *anchors: str) -> bool:
    return [line[3] for line in lines] == list(map(anchor_id, anchors))
