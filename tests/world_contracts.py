"""Contracts for generated worlds: documents as a person writes them, so that the real loader reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from boundaries.policy.rule import Filter
from world_rules import CHANNELS, HOURS_TEXTS, filter_document, filters

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


@st.composite
def clauses(draw: st.DrawFn, name: str) -> Any:
    """What may stand at a clause."""
    if name in SINGLE:
        return draw(st.sampled_from(SINGLE[name]))
    found: Document = {}
    for field, values in FIELDS.get(name, {}).items():
        if draw(st.integers(0, 3)):
            found[field] = draw(st.sampled_from([*values, *values, *values, None, NOT_APPLICABLE]))
    if name in CAPS and (draw(st.integers(0, 3)) or not found):
        most, per = CAPS[name]
        found |= {"at_most": draw(st.sampled_from(most)), "per": draw(st.sampled_from(per))}
    return found or draw(clauses(name))


@st.composite
def administrative(draw: st.DrawFn) -> Document:
    """The administrative part: most clauses there, some said not to apply, some null."""
    part: Document = {}
    for name in CLAUSES:
        state = draw(st.integers(0, 15))
        if state >= 2:
            part[name] = draw(clauses(name))
        else:
            part[name] = NOT_APPLICABLE if state else None
    return part


@st.composite
def moments(draw: st.DrawFn, around: date, spread: int = 25) -> str:
    """A date, a local date-time or an instant, as text."""
    day = around + timedelta(days=draw(st.integers(-spread, spread)))
    form = draw(st.integers(0, 4))
    if form < 3:
        return day.isoformat()
    hour, minute = draw(st.integers(0, 23)), draw(st.sampled_from((0, 30)))
    return f"{day} {hour:02}:{minute:02}" if form == 3 else f"{day}T{hour:02}:{minute:02}:00Z"


@st.composite
def amendments(draw: st.DrawFn, number: int, focus: date) -> Document:
    """One amendment: agreed by both or by one, before or after the fact, setting, removing, or moving the end."""
    agreed = focus + timedelta(days=draw(st.integers(-25, 20)))
    amendment: Document = {"id": f"a{number}", "agreed": agreed.isoformat()}
    if draw(st.booleans()):
        amendment["effective"] = draw(moments(agreed, 6))
    amendment["agreed_by"] = draw(st.sampled_from((BOTH, BOTH, BOTH, ["practitioner"], ["client"])))
    changes: Document = {}
    for name in draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=2, unique=True)):
        changes |= draw(_changes(name))
    if draw(st.integers(0, 5)) == 0:
        changes["ends"] = draw(st.one_of(st.none(), moments(focus, 15)))
    amendment["set"] = changes
    return amendment


@st.composite
def _changes(draw: st.DrawFn, name: str) -> Document:
    path = name if draw(st.booleans()) else f"administrative.{name}"
    choice = draw(st.integers(0, 5))
    if choice == 0:
        return {path: draw(st.sampled_from((None, NOT_APPLICABLE)))}
    if choice < 3 or name not in (*FIELDS, *CAPS):
        return {path: draw(clauses(name))}
    if name in CAPS and (choice == 3 or name not in FIELDS):
        most, per = CAPS[name]
        return {f"{path}.at_most": draw(st.sampled_from(most)), f"{path}.per": draw(st.sampled_from(per))}
    field = draw(st.sampled_from(sorted(FIELDS[name])))
    return {f"{path}.{field}": draw(st.sampled_from((*FIELDS[name][field], None)))}


@st.composite
def exceptions(draw: st.DrawFn, number: int, focus: date) -> tuple[Document, Filter | None]:
    """An exception and its scope."""
    entry: Document = {"id": f"e{number}", "clause": draw(st.sampled_from((*CLAUSES, "sessions.minutes")))}
    since = draw(st.one_of(st.none(), st.integers(-20, 10)))
    if since is not None:
        entry["from"] = draw(moments(focus + timedelta(days=since), 0))
    if draw(st.booleans()):
        entry["until"] = draw(moments(focus + timedelta(days=(since or 0) + draw(st.integers(2, 15))), 0))
    if draw(st.booleans()):
        entry["reason"] = draw(st.sampled_from(("crisis", "illness", "technical")))
    entry["agreed_by"] = draw(st.sampled_from((BOTH, BOTH, ["practitioner"])))
    scope = draw(st.one_of(st.none(), filters))
    if scope is not None and (document := filter_document(scope)):
        entry["scope"] = document
        return entry, scope
    return entry, None


@st.composite
def documents(draw: st.DrawFn, name: str, relationships: tuple[str, ...]) -> tuple[Document, dict[str, Filter], date]:
    """A contract's document, the scopes of its exceptions by id, and the day around which things happen."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    country, days = ZONES[zone]
    focus = date.fromisoformat(draw(st.sampled_from(days)))
    agreed = focus - timedelta(days=draw(st.integers(0, 25)))
    document: Document = {"contract": name}
    if relationships:
        document |= {"relationships": list(relationships)}
    if draw(st.booleans()):
        document["practitioner"] = draw(st.sampled_from(("p-1", "p-2")))
    document |= {"timezone": zone, "agreed": agreed.isoformat(), "consent": BOTH, "packs": []}
    if country and draw(st.booleans()):
        document["country"] = country
    first = agreed
    if draw(st.integers(0, 3)) == 0:
        first = focus + timedelta(days=draw(st.integers(-10, 5)))
        document["starts"] = draw(moments(first, 0))
    if draw(st.integers(0, 3)) == 0:
        document["ends"] = draw(moments(first + timedelta(days=draw(st.integers(2, 30))), 0))
    document["administrative"] = draw(administrative())
    dated = [draw(exceptions(n, focus)) for n in range(draw(st.integers(0, 2)))]
    if dated:
        document["exceptions"] = [entry for entry, _ in dated]
    changes = [draw(amendments(n, focus)) for n in range(draw(st.integers(0, 3)))]
    if changes:
        document["amendments"] = changes
    return document, {entry["id"]: scope for entry, scope in dated if scope is not None}, focus


__all__ = ["CHANNELS", "ZONES", "documents"]
