"""The fold of a contract's amendments over its first clauses: what was in force when, and what was not applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boundaries.contract import consent
from boundaries.contract.clauses import BY_PATH, CLAUSES, clause_of
from boundaries.contract.looser import changed_clauses, clause_direction
from boundaries.contract.moments import Moment
from boundaries.contract.node import Node
from boundaries.contract.values import NotApplicable, tick
from boundaries.contract.versions import Exemption, Term, Timeline, Version
from boundaries.contract.words import path_words
from boundaries.core.errors import Diagnostic, sort_diagnostics
from boundaries.core.location import Location

if TYPE_CHECKING:
    from boundaries.contract.model import Amendment, Contract

_DAY_US = 86_400_000_000


@dataclass(slots=True)
class _State:
    """The values in force, by full path, before they are put into words."""

    terms: dict[str, Term] = field(default_factory=dict)
    not_applicable: set[str] = field(default_factory=set)

    def copy(self) -> _State:
        return _State(dict(self.terms), set(self.not_applicable))

    def put(self, path: str, value: Any, node: Node) -> None:
        """Replace what stands at the path of a clause or a field; None removes it."""
        clause = BY_PATH.get(path)
        if clause is None:
            self._put_field(path, value, node)
            return
        for known in (path, *(f"{path}.{f.name}" for f in clause.fields)):
            self._drop(known)
        if isinstance(value, NotApplicable):
            self.not_applicable.add(path)
        elif isinstance(value, list):
            entries = tuple(_entry(item) for item in value)
            key = clause.value.entries[0].name if clause.value else ""
            self.terms[path] = Term(tuple(str(e[key]) for e in entries), node.location, "", entries)
        elif clause.value and value is not None:
            self.terms[path] = Term(value, node.location, "")
        elif value is not None:
            self.terms[path] = Term(None, node.location, "")
            for name, item in _fields(value):
                if (where := node.get(name)) is not None:
                    self._put_field(f"{path}.{name}", item, where)

    def _put_field(self, path: str, value: Any, node: Node) -> None:
        self._drop(path)
        if value is None:
            return
        clause = clause_of(path)
        if clause not in self.terms:  # a field agreed where there was no clause, or one that did not apply, makes one
            self._drop(clause)
            self.terms[clause] = Term(None, node.location, "")
        if isinstance(value, NotApplicable):
            self.not_applicable.add(path)
        else:
            self.terms[path] = Term(value, node.location, "")

    def _drop(self, path: str) -> None:
        self.terms.pop(path, None)
        self.not_applicable.discard(path)

    def version(self, start_us: int, effective: str, currency: str | None) -> Version:
        """The state as a version, its terms in the order of a contract and in words."""
        values = {path: term.value for path, term in self.terms.items()}
        terms = {
            path: Term(term.value, term.location, path_words(path, values, currency), term.entries)
            for clause in CLAUSES
            for path in (clause.path, *(f"{clause.path}.{f.name}" for f in clause.fields))
            if (term := self.terms.get(path)) is not None
        }
        return Version(start_us, effective, terms, frozenset(self.not_applicable))


def _fields(model: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a clause's or an entry's model under the names they have in the file."""
    for name, info in type(model).model_fields.items():
        yield info.alias or name, getattr(model, name)


def _entry(model: Any) -> Mapping[str, object]:
    return {name: value for name, value in _fields(model) if value is not None and not isinstance(value, NotApplicable)}


@dataclass(frozen=True, slots=True)
class _Change:
    """An amendment with its place and the moment it comes into force."""

    amendment: Amendment
    node: Node
    name: str
    since: Moment
    in_force_us: int
    agreed_us: int


def build(contract: Contract) -> Timeline:
    """The timeline of a contract: its life, its versions, its exceptions, and what is surely not meant."""
    zone = contract.timezone
    start = contract.starts or contract.agreed
    start_us, end_us = start.start(zone), contract.ends.end(zone) if contract.ends else None
    state, found = _first(contract), list[Diagnostic]()
    versions = [state.version(start_us, start.text, contract.currency)]
    for change in _in_order(contract):
        if _retroactive(change):
            found.append(_late(change))
        if end_us is not None and change.in_force_us >= end_us:
            found.append(_after_the_end(change))
            continue
        after = _applied(state, change)
        if refusal := _refused(contract, change, state, after):
            found.append(refusal)
            continue
        found += _window_kinds(change, state, after)
        if "ends" in change.amendment.set:
            ends = change.amendment.set["ends"].value
            end_us = max(ends.end(zone), change.in_force_us) if ends else None
        state = after
        if change.in_force_us <= versions[-1].start_us:
            last = versions.pop()
            effective = last.effective if change.in_force_us < last.start_us or not versions else change.since.text
            versions.append(state.version(last.start_us, effective, contract.currency))
        else:
            versions.append(state.version(change.in_force_us, change.since.text, contract.currency))
    exemptions = tuple(_exemptions(contract))
    life = Timeline(start_us, end_us, tuple(versions), exemptions)
    from boundaries.contract.advice import advice

    diagnostics = sort_diagnostics([*found, *advice(contract, life)])
    return Timeline(start_us, end_us, life.versions, exemptions, diagnostics)


