"""YAML and JSON as text with places: every scalar stays the text that was written, every node knows where it stands.

Nothing here guesses a type: `9:00`, `off`, `no` and `1e3` arrive as typed. Only plain `null`, `~` and an empty value
are `None`. Tags and merge keys are refused, and what an alias repeats is counted, so a small file stays a small file.
"""

from __future__ import annotations

import re
from pathlib import Path

from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.location import Location
from boundaries.source.json import compose_json
from boundaries.source.node import MAX_CHARACTERS, Node, place_at, with_source
from boundaries.source.yaml import compose_yaml

# Named by what is refused: a class of nearly all of Unicode costs ten times as long to compile.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class SourceError(BoundariesError):
    """A file is not the YAML or JSON it should be; carries every problem found."""


def parse_document(text: str, file: str) -> list[Node]:
    """The documents of a YAML file, or the one value of a `.json` file; raises `SourceError` with every problem."""
    nodes, problems = compose(text, file)
    if problems:
        raise SourceError(*problems)
    return nodes


def compose(text: str, file: str) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a file and the problems met on the way; after a fault of syntax no document is returned."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        return [], [Diagnostic("B008", "larger than 4 MiB", Location(file, 1, 1), "a contract is a page or two")]
    if odd := _NOT_TEXT.search(text):
        return [], [with_source(_no_text(text, file, odd.start()), text)]
    if file.lower().endswith(".json"):
        return compose_json(text, file)
    return compose_yaml(text, file)


def read_text(path: str | Path, name: str | None = None) -> str:
    """The text of a file; raises `SourceError` where it cannot be opened or is not UTF-8 text."""
    name = name or str(path)
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(4 * MAX_CHARACTERS + 4)
    except (OSError, ValueError) as problem:  # ValueError: a text that can be no path
        reason = "no such file" if isinstance(problem, FileNotFoundError) else "cannot be opened"
        if isinstance(problem, IsADirectoryError):
            reason = "a folder, not a file"
        raise SourceError(Diagnostic("B009", f"`{name}`: {reason}")) from None
    return decode(raw, name)


def decode(raw: bytes, file: str) -> str:
    """The text of UTF-8 bytes without their byte order mark; raises `SourceError` for anything else."""
    start = Location(file, 1, 1)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(Diagnostic("B009", "UTF-16 text, not UTF-8", start, "save it as UTF-8"))
    try:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start].decode("utf-8")
        place = place_at(before, file, len(before))
        hint = "save it as UTF-8; a contract is a plain text file"
        raise SourceError(Diagnostic("B009", "not UTF-8 text", place, hint)) from None
    if "\0" in text:
        hint = "a contract is a plain text file in UTF-8"
        place = place_at(text, file, text.index("\0"))
        raise SourceError(Diagnostic("B009", "a binary file (it holds a NUL byte)", place, hint))
    return text


def _no_text(text: str, file: str, index: int) -> Diagnostic:
    place = place_at(text, file, index)
    message = f"a character that no text has (U+{ord(text[index]):04X})"
    return Diagnostic("B009", message, place, "delete it; a contract is a plain text file in UTF-8")


# ---- YAML ---------------------------------------------------------------------------------------------------
