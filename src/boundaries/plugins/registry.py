"""What is registered under a name, or found by the entry point of an installed package: one way for all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from boundaries.core.columns import NAMES
from boundaries.core.errors import BoundariesError, Diagnostic, PolicyError, UsageError, did_you_mean, printable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", re.ASCII)
_SHOWN = 60  # characters of a name that cannot be one

Function = Callable[..., Any]
T = TypeVar("T")


@dataclass(slots=True)
class Registry(Generic[T]):
    """What is registered of one kind: the things by their names, each with the function that it was made of.

    `what` it is called, with an example of a name; `takes` what its functions are given; `group` its entry points.
    """

    what: str
    example: str
    takes: str
    group: str
    registered: dict[str, tuple[Function, T]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)  # held for the dictionary only: an import could wait for itself

    def checked(self, name: object, reads: object, more: Iterable[Diagnostic] = ()) -> tuple[str, ...]:
        """The columns to be read, each once; raises `UsageError` for what cannot be registered, `more` included."""
        wanted = tuple(reads) if isinstance(reads, Iterable) else ()
        problems = [*self._problems_of_name(name), *self._problems_of_reads(reads, wanted)]
        if problems or more:
            found = [Diagnostic("B309", message, hint=hint) for message, hint in problems]
            raise UsageError(*found, *more)
        return tuple(dict.fromkeys(wanted))

    def put(self, name: str, function: Function, made: T) -> None:
        """Register what was made of a function; the same function once more replaces it."""
        if not callable(function):
            hint = f"put `@{self.what}(...)` above a function that takes {self.takes}"
            message = f"{self.what} `{name}` is registered without a function"
            raise UsageError(Diagnostic("B309", message, hint=hint))
        with self._lock:
            earlier = self.registered.get(name)
            if earlier is None or _same(earlier[0], function):
                self.registered[name] = (function, made)
                return
        message = f"{self.what} `{name}` is registered for another function, {_called(earlier[0])}"
        raise UsageError(Diagnostic("B309", message, hint="give one of the two another name"))

    def find(self, name: str) -> T | None:
        """What is registered under a name, else what the entry point of that name registers.

        Raises `PolicyError` where that entry point cannot be imported, or registers nothing of the name.
        """
        if name not in self.registered:
            for point in self._entry_points(name):
                self._load(point)
        found = self.registered.get(name)
        return None if found is None else found[1]

    def names(self) -> tuple[str, ...]:
        """Every name something can be found by, sorted; nothing is imported for it."""
        return tuple(sorted({*self.registered, *(point.name for point in self._entry_points())}))

    # ---- registering ----------------------------------------------------------------------------------------

    def _problems_of_name(self, name: object) -> list[tuple[str, str]]:
        if isinstance(name, str) and _NAME.fullmatch(name):
            return []
        hint = f"lower case, words joined by `-`: `{self.example}`"
        return [(f"{self._a} cannot be called `{_shown(name)}`", hint)]

    def _problems_of_reads(self, reads: object, wanted: tuple[object, ...]) -> list[tuple[str, str]]:
        if isinstance(reads, str):
            return [("`reads` is a list of columns, not one text", f'write `reads=["{_shown(reads)}"]`')]
        if not wanted:
            return [(f"{self._a} reads no column", 'name what it depends on, such as `reads=("at", "kind")`')]
        names = [_shown(column) for column in wanted if column not in NAMES]
        way_out = "`boundaries schema interaction` lists the columns"
        return [(f"no interaction has a column `{name}`", did_you_mean(name, NAMES) or way_out) for name in names]

    @property
    def _a(self) -> str:
        return f"{'an' if self.what[0] in 'aeiou' else 'a'} {self.what}"

    # ---- entry points ---------------------------------------------------------------------------------------

    def _entry_points(self, name: str | None = None) -> tuple[EntryPoint, ...]:
        """The entry points of installed packages, or those of one name."""
        from importlib.metadata import entry_points  # not cheap, and most policies name nothing from Python

        found = entry_points(group=self.group) if name is None else entry_points(group=self.group, name=name)
        return tuple(dict.fromkeys(found))

    def _load(self, point: EntryPoint) -> None:
        """Import the module an entry point names, which registers what is called so."""
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
            if point.name in self.registered:
                return
            reason = f"what it names registers no {self.what} of this name"
        self.registered.pop(point.name, None)  # what a module registered before it failed does not count
        package = f" of package `{point.dist.name}`" if point.dist else ""
        message = f"{self.what} `{point.name}` cannot be used: {reason}"
        hint = f"its entry point{package} is `{point.value}`; `python -c 'import {module}'` shows more"
        raise PolicyError(Diagnostic("B127", message, hint=hint))  # outside the handler: a cause would be printed too


def _shown(word: object) -> str:
    return printable(str(word))[:_SHOWN]


def _same(one: Function, other: Function) -> bool:
    """Whether two functions are one: equal, or of one name in one module, as after a reload.

    Functions made inside another one share a name and may differ in what they close over, and so may lambdas.
    """
    return one == other or ("<" not in getattr(one, "__qualname__", "<") and _called(one) == _called(other))


def _called(function: Function) -> str:
    named = getattr(function, "__qualname__", type(function).__qualname__)
    return f"`{function.__module__}.{named}`"
