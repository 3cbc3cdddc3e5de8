"""One thing that happened between two people, as metadata. There is no field for content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from boundaries.core.columns import BY_NAME, is_kind
from boundaries.core.errors import Diagnostic, LogError
from boundaries.core.instants import from_datetime, parse_instant, to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One row of a log (the columns of `boundaries schema interaction`).

    Instants may be given as aware datetimes or as RFC 3339 text; they are kept as aware UTC datetimes.
    Raises `LogError` for a naive instant, a word outside its list, or a negative number where none can be.
    """

    id: str
    at: datetime
    kind: str
    by: str
    relationship: str | None = None
    channel: str | None = None
    minutes: float | None = None
    length: int | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    ref: str | None = None
    purpose: str | None = None
    account: str | None = None
    amount: float | None = None
    place: str | None = None
    people: int | None = None
    actor: str | None = None
    party: str | None = None
    basis: str | None = None
    reason: str | None = None
    practitioner: str | None = None
    certainty: str | None = None

    def __post_init__(self) -> None:
        problems = [p for f in fields(self) if (p := _settle(self, f.name))]
        if self.relationship is None and self.practitioner is None:
            problems.append("column `relationship`: missing (only a practitioner's own rows have none)")
        if problems:
            raise LogError(*(Diagnostic("B201", p) for p in problems))

    def values(self) -> Iterator[tuple[str, object]]:
        """The columns that are present, as (name, value)."""
        return ((f.name, v) for f in fields(self) if (v := getattr(self, f.name)) is not None)

    @classmethod
    def from_mapping(cls, row: Mapping[str, object]) -> Interaction:
        """An interaction from a mapping of columns; raises `LogError` for a column that is none."""
        unknown = [name for name in row if name not in BY_NAME]
        if unknown:
            raise LogError(Diagnostic("B202", "a column that no interaction has"))
        return cls(**row)  # type: ignore[arg-type]


def _settle(row: Interaction, name: str) -> str:
    """Bring one field into its kept form; the problem in words, or an empty text. Never echoes the value."""
    column, value = BY_NAME[name], getattr(row, name)
    if value is None or value == "":
        object.__setattr__(row, name, None)
        return f"column `{name}`: missing" if column.required else ""
    if column.type == "instant":
        return _settle_instant(row, name, value)
    if column.type in ("number", "integer"):
        kinds = (int,) if column.type == "integer" else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or value != value or abs(value) == float("inf"):
            return f"column `{name}`: not {'a whole' if column.type == 'integer' else 'a'} number"
        return f"column `{name}`: less than zero" if value < 0 and name != "amount" else ""
    if not isinstance(value, str):
        return f"column `{name}`: not text"
    if name == "kind":
        return "" if is_kind(value) else "column `kind`: no such kind"
    if column.words and value not in column.words:
        return f"column `{name}`: not one of {', '.join(column.words)}"
    return ""


def _settle_instant(row: Interaction, name: str, value: object) -> str:
    try:
        at_us = parse_instant(value) if isinstance(value, str) else from_datetime(value)  # type: ignore[arg-type]
    except (ValueError, AttributeError) as problem:
        reason = str(problem) if isinstance(problem, ValueError) else "not an instant"
        return f"column `{name}`: {reason}"
    object.__setattr__(row, name, to_datetime(at_us))
    return ""
