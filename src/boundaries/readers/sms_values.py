"""What stands between the quotes of a backup: texts with their references, lengths, instants, numbers of people."""

from __future__ import annotations

import re
from typing import Final

from boundaries.readers.directory import Identity
from boundaries.readers.privacy import length_of

_REFERENCE = re.compile(r"&(?:#0*(\d{1,7})|#[xX]0*([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_UNKNOWN_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
_HALVES = re.compile(r"[\ud800-\udfff]")
_LAST_CODE_POINT = 0x10FFFF

_EARLIEST_MS = 631_152_000_000  # 1990: seconds taken for milliseconds lie before it
_MS_DIGITS = (12, 13)
_MOST_DIGITS = 15

OWNER: Final = "insert-address-token"  # what Android writes for the number of the phone itself
_NOBODY = frozenset(
    "null unknown private restricted anonymous withheld unavailable payphone -1 -2 -3 -4".split()
) | {"", OWNER}  # fmt: skip
_NAMELESS = frozenset(("", "(unknown)", "unknown", "null"))


def text_of(raw: bytes) -> str:
    """The text of a value: references replaced, the halves of a surrogate pair joined, one U+FFFD for a lone one."""
    if raw.isascii() and b"&" not in raw and b"\r" not in raw:
        return raw.decode("ascii")
    text = _decoded(raw).replace("\r\n", "\n")
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    if _HALVES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decoded(raw: bytes) -> str:
    for errors in ("strict", "surrogatepass"):  # halves may be written as bytes, too
        try:
            return raw.decode("utf-8", errors)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= _LAST_CODE_POINT else "\ufffd"


def measured(raw: bytes | None) -> int | None:
    """The length of a text in code points; None where there is no text, or one that the file does not spell out.

    `null` is what the app writes where the phone has no text. Somebody may have written just that, nobody can tell.
    """
    if raw is None or raw == b"null":
        return None
    if raw.isascii() and b"&" not in raw and b"\r" not in raw:
        return len(raw)
    if b"&" in raw and _UNKNOWN_REFERENCE.search(_decoded(raw)):
        return None
    return length_of(text_of(raw))


def milliseconds(raw: bytes | None) -> int | None:
    """A point in time in milliseconds since 1970; None for anything else, seconds among it."""
    if raw is None or len(raw) not in _MS_DIGITS or not raw.isdigit():
        return None
    value = int(raw)
    return value if value >= _EARLIEST_MS else None


def whole_number(raw: bytes | None) -> int | None:
    """A whole number of reasonable size; None for anything else."""
    return int(raw) if raw is not None and len(raw) <= _MOST_DIGITS and raw.isdigit() else None


def party_of(text: str) -> Identity | None:
    """Whom an `address` or `number` names: a number, else an address (of mail, or a sender's word); None for nobody."""
    plain = text.strip().removeprefix("tel:")
    if plain.lower() in _NOBODY:
        return None
    is_number = any(c.isdigit() for c in plain) and not any(c.isalpha() or c == "@" for c in plain)
    return ("number" if is_number else "address", plain)


def name_of(raw: bytes | None) -> Identity | None:
    """The name under which the phone knows somebody; None where it knows none."""
    name = "" if raw is None else text_of(raw).strip()
    return None if name.lower() in _NAMELESS else ("name", name)
