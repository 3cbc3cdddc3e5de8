"""Where packs stand, and the texts of their files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boundaries
from boundaries.core.errors import BoundariesError, Diagnostic, PolicyError, did_you_mean
from boundaries.policy.told import holds_rules, holds_wordings
from boundaries.source.document import read_text
from boundaries.source.reading import tick

MANIFEST = "pack.yaml"
_LEVELS = 6  # how far above a rule's file its pack.yaml is looked for


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a pack: where it is, the name it goes by in errors and findings, and its text."""

    path: Path
    name: str
    text: str


def find_pack(name_or_path: str | Path) -> tuple[Path, bool]:
    """Where a pack stands, and whether it is a shipped one; raises `PolicyError` where there is none."""
    name = str(name_or_path)
    if name in shipped_packs():
        return rules_root() / name, True
    path = Path(name_or_path)
    if name and os.path.exists(path):  # never raises, as `Path.exists` does for a name that is too long
        return path, False
    raise PolicyError(no_such_pack(name, "the path of a folder"))


def no_such_pack(name: str, or_else: str) -> Diagnostic:
    """The problem of a name that is no pack's; its place is for the caller to know."""
    hint = did_you_mean(name, shipped_packs()) or f"shipped packs: {', '.join(shipped_packs())}; or {or_else}"
    return Diagnostic("B118", f"there is no pack {tick(name)}", None, hint)


def rules_root() -> Path:
    """The folder of the shipped packs: inside the package, or beside its sources in a checkout."""
    package = Path(boundaries.__file__).parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent.parent / "rules"


def shipped_packs() -> tuple[str, ...]:
    """The names of the shipped packs."""
    root = rules_root()
    return tuple(sorted(p.name for p in root.iterdir() if p.is_dir())) if root.is_dir() else ()


def rule_files(root: Path, name: str) -> tuple[Source, ...]:
    """The rule files of a pack, sorted by path: those with a document that is a rule, or meant as one.

    Files below a folder with a pack.yaml of its own are that pack's. Raises `PolicyError` for a file that cannot be
    opened or is no UTF-8 text.
    """
    return rules_among(files_of(root, name))


def files_of(root: Path, name: str) -> tuple[Source, ...]:
    """Every YAML file of a pack, sorted by path; of one file, the file."""
    return tuple(_files(root, name))


def rules_among(files: Iterable[Source]) -> tuple[Source, ...]:
    """The files that hold rules among those of a pack. Any other may be a chat or a letter: no word of it is shown."""
    return tuple(s for s in files if s.path.name != MANIFEST and holds_rules(s.text, s.name))


def wordings_among(files: Iterable[Source]) -> tuple[Source, ...]:
    """The files that hold texts of rules in another language."""
    return tuple(s for s in files if s.path.name != MANIFEST and holds_wordings(s.text, s.name))


def hash_of(files: Iterable[Source]) -> str:
    """12 hex digits over files of a pack, in order of their paths; line ends do not count."""
    digest = hashlib.sha256()
    for source in files:
        digest.update("\n".join(source.text.splitlines()).encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:12]


def pack_above(path: Path) -> Path | None:
    """The folder a file of a pack stands in, or the nearest above it, that has a pack.yaml; as seen from the path."""
    folder = path.parent
    for _ in range(_LEVELS):
        if os.path.isfile(folder / MANIFEST):
            return folder
        folder = folder / ".." if folder.name in ("", "..") else folder.parent
    return None


def manifest_above(path: Path) -> Source | None:
    """The pack.yaml of that folder, named as seen from the path given; raises `PolicyError` where it is no text."""
    folder = pack_above(path)
    if folder is None:
        return None
    found = folder / MANIFEST
    return Source(found, found.as_posix(), text_of_file(found, found.as_posix()))


def text_of_file(path: Path, name: str) -> str:
    """The text of a file of a pack; raises `PolicyError` where there is none."""
    try:
        return read_text(path, name)
    except BoundariesError as problem:
        raise PolicyError(*problem.diagnostics) from None


def _files(root: Path, name: str) -> Iterator[Source]:
    if root.is_file():
        yield Source(root, name, text_of_file(root, name))
        return
    files = [p for p in root.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file()]
    others = {p.parent for p in files if p.name == MANIFEST and p.parent != root}
    own = [p for p in files if not others.intersection(p.parents)] if others else files
    for path in sorted(own, key=lambda p: p.relative_to(root).as_posix()):
        shown = f"{name.rstrip('/')}/{path.relative_to(root).as_posix()}"
        yield Source(path, shown, text_of_file(path, shown))
