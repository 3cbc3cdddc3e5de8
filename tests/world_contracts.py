"""Contracts for generated worlds: documents as a person writes them, so that the real loader reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from boundaries.policy.document import filter_document
from boundaries.policy.rule import Filter
from world_rules import HOURS_TEXTS, Dice, any_filter

Document = dict[str, Any]

# Each zone with the days around which its clock does something: a gap, a fold, a skipped day, a holiday.
ZONES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "Europe/London": ("GB", ("2026-03-29", "2026-10-25", "2026-12-28")),
    "America/New_York": ("US", ("2026-03-08", "2026-11-01")),
    "Australia/Lord_Howe": ("AU", ("2026-04-05", "2026-10-04")),
    "Africa/Casablanca": (None, ("2026-02-15", "2026-03-22")),
    "Asia/Kolkata": ("IN", ("2026-01-26",)),
    "America/Santiago": ("CL", ("2026-04-05", "2026-09-06")),
    "Pacific/Chatham": ("NZ", ("2026-04-05", "2026-09-27")),
    "Europe/Dublin": ("IE", ("2026-03-29", "2026-10-25")),
    "Antarctica/Troll": (None, ("2026-03-29", "2026-10-25")),
    "Pacific/Apia": (None, ("2011-12-30", "2012-04-01")),
}
BOTH = ["practitioner", "client"]

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "calls": {"minutes": ("10", "20")},
    "cancellation": {"notice": ("PT48H", "PT24H")},
    "fee": {"amount": ("70", "0.3"), "due_within": ("P14D", "2 working days", "PT12H", "3 open hours")},
    "sessions": {"every": ("P7D", "P1M"), "minutes": ("50", "59.9"), "overrun": ("10", "10.1", "0")},
}
CAPS = {
    "between_sessions": (("0", "1", "2"), ("P7D", "PT12H", "day", "week", "month", "P1M")),
    "sessions": (("1", "2"), ("week", "P7D", "month")),
}
SINGLE: dict[str, tuple[Any, ...]] = {
    "hours": HOURS_TEXTS,
    "channels": (
        {"sms": ["scheduling"], "email": "any", "phone": ["crisis"]}, {"sms": "any"}, ["sms", "email"], {},
        {"sms": ["scheduling", "support"], "in_person": "any"},
    ),
    "reply_within": ("PT24H", "1 working day", "8 open hours", "90 minutes", "P2D"),
}  # fmt: skip
CLAUSES = ("hours", "channels", "reply_within", "calls", "cancellation", "fee", "sessions", "between_sessions")
NOT_APPLICABLE = {"not_applicable": "not agreed on"}


def clause(name: str, by: Dice) -> Any:
    """What may stand at a clause."""
    if name in SINGLE:
        return by.pick(SINGLE[name])
    found: Document = {}
    for field, values in FIELDS.get(name, {}).items():
        if not by.rarely(4):
            found[field] = by.pick([*values * 4, None, NOT_APPLICABLE])
    if name in CAPS and (not found or not by.rarely(4)):
        most, per = CAPS[name]
        found |= {"at_most": by.pick(most), "per": by.pick(per)}
    return found or None


def administrative(by: Dice) -> Document:
    """The administrative part: most clauses there, some said not to apply, some null."""
    part: Document = {}
    for name in CLAUSES:
        state = by.roll(16)
        part[name] = NOT_APPLICABLE if state == 14 else None if state == 15 else clause(name, by)
    return part


def moment(day: date, by: Dice) -> str:
    """A date, a local date-time or an instant on that day, as text."""
    form = by.roll(5)
    if form < 3:
        return day.isoformat()
    hour, minute = by.roll(24), by.pick((0, 30))
    return f"{day} {hour:02}:{minute:02}" if form == 3 else f"{day}T{hour:02}:{minute:02}:00Z"


def days_off(day: date, spread: int, by: Dice) -> date:
    """A day up to `spread` days before or after another; that day itself is the simplest."""
    shift = by.roll(2 * spread + 1)
    return day + timedelta(days=shift if shift <= spread else spread - shift)


def amendment(number: int, focus: date, by: Dice) -> Document:
    """Agreed by both or by one, before or after the fact, setting, removing, or moving the end."""
    agreed = days_off(focus, 20, by)
    entry: Document = {"id": f"a{number}", "agreed": agreed.isoformat()}
    if by.roll(2):
        entry["effective"] = moment(days_off(agreed, 6, by), by)
    entry["agreed_by"] = by.pick((BOTH, BOTH, BOTH, ["practitioner"], ["client"]))
    changes: Document = {}
    for name in by.some(CLAUSES, 2):
        changes |= change(name, by)
    if by.rarely(6):
        changes["ends"] = moment(days_off(focus, 15, by), by) if by.roll(3) else None
    entry["set"] = changes
    return entry


def change(name: str, by: Dice) -> Document:
    path = name if by.roll(2) else f"administrative.{name}"
    choice = by.roll(6)
    if choice == 5:
        return {path: by.pick((None, NOT_APPLICABLE))}
    if choice < 2 or name not in (*FIELDS, *CAPS):
        return {path: clause(name, by)}
    if name in CAPS and (choice == 2 or name not in FIELDS):
        most, per = CAPS[name]
        return {f"{path}.at_most": by.pick(most), f"{path}.per": by.pick(per)}
    field = by.pick(sorted(FIELDS[name]))
    return {f"{path}.{field}": by.pick((*FIELDS[name][field], None))}


def exception(number: int, focus: date, by: Dice) -> tuple[Document, Filter | None]:
    """An exception and its scope."""
    entry: Document = {"id": f"e{number}", "clause": by.pick((*CLAUSES, "sessions.minutes"))}
    since = days_off(focus, 12, by)
    if by.roll(2):
        entry["from"] = moment(since, by)
    if by.roll(2):
        entry["until"] = moment(since + timedelta(days=2 + by.roll(14)), by)
    if by.roll(2):
        entry["reason"] = by.pick(("crisis", "illness", "technical"))
    entry["agreed_by"] = by.pick((BOTH, BOTH, ["practitioner"]))
    scope = any_filter(by) if by.rarely(3) else None
    if scope is not None and (document := filter_document(scope)):
        entry["scope"] = document
        return entry, scope
    return entry, None


def any_contract(
    name: str, relationships: tuple[str, ...], by: Dice
) -> tuple[Document, dict[str, Filter], date]:  # fmt: skip
    """A contract's document, the scopes of its exceptions by id, and the day around which things happen."""
    zone = by.pick(list(ZONES))
    country, around = ZONES[zone]
    focus = date.fromisoformat(by.pick(around))
    first = agreed = focus - timedelta(days=25 - by.roll(26))
    document: Document = {"contract": name}
    if relationships:
        document["relationships"] = list(relationships)
    if by.roll(2):
        document["practitioner"] = by.pick(("p-1", "p-2"))
    document |= {"timezone": zone, "agreed": agreed.isoformat(), "consent": BOTH, "packs": []}
    if country and by.roll(2):
        document["country"] = country
    if by.rarely(4):
        first = days_off(focus, 10, by)
        document["starts"] = moment(first, by)
    if by.rarely(4):
        document["ends"] = moment(first + timedelta(days=2 + by.roll(29)), by)
    document["administrative"] = administrative(by)
    dated = [exception(n, focus, by) for n in range(by.roll(3))]
    if dated:
        document["exceptions"] = [entry for entry, _ in dated]
    changes = [amendment(n, focus, by) for n in range(by.roll(4))]
    if changes:
        document["amendments"] = changes
    return document, {entry["id"]: scope for entry, scope in dated if scope is not None}, focus
