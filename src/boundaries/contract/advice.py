"""Warnings and notes: what loads, but is surely not meant, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from boundaries.civil.hours import Hours
from boundaries.contract import consent
from boundaries.contract.clauses import BY_PATH, CHANNELS, CLAUSES, clause_of, label_of, short
from boundaries.contract.completeness import completeness
from boundaries.contract.contradictions import contradictions
from boundaries.contract.strangers import strangers
from boundaries.contract.validate import locate
from boundaries.contract.values import Problem
from boundaries.contract.versions import Exemption, Timeline
from boundaries.contract.written import written_clauses
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location

if TYPE_CHECKING:
    from boundaries.contract.model import Contract


_ENDING = "administrative.ending"  # the clause of rules about the time after the contract


def advice(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    """What a careful reader of the contract would remark, beside what its amendments give rise to."""
    yield from _consent(contract)
    yield from _exceptions(contract, life)
    yield from _half_caps(contract, life)
    yield from _empty_clauses(life)
    yield from _strangers(contract)
    yield from _holidays(contract, life)
    yield from _channels(life)
    yield from contradictions(life, contract.timezone, contract.country)
    yield from _open_parts(contract, life)


def _warning(code: str, message: str, place: Location, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, place, hint, "warning")


def _consent(contract: Contract) -> Iterator[Diagnostic]:
    missing = consent.missing(contract, contract.consent)
    if missing:
        node = contract.source.get("consent")
        place = node.location if node else contract.source.document or contract.source.location
        names = " and ".join(f"`{name}`" for name in missing)
        hint = f"it is judged all the same; {consent.once_agreed(contract, 'consent')}"
        yield _warning("B034", f"the consent of {names} is not noted", place, hint)


def _exceptions(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    for item in life.exemptions:
        if not item.agreed:
            message = f"exception `{item.id}` covers nothing: it is not agreed by all"
            yield _warning("B033", message, item.location, consent.once_agreed(contract, "agreed_by"))
        elif idle := _idle(item, life):
            why, way_out = idle
            yield _warning("B042", f"exception `{item.id}` can cover nothing: {why}", item.location, way_out)
        elif item.until_us is None:
            message = f"exception `{item.id}` never ends"
            yield _warning("B032", message, item.location, "give it an `until`, or amend the clause")


def _idle(item: Exemption, life: Timeline) -> tuple[str, str] | None:
    """Why no finding can ever be covered by an exception, and a way out; None where one could.

    Rules look at what happens while the contract lasts, but for those about the time after it.
    """
    if item.until_us is not None and item.until_us <= life.start_us:
        return "it is over before the contract starts", "change `until`, or leave it out: nothing before is judged"
    over = life.end_us is not None and item.from_us is not None and item.from_us >= life.end_us
    if over and not _is_below(_ENDING, item.clause):
        return "it begins after the contract has ended", "change `from`, or leave it out: nothing after is judged"
    if not any(_is_below(path, item.clause) for version in life.versions for path in version.terms):
        return f"`{item.clause}` was never agreed", "agree on it, or leave the exception out"
    return None


def _is_below(path: str, above: str) -> bool:
    """Whether a path is another one, or a part of it."""
    return path == above or path.startswith(f"{above}.")


def _half_caps(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    keys, seen = _cap_keys(contract), set[Location]()
    for terms in (version.terms for version in life.versions):
        for clause in (c for c in CLAUSES if c.has_cap):
            pair = [terms.get(f"{clause.path}.{name}") for name in ("at_most", "per")]
            for there, lacking in ((pair[0], "per"), (pair[1], "at_most")):
                if there and not all(pair) and there.location not in seen:
                    seen.add(there.location)
                    message = f"`{clause.path}` says only half a cap: `{lacking}` is missing"
                    yield _warning("B037", message, keys[there.location], "such as `{at_most: 5, per: P7D}`")


def _cap_keys(contract: Contract) -> dict[Location, Location]:
    """By the place of each value of a cap the key it stands under: of the mapping that lacks the other half."""
    found: dict[Location, Location] = {}
    for path, node, at in written_clauses(contract.source):
        clause = BY_PATH.get(clause_of(path))
        if clause is not None and clause.has_cap:
            key = locate(Problem("B037", "", "", at, on_key=True), contract.source)
            inside = [node.get(name) for name in ("at_most", "per")]
            found |= {value.location: key for value in (node, *inside) if value is not None}
    return found


def _empty_clauses(life: Timeline) -> Iterator[Diagnostic]:
    """Mappings without a field; an empty list is none, and a list says that there is nothing."""
    seen: set[Location] = set()
    for version in life.versions:
        said = {clause_of(path) for path in (*version.terms, *version.not_applicable) if path not in BY_PATH}
        for clause in (c for c in CLAUSES if c.fields):
            term = version.terms.get(clause.path)
            if term and clause.path not in said and term.location not in seen:
                seen.add(term.location)
                since = "" if version is life.versions[0] else f" from {version.effective} on"
                message = f"`{short(clause.path)}` stands there without a word of what was agreed{since}"
                yield _warning("B043", message, term.location, f"such as `{clause.example}`; `null` takes it away")


def _strangers(contract: Contract) -> Iterator[Diagnostic]:
    for problem in (stranger.problem for stranger in strangers(contract.source)):
        yield _warning(problem.code, problem.message, locate(problem, contract.source), problem.hint)


def _holidays(contract: Contract, life: Timeline) -> Iterator[Diagnostic]:
    seen: set[Location] = set()
    for version in life.versions if contract.country is None else ():
        for term in version.terms.values():
            if isinstance(term.value, Hours) and term.value.mentions_holidays and term.location not in seen:
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
    for part, state in completeness(life.versions[-1]).items():
        if state.open:
            place = contract.source.key_locations.get(part, start)
            shown = ", ".join(map(plain_label, state.open))
            hint = "agree them, or say `{not_applicable: why}`"
            yield Diagnostic("B040", f"still open in the {part} part: {shown}", place, hint, "note")


def plain_label(path: str) -> str:
    """A clause in plain words, with its key where that is another word: `social networks (`social`)`."""
    label, key = label_of(path).lower(), path.partition(".")[2]
    return label if label == key.replace("_", " ") else f"{label} (`{key}`)"
