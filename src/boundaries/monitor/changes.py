"""What an operation changed: findings raised, revised and withdrawn, and what became of the interactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boundaries.core.catalogue import show
from boundaries.core.finding import Finding
from boundaries.core.instants import parse_instant, to_datetime
from boundaries.core.location import Location


@dataclass(frozen=True, slots=True)
class Refused:
    """An interaction that was not taken, and why: its place among those given, its id, never what it said."""

    place: int
    id: str | None
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an operation changed, each sorted as findings are.

    `revised` are findings as they are now, `withdrawn` as they last were. Whoever applies every change in order holds
    the monitor's findings.
    """

    raised: tuple[Finding, ...] = ()
    revised: tuple[Finding, ...] = ()
    withdrawn: tuple[Finding, ...] = ()
    accepted: int = 0
    duplicates: int = 0
    refused: tuple[Refused, ...] = ()

    def __bool__(self) -> bool:
        """Whether any finding changed."""
        return bool(self.raised or self.revised or self.withdrawn)

    def to_dict(self) -> dict[str, object]:
        """The JSON form; of withdrawn findings their ids."""
        return {
            "accepted": self.accepted, "duplicates": self.duplicates,
            "refused": [{"place": r.place, "id": r.id, "code": r.code, "reason": r.reason} for r in self.refused],
            "raised": [f.to_dict() for f in self.raised], "revised": [f.to_dict() for f in self.revised],
            "withdrawn": [f.id for f in self.withdrawn],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A finding with its JSON text: two are the same where their texts are."""

    finding: Finding
    text: str


def held(found: Iterable[Finding]) -> dict[str, Held]:
    """Findings by id."""
    return {f.id: Held(f, text_of(f)) for f in found}


def text_of(found: Finding) -> str:
    """A finding as one line of JSON, alike for alike findings."""
    return json.dumps(found.to_dict(), ensure_ascii=False, default=show, allow_nan=False, sort_keys=True)


def held_from(text: str) -> Held:
    """A finding from its line of JSON."""
    values: dict[str, Any] = json.loads(text)
    for name in ("at", "until", "since"):
        values[name] = _instant(values.get(name))
    for name in ("evidence", "premises", "before_interval", "after_interval", "factor_interval"):
        values[name] = None if values.get(name) is None else tuple(values[name])
    if values.get("since_interval") is not None:
        values["since_interval"] = tuple(map(_instant, values["since_interval"]))
    if values["location"] is not None:
        file, line, column = values["location"].rsplit(":", 2)
        values["location"] = Location(file, int(line), int(column))
    return Held(Finding(**values), text)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else to_datetime(parse_instant(text))


def difference(before: Mapping[str, Held], after: Mapping[str, Held]) -> Changes:
    """What has to change so that `before` becomes `after`."""
    return Changes(
        _sorted(one for id, one in after.items() if id not in before),
        _sorted(one for id, one in after.items() if id in before and before[id].text != one.text),
        _sorted(one for id, one in before.items() if id not in after),
    )


def _sorted(found: Iterable[Held]) -> tuple[Finding, ...]:
    return tuple(sorted((one.finding for one in found), key=lambda f: (f.relationship, f.at, f.rule, f.id)))
