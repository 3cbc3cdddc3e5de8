"""The one form in which the monitor keeps an interaction: what a log would make of it, as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from boundaries.core.columns import BY_NAME
from boundaries.core.instants import format_instant, from_datetime
from boundaries.core.interaction import Interaction
from boundaries.table.arrow import from_interactions, normalise
from boundaries.table.duplicates import DEFAULTS
from boundaries.table.log import Reject


@dataclass(frozen=True, slots=True)
class Row:
    """An interaction as it is kept.

    `owner` is whose row it is, `r:` and a relationship, or `p:` and a practitioner; an id is unique within it
    (RULINGS 72). Two rows are the same where their texts are.
    """

    owner: str
    id: str
    at_us: int
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells one row from another."""
        return self.owner, self.id

    @property
    def sealed(self) -> str:
        """All of it, as the decision log vouches for it."""
        return f"{self.at_us} {self.text}"

    @property
    def interaction(self) -> Interaction:
        """The public value."""
        return Interaction.from_mapping(json.loads(self.text))


def row_of(interaction: Interaction) -> Row:
    """The kept form of an interaction that a log has accepted."""
    values = {name: _plain(name, value) for name, value in interaction.values() if DEFAULTS.get(name) != value}
    text = json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return Row(owner_of(interaction), interaction.id, from_datetime(interaction.at), text)


def owner_of(interaction: Interaction) -> str:
    """Whose row it is."""
    if interaction.relationship is not None:
        return f"r:{interaction.relationship}"
    return f"p:{interaction.practitioner}"


def _plain(name: str, value: object) -> object:
    type = BY_NAME[name].type
    if type == "instant":
        return format_instant(from_datetime(value))  # type: ignore[arg-type]
    return float(value) if type == "number" else value  # type: ignore[arg-type]


def at_the_door(interactions: Iterable[Interaction]) -> tuple[list[Row | None], list[Reject]]:
    """Each interaction in the form it is kept in, None where a log would turn it away; and why it would."""
    table, rejects = normalise(from_interactions(list(interactions)))
    turned = {reject.row for reject in rejects}
    kept = iter(table.to_pylist())
    rows = [None if n in turned else _row(next(kept)) for n in range(1, table.num_rows + len(turned) + 1)]
    return rows, rejects


def _row(values: dict[str, object]) -> Row:
    return row_of(Interaction.from_mapping({name: value for name, value in values.items() if value is not None}))
