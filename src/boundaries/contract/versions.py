"""The versions of a contract over time: what was in force when, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location


@dataclass(frozen=True, slots=True)
class Term:
    """What was agreed at one path: the value, where it is written, and the same in plain words.

    Values are `Hours`, `Span`, `Deadline`, `Calendar`, `Fraction` (every number), `str`, `tuple[str, ...]`, at
    `administrative.channels` a dict from channel to purposes (None: any purpose), and None for a clause that is a
    mapping, whose fields carry the values.
    """

    value: object
    location: Location
    words: str
    entries: tuple[Mapping[str, object], ...] = ()  # of a list of mappings, such as sharing: everything each says


@dataclass(frozen=True, slots=True)
class Version:
    """The terms in force from `start_us` on, one for each clause and each field, by full path.

    `effective` is the date or instant since when, as it is written. `not_applicable` has the paths said not to
    apply; they, and paths that are null, are not among the terms.
    """

    start_us: int
    effective: str
    terms: Mapping[str, Term]
    not_applicable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exemption:
    """An entry of `exceptions`: what a dated, scoped agreement excuses, in [from_us, until_us).

    `scope` is the source node of its filter, which policy/ compiles; `agreed` is whether all who must have agreed.
    """

    id: str
    clause: str  # full path
    from_us: int | None
    until_us: int | None
    reason: str | None
    agreed: bool
    scope: object | None
    location: Location


@dataclass(frozen=True, slots=True)
class Timeline:
    """A contract's life [start_us, end_us) and its versions, sorted by start; the first starts with the contract."""

    start_us: int
    end_us: int | None
    versions: tuple[Version, ...]
    exemptions: tuple[Exemption, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
