"""The fold of a contract's amendments over its first clauses: what was in force when, and what was not applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boundaries.contract import consent
from boundaries.contract.clauses import CLAUSES, PARTS, clause_of
from boundaries.contract.looser import changed_clauses, clause_direction
from boundaries.contract.moments import Moment
from boundaries.contract.state import State
from boundaries.contract.values import NotApplicable, tick
from boundaries.contract.versions import Amended, Exemption, Timeline
from boundaries.core.errors import Diagnostic, sort_diagnostics
from boundaries.core.location import Location
from boundaries.source.node import Node

if TYPE_CHECKING:
    from boundaries.contract.model import Amendment, Contract

_DAY_US = 86_400_000_000


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
    state, found, amended = _first(contract), list[Diagnostic](), list[Amended]()
    versions = [state.version(start_us, start.text, contract.currency)]
    for change in _in_order(contract):
        if _retroactive(change):
            found.append(_late(change))
        if end_us is not None and change.in_force_us >= end_us:
            found.append(_after_the_end(change))
            continue
        after = _applied(state, change)
        refusal = _refused(contract, change, state, after)
        amended.append(_amended(contract, change, state, after, refusal is None))
        if refusal:
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
    agreed_us = contract.agreed.start(zone)
    life = Timeline(start_us, end_us, tuple(versions), tuple(_exemptions(contract)), (), agreed_us, tuple(amended))
    from boundaries.contract.advice import advice

    diagnostics = sort_diagnostics([*found, *advice(contract, life)])
    return replace(life, diagnostics=diagnostics)


def _first(contract: Contract) -> State:
    state, source = State(parties=consent.people(contract)), contract.source
    parts = {name: (getattr(contract, name), source.get(name)) for name in PARTS}
    for clause in CLAUSES:
        part, node = parts[clause.part]
        if node is not None and isinstance(part, NotApplicable):
            state.put(clause.path, part, node)
        elif part is not None and node is not None and (where := node.get(clause.name)) is not None:
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


def _applied(state: State, change: _Change) -> State:
    after, source = state.copy(), change.node.get("set")
    for path, item in change.amendment.set.items():
        node = source.get(item.key) if source else None
        assert node is not None, "what was read stands in the source"
        if path != "ends":
            after.put(path, item.value, node)
    return after


def _amended(contract: Contract, change: _Change, before: State, after: State, applied: bool) -> Amended:
    """What became of an amendment, for the rules and readers that look at agreements themselves."""
    old, new = (s.version(change.in_force_us, change.since.text, contract.currency) for s in (before, after))
    changes = tuple(
        (path, clause_direction(path, old.terms, new.terms, contract.country))
        for path in changed_clauses(old.terms, new.terms)
    )
    said = change.amendment
    return Amended(
        name=said.id or change.name, agreed_us=change.agreed_us, since_us=change.in_force_us, applied=applied,
        lacking=consent.missing(contract, said.agreed_by), proposed_by=said.proposed_by, need_of=said.need_of,
        because=said.because, changes=changes, before=old, after=new, location=change.node.location,
    )  # fmt: skip


# ---- agreement ------------------------------------------------------------------------------------------------


def _refused(contract: Contract, change: _Change, before: State, after: State) -> Diagnostic | None:
    """Why an amendment is not applied, or None where it is (RULINGS 38)."""
    missing = consent.missing(contract, change.amendment.agreed_by)
    if not missing:
        return None
    reason = "the practitioner alone may only make the contract tighter, with a day's notice"
    if "practitioner" not in consent.named(contract, change.amendment.agreed_by):
        reason = consent.once_agreed(contract, "agreed_by")
    elif "ends" in change.amendment.set:
        reason = f"moving the end needs {consent.everybody(contract)}: {consent.once_agreed(contract, 'agreed_by')}"
    elif loose := _not_tighter(contract, before, after):
        reason = f"{reason}, and `{loose}` is not tighter"
    elif _with_notice(change):
        return None
    else:
        reason = "the practitioner alone gives a day's notice: agreed a day before it is effective"
    lacking = " and ".join(tick(name) for name in missing)
    message = f"amendment {change.name} is not applied: {lacking} did not agree"
    return Diagnostic("B030", message, _place(change.node, "agreed_by"), reason, "warning")


def _not_tighter(contract: Contract, before: State, after: State) -> str:
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


def _window_kinds(change: _Change, before: State, after: State) -> Iterator[Diagnostic]:
    """A cap whose window changes between rolling and calendar, or between calendar units (RULINGS 24)."""
    for path in (f"{clause.path}.per" for clause in CLAUSES if clause.has_cap):
        old, new = before.terms.get(path), after.terms.get(path)
        if old and new and _kind(old.value) != _kind(new.value):
            message = f"amendment {change.name} changes the kind of window of `{clause_of(path)}`"
            hint = "each interaction is judged by the kind in force at it"
            yield Diagnostic("B036", message, new.location, hint, "warning")


def _kind(window: object) -> object:
    return getattr(window, "unit", "rolling")
