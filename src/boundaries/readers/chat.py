"""The rows of one chat as numbers, held until its end: only then is it known who in it is who. No text is kept."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from boundaries.readers.circle import NOT_LISTED, SEVERAL, Sides
from boundaries.readers.clock import to_instants
from boundaries.readers.directory import Identity
from boundaries.readers.rows import Rows
from boundaries.table.convert import FIRST_US, LAST_US

MESSAGE: Final = 0
CALL: Final = 1
_REASONS: Final = 2  # this and every higher number: not taken, and why

NOTHING = -(1 << 62)  # no id, no answer, no time
SECOND_US = 1_000_000
MINUTE: Final = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = ("message", "call")


class Chat:
    """What a pass over a chat leaves: parallel columns, a row each. Shows only their number.

    `at` is in seconds, of 1970 UTC or (`local`) of the clock that the file was written on; `length` is -1 where there
    is none. `people` has everything that the file calls each person, who are numbered as they appear.
    """

    __slots__ = (
        "_forwarded", "_id", "_kind", "_length", "_line", "_local", "_minutes", "_numbers", "_person", "_reasons",
        "_ref", "at", "people",
    )  # fmt: skip

    def __init__(self) -> None:
        self._kind, self._local, self._forwarded = bytearray(), bytearray(), bytearray()
        self.at, self._person, self._length, self._line, self._id, self._ref = (array("q") for _ in range(6))
        self._minutes = array("d")
        self._numbers: dict[str, int] = {}
        self.people: list[list[Identity]] = []
        self._reasons: list[tuple[str, bool]] = []

    def __len__(self) -> int:
        return len(self._kind)

    def __repr__(self) -> str:
        return f"<Chat of {len(self)} rows>"

    def number(self, key: str, identities: Sequence[Identity]) -> int:
        """The number of the person of this key; a new person gets the next one."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.people)
            self.people.append(list(identities))
        return known

    def find(self, key: str) -> int | None:
        """The number of the person of this key, if there is one."""
        return self._numbers.get(key)

    def key(self, number: int) -> str:
        """What tells the person of this number from others."""
        return next(key for key, one in self._numbers.items() if one == number)

    def has_local_times(self) -> bool:
        """Whether a row has a time of the clock that the file was written on."""
        return 1 in self._local

    def add(
        self, kind: int, at: int, person: int, line: int, *, local: bool, length: int = -1, minutes: float = -1,
        id: int = NOTHING, ref: int = NOTHING, forwarded: bool = False,
    ) -> None:  # fmt: skip
        """One message or call."""
        self._append(kind, at, line, local)
        self._person[-1], self._length[-1], self._minutes[-1] = person, length, minutes
        self._id[-1], self._ref[-1], self._forwarded[-1] = id, ref, forwarded

    def leave(self, reason: str, line: int, at: int = NOTHING, *, local: bool = False, rejected: bool = False) -> None:
        """One row that is not taken: left out, or turned away. A time it has still says how far the chat reaches."""
        entry = (reason, rejected)
        if entry not in self._reasons:
            self._reasons.append(entry)
        self._append(_REASONS + self._reasons.index(entry), at, line, local)

    def _append(self, kind: int, at: int, line: int, local: bool) -> None:
        self._kind.append(kind)
        self._local.append(local)
        self._forwarded.append(False)
        self.at.append(at)
        self._line.append(line)
        self._person.append(-1)
        self._length.append(-1)
        self._minutes.append(-1)
        self._id.append(NOTHING)
        self._ref.append(NOTHING)

    # ---- when it is over

    def taken(self) -> bool:
        """Whether anybody said anything or called."""
        return min(self._kind, default=_REASONS) < _REASONS

    def nothing_but(self, *reasons: str) -> bool:
        """Whether every row was turned away for one of these reasons."""
        return not self.taken() and all(reason in reasons for reason, _ in self._reasons)

    def turn_away(self, people: set[int], reason: str) -> None:
        """Make rejects of the rows of these people."""
        self._reasons.append((reason, True))
        for row, person in enumerate(self._person):
            if person in people and self._kind[row] < _REASONS:
                self._kind[row] = _REASONS + len(self._reasons) - 1

    def leave_all(self, rows: Rows, reason: str) -> None:
        """Count every row as left out for one reason, but for those that are broken."""
        for row in range(len(self)):
            self._pass(rows, row, (reason, False))

    def tell(
        self, rows: Rows, sides: Sides | None, channel: str, named: Callable[[int], str] = str, grain: int = 1
    ) -> None:
        """Give all rows on, now that the sides of its people are known (None: nobody is listed).

        `named` makes the id of a row that has a number in the file; others get one of the channel, the time (to `grain`
        seconds), the side and the how manyth of theirs then: two programs write in one minute.
        """
        if sides is None or sides.relationship is None:
            why = (NOT_LISTED, False) if sides is None else (SEVERAL, True)
            for row, kind in enumerate(self._kind):
                self._pass(rows, row, why if kind < _REASONS else None)
            return
        unsure, ordinals, writing = self._in_heaps(), self._ordinals(sides, grain), self._writing()
        for row, kind in enumerate(self._kind):
            if kind >= _REASONS:
                self._pass(rows, row)
                continue
            person, at, local = self._person[row], self.at[row], self._local[row]
            id, ref, length, minutes = self._id[row], self._ref[row], self._length[row], self._minutes[row]
            by, clock = sides.by[person], "" if local else "Z"
            name = f"{channel}-{moment(at, grain)}{clock}-{by}-{ordinals[row]:03}" if id == NOTHING else named(id)
            rows.add(
                id=name, kind=_KINDS[kind], by=by, line=self._line[row], relationship=sides.relationship,
                at_us=None if local else at * SECOND_US, local_us=at * SECOND_US if local else None, channel=channel,
                length=None if length < 0 else length, minutes=None if minutes < 0 else minutes,
                ref=None if ref == NOTHING else named(ref), people=writing if writing > 2 else None,
                actor=sides.actor[person], account=sides.account[person],
                certainty="ambiguous" if unsure[row] else None,
            )  # fmt: skip

    def _pass(self, rows: Rows, row: int, why: tuple[str, bool] | None = None) -> None:
        """Count a row that is not taken: for its own reason where that is a reject or no other is given."""
        kind = self._kind[row]
        own = self._reasons[kind - _REASONS] if kind >= _REASONS else None
        reason, rejected = own if own is not None and (own[1] or why is None) else why or ("", False)
        if rejected:
            rows.reject(reason, self._line[row])
        else:
            rows.leave_out(reason)

    def _writing(self) -> int:
        """How many people said something or called."""
        return len({p for p, kind in zip(self._person, self._kind, strict=True) if kind < _REASONS})

    def _ordinals(self, sides: Sides, grain: int) -> NDArray[np.int64]:
        """The how manyth of its side each row is at its time."""
        code = {by: number for number, by in enumerate(dict.fromkeys(sides.by))}
        side = np.array([code[by] for by in sides.by] + [-1], np.int64)[np.array(self._person, np.int64)]
        side[np.array(self._kind, np.uint8) >= _REASONS] = -1
        columns = (side, np.array(self._local, np.int64), np.array(self.at, np.int64) // grain)
        order = np.lexsort(columns)  # stable, so that equal ones stay in the order of the file
        first = np.zeros(len(order), np.bool_)
        for column in columns:
            first |= np.diff(column[order], prepend=column[order][:1] - 1) != 0
        place = np.arange(len(order))
        ordinals = np.empty(len(order), np.int64)
        ordinals[order] = place - np.maximum.accumulate(np.where(first, place, 0)) + 1
        return ordinals

    def instants(self, zone: str | None) -> NDArray[np.int64]:
        """When each row was, in microseconds UTC: where that is not known, when the row before it was.

        NOTHING where no row before it has a time either.
        """
        at = np.array(self.at, np.int64)
        known = (at >= FIRST_US // SECOND_US) & (at <= LAST_US // SECOND_US)  # any other becomes a reject
        at[known] *= SECOND_US
        local = np.flatnonzero(known & np.array(self._local, np.bool_))
        if len(local):
            at[local] = NOTHING if zone is None else to_instants(at[local], zone)[0]
            known[local] = zone is not None
        last = np.maximum.accumulate(np.where(known, np.arange(len(at)), -1))
        return np.where(last < 0, NOTHING, at[last])

    def _in_heaps(self) -> NDArray[np.bool_]:
        """Forwarded rows of which so many stand in one minute that a program put them there, at its own time."""
        minutes = np.array(self.at, np.int64) // MINUTE
        forwarded = np.array(self._forwarded, np.bool_)
        found, place, count = np.unique(minutes[forwarded], return_inverse=True, return_counts=True)
        heaps = np.zeros(len(minutes), np.bool_)
        if len(found):
            heaps[forwarded] = (count >= HEAP)[place]
        return heaps


HEAP = 20  # forwarded messages in one minute


def moment(second: int, grain: int = 1) -> str:
    """A count of seconds as `2018-12-05T10:39:10`, by minutes as `2018-12-05T10:39`; itself where that is no date."""
    try:
        found = _EPOCH + timedelta(seconds=second)
    except OverflowError:
        return str(second)
    return found.isoformat()[: 16 if grain == MINUTE else 19]


def read_second(text: str) -> tuple[int, bool] | None:
    """Seconds of an ISO date and time, and whether they are of a local clock; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
        since = (found if found.tzinfo else found.replace(tzinfo=UTC)) - _EPOCH
    except (ValueError, OverflowError):
        return None
    return since.days * 86_400 + since.seconds, found.tzinfo is None
