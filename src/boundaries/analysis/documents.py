"""The files that are looked at, and what each document in them is: told by its keys, never by a file's name.

But for `pack.yaml`: that name makes a folder a pack, so there the key `pack` may be left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from boundaries.contract.folder import SUFFIXES, files_below, identity
from boundaries.contract.load import is_wordless
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.pack_files import MANIFEST
from boundaries.policy.schema import PACK_KEYS
from boundaries.policy.told import holds_rules, is_nearly_rule
from boundaries.source.document import SourceError, compose, read_text
from boundaries.source.node import Node
from boundaries.source.reading import items_of
from boundaries.testing.scenario import lacks_its_key

Kind = Literal["contract", "rule", "scenario", "pack", "wording", "map", "people"]
KINDS: tuple[Kind, ...] = ("contract", "rule", "scenario", "pack", "wording", "map", "people")
_OWN: tuple[Kind, ...] = KINDS[:-2]  # an export of another program may have the keys `map` and `people`
_BEGINS = re.compile(rf"""^[ \t{{]*["']?(?:{"|".join((*_OWN, "map"))})["']?[ \t]*:""", re.MULTILINE)
_GLANCE = re.compile(rf"""(?:^|[{{,])[ \t\r\n{{]*["']?(?:{"|".join((*KINDS, "timeline"))})["']?[ \t]*:""", re.MULTILINE)
_KNOWN = frozenset(("timezone", "agreed", "when", "says", "timeline", "expect", "extends", "parameters"))
_OF_SCENARIO = "timeline"  # no other kind has this key
_NAMED = ", ".join(f"`{kind}`" for kind in KINDS)
_NEITHER = "neither a contract, a rule, a scenario, a pack, a wording, a map nor a file of people"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file, and what it is."""

    kind: Kind
    node: Node


@dataclass(slots=True)
class File:
    """One file: its path, the name it goes by, its text, its documents, and what is wrong with it so far."""

    path: Path
    name: str
    text: str = ""
    documents: list[Document] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    read: bool = True  # it could be opened, and is text
    ours: bool = False  # it holds a document of a known kind, or seems to

    def nodes(self, kind: Kind) -> list[Node]:
        """The documents of a kind."""
        return [document.node for document in self.documents if document.kind == kind]


def gather(paths: Iterable[Path], is_log: Callable[[Path], bool]) -> Iterator[File]:
    """The files of some paths, each once: those named, and below folders those that hold a document of a known kind."""
    seen: set[object] = set()
    for path in paths:
        if os.path.isdir(path):  # never raises, as `Path.is_dir` does for a name that is too long
            yield from _below(path, seen, is_log)
        elif identity(path) not in seen:
            seen.add(identity(path))
            yield _named(_parsed(_opened(path)), is_log)


def _below(folder: Path, seen: set[object], is_log: Callable[[Path], bool]) -> Iterator[File]:
    """The files below a folder that hold a document of a known kind, or seem to; everything else is passed over."""
    closed: list[Diagnostic] = []
    empty = True
    for path in files_below(folder, closed):
        if identity(path) in seen:
            empty = False
        elif (file := _of_folder(_opened(path), is_log)) is not None:
            seen.add(identity(path))
            empty = False
            yield file
    if empty and not closed:
        hint = f"a file of one has a top key {_NAMED}"
        what = f"`{folder}` holds no contract, rule, scenario, pack, wording, map or file of people"
        closed.append(Diagnostic("B009", what, None, hint))
    if closed:
        yield File(folder, str(folder), problems=closed, read=False)


def _of_folder(file: File, is_log: Callable[[Path], bool]) -> File | None:
    begins = _GLANCE.search(file.text if file.read else _roughly(file.path)) is not None
    whole = file.path.name == MANIFEST or (file.read and holds_rules(file.text, file.name))
    if not begins and not whole:
        return None
    if file.read and not _parsed(file).ours:
        return None
    return None if file.problems and is_log(file.path) else file


def _roughly(path: Path) -> str:
    """The Latin letters of a file in another encoding; of one that cannot be opened, a key of ours: it may be one."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(65_536)
    except OSError:
        return f"{KINDS[0]}:"
    return raw.lstrip(b"\xff\xfe").replace(b"\0", b"").decode("latin-1")


def _opened(path: Path) -> File:
    """A file with its text; one that cannot be opened, or is no text, has a problem."""
    file = File(path, str(path))
    try:
        file.text = read_text(path, file.name)
    except SourceError as error:
        file.problems += error.diagnostics
        file.read = False
    return file


def _parsed(file: File) -> File:
    """The same file with its documents; what is no YAML or JSON, or of no known kind, is a problem of it."""
    nodes, faults = compose(file.text, file.name) if file.read else ([], [])
    file.problems += faults
    file.ours = bool(faults) and _BEGINS.search(file.text) is not None
    start = Location(file.name, 1, 1)
    if file.read and not nodes and not faults:
        nodes = [Node(None, start, document=start)]
    nodes = [node for node in nodes if node.value is not None] or nodes[:1]  # a `---` at the end opens nothing
    for node in nodes:
        kinds = _kinds(node) or _kind_by_name(node, file.path)
        nearly = is_nearly_rule(node) or lacks_its_key(node.key_locations)
        file.ours |= bool(kinds) or any(node.get(kind) for kind in _OWN) or nearly
        if len(kinds) == 1:
            file.documents.append(Document(kinds[0], node))
        else:
            file.problems.append(_of_several(node, kinds) if kinds else _of_no_kind(node))
    return file


def _named(file: File, is_log: Callable[[Path], bool]) -> File:
    """A file that was asked for. Of one that is none of ours not a word is shown: it may be a chat or a letter."""
    if not (file.read and file.problems):
        return file
    if is_log(file.path):
        return a_log(file)
    return file if file.ours else File(file.path, file.name, problems=_wordless(file))


def a_log(file: File) -> File:
    """A file that is a log: of its text nothing is shown."""
    hint = "`boundaries check LOG --contract CONTRACT` reads it"
    problem = Diagnostic("B149", f"{_NEITHER}: it is a log", Location(file.name, 1, 1), hint)
    return File(file.path, file.name, problems=[problem])


def _wordless(file: File) -> list[Diagnostic]:
    """What is wrong with a file of no known kind, told without its text but for a key nearly one of ours."""
    named = file.path.suffix.lower() in SUFFIXES  # what is called otherwise may well be no YAML and no JSON
    faults = [replace(fault, source="") for fault in file.problems if fault.code == "B001" and is_wordless(fault)]
    if named and faults:
        return faults
    keys = [line.partition(":")[0].strip(" \"'{") for line in file.text.splitlines() if ":" in line]
    near = (did_you_mean(key, KINDS) for key in keys if not _KNOWN.isdisjoint(keys))
    hint = next(filter(None, near), f"a file of one has a top key {_NAMED}")
    return [Diagnostic("B149", f"{_NEITHER}: it has none of their keys", Location(file.name, 1, 1), hint)]


def _kinds(node: Node) -> list[Kind]:
    """What a document says it is. Rules and scenarios name a contract, too, but have none of its own keys."""
    keys = node.value if isinstance(node.value, dict) else {}
    kinds: list[Kind] = [kind for kind in KINDS if kind in keys and _is_meant(kind, keys)]
    if "contract" not in kinds or keys.keys() & {"timezone", "agreed"}:
        return kinds
    named = kinds in (["contract", "rule"], ["contract", "scenario"])
    return kinds[1:] if named or (kinds == ["contract"] and _OF_SCENARIO in keys) else kinds


def _is_meant(kind: Kind, keys: Mapping[str, Node]) -> bool:
    """Whether a key that others use too is meant as ours: an export may well hold `people`, and is shown nowhere."""
    value = keys[kind].value
    if kind == "people":
        return not isinstance(value, dict) and (not value or any(one.get("role") for one in items_of(keys[kind])))
    return kind != "map" or (
        not isinstance(value, dict | list) and not keys.keys().isdisjoint(("export", "columns", "rows"))
    )


def _kind_by_name(node: Node, path: Path) -> list[Kind]:
    """What the name of a file says of a document that does not say it itself."""
    return ["pack"] if path.name == MANIFEST and not PACK_KEYS.keys().isdisjoint(node.key_locations) else []


def _of_no_kind(node: Node) -> Diagnostic:
    near = {key: hint for key in node.key_locations if (hint := did_you_mean(key, KINDS)) and key not in KINDS}
    key, hint = next(iter(near.items()), ("", f"a file of one has a top key {_NAMED}"))
    place = node.key_place(key) if key else node.document or node.location
    if node.get("contract") is None and not lacks_its_key(node.key_locations):
        return Diagnostic("B149", f"{_NEITHER}: it has none of their keys", place, hint)
    message = f"{_NEITHER}: it has the key `{_OF_SCENARIO}` of a scenario, and no key `scenario`"
    return Diagnostic("B149", message, place, hint if key else "let it begin with `scenario: its name`")


def _of_several(node: Node, kinds: list[Kind]) -> Diagnostic:
    *most, last = (f"`{kind}`" for kind in kinds)
    message = f"of several kinds at once: it has the keys {', '.join(most)} and {last}"
    hint = "a file each" if "contract" in kinds else "a document each, with a line `---` between"
    return Diagnostic("B149", message, node.document or node.location, hint)
