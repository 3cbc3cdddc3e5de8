"""The people of a mapped export: who wrote to whom is kept as numbers, and told once the whole file is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.readers.base import Options
from boundaries.readers.circle import Circle, Sides
from boundaries.readers.directory import Identity
from boundaries.readers.mapped_columns import Cells
from boundaries.readers.mapped_model import Identified, Who

NOBODY = -1
Numbers = NDArray[np.int32]


class Parties(NamedTuple):
    """For each record the numbers of its people and of its conversation; -1 where nobody is named."""

    sender: Numbers
    receiver: Numbers
    thread: Numbers

    def some(self, rows: NDArray[np.int64]) -> Parties:
        """Those of these records alone."""
        return Parties(*(numbers[rows] for numbers in self))


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a record's people; `relationship` is None where they are of several."""

    relationship: str | None
    by: str | None = None
    actor: str | None = None
    account: str | None = None
    people: int | None = None


class Crowd:
    """The distinct people and conversations of a file, by number. Shows only how many there are."""

    def __init__(self, who: Who) -> None:
        self._who = who
        self._numbers: dict[tuple[str | None, ...], int] = {}
        self._people: list[tuple[Identity, ...]] = []
        self._threads: dict[str | None, int] = {}

    def __repr__(self) -> str:
        return f"<Crowd of {len(self._people)}>"

    def number(self, cells: Cells) -> Parties:
        """The people of some records."""
        who = self._who
        thread = np.full(cells.count, NOBODY, np.int32)
        if who.thread is not None:
            codes, texts = cells.coded(who.thread)
            thread = np.array([self._threads.setdefault(t, len(self._threads)) for t in texts], np.int32)[codes]
        return Parties(self._numbered(who.sender, cells), self._numbered(who.receiver or who.other, cells), thread)

    def _numbered(self, where: Identified, cells: Cells) -> Numbers:
        if len(where) == 1:
            ((kind, source),) = where
            codes, texts = cells.coded(source)
            return np.array([self._person((kind, t)) for t in texts], np.int32)[codes]
        if not where:
            return np.full(cells.count, NOBODY, np.int32)
        columns = [cells.texts(source).to_pylist() for _, source in where]
        rows = (
            [(kind, text) for (kind, _), text in zip(where, row, strict=True)] for row in zip(*columns, strict=True)
        )
        return np.array([self._person(*row) for row in rows], np.int32)

    def _person(self, *named: tuple[str, str | None]) -> int:
        key = tuple(part for one in named for part in one)
        if key not in self._numbers:
            identities = tuple((kind, text) for kind, text in named if text is not None)
            self._numbers[key] = len(self._people) if identities else NOBODY
            if identities:
                self._people.append(identities)  # type: ignore[arg-type]
        return self._numbers[key]

    # ---- told

    def tell(self, parties: Parties, options: Options) -> tuple[list[Told | None], NDArray[np.int64]]:
        """What is known of each distinct set of people (None: nobody who is listed), and the one of each record.

        A set without a sender, or without the other one, is told of as of several people: it is nobody's. Raises
        `UsageError` with what the caller must add.
        """
        table = np.stack([p.astype(np.int64) for p in parties], axis=1)
        distinct, first, of_row = np.unique(table, axis=0, return_index=True, return_inverse=True)
        told: list[Told | None] = [None] * len(distinct)
        order = np.argsort(first).tolist()  # the first other person of a file may be the client
        alone = not (self._who.receiver or self._who.other)
        tell = self._of_threads if alone else self._of_pairs
        for index, found in tell([tuple(distinct[i].tolist()) for i in order], options):
            told[order[index]] = found
        return told, of_row.reshape(-1)

    def _of_pairs(self, sets: Sequence[tuple[int, ...]], options: Options) -> Iterator[tuple[int, Told | None]]:
        """Each record names both people, or the one the practitioner had contact with."""
        circle = Circle(options, many=True)
        owned = bool(self._who.other)
        for index, (sender, receiver, _) in enumerate(sets):
            if receiver == NOBODY or (sender == NOBODY and not owned):
                yield index, Told(None)
            elif sender == receiver:
                yield index, None
            else:
                first = () if owned else self._people[sender]
                sides = circle.sides([first, self._people[receiver]], owner=0 if owned else None)
                yield index, None if sides is None else self._told(sides, 1 if owned else 0, owned)

    def _of_threads(self, sets: Sequence[tuple[int, ...]], options: Options) -> Iterator[tuple[int, Told | None]]:
        """Each record names its sender, and a conversation is all the records of a thread."""
        circle = Circle(options, many=self._who.thread is not None)
        threads: dict[int, list[tuple[int, int]]] = {}
        for index, (sender, _, thread) in enumerate(sets):
            if sender == NOBODY:
                yield index, Told(None)
            else:
                threads.setdefault(thread, []).append((index, sender))
        for found in threads.values():
            sides = circle.sides([self._people[sender] for _, sender in found])
            for place, (index, _) in enumerate(found):
                yield index, None if sides is None else self._told(sides, place, False)

    def _told(self, sides: Sides, place: int, owned: bool) -> Told:
        account = next((a for a, by in zip(sides.account, sides.by, strict=True) if by == "practitioner"), None)
        people = len(sides.by) if len(sides.by) > 2 else None
        return Told(sides.relationship, sides.by[place], sides.actor[place], None if owned else account, people)


def column(told: Sequence[Told | None], of_row: NDArray[np.int64], name: str) -> pa.Array:
    """A column of the log from what is known of each set of people."""
    values = [None if one is None else getattr(one, name) for one in told]
    words = sorted({value for value in values if value is not None})
    if name == "people":
        return pa.array(values, pa.int64()).take(pa.array(of_row))
    place = {word: code for code, word in enumerate(words)}
    codes = np.array([place.get(value, -1) for value in values], np.int32)[of_row]
    indices = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
