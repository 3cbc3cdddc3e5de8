"""Conditions registered from Python, asked about rows one by one: the only place where a row becomes an object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FunctionType, TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.civil.zone import load_zone
from boundaries.core.columns import BY_NAME, NAMES
from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.instants import to_datetime
from boundaries.core.interaction import Interaction
from boundaries.core.location import Location
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.world import World, one_chunk
from boundaries.plugins import Condition, find_condition
from boundaries.policy.rule import Registered

ALWAYS = ("id", "relationship", "at", "kind", "by")  # given whether or not a condition reads them
_UNASKED, _NO, _YES = np.int8(-1), np.int8(0), np.int8(1)
_AT_ONCE = 65_536  # rows that are objects at a time
_PUT: dict[str, Callable[[Interaction, object], None]] = {name: getattr(Interaction, name).__set__ for name in NAMES}


@dataclass(eq=False)
class Conditions:
    """What conditions say of the rows of one world; no row is asked about twice, whichever rules ask."""

    world: World
    _said: dict[str, NDArray[np.int8]] = field(default_factory=dict)

    def hold(self, test: Registered, rows: Ints) -> Bools:
        """Whether a condition holds on each of some rows, none of which lacks a column it reads.

        Raises `PolicyError` where it is not registered here, fails, or answers with neither True nor False.
        """
        said = self._said.setdefault(test.name, np.full(len(self.world), _UNASKED))
        fresh = rows[said[rows] == _UNASKED]
        condition = _found(test) if len(fresh) else None
        if condition is not None:
            for begin in range(0, len(fresh), _AT_ONCE):
                some = fresh[begin : begin + _AT_ONCE]
                answers = [_answer(condition, row) for row in interactions(self.world, test.reads, some)]
                said[some] = np.where(answers, _YES, _NO)
        holds: Bools = said[rows] == _YES
        return holds


def _found(test: Registered) -> Condition:
    condition = find_condition(test.name)
    if condition is None:
        hint = "import what registers it, or install the package whose entry point does, before the log is checked"
        raise PolicyError(Diagnostic("B126", f"condition `{test.name}` is not registered here", hint=hint))
    if condition.reads != test.reads:
        message = f"condition `{test.name}` reads other columns than when the policy was compiled"
        raise PolicyError(Diagnostic("B127", message, hint="compile the policy again"))
    return condition


def _answer(condition: Condition, row: Interaction) -> bool:
    """What a condition says of a row; nothing of the row, and nothing it raises, gets into an error."""
    try:
        answer: object = condition.holds(row)
    except (Exception, SystemExit) as problem:  # noqa: BLE001 (a function of somebody else's)
        reason, place = f"failed: {type(problem).__name__}", _where(condition, problem.__traceback__)
        hint = f"it has to answer for every interaction that has {_listed(condition.reads)}"
    else:
        if isinstance(answer, bool):
            return answer
        reason, place = f"answered with `{type(answer).__name__}`, not with True or False", _where(condition, None)
        hint = "such as `return bool(...)`"
    # Outside the handler: the exception would travel with the error, and its text may be of the row.
    raise PolicyError(Diagnostic("B127", f"condition `{condition.name}` {reason}", place, hint))


def _where(condition: Condition, trace: TracebackType | None) -> Location | None:
    """Where a condition is written, or the line of it that failed."""
    if not isinstance(condition.holds, FunctionType):
        return None
    code = condition.holds.__code__
    while trace is not None and trace.tb_frame.f_code is not code:
        trace = trace.tb_next
    return Location(code.co_filename, code.co_firstlineno if trace is None else trace.tb_lineno, 1)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


# ---- rows as interactions -----------------------------------------------------------------------------------


def interactions(world: World, reads: Sequence[str], rows: Ints) -> Iterator[Interaction]:
    """Rows as interactions that have these columns and those always given; instants on the contract's clock.

    Values were checked when the log was read; the interaction's own checks would also bring its instants to UTC.
    """
    names = tuple(dict.fromkeys((*ALWAYS, *reads)))
    given, absent = [_PUT[name] for name in names], [_PUT[name] for name in NAMES if name not in names]
    for values in zip(*(_values(world, name, rows) for name in names), strict=True):
        row = object.__new__(Interaction)
        for put, value in zip(given, values, strict=True):
            put(row, value)
        for put in absent:
            put(row, None)
        yield row


def _values(world: World, name: str, rows: Ints) -> list[Any]:
    """A column of some rows as plain values; None where it is missing."""
    kind = BY_NAME[name].type
    if kind == "instant":
        return _readings(world, name, rows)
    if kind in ("number", "integer") or name in ("id", "ref"):
        values: list[Any] = _plain(world, name, rows).to_pylist()
        return [2 if value is None else value for value in values] if name == "people" else values
    column = world.coded(name)
    words = (*column.words, None)  # code -1 is missing
    return [words[code] for code in column.codes[rows].tolist()]


def _plain(world: World, name: str, rows: Ints) -> pa.Array:
    if name not in world.log.table.column_names:
        return pa.nulls(len(rows))
    return one_chunk(world.log.table.column(name)).take(pa.array(world.table_rows(rows)))


def _readings(world: World, name: str, rows: Ints) -> list[Any]:
    """Instants as aware datetimes on the clock of each row's contract."""
    values, there = (world.at, None) if name == "at" else world.numbers(name)
    zones = [load_zone(contract.zone) for contract in world.policy.contracts]
    clock = world.contract[world.pair[rows]].tolist()
    found = [to_datetime(at).astimezone(zones[c]) for at, c in zip(values[rows].tolist(), clock, strict=True)]
    return found if there is None else [at if t else None for at, t in zip(found, there[rows].tolist(), strict=True)]
