"""What a filter may test: columns of the log and values derived from some; and what a filter reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from boundaries.core.columns import COLUMNS, KINDS, PARTIES, is_kind
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from boundaries.policy.operands import Unit
from boundaries.source.node import Node
from boundaries.source.reading import Problems, listed, nearest, text_of, tick

Sort = Literal["words", "text", "number", "instant"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a filter may test: a column of the log or a value derived from some; `reads` names those columns."""

    name: str
    sort: Sort
    words: tuple[str, ...] = ()
    unit: Unit | None = None  # of a number
    reads: tuple[str, ...] = ()
    needs: str | None = None  # the clause or field of the contract it is derived with

    @property
    def of_kinds(self) -> bool:
        """Whether its words are kinds, to which everybody may add some of their own."""
        return self.words == KINDS


_SORTS: dict[str, Sort] = {
    "enum": "words", "text": "text", "number": "number", "integer": "number", "instant": "instant",
}  # fmt: skip
_UNITS: dict[str, Unit] = {"minutes": "minutes", "amount": "money"}
_FLAG = ("true", "false")
THREADED = ("thread_by", "previous_by", "opens_thread")  # the words that a row has by its thread
AROUND = (*THREADED, "reply_minutes")  # what it has by the rows before it: where it has none, every test is false
OF_WHOM = ("by", "thread_by", "previous_by")  # who: unknown where that is `unknown`, unless the test names it
_DERIVED = (
    Field("overrun_minutes", "number", unit="minutes", reads=("minutes",), needs="administrative.sessions.minutes"),
    Field("notice_hours", "number", unit="hours", reads=("at", "planned_start", "ref")),
    Field("thread_by", "words", PARTIES, reads=("at", "kind", "by")),
    Field("previous_by", "words", PARTIES, reads=("at", "kind", "by")),
    Field("opens_thread", "words", _FLAG, reads=("at", "kind", "by")),
    Field("reply_minutes", "number", unit="minutes", reads=("at", "kind", "by")),
    Field("channel_agreed", "words", _FLAG, reads=("channel", "purpose"), needs="administrative.channels"),
    Field("ref_kind", "words", KINDS, reads=("id", "kind", "ref")),
    Field("on_leave", "words", _FLAG, reads=("at", "kind", "planned_start", "planned_end")),
)
FIELDS: dict[str, Field] = {
    c.name: Field(c.name, _SORTS[c.type], c.words, _UNITS.get(c.name), (c.name,))
    for c in COLUMNS
} | {f.name: f for f in _DERIVED}  # fmt: skip
NUMBERS = tuple(name for name, field in FIELDS.items() if field.sort == "number")
Leaf = Among | Listed | Compare | Missing | Inside | StillOpen | Registered


def other_kind(text: str) -> str:
    """The way out for a word that is no kind; of one meant as somebody's own, how it is written."""
    if not text.lower().startswith("x-"):
        return nearest(text, KINDS, "a kind of your own begins with `x-`")
    own = "-".join(("x", *re.findall("[a-z0-9]+", text.lower()[2:])))
    written = "a kind of your own is in lower case, words joined by `-`"
    return f"{written}: did you mean `{own}`?" if is_kind(own) else f"{written}, such as `x-letter`"


def read_summed(node: Node, what: str, problems: Problems) -> str | None:
    """The number field that is added up; None, and a problem, for any other word."""
    name = text_of(node, what, problems, f"one of {listed(NUMBERS)}")
    if name is None or name in NUMBERS:
        return name
    code, message = ("B113", "is no number to add up") if name in FIELDS else ("B112", "is nothing to add up")
    problems.add(code, f"{tick(name)} {message}", node.location, nearest(name, NUMBERS))
    return None


# ---- what a filter reads ------------------------------------------------------------------------------------


def every_part(test: Filter) -> Iterator[tuple[Filter, int]]:
    """Every test and every combination of tests in a filter, each with its level from 1 on."""
    left = [(test, 1)]
    while left:
        part, level = left.pop()
        yield part, level
        inner = part.parts if isinstance(part, AllOf | AnyOf) else (part.part,) if isinstance(part, Not) else ()
        left += [(one, level + 1) for one in inner]


def leaves(test: Filter) -> Iterator[Leaf]:
    """The single tests of a filter, in the order they are written."""
    if isinstance(test, AllOf | AnyOf):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Not):
        yield from leaves(test.part)
    else:
        yield test


def columns_of(test: Filter) -> frozenset[str]:
    """The fields a filter names and every column of the log behind them."""
    names: set[str] = set()
    for leaf in leaves(test):
        match leaf:
            case Inside():
                names |= {"at", "certainty"}
            case Registered(reads=reads):
                names |= {*reads, *(("certainty",) if "at" in reads else ())}
            case StillOpen():
                pass
            case _:
                names |= {leaf.column, *FIELDS[leaf.column].reads}
    return frozenset(names)


def references_of(test: Filter) -> Iterator[Ref]:
    """Every reference to the contract a filter makes, those of its derived fields included."""
    for leaf in leaves(test):
        match leaf:
            case Inside(hours=Ref() as hours):
                yield hours
            case Inside() | StillOpen() | Registered():
                pass
            case _:
                needs = FIELDS[leaf.column].needs
                if needs is not None:
                    yield Ref(needs)
                if isinstance(leaf, Listed):
                    yield leaf.words
                if isinstance(leaf, Compare) and isinstance(leaf.operand, Ref):
                    yield leaf.operand


def watched_in(test: Filter) -> Iterator[str]:
    """The paths of the contract whose absence a filter looks for."""
    for leaf in leaves(test):
        if isinstance(leaf, StillOpen):
            yield from leaf.paths
