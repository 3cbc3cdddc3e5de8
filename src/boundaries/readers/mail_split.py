"""The header blocks of a mailbox, found in its bytes; bodies are read past, never looked into or held.

A mailbox is mbox in any of its kinds (mboxo, mboxrd, mboxcl: RFC 4155 and `man 5 mbox`), or a single message without
a line before it (EML; EMLX, whose first line is a number). A line `From ...` opens a message only after an empty line
or inside a header block, only in the shape of an envelope line, and only before header fields: programs differ in
which lines of a body they mark with `>`, and none counts on it here. `Content-Length` is believed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from boundaries.readers.base import LINE_BYTES

CHUNK_BYTES = 1 << 20
_LONGEST_LINE = 1024  # of an envelope; a longer one is none
_LOOK_AHEAD = 8192  # of a header block, to see whether it is one
_LOOK_BEHIND = 32  # to see an empty line
_TO_SEE_AN_END = 1 << 16  # of a file, to see how its lines end
_BOM = b"\xef\xbb\xbf"

KNOWN = frozenset(
    b"return-path received date from to cc bcc subject message-id mime-version content-type content-transfer-encoding "
    b"content-disposition content-language sender reply-to delivered-to envelope-to delivery-date in-reply-to "
    b"references status user-agent importance thread-topic thread-index authentication-results dkim-signature "
    b"received-spf arc-seal arc-message-signature arc-authentication-results list-id list-unsubscribe auto-submitted "
    b"precedence resent-from resent-to resent-date resent-message-id errors-to disposition-notification-to".split()
)
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:")
_MONTHS = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATED = re.compile(
    rb"From .*(?:" + _MONTHS + rb"[ \t]+\d{1,2}[ \t]+\d\d?:\d\d(?::\d\d)?[ \t]++(?:[^ \t]++[ \t]++){0,2}\d{4}"
    rb"|\d{1,2}[ \t]+" + _MONTHS + rb"[ \t]+\d{4}[ \t]+\d\d?:\d\d)",
    re.IGNORECASE,
)  # as `ctime` writes it, or as a header field does
_UNDATED = re.compile(rb"From [^ \t]++[ \t]*+")
_BLANK_OR_FROM = re.compile(rb"\n(?:\r{0,8}\n|From )")
_BLANK_BEFORE = re.compile(rb"\n\r{0,8}\Z")
_EMPTY_OR_END = re.compile(rb"\r{0,8}(?:\n|\Z)")
_NUMBER_LINE = re.compile(rb"\d{1,12}[ \t]*\r?\n")
_EMPTY_LINES = re.compile(rb"(?>[ \t\r]*\n)*")


class Block:
    """One message's header fields as bytes (None: longer than 1 MiB), and the line it starts on. Shows only that.

    `torn`: whether the file ends in the middle of a field.
    """

    __slots__ = ("fields", "line", "torn")

    def __init__(self, line: int, fields: bytes | None, torn: bool = False) -> None:
        self.line, self.fields, self.torn = line, fields, torn

    def __repr__(self) -> str:
        return f"<Block at line {self.line}>"


def blocks(file: IO[bytes], chunk: int = CHUNK_BYTES) -> Iterator[Block | None]:
    """The header block of each message, in the file's order; None for lines before the first that are of none.

    Raises what reading the file does.
    """
    window = _Window(file, chunk)
    window.hold(_LONGEST_LINE + _LOOK_AHEAD)
    window.skip(_start_of(window.ahead()))
    head = window.ahead()
    if not head:
        return
    enveloped = is_envelope(head, window.ended)
    if not enveloped and not begins_fields(head):
        enveloped = window.find_envelope()
        yield None
        if not enveloped:
            return
    yield window.take_block(enveloped)
    while window.find_envelope():
        yield window.take_block(True)


# ---- what a line is -----------------------------------------------------------------------------------------


def looks_like_mail(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a mailbox, or one message with two known fields at least."""
    head = head.replace(b"\r", b"\n") if ends_in_cr(head) else head
    head = head[_start_of(head) :]
    return is_envelope(head, False) or (begins_fields(head) and _knows_two(head))


def ends_in_cr(head: bytes) -> bool:
    """Whether the lines that bytes begin with end with CR alone; a stray LF among many is damage."""
    return head.count(b"\r") - head.count(b"\r\n") > 10 * head.count(b"\n")


def begins_fields(head: bytes) -> bool:
    """Whether bytes begin with a header field that mail has."""
    found = _FIELD.match(head)
    return found is not None and (found[1].lower() in KNOWN or found[1][:2] in (b"X-", b"x-"))


def is_envelope(head: bytes, ended: bool) -> bool:
    """Whether bytes begin with an envelope line that opens a message; `ended`: nothing follows them.

    One with a date opens a message if a known field, two of them further down, an empty line or nothing follows; one
    without, only if all up to an empty line is fields that say who and when: `From Anna` may open a sentence.
    """
    end = head.find(b"\n", 0, _LONGEST_LINE)
    if not head.startswith(b"From ") or (end < 0 and not (ended and len(head) <= _LONGEST_LINE)):
        return False
    line, rest = (head[:end], head[end + 1 :]) if end >= 0 else (head, b"")
    line = line.rstrip(b"\r")
    if _DATED.match(line):
        return _EMPTY_OR_END.match(rest) is not None or begins_fields(rest) or _knows_two(rest)
    return _UNDATED.fullmatch(line) is not None and _says_who_and_when(rest)


