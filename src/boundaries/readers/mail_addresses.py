"""The people that an address field names: each with the address and the display name, to be compared and forgotten.

RFC 5322, 3.4 and 4.4: comments, groups, quoted names and local parts, routes; and what stands there in mail that
keeps no rule. Read in one pass whatever is there: no text makes it fail, or slow. Encoded names (RFC 2047) are decoded.
"""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from binascii import Error as NotBase64
from quopri import decodestring
from typing import NamedTuple

from boundaries.readers.directory import Identity

MOST_PEOPLE = 10_000  # of one field; more is no letter
_MOST_TOKENS = 20 * MOST_PEOPLE
_LONGEST = 1000  # characters of a name or an address that is one
_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)("?)|([^"(),:;<>\\]++)|\\?(.)', re.DOTALL)
_COMMENT_PART = re.compile(r"[^()\\]++|\\.|[()\\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s++")

_ENCODED = re.compile(r"=\?([!->@-~]{1,40})\?([bq])\?([^?]{0,1000}+)\?=", re.IGNORECASE)
_CHARSET = re.compile(
    r"utf-?8|us-ascii|ascii|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|"
    r"shift_jis|iso-2022-(?:jp|kr)|ks_c_5601-1987|tis-620|macintosh"
)  # of names in mail; Python knows more, some of which are no charsets


class Mailbox(NamedTuple):
    """Somebody in a field. Shows nobody."""

    address: str  # lower case; empty where there is a name alone
    name: str

    def __repr__(self) -> str:
        return "<Mailbox>"

    @property
    def identities(self) -> tuple[Identity, ...]:
        """What the person is called, the surest first."""
        address: tuple[Identity, ...] = (("address", self.address),) if self.address else ()
        return (*address, ("name", self.name)) if self.name else address

    @property
    def key(self) -> str:
        """What tells one person of a thread from another."""
        return self.address or self.name


def mailboxes(field: bytes) -> list[Mailbox]:
    """The people of a field's value, in its order; of a value that names more than anybody writes to, the first."""
    return _Reading(as_text(field)).people[:MOST_PEOPLE]


def as_text(value: bytes) -> str:
    """Header bytes as text: UTF-8 where they are, else each byte a character, without NULs."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text.replace("\x00", "")


class _Reading:
    """One field as it is read: what was gathered since the last separator."""

    def __init__(self, text: str) -> None:
        self.people: list[Mailbox] = []
        self._start()
        place = 0
        for _ in range(_MOST_TOKENS):
            found = _TOKEN.match(text, place)
            if found is None or len(self.people) >= MOST_PEOPLE:
                break
            place = found.end()
            if found[2] == "":
                text, place = text[found.start() :].replace('"', ""), 0  # never closed, so it opens nothing
            elif found[0] == "(":
                place, comment = _comment(text, place)
                self._comments.append(comment)
            else:
                self._take(found)
        self._close()

    def __repr__(self) -> str:
        return "<an address field>"

    def _start(self) -> None:
        self._phrase: list[str] = []  # the words before `<`
        self._address: list[str] = []  # what is between `<` and `>`
        self._comments: list[str] = []
        self._plain: list[str] = []  # all of it, as it stands in an address
        self._angle = self._angles = False

    def _take(self, token: re.Match[str]) -> None:
        quoted, _, text, other = token.groups()
        if quoted is not None:
            (self._address if self._angle else self._phrase).append(token[0] if self._angle else quoted)
            self._plain.append(token[0])
        elif text is not None:
            (self._address if self._angle else self._phrase).append(text)
            self._plain.append(text)
        elif other == "<" and not self._angle:
            self._angle = self._angles = True
        elif other == ">":
            self._angle = False
        elif other in ",:" and self._angle and self._address and self._address[0].lstrip().startswith("@"):
            self._address.append(other)  # a route
        elif other in ",;":
            self._close()
        elif other == ":":
            self._start()  # what was gathered is the name of a group
        elif other:
            (self._address if self._angle else self._phrase).append(other)
            self._plain.append(other)

    def _close(self) -> None:
        phrase = _ESCAPED.sub(r"\1", "".join(self._phrase))
        if self._angles:
            address, name = "".join(self._address).strip(), phrase
            address = address.rpartition(":")[2] if address.startswith("@") else address
        elif "@" in (plain := "".join(self._plain)):
            address, name = plain, ""
            if '"' not in plain and len(words := plain.split()) > 1 and "@" in words[-1].strip("@"):
                address, name = words[-1], " ".join(words[:-1])
        else:
            address, name = "", phrase
        self._add(address, name or " ".join(self._comments))
        self._start()

    def _add(self, address: str, name: str) -> None:
        local, at, host = address.rpartition("@")
        address = (local.strip() if '"' in local else _SPACE.sub("", local)) + at + _SPACE.sub("", host)
        if "@" not in address:  # a system's own name for somebody, or nobody at all
            address, name = "", name if name.strip() else address
        if len(address) > _LONGEST or len(name) > _LONGEST:
            return
        name = " ".join(decoded(name).split())
        if address or name:
            self.people.append(Mailbox(address.lower(), name))


def _comment(text: str, place: int) -> tuple[int, str]:
    """Where a comment ends whose text begins at a place, and what it says."""
    depth = 1
    parts: list[str] = []
    while depth and (found := _COMMENT_PART.match(text, place)):
        place = found.end()
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth and len(parts) < _LONGEST:
            parts.append(found[0])
    return place, _ESCAPED.sub(r"\1", "".join(parts))


# ---- encoded words ------------------------------------------------------------------------------------------


def decoded(name: str) -> str:
    """A text with its encoded words decoded; those that cannot be stay as they are.

    Space between two of them is none, and bytes of one character may stand in both.
    """
    if "=?" not in name:
        return name
    parts: list[str] = []
    raw, charset, place = b"", "", 0
    for found in _ENCODED.finditer(name):
        between, known = name[place : found.start()], _charset(found[1])
        more = _bytes_of(found[2], found[3]) if known else None
        if raw and (between.strip() or more is None or known != charset):
            parts.append(raw.decode(charset, "replace"))
            raw = b""
            between = between if between.strip() or more is None else ""
        elif raw:
            between = ""
        parts.append(between if more is not None else between + found[0])
        raw, charset, place = raw + (more or b""), known, found.end()
    parts.append(raw.decode(charset, "replace") if raw else "")
    return "".join(parts) + name[place:]


def _charset(text: str) -> str:
    """The charset of an encoded word, without a language (RFC 2231); empty where it is none that is decoded."""
    charset = text.partition("*")[0].lower()
    try:
        return codecs.lookup(charset).name if _CHARSET.fullmatch(charset) else ""
    except LookupError:
        return ""


def _bytes_of(encoding: str, text: str) -> bytes | None:
    """The bytes of an encoded word; None where they cannot be told."""
    if not text.isascii():
        return None
    try:
        return b64decode(text + "=" * (-len(text) % 4)) if encoding in "bB" else decodestring(text, header=True)
    except NotBase64:
        return None
