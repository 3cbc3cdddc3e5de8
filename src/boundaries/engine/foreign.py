"""Functions of somebody else's: asked so that nothing of what they are given gets into an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType, TracebackType
from typing import Any, TypeVar

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.core.location import Location

T = TypeVar("T")


def ask(what: str, written: Callable[..., Any], answer: Callable[[], T], hint: str) -> T:
    """What `answer` comes to, which calls the function that is `written` somewhere.

    Raises `PolicyError` where it fails, with its place and the kind of the exception, never with what that says.
    """
    try:
        return answer()
    except (Exception, SystemExit) as problem:  # noqa: BLE001 (whatever such a function does)
        reason, place = type(problem).__name__, where(written, problem.__traceback__)
    # Outside the handler: the exception would travel with the error, and its text may be of the row.
    raise PolicyError(Diagnostic("B127", f"{what} failed: {reason}", place, hint))


def where(written: Callable[..., Any], trace: TracebackType | None = None) -> Location | None:
    """Where a function is written, or the line of it that failed."""
    if not isinstance(written, FunctionType):
        return None
    code = written.__code__
    while trace is not None and trace.tb_frame.f_code is not code:
        trace = trace.tb_next
    return Location(code.co_filename, code.co_firstlineno if trace is None else trace.tb_lineno, 1)


def listed(columns: Sequence[str]) -> str:
    """The columns a function reads, for a hint."""
    return ", ".join(f"`{column}`" for column in columns)
