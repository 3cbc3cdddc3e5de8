"""One row of Telegram's JSON export: from its keys to numbers. What it says becomes a length."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from boundaries.readers.chat import CALL, MESSAGE, NOTHING, Chat, read_second
from boundaries.readers.directory import Identity
from boundaries.readers.privacy import clean_name, length_of

OWN_ROW: Final = "written by Telegram"  # joined, pinned, renamed, a timer
NOT_TAKEN: Final = "a call nobody took"
NOT_EXPORTED: Final = "of a kind that Telegram does not export"
_NO_TIME, _NO_SENDER, _NO_TYPE = "no such time", "no sender", "neither a message nor a service row"
_MIGRATED = 1_000_000_000  # subtracted from the ids a small group's messages had before it became a supergroup
_LONGEST_NUMBER = 18  # digits
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)

_Message = Mapping[str, object]


def take(message: _Message, chat: Chat, line: int) -> None:
    """Add one row to its chat."""
    kind = message.get("type")
    time = second_of(message)
    if time is None:
        known = "unsupported" if kind == "unsupported" else ""
        chat.leave(NOT_EXPORTED if known else _NO_TIME, line, rejected=not known)
        return
    at, local = time
    if kind == "message":
        _said(message, chat, line, at, local)
    elif kind == "service":
        _service(message, chat, line, at, local)
    elif kind == "unsupported":
        chat.leave(NOT_EXPORTED, line, at, local=local)
    else:
        chat.leave(_NO_TYPE, line, rejected=True)


def sets_timer(message: _Message) -> bool | None:
    """Whether a row lets later messages vanish (True), or ends that (False); None where it does neither."""
    if message.get("type") != "service" or message.get("action") != "set_messages_ttl":
        return None
    return message.get("period") != 0


def clears(message: _Message) -> bool:
    """Whether a row tells that what came before it was removed."""
    return message.get("type") == "service" and message.get("action") == "clear_history"


def second_of(message: _Message) -> tuple[int, bool] | None:
    """When a row was, in seconds, and whether that is of the computer's clock, as in old exports."""
    if "date_unixtime" in message:
        second = _second(message["date_unixtime"])
        return None if second is None else (second, False)
    date = message.get("date")
    return read_second(date) if isinstance(date, str) else None


def _second(unix: object) -> int | None:
    if isinstance(unix, str) and _WHOLE.fullmatch(unix):
        return int(unix)
    return unix if type(unix) is int and abs(unix) < 10**_LONGEST_NUMBER else None


def person_key(id: object, name: object) -> str | None:
    """What tells a person from others in one file: Telegram's own id, else the name; None where there is neither."""
    if isinstance(id, str) and id:
        return id
    if isinstance(id, int) and not isinstance(id, bool):
        return f"user{id}" if abs(id) < 10**_LONGEST_NUMBER else None  # as old exports write it
    cleaned = clean_name(name) if isinstance(name, str) else ""
    return f"~{cleaned}" if cleaned else None


def identities(key: str, name: object) -> list[Identity]:
    """Everything that the file calls somebody, the surest first; a deleted account has no name."""
    found: list[Identity] = [] if key.startswith("~") else [("name", key)]
    return [*found, ("name", name)] if isinstance(name, str) and clean_name(name) else found


def _person(message: _Message, label: str, chat: Chat) -> int | None:
    name = message.get(label)
    key = person_key(message.get(f"{label}_id"), name)
    if key is None:
        return None
    known = chat.find(key)
    return chat.number(key, identities(key, name)) if known is None else known


def naming(prefix: str) -> Callable[[int], str]:
    """Makes the id of a row from its number: a supergroup counts its own, everything else is counted by account.

    So are the rows of a small group that became a supergroup, which the export shifts below zero.
    """
    return lambda number: f"telegram-{prefix}{number:012}" if number > 0 else f"telegram-{number + _MIGRATED:012}"


def _said(message: _Message, chat: Chat, line: int, at: int, local: bool) -> None:
    person = _person(message, "from", chat)
    if person is None:
        chat.leave(_NO_SENDER, line, at, local=local, rejected=True)
        return
    ref = NOTHING if "reply_to_peer_id" in message else _number(message.get("reply_to_message_id"))
    chat.add(
        MESSAGE, at, person, line, local=local, length=_length(message.get("text")), id=_number(message.get("id")),
        ref=ref, forwarded=message.get("forwarded_from") is not None,
    )  # fmt: skip


def _service(message: _Message, chat: Chat, line: int, at: int, local: bool) -> None:
    if message.get("action") != "phone_call":
        chat.leave(OWN_ROW, line, at, local=local)
        return
    seconds = message.get("duration_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 10**9:
        chat.leave(NOT_TAKEN, line, at, local=local)
        return
    person = _person(message, "actor", chat)
    if person is None:
        chat.leave(_NO_SENDER, line, at, local=local, rejected=True)
        return
    minutes = round(seconds / 60, 3)
    chat.add(CALL, at, person, line, local=local, minutes=minutes, id=_number(message.get("id")))


def _number(id: object) -> int:
    """A message's number in the file; 0 is none, also where it was shifted."""
    if isinstance(id, bool) or not isinstance(id, int) or abs(id) >= 10**_LONGEST_NUMBER:
        return NOTHING
    return NOTHING if id in (0, -_MIGRATED) else id


def _length(text: object) -> int:
    """Characters of a text, which is a list where parts of it look different; -1 where nothing was written."""
    parts = text if isinstance(text, list) else [text]
    words = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return sum(length_of(word) for word in words if isinstance(word, str)) or -1
