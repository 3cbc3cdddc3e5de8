"""The values in force while amendments are folded over a contract, before they are a version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from boundaries.contract.clauses import BY_PATH, CLAUSES, SHARING, Clause, clause_of, recipient_of
from boundaries.contract.sharing import Entry, bases, recipients
from boundaries.contract.values import NotApplicable
from boundaries.contract.versions import Term, Version
from boundaries.core.location import Location
from boundaries.source.node import Node


@dataclass(slots=True)
class State:
    """The terms by full path, and the paths said not to apply with their reasons.

    Invariant: no path is in both, and a field or an entry is there only with its clause.
    """

    terms: dict[str, Term] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    parties: int = 2  # how many people the contract names; no amendment changes that

    def copy(self) -> State:
        """A state of its own with the same values."""
        return State(dict(self.terms), dict(self.not_applicable), self.parties)

    def put(self, path: str, value: Any, node: Node) -> None:
        """Replace what stands at the path of a clause, a field or an entry of `sharing`; None removes it."""
        if recipient_of(path):
            self._put_recipient(path, value, node)
        elif path in BY_PATH:
            self._put_clause(path, value, node)
        else:
            self._put_field(path, value, node)

    def _put_clause(self, path: str, value: Any, node: Node) -> None:
        self._drop(path)
        if value is None:
            return
        if isinstance(value, NotApplicable):
            self.not_applicable[path] = value.reason
        elif isinstance(value, list):
            places = node.value if isinstance(node.value, list) else []
            told = [(_entry(item), place.location) for item, place in zip(value, places, strict=True)]
            self._put_entries(path, told, node.location)
        elif BY_PATH[path].value:
            self.terms[path] = Term(value, node.location)
        else:
            self.terms[path] = Term(None, node.location)
            for name, item in _fields(value):
                if (where := node.get(name)) is not None:
                    self._put_field(path + "." + name, item, where)

    def _put_field(self, path: str, value: Any, node: Node) -> None:
        self._drop(path)
        if value is None:
            return
        clause = clause_of(path)
        if clause not in self.terms:  # a field agreed where there was no clause, or one that did not apply, makes one
            self._drop(clause)
            self.terms[clause] = Term(None, node.location)
        if isinstance(value, NotApplicable):
            self.not_applicable[path] = value.reason
        else:
            self.terms[path] = Term(value, node.location)

    # ---- entries ------------------------------------------------------------------------------------------------

    def _put_entries(self, path: str, told: Sequence[tuple[Entry, Location]], at: Location) -> None:
        """A list of mappings, each with its place; every recipient of `sharing` is a term of its own besides."""
        self._drop(path)
        clause, entries = BY_PATH[path], tuple(entry for entry, _ in told)
        key = clause.value.entries[0].name if clause.value else ""
        self.terms[path] = Term(tuple(str(entry[key]) for entry in entries), at, entries)
        if path == SHARING:
            for one, mine in recipients(entries):
                place = next(place for entry, place in told if entry is mine[0])
                self.terms[one] = Term(bases(mine), place, mine)

    def _put_recipient(self, path: str, value: Any, node: Node) -> None:
        old = self.terms.get(SHARING)
        if value is None and old is None:
            return
        told = [(entry, self._place(entry, old)) for entry in old.entries] if old else []
        mine = [entry["with"] == recipient_of(path) for entry, _ in told]
        at = mine.index(True) if any(mine) else len(told)
        new = [] if value is None else [(_entry(value), node.location)]
        rest = [one for one, is_mine in zip(told[at:], mine[at:], strict=True) if not is_mine]
        self._put_entries(SHARING, [*told[:at], *new, *rest], old.location if old else node.location)

    def _place(self, entry: Entry, whole: Term) -> Location:
        found = self.terms.get(f"{SHARING}.{entry['with']}")
        return found.location if found else whole.location

    def _drop(self, path: str) -> None:
        """Forget a path, and what stands below that of a clause."""
        below = [f"{path}.{f.name}" for f in BY_PATH[path].fields] if path in BY_PATH else []
        if path == SHARING and (old := self.terms.get(SHARING)):
            below += [one for one, _ in recipients(old.entries)]
        for known in (path, *below):
            self.terms.pop(known, None)
            self.not_applicable.pop(known, None)

    # ---- the version --------------------------------------------------------------------------------------------

    def version(self, start_us: int, effective: str, currency: str | None) -> Version:
        """The state as a version, its terms in the order of a contract."""
        terms = {
            path: term
            for clause in CLAUSES
            for path in self._paths(clause)
            if (term := self.terms.get(path)) is not None
        }
        return Version(start_us, effective, terms, dict(self.not_applicable), Fraction(self.parties), currency)

    def _paths(self, clause: Clause) -> Iterator[str]:
        yield clause.path
        yield from (f"{clause.path}.{f.name}" for f in clause.fields)
        if clause.path == SHARING and (term := self.terms.get(SHARING)):
            yield from (path for path, _ in recipients(term.entries))


def _fields(model: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a clause's or an entry's model under the names they have in the file."""
    for name, info in type(model).model_fields.items():
        yield info.alias or name, getattr(model, name)


def _entry(model: Any) -> Entry:
    return {name: value for name, value in _fields(model) if value is not None and not isinstance(value, NotApplicable)}
