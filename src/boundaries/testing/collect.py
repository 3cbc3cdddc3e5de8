"""Which files hold scenarios or rules: those that are named, and those below the folders that are named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from boundaries.contract.folder import identity
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy.packs import find_pack, shipped_packs
from boundaries.source.node import MAX_CHARACTERS
from boundaries.source.reading import listed, tick
from boundaries.testing.model import Unread

SUFFIXES = (".yaml", ".yml", ".json")
_PASSED_OVER = ("node_modules",)  # beside folders whose names begin with a dot
_KEY = rb"""["']?(?:scenario|rule)["']?[ \t\r\n]*:"""
_MAYBE = re.compile(rb"""(?:^(?:---)?|[{,])[ \t\r\n{]*["']?(?:scenario|rule|timeline)["']?[ \t\r\n]*:""", re.MULTILINE)
_SURELY = re.compile(rb"^(?:\{\s*)?" + _KEY, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read: where it is, what it is called, and whether it was named itself."""

    path: Path
    shown: str
    named: bool


def find_files(places: Iterable[str | Path]) -> Iterator[Found | Unread]:
    """The files of some places, each once: files as they are named, of folders every YAML and JSON file below them.

    A name that is no path may be that of a shipped pack. What is nothing of all this comes back with its problem.
    """
    seen: set[object] = set()
    for place in places:
        for found in _at(str(place)):
            if isinstance(found, Unread):
                yield found
            elif (real := identity(found.path)) not in seen:
                seen.add(real)
                yield found


def _at(place: str) -> Iterator[Found | Unread]:
    if os.path.isdir(place):
        yield from _below(Path(place), Path(place))
    elif os.path.exists(place):
        yield Found(Path(place), place, True)
    elif place in shipped_packs():
        yield from _below(find_pack(place)[0], Path(place))
    else:
        hint = f"shipped packs: {listed(shipped_packs())}"
        yield unread_file(place, Diagnostic("B009", f"{tick(place)}: no such file or folder", None, hint))


def _below(folder: Path, shown: Path) -> Iterator[Found | Unread]:
    """The files below a folder in the order of their paths; hidden ones, and what others installed, are left alone."""
    refused: list[OSError] = []
    found: list[Found | Unread] = []
    for here, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
        name = shown / Path(here).relative_to(folder)
        found += [
            Found(Path(here, file), str(name / file), False)
            for file in sorted(files)
            if file.lower().endswith(SUFFIXES) and not file.startswith(".")
        ]
    for problem in refused:
        name = shown / Path(problem.filename).relative_to(folder)
        yield unread_file(str(name), Diagnostic("B009", f"{tick(name)}: cannot be opened"))
    yield from found


def unread_file(shown: str, *problems: Diagnostic) -> Unread:
    """A file, or a place, that could not be read at all."""
    return Unread(shown, Location(shown, 1, 1), problems)


def may_hold_tests(path: Path) -> bool:
    """Whether a file seems to have a key `scenario`, `rule` or `timeline`: a glance, before it is read."""
    return _MAYBE.search(_raw(path)) is not None


def surely_means_tests(path: Path) -> bool:
    """Whether a file that cannot be read begins as those do that hold scenarios or rules."""
    return _SURELY.search(_raw(path)) is not None


def _raw(path: Path) -> bytes:
    """The bytes of a file without their byte order mark, those of UTF-16 as one each; none if it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_CHARACTERS).lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    except OSError:
        return b""