def _first(contract: Contract) -> _State:
    state = _State()
    for clause in CLAUSES:
        part, node = getattr(contract, clause.part), contract.source.get(clause.part)
        where = node.get(clause.name) if node else None
        if part is not None and where is not None:
            state.put(clause.path, getattr(part, clause.name), where)
    return state


def _in_order(contract: Contract) -> list[_Change]:
    """The amendments as they come into force: then as agreed, then as written (RULINGS 36)."""
    source = contract.source.get("amendments")
    nodes = source.value if source and isinstance(source.value, list) else []
    changes: list[_Change] = []
    for number, (amendment, node) in enumerate(zip(contract.amendments or [], nodes, strict=True), 1):
        effective = amendment.effective or amendment.agreed
        agreed_us, effective_us = amendment.agreed.start(contract.timezone), effective.start(contract.timezone)
        since = amendment.agreed if agreed_us > effective_us else effective
        name = tick(amendment.id) if amendment.id else f"number {number}"
        changes.append(_Change(amendment, node, name, since, max(agreed_us, effective_us), agreed_us))
    return sorted(changes, key=lambda change: (change.in_force_us, change.agreed_us))


def _applied(state: _State, change: _Change) -> _State:
    after, source = state.copy(), change.node.get("set")
    for path, item in change.amendment.set.items():
        node = source.get(item.key) if source else None
        assert node is not None, "what was read stands in the source"
        if path != "ends":
            after.put(path, item.value, node)
    return after


# ---- agreement ------------------------------------------------------------------------------------------------


def _refused(contract: Contract, change: _Change, before: _State, after: _State) -> Diagnostic | None:
    """Why an amendment is not applied, or None where it is (RULINGS 38)."""
    missing = consent.missing(contract, change.amendment.agreed_by)
    if not missing:
        return None
    reason = "the practitioner alone may only make the contract tighter, with a day's notice"
    if "practitioner" not in consent.named(contract, change.amendment.agreed_by):
        reason = "both have to agree"
    elif "ends" in change.amendment.set:
        reason = "moving the end needs both"
    elif loose := _not_tighter(contract, before, after):
        reason = f"{reason}, and `{loose}` is not tighter"
    elif _with_notice(change):
        return None
    else:
        reason = "the practitioner alone gives a day's notice: agreed a day before it is effective"
    lacking = " and ".join(tick(name) for name in missing)
    message = f"amendment {change.name} is not applied: {lacking} did not agree"
    return Diagnostic("B030", message, _place(change.node, "agreed_by"), reason, "warning")


def _not_tighter(contract: Contract, before: _State, after: _State) -> str:
    """The first clause that an amendment makes anything but tighter."""
    for path in changed_clauses(before.terms, after.terms):
        if clause_direction(path, before.terms, after.terms, contract.country) not in ("tighter", "equal"):
            return path
    return ""


def _with_notice(change: _Change) -> bool:
    agreed, effective = change.amendment.agreed, change.amendment.effective
    if agreed.day and effective and effective.day:
        return (effective.day - agreed.day).days >= 1
    return change.in_force_us - change.agreed_us >= _DAY_US


def _exemptions(contract: Contract) -> Iterator[Exemption]:
    source = contract.source.get("exceptions")
    nodes = source.value if source and isinstance(source.value, list) else []
    for number, (item, node) in enumerate(zip(contract.exceptions or [], nodes, strict=True), 1):
        scope = node.get("scope")
        yield Exemption(
            id=item.id or f"exception {number}",
            clause=item.clause,
            from_us=item.from_.start(contract.timezone) if item.from_ else None,
            until_us=item.until.end(contract.timezone) if item.until else None,
            reason=item.reason,
            agreed=not consent.missing(contract, item.agreed_by),
            scope=scope if scope is not None and scope.value is not None else None,
            location=node.location,
        )


# ---- what is said about amendments ----------------------------------------------------------------------------


def _place(node: Node, key: str) -> Location:
    found = node.get(key)
    return found.location if found is not None else node.location


def _retroactive(change: _Change) -> bool:
    return change.since is change.amendment.agreed and change.amendment.effective is not None


def _late(change: _Change) -> Diagnostic:
    message = f"amendment {change.name} was agreed after it was to be effective"
    hint = f"it is in force from `{change.since.text}` on, and makes nothing right afterwards"
    return Diagnostic("B031", message, _place(change.node, "effective"), hint, "warning")


def _after_the_end(change: _Change) -> Diagnostic:
    message = f"amendment {change.name} comes into force after the contract has ended, and changes nothing"
    key = "effective" if change.amendment.effective else "agreed"
    return Diagnostic("B035", message, _place(change.node, key), "a contract that has ended needs a new one", "warning")


def _window_kinds(change: _Change, before: _State, after: _State) -> Iterator[Diagnostic]:
    """A cap whose window changes between rolling and calendar, or between calendar units (RULINGS 24)."""
    for path in (f"{clause.path}.per" for clause in CLAUSES if clause.has_cap):
        old, new = before.terms.get(path), after.terms.get(path)
        if old and new and _kind(old.value) != _kind(new.value):
            message = f"amendment {change.name} changes the kind of window of `{clause_of(path)}`"
            hint = "each interaction is judged by the kind in force at it"
            yield Diagnostic("B036", message, new.location, hint, "warning")


def _kind(window: object) -> object:
    return getattr(window, "unit", "rolling")
