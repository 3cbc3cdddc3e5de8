"""The first lines of a report: what was read, by what it was judged, and what this cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.instants import format_instant
from boundaries.core.language import ENGLISH
from boundaries.core.sentence import civil_words
from boundaries.report.summary import RunSummary
from boundaries.report.withheld import day_of

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy

SHOWN = 5  # contracts, packs or logs named one by one


def header(policy: Policy, summary: RunSummary, language: str = ENGLISH) -> Iterator[tuple[str, str]]:
    """Pairs of a label and its text; the label is empty for what stands on page one of every report."""
    say = catalogue(language)
    zone = only_zone(policy)
    contracts = [
        say.say("header.since", name=name, dates=say.shown(versions, SHOWN)) for name, versions in summary.contracts
    ]
    yield say.form("header.boundaries"), say.say("header.own", purpose=say.form("header.own_reflection"))
    yield "", say.form("header.limits")
    yield "", say.form("header.words")
    yield say.form("header.read"), _read(summary, zone, say)
    yield say.form("header.contracts"), say.shown(contracts, SHOWN)
    packs = [f"{name} {version} ({digest[:12]})" for name, version, digest in summary.packs]
    yield say.form("header.packs"), say.shown(packs, SHOWN)
    if summary.practitioner:
        yield say.form("header.practitioner"), summary.practitioner
    if summary.asked.run_by:
        yield say.form("header.run_by"), summary.asked.run_by
    if summary.as_of is not None:
        yield say.form("header.as_of"), instant_words(summary.as_of, zone, language)
    clock = say.say("header.clock", engine=engines(summary, say), tzdata=summary.tzdata, zone=zone or "UTC")
    yield say.form("header.engine"), clock
    yield "", say.form("header.records")


def engines(summary: RunSummary, say: Catalogue) -> str:
    """What judged; and what drew the conclusions, where a rule draws any."""
    if summary.conclusions is None:
        return summary.engine
    return say.say("header.conclusions", engine=summary.engine, conclusions=summary.conclusions)


def instant_words(at_us: int, zone: str | None, language: str = ENGLISH) -> str:
    """An instant on the clock of a zone, else in UTC as machines write it."""
    if zone is None:
        return format_instant(at_us)
    from boundaries.civil.zone import to_local

    return civil_words(to_local(at_us, zone), catalogue(language).language)


def day_words(at_us: int, zone: str | None, language: str = ENGLISH) -> str:
    """The day of an instant on the clock of a zone, else of UTC."""
    return day_of(instant_words(at_us, zone, language)) if zone else format_instant(at_us)[:10]


def only_zone(policy: Policy) -> str | None:
    """The one clock of all contracts, or None where there are several."""
    zones = {contract.zone for contract in policy.contracts}
    return zones.pop() if len(zones) == 1 else None


def _read(summary: RunSummary, zone: str | None, say: Catalogue) -> str:
    logs = say.shown([f"{source.log} ({source.format})" for source in summary.sources], SHOWN)
    if summary.period is None:
        return logs
    start, end = (instant_words(at, zone, say.language) for at in summary.period)
    return say.say("header.period", logs=logs, **{"from": start, "until": end})
