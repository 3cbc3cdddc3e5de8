"""Contracts for generated worlds: documents as a person writes them, so that the real loader reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from boundaries.policy.condition import Filter
from boundaries.policy.document import filter_document
from world_filters import HOURS_TEXTS, Dice, any_filter

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
PARTIES: tuple[list[dict[str, str]], ...] = (
    [{"id": "c-1", "role": "client"}, {"id": "c-2", "role": "client"}], [{"id": "p-1", "role": "therapist"}],
    [{"id": "p-1", "role": "practitioner"}, {"id": "c-1", "role": "client"}, {"id": "g-1", "role": "guardian"}],
)  # fmt: skip

FIELDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "after_hours": {
        "channels": (["SMS", "phone"], ["Email"], "signal"), "purposes": (["crisis"], ["crisis", "support"]),
        "support": (["client"], ["client", "unknown"], ["practitioner", "both"]),
    },
    "calls": {"minutes": ("10", "20")},
    "cancellation": {"notice": ("PT48H", "PT24H")},
    "ending": {"contact": (["scheduling"], "other"), "for": ("P90D", "P1M")},
    "fee": {
        "amount": ("70", "0.3"), "due_within": ("P14D", "2 working days", "PT12H", "3 open hours"),
        "waiver": (["illness"], ["crisis", "technical"]),
    },
    "sessions": {
        "every": ("P7D", "P1M"), "minutes": ("50", "59.9"), "overrun": ("10", "10.1", "0"),
        "places": (["room"], ["room", "video"], "video"),
    },
}  # fmt: skip
CAPS = {
    "between_sessions": (("0", "1", "2"), ("P7D", "PT12H", "day", "week", "month", "P1M")),
    "sessions": (("1", "2"), ("week", "P7D", "month")),
    "gifts": (("1", "10"), ("P1Y", "month")),
}
SINGLE: dict[str, tuple[Any, ...]] = {
    "hours": HOURS_TEXTS,
    "channels": (
        {"sms": ["scheduling"], "email": "any", "phone": ["crisis"]}, {"sms": "any"}, ["sms", "email"], {},
        {"sms": ["scheduling", "support"], "in_person": "any"},
    ),
    "reply_within": ("PT24H", "1 working day", "8 open hours", "90 minutes", "P2D"),
    "accounts": ("work", ["work", "personal"]),
    "sharing": ([{"with": "gp", "basis": "consent"}], [{"with": "gp"}, {"with": "family", "basis": "risk"}], []),
    "social": ("none", "room"),
}  # fmt: skip
CLAUSES = (
    "hours", "channels", "reply_within", "calls", "cancellation", "fee", "sessions", "between_sessions", "accounts",
    "after_hours", "sharing", "social", "ending", "gifts",
)  # fmt: skip
NOT_APPLICABLE = {"not_applicable": "not agreed on"}
STRICT: dict[str, Any] = {  # what allows nearly nothing
    "hours": "Mo-Fr 09:00-10:00", "channels": {"sms": ["scheduling"]}, "between_sessions": {"at_most": 0, "per": "P7D"},
    "reply_within": "PT1H", "calls": {"minutes": 1},
    "sessions": {"at_most": 1, "per": "month", "minutes": 50, "overrun": 0, "every": "P1D"},
}  # fmt: skip
LOOSEST: dict[str, Any] = {  # what allows nearly everything
    "hours": "24/7", "channels": dict.fromkeys(("sms", "email", "phone", "in_person", "signal"), "any"),
    "between_sessions": {"at_most": 90, "per": "PT12H"}, "reply_within": "P90D", "calls": {"minutes": 900},
    "sessions": {"at_most": 90, "per": "day", "minutes": 50, "overrun": 900, "every": "P90D"},
}  # fmt: skip
ELSEWHERE: dict[str, tuple[Any, ...]] = {  # clauses of the other two parts
    "professional.goals": ([{"goal": "sleep"}], []),
    "professional.tasks": ([{"task": "sleep diary", "owner": "client"}],),
    "professional.expectations": ([{"says": "progress is uneven"}],),
    "professional.review_every": ("P12W", "P4W"),
    "psychological.commitments": ([{"by": "practitioner", "says": "name it early"}],),
    "psychological.expectations": ([{"voiced_by": "client", "says": "an answer"}],),
    "psychological.needs": ([{"of": "client", "says": "quiet evenings"}],),
}


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
        part[name] = NOT_APPLICABLE if state == 14 else None if state in (13, 15) else clause(name, by)
    return part


def other_parts(by: Dice) -> Document:
    """What is agreed, or said not to apply, of the professional and the psychological part; mostly little."""
    parts: Document = {}
    for path, values in ELSEWHERE.items():
        part, _, name = path.partition(".")
        if (state := by.roll(4)) > 1:
            parts.setdefault(part, {})[name] = by.pick(values) if state == 2 else NOT_APPLICABLE
    return parts


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
    if by.rarely(3):
        part, value = by.pick(("professional", "psychological")), by.pick((NOT_APPLICABLE, NOT_APPLICABLE, None))
        changes |= {path: value for path in ELSEWHERE if path.startswith(part) and not by.rarely(8)}
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


@dataclass(frozen=True)
class Story:
    """What a contract tells of: a clause that is strict at first, and then amended, or excepted for a time."""

    clause: str
    amended: bool


def told(document: Document, story: Story, focus: date, by: Dice) -> None:
    """Write a story into a contract, as its first amendment or exception."""
    day, name = days_off(focus, 6, by).isoformat(), story.clause
    document["administrative"][name] = STRICT[name]
    if story.amended:
        entry: Document = {"id": "told", "agreed": day, "agreed_by": BOTH, "set": {name: LOOSEST[name]}}
    else:
        entry = {"id": "told", "clause": name, "until": day, "agreed_by": BOTH}
    key = "amendments" if story.amended else "exceptions"
    document[key] = [entry, *document.get(key, [])]


def any_contract(
    name: str, relationships: tuple[str, ...], by: Dice, story: Story | None = None
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
    if by.rarely(3):
        document["parties"] = by.pick(PARTIES)
    document["administrative"] = administrative(by)
    document |= other_parts(by) if by.rarely(3) else {}
    dated = [exception(n, focus, by) for n in range(by.roll(3))]
    if dated:
        document["exceptions"] = [entry for entry, _ in dated]
    changes = [amendment(n, focus, by) for n in range(by.roll(4))]
    if changes:
        document["amendments"] = changes
    if story is not None:
        told(document, story, focus, by)
    return document, {entry["id"]: scope for entry, scope in dated if scope is not None}, focus
