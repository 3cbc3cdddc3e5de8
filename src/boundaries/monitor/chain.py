"""The decision log's chain: each entry is bound to the one before it by a keyed hash, owner by owner.

With HMAC-SHA256 (RFC 2104) under a key that is kept elsewhere, whoever can write to the store and has no key can
neither change an entry, nor take one out, nor cut the log short, without its being found: each link covers the link
before it, and a seal covers how many links there are. What it cannot show: that the whole store was put back to an
older copy of itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

START = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log of an owner stands: the first entry kept, what it is linked to, the last entry, and its link."""

    owner: str
    first: int = 1
    base: bytes = START
    last: int = 0
    link: bytes = START


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the decision log; `text` is JSON."""

    owner: str
    number: int
    text: str
    link: bytes


class Chain:
    """Makes and checks links under one secret, for one tenant."""

    __slots__ = ("_secret", "_tenant")

    def __init__(self, secret: bytes, tenant: str) -> None:
        """`secret`: the 32 bytes of the key."""
        self._secret, self._tenant = secret, tenant

    def extended(self, head: Head, texts: Iterable[str]) -> tuple[Head, list[Entry]]:
        """The head after some more entries, and those."""
        entries: list[Entry] = []
        number, link = head.last, head.link
        for text in texts:
            number += 1
            link = self._mac("entry", head.owner, str(number), text, link.hex())
            entries.append(Entry(head.owner, number, text, link))
        return Head(head.owner, head.first, head.base, number, link), entries

    def seal(self, head: Head) -> bytes:
        """What binds a head to how many entries there are."""
        return self._mac("head", head.owner, str(head.first), head.base.hex(), str(head.last), head.link.hex())

    def digest(self, owner: str, text: str) -> str:
        """What an entry says of a row or a finding that stands elsewhere in the store."""
        return self._mac("text", owner, text).hex()[:32]

    def problems(self, head: Head, seal: bytes, entries: Iterable[Entry]) -> Iterator[str]:
        """What is wrong with the log of an owner, in words; nothing where it is whole. Entries are in order."""
        if not hmac.compare_digest(seal, self.seal(head)):
            yield "the seal does not fit: the log was cut, or sealed under another key"
            return
        number, link = head.first - 1, head.base
        for entry in entries:
            number += 1
            if entry.number != number:
                yield f"entry {number} is missing"
                return
            link = self._mac("entry", head.owner, str(number), entry.text, link.hex())
            if not hmac.compare_digest(link, entry.link):
                yield f"entry {number} is not what was written"
                return
        if number != head.last or link != head.link:
            yield f"the log ends at entry {number}, and {head.last} were written"

    def _mac(self, *parts: str) -> bytes:
        # The length before each part: no two lists of parts read alike.
        text = "".join(f"{len(part)}:{part}" for part in (self._tenant, *parts))
        return hmac.digest(self._secret, text.encode("utf-8", "surrogatepass"), "sha256")
