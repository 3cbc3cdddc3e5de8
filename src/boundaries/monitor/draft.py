"""What an operation is about to do: take some interactions, correct one. Nothing counts before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from boundaries.core.errors import Diagnostic, LogError
from boundaries.core.interaction import Interaction
from boundaries.monitor.changes import Changes, Refused
from boundaries.monitor.rows import Row, at_the_door, owner_of
from boundaries.monitor.store import Version

Key = tuple[str, str]  # owner and id of an interaction
_LATE = "it happened before everything that can still be judged live; it belongs into a check of the whole log"
_OTHER = "an interaction of the same id is known with other values; `revise` corrects it"


@dataclass(slots=True)
class Draft:
    """What an operation is about to do; nothing of it counts before it is written."""

    histories: dict[Key, tuple[Version, ...]]
    advanced_us: int | None
    added: list[Version] = field(default_factory=list)
    entries: list[tuple[str, dict[str, object]]] = field(default_factory=list)  # (owner, entry)

    def rows(self) -> list[Row]:
        """The interactions as they stand now."""
        return [row for history in self.histories.values() if (row := history[-1].row) is not None]

    def as_of(self) -> int | None:
        """The later of the newest interaction and the last advance."""
        latest = [row.at_us for row in self.rows()]
        return max(latest + [at for at in (self.advanced_us,) if at is not None], default=None)

    def add(self, key: Key, row: Row | None, entry: dict[str, object]) -> None:
        """Another version of an interaction."""
        history = self.histories.get(key, ())
        version = Version(key, len(history) + 1, row)
        self.histories[key] = (*history, version)
        self.added.append(version)
        self.entries.append((key[0], entry))


def take(draft: Draft, given: Sequence[Interaction], lateness_us: int) -> Changes:
    """Take what can be taken of some interactions: late is what happened before what was known when they came."""
    rows, rejects = at_the_door(given) if given else ([], [])
    why = {reject.row - 1: f"column `{reject.column}`: {reject.reason}" for reject in rejects}
    as_of = draft.as_of()
    refused: list[Refused] = []
    accepted = duplicates = 0
    for place, (row, interaction) in enumerate(zip(rows, given, strict=True)):
        history = () if row is None else draft.histories.get(row.key, ())
        if row is not None and any(v.row is not None and v.row.text == row.text for v in history):
            duplicates += 1
            continue
        code, reason = "", ""
        if row is None:
            code, reason = "B201", why[place]
        elif history:
            code, reason = "B321", _OTHER
        elif as_of is not None and row.at_us < as_of - lateness_us:
            code, reason = "B320", _LATE
        if row is None or code:
            refused.append(Refused(place, interaction.id, code, reason))
            draft.entries.append((owner_of(interaction), {"op": "refused", "id": interaction.id, "code": code}))
            continue
        accepted += 1
        draft.add(row.key, row, {"op": "observe", "id": row.id})
    return Changes(accepted=accepted, duplicates=duplicates, refused=tuple(refused))


def correct(draft: Draft, key: Key, row: Row | None, entry: dict[str, object]) -> Changes:
    """Give an interaction that was taken another version; raises `LogError` where there is none to correct."""
    history = draft.histories.get(key, ())
    if not history or (history[-1].row is None and row is None):
        hint = "only what was taken can be corrected; `observe` takes what is new"
        raise LogError(Diagnostic("B322", "there is no such interaction", hint=hint))
    if history[-1].row == row:
        return Changes(duplicates=1)
    draft.add(key, row, entry)
    return Changes(accepted=1)
