"""The versions of a contract over time: what was in force when, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location

PARTIES = "parties"  # `$parties`: a number every version has, though no clause says it and no amendment changes it
Direction = Literal["looser", "tighter", "both", "equal", "changed"]


@dataclass(frozen=True, slots=True)
class Term:
    """What was agreed at one path: the value, and where it is written; words.py says it in plain words.

    Values are `Hours`, `Span`, `Deadline`, `Calendar`, `Fraction` (every number), `str`, `tuple[str, ...]`, at
    `administrative.channels` a dict from channel to purposes (None: any purpose), and None for a clause that is a
    mapping, whose fields carry the values.
    """

    value: object
    location: Location
    entries: tuple[Mapping[str, object], ...] = ()  # of a list of mappings, such as sharing: everything each says


@dataclass(frozen=True, slots=True)
class Version:
    """The terms in force from `start_us` on, one for each clause and each field, by full path.

    `effective` is the date or instant since when, as it is written. `not_applicable` has the paths said not to
    apply, each with the reason given; they, and paths that are null, are not among the terms. `parties` is how many
    people the contract names, the practitioner included; `currency` is that of its amounts.
    """

    start_us: int
    effective: str
    terms: Mapping[str, Term]
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    parties: Fraction = Fraction(2)
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    """What became of an amendment: who proposed and agreed, what it changed and which way, whether it was applied.

    `name` is its id, or `number 2`. `before` and `after` are the versions on either side of it; `after` of one that
    was not applied is what would have been. `changes` names each clause that changed, in the order of a contract.
    """

    name: str
    agreed_us: int
    since_us: int  # in force: the later of agreed and effective
    applied: bool
    lacking: tuple[str, ...]  # those who have to agree and did not
    proposed_by: str | None
    need_of: str | None
    because: str | None
    changes: tuple[tuple[str, Direction], ...]
    before: Version
    after: Version
    location: Location


@dataclass(frozen=True, slots=True)
class Exemption:
    """An entry of `exceptions`: what a dated, scoped agreement covers, in [from_us, until_us).

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
    """A contract's life [start_us, end_us) and its versions, sorted by start; the first starts with the contract.

    `amendments` are those that come into force before its end, as they come into force, applied or not.
    """

    start_us: int
    end_us: int | None
    versions: tuple[Version, ...]
    exemptions: tuple[Exemption, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    agreed_us: int = 0
    amendments: tuple[Amended, ...] = ()

    def at(self, at_us: int) -> Version | None:
        """The version in force at an instant, None outside [start_us, end_us)."""
        if at_us < self.start_us or (self.end_us is not None and at_us >= self.end_us):
            return None
        return next(version for version in reversed(self.versions) if version.start_us <= at_us)
