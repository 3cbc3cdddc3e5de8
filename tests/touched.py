"""A log that notes which of its columns are looked at; every column is there, a missing one without any value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pyarrow as pa

import boundaries as bd
from boundaries.core.columns import NAMES
from boundaries.engine.objects import finding
from boundaries.engine.run import run
from boundaries.policy.policy import Policy
from boundaries.table.log import SCHEMA, Log


@dataclass(frozen=True)
class Watched:
    """Stands for the table of a log."""

    table: pa.Table
    touched: set[str] = field(default_factory=set)

    @property
    def column_names(self) -> list[str]:
        return list(NAMES)

    @property
    def num_rows(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> pa.ChunkedArray:
        self.touched.add(name)
        if name in self.table.column_names:
            return self.table.column(name)
        return pa.chunked_array([pa.nulls(self.num_rows, SCHEMA.field(name).type)])


def touched_by(policy: Policy, log: Log, as_of: int | None = None) -> set[str]:
    """The columns that are looked at from a log to its findings, as a table and as objects, with their sentences."""
    watched = Watched(log.table)
    found = run(replace(log, table=watched), policy, as_of)
    bd.Result(policy, replace(log, table=watched), found).to_arrow()
    for language in ("en", "de"):
        for i in range(len(found)):
            finding(found, i, language)
    return watched.touched
