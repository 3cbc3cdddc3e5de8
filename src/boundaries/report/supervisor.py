"""What a supervisor is shown: the findings that are shared, under labels that hold in this report alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from boundaries.core.finding import CONCLUSION_FIELDS, DRIFT_FIELDS, Finding
from boundaries.report.withheld import identifiable, shown

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy
    from boundaries.readers.pseudonyms import Key

# The keys of a finding that stand in the machine formats of this view, in order.
KEYS = (
    "type", "rule", "code", "pack", "title", "relationship", "bearer", "dimension", "clause", "severity", "status",
    "excused_by", "unknown", "audience", "review_soon", "practitioner", "at", "until", "measured", "agreed", "unit",
    "says", "asks", "suggests", *DRIFT_FIELDS, *CONCLUSION_FIELDS,
)  # fmt: skip
_DAYS = ("at", "until", "since", "since_interval")


def shared(
    findings: Iterable[Finding], judged: Mapping[str, int], policy: Policy, as_of_us: int | None, key: Key, client: str,
    language: str,
) -> tuple[Finding, ...]:  # fmt: skip
    """The findings that are shared, as they may be shown, by label and instant.

    `client` is the word for an unnamed client, `client {number}`; `as_of_us` where the log's world ends. Who has which
    number depends on the key, so that no order of names, and no list of files, tells who it is.
    """
    chosen = [finding for finding in findings if finding.audience == "shared"]
    named = {name for name, contract in judged.items() if _named(policy, contract, as_of_us)}
    mixed = sorted({finding.relationship for finding in chosen}, key=lambda name: key.name("label", name))
    labels = dict(_labels(mixed, named, client))
    order = {relationship: place for place, relationship in enumerate(labels)}
    chosen.sort(key=lambda finding: order[finding.relationship])  # stable: what is of one relationship stays in order
    rows: dict[tuple[str, str], str] = {}  # a number for each row that some finding rests on
    places = {finding.id: str(place) for place, finding in enumerate(chosen, 1)}
    told = (shown(finding, policy, labels[finding.relationship], rows, language) for finding in chosen)
    return tuple(_placed(finding, place, places) for place, finding in enumerate(told, 1))


def _placed(finding: Finding, place: int, places: Mapping[str, str]) -> Finding:
    """A finding that goes by its place in the report, as do those it rests on; "" for one that is not there."""
    rests_on = finding.premises and tuple(places.get(id, "") for id in finding.premises)
    return replace(finding, id=str(place), premises=rests_on)


def row(finding: Finding) -> dict[str, object]:
    """A finding for machines: days, not instants, and the places (from 1) of those it rests on."""
    plain = finding.to_dict()
    if finding.premises is not None:
        plain["premises"] = [int(place) for place in finding.premises if place]
    return {name: _day(plain[name]) if name in _DAYS else plain[name] for name in KEYS if name in plain}


def _day(instant: object) -> object:
    """The day of an instant as it is written, or of each of several."""
    return [_day(one) for one in instant] if isinstance(instant, list) else instant and str(instant)[:10]


def _named(policy: Policy, contract: int, as_of_us: int | None) -> bool:
    """Whether the client may be recognised by every version that was in force up to the end of the world."""
    versions = policy.contracts[contract].timeline.versions
    return identifiable([v for v in versions if as_of_us is None or v.start_us <= as_of_us] or versions[:1])


def _labels(relationships: Iterable[str], named: set[str], client: str) -> Iterator[tuple[str, str]]:
    """A label for each relationship, in this order: its own where it may be known, else the next number."""
    numbers = count(1)
    for relationship in relationships:
        free = (label for n in numbers if (label := client.format(number=n)) not in named)
        yield relationship, relationship if relationship in named else next(free)
