"""Telegram Desktop's export in JSON, of one chat or of a whole account, however large.

Times are instants; exports of before 2021 have the computer's own clock alone and need `--timezone`. Whose account it
is follows from a chat of two, which is called by the other one. Left out and counted are notes to oneself, channels,
bots, Telegram's own rows and calls that nobody took. What a timer or a cleared history removed is unknown, not silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers.base import File, Options
from boundaries.readers.chat import NOTHING, Chat
from boundaries.readers.circle import Circle, Sides
from boundaries.readers.json_pieces import BROKEN, Element, Lost, Piece, Scalar, head_text, parsed, pieces
from boundaries.readers.rows import Rows, zone_problems
from boundaries.readers.tabular import sealed
from boundaries.readers.telegram_messages import clears, identities, naming, person_key, sets_timer, take
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import Coverage, Extract

name = "telegram"

KINDS = frozenset({"message", "call"})
NO_PERSON: Final = "to oneself, in a channel or with a bot"
UNKNOWN_CHAT: Final = "in a chat of a kind that is not known"
STRANGER: Final = "by a third person in a chat of two"

_OF_TWO = "personal_chat"
_OF_PEOPLE = frozenset({_OF_TWO, "private_group", "private_supergroup", "public_supergroup", ""})
_OF_NOBODY = frozenset(
    {"saved_messages", "replies", "bot_chat", "private_channel", "public_channel", "verify_codes", "verification_codes"}
)
_LISTS = (("chats", "list"), ("left_chats", "list"))
_ROWS = (("messages",), *((*path, "messages") for path in _LISTS))
_ACCOUNT = ("personal_information",)
_NAMES = ("first_name", "last_name")
Span = tuple[int, int]

_SOMEBODY = "~~"  # whoever has written nothing

_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_OF_TELEGRAM = re.compile(
    rb'"(?:date_unixtime|from_id|actor_id)"\s*:|"type"\s*:\s*"(?:message|service|%b)"'
    % b"|".join(kind.encode() for kind in sorted(_OF_PEOPLE | _OF_NOBODY) if kind)
)
_WHOLE_ACCOUNT = re.compile(rb'"personal_information"\s*:\s*\{|"(?:left_)?chats"\s*:\s*\{\s*(?:"about"|"list")\s*:')


def sniff(head: bytes) -> bool:
    """Whether a JSON document begins as an export of a chat or an account does."""
    text = head_text(head).lstrip()
    if not text.startswith(b"{"):
        return False
    return bool(_WHOLE_ACCOUNT.search(text) or (_MESSAGES.search(text) and _OF_TELEGRAM.search(text)))


@sealed
def read(file: File, options: Options) -> Extract:
    """The messages and calls of every chat with people; raises `LogError` and `UsageError`."""
    reading = _Reading(options)
    with file.open("rb") as stream:
        for piece in pieces(stream, _ROWS, [_ACCOUNT]):
            reading.take(piece)
    return reading.extract()


class _Reading:
    """One pass over an export: the chat that is open, and the rows of those that are over."""

    __slots__ = (
        "_account", "_called", "_chat", "_circle", "_facts", "_found", "_gaps", "_lost", "_many", "_options", "_rows",
        "_shown",
    )  # fmt: skip

    def __init__(self, options: Options) -> None:
        self._options, self._rows = options, Rows(options, name)
        self._circle: Circle | None = None
        self._account: str | None = None  # whose export it is, as `person_key` says it
        self._called: dict[str, object] = {}  # and what else is said of whose it is
        self._shown: dict[str, list[Span]] = {}
        self._gaps: dict[str, list[Span]] = {}
        self._found = self._many = False
        self._open()

    def __repr__(self) -> str:
        return "<reading of an export>"

    def take(self, piece: Piece) -> None:
        """One piece of the document, in its order."""
        if isinstance(piece, Element):
            self._message(piece)
        elif isinstance(piece, Scalar):
            self._fact(piece)
        elif isinstance(piece, Lost):
            self._chat.leave(piece.problem, piece.line, rejected=True)
        elif piece.array:
            self._found = self._found or piece.path in _ROWS
        elif piece.path in ((), *_LISTS):
            self._close()

    def extract(self) -> Extract:
        """Everything, at the end of the document; raises `LogError` where no chat stands in it."""
        if not self._found:
            hint = "Telegram Desktop writes one: a chat's menu, Export chat history, format JSON"
            raise LogError(Diagnostic("B262", f"{self._options.log}: no chat of Telegram stands in it", hint=hint))
        self._close()
        return self._rows.extract(
            tuple(
                Coverage(since, until, KINDS, pair)
                for pair, shown in self._shown.items()
                for since, until in without(shown, self._gaps[pair])
            )
        )

    def _open(self) -> None:
        self._chat, self._facts, self._lost = Chat(), dict[str, object](), Gaps()

    def _fact(self, piece: Scalar) -> None:
        if piece.path == (*_ACCOUNT, "user_id"):
            self._account = person_key(piece.value, None)
        elif piece.path[:-1] == _ACCOUNT and piece.path[-1] in _NAMES:
            self._called[piece.path[-1]] = piece.value
        elif piece.path[:-1] in ((), *_LISTS):
            self._facts[piece.path[-1]] = piece.value

    def _message(self, element: Element) -> None:
        self._found, self._many = True, len(element.path) > 1
        message = None if element.raw is None else _object(element.raw)
        if message is None:
            self._chat.leave(element.problem or BROKEN, element.line, rejected=True)
        else:
            self._lost.take(message, len(self._chat))
            take(message, self._chat, element.line)

    # ---- chats

    def _close(self) -> None:
        """Give on the rows of the chat that is over."""
        chat, facts, lost = self._chat, self._facts, self._lost
        self._open()
        given = facts.get("type")
        kind = given if isinstance(given, str) else ""
        if kind not in _OF_PEOPLE:
            chat.leave_all(self._rows, NO_PERSON if kind in _OF_NOBODY else UNKNOWN_CHAT)
            return
        sides = self._sides(chat, facts, kind) if chat.taken() else None
        number = person_key(facts.get("id"), None) if kind.endswith("supergroup") else None
        chat.tell(self._rows, sides, name, naming(f"{self._options.key.name(name, number)}-" if number else ""))
        if sides is not None and sides.relationship is not None:
            instants = chat.instants(self._options.timezone)
            known = instants[instants != NOTHING]
            if len(known):
                span = int(np.min(known)), int(np.max(known))
                self._shown.setdefault(sides.relationship, []).append(span)
            self._gaps.setdefault(sides.relationship, []).extend(lost.periods(instants))

    def _sides(self, chat: Chat, facts: Mapping[str, object], kind: str) -> Sides | None:
        owner = self._owner_of_two(chat, facts) if kind == _OF_TWO else self._owner(chat)
        if self._circle is None:
            self._circle = Circle(self._options, many=self._many)
        missing = zone_problems(self._options) if chat.has_local_times() else ()
        return self._circle.sides(chat.people, owner, missing)

    def _owner(self, chat: Chat) -> int | None:
        if self._account is None:
            return None
        name = " ".join(str(self._called[part]) for part in _NAMES if self._called.get(part))
        return chat.number(self._account, identities(self._account, name))

    def _owner_of_two(self, chat: Chat, facts: Mapping[str, object]) -> int | None:
        """Whose export it is: not the one the chat is called by, who need not have written; None if that is open."""
        key, called = person_key(facts.get("id"), None), person_key(None, facts.get("name"))
        other = next((found for one in (key, called) if one and (found := chat.find(one)) is not None), None)
        if other is None and len(chat.people) > 1:
            return self._owner(chat)
        if other is None and (key or called):
            other = chat.number(key or called or "", identities(key or called or "", facts.get("name")))
        owner = self._owner(chat)
        if owner is None:
            owner = next((i for i in range(len(chat.people)) if i != other), None)
        if owner is None:
            owner = chat.number(_SOMEBODY, ())
        chat.turn_away(set(range(len(chat.people))) - {owner, other}, STRANGER)
        key = chat.key(owner)
        self._account = self._account or (key if key.startswith("user") else None)
        return owner


class Gaps:
    """From where to where a chat has lost rows without a trace: before its history was cleared, and under a timer."""

    __slots__ = ("_cleared", "_turns")

    def __init__(self) -> None:
        self._cleared = -1
        self._turns: list[tuple[int, bool]] = []  # rows that set a timer or end it

    def take(self, message: Mapping[str, object], row: int) -> None:
        """The next row."""
        timer = sets_timer(message)
        if timer is not None:
            self._turns.append((row, timer))
        if clears(message):
            self._cleared = row

    def periods(self, instants: NDArray[np.int64]) -> Iterator[Span]:
        """The periods, from when each row was."""
        if self._cleared >= 0:
            yield FIRST_US, int(instants[self._cleared])
        since = None
        for row, on in self._turns:
            if on and since is None:
                since = int(instants[row])
            elif not on and since is not None:
                yield since, int(instants[row])
                since = None
        if since is not None:
            yield since, LAST_US


def without(shown: Iterable[Span], gaps: Iterable[Span]) -> Iterator[Span]:
    """What is left of what the chats of one relationship show, once the gaps of each are taken out of all of them.

    A group with the same people goes on while their own chat has a timer: it does not show what was said there.
    """
    holes, place = list(_merged(gaps)), 0
    for start, end in _merged(shown):
        at: int | None = start
        while at is not None and place < len(holes) and holes[place][0] <= end:
            since, until = holes[place]
            if at <= since:
                yield at, since
            if until > end:  # and it may reach into what is shown next
                at = None
            else:
                at = max(at, until)
                place += 1
        if at is not None:
            yield at, end


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """The same time in spans that do not touch, in order."""
    last: Span | None = None
    for since, until in sorted((min(span), max(span)) for span in spans):
        if last is not None and since <= last[1]:
            last = last[0], max(last[1], until)
            continue
        if last is not None:
            yield last
        last = since, until
    if last is not None:
        yield last


_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*+)\\x([0-9A-F]{2})")


def _object(raw: bytes) -> dict[str, object] | None:
    """The object of an element; Telegram writes control characters as `\\x1F`, which is no JSON."""
    found = parsed(raw)
    if found is None and b"\\x" in raw:
        found = parsed(_ESCAPE.sub(rb"\1\\u00\2", raw))
    return found
