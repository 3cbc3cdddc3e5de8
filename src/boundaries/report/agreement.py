"""A contract in plain words, as one page: who agreed to what and since when, what changed, what watches over it."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.civil.day_words import joined, since_words, until_words
from boundaries.contract import consent
from boundaries.contract.model import Contract
from boundaries.contract.moments import Moment
from boundaries.contract.phrases import parties
from boundaries.contract.versions import Version
from boundaries.policy.policy import BoundContract, Policy
from boundaries.report.changes_said import amendments_said, exceptions_said
from boundaries.report.clauses_said import clause_said, parts_said
from boundaries.report.line import Line
from boundaries.report.rules_said import rules_said

_SHOWN = 10  # pairs named one by one
_ENDING = "administrative.ending"


def agreement(
    contract: Contract, bound: BoundContract, policy: Policy, language: str = "en", as_of: Moment | None = None
) -> Iterator[Line]:
    """One contract as lines: the version in force at a moment, else the newest one and everything that led to it.

    A date as the moment includes its day: it is the last instant of it.
    The sentences are English; what the rules say of themselves comes in `language`.
    """
    life, zone = contract.timeline, contract.timezone
    at_us = as_of.last(zone) if as_of is not None else None  # a date includes its day
    on = since_words(as_of.start(zone), zone) if as_of is not None else None
    yield from _head(contract)
    if at_us is not None and at_us < life.start_us:
        start = since_words(life.start_us, zone)
        yield Line(f"On {on} it was not in force yet: it starts on {start}.", 2, "title")
        return
    ended = at_us is not None and life.end_us is not None and at_us >= life.end_us
    version = life.versions[-1] if at_us is None or ended else life.at(at_us)
    assert version is not None, "an instant of its life has a version"
    if ended:
        yield Line(_over(contract, on), 2, "title")
        yield from clause_said(contract, version, _ENDING)
    else:
        yield from _which(contract, version, on)
        yield from parts_said(contract, version)
    changed = "What changed" if at_us is None else "What changed until then"
    yield from _section(changed, amendments_said(contract, at_us))
    yield from _section("Exceptions", exceptions_said(contract, bound.exemptions, None if ended else at_us))
    rules = [policy.rules[index] for index in bound.rules]
    yield from rules_said(rules, version, language, ended=ended, ends=life.end_us is not None)


def _over(contract: Contract, on: str | None) -> str:
    life, zone = contract.timeline, contract.timezone
    assert life.end_us is not None
    return f"On {on} it was over: it was in force until {until_words(life.end_us, zone)}."


def _which(contract: Contract, version: Version, on: str | None) -> Iterator[Line]:
    """Which version follows, where there is a choice."""
    since = since_words(version.start_us, contract.timezone)
    if on is not None:
        unchanged = f", unchanged since {since}" if on != since else ""
        yield Line(f"What follows is in force on {on}{unchanged}.", 2, "title")
    elif len(contract.timeline.versions) > 1:
        yield Line(f"What follows is in force from {since} on. What it was before stands under “What changed”.", 2)


def _section(heading: str, lines: Iterator[Line]) -> Iterator[Line]:
    """Lines under a heading; nothing where there are none."""
    for number, line in enumerate(lines):
        if not number:
            yield Line("")
            yield Line(heading, 0, "heading")
        yield line


# ---- the head -------------------------------------------------------------------------------------------------


def _head(contract: Contract) -> Iterator[Line]:
    """For whom, by whom, since when, on which clock."""
    yield Line(contract.name, 0, "title")
    yield Line(" ".join(_for_whom(contract)), 2)
    yield Line(f"{_agreed(contract)} {_life(contract)}", 2)
    if contract.metadata is not None:
        told = since_words(contract.metadata.told.start(contract.timezone), contract.timezone)
        yield Line(f"The client knows since {told} that times and channels of contact may be looked at "
                   f"({contract.metadata.basis}).", 2)  # fmt: skip
    clock = [f"Times are on the clock of {contract.timezone}"]
    if contract.country:
        clock.append(f"public holidays are those of {contract.country}")
    if contract.currency:
        clock.append(f"amounts are in {contract.currency}")
    yield Line(f"{'; '.join(clock)}.", 2)


def _for_whom(contract: Contract) -> Iterator[str]:
    pairs = contract.relationships
    more = f" and {len(pairs) - _SHOWN:,} more" if len(pairs) > _SHOWN else ""
    named = ", ".join(pairs[:_SHOWN]) if more else joined(pairs) if pairs else ""
    whom = f"relationship{'s' if len(pairs) > 1 else ''} {named}{more}"
    whom = whom if pairs else "every relationship without a contract of its own"
    yield f"For {whom}{f'; the practitioner is {contract.practitioner}' if contract.practitioner else ''}."
    if contract.parties:
        yield f"Also part of it: {joined([f'{party.id} ({party.role})' for party in contract.parties])}."
    if contract.consent_required:
        yield f"What is agreed needs the consent of {parties(contract.consent_required)}."


def _agreed(contract: Contract) -> str:
    day = since_words(contract.timeline.agreed_us, contract.timezone)
    missing = consent.missing(contract, contract.consent)
    by = f" by {parties(contract.consent)}" if contract.consent else ""
    lacking = f"; the consent of {parties(missing)} is not noted" if missing else ""
    return f"Agreed on {day}{by}{lacking}."


def _life(contract: Contract) -> str:
    life, zone = contract.timeline, contract.timezone
    start = since_words(life.start_us, zone)
    if life.end_us is None:
        return f"In force from {start} on, without an end."
    return f"In force from {start} until {until_words(life.end_us, zone)}."
