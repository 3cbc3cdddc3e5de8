"""Words that nobody may ever see: planted in every text, name, number and address of a sample, and looked for after.

Every word is one that no sentence of ours, no code and no digits of a report could hold by chance.
"""

from __future__ import annotations

import base64
import hashlib
import json
import quopri
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from urllib.parse import quote

HARMLESS = frozenset({"example"})  # the top of every invented address
_WORD = re.compile(r"[^\W\d_]{5,}|\d{7,}")
_HEX = re.compile(rb"[0-9a-f]{16,}")
_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256")
_SHOWN = 16  # hex digits of a hash that are enough to know it by


@dataclass(frozen=True)
class Words:
    """What is planted: one text for each kind of place."""

    me: str = "Dr Vexmoor Tallisandre"
    client: str = "Zelphira Quandrix"
    other: str = "Brontolo Wickersnath"
    stranger: str = "Yorvik Plimsothe"
    my_number: str = "+999 1555 8034617"
    client_number: str = "+999 1555 7206943"
    other_number: str = "+999 1555 6491852"
    stranger_number: str = "+999 1555 9378264"
    my_address: str = "vexmoor@trelluvian.example"
    client_address: str = "Zelphira.Quandrix@snarvikel.example"
    other_address: str = "brontolo@gwendarrow.example"
    stranger_address: str = "yorvik@oskelbrand.example"
    body: str = "hobbelquist krängelwort überschnarz"
    long_body: str = "jandrewick mulpheron"
    subject: str = "frandelsworth"
    title: str = "ustrabokken"
    description: str = "wendlehaxter"
    location: str = "quorndimple"
    attachment: str = "pibblesnatch.jpg"
    file: str = "mirkelvond"
    folder: str = "dastrupple"
    uid: str = "kexwindle-4417@nurfbaston.example"
    message_id: str = "lompridge-9083@tovackley.example"
    other_id: str = "grendlofax-2255@tovackley.example"
    cell: str = "vobskettle"
    column: str = "Rindlepox Ambrustle"

    def all(self) -> tuple[str, ...]:
        """Every text that is planted."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def people(self) -> str:
        """The file that says who is who: practitioner, client and one other person; strangers are not listed."""
        return f"""\
people:
- role: practitioner
  names: [{self.me}, Me]
  numbers: ["{self.my_number}"]
  addresses: [{self.my_address}]
- role: client
  relationship: c-207
  id: c-207a
  names: [{self.client}]
  numbers: ["{self.client_number}"]
  addresses: [{self.client_address}]
- role: other
  relationship: c-207
  id: g-1
  names: [{self.other}]
  numbers: ["{self.other_number}"]
  addresses: [{self.other_address}]
"""


WORDS = Words()


def traces(found: bytes, words: Words = WORDS) -> list[str]:
    """What of the words stands in some bytes: as text, in another encoding, or as a hash that anybody could make."""
    lower = found.lower()
    texts, exact, digests = _patterns(words)
    hits = [name for pattern, name in texts.items() if pattern in lower]
    hits += [name for pattern, name in exact.items() if pattern in found]
    for run in _HEX.findall(lower):
        windows = (run[at : at + _SHOWN] for at in range(len(run) - _SHOWN + 1))
        hits += [digests[window] for window in windows if window in digests]
    return sorted(set(hits))


@cache
def _patterns(words: Words) -> tuple[dict[bytes, str], dict[bytes, str], dict[bytes, str]]:
    """Bytes to look for in lower case, exactly, and beginnings of hashes; each with what it is."""
    texts: dict[bytes, str] = {}
    exact: dict[bytes, str] = {}
    digests: dict[bytes, str] = {}
    for word in sorted({word for text in words.all() for word in _tokens(text)}):
        for way, data in _written(word):
            texts.setdefault(data.lower(), f"{word} ({way})")
        for data in _base64(word):
            exact.setdefault(data, f"{word} (base64)")
    for form in {form for text in words.all() for form in normal_forms(text)}:
        for name in _DIGESTS:
            digest = hashlib.new(name, form.encode()).hexdigest()[:_SHOWN].encode()
            digests.setdefault(digest, f"{form} ({name})")
    return texts, exact, digests


def _tokens(text: str) -> Iterator[str]:
    """The words of a text that give it away; of a number also the digits at its end."""
    digits = "".join(c for c in text if c.isdigit())
    if text.startswith("+"):
        yield digits
        yield digits[-7:]
    for word in _WORD.findall(text):
        if word.lower() not in HARMLESS:
            yield word


def _written(word: str) -> Iterator[tuple[str, bytes]]:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word.lower())
        plain = text.encode()
        yield "text", plain
        yield "UTF-16", text.encode("utf-16-le")
        yield "UTF-16", text.encode("utf-16-be")
        yield "Latin-1", text.encode("latin-1", "ignore")
        yield "hexadecimal", plain.hex().encode()
        yield "JSON", json.dumps(text)[1:-1].encode()
        yield "percent", quote(text).encode()
        yield "quoted-printable", quopri.encodestring(plain)
        yield "XML", text.encode("ascii", "xmlcharrefreplace")
        yield "backwards", text[::-1].encode()


def _base64(word: str) -> Iterator[bytes]:
    """The part of a word's base64 that does not depend on what stands around it, for each of its three places."""
    for written in {word, word.lower(), word.upper()}:
        data = written.encode()
        for before in range(3):
            cut = -before % 3
            whole = data[cut : len(data) - (len(data) - cut) % 3]
            if len(whole) >= 6:
                yield base64.b64encode(whole)


def normal_forms(text: str) -> set[str]:
    """A text as somebody might write it before a hash is taken."""
    words = {text, *text.split(), *text.replace("@", " ").split()}
    forms = {form for word in words for form in (word, word.strip(), word.lower(), word.upper(), word.casefold())}
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= 7:
        forms |= {digits, f"+{digits}", digits[-7:], digits[-10:]}
    forms |= {f"<{text}>", f"mailto:{text}", text.replace(" ", "")}
    return forms - {""}
