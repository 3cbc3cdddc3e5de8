"""Which engine chains the conclusions: durable-rules where it is installed, else the plain fixpoint."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from boundaries.engine.conclude import fixpoint
from boundaries.engine.conclude.program import Fact, Program

DISTRIBUTION = "durable-rules"


class Engine(Protocol):
    """What chains facts to conclusions, with the name by which a result says so."""

    @property
    def name(self) -> str: ...

    @property
    def derive(self) -> Callable[[Program, Collection[Fact]], set[Fact]]: ...


@dataclass(frozen=True, slots=True)
class Named:
    """An engine and its name."""

    name: str
    derive: Callable[[Program, Collection[Fact]], set[Fact]]


FIXPOINT = Named("fixpoint", fixpoint.derive)


@cache
def engine_in_use() -> Engine:
    """durable-rules where it is installed, else the fixpoint; asked first by the first check that concludes."""
    try:
        found = version(DISTRIBUTION)
    except PackageNotFoundError:
        return FIXPOINT
    try:
        from boundaries.engine.conclude.chaining import derive
    except ImportError:
        return Named(f"fixpoint ({DISTRIBUTION} is installed and does not import)", fixpoint.derive)
    return Named(f"{DISTRIBUTION} {found}", derive)
