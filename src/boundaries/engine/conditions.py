"""Conditions registered from Python, asked about rows one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.interaction import Interaction
from boundaries.engine.foreign import ask, listed, where
from boundaries.engine.interactions import interactions
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.world import World
from boundaries.plugins.conditions import Condition, find_condition
from boundaries.policy.condition import Registered

_UNASKED, _NO, _YES = np.int8(-1), np.int8(0), np.int8(1)
_AT_ONCE = 65_536  # rows that are objects at a time


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
                answers = _answers(condition, list(interactions(self.world, test.reads, some)))
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


def _answers(condition: Condition, rows: list[Interaction]) -> list[bool]:
    """What a condition says of some rows; nothing of them, and nothing it raises, gets into an error."""
    what = f"condition `{condition.name}`"
    hint = f"it has to answer for every interaction that has {listed(condition.reads)}"
    holds: Callable[[Interaction], object] = condition.holds
    answers = ask(what, holds, lambda: [holds(row) for row in rows], hint)
    others = [type(answer).__name__ for answer in answers if not isinstance(answer, bool)]
    if others:
        message = f"{what} answered with `{others[0]}`, not with True or False"
        raise PolicyError(Diagnostic("B127", message, where(holds), "such as `return bool(...)`"))
    return cast("list[bool]", answers)
