"""What a mapping file says, as plain values: which records of an export are interactions, and what is in their columns.

A recipe makes one column of a log from columns of the export. There is one for each thing that may pass: a word of a
list, a number, an instant, a length, a keyed name. None of them can carry free text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from boundaries.readers.directory import IdentityKind
from boundaries.readers.mapped_clocks import Format

Layout = Literal["csv", "jsonl", "json"]
REJECT, LEAVE_OUT, MISSING = "reject", "leave_out", "missing"  # what may become of a cell that `words` does not list


@dataclass(frozen=True, slots=True)
class Test:
    """What a cell of the export must be: one of `words` (`negated`: none of them), or there, or missing."""

    source: str
    words: frozenset[str] = frozenset()
    negated: bool = False
    missing: bool | None = None


Condition = tuple[tuple[Test, ...], ...]  # holds where all the tests of one of its parts hold


@dataclass(frozen=True, slots=True)
class Constant:
    """The same in every row."""

    value: str | float

    @property
    def sources(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Words:
    """A word for each word of the export; the empty one stands for a missing cell."""

    source: str
    words: Mapping[str, str]
    otherwise: str = REJECT  # or LEAVE_OUT, MISSING, or a word

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True, slots=True)
class Named:
    """A name that says nothing without the user's key, or (`as_is`) the export's own where it is shaped like one."""

    sources: tuple[str, ...]
    space: str  # what the name belongs to: equal names of two spaces are two
    as_is: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: one column of the export, or a date and a time of day, in the first format that fits."""

    sources: tuple[str, ...]
    formats: tuple[Format, ...]


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters stand in a column of the export: all that is ever taken of a text."""

    source: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, as minutes where it has a `unit`; `decimal` is the sign of its decimals, where the map says it."""

    source: str
    unit: str | None = None
    decimal: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True, slots=True)
class Between:
    """The minutes from one moment to another."""

    start: Moment
    end: Moment

    @property
    def sources(self) -> tuple[str, ...]:
        return (*self.start.sources, *self.end.sources)


Recipe = Constant | Words | Named | Moment | Length | Number | Between
Identified = tuple[tuple[IdentityKind, str], ...]  # what the export calls a person, and where: the surest first


@dataclass(frozen=True, slots=True)
class Who:
    """Where the export says who the people are.

    `sender` did it; `receiver` is the other one; `other` is whom the practitioner, whose export it is, has contact
    with, whoever did it. `thread` tells the conversations apart, where only the sender is named.
    """

    sender: Identified = ()
    receiver: Identified = ()
    other: Identified = ()
    thread: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        people = (source for one in (self.sender, self.receiver, self.other) for _, source in one)
        return (*people, *(() if self.thread is None else (self.thread,)))


@dataclass(frozen=True, slots=True)
class Shape:
    """The rows that some records become: those for which `when` holds, and for no shape before it.

    `planned`: they are plans, presumed held; one that still lies ahead is left out.
    """

    when: Condition | None
    recipes: Mapping[str, Recipe]
    planned: bool = False


@dataclass(frozen=True, slots=True)
class MapFile:
    """A mapping file. Invariant: every shape has recipes for `at` and `kind`, and `by` unless a sender is named."""

    name: str
    layout: Layout
    shapes: tuple[Shape, ...]
    list_at: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8"
    timezone: str | None = None
    only: Condition | None = None
    leave_out: Condition | None = None
    who: Who | None = None
    written: Moment | None = None  # when a record was last changed: the newest is when the export was made
    covers: frozenset[str] = frozenset()

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column of the export that the map names, each once."""
        return tuple(dict.fromkeys(self._sources()))

    def _sources(self) -> Iterator[str]:
        for shape in self.shapes:
            for recipe in shape.recipes.values():
                yield from recipe.sources
        yield from self.who.sources if self.who is not None else ()
        yield from self.written.sources if self.written is not None else ()
        for condition in (self.only, self.leave_out, *(shape.when for shape in self.shapes)):
            for tests in condition or ():
                yield from (test.source for test in tests)

    @property
    def needed(self) -> dict[str, str]:
        """The columns of the export without which no row can be made, each with the column of a log it gives."""
        found: dict[str, str] = {}
        for shape in self.shapes:
            for column in ("at", "id", "kind", "by"):
                for source in shape.recipes[column].sources if column in shape.recipes else ():
                    found.setdefault(source, column)
        return found
