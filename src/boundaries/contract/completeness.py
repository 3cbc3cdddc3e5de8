"""What of the three contracts is agreed, said not to apply, or still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.contract.clauses import CLAUSES, PARTS, clause_of
from boundaries.contract.versions import Version


@dataclass(frozen=True, slots=True)
class Completeness:
    """The clauses of one part by full path, each in exactly one of the three, in the order of a contract."""

    agreed: tuple[str, ...]
    not_applicable: Mapping[str, str]  # with the reason
    open: tuple[str, ...]


def completeness(version: Version) -> dict[str, Completeness]:
    """How complete each part is in a version; a clause that was taken away is open again."""
    return {part: _of_part(version, [c.path for c in CLAUSES if c.part == part]) for part in PARTS}


def is_open(version: Version, path: str) -> bool:
    """Whether a version neither has a clause, a field or an entry nor says that it, or its clause, does not apply."""
    return path not in version.terms and not {path, clause_of(path)} & version.not_applicable.keys()


def _of_part(version: Version, paths: list[str]) -> Completeness:
    return Completeness(
        agreed=tuple(path for path in paths if path in version.terms),
        not_applicable={path: version.not_applicable[path] for path in paths if path in version.not_applicable},
        open=tuple(path for path in paths if is_open(version, path)),
    )
