"""A Signal chat as `signal-export` takes it out of Signal Desktop: its text (Markdown) or its JSON, one chat a file.

Signal itself exports nothing. `Me` is the practitioner unless `--me` or the file of people says otherwise; times are
those of the computer's clock (`--timezone`). Nothing in such a file tells of disappearing messages: newer versions
leave them out unasked, and Signal deletes them in silence. So it covers nothing, and nobody's silence is judged by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers.base import File, Options, read_head
from boundaries.readers.chat import MINUTE, Chat, read_second
from boundaries.readers.circle import Circle, Sides
from boundaries.readers.directory import same
from boundaries.readers.json_pieces import BROKEN, CUT_OFF, Element, Lost, head_text, parsed, pieces
from boundaries.readers.lines import encoding_of, text_lines
from boundaries.readers.privacy import clean_name, length_of
from boundaries.readers.rows import Rows, zone_problems
from boundaries.readers.signal_lines import (
    HEADER,
    NO_SENDER,
    NO_TIME,
    NOBODY,
    OWN_ROW,
    STRAY,
    Lines,
    call_of,
    settle,
    shape_of,
)  # fmt: skip
from boundaries.readers.tabular import sealed
from boundaries.table.log import Extract

name = "signal"

ME = "Me"
_LINES = 200  # of the head, by which a text is known
_DOCUMENT = re.compile(rb"\s*(?:\[\s*)?\{")
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"date"\s*:\s*"\d{4}-\d\d-\d\d[^"]{0,30}"\s*,\s*"sender"\s*:')


def sniff(head: bytes) -> bool:
    """Whether a file begins as one of the two kinds of `signal-export` does."""
    return bool(_JSON.match(head_text(head))) or _begins_as_text(head.decode(encoding_of(head), "replace"))


def _begins_as_text(head: str) -> bool:
    """Whether the first line begins a row of Signal's.

    With seconds some phones write WhatsApp's so too; there a row of Signal's comes after an empty line, unless it is
    quoted, and either `Me` writes or a text ends in the two blanks that break a line in Markdown.
    """
    lines = head.split("\n", _LINES)[:_LINES]
    start = next((i for i, line in enumerate(lines) if line.strip("\ufeff \r")), 0)
    found = HEADER.match(lines[start])
    if found is None or ": " not in found[5]:
        return False
    if not shape_of(found).seconds:
        return True
    rows = [i for i in range(start + 1, len(lines)) if HEADER.match(lines[i])]
    apart = sum(not lines[i - 1].strip() for i in rows)
    return 2 * apart >= len(rows) and any(re.match(r"\ufeff?\[[^\]]+\] Me: |.*  \r?$", line) for line in lines)


@sealed
def read(file: File, options: Options) -> Extract:
    """The chat's messages and calls; raises `LogError` and `UsageError`."""
    head, chat = read_head(file, options.log), Chat()
    with file.open("rb") as stream:
        if _DOCUMENT.match(head_text(head)):
            for piece in pieces(stream, [()]):
                if isinstance(piece, Element):
                    _take(piece, chat)
                elif isinstance(piece, Lost):
                    chat.leave(piece.problem, piece.line, rejected=True)
        else:
            Lines(chat, (name for name in (options.me, options.client) if name)).feed(
                text_lines(stream, encoding_of(head))
            )
    if len(chat) and not chat.people and chat.nothing_but(STRAY, BROKEN, CUT_OFF):
        hint = "`chat.md` or `data.json` is read, as signal-export writes them"
        raise LogError(Diagnostic("B263", f"{options.log}: no row of a Signal chat stands in it", hint=hint))
    rows = Rows(options, name)
    chat.tell(rows, _sides(chat, options) if chat.taken() else None, name, grain=MINUTE)
    return rows.extract(())


def _take(element: Element, chat: Chat) -> None:
    """One message of `data.json`."""
    message = None if element.raw is None else parsed(element.raw)
    if message is None:
        chat.leave(element.problem or BROKEN, element.line, rejected=True)
        return
    date, sender = message.get("date"), message.get("sender")
    time = read_second(date) if isinstance(date, str) else None
    key = clean_name(sender) if isinstance(sender, str) else ""
    if time is None or time[0] < 86_400:
        chat.leave(NO_TIME, element.line, rejected=True)
    elif key in ("", NOBODY):
        chat.leave(NO_SENDER, element.line, time[0], local=time[1], rejected=True)
    else:
        _settle(message, chat, key, time, element.line)


def _settle(message: Mapping[str, object], chat: Chat, sender: str, time: tuple[int, bool], line: int) -> None:
    body = message.get("body")
    text = body.rstrip() if isinstance(body, str) and not message.get("deleted") else ""
    if not text and not any(message.get(key) for key in ("attachments", "deleted", "quote", "reactions", "sticker")):
        chat.leave(OWN_ROW, line, time[0], local=time[1])
        return
    settle(chat, sender, length_of(text), call_of(text), time[0], line, local=time[1])


def _sides(chat: Chat, options: Options) -> Sides | None:
    missing = zone_problems(options) if chat.has_local_times() else ()
    return Circle(options).sides(chat.people, _owner(chat, options), missing)


def _owner(chat: Chat, options: Options) -> int | None:
    """`Me`, unless it is said who that is; somebody who wrote nothing where one other person alone wrote."""
    named = options.me is not None and any(same([("name", options.me)], person) for person in chat.people)
    listed = None if options.directory is None else options.directory.find(("name", ME))
    if named or (listed is not None and listed.role != "practitioner"):
        return None
    found = chat.find(ME)
    return chat.number(ME, [("name", ME)]) if found is None and len(chat.people) == 1 else found
