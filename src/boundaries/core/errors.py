"""Errors for the person who wrote the file: place, what is wrong in their words, a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from boundaries.core.location import Location

Level = Literal["error", "warning", "note"]
P = ParamSpec("P")
T = TypeVar("T")

_NEAR = 0.75  # a slip in a word of four letters is just as near; `parking` and `sharing` are not
_BEGINNING = 3  # letters


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem of one file.

    `message` is lower case, with the user's own text in backticks; `hint` is the way out; `source` is the
    line of the file it points into, where there is one.
    """

    code: str
    message: str
    location: Location | None = None
    hint: str = ""
    level: Level = "error"
    source: str = ""

    def render(self) -> str:
        """`file:line:column: B003 message (hint)`, then the source line with a caret under the column."""
        place = f"{self.location}: " if self.location else ""
        level = "" if self.level == "error" else f"{self.level}: "
        hint = f" ({self.hint})" if self.hint else ""
        head = printable(f"{place}{level}{self.code} {self.message}{hint}")
        if not (self.location and self.source.strip()):
            return head
        number = str(self.location.line)
        line, column = _excerpt(self.source, self.location.column)
        return f"{head}\n  {number} | {line}\n  {' ' * len(number)} | {' ' * (column - 1)}^"


def printable(text: str) -> str:
    """Text that cannot move a cursor or hide itself: what is no printable character is shown as `�`."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def _excerpt(source: str, column: int, width: int = 100) -> tuple[str, int]:
    """The part of a long source line around a column, and the column inside it; control characters as spaces."""
    line = "".join(c if c.isprintable() else " " for c in source.rstrip("\r\n"))
    if len(line) <= width:
        return line, column
    start = max(0, column - 1 - width // 2)
    return line[start : start + width], column - start


class BoundariesError(Exception):
    """A mistake in what the user gave: carries every problem found, each with its place."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        assert diagnostics, "an error says what is wrong"
        self.diagnostics: tuple[Diagnostic, ...] = sort_diagnostics(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))

    def __reduce__(self) -> tuple[type[BoundariesError], tuple[Diagnostic, ...]]:
        return type(self), self.diagnostics


class ContractError(BoundariesError):
    """A contract file cannot be loaded."""


class PolicyError(BoundariesError):
    """A rule or a pack cannot be loaded or does not fit its contract."""


class LogError(BoundariesError):
    """A log cannot be read at all (a bad row is a reject, not an error). Never carries a row's text."""


class StoreError(BoundariesError):
    """A monitor's store cannot be opened, read or written. What was acknowledged before is in it."""


class UsageError(BoundariesError):
    """The call itself is wrong: an option missing, two that exclude each other."""


def raised_anew(call: Callable[P, T]) -> Callable[P, T]:
    """A function whose errors come without the frames they passed through: those hold its arguments, such as names."""

    @wraps(call)
    def anew(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except BoundariesError as problem:
            error = type(problem)(*problem.diagnostics)
        del args, kwargs
        raise error

    return anew


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By line and column within a file; files stay in the order they came (a stable sort by first appearance)."""
    items = list(diagnostics)
    order: dict[str, int] = {}
    for item in items:
        order.setdefault(item.location.file if item.location else "", len(order))

    def key(d: Diagnostic) -> tuple[int, int, int]:
        place = d.location
        return (order[place.file], place.line, place.column) if place else (order[""], 0, 0)

    return tuple(sorted(items, key=key))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean `hours`?` for the nearest known word, or an empty text when none is near.

    Near is a word with a slip in it, and the one word that a beginning of at least three letters can be.
    """
    meant, words = word.lower(), {one.lower(): one for one in known}
    longer = [one for one in words if one.startswith(meant)] if len(meant) >= _BEGINNING else []
    near = get_close_matches(meant, words, n=1, cutoff=_NEAR) or (longer if len(longer) == 1 else [])
    return f"did you mean `{words[near[0]]}`?" if near else ""
