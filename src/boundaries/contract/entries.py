"""The entries of a contract's lists as sentences: who may be told what, goals, tasks, expectations, needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from boundaries.civil.day_words import day_words
from boundaries.contract.phrases import BASES, begun, capital, parties, party

Entry = Mapping[str, object]


def _recipient(entry: Entry) -> str:
    basis = BASES[str(entry["basis"])] if "basis" in entry else "on any basis"
    until = f", until the end of {day_words(date.fromisoformat(str(entry['until'])))}" if "until" in entry else ""
    return f"Information may be shared with {party(str(entry['with']))}, {basis}{until}"


def _goal(entry: Entry) -> str:
    agreed: Any = entry.get("agreed_by")
    by = f"agreed by {parties(agreed)}" if agreed else ""
    return _with_notes(entry["goal"], _by("named by", entry.get("stated_by")), by)


def _task(entry: Entry) -> str:
    owner = entry.get("owner")
    return _with_notes(entry["task"], "for both to do" if owner == "both" else _by("for", owner, " to do"))


def _expected(entry: Entry) -> str:
    owner = entry.get("owner")
    return _with_notes(entry["says"], "both expect it" if owner == "both" else _by("expected by", owner))


def _commitment(entry: Entry) -> str:
    who = entry.get("by")
    if who is None:
        return _with_notes(entry["says"])
    return f"{begun(str(who))} {'commit' if who == 'both' else 'commits'} to this: {entry['says']}"


def _voiced(entry: Entry) -> str:
    accepted = {"true": "accepted", "false": "not accepted"}.get(str(entry.get("accepted")), "")
    return _with_notes(
        entry["says"], _by("voiced by", entry.get("voiced_by")), _by("heard by", entry.get("heard_by")), accepted
    )


def _need(entry: Entry) -> str:
    who = entry.get("of")
    if who is None:
        return _with_notes(entry["says"])
    return f"{begun(str(who))} {'need' if who == 'both' else 'needs'} this: {entry['says']}"


def _by(verb: str, who: object, after: str = "") -> str:
    return f"{verb} {party(str(who))}{after}" if who is not None else ""


def _with_notes(text: object, *notes: str) -> str:
    """The text as the two wrote it, and who stands behind it: `Sleep diary (for the client to do)`."""
    said = "; ".join(note for note in notes if note)
    return f"{capital(str(text))}{f' ({said})' if said else ''}"


ENTRIES: dict[str, Callable[[Entry], str]] = {
    "administrative.sharing": _recipient,
    "professional.goals": _goal,
    "professional.tasks": _task,
    "professional.expectations": _expected,
    "psychological.commitments": _commitment,
    "psychological.expectations": _voiced,
    "psychological.needs": _need,
}
NOTHING = dict.fromkeys(ENTRIES, "There are none.") | {"administrative.sharing": "Nothing is shared with anybody."}
