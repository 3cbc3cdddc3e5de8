"""What a person made of a finding. Nothing but a named human says that something was a violation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from boundaries.core.errors import Diagnostic, UsageError, did_you_mean
from boundaries.core.instants import parse_instant, to_datetime
from boundaries.monitor.chain import Entry

Word = Literal["kept in mind", "taken to supervision", "excused", "wrong data", "violation"]
WORDS: tuple[Word, ...] = get_args(Word)
NEEDS_A_REASON = ("excused", "wrong data", "violation")
_LONGEST = 2_000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Disposition:
    """What somebody, by name, made of a finding: one of WORDS, when (the monitor's own time) and why."""

    finding: str
    word: Word
    by: str
    reason: str | None = None
    at: datetime | None = None

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        at = None if self.at is None else self.at.isoformat()
        return {"finding": self.finding, "disposition": self.word, "by": self.by, "reason": self.reason, "at": at}


def disposition(finding: str, word: str, by: str, reason: str | None, at: datetime | None = None) -> Disposition:
    """A disposition from what a person gave; raises `UsageError` for a word that is none, or without name or reason."""
    for known in WORDS:
        if word == known:
            break
    else:
        hint = did_you_mean(word, WORDS) or f"one of {', '.join(f'`{one}`' for one in WORDS)}"
        raise _problem("what is made of a finding is none of the words for it", hint)
    name, why = (by or "").strip(), (reason or "").strip()
    if not name:
        raise _problem("nobody is named who says so", "`by` is the name of the person who looked at it")
    if known in NEEDS_A_REASON and not why:
        raise _problem(f"`{known}` needs a reason", "`reason` says why, in a sentence")
    if max(len(name), len(why)) > _LONGEST:
        raise _problem(f"longer than {_LONGEST:,} characters", "a sentence is enough")
    return Disposition(finding, known, name, why or None, at)


def said(entries: Iterable[Entry]) -> list[Disposition]:
    """The dispositions of a decision log, in order."""
    found = []
    for entry in (json.loads(e.text) for e in entries):
        if entry["op"] == "dispose":
            at = None if entry["at"] is None else to_datetime(parse_instant(entry["at"]))
            found.append(disposition(entry["finding"], entry["disposition"], entry["by"], entry["reason"], at))
    return found


def _problem(message: str, hint: str) -> UsageError:
    return UsageError(Diagnostic("B324", message, hint=hint))
