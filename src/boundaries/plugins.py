"""What is registered from Python by name: conditions that filters may use. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from boundaries.core.columns import NAMES
from boundaries.core.errors import BoundariesError, Diagnostic, PolicyError, UsageError, did_you_mean, printable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from boundaries.core.interaction import Interaction

GROUP = "boundaries.conditions"
_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", re.ASCII)
_SHOWN = 60  # characters of a name that cannot be one

Holds = Callable[["Interaction"], bool]
AnyHolds = TypeVar("AnyHolds", bound=Holds)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition by its name: the columns it reads, and the function that says whether it holds."""

    name: str
    reads: tuple[str, ...]
    holds: Holds


_registered: dict[str, Condition] = {}
_lock = Lock()  # held for the dictionary only: an import that waits for it could be waited for itself


def condition(name: str, reads: Iterable[str]) -> Callable[[AnyHolds], AnyHolds]:
    """Register a function under a name that the filters of rules can use; a decorator::

        @bd.condition("weekend-call", reads=("at", "kind"))
        def weekend_call(interaction: bd.Interaction) -> bool:
            return interaction.kind == "call" and interaction.at.weekday() >= 5

    `reads` are the columns it depends on. Where a row lacks one, where it says `by: unknown` and `by` is read, or
    where it says `at` as a date only and `at` is read, the condition is unknown and the function is not asked. The
    function is given an `Interaction` with these columns and `id`, `relationship`, `kind`, `by` and `at`, nothing
    else; its instants are read on the clock of the contract. It answers True or False, from this interaction alone.

    The function itself is returned. Registering the same function again (by module and name) replaces it. Raises
    `UsageError` for a name that cannot be one or is another function's, and for columns that no interaction has.
    """
    wanted = tuple(reads) if isinstance(reads, Iterable) else ()
    problems = [*_problems_of_name(name), *_problems_of_reads(reads, wanted)]
    if problems:
        raise UsageError(*(Diagnostic("B309", message, hint=hint) for message, hint in problems))

    def register(holds: AnyHolds) -> AnyHolds:
        _register(Condition(name, tuple(dict.fromkeys(wanted)), holds))
        return holds

    return register


def find_condition(name: str) -> Condition | None:
    """The condition of a name: one that is registered, else the one the entry point of that name registers.

    Raises `PolicyError` where that entry point cannot be imported, or registers nothing of the name.
    """
    if name not in _registered:
        for point in _entry_points(name):
            _load(point)
    return _registered.get(name)


def condition_names() -> tuple[str, ...]:
    """Every name a condition can be found by, sorted; nothing is imported for it."""
    return tuple(sorted({*_registered, *(point.name for point in _entry_points())}))


# ---- registering --------------------------------------------------------------------------------------------


def _problems_of_name(name: object) -> list[tuple[str, str]]:
    if isinstance(name, str) and _NAME.fullmatch(name):
        return []
    return [(f"a condition cannot be called `{_shown(name)}`", "lower case, words joined by `-`: `weekend-call`")]


def _problems_of_reads(reads: object, wanted: tuple[object, ...]) -> list[tuple[str, str]]:
    if isinstance(reads, str):
        return [("`reads` is a list of columns, not one text", f'write `reads=["{_shown(reads)}"]`')]
    if not wanted:
        return [("a condition reads no column", 'name what it depends on, such as `reads=("at", "kind")`')]
    names = [_shown(column) for column in wanted if column not in NAMES]
    way_out = "`boundaries schema interaction` lists the columns"
    return [(f"no interaction has a column `{name}`", did_you_mean(name, NAMES) or way_out) for name in names]


def _shown(word: object) -> str:
    return printable(str(word))[:_SHOWN]


def _register(found: Condition) -> None:
    if not callable(found.holds):
        hint = "put `@condition(...)` above a function that takes an interaction"
        raise UsageError(Diagnostic("B309", f"condition `{found.name}` is registered without a function", hint=hint))
    with _lock:
        earlier = _registered.get(found.name)
        if earlier is None or _same(earlier.holds, found.holds):
            _registered[found.name] = found
            return
    message = f"condition `{found.name}` is registered for another function, {_called(earlier.holds)}"
    raise UsageError(Diagnostic("B309", message, hint="give one of the two another name"))


def _same(one: Holds, other: Holds) -> bool:
    """Whether two functions are one: equal, or of one name in one module, as after a reload.

    Functions made inside another one share a name and may differ in what they close over, and so may lambdas.
    """
    return one == other or ("<" not in getattr(one, "__qualname__", "<") and _called(one) == _called(other))


def _called(holds: Holds) -> str:
    named = getattr(holds, "__qualname__", type(holds).__qualname__)
    return f"`{holds.__module__}.{named}`"


# ---- entry points -------------------------------------------------------------------------------------------


def _entry_points(name: str | None = None) -> tuple[EntryPoint, ...]:
    """The entry points for conditions of installed packages, or those of one name."""
    from importlib.metadata import entry_points  # not cheap, and most policies name no condition

    found = entry_points(group=GROUP) if name is None else entry_points(group=GROUP, name=name)
    return tuple(dict.fromkeys(found))


def _load(point: EntryPoint) -> None:
    """Import the module an entry point names, which registers its condition."""
    module = point.value.partition(":")[0].strip()
    try:
        import_module(module)
    except BoundariesError as problem:
        reason = problem.diagnostics[0].message
    except ModuleNotFoundError as problem:
        reason = f"there is no module `{problem.name}`" if problem.name else "a module is not there"
    except (Exception, SystemExit) as problem:  # noqa: BLE001 (whatever a module does; what it says may be secret)
        reason = type(problem).__name__
    else:
        if point.name in _registered:
            return
        reason = "what it names registers no condition of this name"
    _registered.pop(point.name, None)  # what a module registered before it failed does not count
    package = f" of package `{point.dist.name}`" if point.dist else ""
    message = f"condition `{point.name}` cannot be used: {reason}"
    hint = f"its entry point{package} is `{point.value}`; `python -c 'import {module}'` shows more"
    raise PolicyError(Diagnostic("B127", message, hint=hint))  # outside the handler: a cause would be printed with it
