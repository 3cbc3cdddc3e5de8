"""Warnings and notes: what loads, but is surely not meant, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from boundaries.contract import consent
from boundaries.contract.clauses import CHANNELS, CLAUSES
from boundaries.contract.versions import Timeline
from boundaries.contract.words import completeness
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location

if TYPE_CHECKING:
    from boundaries.contract.model import Contract


def advice(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    """What a careful reader of the contract would remark, beside what its amendments give rise to."""
    yield from _consent(contract)
    yield from _exceptions(life)
    yield from _half_caps(life)
    yield from _holidays(contract, life)
    yield from _channels(life)
    yield from _open_parts(contract, life)


def _warning(code: str, message: str, place: Location, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, place, hint, "warning")


def _consent(contract: Contract) -> Iterator[Diagnostic]:
    missing = consent.missing(contract, contract.consent)
    if missing:
        node = contract.source.get("consent")
        place = node.location if node else contract.source.document or contract.source.location
        names = " and ".join(f"`{name}`" for name in missing)
        hint = "it is judged all the same; `consent: [practitioner, client]` once both have agreed"
        yield _warning("B034", f"the consent of {names} is not noted", place, hint)


def _exceptions(life: Timeline) -> Iterator[Diagnostic]:
    for item in life.exemptions:
        if not item.agreed:
            hint = "`agreed_by: [practitioner, client]` once both have agreed"
            message = f"exception `{item.id}` excuses nothing: it is not agreed by all"
            yield _warning("B033", message, item.location, hint)
        elif item.until_us is None:
            message = f"exception `{item.id}` never ends"
            yield _warning("B032", message, item.location, "give it an `until`, or amend the clause")


def _half_caps(life: Timeline) -> Iterator[Diagnostic]:
    seen: set[Location] = set()
    for terms in (version.terms for version in life.versions):
        for clause in (c for c in CLAUSES if c.has_cap):
            pair = [terms.get(f"{clause.path}.{name}") for name in ("at_most", "per")]
            for there, lacking in ((pair[0], "per"), (pair[1], "at_most")):
                if there and not all(pair) and there.location not in seen:
                    seen.add(there.location)
                    message = f"`{clause.path}` says only half a cap: `{lacking}` is missing"
                    yield _warning("B037", message, there.location, "such as `{at_most: 5, per: P7D}`")


def _holidays(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    seen: set[Location] = set()
    for version in life.versions if contract.country is None else ():
        term = version.terms.get("administrative.hours")
        if term and "PH" in term.words and term.location not in seen:
            seen.add(term.location)
            message = "without `country` no day is a public holiday (`PH`)"
            yield _warning("B038", message, term.location, "name it: `country: GB`")


def _channels(life: Timeline) -> Iterator[Diagnostic]:
    seen: set[tuple[str, Location]] = set()
    for version in life.versions:
        for path in ("administrative.channels", "administrative.after_hours.channels"):
            term = version.terms.get(path)
            for channel in term.value if term and isinstance(term.value, dict | tuple) else ():
                near = "" if channel in CHANNELS else did_you_mean(channel, CHANNELS)
                if term and near and (channel, term.location) not in seen:
                    seen.add((channel, term.location))
                    yield _warning("B039", f"`{channel}` is no channel that exports name", term.location, near)


def _open_parts(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    start = contract.source.document or contract.source.location
    for part, paths in completeness(life.versions[-1]).items():
        if paths:
            place = contract.source.key_locations.get(part, start)
            shown = ", ".join(f"`{path}`" for path in paths)
            hint = "agree them, or say `{not_applicable: why}`"
            yield Diagnostic("B040", f"still open in the {part} part: {shown}", place, hint, "note")