def _start_of(head: bytes) -> int:
    """Where the first line is that says something: behind a mark, empty lines, the number that opens an EMLX."""
    start = _EMPTY_LINES.match(head, len(_BOM) if head.startswith(_BOM) else 0)
    assert start is not None
    number = _NUMBER_LINE.match(head, start.end())
    return number.end() if number and begins_fields(head[number.end() :]) else start.end()


def _lines_of(rest: bytes) -> Iterator[tuple[bytes, bool]]:
    """The lines that header fields in some bytes begin with, as far as is looked ahead, and whether each is whole."""
    start, last = 0, min(len(rest), _LOOK_AHEAD)
    while start < last:
        end = rest.find(b"\n", start, last)
        line = rest[start : last if end < 0 else end]
        if end >= 0 and _EMPTY_OR_END.fullmatch(line):
            return
        if line[:1] not in (b" ", b"\t"):
            yield line, end >= 0
        start = last if end < 0 else end + 1


def _knows_two(rest: bytes) -> bool:
    """Whether two fields that mail has stand in these bytes, before what may be another envelope line."""
    names: set[bytes] = set()
    for line, _ in _lines_of(rest):
        found = _FIELD.match(line)
        if found is not None and found[1].lower() in KNOWN:
            names.add(found[1].lower())
        if len(names) == 2 or line.startswith(b"From "):
            break
    return len(names) == 2


def _says_who_and_when(rest: bytes) -> bool:
    """Whether these bytes are fields alone up to an empty line, an author and a time among them."""
    names: set[bytes] = set()
    for line, whole in _lines_of(rest):
        found = _FIELD.match(line)
        if found is not None:
            names.add(found[1].lower() if whole else b"")
        elif whole:
            return False
    return b"from" in names and not names.isdisjoint((b"date", b"received", b"message-id"))


# ---- what is held of a file ---------------------------------------------------------------------------------


class _Window:
    """The part of a file that is looked at: a few chunks at most, whatever the length of its lines.

    Offsets count from the present place, since what lies behind it is dropped.
    """

    def __init__(self, file: IO[bytes], chunk: int) -> None:
        self._file, self._chunk = file, chunk
        self._data, self._at = b"", 0
        self._ends_in_cr = self._opened = False
        self.ended = False
        self.line = 1
        self.hold(_TO_SEE_AN_END)
        if ends_in_cr(self._data):
            self._ends_in_cr, self._data = True, self._data.replace(b"\r", b"\n")

    def __repr__(self) -> str:
        return f"<Window at line {self.line}>"

    def __len__(self) -> int:
        return len(self._data) - self._at

    def ahead(self, start: int = 0) -> bytes:
        """What is held from an offset on, as far as anybody looks ahead."""
        return self._data[self._at + start : self._at + start + _LONGEST_LINE + _LOOK_AHEAD]

    def skip(self, count: int) -> None:
        """Move on over bytes that are held."""
        self.line += self._data.count(b"\n", self._at, self._at + count)
        self._at += count

    def hold(self, count: int) -> None:
        """Read until so many bytes lie ahead, or the file ends."""
        if len(self) >= count or self.ended:
            return
        behind = min(self._at, _LOOK_BEHIND)
        parts, held = [self._data[self._at - behind :]], len(self)
        while held < count and not self.ended:
            more = self._file.read(self._chunk)
            self.ended = not more
            parts.append(more.replace(b"\r", b"\n") if self._ends_in_cr else more)
            held += len(more)
        self._data, self._at = b"".join(parts), behind

    def find_envelope(self) -> bool:
        """Move on to the next envelope line that opens a message; False where there is none."""
        if self._opened:
            self._opened = False
            self.skip(1)
            return True
        while True:
            place = self._data.find(b"\nFrom ", self._at)
            if place >= 0:
                self.skip(place - self._at)
                blank = self._after_blank()
                self.skip(1)
                if blank and self._is_envelope(0):
                    return True
            elif self.ended:
                self.skip(len(self))
                return False
            else:
                self.skip(max(0, len(self) - len(b"From ")))
                self.hold(len(self) + 1)

    def take_block(self, enveloped: bool) -> Block:
        """The fields from here to an empty line, or to an envelope line among them; moves on to the end of the last."""
        line = self.line
        if enveloped:
            end = self._data.find(b"\n", self._at)
            self.skip((end if end >= 0 else len(self._data)) - self._at)
        whole, end = self._end_of_fields()
        fields = self._data[self._at + enveloped : self._at + end] if whole else None
        torn = self.ended and end == len(self) and not self.ahead().endswith((b"\n", b"\r"))
        self.skip(end)
        return Block(line, fields, torn)

    def _end_of_fields(self) -> tuple[bool, int]:
        """Whether all fields are held, and the offset of the end of their last line."""
        whole, seen = True, 0
        while True:
            found = _BLANK_OR_FROM.search(self._data, self._at + seen)
            if found:
                seen = found.start() - self._at
                self._opened = found[0].endswith(b" ") and self._is_envelope(seen + 1)
                if self._opened or not found[0].endswith(b" "):
                    return whole and seen <= LINE_BYTES, seen
                seen += 1
            elif self.ended:
                return whole and len(self) <= LINE_BYTES, len(self)
            else:
                seen = max(seen, len(self) - _LOOK_BEHIND)
                if seen > LINE_BYTES:
                    self.skip(seen)
                    whole, seen = False, 0
                self.hold(len(self) + 1)

    def _is_envelope(self, start: int) -> bool:
        self.hold(start + _LONGEST_LINE + _LOOK_AHEAD)
        return is_envelope(self.ahead(start), self.ended)

    def _after_blank(self) -> bool:
        return _BLANK_BEFORE.search(self._data, max(0, self._at - _LOOK_BEHIND), self._at) is not None
