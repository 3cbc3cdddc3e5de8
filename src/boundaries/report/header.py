"""The first lines of a report: what was read, by what it was judged, and what this cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boundaries.core.instants import format_instant
from boundaries.core.sentence import civil_words
from boundaries.report.summary import LIMITS, RECORDS, WORDS, RunSummary

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy

SHOWN = 5  # contracts, packs or logs named one by one


def header(policy: Policy, summary: RunSummary) -> Iterator[tuple[str, str]]:
    """Pairs of a label and its text; the label is empty for what stands on page one of every report."""
    zone = _zone(policy)
    yield "boundaries", f"{summary.purpose}, the practitioner's own view"
    yield "", LIMITS
    yield "", WORDS
    yield "read", _read(summary, zone)
    yield "contracts", _listed([f"{name} (in force since {_listed(versions)})" for name, versions in summary.contracts])
    yield "packs", _listed([f"{name} {version} ({digest[:12]})" for name, version, digest in summary.packs])
    if summary.practitioner:
        yield "practitioner", summary.practitioner
    if summary.as_of is not None:
        yield "as of", instant_words(summary.as_of, zone)
    yield "engine", f"{summary.engine}, time zones {summary.tzdata}, times on the clock of {zone or 'UTC'}"
    yield "", RECORDS


def instant_words(at_us: int, zone: str | None) -> str:
    """An instant on the clock of a zone, else in UTC as machines write it."""
    if zone is None:
        return format_instant(at_us)
    from boundaries.civil.zone import to_local

    return civil_words(to_local(at_us, zone))


def _zone(policy: Policy) -> str | None:
    zones = {contract.zone for contract in policy.contracts}
    return zones.pop() if len(zones) == 1 else None


def _read(summary: RunSummary, zone: str | None) -> str:
    logs = _listed([f"{source.log} ({source.format})" for source in summary.sources])
    if summary.period is None:
        return logs
    start, end = summary.period
    return f"{logs}, from {instant_words(start, zone)} to {instant_words(end, zone)}"


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - SHOWN:,} more" if len(items) > SHOWN else ""
    return (", ".join(items[:SHOWN]) or "none") + more
